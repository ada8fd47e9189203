package ident

import "bedside/internal/guard/lex"

// number tries everything that may begin with a digit, the strictest shape first.
func (s *scan) number(i int) int {
	for _, try := range [...]func(int) int{s.macAddress, s.ip6, s.age, s.dayFirst, s.compactDate, s.coded} {
		if end := try(i); end > 0 {
			return end
		}
	}
	if s.toks[i].Kind == lex.Number {
		for _, try := range [...]func(int) int{s.ip4, s.coordinates, s.numericDate, s.address, s.zipTown, s.digits} {
			if end := try(i); end > 0 {
				return end
			}
		}
	}
	for _, try := range [...]func(int) int{s.zip, s.maskedSSN, s.ruralRoad, s.dayAlone, s.serial} {
		if end := try(i); end > 0 {
			return end
		}
	}
	return s.bareID(i)
}

// run is a row of digit groups with one mark or space between them, such as 218-555-0100.
type run struct {
	from, to int // tokens
	lens     [8]int
	n        int
	digits   int
	marks    bool // every separator is a mark
	dots     bool // a dot is among them
}

// runAt reads the groups from token i on.
func (s *scan) runAt(i int) run {
	r := run{from: i, to: i + 1, n: 1, digits: s.toks[i].Len(), marks: true}
	r.lens[0] = r.digits
	for j := i + 1; r.n < len(r.lens) && r.digits < 24; {
		k := j
		if s.isMark(k, ')') && s.glued(k) {
			k++
		}
		if s.isMark(k, '(') && s.isNumber(k+1) && s.isMark(k+2, ')') && s.toks[k+1].Len() <= 4 { // +41 (0)62
			k++
		} else if s.isMark(k, '-') || s.isMark(k, '.') || s.isMark(k, '–') || s.isMark(k, '·') {
			k++
		}
		if !s.isNumber(k) || s.toks[k].Has(lex.Line) && k == j || k-j > 0 && s.isMark(k-1, '.') && !s.glued(k) {
			break
		}
		if k == j {
			r.marks = false
		}
		r.dots = r.dots || k > j && s.isMark(k-1, '.')
		r.lens[r.n] = s.toks[k].Len()
		r.digits += r.lens[r.n]
		r.n++
		j = k + 1
		r.to = j
	}
	return r
}

func (r *run) shape(lens ...int) bool {
	if r.n != len(lens) {
		return false
	}
	for i, l := range lens {
		if r.lens[i] != l {
			return false
		}
	}
	return true
}

// digits tries social security, card and telephone numbers.
func (s *scan) digits(i int) int {
	if s.glued(i) && i > 1 && (s.isMark(i-1, '-') || s.isMark(i-1, '.')) && s.glued(i-1) && s.toks[i-2].Has(lex.Digit) {
		return 0 // the middle of something longer
	}
	r := s.runAt(i)
	if r.digits < 6 {
		return 0
	}
	switch {
	case r.shape(3, 2, 4) && (r.marks || s.validSSN(i)) && !r.dots:
		s.add(SSN, r.from, r.to, "[social security number]")
		return r.to
	case r.digits >= 13 && r.digits <= 19 && r.n <= 5 && (s.luhn(r) || s.cueBefore(i, cAccount, 4)):
		s.add(Account, r.from, r.to, "[account number]")
		return r.to
	}
	return s.phone(r)
}

// validSSN checks area, group and serial as the Social Security Administration gives them out: no area 000, 666 or
// from 900 on, no group 00, no serial 0000.
func (s *scan) validSSN(i int) bool {
	area, group, serial := s.value(i), 0, 0
	for k, n := i+1, 0; k < len(s.toks) && n < 2; k++ {
		if s.isNumber(k) {
			if n == 0 {
				group = s.value(k)
			} else {
				serial = s.value(k)
			}
			n++
		}
	}
	return area > 0 && area != 666 && area < 900 && group > 0 && serial > 0
}

// luhn is the check of card numbers, ISO/IEC 7812.
func (s *scan) luhn(r run) bool {
	sum, n := 0, 0
	for p := int(s.toks[r.to-1].End) - 1; p >= int(s.toks[r.from].Start); p-- {
		c := s.d.Text[p]
		if c < '0' || c > '9' {
			continue
		}
		v := int(c - '0')
		if n%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
		n++
	}
	return sum%10 == 0
}

// cueBefore reports whether a word of the class stands within so many tokens before i, in the same line.
func (s *scan) cueBefore(i int, c lex.Class, within int) bool {
	for k := i - 1; k >= 0 && k >= i-within; k-- {
		if s.toks[k+1].Has(lex.Line) && !(k == i-1 && (s.isMark(k, ':') || s.isWord(k, hAt))) {
			return false
		}
		if s.toks[k].Is(c) {
			return true
		}
	}
	return false
}

// cueAfter reports whether a word of the class is among the next two tokens in the same line.
func (s *scan) cueAfter(i int, c lex.Class) bool {
	for k := i; k < len(s.toks) && k < i+2 && !s.toks[k].Has(lex.Line); k++ {
		if s.toks[k].Is(c) {
			return true
		}
	}
	return false
}

// maskedSSN reads the end of a social security number whose beginning is hidden: ***-**-6789, xxx-xx-6789.
func (s *scan) maskedSSN(i int) int {
	if !s.isNumber(i) || s.toks[i].Len() != 4 {
		return 0
	}
	if k := i - 1; s.d.Seen&(cSSN|cAccount) != 0 && (s.isMark(k, ':') || s.isWord(k, hAre, hIs)) && (s.isNumber(k-1) && s.value(k-1) == 4 || s.isWord(k-1, hFour)) && s.isWord(k-2, hLast) {
		typ := Account
		if s.d.Seen&cSSN != 0 {
			typ = SSN
		}
		s.add(typ, i, i+1, placeholder(typ))
		return i + 1
	}
	if !s.isMark(i-1, '-') || !s.glued(i) {
		return 0
	}
	from, masks := i-1, 0
	for from > 0 && i-from < 9 && s.glued(from) && (s.isMark(from-1, '*') || s.isMark(from-1, '-') || s.isMark(from-1, '#') || s.isWord(from-1, hXX, hXXX)) {
		if from--; !s.isMark(from, '-') {
			masks++
		}
	}
	if masks < 2 {
		return 0
	}
	s.add(SSN, from, i+1, placeholder(SSN))
	return i + 1
}

var hXX, hXXX = hash("xx"), hash("xxx")

// ruralRoad reads the number of a road: County Road 12, Highway 61.
func (s *scan) ruralRoad(i int) int {
	if !s.isNumber(i) || s.toks[i].Len() > 4 || s.toks[i].Has(lex.Line) || !s.isWord(i-1, hRoad, hHighway, hHwy, hRoute) || !s.toks[i-1].Has(lex.Title) {
		return 0
	}
	from := i - 1
	for n := 0; n < 2 && s.capital(from-1) && !s.toks[from].Has(lex.Line) && (s.is(from-1, cState|cStateAbbr) || s.isWord(from-1, hCounty, hState, hRural)); n++ {
		from--
	}
	s.add(Geo, from, i+1, "[place]").Passing = true
	return i + 1
}

var (
	hRoad, hCounty = hash("road"), hash("county")
	hState, hRural = hash("state"), hash("rural")
)

var hAre = hash("are")

// serial reads the number after S/N.
func (s *scan) serial(i int) int {
	k := i - 1
	if s.isMark(k, ':') || s.isMark(k, '#') {
		k--
	}
	if !s.isWord(k, hN) || !s.isMark(k-1, '/') || !s.isWord(k-2, hS) || !s.toks[k].Has(lex.Upper) {
		return 0
	}
	from, to, digits, _ := s.idAt(i)
	if digits < fewestSure || from < i {
		return 0
	}
	s.add(Device, from, to, placeholder(Device))
	return to
}

// coordinates reads a latitude and a longitude of three decimals or more, 46.786, -92.100, which are an equivalent
// geocode.
func (s *scan) coordinates(i int) int {
	degrees := func(j, most int) int { // the token after one
		if !s.isNumber(j) || s.value(j) > most || !s.isMark(j+1, '.') || !s.glued(j+1) || !s.isNumber(j+2) || !s.glued(j+2) || s.toks[j+2].Len() < 3 {
			return 0
		}
		j += 3
		if s.isMark(j, '°') {
			j++
		}
		if s.isWord(j, hN, hS, hE, hW) && s.toks[j].Has(lex.Upper) {
			j++
		}
		return j
	}
	end := degrees(i, 90)
	if end == 0 || s.isMark(i-1, '.') && s.glued(i) {
		return 0
	}
	next := end
	for n := 0; n < 4 && (s.isMark(next, ',') || s.isMark(next, '-') || s.isMark(next, '−') || s.isWord(next, hAnd, hLongitude)); n++ {
		next++
	}
	if last := degrees(next, 180); next > end && last > 0 {
		s.add(Geo, i, last, "[place]").Passing = true
		return last
	}
	return 0
}

var hW, hLongitude = hash("w"), hash("longitude")
