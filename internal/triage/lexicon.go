package triage

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// longest is how many words a phrase may have.
const longest = 8

// lexica are the named lists of phrases, looked up all at once.
type lexica struct {
	number map[string]int // by name
	raises []bool         // whether a rule fires on the list
	named  []bool         // whether anything names the list
	root   node
	words  map[string]bool // every word of a phrase
	stems  map[string]bool // every stem of one
}

// node is where a phrase stands after some of its words. A word goes on by itself ("chest"), by a stem ("bleed*") and
// by a number it is within ("<2-12>").
type node struct {
	words       map[string]*node
	stems       map[string]*node
	short, long int // the lengths of the stems
	numbers     []within
	ends        []int // the lists that have the phrase which ends here
}

// within is the way on for a number from low to high.
type within struct {
	low, high float64
	next      *node
}

// newLexica compiles the word lists. A list is phrases with commas; "@name" takes in another list.
func newLexica(lists map[string]string) (*lexica, error) {
	l := &lexica{
		number: map[string]int{}, raises: make([]bool, len(lists)), named: make([]bool, len(lists)), words: map[string]bool{}, stems: map[string]bool{},
	}
	for i, name := range slices.Sorted(maps.Keys(lists)) {
		l.number[name] = i
	}
	for name, i := range l.number {
		if err := l.add(name, lists, i, 0); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// list returns the number of a list that something names; ok is false if there is none.
func (l *lexica) list(name string) (n int, ok bool) {
	if n, ok = l.number[name]; ok {
		l.named[n] = true
	}
	return n, ok
}

// knows reports whether a phrase has the word, or a stem that it begins with.
func (l *lexica) knows(w string) bool {
	if l.words[w] {
		return true
	}
	for n := range w {
		if l.stems[w[:n]] {
			return true
		}
	}
	return l.stems[w]
}

// add puts the phrases of a list into a lexicon, those of the lists it takes in too.
func (l *lexica) add(name string, lists map[string]string, lexicon, depth int) error {
	list, ok := lists[name]
	if !ok || depth > 8 {
		return invalid("there is no word list %q, or it takes in itself", name)
	}
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		if other, is := strings.CutPrefix(text, "@"); is {
			_, _ = l.list(other)
			if err := l.add(other, lists, lexicon, depth+1); err != nil {
				return err
			}
			continue
		}
		n, long, ok := &l.root, 0, true
		for part := range strings.FieldsSeq(text) {
			var words int
			if n, words, ok = n.grow(part); !ok {
				return invalid("the word list %q has %q, which is no word, stem or number as a turn has it", name, part)
			}
			if stem, is := strings.CutSuffix(part, "*"); is {
				l.stems[stem] = true
			} else {
				l.words[part] = true
			}
			long += words
		}
		if long == 0 || long > longest {
			return invalid("the word list %q has a phrase that is empty or longer than %d words", name, longest)
		}
		if !slices.Contains(n.ends, lexicon) {
			n.ends = append(n.ends, lexicon)
		}
	}
	return nil
}

// grow returns the node after a part of a phrase, made if need be, and how many words the part is: "o2" is two.
func (n *node) grow(part string) (next *node, long int, ok bool) {
	if low, high, is := strings.Cut(part, "-"); is && strings.HasPrefix(part, "<") && strings.HasSuffix(part, ">") {
		from, err1 := strconv.ParseFloat(low[1:], 64)
		to, err2 := strconv.ParseFloat(strings.TrimSuffix(high, ">"), 64)
		return n.number(from, to), 1, err1 == nil && err2 == nil && 0 <= from && from <= to
	}
	text, stem := strings.CutSuffix(part, "*")
	ws, written := cut(text), ""
	for i, w := range ws {
		written += w.text
		if stem && i == len(ws)-1 {
			n.short, n.long = min(cmp.Or(n.short, len(w.text)), len(w.text)), max(n.long, len(w.text))
			n = child(&n.stems, w.text)
		} else {
			n = child(&n.words, w.text)
		}
	}
	return n, len(ws), written == text && len(ws) > 0
}

// number returns the way on for a number from low to high.
func (n *node) number(low, high float64) *node {
	for _, e := range n.numbers {
		if e.low == low && e.high == high {
			return e.next
		}
	}
	next := &node{}
	n.numbers = append(n.numbers, within{low, high, next})
	return next
}

func child(m *map[string]*node, key string) *node {
	if *m == nil {
		*m = map[string]*node{}
	}
	if (*m)[key] == nil {
		(*m)[key] = &node{}
	}
	return (*m)[key]
}

// find fills in the occurrences of every list, and for each word where the longest phrase of a rule ends that begins
// there. A phrase does not reach over a comma or the end of a sentence.
func (l *lexica) find(t *turn) {
	t.occ, t.reach = make([][]span, len(l.raises)), make([]int, len(t.words))
	for i := range t.words {
		l.walk(t, &l.root, i, i)
	}
}

// walk records what ends before word i and follows what goes on with it.
func (l *lexica) walk(t *turn, n *node, from, i int) {
	for _, lexicon := range n.ends {
		t.occ[lexicon] = append(t.occ[lexicon], span{from, i})
		if l.raises[lexicon] {
			t.reach[from] = max(t.reach[from], i)
		}
	}
	if i == len(t.words) || i > from && t.words[i].stop != none {
		return
	}
	w := &t.words[i]
	if next := n.words[w.text]; next != nil {
		l.walk(t, next, from, i+1)
	}
	for long := n.short; 0 < long && long <= min(n.long, len(w.text)); long++ {
		if next := n.stems[w.text[:long]]; next != nil {
			l.walk(t, next, from, i+1)
		}
	}
	if w.number >= 0 {
		for _, e := range n.numbers {
			if e.low <= w.number && w.number <= e.high {
				l.walk(t, e.next, from, i+1)
			}
		}
	}
}
