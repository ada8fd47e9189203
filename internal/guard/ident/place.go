package ident

import "bedside/internal/guard/lex"

var (
	hFrom, hNear, hWith, hFor = hash("from"), hash("near"), hash("with"), hash("for")
	hSt, hMt                  = hash("st"), hash("mt")
)

// place tries what words for places begin.
func (s *scan) place(i int) int {
	t := &s.toks[i]
	if t.Is(cUnit) {
		if end := s.unit(i); end > 0 {
			return end
		}
	}
	if t.Is(cStreetPrefix) {
		if end := s.prefixStreet(i); end > 0 {
			return end
		}
	}
	if t.Is(cFacilityEnd|cInstitution) || s.minor(i)&mHead != 0 {
		if end := s.facility(i); end > 0 {
			return end
		}
	}
	if t.Is(cState|cCountry) && t.Has(lex.Line) {
		s.lineAbove(i)
	}
	if t.Is(cState|cStateAbbr) && s.stateAt(i) {
		if end := s.cityState(i); end > 0 {
			return end
		}
	}
	if t.Is(cCity | cCityPrefix) {
		return s.city(i)
	}
	return 0
}

// facility reads the name of a hospital or practice around the word that ends it: St. Mary's Clinic, UCLA Med Ctr.
// It is Weak: only where somebody was there does it point to them.
func (s *scan) facility(i int) int {
	if !s.toks[i].Has(lex.Title) {
		return 0
	}
	from, named := i, s.toks[i].Is(cInstitution)
	for n := 0; n < 7 && from > 0 && !s.toks[from].Has(lex.Line); n++ {
		p := &s.toks[from-1]
		switch {
		case p.Kind == lex.Word && p.Has(lex.Title):
			if p.Is(cCommon|cPlaceCue) && !p.Is(cFacility|cFacilityEnd|cSurname|cCity|cCityPrefix) {
				goto done
			}
			named = named || !p.Is(cCommon|cFacility|cFacilityEnd) || p.Is(cCityPrefix)
		case p.Hash == lex.Possessive, s.isMark(from-1, '&'), s.isMark(from-1, '-') && s.glued(from):
		case s.isMark(from-1, '.') && s.isWord(from-2, hSt, hMt):
		case s.isWord(from-1, hOf, hAnd, hFor) && s.capital(from-2) && !s.is(from-2, cCommon|cCare) || s.isWord(from-1, hThe) && s.isWord(from-2, hOf):
		default:
			goto done
		}
		from--
	}
done:
	for from < i && (s.toks[from].Kind != lex.Word || !s.toks[from].Has(lex.Title)) {
		from++
	}
	if s.minor(i)&mHead != 0 && (from == i || s.is(i+1, cParticle) && !s.capital(i+1) || s.isWord(i+1, hDel) || s.minor(i+1)&mHead != 0) {
		for head := i; ; head-- { // Complejo Hospitalario Hospital General
			if s.minor(head-1)&mHead == 0 || !s.capital(head-1) || head < i-4 {
				if end := s.headed(head, i); end > 0 {
					return end
				}
				break
			}
		}
	}
	to := i + 1
	for n := 0; n < 5 && to < len(s.toks) && !s.toks[to].Has(lex.Line); n++ {
		switch {
		case s.capital(to) && s.is(to, cFacility|cFacilityEnd|cCity|cState|cInstitution|cCityPrefix):
			named = named || s.is(to, cCity)
			to++
			if s.is(to-1, cCityPrefix) && s.capital(to) && !s.is(to, cCommon) { // Los Angeles
				named = true
				to++
			}
		case s.is(to, cNoName) && s.toks[to].Has(lex.Upper): // the ER of a hospital
			to++
		case s.isMark(to, ',') && s.capital(to+1) && s.is(to+1, cCity|cCityPrefix):
			to++
		case s.isWord(to, hOf) && s.capital(to+1) && !s.is(to+1, cCommon):
			named = true
			if to += 2; s.is(to-1, cCityPrefix) && s.capital(to) && !s.is(to, cCommon) {
				to++
			}
		default:
			n = 5
		}
	}
	if !named || !s.there(from) {
		return 0
	}
	s.add(Geo, from, to, "a hospital").Weak = true
	s.hits[len(s.hits)-1].Fix = facilityRole(s.is(to-1, cFacilityEnd) && s.isWord(to-1, hClinic, hCenter))
	return to
}

// headed reads a hospital whose kind stands first: Hospital Universitario La Paz, Clínica de la Mujer, Centro de Salud
// Sur.
func (s *scan) headed(from, i int) int {
	j, named := i+1, false
	for n := 0; n < 10 && j < len(s.toks) && !s.toks[j].Has(lex.Line); n++ {
		switch {
		case s.capital(j) && !s.is(j, cStreetPrefix) && s.minor(j)&mForeignStreet == 0 && !s.is(j, cThird|cMonth):
			named = true
			j++
			if s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 3 || s.isMark(j, '-') && s.glued(j) && s.glued(j+1) {
				j++
			}
			continue
		case s.isMark(j, '"') && n > 0, s.isMark(j, '“'), s.isMark(j, '”'), s.isMark(j, '«'), s.isMark(j, '»'):
			j++
			continue
		}
		k := s.afterParticles(j)
		for s.isWord(k, hY2, hDel, hE) {
			k = s.afterParticles(k + 1)
		}
		if k == j || !s.capital(k) || s.low {
			break
		}
		j = k
	}
	if !named || s.low {
		return 0
	}
	for j > i+1 && s.toks[j-1].Kind == lex.Punct {
		j--
	}
	if s.is(i+1, cCommon) && s.toks[i+1].Has(lex.Title) && !s.is(i+1, cFacility) && j == i+2 {
		return 0
	}
	s.add(Geo, from, j, "a hospital").Weak = true
	return j
}

var (
	hClinic, hCenter     = hash("clinic"), hash("center")
	hHospital, hFacility = hash("hospital"), hash("facility")
)

func facilityRole(clinic bool) string {
	if clinic {
		return "a clinic"
	}
	return "a hospital"
}

// there reports whether the words before token i put somebody at the place rather than name a source.
func (s *scan) there(i int) bool {
	k := i - 1
	for n := 0; n < 2 && (s.isWord(k, hThe, hOur, hA) || s.isMark(k, '"')); n++ {
		k--
	}
	switch {
	case k < 0, s.isMark(k, ','), s.isMark(k, '('), s.isMark(k, '@'), s.isMark(k, ':'):
		return true
	case s.isWord(k, hFrom):
		return s.is(k-1, cCare|cPerson|cLiveCue)
	}
	return s.is(k, cPlaceCue|cDateCue) || s.isWord(k, hBy, hWith, hOf)
}

// lineAbove reads a town that has the line above its country or state, at token i, for itself.
func (s *scan) lineAbove(i int) {
	if i == 0 || !s.capital(i) || s.low {
		return
	}
	from := i
	for n := 0; n < 6 && from > 0 && (from == i || !s.toks[from].Has(lex.Line)); n++ {
		if p := from - 1; !s.capital(p) && !s.is(p, cParticle) || s.is(p, cCommon|cTitle|cGiven|cMonth|cState|cCountry) && s.town(p) == 0 {
			return
		}
		from--
	}
	if s.toks[from].Has(lex.Line) && from > 0 {
		s.add(Geo, from, i, "[place]").Passing = true
	}
}

// cityState reads Duluth, MN and Durham NC 27705, with a ZIP code if one follows.
func (s *scan) cityState(i int) int {
	comma := s.isMark(i-1, ',')
	last := i - 1
	if comma {
		last--
	}
	end := s.zipEnd(s.skipComma(i + 1))
	zip := end > s.skipComma(i+1)
	if !zip {
		end = i + 1
	}
	if !s.capital(last) || s.low && !zip || !comma && !zip || s.is(last, cCommon|cMonth|cNoName) && !s.is(last, cCity|cCitySuffix) {
		return 0
	}
	if !zip && s.is(last, cGiven|cSurname) && !s.is(last, cCity) && !(s.is(last-1, cCityPrefix) && s.capital(last-1)) { // Jane Doe, MD
		return 0
	}
	from := last
	for n := 0; n < 2 && s.capital(from-1) && !s.toks[from].Has(lex.Line) && !s.is(from-1, cCommon|cPlaceCue) && s.toks[from-1].Has(lex.Title); n++ {
		from--
	}
	s.add(Geo, from, end, s.text(i)).Passing = !zip
	return end
}

// city reads a city after a word such as "in" or "from", or before a word such as "facility". It is Weak unless
// someone is said to live there.
func (s *scan) city(i int) int {
	if !s.capital(i) || s.low && !s.is(i-2, cLiveCue) {
		return 0
	}
	to := i + 1
	if s.toks[i].Is(cCityPrefix) {
		if s.isMark(to, '.') && s.glued(to) {
			to++
		}
		known := s.is(i, cCity)
		for n := 0; n < 2 && s.capital(to) && !s.toks[to].Has(lex.Line) && (!s.is(to, cCommon|cFacility|cEponymNoun|cMonth|cCountry) || s.is(to, cCitySuffix) && n > 0) && s.toks[to].Has(lex.Title); n++ {
			to++
			known = true
		}
		if !known {
			return 0
		}
	} else if s.is(to, cCitySuffix) && s.capital(to) {
		to++
	}
	if to < len(s.toks) && s.toks[to].Hash == lex.Possessive && s.isWord(i, hSt) { // St. Luke's
		to++
	}
	cue := s.is(i-1, cPlaceCue) || s.isWord(i-1, hThe) && s.is(i-2, cPlaceCue)
	if s.isWord(to, hClinic, hHospital, hFacility, hOffice) { // our Duluth clinic
		to++
		cue = true
	}
	name := s.toks[i].Is(cGiven | cSurname)
	if name && s.capital(to) && s.is(to, cSurname) || !cue && (name || !s.toks[i].Is(cCity) || s.is(to, cEponymNoun)) {
		return 0
	}
	if s.isMark(to, ',') && s.stateAt(to+1) {
		to = s.zipEnd(to + 2)
	}
	h := s.add(Geo, i, to, "[place]")
	h.Passing = !(s.is(i-2, cLiveCue) || s.is(i-1, cLiveCue))
	return to
}
