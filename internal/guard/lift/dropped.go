package lift

import (
	"cmp"
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

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
		key := s.Type
		if agedWord(text[s.Start:s.End]) { // 58F may pass for a number
			key = "AGE"
		}
		all = append(all, at{s.Start, key, text[s.Start:s.End]})
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
