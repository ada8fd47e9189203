package ident

import "bedside/internal/guard/lex"

// field reads what a form says after "Address:", "City:", "Domicilio:" or "Localidad/Provincia:", to the end of its
// line.
func (s *scan) field(i int) int {
	j := i + 1
	for n := 0; n < 4 && j < len(s.toks) && !s.isMark(j, ':'); n++ {
		if s.toks[j].Has(lex.Line) || !s.isMark(j, '/') && s.minor(j)&mField == 0 && !s.isNumber(j) && !s.is(j, cParticle) && !s.isWord(j, hLine, hBirth, hNacimiento, hCode) {
			return 0
		}
		j++
	}
	if !s.isMark(j, ':') || s.glued(j+1) && s.isMark(j+1, '/') {
		return 0
	}
	if !s.toks[i].Has(lex.Line) && !s.capital(i) && !s.isMark(i-1, '.') {
		return 0
	}
	from := j + 1
	for s.isMark(from, '>') || s.isMark(from, '-') {
		from++
	}
	if from >= len(s.toks) || !s.capital(from) && !s.toks[from].Has(lex.Digit) && s.minor(from)&mForeignStreet == 0 || s.is(from, cCommon|cThird) && !s.capital(from+1) && !s.is(from, cFacility|cCity|cCityPrefix|cStreetPrefix|cDirection) && !s.toks[from].Has(lex.Digit) ||
		s.is(from, cState|cCountry) && s.capital(from) && (from+1 >= len(s.toks) || s.toks[from+1].Has(lex.Line) || s.isMark(from+1, '.')) {
		return 0
	}
	to := from + 1
	for n := 0; n < 24 && to < len(s.toks) && !s.toks[to].Has(lex.Line); n++ {
		if s.isMark(to, ':') || s.isMark(to, ';') || s.isMark(to, '|') || s.isMark(to, '.') && (to+1 == len(s.toks) || s.toks[to+1].Has(lex.Line)) {
			break
		}
		if s.isMark(to, '.') && !s.glued(to+1) && s.toks[to-1].Len() > 4 {
			break
		}
		to++
	}
	if s.isMark(to, ':') && to-1 > from { // the next label
		for to--; to > from+1 && !s.isMark(to-1, ',') && !s.isMark(to-1, '.') && s.is(to-1, cCommon|cPhoneCue|cName); to-- {
		}
	}
	if t := s.addressTail(to); to < len(s.toks) && s.toks[to].Has(lex.Line) && t.proof > 1 {
		to = t.end
	}
	for to > from+1 && s.toks[to-1].Kind == lex.Punct && !s.isMark(to-1, ')') && !s.isMark(to-1, 'º') {
		to--
	}
	fix := "[place]"
	if s.zipEnd(from) == to && to > from {
		fix = zip3(s.text(from))
	}
	s.add(Geo, from, to, fix).Passing = true
	return to
}

var hLine, hBirth, hNacimiento, hCode = hash("line"), hash("birth"), hash("nacimiento"), hash("code")
