package ident

import "bedside/internal/guard/lex"

const oldest = 125

var hBorn, hDOB, hNinety, hY, hO = hash("born"), hash("dob"), hash("ninety"), hash("y"), hash("o")

// age reads ages of 90 and over: 93-year-old, 93 y/o, 93yo, aged 93, and "born in 1931" as of the current year.
func (s *scan) age(i int) int {
	t := &s.toks[i]
	if t.Kind == lex.Mixed {
		if n, _ := leadingNumber(s.text(i)); n >= 90 && n <= oldest && s.agedMixed(i) {
			s.add(Age, i, i+1, "90-or-older")
			return i + 1
		} else if n >= 90 && n <= oldest && s.isWord(i+1, hBirthday) { // her 95th birthday
			s.add(Age, i, i+1, "90th or later")
			return i + 1
		}
		if w := s.text(i); w == "90s" && (s.is(i-1, cThird) || s.isWord(i-1, hEarly, hMid, hLate) && (s.is(i-2, cThird) || s.isWord(i-2, hMy))) {
			s.add(Age, i, i+1, "90 or older")
			return i + 1
		}
		return 0
	}
	n := s.value(i)
	if t.Len() == 4 && isYear(n) && n <= s.year-90 {
		for k := i - 1; k >= 0 && k >= i-3; k-- {
			if s.isWord(k, hBorn, hDOB) {
				s.add(Age, i, i+1, "a year that makes one 90 or older")
				return i + 1
			}
		}
		return 0
	}
	if n < 90 || n > oldest || t.Len() > 3 || n == 90 && s.allowedAge(i+1) {
		return 0
	}
	if end := s.yearsOld(i + 1); end > 0 {
		s.add(Age, i, end, "90-or-older")
		return end
	}
	if s.isWord(i-1, hAt) && (i+1 == len(s.toks) || s.toks[i+1].Kind == lex.Punct && !s.isMark(i+1, '%') || s.isWord(i+1, hAnd)) { // still dancing at 94
		s.add(Age, i, i+1, "90 or older").Weak = true
		return i + 1
	}
	if s.isWord(i-1, hIs, hWas) && (s.is(i-2, cKin) || s.is(i-2, cThird) && !s.isWord(i-2, hHis, hHer)) && (i+1 == len(s.toks) || s.toks[i+1].Kind == lex.Punct && !s.isMark(i+1, '%') && !s.isMark(i+1, '/') && !s.glued(i+2) || s.isWord(i+1, hAnd, hYears, hNow)) { // my grandmother is 97
		s.add(Age, i, i+1, "90 or older")
		return i + 1
	}
	if s.is(i-1, cAgeCue) || s.isMark(i-1, ':') && s.is(i-2, cAgeCue) || s.toks[max(i-1, 0)].Hash == lex.Possessive && s.is(i-2, cThird|cKin) && (i+1 == len(s.toks) || s.toks[i+1].Kind == lex.Punct && !s.isMark(i+1, '%') && !s.isMark(i+1, '/') || s.isWord(i+1, hAnd)) ||
		s.isMark(i-1, ',') && s.is(i-2, cGiven|cSurname|cKin|cPatient|cPerson) && s.isMark(i+1, ',') {
		s.add(Age, i, i+1, "90 or older")
		return i + 1
	}
	return 0
}

// allowedAge reports whether "or older" follows at token i: the category that Safe Harbor allows.
func (s *scan) allowedAge(i int) bool {
	if s.isWord(i, hAnos) {
		i++
	}
	return s.isWord(i, hOr, hO) && s.isWord(i+1, hOlder, hMas)
}

var hOr, hOlder, hMas = hash("or"), hash("older"), hash("más")

// yearsOld returns the token after "-year-old", "years old", "y/o" or "yo" at token i, or 0.
func (s *scan) yearsOld(i int) int {
	if s.isMark(i, '-') {
		i++
	}
	switch {
	case s.isWord(i, hYo):
		return i + 1
	case s.isWord(i, hY) && s.isMark(i+1, '/') && s.isWord(i+2, hO):
		return i + 3
	case s.isWord(i, hY) && s.isMark(i+1, '.') && s.isWord(i+2, hO):
		if s.isMark(i+3, '.') && s.glued(i+3) && i+4 < len(s.toks) && !s.toks[i+4].Has(lex.Title) {
			return i + 4
		}
		return i + 3
	case s.isWord(i, hAnos):
		return i + 1
	case s.isWord(i, hYear, hYears, hYr, hYrs):
		i++
		if s.isMark(i, '-') {
			i++
		}
		if s.isWord(i, hOld, hYoung) {
			return i + 1
		}
		if s.isWord(i, hOf) { // years of age
			return i + 2
		}
	}
	return 0
}

// oldAge reads ages in words: ninety-three-year-old, in her nineties, a centenarian.
func (s *scan) oldAge(i int) int {
	if s.isWord(i, hNoventa) { // noventa y dos años
		j := i + 1
		if _, end := s.small(i + 2); s.isWord(j, hY2) && end > 0 {
			j = end
		}
		if !s.isWord(j, hAnos) {
			return 0
		}
		s.add(Age, i, j+1, "90-or-older")
		return j + 1
	}
	if !s.isWord(i, hNinety) {
		s.add(Age, i, i+1, "90 or older")
		return i + 1
	}
	j := i + 1
	if s.isMark(j, '-') && s.glued(j) && j+1 < len(s.toks) && s.toks[j+1].Kind == lex.Word && !s.isWord(j+1, hYear) {
		j += 2
	}
	if end := s.yearsOld(j); end > 0 {
		s.add(Age, i, end, "90-or-older")
		return end
	}
	if s.is(i-1, cAgeCue) || s.isWord(j, hBirthday) || s.is(j-1, cOrdinal) && s.isWord(j, hBirthday) { // turned ninety-one
		s.add(Age, i, j, "90 or older")
		return j
	}
	return 0
}

// hundred reads ages such as a hundred years old, one hundred and two.
func (s *scan) hundred(i int) int {
	if !s.isWord(i, hHundred) {
		return 0
	}
	from, j := i, i+1
	if s.isWord(i-1, hA, hOne) {
		from--
	}
	if s.isWord(j, hAnd) {
		j++
	}
	if v, end := s.small(j); end > 0 && v <= oldest-100 {
		j = end
	} else {
		j = i + 1
	}
	if end := s.yearsOld(j); end > 0 {
		s.add(Age, from, end, "90-or-older")
		return end
	}
	if s.is(from-1, cAgeCue) {
		s.add(Age, from, j, "90 or older")
		return j
	}
	return 0
}

var hNoventa, hYoung = hash("noventa"), hash("young")

var hYr, hYrs = hash("yr"), hash("yrs")

var hAnos, hWas, hHis, hHer, hNow = hash("años"), hash("was"), hash("his"), hash("her"), hash("now")
