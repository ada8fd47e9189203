package ident

import "bedside/internal/guard/lex"

const (
	streetWords = 7 // between a house number and the word for the street
	tailParts   = 8 // unit, district, city, state, country, ZIP code, with one to spare
)

var hBox, hPO, hP, hO2 = hash("box"), hash("po"), hash("p"), hash("o")

// street is what stands between a house number and what follows the street.
type street struct {
	end  int  // the token after it
	sure bool // a word for a street is in it
	weak bool // nothing but words is: a unit or a city with its state must follow
}

// address reads a street address from its house number to its ZIP code: 12B North Elm St., Apt 3, Duluth, MN 55802;
// 9 rue des Lilas; 14 Lindenweg 8, Suite 2, Graz, Austria.
func (s *scan) address(i int) int {
	if s.toks[i].Len() > 6 || s.isMark(i-1, '$') || (s.isMark(i-1, '.') || s.isMark(i-1, '-') || s.isMark(i-1, '/')) && s.glued(i) || s.glued(i+1) && s.isMark(i+1, '%') {
		return 0
	}
	st := s.street(i)
	if st.end == 0 {
		return 0
	}
	if !st.sure {
		t := s.addressTail(st.end)
		year := isYear(s.value(i)) && s.toks[i].Len() == 4
		proof := t.proof
		if s.addressCue(i) {
			proof += 2
		}
		if s.isWord(i-1, hIs, hAt) && s.isWord(i-2, hAddress) || s.isWord(i-1, hAt) && s.is(i-2, cLiveCue) || s.isMark(i-1, ':') && s.isWord(i-2, hAddress) {
			proof++
		}
		if proof < 2 || st.weak && proof < 3 && !t.unit || year && !t.unit {
			return 0
		}
	} else if isYear(s.value(i)) && s.toks[i].Len() == 4 && !s.is(st.end-1, cStreetStrong) && s.addressTail(st.end).proof == 0 && !s.addressCue(i) { // "2026 Heart Trail"
		return 0
	}
	return s.addAddress(s.streetBefore(i), st.end)
}

// street reads the words after the house number at token i.
func (s *scan) street(i int) street {
	j, words := i+1, 0
	if s.isMark(j, '-') && s.glued(j) && s.isNumber(j+1) && s.glued(j+1) { // 12-14
		j += 2
	}
	if s.isNumber(j) && s.toks[j].Len() <= 4 && !s.toks[j].Has(lex.Line) && !s.glued(j) {
		j++
	}
	foreign, particle := false, false
	for ; words <= streetWords && j < len(s.toks) && !s.toks[j].Has(lex.Line); j++ {
		t := &s.toks[j]
		switch {
		case words > 0 && !particle && s.streetWord(j):
			return street{end: s.afterStreet(j), sure: true}
		case words > 0 && s.unitAt(j) > 0:
			return street{end: j, sure: foreign, weak: !foreign}
		case words > 0 && (t.Kind == lex.Number && t.Len() <= 5 || t.Kind == lex.Mixed && t.Len() <= 5 && s.text(j)[0] <= '9' && !ordinal(s.text(j))): // the number stands last
			if s.isMark(j+1, '.') && (j+2 == len(s.toks) || s.toks[j+2].Has(lex.Line) || s.unitAt(j+2) > 0 || s.isMark(j+2, ',')) {
				j++
			}
			return street{end: j + 1, sure: foreign && !s.is(i+1, cCommon)}
		case t.Kind == lex.Punct:
			if !s.glued(j) || !s.isMark(j, '.') && !s.isMark(j, '-') && !s.isMark(j, '\'') && !s.isMark(j, '’') && !s.isMark(j, '/') && t.Hash != lex.Possessive {
				if words > 0 && (s.isMark(j, ',') || s.isMark(j, '.')) {
					return street{end: j, sure: foreign, weak: !foreign}
				}
				return street{}
			}
			continue
		case s.minor(j)&mForeignStreet != 0 && (t.Has(lex.Title) || t.Len() > 2 || s.isMark(j+1, '.')):
			foreign = true
		case t.Kind == lex.Mixed && ordinal(s.text(j)):
		case t.Is(cParticle|cDirection) || s.isWord(j, hDes, hLe, hD, hOf, hThe) && words > 0:
			particle = t.Is(cParticle) && !t.Has(lex.Title)
			words++
			continue
		case t.Kind == lex.Word && t.Len() <= 3 && words > 0 && !t.Has(lex.Title) && !s.low && s.capital(j+1) && !t.Is(cCommon):
			words++
			continue
		case t.Kind != lex.Word:
			return street{}
		case t.Is(cCommon|cMonth) && (!t.Has(lex.Title) || t.Is(cMonth) && words == 0):
			return street{}
		case t.Len() > 6 && foreignStreet(s.text(j)):
			foreign = true
		case !s.capital(j) && !foreign:
			return street{}
		}
		particle = false
		words++
	}
	if words == 0 || words > streetWords {
		return street{}
	}
	if s.isMark(j-1, '.') {
		j--
	}
	return street{end: j, sure: foreign, weak: !foreign}
}

var hAddress = hash("address")

var hDes, hLe, hD = hash("des"), hash("le"), hash("d")

// afterStreet returns the token after the word for a street at token j, its full stop, direction and number: Rd. N,
// Highway 61, and a district on the same line that a unit follows.
func (s *scan) afterStreet(j int) int {
	j++
	if s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 4 {
		j++
	}
	if s.is(j, cDirection) && s.toks[j].Has(lex.Upper) {
		j++
	}
	if k := j - 1; s.isNumber(j) && s.toks[j].Len() <= 4 && !s.toks[j].Has(lex.Line) && (s.isWord(k, hHighway, hRoute, hHwy) || s.minor(k)&mForeignStreet != 0 || s.isMark(k, '.') && s.minor(k-1)&mForeignStreet != 0) {
		j++
	}
	if s.is(j, cStreet) && s.capital(j) && !s.toks[j].Has(lex.Line) { // Terrace Road
		j++
	}
	for k, n := j, 0; n < 3 && s.capital(k) && !s.is(k, cCommon) && (n == 0 || !s.toks[k].Has(lex.Line)) && !s.toks[k].Has(lex.Line); n++ {
		if k++; s.unitAt(k) > 0 && s.is(k, cUnit) {
			return k
		}
	}
	return j
}

var hHighway, hRoute, hHwy = hash("highway"), hash("route"), hash("hwy")

// addressCue reports whether a word such as "address" or "located" stands shortly before token i.
func (s *scan) addressCue(i int) bool {
	for k := i - 1; k >= 0 && k >= i-7; k-- {
		if s.minor(k)&mAddress != 0 {
			return true
		}
		if s.toks[k].Kind == lex.Punct && !s.isMark(k, ':') && !s.isMark(k, '>') && !s.isMark(k, ',') {
			return false
		}
	}
	return false
}

// addAddress adds the address whose street ends before token j, with what belongs to it after that.
func (s *scan) addAddress(from, j int) int {
	fix := "[address]"
	t := s.addressTail(j)
	if t.state != "" {
		fix = "an address in " + t.state
	}
	s.add(Geo, from, t.end, fix)
	if s.isNumber(t.end - 1) {
		if end := s.zipTown(t.end - 1); end > 0 { // 28013 Madrid
			return end
		}
	}
	return t.end
}
