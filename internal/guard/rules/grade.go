package rules

import "bedside/internal/guard/lex"

// fewWords is the least number of words whose reading level means anything.
const fewWords = 30

// Grade returns the years of school that a text asks for, by the Automated Readability Index (Senter and Smith, 1967),
// which needs letters, words and sentences only. It is false for a text of fewer than 30 words.
func Grade(d *lex.Doc) (years float64, ok bool) {
	if len(d.Tokens) < fewWords {
		return 0, false
	}
	words, letters, sentences := d.Counts()
	if words < fewWords {
		return 0, false
	}
	return PerLetter*float64(letters)/float64(words) + 0.5*float64(words)/float64(max(1, sentences)) - 21.43, true
}

// PerLetter is how many years of school one letter more in the average word adds to [Grade].
const PerLetter = 4.71
