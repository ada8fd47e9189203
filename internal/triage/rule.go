package triage

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/strict"
)

//go:embed rules/*.toml
var files embed.FS

// Rule is one thing that is listened for.
type Rule struct {
	ID     string   `toml:"id"`
	Kind   Kind     `toml:"kind"`
	Tier   Tier     `toml:"tier"`
	Ask    bool     `toml:"ask"` // the words alone do not tell: one question first
	Plain  string   `toml:"plain"`
	Source string   `toml:"source"`
	When   []string `toml:"when"`  // patterns, any of which fires; pattern.go says how to read them
	Fires  []string `toml:"fires"` // examples on which it must fire
	Quiet  []string `toml:"quiet"` // examples on which it must not

	patterns []pattern
}

// file is what a file of the rules may hold.
type file struct {
	Words map[string]string `toml:"words"` // the lists that patterns are made of
	Mask  []struct {
		Plain string   `toml:"plain"`
		When  []string `toml:"when"`
	} `toml:"mask"` // what only sounds like an emergency
	Rules    []Rule `toml:"rule"`
	Spelling struct {
		Fold string `toml:"fold"`
		Real string `toml:"real"`
	} `toml:"spelling"`
}

// New compiles the rules that Bedside ships with. A fault in them is Invalid and names the rule.
func New() (*Reader, error) {
	names, err := fs.Glob(files, "rules/*.toml")
	if err != nil {
		return nil, fault.At("triage.New", err)
	}
	var sources [][]byte
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fault.At("triage.New", err)
		}
		sources = append(sources, data)
	}
	if _, err := voice(); err != nil {
		return nil, err
	}
	r, err := compile(sources...)
	if err == nil {
		r.set = nameOf(append(sources, sayFile)...)
	}
	return r, err
}

// nameOf is a name for exactly these files.
func nameOf(files ...[]byte) string {
	sum := sha256.New()
	for _, data := range files {
		_, _ = fmt.Fprintf(sum, "%d\n%s", len(data), data)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// compile makes a reader of the files' contents, which share their word lists.
func compile(sources ...[]byte) (*Reader, error) {
	var all file
	all.Words = map[string]string{}
	for _, data := range sources {
		var f file
		if err := strict.Decode(bytes.NewReader(data), &f); err != nil {
			return nil, fault.At("triage.compile", err)
		}
		for name := range f.Words {
			if _, twice := all.Words[name]; twice {
				return nil, invalid("the word list %q stands twice", name)
			}
		}
		maps.Copy(all.Words, f.Words)
		if f.Spelling.Fold != "" {
			all.Spelling = f.Spelling
		}
		all.Mask, all.Rules = append(all.Mask, f.Mask...), append(all.Rules, f.Rules...)
	}
	l, err := newLexica(all.Words)
	if err != nil {
		return nil, err
	}
	r := &Reader{lexica: l, rules: all.Rules}
	if r.spelling, err = newSpelling(all.Spelling.Fold, all.Spelling.Real, l); err != nil {
		return nil, err
	}
	if r.signs, err = newSigns(l); err != nil {
		return nil, err
	}
	for _, m := range all.Mask {
		ps, err := parsePatterns(m.When, l)
		if err != nil {
			return nil, err
		}
		r.masks = append(r.masks, ps...)
	}
	seen := map[string]bool{}
	for i := range r.rules {
		rule := &r.rules[i]
		if lack := rule.lacks(seen); lack != "" {
			return nil, invalid("the rule %q %s", rule.ID, lack)
		}
		if rule.patterns, err = parsePatterns(rule.When, l); err != nil {
			return nil, err
		}
		for _, p := range rule.patterns {
			p.raise(l)
		}
	}
	for name, n := range l.number {
		if !l.named[n] {
			return nil, invalid("nothing names the word list %q", name)
		}
	}
	return r, nil
}

// lacks says what is wrong with a rule, or nothing.
func (r *Rule) lacks(seen map[string]bool) string {
	twice := seen[r.ID]
	seen[r.ID] = true
	switch {
	case twice:
		return "stands twice"
	case r.ID == "" || r.Kind == "" || r.Plain == "" || r.Source == "" || len(r.When) == 0:
		return "lacks an id, a kind, a plain reading, a source or a pattern"
	case r.Tier != Urgent && r.Tier != Emergency:
		return "is neither urgent nor an emergency"
	case r.Ask && r.Tier != Urgent:
		return "asks first, so it is urgent and no emergency"
	case len(r.Fires) < 2 || len(r.Quiet) < 2:
		return "needs two examples that fire and two that do not"
	}
	return ""
}

func parsePatterns(texts []string, l *lexica) ([]pattern, error) {
	var ps []pattern
	for _, s := range texts {
		p, err := parsePattern(s, l)
		if err != nil {
			return nil, err
		}
		ps = append(ps, p)
	}
	return ps, nil
}

// find returns the first words of the turn that the rule fires on.
func (r *Rule) find(t *turn) (span, bool) {
	for _, p := range r.patterns {
		if s, ok := p.find(t); ok {
			return s, true
		}
	}
	return span{}, false
}

func invalid(format string, args ...any) error {
	s := fmt.Sprintf(format, args...)
	return fault.New(fault.Invalid, "triage.compile", strings.ToUpper(s[:1])+s[1:]+".")
}
