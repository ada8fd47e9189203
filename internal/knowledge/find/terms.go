// Package find tells which passage of a practice's own words answers a question, if one does.
//
// It promises the same answer to the same question over the same passages, and that it would rather find nothing than
// something that is about something else. Callers owe passages in the language of the question; what may be said at all
// is not decided here.
package find

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"bedside/internal/words"
)

//go:embed words.toml
var source string

// vocabulary is what the file knows of one language.
type vocabulary struct {
	Empty  []string            `toml:"empty"`  // words that say nothing about what a question is about
	Weak   []string            `toml:"weak"`   // terms that say a little
	Means  map[string][]string `toml:"means"`  // what counts as one term, by its name
	Facets map[string][]string `toml:"facets"` // what a question may ask for: a price, a place, a time
	Gives  map[string][]string `toml:"gives"`  // words that give it

	empty   map[string]bool
	weak    map[string]bool
	phrases map[string][]phrase // by their first word
	alone   map[string]string   // the terms by the words that alone stand for one
}

// phrase is words that are one term.
type phrase struct {
	words []string
	term  string
	facet bool // it is asked for, and says nothing else
}

// load reads the file once. It is checked by a test.
var load = sync.OnceValue(func() map[words.Language]*vocabulary {
	all := map[words.Language]*vocabulary{}
	if _, err := toml.Decode(source, &all); err != nil {
		panic("find: words.toml: " + err.Error())
	}
	for language, v := range all {
		v.ready(language)
	}
	return all
})

func (v *vocabulary) ready(l words.Language) {
	v.empty, v.weak, v.phrases = map[string]bool{}, map[string]bool{}, map[string][]phrase{}
	for _, list := range v.Empty {
		for _, w := range strings.Fields(list) {
			v.empty[w] = true
		}
	}
	for _, list := range v.Weak {
		for _, w := range strings.Fields(list) {
			v.weak[stem(w, l)] = true
		}
	}
	v.alone = map[string]string{}
	add := func(text, term string, facet bool) {
		ws := strings.Fields(text)
		if len(ws) == 1 && !facet {
			v.alone[text] = term
		}
		if !facet {
			for i := range ws {
				ws[i] = stem(ws[i], l)
			}
		}
		v.phrases[ws[0]] = append(v.phrases[ws[0]], phrase{ws, term, facet})
	}
	for term, list := range v.Means {
		for _, text := range list {
			add(text, "="+term, false)
		}
	}
	for facet, list := range v.Facets {
		for _, text := range list {
			add(text, "@"+facet, true)
		}
	}
	for _, list := range v.phrases { // the longest first
		slices.SortFunc(list, func(a, b phrase) int {
			if n := len(b.words) - len(a.words); n != 0 {
				return n
			}
			return strings.Compare(a.term, b.term)
		})
	}
}

// longest is how many words of a text are read.
const longest = 400

// Query is a question as terms.
type Query struct {
	Terms  []string // that say what it is about, each once, in their order
	Words  []string // as each is written
	Facets []string // what is asked for
}

// Ask reads a question.
func Ask(text string, l words.Language) Query {
	var q Query
	v := load()[l]
	if v == nil {
		return q
	}
	plain := letters(text)
	for i := 0; i < len(plain); {
		n, p := v.at(plain[i:], l)
		switch {
		case p != nil && p.facet:
			if !slices.Contains(q.Facets, p.term) {
				q.Facets = append(q.Facets, p.term)
			}
		case p != nil:
			q.add(p.term, plain[i])
		case !v.idle(plain[i]):
			q.add(stem(plain[i], l), plain[i])
		}
		i += n
	}
	return q
}

func (q *Query) add(term, word string) {
	if !slices.Contains(q.Terms, term) {
		q.Terms, q.Words = append(q.Terms, term), append(q.Words, word)
	}
}

// idle reports whether a word says nothing, also if it is a short one with its letters changed about.
func (v *vocabulary) idle(w string) bool {
	if v.empty[w] {
		return true
	}
	return len(w) == 3 && (v.empty[string([]byte{w[1], w[0], w[2]})] || v.empty[string([]byte{w[0], w[2], w[1]})])
}

// terms are those of a passage's words, each as often as it is there, and the facets that it gives.
func terms(text string, l words.Language) (all, facets []string) {
	v := load()[l]
	if v == nil {
		return nil, nil
	}
	plain := letters(text)
	for i := 0; i < len(plain); {
		n, p := v.at(plain[i:], l)
		switch {
		case p != nil && !p.facet:
			all = append(all, p.term)
		case p == nil && !v.empty[plain[i]]:
			all = append(all, stem(plain[i], l))
		}
		i += n
	}
	folded := " " + strings.Join(plain, " ") + " "
	for facet, list := range v.Gives {
		for _, w := range list {
			if w == "#" && strings.ContainsAny(folded, "0123456789") || strings.ContainsAny(w, "$%") && strings.Contains(text, w) || strings.Contains(folded, " "+w+" ") {
				facets = append(facets, "@"+facet)
				break
			}
		}
	}
	slices.Sort(facets)
	return all, facets
}

// at is the longest phrase that begins here, and how many words it has; none is one word.
func (v *vocabulary) at(plain []string, l words.Language) (int, *phrase) {
	first := stem(plain[0], l)
	alone := v.empty[plain[0]]
	var best *phrase
	for _, key := range []string{plain[0], first} {
		for i := range v.phrases[key] {
			p := &v.phrases[key][i]
			if best != nil && len(best.words) >= len(p.words) || len(p.words) > len(plain) || alone && !p.facet && len(p.words) == 1 {
				continue
			}
			fits := true
			for n, w := range p.words {
				if plain[n] != w && (p.facet || stem(plain[n], l) != w) {
					fits = false
					break
				}
			}
			if fits {
				best = p
			}
		}
		if first == plain[0] {
			break
		}
	}
	if best == nil {
		return 1, nil
	}
	return len(best.words), best
}

// letters are the words and numbers of a text, folded, without marks; "Wi-Fi" is two words.
func letters(text string) []string {
	all := make([]string, 0, 16)
	for _, w := range words.Split(text) {
		if w.Kind == words.Mark {
			continue
		}
		if len(all) == longest {
			break
		}
		all = append(all, strings.TrimSuffix(strings.ReplaceAll(w.Text, "'", ""), "'"))
	}
	return all
}
