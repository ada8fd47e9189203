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
		"(", "[", "((01)", "(01)00844588003288", "(10)a", "five ", "five, ", "double five ", "twenty ", "hundred ", "March ", "march the ",
		"March and ", "3/1-", "03MAR", "1/1/", "Calle ", "Calle Luna ", "C/ ", "rue ", "ul. ", "s/n, ", "28001 ", "28001 Madrid ", "Madrid. ",
		"Madrid (", "12, ", "3º ", "Acacias, ", "Address: ", "Address ", "City/", "Hospital de ", "Hospital Universitario ", "in Elba ",
		"from Elba, ", "lives in Elba ", "Lindengasse ", "Lindengasse 3 ", "Kade 3 ", "corner of ", "corner of A and ", "APO AP 96301 ", "Box 3 ",
		"12 ", "12 Elm, ", "> ", "12 Elm St\n> ", "Apt 3 ", "her photo ", "photo of ", "before-", "fingerprint ", "GB82 ", "GB82 WEST ",
		"1EG4-", "1EG4-TE5-", "Spain\n", "Graz, ", "*a ", "#Ab", "#AbCd", "\u200b", "аb", "plate KTR ", "group # ", "28 ", "71 33 ", "Labor Day 2021 ",
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
