package rules

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"bedside/internal/fault"
	"bedside/internal/strict"
)

//go:embed words.toml packs/*.toml
var embedded embed.FS

// shared returns the word lists that every pack may use.
func shared() (map[string][]string, error) {
	source, err := embedded.ReadFile("words.toml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "rules.shared", "", err)
	}
	words := map[string][]string{}
	if err := strict.Decode(bytes.NewReader(source), &words); err != nil {
		return nil, fault.Wrap(fault.Internal, "rules.shared", "words.toml", err)
	}
	return words, nil
}

// Embedded returns the packs that Bedside ships with, sorted by file name. They are not to be changed.
func Embedded() ([]Pack, error) {
	packs, err := shipped()
	return slices.Clone(packs), err
}

var shipped = sync.OnceValues(func() ([]Pack, error) {
	names, err := fs.Glob(embedded, "packs/*.toml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "rules.Embedded", "", err)
	}
	words, err := shared()
	if err != nil {
		return nil, err
	}
	var packs []Pack
	for _, name := range names {
		source, err := embedded.ReadFile(name)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, "rules.Embedded", "", err)
		}
		p, err := parse(source, words)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, "rules.Embedded", name, err)
		}
		packs = append(packs, p)
	}
	return packs, nil
})

// Parse reads a pack. A key it does not know, a rule that lacks a part or a phrase that does not compile is an
// Invalid fault that names the rule.
func Parse(source []byte) (Pack, error) {
	words, err := shared()
	if err != nil {
		return Pack{}, err
	}
	return parse(source, words)
}

// parse reads a pack that may use the words.
func parse(source []byte, words map[string][]string) (Pack, error) {
	var p Pack
	if err := strict.Decode(bytes.NewReader(source), &p); err != nil {
		return Pack{}, fault.Wrap(fault.Invalid, "rules.Parse", "The rule pack cannot be read. "+fault.Message(err), err)
	}
	if p.Name == "" || p.Version == "" {
		return Pack{}, invalid("a rule pack needs a name and a version")
	}
	words = maps.Clone(words)
	maps.Copy(words, p.Words)
	p.Words = words
	seen := map[string]bool{}
	for i := range p.Rules {
		r := &p.Rules[i]
		r.inherit(&p)
		r.line = lineOf(source, i)
		if seen[r.ID] {
			return Pack{}, atRule(source, i, invalid("rule %q stands twice", r.ID))
		}
		seen[r.ID] = true
		if err := r.check(); err != nil {
			return Pack{}, atRule(source, i, err)
		}
		if _, err := compile(r, p.Words); err != nil {
			return Pack{}, atRule(source, i, err)
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s%q", source, words))
	p.Sum = hex.EncodeToString(sum[:])
	return p, nil
}

// inherit fills in what the rule leaves to its pack.
func (r *Rule) inherit(p *Pack) {
	r.Category = cmp.Or(r.Category, p.Category)
	r.Severity = cmp.Or(r.Severity, p.Severity)
	r.Check = cmp.Or(r.Check, p.Check)
	r.URL = cmp.Or(r.URL, p.URL)
	for _, list := range []struct{ own, ofPack *[]string }{
		{&r.Kinds, &p.Kinds}, {&r.Audiences, &p.Audiences}, {&r.Channels, &p.Channels}, {&r.Debunk, &p.Debunk},
	} {
		if *list.own == nil {
			*list.own = *list.ofPack
		}
	}
	r.Authority = cmp.Or(r.Authority, p.Authority)
	r.Jurisdiction = cmp.Or(r.Jurisdiction, p.Jurisdiction)
	r.CheckedOn = cmp.Or(r.CheckedOn, p.CheckedOn)
	r.ReviewBy = cmp.Or(r.ReviewBy, p.ReviewBy)
}

func invalid(format string, args ...any) error {
	s := fmt.Sprintf(format, args...)
	return fault.New(fault.Invalid, "rules.Parse", strings.ToUpper(s[:1])+s[1:]+".")
}

var (
	kinds     = []string{"post", "reply", "page", "sms", "email", "voice", "chat"}
	audiences = []string{"public", "patient", "staff"}
)

// check says what a rule lacks.
func (r *Rule) check() error {
	known := func(have, want []string) bool {
		return !slices.ContainsFunc(have, func(s string) bool { return !slices.Contains(want, s) })
	}
	needs := map[Check]bool{
		Existence:    len(r.Any) > 0,
		Substitution: len(r.Swap) > 0,
		Cooccurrence: len(r.All) > 1,
		Absence:      len(r.Any) > 0 && len(r.Needs) > 0,
		Count:        len(r.Any) > 0 && r.Max > 0,
		Reading:      r.Max > 0,
	}
	complete, checkKnown := needs[r.Check]
	switch {
	case r.ID == "" || strings.ContainsAny(r.ID, " \t\n"):
		return invalid("a rule has no id, or one with a space in it: %q", r.ID)
	case r.Title == "" || r.Message == "" || r.Authority == "" || r.Jurisdiction == "":
		return invalid("rule %q needs a title, a message, an authority and a jurisdiction", r.ID)
	case !slices.Contains(Categories(), r.Category):
		return invalid("rule %q has the unknown category %q", r.ID, r.Category)
	case (r.Category == "privacy") != (r.Type != ""):
		return invalid("rule %q: rules of category privacy, and only they, have a type of identifier", r.ID)
	case r.Severity != Block && r.Severity != Warn && r.Severity != Note:
		return invalid("rule %q needs the severity block, warn or note", r.ID)
	case !known(r.Kinds, kinds) || !known(r.Audiences, audiences):
		return invalid("rule %q names an unknown kind or audience", r.ID)
	case !checkKnown:
		return invalid("rule %q has the unknown check %q", r.ID, r.Check)
	case !complete:
		return invalid("rule %q lacks what its check %q looks for", r.ID, r.Check)
	case r.Scope != "" && r.Scope != "sentence" && r.Scope != "text":
		return invalid("rule %q has a scope other than sentence or text", r.ID)
	case r.CheckedOn.IsZero() || r.ReviewBy.IsZero():
		return invalid("rule %q needs checked_on and review_by", r.ID)
	case len(r.Examples.Must) == 0 || len(r.Examples.MustNot) == 0:
		return invalid("rule %q needs an example that must and one that must not fire", r.ID)
	}
	return nil
}
