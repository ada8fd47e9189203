package ident

import "bedside/internal/guard/lex"

var hVisited, hAttended, hBranch, hCampus = hash("visited"), hash("attended"), hash("branch"), hash("campus")

// visited reports whether the words before token i say that somebody was there: at, seen in, admitted to, visited,
// with "the" or "our" between.
func (s *scan) visited(i int) bool {
	k := i - 1
	if s.isWord(k, hThe, hOur) {
		k--
	}
	return s.isWord(k, hAt, hVisited, hAttended) || s.isWord(k, hIn, hTo) && s.is(k-1, cCare)
}

// site reads the name of where somebody was, of whatever words: Lakeside Clinic, Sloan Kettering, UW Med in Seattle.
// It is Weak: only a text about a person makes it an identifier.
func (s *scan) site(i int) int {
	if s.toks[i].Len() == 1 || s.is(i, cUnit) { // P.O. Box
		return 0
	}
	to, known := i, false
	person := s.is(i, cGiven|cSurname) && !s.is(i, cInstitution|cCity) // "at Russell" is no place, "at Russell Clinic" is
	for n := 0; n < 10 && to < len(s.toks) && (to == i || !s.toks[to].Has(lex.Line)); n++ {
		t := &s.toks[to]
		switch {
		case t.Kind == lex.Word && t.Has(lex.Title) && !t.Is(cMonth|cWeekday|cTitle|cThird|cHoliday):
			known = known || !t.Is(cCommon|cNoName|cPlan|cState|cCountry) || t.Is(cFacilityEnd|cCityPrefix)
			person = person && !t.Is(cFacility|cFacilityEnd|cInstitution)
			to++
		case to == i:
			return 0
		case t.Hash == lex.Possessive && known, s.isMark(to, '&') && s.capital(to+1), s.isMark(to, '-') && s.glued(to) && s.capital(to+1):
			to++
		case s.isMark(to, '.') && s.glued(to) && s.toks[to-1].Len() <= 3 && s.capital(to+1) && !s.is(to+1, cCommon) || s.isMark(to, '.') && s.is(to+1, cFacilityEnd) && s.capital(to+1):
			to++
		case s.isWord(to, hOf, hAnd, hFor) && s.capital(to+1) && s.is(to+1, cFacility|cFacilityEnd|cCity|cCityPrefix|cState):
			to++
		case (s.isMark(to, ',') || s.isWord(to, hIn)) && s.capital(to+1) && s.is(to+1, cCity|cCityPrefix|cStateAbbr|cState) && !s.is(to+1, cTitle):
			to++
		default:
			n = 10
		}
	}
	for to > i && s.toks[to-1].Kind == lex.Punct && s.toks[to-1].Hash != lex.Possessive {
		to--
	}
	if !known || person || s.is(to, cEponymNoun) || s.is(to+1, cEponymNoun) && s.is(to, cCommon) || to == i+1 && s.is(i, cFacility|cFacilityEnd) && !s.is(i, cInstitution) {
		return 0
	}
	if s.isWord(to, hClinic, hHospital, hFacility, hOffice, hBranch, hCampus) {
		to++
	}
	if s.is(to-1, cStateAbbr|cState) {
		to = max(to, s.zipEnd(to))
	}
	s.add(Geo, i, to, facilityRole(s.is(to-1, cFacilityEnd) && !s.isWord(to-1, hHospital))).Weak = true
	return to
}
