package ident

import (
	"slices"
	"testing"

	"bedside/internal/guard/lex"
)

func TestRollsSpeakersAndAccounts(t *testing.T) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	var f Finder
	for text, want := range map[string][]string{
		"Ottavia: \"Are we there yet?\"\nBenno: \"Nearly.\"":          {"Ottavia", "Benno"},
		"Note: \"Bring your card.\"":                                  nil,
		"The jurors were Halvorsen, Brook and Okonkwo.":               {"Halvorsen", "Brook", "Okonkwo"},
		"thanks @ lauradelgado for the ride":                          {"lauradelgado"},
		"so good @ coffeetable":                                       nil,
		"Posted by @ TeresaMolina last night":                         {"TeresaMolina"},
		"i was told that mr okonkwo moved away":                       {"mr okonkwo"},
		"We stock apples, pears and plums. Lunch is at noon @ twelve": nil,
	} {
		if got := namesIn(&f, dict, text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A day of the week is a date of somebody who is named before it in the sentence.
func TestDaysOfSomebody(t *testing.T) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	for text, want := range map[string]bool{
		"Mr. Halvorsen came home on Tuesday.":                  true,
		"Mr. Halvorsen is here. Ask for soup on Tuesday.":      false,
		"Dr. Halvorsen sees children on Tuesday.":              false, // her hours
		"We close early on Tuesday.":                           false,
		"Mrs. Okonkwo, who knits, starts a new row on Sunday.": true,
	} {
		var f Finder
		var d lex.Doc
		d.Scan(text, dict)
		got := false
		for _, h := range f.Find(&d, 2026) {
			got = got || h.Vague && !h.Weak
		}
		if got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
