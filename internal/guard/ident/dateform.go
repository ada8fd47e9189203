package ident

import "bedside/internal/guard/lex"

// dayAlone reads a day without its month: on the 5th, Thursday the 6th. It is Weak.
func (s *scan) dayAlone(i int) int {
	if s.toks[i].Kind != lex.Mixed || s.dayOf(i) == 0 || !s.isWord(i-1, hThe) {
		return 0
	}
	from := i - 1
	switch {
	case s.is(i-2, cWeekday):
		from = i - 2
	case !s.isWord(i-2, hOn, hSince, hUntil, hBy):
		return 0
	case i+1 < len(s.toks) && s.toks[i+1].Kind != lex.Punct && !s.is(i+1, cThird) && !s.isWord(i+1, hAnd, hAt, hWith, hOf, hFor):
		return 0
	}
	s.add(Date, from, i+1, "").Weak = true
	return i + 1
}

var hNew, hValentine, hPatrick = hash("new"), hash("valentine"), hash("patrick")

var hUntil = hash("until")

// compactDate reads 03MAR2020 and 17Feb23 anywhere, 03141958 and 19580314 after a word that asks for a date, and the
// year after a holiday: Labor Day 2021.
func (s *scan) compactDate(i int) int {
	t := &s.toks[i]
	if t.Kind == lex.Mixed {
		w := s.text(i)
		if len(w) == 2 && w[0]|0x20 == 'q' && w[1] >= '1' && w[1] <= '4' { // Q1 2026
			if end, year := s.yearAfter(i+1, false); year != "" {
				s.add(Date, i, end, year).Weak = true
				return end
			}
		}
		if t.Len() < 6 || t.Len() > 9 {
			return 0
		}
		n, rest := leadingNumber(w)
		if n < 1 || n > 31 || len(rest) < 5 || !allDigits(rest[3:]) || !isMonthWord(rest[:3]) || len(rest) != 5 && len(rest) != 7 {
			return 0
		}
		s.add(Date, i, i+1, "")
		return i + 1
	}
	if t.Len() == 4 && isYear(s.value(i)) && s.isWord(i-1, hDay, hEve) && s.capital(i-1) && i >= 2 && (s.capital(i-2) || s.toks[i-2].Hash == lex.Possessive) {
		from := i - 2
		for n := 0; n < 3 && from > 0 && (s.toks[from].Hash == lex.Possessive || s.isWord(from-1, hNew) && s.isWord(from, hYear) || s.capital(from-1) && !s.toks[from].Has(lex.Line) && !s.is(from-1, cCommon)); n++ {
			from--
		}
		s.add(Date, from, i+1, s.text(i))
		return i + 1
	}
	if t.Len() != 8 || !(s.isWord(i-1, hDOB, hBorn) || s.is(i-1, cDateCue) || s.isMark(i-1, ':') && s.is(i-2, cDateCue)) {
		return 0
	}
	v := s.value(i)
	if isYear(v%10000) && dayMonth(v/1000000, v/10000%100) || isYear(v/10000) && dayMonth(v/100%100, v%100) {
		s.add(Date, i, i+1, "")
		return i + 1
	}
	return 0
}

var monthWords = func() map[uint64]bool {
	m := map[uint64]bool{}
	for _, w := range [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "ene", "abr", "ago", "dic"} {
		m[hash(w)] = true
	}
	return m
}()

func isMonthWord(w string) bool {
	return letterAt(w, 0) && letterAt(w, 1) && letterAt(w, 2) && monthWords[hash(w)]
}

func (s *scan) monthAlone(i int) int {
	if !s.capital(i) || s.toks[i].Is(cAmbiguousMonth) && !s.isWord(i-1, hIn, hLast, hSince, hEarly, hLate, hMid) ||
		!s.isWord(i-1, hIn, hLast, hSince, hDuring, hEarly, hLate, hNext, hThis, hMid, hBy) && !s.isMark(i-1, '-') {
		return 0
	}
	from := i
	if s.isWord(i-1, hLast, hNext, hEarly, hLate, hThis, hMid) {
		from--
	} else if s.isMark(i-1, '-') && s.isWord(i-2, hEarly, hLate, hMid) {
		from -= 2
	}
	s.add(Date, from, i+1, "").Weak = true
	return i + 1
}

func (s *scan) holiday(i int) int {
	to := i + 1
	if to < len(s.toks) && s.toks[to].Hash == lex.Possessive {
		to++
	}
	if s.isWord(to, hEve, hDay) {
		to++
	} else if s.isWord(i, hValentine, hPatrick) {
		return 0
	}
	if end, year := s.yearAfter(to, false); year != "" {
		s.add(Date, i, end, year)
		return end
	}
	if !s.isWord(i-1, hOn, hBefore, hAfter, hSince, hOver, hLast, hThis) {
		return 0
	}
	s.add(Date, i, to, "").Weak = true
	return to
}
