package triage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// term is one word of a phrase: "chest", the stem "bleed*", or a number "<2-12>".
type term struct {
	text      string
	stem      bool
	low, high float64
}

func (t term) matches(w word) bool {
	switch {
	case t.text == "":
		return t.low <= w.number && w.number <= t.high
	case t.stem:
		return strings.HasPrefix(w.text, t.text)
	}
	return t.text == w.text
}

// parseTerms reads what stands between two spaces: a number, a stem, or a word, which a turn may cut in two ("o2").
func parseTerms(s string) (ts []term, ok bool) {
	if low, high, is := strings.Cut(strings.Trim(s, "<>"), "-"); is && strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		t := term{}
		var err1, err2 error
		t.low, err1 = strconv.ParseFloat(low, 64)
		t.high, err2 = strconv.ParseFloat(high, 64)
		return []term{t}, err1 == nil && err2 == nil && 0 <= t.low && t.low <= t.high
	}
	text, stem := strings.CutSuffix(s, "*")
	written := ""
	for _, w := range cut(text) {
		ts, written = append(ts, term{text: w.text, stem: stem}), written+w.text
	}
	return ts, written == text && len(ts) > 0 && (!stem || len(ts) == 1)
}

// phrase is a way to say what a lexicon stands for.
type phrase struct {
	terms   []term
	lexicon int
}

// lexica are the named sets of phrases. Phrases are found by their first word, stem or number.
type lexica struct {
	number      map[string]int
	raises      []bool // whether a rule fires on the list; newLexica leaves that to the rules
	words       map[string][]phrase
	stems       map[string][]phrase
	numeric     []phrase
	short, long int // the lengths of the stems
}

// newLexica compiles the word lists. A list is phrases with commas; "@name" takes in another list.
func newLexica(lists map[string]string) (*lexica, error) {
	l := &lexica{number: map[string]int{}, words: map[string][]phrase{}, stems: map[string][]phrase{}, short: 1 << 10}
	for _, name := range sorted(lists) {
		l.number[name] = len(l.number)
	}
	l.raises = make([]bool, len(lists))
	for _, name := range sorted(lists) {
		if err := l.add(name, lists, l.number[name], 0); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// add puts the phrases of a list into a lexicon, those of the lists it takes in too.
func (l *lexica) add(name string, lists map[string]string, lexicon, depth int) error {
	list, ok := lists[name]
	if !ok || depth > 8 {
		return invalid("there is no word list %q, or it takes in itself", name)
	}
	for text := range strings.SplitSeq(list, ",") {
		text = strings.Join(strings.Fields(text), " ")
		if other, is := strings.CutPrefix(text, "@"); is {
			if err := l.add(other, lists, lexicon, depth+1); err != nil {
				return err
			}
			continue
		}
		p := phrase{lexicon: lexicon}
		for s := range strings.FieldsSeq(text) {
			ts, ok := parseTerms(s)
			if !ok {
				return invalid("the word list %q has %q, which is no word, stem or number as a turn has it", name, s)
			}
			p.terms = append(p.terms, ts...)
		}
		if len(p.terms) == 0 || len(p.terms) > longest {
			return invalid("the word list %q has a phrase that is empty or longer than %d words", name, longest)
		}
		switch first := p.terms[0]; {
		case first.text == "":
			l.numeric = append(l.numeric, p)
		case first.stem:
			l.stems[first.text] = append(l.stems[first.text], p)
			l.short, l.long = min(l.short, len(first.text)), max(l.long, len(first.text))
		default:
			l.words[first.text] = append(l.words[first.text], p)
		}
	}
	return nil
}

// find returns the occurrences of every lexicon, and for each word where the longest phrase of a rule ends that begins
// there. A phrase does not reach over a comma or the end of a sentence.
func (l *lexica) find(ws []word) (occ [][]span, reach []int) {
	occ, reach = make([][]span, len(l.number)), make([]int, len(ws))
	for i, w := range ws {
		keep := func(ps []phrase) {
			for _, p := range ps {
				if p.stands(ws[i:]) {
					occ[p.lexicon] = append(occ[p.lexicon], span{i, i + len(p.terms)})
					if l.raises[p.lexicon] {
						reach[i] = max(reach[i], i+len(p.terms))
					}
				}
			}
		}
		keep(l.words[w.text])
		for n := l.short; n <= min(l.long, len(w.text)); n++ {
			keep(l.stems[w.text[:n]])
		}
		if w.number >= 0 {
			keep(l.numeric)
		}
	}
	return occ, reach
}

// stands reports whether the phrase is what ws begins with.
func (p phrase) stands(ws []word) bool {
	if len(ws) < len(p.terms) {
		return false
	}
	for i, t := range p.terms {
		if i > 0 && ws[i].stop != none || !t.matches(ws[i]) {
			return false
		}
	}
	return true
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare)
	return keys
}
