package ident

import "bedside/internal/guard/lex"

var (
	hNumero, hN, hS = hash("número"), hash("n"), hash("s")
	hNro, hKm       = hash("nº"), hash("km")
	hY2, hDel       = hash("y"), hash("del")
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
		case s.isWord(j, hS) && s.isMark(j+1, '/'):
		case words == 0 && s.isNumber(j) && s.is(j+1, cParticle) && s.capital(j+2): // Calle 5 de Mayo
			words++
			continue
		case s.capital(j), s.is(j, cParticle), s.isWord(j, hY2, hDel, hDes), words > 0 && s.isMark(j, '-') && s.glued(j), words > 0 && s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 4:
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
	if s.isWord(j, hNumero, hNo, hNum, hN, hNro, hKm) && j+1 < len(s.toks) && (s.toks[j+1].Has(lex.Digit) || s.isMark(j+1, '.') || s.isMark(j+1, '°') || s.isMark(j+1, 'º')) {
		j++
	}
	for n := 0; n < 2 && (s.isMark(j, '.') || s.isMark(j, '#') || s.isMark(j, '°') || s.isMark(j, 'º')); n++ {
		j++
	}
	if j >= len(s.toks) || s.toks[j].Has(lex.Line) {
		return 0
	}
	switch {
	case s.isNumber(j) && s.street(j).sure: // Largo Prazeres 26 Miller Street
		j = s.street(j).end
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
		case s.isMark(j+1, '-') && s.isNumber(j+2) && s.toks[j+2].Len() == 5: // E-28001
			return end
		case s.isMark(j, ','), s.isMark(j, '-'), s.isMark(j, '/'), s.isMark(j, '.') && s.glued(j):
			j++
			continue
		case s.isMark(j, '°'), s.isMark(j, 'º'), s.isMark(j, 'ª'):
		case s.minor(j)&mFloor != 0, t.Is(cUnit), s.isWord(j, hMasc, hFem) && (s.glued(j) || s.isMark(j-1, '.')):
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

var hMasc, hFem = hash("º"), hash("ª")

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
