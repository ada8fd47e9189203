package ident

import (
	"strings"

	"bedside/internal/guard/lex"
)

const streetWords = 6 // between a house number and the word for the street

var hBox, hPO, hP, hO2 = hash("box"), hash("po"), hash("p"), hash("o")

// address reads a street address from its house number to its ZIP code: 12B North Elm St., Apt 3, Duluth, MN 55802.
func (s *scan) address(i int) int {
	if s.toks[i].Len() > 6 || s.isMark(i-1, '$') || s.isMark(i-1, '.') && s.glued(i) {
		return 0
	}
	j, street, words := i+1, 0, 0
	if s.isMark(j, '-') && s.glued(j) && s.isNumber(j+1) && s.glued(j+1) { // 12-14
		j += 2
	}
	for ; words < streetWords && j < len(s.toks) && !s.toks[j].Has(lex.Line); j++ {
		t := &s.toks[j]
		if words > 0 && s.streetWord(j) {
			street = j + 1
			words++
			continue
		}
		if street > 0 {
			break
		}
		if words > 0 && s.unitAt(j) > 0 {
			street = j
			break
		}
		switch {
		case t.Kind == lex.Punct:
			if !s.glued(j) || !s.isMark(j, '.') && !s.isMark(j, '-') && t.Hash != lex.Possessive {
				return 0
			}
			continue
		case t.Kind == lex.Number && words == 0 && t.Len() <= 5, t.Kind == lex.Mixed && s.dayOf(j) > 0:
		case t.Is(cParticle | cDirection):
		case t.Is(cCommon) && !t.Has(lex.Title):
			return 0
		case !s.capital(j):
			return 0
		}
		words++
	}
	if street == 0 {
		return 0
	}
	if isYear(s.value(i)) && s.toks[i].Len() == 4 && !s.is(street-1, cStreetStrong) && s.unitAt(street) == 0 { // "2026 Heart Trail"
		return 0
	}
	if s.isMark(street, '.') && s.glued(street) && s.toks[street-1].Len() <= 4 {
		street++
	}
	if s.is(street, cDirection) && s.toks[street].Has(lex.Upper) {
		street++
	}
	return s.addAddress(i, street)
}

// streetWord reports whether token i is Street, St or the like in the right case.
func (s *scan) streetWord(i int) bool {
	t := &s.toks[i]
	if t.Kind != lex.Word {
		return false
	}
	if !t.Is(cStreet) {
		return t.Len() > 6 && s.capital(i) && foreignStreet(s.text(i))
	}
	if t.Has(lex.Upper) && t.Len() <= 2 && !s.toks[i-1].Has(lex.Upper) { // a chest CT is no court
		return false
	}
	return t.Has(lex.Title) || t.Is(cStreetStrong) || s.low
}

// foreignStreet reports whether a word ends as names of streets do in other languages.
func foreignStreet(w string) bool {
	w = strings.ToLower(w)
	for _, end := range [...]string{"strasse", "straße", "gasse", "platz", "straat", "laan", "gata", "vegur", "gatan", "katu", "weg"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+1 {
			return true
		}
	}
	return false
}

// addAddress adds the address whose street ends before token j, with what belongs to it after that.
func (s *scan) addAddress(from, j int) int {
	fix := "[address]"
	end, state := s.addressTail(j)
	if state != "" {
		fix = "an address in " + state
	}
	s.add(Geo, from, end, fix)
	return end
}

// addressTail reads unit, city, state or country and ZIP code after a street, each on a line of its own or after a
// comma, and returns the token after them and the name of the state.
func (s *scan) addressTail(j int) (end int, state string) {
	end = j
	if k := s.skipComma(end); s.unitAt(k) > 0 {
		end = s.unitAt(k)
	}
	for n := 0; n < 2; n++ { // a city, and once more where a line is a district
		k := s.skipComma(end)
		to := s.placeWords(k)
		if to == k || k == end && to < len(s.toks) && !s.toks[k].Has(lex.Line) && !s.stateAt(s.skipComma(to)) {
			break
		}
		closed := to == len(s.toks) || s.toks[to].Has(lex.Line) || s.toks[to].Kind == lex.Punct
		if !closed && !s.stateAt(to) && s.zipEnd(to) == to {
			break
		}
		end = to
	}
	if k := s.skipComma(end); s.stateAt(k) {
		state = s.text(k)
		end = k + 1
	}
	if k := s.skipComma(end); s.zipEnd(k) > k {
		end = s.zipEnd(k)
	}
	return end, state
}

func (s *scan) skipComma(i int) int {
	if s.isMark(i, ',') {
		return i + 1
	}
	return i
}

// placeWords returns the token after up to four capitalised words at token i that may name a place.
func (s *scan) placeWords(i int) int {
	j := i
	for n := 0; n < 4 && s.capital(j) && (n == 0 || !s.toks[j].Has(lex.Line)); n++ {
		t := &s.toks[j]
		if s.stateAt(j) && !s.is(j+1, cCitySuffix) || t.Is(cCommon|cMonth|cWeekday|cThird|cGreeting|cPhoneCue) && !t.Is(cCity|cCityPrefix|cCitySuffix) {
			break
		}
		j++
		if s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 2 { // St. Paul
			j++
		}
	}
	return j
}

// stateAt reports whether token i is a state's name or capital letters, or a country.
func (s *scan) stateAt(i int) bool {
	return s.is(i, cStateAbbr) && s.toks[i].Has(lex.Upper) || s.is(i, cState|cCountry) && s.capital(i)
}

// unitAt returns the token after Apt. 3B, Suite 200 or # 4 at token i, or 0.
func (s *scan) unitAt(i int) int {
	j := i + 1
	switch {
	case s.is(i, cUnit):
		if s.isMark(j, '.') {
			j++
		}
		if s.isMark(j, '#') {
			j++
		}
	case !s.isMark(i, '#'):
		return 0
	}
	if j < len(s.toks) && (s.toks[j].Has(lex.Digit) || s.toks[j].Len() == 1 && s.toks[j].Has(lex.Upper)) {
		return j + 1
	}
	return 0
}

// unit reads what begins with the word for a unit or a post-office box: Apt 3B, Duluth, MN; P.O. Box 12.
func (s *scan) unit(i int) int {
	end := s.unitAt(i)
	if end == 0 {
		return 0
	}
	from := i
	switch {
	case s.isWord(i, hBox):
		switch {
		case s.isWord(i-1, hPO):
			from = i - 1
		case s.isMark(i-1, '.') && s.isWord(i-2, hO2) && s.isMark(i-3, '.') && s.isWord(i-4, hP):
			from = i - 4
		default:
			return 0
		}
	case !s.is(i, cUnit) || s.toks[i].Len() < 3 || !s.isWord(i, hApt, hApartment, hSuite, hSte, hUnit):
		return 0
	}
	return s.addAddress(from, end)
}

var hApt, hApartment, hSuite, hSte, hUnit = hash("apt"), hash("apartment"), hash("suite"), hash("ste"), hash("unit")

// prefixStreet reads addresses that name the kind of street first: Calle Luna 12, Via Roma 131.
func (s *scan) prefixStreet(i int) int {
	if !s.capital(i) {
		return 0
	}
	j := i + 1
	if s.isMark(j, '.') {
		j++
	}
	words := 0
	for ; words < 4 && (s.capital(j) && !s.is(j, cCommon) || s.is(j, cParticle)) && !s.toks[j].Has(lex.Line); j++ {
		words++
	}
	if words == 0 || j >= len(s.toks) || !s.toks[j].Has(lex.Digit) {
		return 0
	}
	from := i
	if s.isNumber(i-1) && !s.toks[i].Has(lex.Line) {
		from = i - 1
	}
	return s.addAddress(from, j+1)
}
