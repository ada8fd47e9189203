package ident

import (
	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

const notName = cCommon | cNoName | cMonth | cWeekday | cFacility | cCountry | cState

// name weighs a word that may be, or announce, a name.
func (s *scan) name(i int) int {
	t := &s.toks[i]
	if t.Is(cTitle) {
		if end := s.titled(i); end > 0 {
			return end
		}
	}
	if t.Is(cKin | cPatient | cName | cGreeting | cAnnounceName | cApposition) {
		if end := s.announced(i); end > 0 {
			return end
		}
	}
	return s.person(i)
}

// titled reads Dr. Patel, Mrs. de la Cruz; the title belongs to the hit, so that the rewrite reads as prose.
func (s *scan) titled(i int) int {
	j := i + 1
	if s.isMark(j, '.') && s.glued(j) {
		j++
	}
	if j >= len(s.toks) || s.toks[j].Has(lex.Line) {
		return 0
	}
	lower := s.low || !s.toks[j].Has(lex.Title)
	if lower && !s.is(j, cGiven|cSurname) && !s.onlySurname(j) || !lower && !s.initialed(j) && s.is(j, cNoName|cMonth|cWeekday|cCommon) && !s.is(j, cSurname|cGiven) || s.toks[j].Kind == lex.Punct {
		return 0
	}
	if !lower && s.toks[i].Len() > 4 && s.toks[i].Is(cCommon) && !s.toks[i].Has(lex.Title) && !s.is(j, cGiven|cSurname) { // "the doctor Ebola"
		return 0
	}
	end := s.nameEnd(j)
	h := s.add(Name, i, end, s.role(i))
	h.Provider = s.isWord(i, hDr, hDoctor, hDra, hDoctora, hNurse)
	return end
}

// onlySurname reports whether token i is a family name of some language and no other word.
func (s *scan) onlySurname(i int) bool {
	if s.toks[i].Kind != lex.Word {
		return false
	}
	info := name.At(s.d, i)
	return info.Surname() > 0 && info.Ordinary() == 0 && (info.Kind() == name.None || info.Kind() == name.Famous)
}

// initialed reports whether token i is an initial with its full stop.
func (s *scan) initialed(i int) bool { return s.initial(i) && s.isMark(i+1, '.') && s.glued(i+1) }

// role is what to call someone instead of by name.
func (s *scan) role(i int) string {
	switch t := &s.toks[i]; {
	case s.isWord(i, hDr, hDoctor, hDra, hDoctora):
		return "the doctor"
	case s.isWord(i, hNurse):
		return "a nurse"
	case t.Is(cTitle) && t.Len() <= 4:
		return "the patient"
	}
	return "[name]"
}

var (
	hDr, hDoctor, hDra, hDoctora = hash("dr"), hash("doctor"), hash("dra"), hash("doctora")
	hNurse, hIs, hCalled         = hash("nurse"), hash("is"), hash("called")
)

// announced reads the name after his wife, patient, named, Dear, I'm and after "a 62-year-old woman,".
func (s *scan) announced(i int) int {
	t := &s.toks[i]
	j := i + 1
	if s.toks[i].Hash != lex.Possessive && j < len(s.toks) && s.toks[j].Hash == lex.Possessive && t.Is(cName) { // my name's Ana
		j++
	}
	comma := s.isMark(j, ',')
	switch {
	case s.isMark(j, ':') && t.Is(cName|cPatient), comma && t.Is(cKin|cPatient|cApposition):
		j++
	case s.isWord(j, hIs) && t.Is(cName):
		j++
	case t.Is(cApposition) && !t.Is(cPatient|cKin):
		return 0
	}
	if s.is(j, cName) && t.Is(cKin|cPatient) {
		j++
	}
	if j >= len(s.toks) || s.toks[j].Kind != lex.Word || s.toks[j].Is(notName|cTitle|cKin) && !s.listed(j) {
		return 0
	}
	n := &s.toks[j]
	known := s.listed(j)
	if !known && name.At(s.d, j).Ordinary() > 1 { // paciente: Varón de 40 años
		return 0
	}
	if s.low || !n.Has(lex.Title) {
		if !known || !t.Is(cName|cPatient) || n.Is(cWordName|cCommon) {
			return 0
		}
	}
	if n.Has(lex.Upper) && n.Len() > 1 && !known { // patient HTN
		return 0
	}
	if n.Has(lex.Line) && !s.isMark(i+1, ':') || s.eponym(j) {
		return 0
	}
	end := s.nameEnd(j)
	switch {
	case t.Is(cGreeting) && !known, s.isWord(i, hCalled) && !known && end == j+1, t.Is(cAnnounceName) && !known && end == j+1:
		return 0
	case comma && !known && end == j+1 && !s.closes(end), comma && n.Is(cCity|cCityPrefix) && !n.Is(cGiven):
		return 0
	}
	fix := "[name]"
	if comma || t.Is(cKin|cPatient) && !s.isMark(i+1, ':') { // the word before says who it is
		fix = ""
	}
	end = s.found(j, end)
	s.hits[len(s.hits)-1].Fix = fix
	return end
}

func (s *scan) listed(i int) bool { return s.is(i, cGiven|cSurname) && !s.is(i, cNoName) }

// closes reports whether a mark or the end of the text follows a name in apposition.
func (s *scan) closes(i int) bool {
	return i >= len(s.toks) || s.toks[i].Kind == lex.Punct || s.isWord(i, hWith)
}

// unknown weighs a capitalised word of no list: a home, a person, a place before "County".
func (s *scan) unknown(i int) int {
	t := &s.toks[i]
	if t.Kind != lex.Word {
		return 0
	}
	if s.low {
		if end := s.lowHome(i); end > 0 {
			return end
		}
		return s.person(i)
	}
	if s.isWord(i-1, hIn, hFrom, hTo, hNear) && s.is(i-2, cLiveCue) && !t.Is(notName|cGiven|cTitle) {
		return s.home(i)
	}
	if s.isWord(i-1, hFrom) && s.is(i-2, cPerson|cPatient|cKin) && !t.Is(notName) { // a man from Elba
		if end := s.home(i); end > 0 {
			s.hits[len(s.hits)-1].Weak = true
			return end
		}
	}
	if end := s.person(i); end > 0 {
		return end
	}
	if next := i + 1; s.capital(next) && !s.toks[next].Has(lex.Line) && s.is(next, cCitySuffix) && !t.Is(notName|cFacility|cEponym) {
		s.add(Geo, i, next+1, "[place]").Weak = true
		return next + 1
	}
	return 0
}

// lowHome reads the place after "lives in" in a text without capitals: a word that no dictionary has.
func (s *scan) lowHome(i int) int {
	if !s.isWord(i-1, hIn, hFrom, hTo, hNear) || !s.is(i-2, cLiveCue) || s.toks[i].Is(notName|cGiven|cTitle) || s.toks[i].Len() < 4 {
		return 0
	}
	if info := name.At(s.d, i); info.Ordinary() > 0 || info.Kind() != name.None && info.Kind() != name.Place {
		return 0
	}
	end := i + 1
	for s.isMark(end, '-') && s.glued(end) && s.glued(end+1) && s.toks[end+1].Kind == lex.Word {
		end += 2
	}
	s.add(Geo, i, end, "[place]")
	return end
}

// home reads the place after "lives in", "moved here from", "I am in", of whatever name.
func (s *scan) home(i int) int {
	to := s.placeWords(i)
	for n := 0; n < 2 && s.is(to, cParticle) && to > i && s.capital(s.afterParticles(to)) && s.afterParticles(to) > to; n++ {
		to = s.placeWords(s.afterParticles(to))
	}
	if to == i || s.is(to-1, cCountry|cState) {
		return 0
	}
	if s.isMark(to, ',') && s.stateAt(to+1) {
		to = s.zipEnd(to + 2)
	}
	s.add(Geo, i, to, "[place]")
	return to
}

// eponym reports whether the name at token i is part of a medical term: Crohn's disease, Wells score.
func (s *scan) eponym(i int) bool {
	j := i + 1
	if j < len(s.toks) && s.toks[j].Hash == lex.Possessive {
		j++
	}
	if s.isMark(j, '-') && s.glued(j) && s.is(j+1, cEponym|cEponymNoun) && !(s.surname(i) && s.surname(j+1) && !s.is(j+2, cEponymNoun)) {
		return true
	}
	for k := j; k < j+3 && k < len(s.toks); k++ {
		if s.toks[k].Is(cEponymNoun) && (k == j || s.toks[i].Is(cEponym) || s.toks[j].Is(cEponym)) {
			return true
		}
		if s.toks[k].Kind == lex.Punct && !s.isMark(k, '-') {
			return false
		}
	}
	return false
}
