package hear

import (
	"embed"
	"fmt"
	"sort"
	"strings"

	"bedside/internal/strict"
	"bedside/internal/words"
)

//go:embed *.toml
var tables embed.FS

// page is one of the files en.toml and es.toml: what people say, as patterns. The head of en.toml tells how a pattern
// is written.
type page struct {
	Same   map[string][]string `toml:"same"`   // a word, and the other ways to write it
	Class  map[string][]string `toml:"class"`  // <visit> in a pattern is any of visit's words
	Filler []string            `toml:"filler"` // words that say nothing at the beginning or end of a sentence
	Small  []string            `toml:"small"`  // words without content of their own, which are no names either
	Unname []string            `toml:"unname"` // words that nobody is called: a turn with one of them gives no name
	After  []string            `toml:"after"`  // words that end a name of two parts, though somebody may be called so
	Lead   []string            `toml:"lead"`   // words that may stand between "name" and the name
	Act    map[string][]string `toml:"act"`
	Intent map[string][]string `toml:"intent"` // weight 1: enough to open a flow
	Soft   map[string][]string `toml:"soft"`   // weight 1, but nothing new within a flow
	Hint   map[string][]string `toml:"hint"`   // weight 1/2: two make an intent
	Never  []string            `toml:"never"`  // words that look like an intent and are none
	Negate []string            `toml:"negate"` // what stands right before an intent and takes it back
	Prompt map[string][]string `toml:"prompt"` // what we say, and the flow in which we say it
	Cue    map[string][]string `toml:"cue"`    // what stands right before a value: a name, a number
	Typing struct {
		Fold []string `toml:"fold"` // words that are known with a typing error in them
		Real []string `toml:"real"` // words that look like one of them with an error and are none
	} `toml:"typing"`
}

// A pattern's kind says which table it is from.
type kind uint8

const (
	actKind kind = iota
	intentKind
	neverKind
	negateKind
	promptKind
	cueKind
)

// pattern is a sequence of elements that words are held against.
type pattern struct {
	kind     kind
	name     string // the act, the intent, the flow or the cue
	weight   float64
	firm     bool // it opens a flow even within another
	language words.Language
	head     bool // "^": nothing but filler stands before it in its sentence
	tail     bool // "$": nothing but filler stands after it
	elems    []element
}

// element is one place in a pattern: one of several words or runs of words, or a gap.
type element struct {
	single   map[int32]bool
	runs     [][]int32
	optional bool
	gap      bool // up to widest words of the same sentence
}

// soft is the weight of what opens a flow where there is none: all that is needed, and just less than firm words.
const soft = 0.999

const widest = 4 // words in a gap

// lexicon is the compiled tables. It is immutable.
type lexicon struct {
	ids      map[string]int32 // every word of a pattern, in every spelling
	filler   map[int32]bool
	small    map[string]bool
	lead     map[string]bool
	unname   map[string]bool
	after    map[string]bool
	patterns []pattern
	first    map[int32][]int32 // by the word that a pattern may begin with
	fold     []string
	real     map[string]bool
}

func (x *lexicon) id(word string) int32 {
	if i, ok := x.ids[word]; ok {
		return i
	}
	i := int32(len(x.ids) + 1)
	x.ids[word] = i
	return i
}

// readLexicon compiles the tables that are built into the program.
func readLexicon() *lexicon {
	x := &lexicon{ids: map[string]int32{}, filler: map[int32]bool{}, small: map[string]bool{}, lead: map[string]bool{}, unname: map[string]bool{}, after: map[string]bool{}, first: map[int32][]int32{}, real: map[string]bool{}}
	languages := []words.Language{words.English, words.Spanish}
	pages := make([]page, len(languages))
	for i, l := range languages {
		mustRead(string(l)+".toml", &pages[i])
		x.same(pages[i].Same)
	}
	for i, l := range languages {
		x.add(pages[i], l)
	}
	for i, p := range x.patterns {
		for w := range p.starts() {
			x.first[w] = append(x.first[w], int32(i))
		}
	}
	return x
}

// mustRead reads a table that is built in; a mistake in it shows in the first test.
func mustRead(name string, v any) {
	f, err := tables.Open(name)
	if err == nil {
		err = strict.Decode(f, v)
	}
	if err != nil {
		panic(fmt.Sprintf("hear: %s: %v", name, err))
	}
}

// same gives every spelling of a word its id.
func (x *lexicon) same(spellings map[string][]string) {
	for _, word := range sorted(spellings) {
		id := x.id(word)
		for _, o := range spellings[word] {
			if old, ok := x.ids[o]; ok && old != id {
				panic("hear: two words are written the same: " + o)
			}
			x.ids[o] = id
		}
	}
}

func (x *lexicon) add(p page, l words.Language) {
	for _, w := range p.Filler {
		x.filler[x.id(w)] = true
	}
	for _, w := range p.Small {
		x.small[w] = true
	}
	for _, w := range p.Lead {
		x.lead[w] = true
	}
	x.fold = append(x.fold, p.Typing.Fold...)
	for _, w := range p.Typing.Real {
		x.real[w] = true
	}
	for _, w := range p.After {
		x.after[w] = true
	}
	for _, w := range p.Unname {
		x.unname[w] = true
	}
	table := func(k kind, weight float64, t map[string][]string) {
		for _, name := range sorted(t) {
			for _, line := range t[name] {
				x.patterns = append(x.patterns, x.compile(line, p.Class, pattern{kind: k, name: name, weight: weight, firm: k == intentKind && weight == 1, language: l}))
			}
		}
	}
	table(actKind, 1, p.Act)
	table(intentKind, 1, p.Intent)
	table(intentKind, soft, p.Soft)
	table(intentKind, 0.5, p.Hint)
	table(promptKind, 1, p.Prompt)
	table(cueKind, 1, p.Cue)
	table(neverKind, 2, map[string][]string{"": p.Never})
	table(negateKind, 2, map[string][]string{"": p.Negate})
}

func sorted(t map[string][]string) []string {
	names := make([]string, 0, len(t))
	for n := range t {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// compile reads one line of a table into p.
func (x *lexicon) compile(line string, classes map[string][]string, p pattern) pattern {
	for _, f := range strings.Fields(line) {
		switch f {
		case "^":
			p.head = true
		case "$":
			p.tail = true
		case "..":
			p.elems = append(p.elems, element{gap: true})
		default:
			p.elems = append(p.elems, x.element(f, classes, line))
		}
	}
	if len(p.elems) == 0 || p.elems[0].gap || p.elems[len(p.elems)-1].gap {
		panic("hear: a pattern begins or ends with a gap, or is empty: " + line)
	}
	return p
}

func (x *lexicon) element(f string, classes map[string][]string, line string) element {
	var e element
	f, e.optional = strings.CutSuffix(f, "?")
	e.single = map[int32]bool{}
	one := func(s string) {
		var run []int32
		for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == ' ' }) {
			run = append(run, x.id(words.Fold(w)))
		}
		if len(run) == 1 {
			e.single[run[0]] = true
		} else {
			e.runs = append(e.runs, run)
		}
	}
	for _, a := range strings.Split(f, "|") {
		if name, ok := strings.CutPrefix(a, "<"); ok {
			all, ok := classes[strings.TrimSuffix(name, ">")]
			if !ok {
				panic("hear: no such class: " + line)
			}
			for _, w := range all {
				one(w)
			}
			continue
		}
		one(a)
	}
	return e
}

// starts are the words that the pattern may begin with.
func (p *pattern) starts() map[int32]bool {
	all := map[int32]bool{}
	for _, e := range p.elems {
		for w := range e.single {
			all[w] = true
		}
		for _, r := range e.runs {
			all[r[0]] = true
		}
		if !e.optional {
			break
		}
	}
	return all
}
