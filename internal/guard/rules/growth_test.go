package rules

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/guard/lex"
)

// Work grows with the text and no faster, on texts that repeat what the rules look for.
func TestWorkIsLinear(t *testing.T) {
	packs, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	set, err := NewSet(packs)
	if err != nil {
		t.Fatal(err)
	}
	words := map[uint64]lex.Entry{}
	set.AddTo(words)
	dict := lex.NewDict(words)
	steps := func(text string) int {
		var d lex.Doc
		d.Scan(text, dict)
		var m Matcher
		m.Match(set, &d, Where{Kind: "post", Audience: "public", Day: civil.Date{Year: 2026, Month: time.November, Day: 22}})
		return m.steps
	}
	for _, r := range set.Rules() {
		for _, text := range r.Examples.Must {
			short, long := steps(strings.Repeat(text+" ", 100)), steps(strings.Repeat(text+" ", 800))
			if long > 9*short {
				t.Errorf("%q: 8 times the text takes %d steps instead of %d", text, long, short)
			}
		}
	}
}
