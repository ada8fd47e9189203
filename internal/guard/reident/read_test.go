package reident

import (
	"testing"

	"bedside/internal/guard/lex"
)

func scanned(text string) *lex.Doc {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	var d lex.Doc
	d.Scan(text, lex.NewDict(words))
	return &d
}

func read(t testing.TB, text string, by Practice) (Estimate, bool) {
	t.Helper()
	var r Reader
	people := r.Read(scanned(text), by, 2026)
	if len(people) == 0 {
		return Estimate{}, false
	}
	return people[0].Estimate(by), true
}
