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
	places  [places]index // by kind and audience
	asks    []bool        // by rule: whether it has phrases that only matter once it fired
	whole   []int         // rules that judge the text as a whole and have no phrase
	insist  [][]candidate // by Group: phrases in which a word of denial denies nothing
}

// noRule stands in place of a rule where a phrase belongs to all of them.
const noRule = -1

// index lists phrases by the Group of the word that they begin with: those that make a rule fire, apart those of them
// that go on with a gap, and, in the order of their rules, those that only matter once it did. may and reach join the
// sieves of the first two; 0 means that there are none.
type index struct {
	may, reach        []uint64
	first, open, then [][]candidate
}

// anyToken is the bits of all tokens.
const anyToken = ^uint64(0)

// candidate is a phrase with a sieve for the token after its first: a token whose bit is not in next cannot follow.
// far is the same for a phrase whose second place is a gap: the bits of the tokens that one in reach must be of.
type candidate struct {
	next, far    uint64
	phrase, rule int32
	whole        bool // the word is all of the first place, which need not be compared again
}

const places = 7 * 3

// place is the index of a kind and an audience; what is neither counts as a public post.
func place(kind, audience string) int {
	return max(0, slices.Index(kinds, kind))*len(audiences) + max(0, slices.Index(audiences, audience))
}

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
	if n := s.begins(); n > mostBegins {
		return nil, fault.New(fault.Invalid, "rules.NewSet", fmt.Sprintf("The phrases of the rules begin with %d different words; the guard takes at most %d. Use shorter word lists at the start of a phrase.", n, mostBegins))
	}
	return s, nil
}

// mostBegins is how many words phrases may begin with: a group is a uint16, and every place keeps an index of them.
const mostBegins = 1 << 14

// begins counts the words that phrases begin with.
func (s *Set) begins() int {
	words := map[uint64]struct{}{}
	for i := range s.phrases {
		for hash := range s.phrases[i].starts() {
			words[hash] = struct{}{}
		}
	}
	return len(words)
}

// Rules returns every rule, in the order of the packs.
func (s *Set) Rules() []Rule { return slices.Clone(s.rules) }

// AddTo puts the words that phrases begin with into a dictionary to be built. It is called once, before the set
// is used.
func (s *Set) AddTo(dict map[uint64]lex.Entry) {
	type begin struct {
		phrase int
		start
		far uint64
	}
	begins := map[uint64][]begin{}
	for i := range s.phrases {
		for hash, start := range s.phrases[i].starts() {
			begins[hash] = append(begins[hash], begin{i, start, s.phrases[i].far()})
		}
	}
	s.asks = make([]bool, len(s.rules))
	n := len(begins) + 1
	s.insist = make([][]candidate, n)
	for p := range s.places {
		s.places[p] = index{make([]uint64, n), make([]uint64, n), make([][]candidate, n), make([][]candidate, n), make([][]candidate, n)}
	}
	g := uint16(0)
	for hash, list := range begins {
		g++
		e := dict[hash]
		e.Group = g
		dict[hash] = e
		for _, b := range list {
			s.place(g, candidate{b.next, b.far, int32(b.phrase), int32(s.phrases[b.phrase].rule), b.whole})
		}
	}
}

// place puts a phrase into its group wherever its rule applies.
func (s *Set) place(g uint16, c candidate) {
	ph := &s.phrases[c.phrase]
	if ph.rule == noRule {
		s.insist[g] = append(s.insist[g], c)
		return
	}
	r := &s.rules[ph.rule]
	for _, kind := range kinds {
		for _, audience := range audiences {
			if !r.applies(kind, audience) {
				continue
			}
			ix := &s.places[place(kind, audience)]
			switch {
			case ph.role == roleAny && c.far == anyToken:
				ix.first[g] = append(ix.first[g], c)
				ix.may[g] |= c.next
			case ph.role == roleAny:
				ix.open[g] = append(ix.open[g], c)
				ix.reach[g] |= c.far
			default:
				ix.then[g] = append(ix.then[g], c)
				s.asks[ph.rule] = true
			}
		}
	}
}

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
