package rules

import (
	"cmp"
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

// Match is a place where a rule fired: tokens From up to and not including To. Severity is the rule's own, or Note
// where the text puts the claim right.
type Match struct {
	Rule     *Rule
	From, To int
	Severity Severity
	Fix      *string
}

// Lowered reports whether the text puts right what the rule looks for.
func (m *Match) Lowered() bool { return m.Severity != m.Rule.Severity }

// hit is a phrase that stands in the text.
type hit struct{ rule, role, from, to, phrase int }

// Matcher holds buffers for one text at a time. The zero Matcher is ready; it is not safe for concurrent use.
type Matcher struct {
	calls []int32 // the tokens that call up phrases
	hits  []hit
	out   []Match
	fired []bool // by rule: whether what else it asks about was looked for
	void  []bool // by token: whether a word of denial there denies nothing
	steps int    // phrases tried and hits weighed, for the test that work grows with the text and no faster
}

// Match returns where the set's rules fire in d, in no particular order. What it returns is valid until the next
// call. d was scanned with a dictionary that the set was added to.
func (m *Matcher) Match(s *Set, d *lex.Doc, w Where) []Match {
	m.hits, m.out, m.steps = m.hits[:0], m.out[:0], 0
	m.find(s, d, place(w.Kind, w.Audience))
	m.judge(s, d, w)
	for _, i := range s.whole {
		if r := &s.rules[i]; r.applies(w.Kind, w.Audience) && r.on(w.Channel) && r.Valid(w.Day) {
			m.reading(r, d)
		}
	}
	return m.out
}

// find looks for the phrases that make rules fire in a place and, for those that may, for what else they ask about.
func (m *Matcher) find(s *Set, d *lex.Doc, in where) {
	ix, toks := &s.index, d.Tokens
	m.calls = slices.Grow(m.calls[:0], len(toks))[:len(toks)]
	for _, at := range m.calls[:ix.calling(toks, in, m.calls)] {
		i, g := int(at), toks[at].Group
		w := &ix.wake[g]
		if w.any&in != 0 || i+1 < len(toks) && ix.pairs.missing(g, toks[i+1].Hash) == 0 {
			m.try(s, d, i, ix.first[g], in, follower(d, i), anyToken)
		}
		if w.open&in != 0 {
			if ahead := reachable(d, i); w.reach&ahead != 0 {
				m.try(s, d, i, ix.open[g], in, anyToken, ahead)
			}
		}
	}
	if len(m.hits) == 0 {
		return
	}
	m.fired = append(m.fired[:0], make([]bool, len(s.rules))...)
	for _, h := range m.hits {
		if m.fired[h.rule] {
			continue
		}
		m.fired[h.rule] = true
		asks := ix.asks[h.rule]
		for i := range toks {
			if g := toks[i].Group; asks.has(g) {
				m.try(s, d, i, ofRule(ix.then[g], int32(h.rule)), in, follower(d, i), anyToken)
			}
		}
	}
	m.insist(s, d)
}

// insist drops the words of denial that share a token with a phrase that insists: "no doubt", "not only".
func (m *Matcher) insist(s *Set, d *lex.Doc) {
	denies := func(h hit) bool { return h.role == roleUnless || h.role == roleDebunk }
	if !slices.ContainsFunc(m.hits, denies) {
		return
	}
	real := len(m.hits)
	for i := range d.Tokens {
		m.try(s, d, i, s.index.insist[d.Tokens[i].Group], everywhere, follower(d, i), anyToken)
	}
	if len(m.hits) == real {
		return
	}
	m.void = append(m.void[:0], make([]bool, len(d.Tokens))...)
	for _, h := range m.hits[real:] {
		for i := h.from; i < h.to; i++ {
			m.void[i] = true
		}
	}
	m.hits = slices.DeleteFunc(m.hits[:real], func(h hit) bool { return denies(h) && slices.Contains(m.void[h.from:h.to], true) })
}

// ofRule returns the candidates of one rule; they stand together.
func ofRule(candidates []candidate, rule int32) []candidate {
	from, _ := slices.BinarySearchFunc(candidates, rule, func(c candidate, rule int32) int { return int(c.rule - rule) })
	to := from
	for to < len(candidates) && candidates[to].rule == rule {
		to++
	}
	return candidates[from:to]
}

// follower is the bit of the token after token i; at the end of the text, every bit.
func follower(d *lex.Doc, i int) uint64 {
	if i+1 == len(d.Tokens) {
		return anyToken
	}
	return sieve(d.Tokens[i+1].Hash)
}

// reachable is the bits of the tokens that a gap after token i leads to.
func reachable(d *lex.Doc, i int) (bits uint64) {
	for k := i + 1; k < min(len(d.Tokens), i+2+gapReach); k++ {
		bits |= sieve(d.Tokens[k].Hash)
	}
	return bits
}

// try looks for phrases of a place at token i, whose follower and what is in reach of it have the bits.
func (m *Matcher) try(s *Set, d *lex.Doc, i int, candidates []candidate, in where, follows, ahead uint64) {
	for k := range candidates {
		c := &candidates[k]
		if c.next&follows == 0 || c.far&ahead == 0 || c.in&in == 0 {
			continue
		}
		ph := &s.phrases[c.phrase]
		m.steps++
		at, elements := i, ph.elements
		if c.whole {
			at, elements = i+1, elements[1:]
		}
		if end := match(d, at, elements); end > i {
			m.hits = append(m.hits, hit{ph.rule, ph.role, i, end, int(c.phrase)})
		}
	}
}

// judge gives every rule its hits, sorted by role and place.
func (m *Matcher) judge(s *Set, d *lex.Doc, w Where) {
	slices.SortFunc(m.hits, func(a, b hit) int {
		return cmp.Or(a.rule-b.rule, a.role-b.role, a.from-b.from, b.to-a.to)
	})
	for rest := m.hits; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].rule == rest[0].rule {
			n++
		}
		if r := &s.rules[rest[0].rule]; r.Valid(w.Day) && r.on(w.Channel) {
			m.one(r, s, d, rest[:n])
		}
		rest = rest[n:]
	}
}

// ofRole returns the hits of one role; they stand together.
func ofRole(hits []hit, role int) []hit {
	from, _ := slices.BinarySearchFunc(hits, role, func(h hit, role int) int { return h.role - role })
	to, _ := slices.BinarySearchFunc(hits, role+1, func(h hit, role int) int { return h.role - role })
	return hits[from:to]
}

// within reports whether one of the hits, which are sorted, begins in tokens from..to.
func within(hits []hit, from, to int) bool {
	i, _ := slices.BinarySearchFunc(hits, from, func(h hit, from int) int { return h.from - from })
	return i < len(hits) && hits[i].from < to
}

func (m *Matcher) one(r *Rule, s *Set, d *lex.Doc, hits []hit) {
	unless, debunk, needs := ofRole(hits, roleUnless), ofRole(hits, roleDebunk), ofRole(hits, roleNeeds)
	last, count := -1, 0
	for _, h := range ofRole(hits, roleAny) {
		m.steps++
		if h.from < last { // inside the one before
			continue
		}
		from, to := d.Sentence(h.from)
		if within(unless, from, to) {
			continue
		}
		severity, fix := r.Severity, s.phrases[h.phrase].fix
		if len(r.Debunk) > 0 && putRight(d, debunk, from, to) {
			if severity, fix = Note, nil; r.Severity == Note {
				continue
			}
		}
		if r.Scope == "text" {
			from, to = 0, len(d.Tokens)
		}
		switch r.Check {
		case Absence:
			if within(needs, from, to) {
				continue
			}
		case Cooccurrence:
			if !together(r, hits, from, to) {
				continue
			}
		case Count:
			if count++; count <= r.Max {
				continue
			}
		}
		last = h.to
		m.out = append(m.out, Match{Rule: r, From: h.from, To: h.to, Severity: severity, Fix: cased(fix, &d.Tokens[h.from])})
		if severity == r.Severity && (r.Check == Count || r.Scope == "text") { // once is enough
			return
		}
	}
}

// longestHeading is how many tokens a heading such as "Myth #3." has at most.
const longestHeading = 6

var (
	questions = [][]uint64{lex.Hashes("does"), lex.Hashes("do"), lex.Hashes("can"), lex.Hashes("will"), lex.Hashes("is"), lex.Hashes("are")}
	you       = lex.Hashes("you")[0]
)

// asks reports whether the sentence from..to asks whether something is so; "do you know that" does not.
func asks(d *lex.Doc, from, to int) bool {
	return to-from > 2 && d.Tokens[to-1].Hash == lex.Mark('?') && d.Tokens[from+1].Hash != you &&
		slices.ContainsFunc(questions, func(q []uint64) bool { return d.Tokens[from].Hash == q[0] })
}

// putRight reports whether the claim in the sentence from..to is only asked about, or put right there, in the sentence
// after, or by a heading before that begins with a word that does.
func putRight(d *lex.Doc, debunk []hit, from, to int) bool {
	if asks(d, from, to) {
		return true
	}
	after := to
	if to < len(d.Tokens) {
		_, after = d.Sentence(to)
	}
	if within(debunk, from, after) {
		return true
	}
	if from == 0 {
		return false
	}
	head, end := d.Sentence(from - 1)
	return end-head <= longestHeading && within(debunk, head, min(head+2, end))
}

func together(r *Rule, hits []hit, from, to int) bool {
	for role := 1; role < len(r.All); role++ {
		if !within(ofRole(hits, role), from, to) {
			return false
		}
	}
	return true
}

// cased gives a better wording the capital that the text had.
func cased(fix *string, t *lex.Token) *string {
	if fix == nil || *fix == "" || !t.Has(lex.Title) {
		return fix
	}
	better := strings.ToUpper((*fix)[:1]) + (*fix)[1:]
	return &better
}

// reading compares the text with a rule's years of school and points at the longest sentence.
func (m *Matcher) reading(r *Rule, d *lex.Doc) {
	grade, ok := Grade(d)
	if !ok || grade <= float64(r.Max) {
		return
	}
	var best Match
	for i := 0; i < len(d.Tokens); {
		_, to := d.Sentence(i)
		if to-i > best.To-best.From {
			best = Match{Rule: r, From: i, To: to, Severity: r.Severity}
		}
		i = to
	}
	m.out = append(m.out, best)
}
