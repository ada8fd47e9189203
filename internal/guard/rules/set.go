package rules

import (
	"fmt"
	"slices"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/lex"
)

// Set is the compiled rules of several packs.
type Set struct {
	rules   []Rule
	phrases []phrase
	whole   []int             // rules that judge the text as a whole and have no phrase
	words   map[uint64]uint16 // the Groups of the words that phrases begin with
	index   index
}

// noRule stands in place of a rule where a phrase belongs to all of them.
const noRule = -1

// NewSet compiles the rules of packs that are in force in one of the states, "MN"; none means anywhere. An id that
// stands in two packs is an Invalid fault.
func NewSet(packs []Pack, states ...string) (*Set, error) {
	s := &Set{}
	seen := map[string]bool{}
	for _, p := range packs {
		for _, r := range p.Rules {
			if seen[r.ID] {
				return nil, fault.New(fault.Invalid, "rules.NewSet", "Two rule packs have a rule "+r.ID+".")
			}
			seen[r.ID] = true
			if !r.In(states) {
				continue
			}
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
	words, err := shared()
	if err != nil {
		return nil, err
	}
	for _, text := range words["insist"] {
		elements, err := parsePhrase("words.toml", text, words)
		if err != nil {
			return nil, err
		}
		s.phrases = append(s.phrases, phrase{rule: noRule, elements: elements})
	}
	s.list()
	if n := len(s.words); n > mostBegins {
		return nil, fault.New(fault.Invalid, "rules.NewSet", fmt.Sprintf("The phrases of the rules begin with %d different words; the guard takes at most %d. Use shorter word lists at the start of a phrase.", n, mostBegins))
	}
	return s, nil
}

// mostBegins is how many words phrases may begin with: a group is a uint16.
const mostBegins = 1 << 14

// AddTo puts the words that phrases begin with into a dictionary to be built.
func (s *Set) AddTo(dict map[uint64]lex.Entry) {
	for hash, g := range s.words {
		e := dict[hash]
		e.Group = g
		dict[hash] = e
	}
}

// Rules returns every rule, in the order of the packs.
func (s *Set) Rules() []Rule { return slices.Clone(s.rules) }

// Where says what the text is, to leave out rules that do not apply to it.
type Where struct {
	Kind, Audience, Channel string
	Day                     civil.Date
}

func (r *Rule) applies(kind, audience string) bool {
	return (len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind)) &&
		(len(r.Audiences) == 0 || slices.Contains(r.Audiences, audience))
}

// on reports whether the rule is for the channel; one that names none is for all.
func (r *Rule) on(channel string) bool {
	return len(r.Channels) == 0 || slices.Contains(r.Channels, channel)
}
