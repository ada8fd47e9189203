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
}

// program is a compiled grammar: the rules of each stage by what they begin with.
type program struct {
	words  map[string]int32
	stages []compiledStage
}

type compiledStage struct {
	byWord  map[int32][]compiled
	byClass [64][]compiled
	starts  class // the classes that some rule begins with
}

func compile(stages []stage) *program {
	p := &program{words: map[string]int32{}}
	for _, s := range stages {
		c := compiledStage{byWord: map[int32][]compiled{}}
		for _, r := range s.rules {
			k := compiled{r, p.elements(r.pattern)}
			for _, e := range k.elements {
				for _, w := range e.words {
					c.byWord[w] = append(c.byWord[w], k)
				}
				for bits := e.class; bits != 0; bits &= bits - 1 {
					c.byClass[bitOf(bits)] = append(c.byClass[bitOf(bits)], k)
				}
				c.starts |= e.class
				if !e.optional {
					break
				}
			}
		}
		p.stages = append(p.stages, c)
	}
	return p
}

func (p *program) elements(pattern string) (es []element) {
	args := 0
	for _, f := range strings.Fields(pattern) {
		e := element{arg: -1}
		if len(f) > 1 {
			f, e.optional = strings.CutSuffix(f, "?")
			f, e.glued = cut(f, "~")
			f, e.not = cut(f, "!")
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

func cut(s, prefix string) (string, bool) {
	return strings.CutPrefix(s, prefix)
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

// parse runs the stages over the items.
func (r *reader) parse() {
	for i := range grammar.stages {
		r.run(&grammar.stages[i])
	}
}

// run replaces what the rules of one stage fit, in place.
func (r *reader) run(s *compiledStage) {
	items, kept := r.items, 0
	var best, m match
	for i := 0; i < len(items); {
		length := 0
		m.reader, m.before = r, items[:kept]
		try := func(rules []compiled) {
			for k := range rules {
				n := rules[k].match(r, items[i:], 0, 0, &m)
				if n <= length {
					continue
				}
				made := item{first: items[i].first, last: items[i+n-1].last}
				m.item, m.after = &made, items[i+n:]
				if rules[k].means(&m) {
					best, length = m, n
				}
			}
		}
		if w := items[i].word; w != 0 {
			try(s.byWord[w])
		}
		for c := items[i].class & s.starts; c != 0; c &= c - 1 {
			try(s.byClass[bitOf(c)])
		}
		if length == 0 {
			items[kept] = items[i]
			i++
		} else {
			items[kept] = *best.item
			i += length
		}
		kept++
	}
	r.items = items[:kept]
}

// match returns how many items from at on the rest of the rule fits, 0 for none; arguments are left in m.
func (c *compiled) match(r *reader, items []item, at, element int, m *match) int {
	if element == 0 {
		m.arg = [8]*item{}
	}
	if element == len(c.elements) {
		return at
	}
	e := &c.elements[element]
	if e.not {
		if at < len(items) && e.fits(&items[at]) {
			return 0
		}
		return c.match(r, items, at, element+1, m)
	}
	if at < len(items) && e.fits(&items[at]) && !(e.glued && r.words[items[at].first].Space) {
		if e.arg >= 0 {
			m.arg[e.arg] = &items[at]
		}
		if n := c.match(r, items, at+1, element+1, m); n > 0 {
			return n
		}
		if e.arg >= 0 {
			m.arg[e.arg] = nil
		}
	}
	if e.optional {
		return c.match(r, items, at, element+1, m)
	}
	return 0
}
