package ident

import (
	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

// speaker reads who says what follows, at the beginning of a line: Rosa: "Is it far?"
func (s *scan) speaker(i int) int {
	colon := i + 1
	if !s.isMark(colon, ':') || i > 0 && !s.toks[i].Has(lex.Line) || !s.opensQuote(colon+1) || s.toks[i].Is(notName|cTitle) {
		return 0
	}
	info := name.At(s.d, i)
	if info.Ordinary() > 0 && info.Given() < 2 || info.Kind() != name.None && !info.Listed() {
		return 0
	}
	s.add(Name, i, colon, "[name]")
	return colon
}

// opensQuote reports whether a quotation mark stands at token i, or after the backslash there.
func (s *scan) opensQuote(i int) bool {
	if s.isMark(i, '\\') {
		i++
	}
	return s.isMark(i, '"') || s.isMark(i, '“')
}

// roll finds those who stand in a row with others: Tran in "Ortiz, Tran and Weber", Weber in it where Ortiz and Tran were
// seen. It reports whether it found any.
func (s *scan) roll() bool {
	found, hits := false, len(s.hits)
	for k := range hits {
		h := &s.hits[k]
		if h.Type != Name || h.To-h.From > 2 {
			continue
		}
		next := s.rowed(h.To)
		if next < 0 || k+1 < hits && s.hits[k+1].From <= next || !s.surname(next) && !s.forename(next) || s.toks[next].Is(notName) || s.eponym(next) {
			continue
		}
		if after := s.rowed(next + 1); k+1 < hits && after == s.hits[k+1].From && s.hits[k+1].Type == Name || // between two names
			k > 0 && s.rowed(s.hits[k-1].To) == h.From && s.hits[k-1].Type == Name && !s.capital(next+1) { // after two
			s.add(Name, next, next+1, "[name]")
			found = true
		}
	}
	return found
}

// rowed returns the word with a capital that a comma or "and" at token i joins to the word before, or -1.
func (s *scan) rowed(i int) int {
	joined := false
	for n := 0; n < 2 && (s.isMark(i, ',') || s.isWord(i, hAnd) || s.isMark(i, '&')); n++ {
		joined = true
		i++
	}
	if joined && !s.low && s.capital(i) && !s.toks[i].Has(lex.Line) {
		return i
	}
	return -1
}

// days makes a day of the week a date where the same sentence names somebody before it: Ms. Ortiz flew home on Tuesday.
func (s *scan) days() {
	for k := 1; k < len(s.hits); k++ {
		h, before := &s.hits[k], &s.hits[k-1]
		for j := k - 1; j > 0 && before.Type != Name; j-- {
			before = &s.hits[j-1]
		}
		if !h.Vague || before.Type != Name || before.Provider || h.From-before.To > 12 {
			continue
		}
		same := true
		for i := before.To; i < h.From; i++ {
			same = same && !s.endsSentence(i) && !s.toks[i].Has(lex.Line)
		}
		h.Weak = h.Weak && !same
	}
}
