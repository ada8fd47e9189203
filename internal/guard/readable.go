package guard

import (
	"strings"
	"unicode/utf8"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// What is no text of words, in bytes and tokens: nobody writes like this, and no rule was made for it.
const (
	fewMarks     = 1000
	marksPerWord = 5
	fewLetters   = 1000
	wordLength   = 40 // on average
)

// unreadable returns a finding where the text cannot be read as words, so that what nobody understood is not clear;
// nil for all other texts.
func unreadable(d *lex.Doc) *Finding {
	words, letters, _ := d.Counts()
	marks := len(d.Tokens) - words
	at, size, why := -1, 0, ""
	if nul := strings.IndexByte(d.Text, 0); nul >= 0 {
		at, size, why = nul, 1, "It holds a character that cannot be shown."
	} else if !d.ASCII && !utf8.ValidString(d.Text) {
		at, size, why = strings.IndexFunc(d.Text, func(r rune) bool { return r == utf8.RuneError }), 1, "It is not UTF-8: some of its letters are broken."
	} else if marks > fewMarks && marks > marksPerWord*words || letters > fewLetters && letters > wordLength*words {
		size, why = len(d.Text), "It does not look like words."
		at = 0
	}
	if at < 0 {
		return nil
	}
	return &Finding{
		Rule: "fit.unreadable", Category: "fit", Severity: rules.Warn, Start: at, End: at + size,
		Message: "The guard cannot read this text. " + why + " Have a person look at it, or type it again.", Authority: "House policy",
	}
}
