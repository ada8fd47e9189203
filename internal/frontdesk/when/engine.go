package when

import "strings"

// item is what stands at one place of the text: at first a word, later what a rule has made of several.
type item struct {
	class           class
	word            int32 // the number of the word in the grammar, 0 for one that no rule names
	n               int   // what it counts: a number, a weekday, a month, days of a length
	months, minutes int   // of a length
	first, last     int   // words of the text, last exclusive
	days            *days
	clocks          []clock
	not             bool  // it is what is not wanted
	leaving         *item // what is given up for it: the Tuesday in "move it from Tuesday to Thursday"
	mark            mark  // for what is neither a date nor a time
}

// rule puts one item in the place of several. Its pattern names them one after the other:
//
//	word/word   one of these words or marks; the mark / is written slash
//	CLASS       an item of the class, which the meaning is given; CLASS/CLASS, CLASS/word too
//	x?          x may be missing
//	~x          no space stands before x
//	!x          x does not follow; only at the end
//
// Longer beats shorter, and of equals the first counts. A meaning may refuse, and the next rule is tried.
type rule struct {
	pattern string
	means   func(*match) bool
	example string
}

// stage is a part of the grammar that reads the items from left to right once.
type stage struct {
	name  string
	rules []rule
}

// match is a rule that fits: its meaning fills in the item.
type match struct {
	*reader
	*item
	arg    [8]*item // what the classes of the pattern stand for, nil where missing
	before []item   // everything to the left, as this stage has left it
	after  []item
}

// element is one part of a compiled pattern.
type element struct {
	words                []int32
	class                class
	optional, glued, not bool
	arg                  int // where class goes in match.arg, -1 where it names none
}

type compiled struct {
	rule
	elements []element
	second   *element // where the first two elements may not be missing: most rules fail here
}

// program is a compiled grammar: the rules of each stage by what they begin with.
type program struct {
	words  map[string]int32
	stages []compiledStage
}

type compiledStage struct {
	byWord  [][]*compiled // by the number of the word
	byClass [64][]*compiled
	starts  class // the classes that some rule begins with
}

func compile(stages []stage) *program {
	p := &program{words: map[string]int32{}}
	for _, s := range stages {
		c := compiledStage{}
		for _, r := range s.rules {
			k := &compiled{rule: r, elements: p.elements(r.pattern)}
			if es := k.elements; len(es) > 1 && !es[0].optional && !es[1].optional && !es[1].not {
				k.second = &es[1]
			}
			c.add(k)
		}
		p.stages = append(p.stages, c)
	}
	return p
}

// add files a rule under all that it may begin with.
func (s *compiledStage) add(k *compiled) {
	for _, e := range k.elements {
		for _, w := range e.words {
			for len(s.byWord) <= int(w) {
				s.byWord = append(s.byWord, nil)
			}
			s.byWord[w] = append(s.byWord[w], k)
		}
		for c := e.class; c != 0; c &= c - 1 {
			s.byClass[bitOf(c)] = append(s.byClass[bitOf(c)], k)
		}
		s.starts |= e.class
		if !e.optional {
			return
		}
	}
}

func (p *program) elements(pattern string) (es []element) {
	args := 0
	for _, f := range strings.Fields(pattern) {
		e := element{arg: -1}
		if len(f) > 1 {
			f, e.optional = strings.CutSuffix(f, "?")
			f, e.glued = strings.CutPrefix(f, "~")
			f, e.not = strings.CutPrefix(f, "!")
		}
		parts := strings.Split(f, "/")
		for _, part := range parts {
			if c, ok := classNames[part]; ok {
				e.class |= c
				continue
			}
			if part == "slash" {
				part = "/"
			}
			if p.words[part] == 0 {
				p.words[part] = int32(len(p.words) + 1)
			}
			e.words = append(e.words, p.words[part])
		}
		if e.class != 0 && !e.not {
			e.arg, args = args, args+1
		}
		es = append(es, e)
	}
	return es
}

func (e *element) fits(it *item) bool {
	if it.class&e.class != 0 {
		return true
	}
	for _, w := range e.words {
		if it.word == w {
			return true
		}
	}
	return false
}

// parse runs the stages of a grammar over the items.
func (r *reader) parse(p *program) {
	for i := range p.stages {
		r.run(&p.stages[i])
	}
}

// run replaces what the rules of one stage fit, in place.
func (r *reader) run(s *compiledStage) {
	items, kept := r.items, 0
	for i := 0; i < len(items); kept++ {
		made, length := r.longest(s, items[:kept], items[i:])
		switch {
		case length > 0:
			items[kept] = made
		case kept < i:
			items[kept] = items[i]
		}
		i += max(length, 1)
	}
	r.items = items[:kept]
}

// longest returns what the longest rule of the stage makes of the first items, and how many it takes, 0 for none.
func (r *reader) longest(s *compiledStage, before, items []item) (best item, length int) {
	try := func(rules []*compiled) {
		for _, k := range rules {
			if k.second != nil && (len(items) < 2 || !k.second.fits(&items[1])) {
				continue
			}
			var taken [8]int32
			n := k.match(r, items, 0, 0, &taken)
			if n <= length {
				continue
			}
			made := item{first: items[0].first, last: items[n-1].last}
			m := match{reader: r, item: &made, before: before, after: items[n:]}
			for i, t := range taken {
				if t > 0 {
					m.arg[i] = &items[t-1]
				}
			}
			if k.means(&m) {
				best, length = made, n
			}
		}
	}
	if w := int(items[0].word); w < len(s.byWord) {
		try(s.byWord[w])
	}
	for c := items[0].class & s.starts; c != 0; c &= c - 1 {
		try(s.byClass[bitOf(c)])
	}
	return best, length
}

// match returns how many items from at on the rest of the rule fits, 0 for none; taken gets one more than the index
// of each argument's item, 0 where it is missing.
func (k *compiled) match(r *reader, items []item, at, element int, taken *[8]int32) int {
	if element == len(k.elements) {
		return at
	}
	e := &k.elements[element]
	fits := at < len(items) && e.fits(&items[at])
	if e.not {
		if fits {
			return 0
		}
		return k.match(r, items, at, element+1, taken)
	}
	if fits && !(e.glued && r.words[items[at].first].Space) {
		if e.arg >= 0 {
			taken[e.arg] = int32(at + 1)
		}
		if n := k.match(r, items, at+1, element+1, taken); n > 0 {
			return n
		}
		if e.arg >= 0 {
			taken[e.arg] = 0
		}
	}
	if e.optional {
		return k.match(r, items, at, element+1, taken)
	}
	return 0
}
