package ident

import (
	"slices"

	"bedside/internal/guard/lex"
)

const listing = 60 // tokens after an author within which a reference has its year

var (
	hEt, hAl, hColleagues = hash("et"), hash("al"), hash("colleagues")
)

// uncite drops the names of authors of cited work: Smith et al.; (Smith, 2021); Smith and Lee (2021); a list of
// references. They point to no patient.
func (s *scan) uncite() {
	var cited [8]uint64
	n, last := 0, -1 // last is the token after the author before
	for i := range s.hits {
		if h := &s.hits[i]; h.Type == Name && n < len(cited) && s.cited(h.From, h.To, last) {
			cited[n] = s.toks[h.From].Hash
			last = h.To
			n++
		}
	}
	if n > 0 {
		s.hits = slices.DeleteFunc(s.hits, func(h Hit) bool {
			return h.Type == Name && slices.Contains(cited[:n], s.toks[h.From].Hash)
		})
	}
}

// cited reports whether the name from..to is that of an author; last is the token after the author before it.
func (s *scan) cited(from, to, last int) bool {
	switch {
	case s.isWord(to, hEt) && s.isWord(to+1, hAl), s.isWord(to, hAnd) && s.isWord(to+1, hColleagues):
		return true
	case s.isMark(to, ',') && s.published(to+1) && (s.isMark(to+2, ')') || s.isMark(to+2, ';')):
		return true
	case to == from+1 && s.isMark(to, '(') && s.published(to+1):
		return true
	case (s.isWord(to, hAnd) || s.isMark(to, '&')) && s.capital(to+1):
		return s.isMark(to+2, '(') && s.published(to+3) || s.isMark(to+2, ',') && s.published(to+3)
	case (s.isWord(from-1, hAnd) || s.isMark(from-1, '&')) && to == from+1:
		return s.isMark(to, ',') && s.published(to+1)
	}
	return s.referenced(from, to, last)
}

// published reports whether token i is a year in which work may have appeared.
func (s *scan) published(i int) bool {
	return s.isNumber(i) && s.toks[i].Len() == 4 && isYear(s.value(i))
}

// referenced reports whether the name is one of a reference's authors: Smith J, Lee KM. Title. Journal. 2021.
func (s *scan) referenced(from, to, last int) bool {
	if s.isMark(to-1, '.') {
		to--
	}
	letters := to
	if s.shortUpper(to - 1) {
		letters = to - 1
	}
	if !s.shortUpper(letters) || letters == from {
		return false
	}
	after := letters + 1
	another := s.isMark(after, ',') && (s.capital(after+1) && s.shortUpper(after+2) || s.isWord(after+1, hEt))
	final := s.isMark(after, '.') && s.isMark(from-1, ',') && last >= from-2
	if !another && !final {
		return false
	}
	for k := after; k < len(s.toks) && k < after+listing && (k == after || !s.toks[k].Has(lex.Line)); k++ {
		if s.published(k) {
			return true
		}
	}
	return false
}

// shortUpper reports whether token i is the initials of an author, one to three capitals.
func (s *scan) shortUpper(i int) bool {
	return i >= 0 && i < len(s.toks) && s.toks[i].Kind == lex.Word && s.toks[i].Has(lex.Upper) && s.toks[i].Len() <= 3
}
