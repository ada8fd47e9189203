package ident

import (
	"strings"
	"testing"

	"bedside/internal/guard/lex"
)

// Work grows with the text and no faster, on texts made to make it look again and again. Steps are counted, not
// seconds, so that the test says the same on every machine.
func TestWorkIsLinear(t *testing.T) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	steps := func(text string) int {
		var d lex.Doc
		d.Scan(text, dict)
		var f Finder
		f.Find(&d, 2026)
		ContextOf(&d)
		return f.scan.steps
	}
	for _, piece := range []string{
		"1 ", "1-", "1.", "1/", "1:", "(1)", "a.", "a@", "@", "://", "http://a", "A ", "Al ", "Maria ", "Maria-", "J. ", "de ", "Dr. ",
		"MRN ", "MRN: ", "SSN # ", "12 Elm ", "12 North ", "Suite 1 ", "Box ", "St. ", "at St. ", "at Mary's ", "in New ", "Hospital ",
		"Hospital of ", "University ", "Mercy & ", "patient ", "patient, ", "name ", "Oct ", "Oct 3 ", "of ", "93 ", "ab12-", "a:1:", "::", "ff:",
		"+1 ", "x1 ", "dot com ", "a dot ", "Maria Lopez, ", "Lopez ", "Duluth, MN ", "\n", "-", "'s", "é", "\xff",
	} {
		short, long := steps(strings.Repeat(piece, 2000)), steps(strings.Repeat(piece, 16000))
		if long > 9*short+1000 {
			t.Errorf("%q: 8 times the text takes %d steps instead of %d", piece, long, short)
		}
		if perToken := long / 16000; perToken > 1500 {
			t.Errorf("%q: %d steps a piece", piece, perToken)
		}
	}
}
