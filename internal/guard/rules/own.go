package rules

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

// mostOwn is how many packs a practice may have of its own.
const mostOwn = 50

// ReadDir reads the packs of a practice's own, the files *.toml of dir in the order of their names. shipped are the
// packs they stand beside. A folder that is not there holds none. A pack that does not parse or that has the id of
// another rule is an Invalid fault that names the file, the line and the rule; then none is returned.
func ReadDir(dir fs.FS, shipped []Pack) ([]Pack, error) {
	const op = "rules.ReadDir"
	names, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, op, "", err)
	}
	if len(names) > mostOwn {
		return nil, fault.New(fault.Invalid, op, fmt.Sprintf("There are more than %d rule packs. Put several into one file.", mostOwn))
	}
	all := shipped[:len(shipped):len(shipped)]
	for _, name := range names {
		source, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, op, name+": cannot be read: "+plain(err)+".", err)
		}
		p, err := ParseOwn(name, source, all)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all[len(shipped):], nil
}

// plain says what is wrong with a file without its path.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// ParseOwn reads a pack of a practice's own from the source of the file, to stand beside others. Its faults are those
// of [ReadDir].
func ParseOwn(file string, source []byte, others []Pack) (Pack, error) {
	wrong := func(err error) error {
		return fault.Wrap(fault.Invalid, "rules.ParseOwn", file+": "+fault.Message(err), err)
	}
	p, err := Parse(source)
	if err != nil {
		return Pack{}, wrong(err)
	}
	p.File = file
	in := map[string]string{}
	for _, o := range others {
		for i := range o.Rules {
			in[o.Rules[i].ID] = o.Name
		}
	}
	for i := range p.Rules {
		if name, there := in[p.Rules[i].ID]; there {
			return Pack{}, wrong(atRule(source, i, invalid("rule %q stands in the pack %s too. Give it another id", p.Rules[i].ID, name)))
		}
	}
	return p, nil
}

// Prove runs the rules of practice's own packs over their examples as of the day. The first that does not hold is an
// Invalid fault that names the file, the line and the rule.
func Prove(own []Pack, day civil.Date) error {
	for _, f := range Try(own, day) {
		if !f.Stale {
			return fault.New(fault.Invalid, "rules.Prove", f.String())
		}
	}
	return nil
}

// atRule puts the line of the n-th rule of a pack before the sentence of an error.
func atRule(source []byte, n int, err error) error {
	line := lineOf(source, n)
	if line == 0 {
		return err
	}
	return fault.Wrap(fault.Invalid, "rules.Parse", fmt.Sprintf("Line %d: %s", line, fault.Message(err)), err)
}

// lineOf returns the line of the n-th [[rule]], 0 if the rules are written in another way.
func lineOf(source []byte, n int) int {
	at := 0
	for line := range bytes.Lines(source) {
		at++
		text, _, _ := bytes.Cut(line, []byte("#"))
		inner, ok := bytes.CutPrefix(bytes.TrimSpace(text), []byte("[["))
		inner, closed := bytes.CutSuffix(inner, []byte("]]"))
		if !ok || !closed || string(bytes.Trim(inner, " \t\"'")) != "rule" {
			continue
		}
		if n == 0 {
			return at
		}
		n--
	}
	return 0
}
