package ident

import (
	"strconv"

	"bedside/internal/guard/lex"
)

var (
	hOf, hDe, hIn, hOn     = hash("of"), hash("de"), hash("in"), hash("on")
	hLast, hSince, hDuring = hash("last"), hash("since"), hash("during")
	hEarly, hLate, hNext   = hash("early"), hash("late"), hash("next")
	hTo, hAnd, hBefore     = hash("to"), hash("and"), hash("before")
	hAfter, hEve, hDay     = hash("after"), hash("eve"), hash("day")
	hMid, hOver, hBy       = hash("mid"), hash("over"), hash("by")
	hThrough               = hash("through")
)

// numericDate reads 10/3/2026, 10-3-26, 3.10.2026, 2026-10-03, 03/2023, and 4/21 after a word that asks for a date,
// with a time of day if one follows. It returns the token after it, or 0.
func (s *scan) numericDate(i int) int {
	if s.glued(i) && i > 1 && s.toks[i-2].Has(lex.Digit) && s.dateMark(i-1) { // the middle of a longer number
		return 0
	}
	if !s.dateMark(i+1) || !s.glued(i+1) || !s.isNumber(i+2) || !s.glued(i+2) {
		return 0
	}
	sep := s.toks[i+1].Hash
	a, b := s.value(i), s.value(i+2)
	if s.isWord(i+3, sep) && s.glued(i+3) && s.glued(i+4) && s.toks[i].Len() == 4 && isYear(a) && s.toks[i+4].Kind == lex.Mixed {
		if day, rest := leadingNumber(s.text(i + 4)); dayMonth(b, day) && len(rest) > 1 && rest[0]|0x20 == 't' { // 2026-10-03T08:15:00Z
			end := i + 5
			for end < i+10 && s.glued(end) && (s.isMark(end, ':') || s.isMark(end, '.') || s.toks[end].Has(lex.Digit)) && !(s.isMark(end, '.') && !s.glued(end+1)) {
				end++
			}
			s.add(Date, i, end, strconv.Itoa(a))
			return end
		}
	}
	if three := s.isWord(i+3, sep) && s.glued(i+3) && s.isNumber(i+4) && s.glued(i+4); three {
		if s.dateMark(i+5) && s.glued(i+5) && s.glued(i+6) && i+6 < len(s.toks) && s.toks[i+6].Has(lex.Digit) {
			return 0
		}
		c := s.value(i + 4)
		la, lb, lc := s.toks[i].Len(), s.toks[i+2].Len(), s.toks[i+4].Len()
		year := 0
		switch {
		case la == 4 && lb <= 2 && lc <= 2 && isYear(a) && dayMonth(b, c):
			year = a
		case la <= 2 && lb <= 2 && lc == 4 && isYear(c) && dayMonth(a, b):
			year = c
		case la <= 2 && lb <= 2 && lc == 2 && dayMonth(a, b) && (sep != lex.Mark('.') || s.asksForDate(i)):
			if year = 2000 + c; year > s.year+1 {
				year -= 100
			}
		default:
			return 0
		}
		end := s.clock(i + 5)
		s.add(Date, s.weekdayBefore(i), end, strconv.Itoa(year))
		return end
	}
	switch {
	case sep == lex.Mark('/') && a >= 1 && a <= 12 && s.toks[i+2].Len() == 4 && isYear(b):
		s.add(Date, i, i+3, strconv.Itoa(b))
		return i + 3
	case sep == lex.Mark('/') && dayMonth(a, b) && s.toks[i].Len() <= 2 && s.toks[i+2].Len() <= 2 && s.asksForDate(i):
		end := i + 3
		if (s.isMark(end, '-') || s.isMark(end, '–')) && s.isNumber(end+1) && s.isMark(end+2, '/') && s.isNumber(end+3) && dayMonth(s.value(end+1), s.value(end+3)) { // 3/1-3/5
			end += 4
		}
		s.add(Date, s.weekdayBefore(i), end, "")
		return end
	case sep == lex.Mark('/') && a >= 1 && a <= 12 && b > 12 && b <= 31 && s.toks[i].Len() <= 2 && s.toks[i+2].Len() == 2 && !s.isMark(i+3, '/') && !s.isMark(i-1, '/') && (i+3 >= len(s.toks) || s.toks[i+3].Kind == lex.Punct || s.isWord(i+3, hAnd, hAt, hWith, hFor)):
		s.add(Date, i, i+3, "").Weak = true // no score and no fraction is like it
		return i + 3
	}
	return 0
}

// monthDate reads October 3rd, 2026; Oct 3-5; October 2026; the third of October; a month or holiday alone is Weak.
func (s *scan) monthDate(i int) int {
	if s.toks[i].Is(cHoliday) {
		return s.holiday(i)
	}
	from := s.weekdayBefore(i)
	if s.isWord(i-1, hOf, hDe) && s.is(i-2, cOrdinal) {
		from = i - 2
		if k := from - 1; s.minor(k)&mTens != 0 { // the twenty first of March
			from = k
		} else if s.isMark(k, '-') && s.glued(k) && s.minor(k-1)&mTens != 0 {
			from = k - 1
		}
	}
	j := i + 1
	if s.isMark(j, '.') && s.glued(j) && s.toks[i].Len() <= 4 {
		j++
	}
	to := 0
	if d := s.dayOf(j); d > 0 {
		to = d
		if (s.isMark(d, '-') || s.isMark(d, '–') || s.isWord(d, hTo, hAnd, hThrough, hUntil) || s.isMark(d, '&')) && s.dayOf(d+1) > 0 {
			to = s.dayOf(d + 1)
		}
	} else if from < i && s.isWord(i-1, hOf, hDe) {
		to = i + 1
	} else if d := s.spokenDay(j); d > 0 {
		to = d
	} else if v, d := s.small(j); d > 0 && v <= 31 {
		if _, year := s.spokenYear(d); year != "" {
			to = d
		}
	}
	if to == 0 && (s.isMark(j, '-') || s.isMark(j, '–') || s.isWord(j, hTo, hAnd, hY2, hThrough)) && s.is(j+1, cMonth) { // March and April 2021
		if end, year := s.yearAfter(j+2, false); year != "" {
			s.add(Date, from, end, year)
			return end
		}
	}
	end, year := s.yearAfter(max(to, i+1), to > 0 || !s.toks[i].Is(cAmbiguousMonth))
	if year == "" && j > i+1 && to == 0 { // Sept. 2021
		end, year = s.yearAfter(j, true)
	}
	switch {
	case s.toks[i].Is(cAmbiguousMonth) && !s.toks[i].Has(lex.Title) && year == "" && (to == 0 || s.isNumber(to-1)):
		return 0
	case to == 0 && year == "":
		return s.monthAlone(i)
	}
	if to > i && from == i && s.isWord(i-1, hLast, hThis, hNext) { // last March 3rd
		from--
	}
	s.add(Date, from, s.clock(end), year)
	return end
}

// dayFirst reads 3 October 2026, 3rd of October, 3 de octubre de 2026.
func (s *scan) dayFirst(i int) int {
	if s.dayOf(i) == 0 {
		return 0
	}
	m := i + 1
	marked := (s.isMark(m, '-') || s.isMark(m, '/') || s.isMark(m, '.')) && s.glued(m) && s.glued(m+1)
	if s.isWord(m, hOf, hDe) || marked {
		m++
	}
	if !s.is(m, cMonth) || s.is(m, cAmbiguousMonth) && !s.toks[m].Has(lex.Title) && !s.isWord(m-1, hDe, hOf) || s.toks[m].Has(lex.Line) {
		return 0
	}
	if m == i+1 && s.dayOf(m+1) > 0 && s.isNumber(i) { // "gave 3 October 5 shots": the day follows
		return 0
	}
	y := m + 1
	if marked && s.dateMark(y) && s.glued(y) && s.isNumber(y+1) && (s.toks[y+1].Len() == 4 || s.toks[y+1].Len() == 2) { // 17-Feb-2023
		s.add(Date, i, s.clock(y+2), "")
		return y + 2
	}
	end, year := s.yearAfter(y, true)
	from := s.weekdayBefore(i)
	if (s.isWord(i-1, hTo, hAnd, hThrough) || s.isMark(i-1, '-')) && s.dayOf(i-2) > 0 { // 1st and 3rd May
		from = i - 2
	}
	s.add(Date, from, end, year)
	return end
}

// dayOf returns the token after a day of the month at token i: 3, 3rd, third; 0 if there is none.
func (s *scan) dayOf(i int) int {
	if i < 0 || i >= len(s.toks) {
		return 0
	}
	t := &s.toks[i]
	switch {
	case t.Is(cOrdinal):
		return i + 1
	case t.Kind == lex.Number && t.Len() <= 2 && t.Hash >= 1 && t.Hash <= 31 && !(s.isMark(i+1, ':') && s.isNumber(i+2)):
		return i + 1
	case t.Kind == lex.Mixed && t.Len() <= 4:
		n, rest := leadingNumber(s.text(i))
		if n >= 1 && n <= 31 && (rest == "st" || rest == "nd" || rest == "rd" || rest == "th") {
			return i + 1
		}
	}
	return 0
}

// yearAfter reads ", 2026", "of 2026" or "2026" at token i, and with a day before it '26 too.
func (s *scan) yearAfter(i int, withDay bool) (end int, year string) {
	j := i
	if s.isMark(j, ',') || s.isWord(j, hOf, hDe, hDel) {
		j++
	}
	if s.isNumber(j) && s.toks[j].Len() == 4 && isYear(s.value(j)) && (j == i || s.toks[j].Has(lex.Space)) {
		return j + 1, s.text(j)
	}
	if withDay && (s.isMark(j, '\'') || s.isMark(j, '’')) && s.isNumber(j+1) && s.toks[j+1].Len() == 2 {
		return j + 2, "20" + s.text(j+1)
	}
	if end, year := s.spokenYear(j); end > 0 {
		return end, year
	}
	return i, ""
}

// clock returns the token after a time of day such as 00:57:51 at token i, or i.
func (s *scan) clock(i int) int {
	end := i
	if s.isNumber(i) && s.isMark(i+1, ':') && s.glued(i+1) && s.isNumber(i+2) && s.glued(i+2) {
		end = i + 3
		if s.isMark(end, ':') && s.glued(end) && s.isNumber(end+1) {
			end += 2
		}
	}
	return end
}

// weekdayBefore returns where "Tuesday, " before token i begins, or i.
func (s *scan) weekdayBefore(i int) int {
	switch {
	case s.is(i-1, cWeekday) && s.capital(i-1):
		return i - 1
	case s.isMark(i-1, ',') && s.is(i-2, cWeekday) && s.capital(i-2):
		return i - 2
	}
	return i
}

// asksForDate reports whether the words before token i make 4/21 a date rather than a fraction.
func (s *scan) asksForDate(i int) bool {
	return s.is(i-1, cDateCue|cWeekday) || (s.isMark(i-1, ':') || s.isMark(i-1, ',') || s.isMark(i-1, '(')) && s.is(i-2, cDateCue|cWeekday)
}

func (s *scan) dateMark(i int) bool {
	return s.isMark(i, '/') || s.isMark(i, '-') || s.isMark(i, '.')
}

func (s *scan) value(i int) int { return int(s.toks[i].Hash & (1<<60 - 1)) }

func isYear(n int) bool { return n >= 1880 && n <= 2100 }

func dayMonth(a, b int) bool {
	return a >= 1 && b >= 1 && (a <= 12 && b <= 31 || b <= 12 && a <= 31)
}
