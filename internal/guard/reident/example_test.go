package reident_test

import (
	"fmt"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/reident"
)

func ExampleReader_Read() {
	words := map[uint64]lex.Entry{}
	reident.AddTo(words)
	var doc lex.Doc
	doc.Scan("I saw a 71-year-old dairy farmer from Elba, NY last Tuesday.", lex.NewDict(words))

	by := reident.Practice{Towns: []reident.Town{{Name: "Batavia", State: "NY"}}}
	var reader reident.Reader
	for _, person := range reader.Read(&doc, by, 2026) {
		estimate := person.Estimate(by)
		group, observer := estimate.Smaller()
		low, high := group.Rounded()
		fmt.Printf("%d to %d people fit, for a %s\n", low, high, observer)
	}
	// Output: 1 to 2 people fit, for a reader
}
