package ident

import (
	"strings"

	"bedside/internal/guard/lex"
)

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

// ordinal reports whether a word is a number such as 9th or 184th.
func ordinal(w string) bool {
	_, rest := leadingNumber(w)
	return rest == "st" || rest == "nd" || rest == "rd" || rest == "th" || rest == "ST" || rest == "ND" || rest == "RD" || rest == "TH"
}

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
