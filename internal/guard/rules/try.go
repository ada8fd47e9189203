package rules

import (
	"fmt"
	"slices"

	"bedside/internal/civil"
	"bedside/internal/guard/lex"
)

// Failure is an example of a rule that does not hold, or a rule that is due for a comparison with its source.
type Failure struct {
	File    string `json:"file,omitempty"` // of a practice's own pack
	Line    int    `json:"line,omitempty"`
	Rule    string `json:"rule"`
	Problem string `json:"problem"`
	Stale   bool   `json:"stale"` // only due, not broken
}

// String is the failure in a sentence: "ours.toml: Line 12: Rule "ours.x" fires on: …".
func (f Failure) String() string {
	s := fmt.Sprintf("Rule %q %s", f.Rule, f.Problem)
	if f.Line > 0 {
		s = fmt.Sprintf("Line %d: %s", f.Line, s)
	}
	if f.File != "" {
		s = f.File + ": " + s
	}
	return s
}

// Try runs every rule over its own examples as of the day and returns what does not hold, broken ones first. A rule
// whose severity the text lowers does not count as one that fires.
func Try(packs []Pack, day civil.Date) []Failure {
	set, err := NewSet(packs)
	if err != nil {
		return []Failure{{Problem: err.Error()}}
	}
	words := map[uint64]lex.Entry{}
	set.AddTo(words)
	dict := lex.NewDict(words)

	var broken, due []Failure
	file := map[string]string{}
	for _, p := range packs {
		for i := range p.Rules {
			file[p.Rules[i].ID] = p.File
		}
	}
	var d lex.Doc
	var m Matcher
	for i := range set.rules {
		r := &set.rules[i]
		fires := func(text string) bool {
			d.Scan(text, dict)
			found := m.Match(set, &d, Where{Kind: firstOr(r.Kinds, "post"), Audience: firstOr(r.Audiences, "public"),
				Channel: firstOr(r.Channels, ""), Day: r.CheckedOn.Date})
			return slices.ContainsFunc(found, func(f Match) bool { return f.Rule == r && !f.Lowered() })
		}
		for _, text := range r.Examples.Must {
			if !fires(text) {
				broken = append(broken, Failure{File: file[r.ID], Line: r.line, Rule: r.ID, Problem: "does not fire on: " + text})
			}
		}
		for _, text := range r.Examples.MustNot {
			if fires(text) {
				broken = append(broken, Failure{File: file[r.ID], Line: r.line, Rule: r.ID, Problem: "fires on: " + text})
			}
		}
		if r.Stale(day) {
			due = append(due, Failure{File: file[r.ID], Line: r.line, Rule: r.ID, Problem: "last compared with its source on " + r.CheckedOn.String(), Stale: true})
		}
	}
	return append(broken, due...)
}

func firstOr(list []string, other string) string {
	if len(list) > 0 {
		return list[0]
	}
	return other
}
