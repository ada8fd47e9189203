package cli

import (
	"os"
	"path/filepath"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/rules"
)

// ownPacks say which rule packs stand beside Bedside's, and where the practice keeps what it knows.
type ownPacks struct {
	Pack []string `placeholder:"FILE" help:"A rule pack of the practice's own, besides those of Bedside. May be given more than once."`
	Data string   `placeholder:"DIR" type:"path" help:"The practice's data folder: the packs in its folder rules, its index of retracted papers, and from its database its own names and places, the rules it has switched off and how many people must fit."`
}

// rulesIn is where a practice keeps rule packs of its own.
func rulesIn(data string) string { return filepath.Join(data, "rules") }

// load returns Bedside's packs and those of the practice's own, whose examples hold. A mistake in one is Invalid and
// names file, line and rule.
func (o ownPacks) load() ([]rules.Pack, error) {
	packs, shipped, err := o.parse()
	if err != nil {
		return nil, err
	}
	return packs, rules.Prove(packs[shipped:], civil.DateOf(time.Now()))
}

// parse is load without the examples; the first packs, shipped of them, are Bedside's.
func (o ownPacks) parse() (packs []rules.Pack, shipped int, err error) {
	if packs, err = rules.Embedded(); err != nil {
		return nil, 0, err
	}
	shipped = len(packs)
	if o.Data != "" {
		own, err := rules.ReadDir(os.DirFS(rulesIn(o.Data)), packs)
		if err != nil {
			return nil, 0, err
		}
		packs = append(packs, own...)
	}
	for _, name := range o.Pack {
		source, err := os.ReadFile(name)
		if err != nil {
			return nil, 0, fault.Wrap(fault.Invalid, "cli.ownPacks", "Cannot read "+name+": "+plainPath(err)+".", err)
		}
		p, err := rules.ParseOwn(name, source, packs)
		if err != nil {
			return nil, 0, err
		}
		packs = append(packs, p)
	}
	return packs, shipped, nil
}
