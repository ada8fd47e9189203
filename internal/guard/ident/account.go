package ident

import (
	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

// account finds a person's name in that of an account that is written apart from its mark: given and family name, with
// capitals or without, as in "@ annasmith".
func (s *scan) account(i int) int {
	w := s.text(i)
	if s.toks[i].Kind != lex.Word {
		return 0
	}
	if end := s.camel(i); end > 0 {
		return end
	}
	for n := len(w); n > 0 && w[n-1] >= '0' && w[n-1] <= '9'; n-- {
		w = w[:n-1]
	}
	if info := name.At(s.d, i); info.Given() == 3 && info.Ordinary() == 0 {
		s.add(Name, i, i+1, "[name]")
		return i + 1
	}
	if len(w) < 6 || len(w) > longestAccount {
		return 0
	}
	for k := 2; k+3 <= len(w); k++ {
		s.steps++
		first := name.Of(lex.FNV(w[:k]))
		if first.Given() < 2 || k < 3 && first.Given() < 3 {
			continue
		}
		last := name.Of(lex.FNV(w[k:]))
		if last.Surname() > 1 || last.Surname() > 0 && k > 2 && last.Ordinary() < 2 || k > 3 && first.Given() == 3 && first.Ordinary() == 0 && last.Ordinary() == 0 && len(w)-k > 3 {
			s.addBytes(Name, i, i+1, int(s.toks[i].Start), int(s.toks[i].End), "[name]")
			return i + 1
		}
	}
	return 0
}

const longestAccount = 30 // the most letters of the networks' accounts

// camel finds a person's name among the words of a hashtag or an account: AnnaSmith in #JusticeForAnnaSmith.
func (s *scan) camel(i int) int {
	w, start := s.text(i), int(s.toks[i].Start)
	given, from := false, 0 // the part before is a given name, which begins at from
	for at := 0; at < len(w); {
		end := at + 1
		for end < len(w) && (w[end] < 'A' || w[end] > 'Z') {
			end++
		}
		info := name.Of(lex.FNV(w[at:end]))
		if given && end-at > 2 && (info.Surname() > 0 || info.Ordinary() == 0 && (info.Kind() == name.None || info.Kind() == name.Famous)) {
			s.addBytes(Name, i, i+1, start+from, start+end, "[name]")
			return i + 1
		}
		if !given || end-at > 1 { // the T of TonyTHall is none
			given, from = info.Given() > 1 && info.Ordinary() < 3 && end-at > 2 || info.Kind() == name.Title && at == 0, at
		}
		at = end
	}
	if next := i + 1; given && s.glued(next) && s.toks[next].Kind == lex.Word && s.toks[next].Has(lex.Title) && s.toks[next].Len() > 2 { // the tokeniser parted them
		if info := name.At(s.d, next); info.Surname() > 0 || info.Ordinary() == 0 && info.Kind() == name.None {
			s.addBytes(Name, i, next+1, start+from, int(s.toks[next].End), "[name]")
			return next + 1
		}
	}
	return 0
}
