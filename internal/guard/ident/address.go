package ident

import (
	"strings"

	"bedside/internal/guard/lex"
)

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

// streetThenNumber reads a street that its name shows to be one, before its number: Lindengasse 25, Graz.
func (s *scan) streetThenNumber(i int) int {
	if s.toks[i].Len() < 7 || s.toks[i+1].Len() > 4 || s.toks[i+1].Has(lex.Line) || s.toks[i].Kind != lex.Word || !foreignStreet(s.text(i)) || s.is(i, cCommon|cGiven|cSurname) {
		return 0
	}
	j, from := i+2, s.streetName(i)
	if st := s.street(i + 1); st.sure { // and another after it
		j = st.end
	} else if !s.isWord(from-1, hOn, hAt, hIn, hTo) && !s.addressCue(from) && s.addressTail(j).proof == 0 {
		return 0
	}
	return s.addAddress(from, j)
}

// streetName returns where the name of a street begins whose last word is token i.
func (s *scan) streetName(i int) int {
	from := i
	for n := 0; n < 4 && from > 0 && !s.low && !s.toks[from].Has(lex.Line) && (s.capital(from-1) && !s.is(from-1, cCommon|cTitle|cMonth) || from < i && s.is(from-1, cParticle) && s.capital(from-2)); n++ {
		from--
	}
	for from < i && !s.capital(from) {
		from++
	}
	return from
}

var hAddress = hash("address")

var hDes, hLe, hD = hash("des"), hash("le"), hash("d")

// ordinal reports whether a word is a number such as 9th or 184th.
func ordinal(w string) bool {
	_, rest := leadingNumber(w)
	return rest == "st" || rest == "nd" || rest == "rd" || rest == "th" || rest == "ST" || rest == "ND" || rest == "RD" || rest == "TH"
}

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

// streetBefore returns where the name of a street before its number begins: Lindengasse 25 Miller Street. It is i where
// what stands before may be a person or a sentence.
func (s *scan) streetBefore(i int) int {
	from := i
	for n := 0; n < 3 && from > 0 && s.capital(from-1) && !s.low && !s.toks[from].Has(lex.Line) && !s.is(from-1, cCommon|cNoName|cTitle|cGiven|cSurname|cMonth|cWeekday|cCountry|cUnit|cPhoneCue|cFacilityEnd|cStateAbbr); n++ {
		from--
	}
	if from < i && (s.toks[from].Has(lex.Line) || s.is(from-1, cCommon) || s.isMark(from-1, ',') || s.isMark(from-1, ':')) {
		return from
	}
	return i
}

// suffixStreet reads a street whose kind follows its name, before its number: Király u. 15; Korte Kade 12.
func (s *scan) suffixStreet(i int) int {
	j := i + 1
	if s.isMark(j, '.') && s.glued(j) {
		j++
	}
	if !s.isNumber(j) || s.toks[j].Len() > 4 || s.toks[j].Has(lex.Line) || s.toks[i].Has(lex.Line) || i == 0 {
		return 0
	}
	from := s.streetName(i)
	if from == i || !s.isWord(from-1, hOn, hAt, hIn, hTo) && !s.addressCue(from) && s.addressTail(j+1).proof == 0 {
		return 0
	}
	return s.addAddress(from, j+1)
}

// military reads the last line of a military address and the one before it: PSC 12, Box 34, APO AP 96301 (USPS
// Publication 28, section 238).
func (s *scan) military(i int) int {
	end := s.zipEnd(i + 2)
	if !s.isWord(i+1, hAA, hAE, hAP) || end == i+2 {
		return 0
	}
	from := i
	for n := 0; n < 8 && from > 0 && (s.isNumber(from-1) || s.isMark(from-1, ',') || s.isWord(from-1, hBox, hUnit) || s.capital(from-1) && !s.is(from-1, cCommon)) && (n == 0 || !s.toks[from].Has(lex.Line)); n++ {
		from--
	}
	for from < i && s.toks[from].Kind != lex.Word {
		from++
	}
	s.add(Geo, from, end, "[address]")
	return end
}

var hAA, hAE, hAP = hash("aa"), hash("ae"), hash("ap")

// corner reads the streets of a corner: the corner of Elm Street and 2nd Avenue.
func (s *scan) corner(i int) int {
	if !s.isWord(i+1, hOf) && !s.isWord(i+1, hDe) {
		return 0
	}
	part := func(j int) int {
		words := 0
		for n := 0; n < 7 && j < len(s.toks) && !s.toks[j].Has(lex.Line) && (s.toks[j].Has(lex.Digit) || s.capital(j) && !s.isWord(j, hAnd) || s.is(j, cParticle) || s.minor(j)&mForeignStreet != 0 || s.isMark(j, '.') && s.glued(j)); n++ {
			if s.toks[j].Kind != lex.Punct {
				words++
			}
			j++
		}
		if words == 0 {
			return 0
		}
		return j
	}
	a := part(i + 2)
	if a == 0 || !s.isWord(a, hAnd) && !s.isMark(a, '&') && !s.isWord(a, hY2) {
		return 0
	}
	b := part(a + 1)
	if b == 0 {
		return 0
	}
	if s.isMark(b-1, '.') && b-2 > a && s.toks[b-2].Len() > 4 {
		b--
	}
	from := i
	if s.isWord(i-1, hThe) {
		from--
	}
	s.add(Geo, from, b, "[place]").Passing = true
	return b
}

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

// streetWord reports whether token i is Street, St or the like in the right case.
func (s *scan) streetWord(i int) bool {
	t := &s.toks[i]
	if t.Kind != lex.Word || !t.Is(cStreet) {
		return false
	}
	if t.Has(lex.Upper) && t.Len() <= 2 && !s.toks[i-1].Has(lex.Upper) { // a chest CT is no court
		return false
	}
	return t.Has(lex.Title) || t.Is(cStreetStrong) || s.low
}

// foreignStreet reports whether a word ends as names of streets do in other languages.
func foreignStreet(w string) bool {
	w = strings.ToLower(w[max(0, len(w)-12):])
	for _, end := range [...]string{
		"strasse", "straße", "stasse", "gasse", "platz", "straat", "laan", "gata", "vegur", "gatan", "katu", "kuja", "weg", "singel",
		"dreef", "plein", "gade", "vej", "veien", "vägen", "braut", "utca", "ufer", "allee", "tänav", "tee", "tie", "baan", "kade", "vegen", "str",
	} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+2 {
			return true
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

// tail is what follows a street.
type tail struct {
	end   int
	state string
	unit  bool
	proof int // how much of it only addresses have
}

// addressTail reads unit, city, state or country and ZIP code after a street, each on a line of its own, quoted or not,
// or after a comma. A line of mere words belongs to it only if a state, a country or a ZIP code follows.
func (s *scan) addressTail(j int) tail {
	t := tail{end: j}
	coded := false // a ZIP code has been read: what follows is for zipTown
	for n, at := 0, j; n < tailParts; n++ {
		k := s.nextPart(at)
		if k >= len(s.toks) {
			break
		}
		line, comma := s.toks[k].Has(lex.Line) || k > at+1 || k > at && s.isMark(k-1, '>'), k > at
		switch {
		case s.unitAt(k) > 0:
			at = s.unitAt(k)
			t.end, t.unit, t.proof = at, true, t.proof+2
			continue
		case s.postcode(k, t.state != "" || comma || line) > 0:
			at = s.postcode(k, true)
			t.end, t.proof, coded = at, t.proof+2, true
			continue
		case s.stateAt(k) && !s.is(k+1, cCitySuffix) && (t.state == "" || s.is(k, cCountry)):
			if t.state == "" && !s.is(k, cCountry) {
				t.state = s.text(k)
			}
			at = k + 1
			for m := 0; m < 2 && s.is(k, cCountry) && s.isWord(at, hAnd, hThe, hOf) && (s.capital(at+1) || s.isWord(at+1, hThe)); m++ { // Trinidad and Tobago
				at += 2
			}
			t.end, t.proof = at, t.proof+2
			continue
		}
		to := s.placeWords(k)
		if to == k && s.minor(k)&mFloor != 0 {
			to = k + 1
		}
		if to == k {
			break
		}
		for s.isNumber(to) && s.toks[to].Len() <= 2 && !s.toks[to].Has(lex.Line) { // Karlovy Vary 17
			to++
		}
		if s.isMark(to, '(') && s.capital(to+1) {
			for m := to + 1; m < to+5 && m < len(s.toks); m++ {
				if s.isMark(m, ')') {
					to = m + 1
					break
				}
			}
		}
		closed := to == len(s.toks) || s.toks[to].Has(lex.Line) || s.toks[to].Kind == lex.Punct && !s.isMark(to, ':') || s.stateAt(to) || s.postcode(to, true) > 0
		if !closed {
			break
		}
		at = to
		if !line && (comma || t.unit) && !coded || t.unit && line && t.proof < 4 || s.town(k) == to && !s.is(k, cGiven|cSurname) {
			t.end = to
			if s.town(k) == to {
				t.proof++
			}
		}
	}
	return t
}

// nextPart skips a comma, a quotation mark of mail and marks between the parts of an address.
func (s *scan) nextPart(i int) int {
	for n := 0; n < 3 && (s.isMark(i, ',') || s.isMark(i, '>') || s.isMark(i, '|') || s.isMark(i, '·') || s.isMark(i, '-') && !s.glued(i) || s.isMark(i, '.') && n == 0 && s.glued(i) && (s.unitAt(i+1) > 0 || s.zipEnd(i+1) > i+1 && !s.glued(i+1))); n++ {
		i++
	}
	return i
}

// postcode returns the token after a ZIP code or another country's code at token i, with a code of a region before it,
// or 0. marked says that what stands before allows one without a state.
func (s *scan) postcode(i int, marked bool) int {
	if k := i + 1; marked && i < len(s.toks) && s.toks[i].Kind == lex.Word && s.toks[i].Len() <= 3 && !s.toks[k-1].Is(cCommon) && s.zipEnd(s.skipComma(k)) > s.skipComma(k) {
		return s.zipEnd(s.skipComma(k))
	}
	if end := s.zipEnd(i); end > i {
		return end
	}
	if !marked || !s.isNumber(i) && (i >= len(s.toks) || s.toks[i].Kind != lex.Mixed) {
		return 0
	}
	n := s.toks[i].Len()
	last := func(k int) bool {
		return k == len(s.toks) || s.toks[k].Has(lex.Line) || s.isMark(k, '.') || s.isMark(k, ',')
	}
	switch {
	case s.isNumber(i) && n >= 2 && n <= 3 && s.isMark(i+1, '-') && s.isNumber(i+2) && s.toks[i+2].Len() == 3 && last(i+3): // 53-320
		return i + 3
	case s.isNumber(i) && (n == 4 || n == 6) && s.toks[i].Has(lex.Line) && last(i+1):
		return i + 1
	case s.toks[i].Kind == lex.Mixed && s.toks[i].Has(lex.Upper) && n <= 4 && i+1 < len(s.toks) && s.toks[i+1].Kind == lex.Mixed && s.toks[i+1].Len() == 3: // SW1A 2AA
		return i + 2
	}
	return 0
}

func (s *scan) skipComma(i int) int {
	if s.isMark(i, ',') {
		return i + 1
	}
	return i
}

// placeWords returns the token after up to five words at token i that may name a place, small words between them
// included: Palma de Mallorca, Stratford-upon-Avon.
func (s *scan) placeWords(i int) int {
	j := i
	for n := 0; n < 5 && s.capital(j) && (n == 0 || !s.toks[j].Has(lex.Line)); n++ {
		t := &s.toks[j]
		if n > 0 && s.stateAt(j) && !s.is(j+1, cCitySuffix) || t.Is(cCommon|cMonth|cWeekday|cThird|cGreeting|cPhoneCue) && !t.Is(cCity|cCityPrefix|cCitySuffix) {
			break
		}
		j++
		if s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 3 && s.capital(j+1) && !s.is(j+1, cCommon) || s.isMark(j, '-') && s.glued(j) && s.glued(j+1) { // St. Paul
			j++
		}
		if s.toks[min(j, len(s.toks)-1)].Hash == lex.Possessive {
			j++
		}
		k := j
		for m := 0; m < 2 && k < len(s.toks) && s.toks[k].Kind == lex.Word && !s.toks[k].Has(lex.Title|lex.Line) && (s.is(k, cParticle) || s.isWord(k, hOf, hThe, hAnd, hD, hNa, hNad, hUnder, hNear, hEn, hDo, hDi, hU, hPri, hSur, hAm)); m++ {
			k++
			if s.isMark(k, '’') || s.isMark(k, '\'') {
				k++
			}
		}
		if k > j && s.capital(k) && !s.low && !s.isWord(j, hAnd, hNear) {
			j = k
		}
	}
	return j
}

var hDo, hDi, hU, hPri, hSur, hAm = hash("do"), hash("di"), hash("u"), hash("pri"), hash("sur"), hash("am")

var hNa, hNad, hUnder, hEn = hash("na"), hash("nad"), hash("under"), hash("en")

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
		if s.isMark(j+1, '-') && s.glued(j+1) && s.glued(j+2) && s.toks[j+2].Len() <= 4 {
			return j + 3
		}
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
		case s.isWord(i-1, hO2) && s.isWord(i-2, hP):
			from = i - 2
		default:
			return 0
		}
	case !s.is(i, cUnit) || s.toks[i].Len() < 3 || !s.isWord(i, hApt, hApartment, hSuite, hSte, hUnit):
		return 0
	}
	return s.addAddress(from, end)
}

var hApt, hApartment, hSuite, hSte, hUnit = hash("apt"), hash("apartment"), hash("suite"), hash("ste"), hash("unit")
