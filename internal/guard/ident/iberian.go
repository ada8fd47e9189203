package ident

import "bedside/internal/guard/lex"

var (
	hC1, hNumero, hN, hS = hash("c"), hash("número"), hash("n"), hash("s")
	hY2, hDel            = hash("y"), hash("del")
)

// prefixStreet reads addresses that name the kind of street first: Calle Luna 12, 3º B; Avda. de la Paz, s/n;
// C/ Mayor, 4, Bajo D; Via Roma 131; rue de la Paix 9.
func (s *scan) prefixStreet(i int) int {
	if !s.capital(i) && s.minor(i)&mForeignStreet == 0 {
		return 0
	}
	j := i + 1
	if s.isMark(j, '/') && s.toks[i].Len() == 1 { // C/
		j++
	} else if s.toks[i].Len() == 1 {
		return 0
	}
	if s.isMark(j, '.') {
		j++
	}
	words := 0
	for ; words < 7 && j < len(s.toks) && !s.toks[j].Has(lex.Line); j++ {
		switch {
		case s.capital(j) && !s.is(j, cCommon), s.capital(j) && words > 0, s.is(j, cParticle), s.isWord(j, hY2, hDel, hDes), words > 0 && s.isMark(j, '-') && s.glued(j), words > 0 && s.isMark(j, '.') && s.glued(j):
			words++
			continue
		}
		break
	}
	if words == 0 || j >= len(s.toks) {
		return 0
	}
	if s.isMark(j, ',') {
		j++
	}
	if s.isWord(j, hNumero, hNo, hNum, hN) && j+1 < len(s.toks) && (s.toks[j+1].Has(lex.Digit) || s.isMark(j+1, '.') || s.isMark(j+1, '°') || s.isMark(j+1, 'º')) {
		j++
	}
	for n := 0; n < 2 && (s.isMark(j, '.') || s.isMark(j, '#') || s.isMark(j, '°') || s.isMark(j, 'º')); n++ {
		j++
	}
	if j >= len(s.toks) || s.toks[j].Has(lex.Line) {
		return 0
	}
	switch {
	case s.toks[j].Has(lex.Digit):
		j++
	case s.isWord(j, hS) && s.isMark(j+1, '/') && s.isWord(j+2, hN):
		j += 3
	default:
		return 0
	}
	from := i
	if s.isNumber(i-1) && !s.toks[i].Has(lex.Line) && s.toks[i-1].Len() <= 6 {
		from = i - 1
		if s.isNumber(i-2) && s.toks[i-2].Len() <= 6 && !s.toks[i-1].Has(lex.Line) {
			from = i - 2
		}
	}
	return s.addAddress(from, s.floors(j))
}

// floors returns the token after the storey, door and stair at token j: -5E, 3º B, 4 C, Bajo D, 2º izq.
func (s *scan) floors(j int) int {
	end := j
	for n := 0; n < 10 && j < len(s.toks) && !s.toks[j].Has(lex.Line); n++ {
		t := &s.toks[j]
		switch {
		case s.isMark(j, ','), s.isMark(j, '-'), s.isMark(j, '/'), s.isMark(j, '.') && s.glued(j):
			j++
			continue
		case s.isMark(j, '°'), s.isMark(j, 'º'), s.isMark(j, 'ª'):
		case s.minor(j)&mFloor != 0, t.Is(cUnit):
		case t.Has(lex.Digit) && t.Len() <= 4 && !s.is(j+1, cMonth):
		case t.Kind == lex.Word && t.Len() <= 2 && t.Has(lex.Upper) && !t.Is(cStateAbbr):
		default:
			return end
		}
		j++
		end = j
	}
	return end
}

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
	if from >= len(s.toks) || !s.capital(from) && !s.toks[from].Has(lex.Digit) && s.minor(from)&mForeignStreet == 0 || s.is(from, cCommon|cThird) && !s.is(from, cFacility|cCity|cCityPrefix|cStreetPrefix|cDirection) && !s.toks[from].Has(lex.Digit) ||
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
