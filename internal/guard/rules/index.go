package rules

import (
	"math/bits"
	"slices"
)

// index lists phrases by the Group of the word that they begin with, so that a word of a text calls up only what may
// stand there. Most words begin some phrase, and few are followed by what that phrase goes on with: what is asked for
// every word is one bit of pairs.
type index struct {
	wake   []wake
	pairs  pairs
	first  [][]candidate // phrases that make a rule fire
	open   [][]candidate // those of them that go on with a gap
	then   [][]candidate // phrases that only matter once their rule fired, in the order of the rules
	insist [][]candidate // phrases in which a word of denial denies nothing
	asks   []groups      // by rule: the Groups in then that have a phrase of it
}

// wake is where a word calls up phrases that make a rule fire: in first whatever token follows, and in open.
type wake struct {
	any, open where
	reach     uint64 // the sieves of what may come after the gap
}

// where is a set of places.
type where uint32

// places is how many there are: a kind and an audience each.
const places = 7 * 3

const everywhere = 1<<places - 1

// place is the place of a kind and an audience; what is neither counts as a public post.
func place(kind, audience string) where {
	return 1 << (max(0, slices.Index(kinds, kind))*len(audiences) + max(0, slices.Index(audiences, audience)))
}

// places returns where a rule applies.
func (r *Rule) places() (w where) {
	for _, kind := range kinds {
		for _, audience := range audiences {
			if r.applies(kind, audience) {
				w |= place(kind, audience)
			}
		}
	}
	return w
}

// anyToken is the bits of all tokens.
const anyToken = ^uint64(0)

// candidate is a phrase with a sieve for the token after its first: a token whose bit is not in next cannot follow.
// far is the same for a phrase whose second place is a gap: the bits of the tokens that one in reach must be of.
type candidate struct {
	next, far    uint64
	in           where
	phrase, rule int32
	whole        bool // the word is all of the first place, which need not be compared again
}

// list makes the index.
func (s *Set) list() {
	s.words = map[uint64]uint16{}
	starts := make([]map[uint64]start, len(s.phrases))
	following := 0
	for i := range s.phrases {
		starts[i] = s.phrases[i].starts()
		for hash, st := range starts[i] {
			following += len(st.next)
			if s.words[hash] == 0 {
				s.words[hash] = uint16(len(s.words) + 1)
			}
		}
	}
	n := len(s.words) + 1
	s.index = index{
		wake: make([]wake, n), pairs: newPairs(following), asks: make([]groups, len(s.rules)),
		first: make([][]candidate, n), open: make([][]candidate, n), then: make([][]candidate, n), insist: make([][]candidate, n),
	}
	in := make([]where, len(s.rules))
	for i := range s.rules {
		in[i] = s.rules[i].places()
	}
	for i := range s.phrases {
		ph := &s.phrases[i]
		c := candidate{far: ph.far(), in: everywhere, phrase: int32(i), rule: int32(ph.rule)}
		if ph.rule != noRule {
			c.in = in[ph.rule]
		}
		for hash, st := range starts[i] {
			c.next, c.whole = st.sieve(), st.whole
			s.index.put(s.words[hash], c, ph.role, st.next)
		}
	}
}

// put lists a phrase in the group of the word that it begins with; the tokens next may follow, any if there are none.
func (ix *index) put(g uint16, c candidate, role int, next []uint64) {
	switch {
	case c.rule == noRule:
		ix.insist[g] = append(ix.insist[g], c)
	case role != roleAny:
		ix.then[g] = append(ix.then[g], c)
		ix.asks[c.rule].add(g)
	case c.far != anyToken:
		ix.open[g] = append(ix.open[g], c)
		ix.wake[g].open |= c.in
		ix.wake[g].reach |= c.far
	default:
		ix.first[g] = append(ix.first[g], c)
		if len(next) == 0 {
			ix.wake[g].any |= c.in
		}
		for _, hash := range next {
			ix.pairs.add(g, hash)
		}
	}
}

// pairs is a set of groups with the token after them, as a Bloom filter of one bit a pair: what is in it is always found,
// and of what is not, all but one in some thirty.
type pairs struct {
	bits  []uint64
	shift uint // so that a hash becomes the number of a bit
}

// newPairs returns a set that has room for n pairs.
func newPairs(n int) pairs {
	log := max(6, bits.Len(uint(32*n)))
	return pairs{make([]uint64, 1<<log/64), uint(64 - log)}
}

func (p *pairs) bit(g uint16, next uint64) uint64 {
	if next <= mostNumber { // all numbers count as one token
		next = anyNumber
	}
	return (next ^ uint64(g)<<36) * 0x9e3779b97f4a7c15 >> p.shift
}

func (p *pairs) add(g uint16, next uint64) {
	b := p.bit(g, next)
	p.bits[b/64] |= 1 << (b % 64)
}

func (p *pairs) has(g uint16, next uint64) bool {
	b := p.bit(g, next)
	return p.bits[b/64]>>(b%64)&1 != 0
}

// groups is a set of Groups.
type groups []uint64

func (s *groups) add(g uint16) {
	for int(g/64) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[g/64] |= 1 << (g % 64)
}

func (s groups) has(g uint16) bool { return int(g/64) < len(s) && s[g/64]>>(g%64)&1 != 0 }
