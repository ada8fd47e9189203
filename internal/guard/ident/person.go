package ident

import (
	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

// score is the model's for token i; prev tells whether the word before it is part of the name.
func (s *scan) score(i int, prev bool) int {
	s.steps++
	return name.Score(s.d, i, prev)
}

// person reads a name that nothing announces, as the model judges each word of it.
func (s *scan) person(i int) int {
	t := &s.toks[i]
	if t.Kind != lex.Word {
		return 0
	}
	if t.Len() == 1 {
		return s.initials(i)
	}
	info := name.Of(t.Hash)
	if !info.Listed() && (info.Ordinary() == 3 || !t.Has(lex.Title)) || t.Is(cNoName) || s.eponym(i) || s.score(i, false) < name.Sure {
		return 0
	}
	end := s.nameEnd(i)
	s.add(Name, i, end, "[name]")
	return end
}

// initials reads J. Ortiz, J. R. Ortiz and J.R. Ortiz.
func (s *scan) initials(i int) int {
	j := i
	for n := 0; n < 3 && j+1 < len(s.toks) && s.toks[j].Len() == 1 && s.toks[j].Has(lex.Upper) && s.isMark(j+1, '.') && s.glued(j+1); n++ {
		j += 2
	}
	if j == i || !s.capital(j) || s.low || s.toks[j].Len() == 1 || s.toks[j].Has(lex.Line) || s.is(j, cNoName) || s.eponym(j) || s.score(j, true) < name.Sure {
		return 0
	}
	end := s.nameEnd(j)
	s.add(Name, i, end, "[name]")
	return end
}
