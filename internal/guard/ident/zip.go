package ident

import "bedside/internal/guard/lex"

// zipTown reads a ZIP code before its town, as most of the world writes it, with the street before it and the province
// after: Acacias, 30. 28001 Madrid (España).
func (s *scan) zipTown(i int) int {
	if n := s.toks[i].Len(); n != 5 && n != 4 || s.isMark(i-1, '.') && s.glued(i) || s.isMark(i-1, '$') || s.isMark(i-1, '-') && s.glued(i-1) && s.isNumber(i-2) {
		return 0
	}
	k := i + 1
	if s.isMark(k, '-') || s.isMark(k, ',') || s.isMark(k, '.') && s.isMark(i-1, '-') {
		k++
	}
	if k >= len(s.toks) || !s.capital(k) || s.low || s.toks[k].Has(lex.Line) || s.is(k, cCommon|cMonth|cPhoneCue) && s.town(k) < k+2 {
		return 0
	}
	from := s.streetEndsAt(i)
	to := max(s.placeWords(k), s.town(k))
	if to == k || from == i && s.town(k) == 0 && !s.is(to, cCountry) && !s.isMark(to, '(') {
		return 0
	}
	if end := s.town(k); end > 0 && s.toks[i].Len() == 4 && from == i {
		return 0
	} else if end > 0 && !s.isMark(to, '(') && s.toks[min(to, len(s.toks)-1)].Kind == lex.Word && !s.is(to, cCountry) {
		to = end
	}
	for n := 0; n < 3; n++ { // the province, in brackets or after a mark
		m := to
		bracket := s.isMark(m, '(')
		if bracket || s.isMark(m, ',') || s.isMark(m, '.') {
			m++
		}
		if m >= len(s.toks) || !s.capital(m) || s.toks[m].Has(lex.Line) || s.is(m, cCountry) && !bracket {
			break
		}
		end := s.town(m)
		if bracket || m > to && s.isMark(s.placeWords(m), '.') && !s.is(m, cCommon|cPhoneCue|cGiven) && s.isMark(to, '.') && from < i {
			end = s.placeWords(m)
		}
		if end == 0 || bracket && !s.isMark(end, ')') {
			break
		}
		if to = end; bracket {
			to++
		}
	}
	s.add(Geo, from, to, "[place]").Passing = from == i
	return to
}

// streetEndsAt returns where a street with its number begins that ends right before the ZIP code at token i, or i.
func (s *scan) streetEndsAt(i int) int {
	k, digits := i-1, false
	if s.isMark(k, '-') && (s.isWord(k-1, hE) || s.isMark(k-1, '-')) { // E-28001
		k--
	}
	first := k + 1
	if s.isWord(k, hE) || s.isWord(k, hCP) {
		first = k
		k--
	}
	for n := 0; n < 9 && k > 0 && !s.toks[k+1].Has(lex.Line); n++ {
		t := &s.toks[k]
		if t.Has(lex.Digit) && t.Len() <= 4 || s.isWord(k, hS) && s.isWord(k+2, hN) {
			digits = true
		} else if !s.isMark(k, ',') && !s.isMark(k, '.') && !s.isMark(k, '-') && !s.isMark(k, '/') && !s.isMark(k, 'º') && !s.isMark(k, 'ª') && s.minor(k)&mFloor == 0 && !s.isWord(k, hN) && !(t.Kind == lex.Word && t.Len() <= 2 && t.Has(lex.Upper)) {
			break
		}
		k--
	}
	if !digits {
		return first
	}
	from := k + 1
	for n := 0; n < 7 && k >= 0 && !s.toks[k+1].Has(lex.Line) && (s.capital(k) && !s.is(k, cCommon|cTitle) || s.is(k, cParticle) || s.isWord(k, hDel, hY2)); n++ {
		if s.capital(k) {
			from = k
		}
		k--
	}
	if from > k+1 || from == first || !s.capital(from) {
		return first
	}
	return from
}

var hE, hCP = hash("e"), hash("cp")

// zip reads a ZIP code after a state, a country or the word itself.
func (s *scan) zip(i int) int {
	if !s.isNumber(i) || s.toks[i].Len() != 5 {
		return 0
	}
	near := s.is(i-1, cStateAbbr) && s.toks[i-1].Has(lex.Upper) || s.is(i-1, cState|cCountry) && s.capital(i-1) ||
		s.isWord(i-1, hCP) || s.isMark(i-1, ':') && s.isMark(i-2, '.') && s.isWord(i-3, hP) || s.isMark(i-1, '.') && s.isWord(i-2, hP) && s.isMark(i-3, '.') ||
		s.is(i-1, cCity) && s.capital(i-1) && !s.low && s.is(i-2, cPlaceCue) || s.capital(i-1) && !s.low && s.isMark(i-2, '.') && s.town(i-1) == i ||
		s.isWord(i-1, hIn, hFrom) && s.is(i-2, cLiveCue|cPerson|cPatient) || s.isWord(i-1, hZip) || s.isWord(i-2, hZip) || s.isWord(i-3, hZip)
	if !near {
		return 0
	}
	end := s.zipEnd(i)
	s.add(Geo, i, end, zip3(s.text(i)))
	return end
}

// zipEnd returns the token after a ZIP code at token i with its four more digits, or i if there is none.
func (s *scan) zipEnd(i int) int {
	if !s.isNumber(i) || s.toks[i].Len() != 5 {
		return i
	}
	if s.isMark(i+1, '-') && s.glued(i+1) && s.isNumber(i+2) && s.toks[i+2].Len() == 4 {
		return i + 3
	}
	return i + 1
}

var hZip = hash("zip")

// smallZIP3 are the ZIP prefixes of 20,000 people or fewer by the 2000 Census, as in HHS guidance, or by the 2020
// Census: the union of both, the cautious choice.
var smallZIP3 = map[string]bool{
	"036": true, "059": true, "063": true, "102": true, "202": true, "203": true, "204": true, "205": true,
	"369": true, "556": true, "692": true, "753": true, "772": true, "790": true, "821": true, "823": true,
	"830": true, "831": true, "878": true, "879": true, "884": true, "890": true, "893": true,
}

// zip3 is what Safe Harbor leaves of a ZIP code: its first three digits, 000 where few people live.
func zip3(code string) string {
	if smallZIP3[code[:3]] {
		return "000"
	}
	return code[:3]
}
