package reident

import "bedside/internal/guard/lex"

// unique finds in the sentence what makes its person the only one: a superlative with its scope, the holder of a single
// office. ours says that it is a patient of the author's; else an office is a description of one only beside a condition.
func (r *Reader) unique(ours bool) *Attribute {
	if r.seen&(wSuperlative|wOffice) == 0 {
		return nil
	}
	for i := r.from; i < r.to; i++ {
		switch {
		case r.is(i, wSuperlative):
			if end := r.superlative(i, ours); end > 0 {
				return &Attribute{Kind: Unique, Span: r.spanOf(i, i+1), Instead: "one"}
			}
		case r.is(i, wOffice) && r.office(i) && (ours || r.ill()):
			return &Attribute{Kind: Unique, Span: r.spanOf(i, i+1), Instead: "community leader"}
		}
	}
	return nil
}

// superlative reports, by the token after it, that "first", "oldest" or "only" at token i is of all in some place:
// "the first patient in the state", "our oldest patient", "the only one in the county".
func (r *Reader) superlative(i int, ours bool) int {
	if !r.word(i-1, hThe) && !r.is(i-1, wMine|wTheirs) && !r.is(i-1, wScope) && !(i > 0 && r.word(i-1, lex.Possessive)) {
		return 0
	}
	if f, n := r.fact(i + 1); f != nil && f.kind == Occupation && (ours || r.ill()) && (r.is(i-1, wScope) || r.word(i-1, lex.Possessive) || r.is(i+1+n, wBefore)) {
		return i + 1 + n // the town's only dentist
	}
	bearer := false
	for k := i + 1; k < i+14 && k < r.to; k++ {
		switch {
		case r.is(k, wBearer) && k <= i+3:
			bearer = true
			if r.word(i, hOldest, hYoungest) {
				return k + 1
			}
		case bearer && r.is(k, wScope):
			return k + 1
		case r.word(k, hOnly, hOne) && k == i+1 && r.word(i, hOnly):
			bearer = true
		case bearer && r.title(k) && r.is(k-1, wBefore):
			return k + 1
		}
	}
	if bearer && r.is(i-1, wScope) || bearer && r.word(i-1, lex.Possessive) && r.is(i-2, wScope) {
		return i + 2
	}
	return 0
}

var (
	hOldest, hYoungest = hash("oldest"), hash("youngest")
	hOnly, hOne        = hash("only"), hash("one")
)

// office reports whether the word at token i is the holder of a single office, who is the person described: "the
// mayor", "our sheriff", "the pastor of Grace Church".
func (r *Reader) office(i int) bool {
	if r.title(i) && r.title(i+1) || r.word(i+1, lex.Possessive) { // Judge Parker: a name, for the names to find
		return false
	}
	held := r.word(i-1, hThe, hOur, hMy) || r.is(i-1, wScope) || r.is(i-2, wScope) && r.word(i-1, lex.Possessive) || i == r.from
	for k := i - 1; !held && k >= i-3 && k >= r.from; k-- {
		held = r.is(k, wRetired) || r.word(k, hThe)
	}
	of := r.word(i+1, hOf) || r.word(i+1, hAt)
	switch {
	case r.is(i, wSeat):
		return held || of
	case of:
		for k := i + 2; k < i+5; k++ {
			if r.title(k) {
				return true
			}
		}
	}
	return false
}

var hAt = hash("at")
