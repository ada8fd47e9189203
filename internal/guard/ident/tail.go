package ident

import "bedside/internal/guard/lex"

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
	if k := i + 1; marked && i < len(s.toks) && s.toks[i].Kind == lex.Word && s.toks[i].Len() <= 3 && !s.toks[k-1].Is(cCommon) && !s.stateAt(i) && s.zipEnd(s.skipComma(k)) > s.skipComma(k) {
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
