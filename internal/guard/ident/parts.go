package ident

import (
	"strings"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

const nameWords = 4 // after the first

// nameEnd returns the token after the name that begins at token i: further names, initials, particles and suffix.
func (s *scan) nameEnd(i int) int {
	j := i + 1
	for n := 0; n < nameWords && j < len(s.toks) && (!s.toks[j].Has(lex.Line) || s.wrapped(i, j)); n++ {
		t := &s.toks[j]
		switch {
		case s.isMark(j, '.') && s.glued(j) && (s.initial(j-1) || s.low && s.toks[j-1].Len() == 1):
			j++
			n--
		case s.isMark(j, '-') && s.glued(j) && s.glued(j+1) && (s.capital(j+1) || s.syllable(j+1)):
			j += 2
		case t.Is(cSuffix) && t.Has(lex.Title), s.isMark(j, ',') && s.is(j+1, cSuffix) && s.toks[j+1].Has(lex.Title):
			if s.isMark(j, ',') {
				j++
			}
			if j++; s.isMark(j, '.') && s.glued(j) {
				j++
			}
			return j
		case t.Is(cParticle) && s.namePart(s.afterParticles(j)):
			j = s.afterParticles(j) + 1
		case s.namePart(j):
			j++
		default:
			return j
		}
	}
	return j
}

// wrapped reports whether the family name at token j only seems to begin a line of its own: the given name at token i
// ends the line before, which began with other words, and the sentence goes on.
func (s *scan) wrapped(i, j int) bool {
	if i < 1 || j != i+1 || j+1 >= len(s.toks) || s.toks[i].Has(lex.Line) || !s.toks[j].Has(lex.Title) || name.At(s.d, i).Given() < 2 ||
		s.toks[i-1].Kind == lex.Punct || s.toks[j+1].Has(lex.Line) || s.toks[j+1].Kind == lex.Word && s.toks[j+1].Has(lex.Title) {
		return false
	}
	between := s.d.Text[s.toks[i].End:s.toks[j].Start]
	return strings.Count(between, "\n") == 1 && (s.onlyName(j) || s.surname(j) && name.At(s.d, j).Ordinary() < 3)
}

func (s *scan) afterParticles(j int) int {
	for n := 0; n < 3 && s.is(j, cParticle); n++ {
		j++
	}
	return j
}

// namePart reports whether token i may be a further part of a name.
func (s *scan) namePart(i int) bool {
	if i >= len(s.toks) || s.toks[i].Kind != lex.Word || s.toks[i].Has(lex.Line) && !s.wrapped(i-1, i) {
		return false
	}
	t := &s.toks[i]
	switch {
	case t.Is(cNoName | cMonth | cWeekday | cThird | cEponymNoun):
		return false
	case s.low && t.Len() == 1:
		next := i + 1
		if s.isMark(next, '.') {
			next++
		}
		return next < len(s.toks) && s.toks[next].Len() > 1 && s.namePart(next)
	case !t.Has(lex.Title) && (t.Is(cCommon) || s.toks[i-1].Has(lex.Title) || !name.Candidate(s.d, i, name.At(s.d, i))):
		return false
	case s.initial(i):
		return s.middle(i)
	case s.hill(i):
		return true
	case t.Has(lex.Upper) && !s.toks[i-1].Has(lex.Upper):
		return false
	}
	return s.isName(i, true)
}

// middle reports whether the capital letter at token i belongs to a name: M. or M, or M before another part, or the
// last letter of "John D was seen".
func (s *scan) middle(i int) bool {
	next := i + 1
	switch {
	case next == len(s.toks), s.isMark(next, '.'), s.isMark(next, ','):
		return true
	case s.text(i) == "I":
		return false
	case s.toks[next].Has(lex.Title):
		return !s.initial(next) && s.namePart(next)
	}
	return s.text(i) != "A" && s.is(i-1, cGiven) && s.toks[next].Kind == lex.Word
}

// hill reports whether token i, a word for a street or a place, is the family name of the given name before it.
func (s *scan) hill(i int) bool {
	info, before := name.At(s.d, i), name.At(s.d, i-1)
	return info.Surname() == 3 && (info.Kind() == name.Street || info.Kind() == name.Facility) && before.Given() > 1 &&
		!s.is(i-2, cPlaceCue) && !s.capital(i+1)
}

// surname reports whether token i is a family name that many people have.
func (s *scan) surname(i int) bool {
	return i < len(s.toks) && s.toks[i].Has(lex.Title) && name.At(s.d, i).Surname() > 1
}

// syllable reports whether token i is the second half of a given name such as Ji-hoon.
func (s *scan) syllable(i int) bool {
	return i < len(s.toks) && s.toks[i].Kind == lex.Word && s.toks[i].Len() < 6 && name.At(s.d, i).Ordinary() == 0 && s.capital(i+1)
}
