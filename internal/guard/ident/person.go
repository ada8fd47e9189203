package ident

import (
	"slices"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

// isName reports whether the model takes token i for part of a name; prev tells whether the word before it is.
func (s *scan) isName(i int, prev bool) bool {
	s.steps++
	return name.Is(s.d, i, prev)
}

// initial reports whether token i is one capital letter.
func (s *scan) initial(i int) bool {
	if i < 0 || i >= len(s.toks) {
		return false
	}
	t := &s.toks[i]
	return t.Kind == lex.Word && t.Has(lex.Upper) && (t.Len() == 1 || t.Len() == 2 && s.d.Text[t.Start] >= 0x80)
}

// person reads a name that nothing announces, as the model judges each word of it.
func (s *scan) person(i int) int {
	t := &s.toks[i]
	if t.Kind != lex.Word || t.Is(cNoName) {
		return 0
	}
	if s.initial(i) {
		return s.initials(i)
	}
	if s.isMark(i-1, '#') || s.isMark(i-1, '@') || s.isMark(i-1, '_') && s.glued(i) {
		return s.camel(i)
	}
	if end := s.speaker(i); end > 0 {
		return end
	}
	if s.d.ASCII && s.minor(i)&mEveryday != 0 {
		return 0
	}
	info := s.info(i)
	if s.everyday(i, info) || !name.Candidate(s.d, i, info) || s.eponym(i) ||
		!s.isName(i, false) && !(s.low && info.Given() == 3 && info.Ordinary() < 2 && name.Likely(s.d, i)) || s.plainSpanish(i, info) {
		return 0
	}
	end := s.nameEnd(i)
	last := &s.toks[end-1]
	if s.organisation(end) || last.Is(cInstitution) || last.Is(cEponym) && (s.eponym(end-1) || end == i+1 && s.possessive(end)) {
		return 0
	}
	from := i
	if info.Given() < 3 && s.wordName(i-1) && !t.Has(lex.Line) {
		from--
	}
	return s.another(s.found(from, end), info)
}

// plainSpanish reports whether token i is a word of a Spanish text that the model, which learnt mostly from English, could
// take for a name: without a capital, or with that of its sentence and on no list of names. A short one that goes on in
// small letters is no name though it is on a list: Lo siento.
func (s *scan) plainSpanish(i int, info name.Info) bool {
	t := &s.toks[i]
	listed := info.Listed() && (t.Len() > 3 || i+1 == len(s.toks) || s.toks[i+1].Kind != lex.Word || s.toks[i+1].Has(lex.Title))
	if s.low || t.Has(lex.Title) && (listed || i > 0 && (t.Has(lex.Line) || !s.endsSentence(i-1))) {
		return false
	}
	if s.language == 0 {
		s.language = 1
		if s.d.Spanish() {
			s.language = 2
		}
	}
	return s.language == 2
}

// endsSentence reports whether token i is a mark that ends a sentence, or opens one in Spanish.
func (s *scan) endsSentence(i int) bool {
	return s.isMark(i, '.') || s.isMark(i, '!') || s.isMark(i, '?') || s.isMark(i, '¿') || s.isMark(i, '¡')
}

// another reads the family name after "and" that follows a family name: Tran and Green were friends. It returns the
// token after it, or to.
func (s *scan) another(to int, first name.Info) int {
	i := to + 1
	if first.Given() == 3 || !s.isWord(to, hAnd) && !s.isMark(to, '&') || !s.surname(i) || s.low || s.toks[i].Has(lex.Line) || s.capital(i+1) ||
		s.toks[i].Is(cNoName|cMonth|cWeekday|cState|cCountry) || s.toks[i].Hash == s.toks[to-1].Hash || s.eponym(i) {
		return to
	}
	s.add(Name, i, i+1, "[name]")
	return i + 1
}

// wordName reports whether token i is a given name that is a word too, as Will and Grace are, and no name was seen in it.
func (s *scan) wordName(i int) bool {
	if i < 0 || s.toks[i].Kind != lex.Word || !s.toks[i].Has(lex.Title) || s.toks[i].Has(lex.Upper) {
		return false
	}
	if n := len(s.hits); n > 0 && s.hits[n-1].To > i {
		return false
	}
	info := name.At(s.d, i)
	if info.Kind() == name.Month && (s.is(i-1, cDateCue|cPlaceCue) || s.isWord(i-1, hOf, hLast, hThis)) { // in April Dawson came
		return false
	}
	return info.Given() > 1 && (info.Ordinary() > 0 || info.Kind() == name.Month)
}

var hVan, hVon = hash("van"), hash("von")

// found adds the name from..to, with the letters of a clinician that follow it at once.
func (s *scan) found(from, to int) int {
	if s.isMark(from-1, '-') && s.glued(from) && s.glued(from-1) && s.surname(from-2) {
		from -= 2
	}
	if s.isWord(from-1, hDe, hDel, hVan, hVon, hDi) && s.capital(from-1) && !s.toks[from].Has(lex.Line) && !s.low {
		from--
	}
	s.partner(from)
	provider := to > from+1 && s.is(to, cCredential) && s.toks[to].Has(lex.Upper) && s.toks[to].Len() == 2 && !s.toks[to].Has(lex.Line)
	if provider {
		to++
	}
	s.add(Name, from, to, "[name]").Provider = provider
	return to
}

// everyday reports whether the word at token i is so common that the model need not be asked: most words of most texts
// that stand on a list of names, as Young and Summer do.
func (s *scan) everyday(i int, info name.Info) bool {
	t := &s.toks[i]
	switch {
	case !info.Listed():
		return info.Ordinary() == 3 || !t.Has(lex.Title) && !s.low
	case s.low || info.Kind() == name.Famous:
		return false
	case !t.Has(lex.Title):
		return info.Ordinary() > 1 && !s.listed(i+1)
	}
	return info.Ordinary() == 3 && info.Given() < 3 && !s.capital(i+1)
}

// initials reads J. Ortiz, J. R. Ortiz and J.R. Ortiz.
func (s *scan) initials(i int) int {
	j := i
	for n := 0; n < 3 && s.initial(j) && s.isMark(j+1, '.') && s.glued(j+1); n++ {
		j += 2
	}
	if j == i || s.low || !s.capital(j) || s.initial(j) || s.toks[j].Has(lex.Line) || s.is(j, cNoName|cUnit) || s.eponym(j) || !s.isName(j, true) {
		return 0
	}
	if s.forename(i-1) && !s.toks[i].Has(lex.Line) {
		i--
	}
	return s.found(i, s.nameEnd(j))
}

// forename reports whether the word at token i, which the model did not take for a name, may be the first of one whose
// initial and family name follow: a word with a capital that is no ordinary one.
func (s *scan) forename(i int) bool {
	if i < 0 || s.toks[i].Kind != lex.Word || !s.toks[i].Has(lex.Title) || s.toks[i].Is(notName|cTitle|cEponym) || s.toks[i].Len() < 3 {
		return false
	}
	if n := len(s.hits); n > 0 && s.hits[n-1].To > i {
		return false
	}
	return name.At(s.d, i).Ordinary() == 0
}

// partner adds the word before "and" or a comma and the name from token i on, if it is as likely as not a name: with
// one name, another is no surprise.
func (s *scan) partner(i int) {
	k := i - 2
	if !s.isWord(i-1, hAnd) && !s.isMark(i-1, '&') && !s.isMark(i-1, '/') && !s.isMark(i-1, ',') || !s.forename(k) || s.toks[i].Has(lex.Line) ||
		name.At(s.d, k).Kind() != name.None || s.eponym(k) {
		return
	}
	s.steps++
	if name.Likely(s.d, k) {
		s.add(Name, k, k+1, "[name]")
	}
}

// organisation reports whether the capitalised words from token i on make what stands before them an organisation or a
// place.
func (s *scan) organisation(i int) bool {
	for n := 0; n < 3 && !s.low && s.capital(i) && !s.toks[i].Has(lex.Line); n++ {
		switch name.At(s.d, i).Kind() {
		case name.Org, name.Facility, name.Street:
			return true
		}
		if s.is(i, cFacility|cCitySuffix|cStreet) {
			return true
		}
		i++
	}
	return false
}

func (s *scan) possessive(i int) bool { return i < len(s.toks) && s.toks[i].Hash == lex.Possessive }

// join makes one name of a family name and the given name after its comma: Smith-Jones, Patricia, DOB ...
func (s *scan) join() {
	for i := 0; i+1 < len(s.hits); i++ {
		a, b := &s.hits[i], &s.hits[i+1]
		if a.Type != Name || b.Type != Name || b.From != a.To+1 || !s.isMark(a.To, ',') || s.toks[b.From].Has(lex.Line) ||
			name.At(s.d, a.From).Given() == 3 || name.At(s.d, b.From).Given() < 2 {
			continue
		}
		if s.toks[a.From].Has(lex.Line) || s.isMark(a.From-1, ':') {
			a.To, a.End = b.To, b.End
			s.hits = slices.Delete(s.hits, i+1, i+2)
		}
	}
}

// establishes reports whether the words of a hit are names wherever they stand in the text: those of a name of several
// words, or one that is no other word.
func (s *scan) establishes(h *Hit) bool {
	return h.To-h.From > 1 || s.toks[h.From].Len() > 3 && s.onlyName(h.From)
}

// onlyName reports whether token i is nothing but a name, or unknown.
func (s *scan) onlyName(i int) bool {
	info := name.At(s.d, i)
	return info.Ordinary() == 0 && info.Kind() == name.None
}
