package ident

import (
	"strings"
	"testing"

	"bedside/internal/guard/lex"
)

// A word of several tokens would never be found.
func TestWordsAreSingleTokens(t *testing.T) {
	for _, list := range []string{givenNames, surnames, cities, wordClasses} {
		for line := range strings.Lines(list) {
			if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "[") {
				continue
			}
			for w := range strings.FieldsSeq(line) {
				if n := len(lex.Hashes(w)); n != 1 {
					t.Errorf("%q is %d tokens", w, n)
				}
			}
		}
	}
}

func TestEverySectionIsThere(t *testing.T) {
	for _, s := range sections {
		if !strings.Contains(wordClasses, "\n["+s+"]\n") {
			t.Errorf("words.txt has no section %s", s)
		}
	}
}

// A ZIP prefix of few people must not survive the rewrite.
func TestSmallZIPPrefixesBecomeZeros(t *testing.T) {
	if got := zip3("05901"); got != "000" {
		t.Errorf("059 became %s", got)
	}
	if got := zip3("55802"); got != "558" {
		t.Errorf("558 became %s", got)
	}
	if len(smallZIP3) != 23 {
		t.Errorf("%d prefixes; the union of the lists of 2000 and 2020 has 23", len(smallZIP3))
	}
}

func TestEveryMinorSectionIsThere(t *testing.T) {
	for _, s := range minorSections {
		if !strings.Contains(minorWords, "\n["+s+"]\n") {
			t.Errorf("minor.txt has no section %s", s)
		}
	}
	for line := range strings.Lines(minorWords) {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "[") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			if n := len(lex.Hashes(w)); n != 1 {
				t.Errorf("%q is %d tokens", w, n)
			}
		}
	}
}

// A town of several words is found by the same sums as in a text.
func TestTowns(t *testing.T) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	for text, want := range map[string]string{
		"Duluth": "Duluth", "Grand Marais, MN": "Grand Marais", "St. Cloud": "St. Cloud", "New York City": "New York City", "Winston-Salem": "Winston-Salem",
		"San Juan": "San Juan", "Nowhere": "",
	} {
		var d lex.Doc
		d.Scan(text, dict)
		s := scan{d: &d, toks: d.Tokens}
		got := ""
		if end := s.town(0); end > 0 {
			got = text[:d.Tokens[end-1].End]
		}
		if got != want {
			t.Errorf("town of %q is %q, want %q", text, got, want)
		}
	}
}
