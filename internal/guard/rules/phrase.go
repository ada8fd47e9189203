package rules

import (
	"maps"
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

const (
	gapReach    = 4  // how many tokens "..." may skip
	maxElements = 16 // of one phrase, so that trying one takes a bounded number of steps
	maxGaps     = 2
)

// element is one place in a phrase: one of several token sequences, or a word that is none of them, or a number, or a
// link, or a gap.
type element struct {
	alts     [][]uint64
	bits     uint64 // the sieves of the tokens that alts begin with
	number   bool
	amount   bool
	link     bool
	gap      bool
	optional bool
	other    bool // a word that none of alts begins with
}

// phrase is a compiled phrase and what it is for.
type phrase struct {
	rule     int // index in the set
	role     int // see the role constants
	elements []element
	fix      *string
}

// Roles of a phrase in its rule. Group n of a co-occurrence has role n.
const (
	roleAny    = 0
	roleUnless = -1
	roleNeeds  = -2
	roleDebunk = -3
)

// compile makes the phrases of a rule.
func compile(r *Rule, words map[string][]string) ([]phrase, error) {
	var out []phrase
	add := func(role int, fix *string, texts ...string) error {
		for _, text := range texts {
			elements, err := parsePhrase(r.ID, text, words)
			if err != nil {
				return err
			}
			out = append(out, phrase{role: role, elements: elements, fix: fix})
		}
		return nil
	}
	if err := add(roleAny, r.Fix, r.Any...); err != nil {
		return nil, err
	}
	if err := add(roleUnless, nil, r.Unless...); err != nil {
		return nil, err
	}
	if err := add(roleDebunk, nil, r.Debunk...); err != nil {
		return nil, err
	}
	if err := add(roleNeeds, nil, r.Needs...); err != nil {
		return nil, err
	}
	for i, group := range r.All {
		if err := add(i, r.Fix, group...); err != nil {
			return nil, err
		}
	}
	for _, text := range slices.Sorted(maps.Keys(r.Swap)) {
		better := r.Swap[text]
		if err := add(roleAny, &better, text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func parsePhrase(id, text string, words map[string][]string) ([]element, error) {
	var out []element
	gaps := 0
	for _, field := range strings.Fields(text) {
		var e element
		switch {
		case field == "...":
			e.gap = true
			gaps++
		case field == "{number}":
			e.number = true
		case field == "{amount}":
			e.amount = true
		case field == "{link}":
			e.link = true
		default:
			e.optional = strings.HasSuffix(field, "?")
			field = strings.TrimSuffix(field, "?")
			if len(field) > 1 { // a lone ! is a mark
				field, e.other = strings.CutPrefix(field, "!")
			}
			for w := range strings.SplitSeq(field, "|") {
				list := []string{strings.ReplaceAll(w, "_", " ")}
				if strings.HasPrefix(w, "{") {
					if list = words[strings.Trim(w, "{}")]; len(list) == 0 {
						return nil, invalid("rule %q uses the word list %s, which neither the pack nor Bedside has", id, w)
					}
				}
				for _, one := range list {
					e.alts = append(e.alts, lex.Hashes(one))
				}
			}
		}
		if slices.ContainsFunc(e.alts, func(a []uint64) bool { return len(a) == 0 }) {
			return nil, invalid("rule %q has an empty word in the phrase %q", id, text)
		}
		for _, alt := range e.alts {
			e.bits |= sieve(alt[0])
		}
		out = append(out, e)
	}
	if len(out) == 0 || len(out) > maxElements || gaps > maxGaps {
		return nil, invalid("rule %q: the phrase %q is empty or too long", id, text)
	}
	first := out[0]
	if first.gap || first.optional || first.other || first.number || first.amount ||
		slices.ContainsFunc(first.alts, func(a []uint64) bool { return !lex.LookedUp(a[0]) }) {
		return nil, invalid("rule %q: the phrase %q must begin with a word", id, text)
	}
	return out, nil
}

var linkStarts = [][]uint64{lex.Hashes("https"), lex.Hashes("http"), lex.Hashes("www"), lex.Hashes("doi")}

// start is how a phrase begins with a word: the tokens that may follow it, any if there are none, and whether the word
// is all of the first place.
type start struct {
	next  []uint64
	whole bool
}

// starts returns the hashes of the tokens that a phrase may begin with.
func (p *phrase) starts() map[uint64]start {
	first := p.elements[0]
	if first.link {
		first.alts = linkStarts
	}
	second := p.second()
	out := map[uint64]start{}
	for _, alt := range first.alts {
		s, again := out[alt[0]]
		switch {
		case again && s.next == nil:
		case len(alt) > 1:
			s.next = append(s.next[:len(s.next):len(s.next)], alt[1])
		case second == nil:
			s.next = nil
		default:
			s.next = append(s.next[:len(s.next):len(s.next)], second...)
		}
		s.whole = len(alt) == 1 && (!again || s.whole)
		out[alt[0]] = s
	}
	return out
}

// sieve returns the bits of the tokens that may follow the word.
func (s *start) sieve() (bits uint64) {
	if s.next == nil {
		return anyToken
	}
	for _, hash := range s.next {
		if hash == anyNumber {
			bits |= numbers
		}
		bits |= sieve(hash)
	}
	return bits
}

// sieve is the bit of a token's hash in a [candidate].
func sieve(hash uint64) uint64 { return 1 << (hash >> 57 & 63) }

// The hash of a number is its value, of at most 18 digits, which are mostDigits in binary: numbers is the bits of all of
// them, and anyNumber stands for any.
const (
	mostDigits = 60
	numbers    = 1<<(1<<mostDigits>>57) - 1
	anyNumber  = 0
)

// second returns the tokens that the elements after the first may begin with; nil where that may be any.
func (p *phrase) second() (next []uint64) {
	for _, e := range p.elements[1:] {
		switch {
		case e.gap, e.link, e.amount, e.other:
			return nil
		case e.number:
			next = append(next, anyNumber)
		}
		for _, alt := range e.alts {
			next = append(next, alt[0])
		}
		if !e.optional {
			return next
		}
	}
	return nil
}

// far returns the bits of the tokens that the place after a gap may begin with, where the gap follows the first word;
// every bit for all other phrases.
func (p *phrase) far() uint64 {
	e := p.elements
	if len(e) < 3 || !e[1].gap || slices.ContainsFunc(e[0].alts, func(a []uint64) bool { return len(a) > 1 }) {
		return anyToken
	}
	if e[0].link || e[2].alts == nil || e[2].optional || e[2].other {
		return anyToken
	}
	return e[2].bits
}

// match returns the token after the phrase if it stands at token i, else -1.
func match(d *lex.Doc, i int, elements []element) int {
	for k := range elements {
		e := &elements[k]
		switch {
		case e.gap:
			for skip := 0; skip <= gapReach; skip++ {
				if end := match(d, i+skip, elements[k+1:]); end >= 0 {
					return end
				}
				if i+skip >= len(d.Tokens) || ends(&d.Tokens[i+skip]) {
					return -1
				}
			}
			return -1
		case e.number:
			if i >= len(d.Tokens) || d.Tokens[i].Kind != lex.Number {
				return -1
			}
			i++
			continue
		case e.amount:
			if i = amount(d, i); i < 0 {
				return -1
			}
			continue
		case e.link:
			if i >= len(d.Tokens) || !slices.ContainsFunc(linkStarts, func(s []uint64) bool { return s[0] == d.Tokens[i].Hash }) {
				return -1
			}
			i++
			continue
		}
		if e.other {
			if i >= len(d.Tokens) || d.Tokens[i].Kind == lex.Punct || e.stands(d, i) > 0 {
				return -1
			}
			i++
			continue
		}
		n := e.stands(d, i)
		if n == 0 && !e.optional {
			return -1
		}
		i += n
	}
	return i
}

// stands returns how many tokens the longest of alts has that stands at token i; 0 if none does.
func (e *element) stands(d *lex.Doc, i int) (n int) {
	if i >= len(d.Tokens) || e.bits&sieve(d.Tokens[i].Hash) == 0 {
		return 0
	}
	for _, alt := range e.alts {
		if len(alt) > n && d.Phrase(i, alt) {
			n = len(alt)
		}
	}
	return n
}

var units = []string{"mg", "mcg", "g", "gram", "grams", "ml", "iu", "units", "milligrams", "micrograms", "milliliters"}

// amount returns the token after a number and its unit, written apart or together, at token i, else -1.
func amount(d *lex.Doc, i int) int {
	if i >= len(d.Tokens) || !d.Tokens[i].Has(lex.Digit) {
		return -1
	}
	unit := strings.TrimLeft(d.Text[d.Tokens[i].Start:d.Tokens[i].End], "0123456789")
	if i++; unit == "" && i < len(d.Tokens) {
		unit = d.Text[d.Tokens[i].Start:d.Tokens[i].End]
		i++
	}
	if !slices.ContainsFunc(units, func(u string) bool { return strings.EqualFold(u, unit) }) {
		return -1
	}
	return i
}

var stops = []uint64{lex.Mark('.'), lex.Mark('!'), lex.Mark('?')}

// ends reports whether a gap may not reach over the token.
func ends(t *lex.Token) bool {
	return t.Kind == lex.Punct && slices.Contains(stops, t.Hash) || t.Has(lex.Line) && t.Start > 0
}
