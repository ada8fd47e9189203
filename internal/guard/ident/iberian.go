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
