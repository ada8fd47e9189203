package triage

import (
	"math/bits"
	"slices"
	"strings"

	"bedside/internal/words"
)

// spelling are the words of emergencies that are known with a typing error in them too. They stand in
// rules/spelling.toml, with the words of the languages that differ from one of them by as little and are none of them.
type spelling struct {
	byLength [longestWord + 1][]misspelt
	real     map[string]bool
}

// misspelt is a word that may be mistyped.
type misspelt struct {
	text    string
	letters uint32 // which it has
}

// Bounds of a word that is looked at, and of the errors that are forgiven.
const (
	shortestWord = 4
	longestWord  = 16
	maxEdits     = 2
)

// edits is how many letters of a word may be missing, too many, wrong or changed about. One of four letters forgives
// only two that are changed about or one that is doubled: too many others are near.
func edits(word string) int {
	if len(word) > 10 {
		return maxEdits
	}
	return 1
}

// newSpelling compiles the two lists; both are words with commas. A word that no rule knows is a mistake.
func newSpelling(fold, real string, l *lexica) (*spelling, error) {
	s := &spelling{real: map[string]bool{}}
	for text := range strings.SplitSeq(fold, ",") {
		w := strings.TrimSpace(text)
		if w == "" && fold == "" {
			continue
		}
		if len(w) < shortestWord || len(w) > longestWord || !l.knows(w) {
			return nil, invalid("%q is forgiven a typing error, but is too short, too long or in no word list", w)
		}
		s.byLength[len(w)] = append(s.byLength[len(w)], misspelt{w, letters(w)})
	}
	for text := range strings.SplitSeq(real, ",") {
		s.real[strings.TrimSpace(text)] = true
	}
	return s, nil
}

// mend returns the word that was meant by one that no list knows; the word itself where it is near none, or is one.
func (s *spelling) mend(w string, l *lexica) string {
	if len(w) < shortestWord || len(w) > longestWord || l.knows(w) || s.real[w] {
		return w
	}
	best, least := w, maxEdits+1
	has := letters(w)
	for n := min(len(w)+maxEdits, longestWord); n >= max(len(w)-maxEdits, shortestWord); n-- { // letters are left out more often than added
		for _, m := range s.byLength[n] {
			most := min(edits(m.text), least-1)
			if bits.OnesCount32(has^m.letters) > 2*most || max(n-len(w), len(w)-n) > most {
				continue
			}
			if d := words.Distance(w, m.text, most); d <= most && near(w, m.text, d) {
				best, least = m.text, d
			}
		}
	}
	return best
}

// near reports whether an error of that many edits is one that people make in the word.
func near(w, word string, d int) bool {
	switch {
	case d > 1:
		return w[0] == word[0]
	case len(word) == shortestWord: // "pian", "painn"
		if len(w) == len(word) {
			a, b := []byte(w), []byte(word)
			slices.Sort(a)
			slices.Sort(b)
			return string(a) == string(b)
		}
		return len(w) > len(word) && letters(w) == letters(word)
	}
	return true
}

// letters is the set of the letters of a word.
func letters(w string) (set uint32) {
	for i := range len(w) {
		set |= 1 << (w[i] & 31)
	}
	return set
}
