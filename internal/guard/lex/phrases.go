package lex

// Phrases finds phrases of several words in a scanned text. The zero Phrases is empty; after the last Add it may be
// shared by goroutines.
type Phrases[T any] struct{ by map[uint64][]phraseOf[T] }

type phraseOf[T any] struct {
	hashes  []uint64
	capital bool // an abbreviation, such as HIV, is one in capitals only
	value   T
}

// shortAbbreviation is how long an abbreviation may be to stand for itself in capitals only.
const shortAbbreviation = 3

// Add enters a phrase. Of two phrases that begin alike the longer one is found.
func (p *Phrases[T]) Add(phrase string, value T) {
	hashes := Hashes(phrase)
	if len(hashes) == 0 {
		return
	}
	if p.by == nil {
		p.by = map[uint64][]phraseOf[T]{}
	}
	var d Doc
	d.Scan(phrase, nil)
	list := append(p.by[hashes[0]], phraseOf[T]{hashes, len(phrase) <= shortAbbreviation && d.Tokens[0].Has(Upper), value})
	for k := len(list) - 1; k > 0 && len(list[k].hashes) > len(list[k-1].hashes); k-- {
		list[k], list[k-1] = list[k-1], list[k]
	}
	p.by[hashes[0]] = list
}

// At returns the value of the longest phrase that begins at token i, and how many tokens it has; 0 is none.
func (p *Phrases[T]) At(d *Doc, i int) (value T, tokens int) {
	for _, c := range p.by[d.Tokens[i].Hash] {
		if d.Phrase(i, c.hashes) && (!c.capital || d.Tokens[i].Has(Upper)) {
			return c.value, len(c.hashes)
		}
	}
	return value, 0
}
