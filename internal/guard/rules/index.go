package rules

import (
	"slices"

	"bedside/internal/guard/lex"
)

// index lists phrases by the Group of the word that they begin with, so that a word of a text calls up only what may
// stand there. Most words begin some phrase, and few are followed by what that phrase goes on with: what is asked for
// every word is one bit of pairs.
type index struct {
	wake   []wake
	wakes  []where       // both any and open of wake
	pairs  pairs         // groups with the token after them that call up first
	first  [][]candidate // phrases that make a rule fire
	open   [][]candidate // those of them that go on with a gap
	then   [][]candidate // phrases that only matter once their rule fired, in the order of the rules
	insist [][]candidate // phrases in which a word of denial denies nothing
	asks   []groups      // by rule: the Groups in then that have a phrase of it
}

// wake is where a word calls up first whatever token follows, and open.
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
	for i := range s.phrases {
		starts[i] = s.phrases[i].starts()
		for hash := range starts[i] {
			if s.words[hash] == 0 {
				s.words[hash] = uint16(len(s.words) + 1)
			}
		}
	}
	n := len(s.words) + 1
	s.index = index{
		wake: make([]wake, n), wakes: make([]where, n), asks: make([]groups, len(s.rules)),
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
		ix.wakes[g] |= c.in
		ix.wake[g].reach |= c.far
	default:
		ix.first[g] = append(ix.first[g], c)
		if len(next) == 0 {
			ix.wake[g].any |= c.in
			ix.wakes[g] |= c.in
		}
		for _, hash := range next {
			ix.pairs.add(g, hash)
		}
	}
}

// calling puts the tokens that call up phrases of a place into calls, which has room for all, and returns how many they
// are. It has no branch that depends on a word.
func (ix *index) calling(toks []lex.Token, in where, calls []int32) (n int) {
	if len(toks) == 0 {
		return 0
	}
	wakes, before := ix.wakes, toks[0].Group
	for i := 1; i < len(toks); i++ {
		t := &toks[i]
		missing := ix.pairs.missing(before, t.Hash)
		if wakes[before]&in != 0 {
			missing = 0
		}
		calls[n] = int32(i - 1)
		if missing == 0 {
			n++
		}
		before = t.Group
	}
	if wakes[before]&in != 0 {
		calls[n] = int32(len(toks) - 1)
		n++
	}
	return n
}

// pairs is a set of groups with the token after them, as a Bloom filter of two bits a pair, both in one word: what is in
// it is always found, and of what is not, all but one in a hundred.
type pairs [1 << pairBits]uint64

const pairBits = 12 // twenty bits for every pair of the packs that Bedside ships with

// twoBits are words of two bits.
var twoBits = func() (w [256]uint64) {
	for i := range w {
		w[i] = 1<<(i%64) | 1<<((i%64+11*(i/64)+7)%64)
	}
	return w
}()

// pair returns the number of the word of a pair, and its bits in it.
func pair(g uint16, next uint64) (word, bits uint64) {
	if next>>mostDigits == 0 { // all numbers count as one token
		next = anyNumber
	}
	h := (next ^ uint64(g)<<36) * 0x9e3779b97f4a7c15
	return h >> (64 - pairBits), twoBits[byte(h>>40)]
}

func (p *pairs) add(g uint16, next uint64) {
	word, bits := pair(g, next)
	p[word] |= bits
}

// missing returns 0 if the pair may be in the set.
func (p *pairs) missing(g uint16, next uint64) uint64 {
	word, bits := pair(g, next)
	return p[word]&bits ^ bits
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
