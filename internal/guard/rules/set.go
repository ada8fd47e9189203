package rules

import (
	"slices"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/lex"
)

// Set is the compiled rules of several packs.
type Set struct {
	rules   []Rule
	phrases []phrase
	groups  [places][]group // by kind and audience, then by the Group of the word that phrases begin with
	whole   []int           // rules that judge the text as a whole and have no phrase
}

// group is the phrases that begin with one word: those that make a rule fire, and those that only matter once one
// did.
type group struct{ first, then []candidate }

// candidate is a phrase with a sieve for the token after its first: a token whose bit is not in next cannot follow.
type candidate struct {
	next   uint64
	phrase int
}

const places = 7 * 3

// place is the index of a kind and an audience; what is neither counts as a public post.
func place(kind, audience string) int {
	return max(0, slices.Index(kinds, kind))*len(audiences) + max(0, slices.Index(audiences, audience))
}

// NewSet compiles packs. An id that stands in two of them is an Invalid fault.
func NewSet(packs []Pack) (*Set, error) {
	s := &Set{}
	seen := map[string]bool{}
	for _, p := range packs {
		for _, r := range p.Rules {
			if seen[r.ID] {
				return nil, fault.New(fault.Invalid, "rules.NewSet", "Two rule packs have a rule "+r.ID+".")
			}
			seen[r.ID] = true
			phrases, err := compile(&r, p.Words)
			if err != nil {
				return nil, err
			}
			for i := range phrases {
				phrases[i].rule = len(s.rules)
			}
			s.phrases = append(s.phrases, phrases...)
			if r.Check == Reading {
				s.whole = append(s.whole, len(s.rules))
			}
			s.rules = append(s.rules, r)
		}
	}
	return s, nil
}

// Rules returns every rule, in the order of the packs.
func (s *Set) Rules() []Rule { return slices.Clone(s.rules) }

// AddTo puts the words that phrases begin with into a dictionary to be built. It is called once, before the set
// is used.
func (s *Set) AddTo(dict map[uint64]lex.Entry) {
	begins := map[uint64][]int{}
	for i := range s.phrases {
		for _, h := range s.phrases[i].starts() {
			if list := begins[h]; len(list) == 0 || list[len(list)-1] != i {
				begins[h] = append(list, i)
			}
		}
	}
	for p := range s.groups {
		s.groups[p] = make([]group, len(begins)+1)
	}
	g := uint16(0)
	for h, phrases := range begins {
		g++
		e := dict[h]
		e.Group = g
		dict[h] = e
		for _, i := range phrases {
			s.place(g, i)
		}
	}
}

// place puts a phrase into its group wherever its rule applies.
func (s *Set) place(g uint16, i int) {
	r := &s.rules[s.phrases[i].rule]
	for _, kind := range kinds {
		for _, audience := range audiences {
			if !r.applies(kind, audience) {
				continue
			}
			to := &s.groups[place(kind, audience)][g]
			c := candidate{s.phrases[i].next(), i}
			if s.phrases[i].role == roleAny {
				to.first = append(to.first, c)
			} else {
				to.then = append(to.then, c)
			}
		}
	}
}

// Where says what the text is, to leave out rules that do not apply to it.
type Where struct {
	Kind, Audience string
	Day            civil.Date
}

func (r *Rule) applies(kind, audience string) bool {
	return (len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind)) &&
		(len(r.Audiences) == 0 || slices.Contains(r.Audiences, audience))
}
