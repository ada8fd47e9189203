package lift

import (
	"cmp"
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

// who is what the people are called whom the statement is about: the life stage, never the years.
func (t *teller) who() string {
	st := &t.story
	group := -1
	for _, n := range st.stages {
		g := stageOf(n)
		if group >= 0 && g != group { // two ages, or two people
			group = 3
			break
		}
		group = g
	}
	if group < 0 {
		group = 3
	}
	who := stages[group][0]
	if t.es {
		return stages[group][1]
	}
	if st.outside && st.condition != nil && st.condition.outdoor {
		who += " who work outdoors"
	}
	return who
}

var stages = [...][2]string{{"babies", "bebés"}, {"children", "niños"}, {"teenagers", "adolescentes"}, {"people", "personas"}, {"older adults", "adultos mayores"}}

func stageOf(years int) int {
	switch {
	case years < 2:
		return 0
	case years < 13:
		return 1
	case years < 20:
		return 2
	case years < 65:
		return 3
	}
	return 4
}

// name is what an entry is called in the text's language.
func (t *teller) name(e *entry) string {
	if t.es {
		return e.es
	}
	return e.en
}

// opening is what the story says in general: that there are such cases, and no more.
func (t *teller) opening() (out []string) {
	st := &t.story
	if t.es {
		return t.openingES()
	}
	who := t.who()
	c := st.condition
	var signs []string
	for _, s := range st.signs {
		signs = append(signs, s.en)
	}
	what := strings.Join(signs, " and ")
	switch {
	case c != nil && c.event && what != "":
		out = append(out, "Some "+who+" who have "+c.en+" notice "+what+".")
	case c != nil && c.event:
		out = append(out, "Some "+who+" have "+c.en+".")
	case c != nil && what != "" && !strings.Contains(who, " who "):
		out = append(out, "Some "+who+" with "+c.en+" have "+what+".")
	case c != nil && what != "":
		out = append(out, "Some "+who+" get "+c.en+". It can show as "+what+".")
	case c != nil && strings.Contains(who, " who "):
		out = append(out, "Some "+who+" get "+c.en+".")
	case c != nil:
		out = append(out, "Some "+who+" have "+c.en+".")
	case what != "":
		out = append(out, "Some "+who+" come to us with "+what+".")
	default:
		return nil
	}
	switch {
	case st.mistaken != nil:
		out = append(out, "Some take it for "+st.mistaken.en+" at first.")
	case st.took:
		out = append(out, "Some take it for something harmless at first.")
	}
	if st.waited {
		out = append(out, "Some wait before they ask for help.")
	}
	if c == nil {
		return out
	}
	for _, e := range st.tests {
		out = append(out, capital(e.en)+" can help find it.")
	}
	for _, e := range st.cares {
		out = append(out, "It is sometimes treated with "+e.en+".")
	}
	if st.recovered && !st.died {
		out = append(out, "Some people recover well.")
	}
	return out
}

func (t *teller) openingES() (out []string) {
	st := &t.story
	who := t.who()
	some := "Algunas "
	if who != "personas" {
		some = "Algunos "
	}
	c := st.condition
	var signs []string
	for _, s := range st.signs {
		signs = append(signs, s.es)
	}
	what := strings.Join(signs, " y ")
	switch {
	case c != nil && c.event && what != "":
		out = append(out, some+who+" que sufren "+c.es+" notan "+what+".")
	case c != nil && c.event:
		out = append(out, some+who+" sufren "+c.es+".")
	case c != nil && what != "":
		out = append(out, some+who+" con "+c.es+" tienen "+what+".")
	case c != nil:
		out = append(out, some+who+" tienen "+c.es+".")
	case what != "":
		out = append(out, some+who+" vienen con "+what+".")
	default:
		return nil
	}
	if st.mistaken != nil {
		out = append(out, "A veces se confunde al principio con "+st.mistaken.es+".")
	}
	if st.waited {
		out = append(out, "Hay quien espera antes de pedir ayuda.")
	}
	for _, e := range st.tests {
		if c != nil {
			out = append(out, capital(e.es)+" puede ayudar a encontrarlo.")
		}
	}
	for _, e := range st.cares {
		if c != nil {
			out = append(out, "A veces se trata con "+e.es+".")
		}
	}
	return out
}

// reasons say what was left out, and why.
var reasons = map[string][2]string{
	"NAME":      {"a name", "A name says who it is."},
	"GEO":       {"a place", "A place smaller than a state leaves few people."},
	"DATE":      {"a date", "The day tells an insider who was seen."},
	"AGE":       {"an age", "An age shrinks the group; the stage of life is enough."},
	"sex":       {"the sex", "It halves the group, and the lesson holds without it."},
	"work":      {"the work", "People are known in their town by what they do."},
	"family":    {"a relative", "A relative points to one household."},
	"time":      {"a time", "When it happened tells an insider who it was."},
	"event":     {"an event", "What many saw or read about can be looked up."},
	"condition": {"a second condition", "Two conditions together fit far fewer people than one."},
	"death":     {"a death", "A death in a small place is known to many."},
	"":          {"a number or an address", "It belongs to one person."},
}

// dropped lists what the story said and the proposal does not, each once.
func (t *teller) dropped() []Dropped {
	out := []Dropped{}
	known := map[string]bool{}
	add := func(key, text string) {
		text = strings.Join(strings.Fields(text), " ")
		r, ok := reasons[key]
		if !ok {
			r = reasons[""]
		}
		if id := r[0] + strings.ToLower(text); !known[id] {
			known[id] = true
			out = append(out, Dropped{r[0], text, r[1]})
		}
	}
	type at struct {
		start int
		key   string
		text  string
	}
	var all []at
	text := t.doc.Text
	for _, s := range t.spans {
		all = append(all, at{s.Start, s.Type, text[s.Start:s.End]})
	}
	for i := range t.sentences {
		s := &t.sentences[i]
		if s.fate == keep {
			continue
		}
		for k := s.from; k < s.to; k++ {
			tok := t.tok(k)
			if t.covered[k] {
				continue
			}
			key := ""
			_, aged := t.ageAt(k)
			switch {
			case aged && tok.Has(lex.Digit):
				key = "AGE"
			case tok.Is(family) && t.tok(k-1).Is(owns):
				key = "family"
			case tok.Is(work) && !t.is(k, "doctor", "nurse", "trial", "cook") && t.is(k-1, "a", "an", "the", "old", "retired", "un", "una", "young", "local"):
				key = "work"
			case tok.Is(sex) && (tok.Class&family == 0 || t.is(k-1, "a", "an", "old", "un", "una", "young")):
				key = "sex"
			case tok.Is(event) && !t.is(k, "first", "only", "fire", "news", "trial"):
				key = "event"
			case t.is(k, "first", "only", "oldest", "youngest") && t.is(k-1, "the", "her", "his", "our") && t.is(k+1, "person", "patient", "woman", "man", "one", "case", "child"):
				key = "event"
			case tok.Is(time), t.is(k, "last") && t.is(k+1, "week", "month", "night", "year", "spring", "summer", "fall", "winter"):
				key = "time"
			case t.is(k, "died", "murió", "falleció"):
				key = "death"
			default:
				continue
			}
			end := tok.End
			if key == "AGE" {
				for n := k + 1; n < s.to && t.is(n, "-", "year", "years", "old", "month", "months", "week", "weeks", "años", "of", "age"); n++ {
					end = t.tok(n).End
				}
			}
			if t.is(k, "last") {
				end = t.tok(k + 1).End
			}
			all = append(all, at{int(tok.Start), key, text[tok.Start:end]})
		}
	}
	for _, s := range t.story.seen {
		if s.kind == condition && t.story.condition != nil && s.entry != t.story.condition {
			all = append(all, at{int(t.tok(s.from).Start), "condition", text[t.tok(s.from).Start:t.tok(s.to-1).End]})
		}
	}
	slices.SortStableFunc(all, func(a, b at) int { return cmp.Compare(a.start, b.start) })
	for _, a := range all {
		add(a.key, a.text)
	}
	return out
}
