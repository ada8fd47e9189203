package lift

import (
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

// story is what was gathered about the person.
type story struct {
	seen       []seen
	condition  *entry
	signs      []*entry
	tests      []*entry
	cares      []*entry
	mistaken   *entry
	took       bool // for something harmless
	waited     bool
	recovered  bool
	died       bool
	outside    bool
	stages     []int // ages in years, or -1 for an unknown one
	conditions []*entry
}

// seen is an entry where it stands.
type seen struct {
	*entry
	from, to int
	firm     bool // said to be so: "diagnosed with", "turned out to be"
}

// gather takes from a sentence of the story what a general statement may use.
func (t *teller) gather(s *sentence) {
	st := &t.story
	mistook := t.has(s, mistook) && t.phrase(s, " was", " for ", "nothing", "blamed", "would pass", " era ", " con ", "no era nada")
	st.waited = st.waited || t.has(s, delay) || t.phrase(s, "put it off", "putting it off", "put off", "did not want to bother", "didn't want to bother")
	st.took = st.took || mistook || t.phrase(s, "brushed it off", "shrugged it off", "nothing to worry about")
	for i := s.from; i < s.to; i++ {
		tok := t.tok(i)
		switch {
		case tok.Is(outside) && !t.negated(i, s):
			st.outside = true
		case t.is(i, "died", "passed", "death", "murió", "falleció"):
			st.died = true
		case tok.Is(recovered) && (t.is(i, "recovered", "recovering", "healed", "improved", "mejoró", "recuperó") || t.is(i-1, "doing", "feels", "is", "feeling", "está", "much")) && !t.negated(i, s):
			st.recovered = true
		}
		if n, ok := t.ageAt(i); ok && !slices.Contains(st.stages, n) {
			st.stages = append(st.stages, n)
		}
		e, n := vocabulary.phrases.At(t.doc, i)
		if e == nil || t.es && e.es == "" {
			continue
		}
		if t.negated(i, s) {
			if mistook && (e.kind == sign || e.kind == condition) && (t.is(i-1, "was", "for", "on", "just", "era", "con") || t.is(i-2, "was", "for", "on", "just") && t.tok(i-1).Is(singular)) {
				st.mistaken = e
			}
		} else {
			st.seen = append(st.seen, seen{e, i, i + n, t.firm(i)})
		}
		i += n - 1
	}
}

// choose takes one condition, the one that is most surely said, and the rest that goes with it.
func (t *teller) choose() {
	st := &t.story
	best := 0
	count := map[*entry]int{}
	for _, s := range st.seen {
		if s.kind != condition {
			continue
		}
		if count[s.entry] == 0 {
			st.conditions = append(st.conditions, s.entry)
		}
		count[s.entry]++
		if s.firm {
			count[s.entry] += 3
		}
	}
	for i := range t.sentences { // what the lesson is about
		for _, e := range st.conditions {
			if s := &t.sentences[i]; !s.told && t.mentions(s, e) {
				count[e] += 2
			}
		}
	}
	for _, e := range st.conditions {
		if count[e] > best {
			best, st.condition = count[e], e
		}
	}
	add := func(list *[]*entry, e *entry, most int) {
		if len(*list) < most && !slices.Contains(*list, e) && (st.condition == nil || e.en != st.condition.en) {
			*list = append(*list, e)
		}
	}
	for _, s := range st.seen {
		switch {
		case s.kind == sign:
			add(&st.signs, s.entry, 2)
		case s.kind == test && t.near(s, linked):
			add(&st.tests, s.entry, 1)
		case s.kind == care && t.near(s, given):
			add(&st.cares, s.entry, 1)
		}
	}
	if st.mistaken == st.condition || slices.Contains(st.signs, st.mistaken) {
		st.mistaken = nil
	}
}

// near reports whether a word of the class stands in the same sentence, close by.
func (t *teller) near(s seen, c lex.Class) bool {
	from, to := t.doc.Sentence(s.from)
	for i := max(from, s.from-10); i < min(to, s.to+8); i++ {
		if t.tok(i).Is(c) {
			return true
		}
	}
	return s.entry.en == "surgery" && c == given
}

// firm reports whether the words before token i say that it is so.
func (t *teller) firm(i int) bool {
	for k := i - 1; k > i-6 && k >= 0; k-- {
		if t.is(k, "diagnosed", "diagnosis", "confirmed", "turned", "revealed", "showed", "found", "had", "suffered", "diagnosticada", "diagnosticado", "diagnóstico", "diagnosticaron", "era", "resultó") {
			return true
		}
	}
	return false
}

// negated reports whether token i is said not to be so: no fever, ruled out a stroke, thought it was heartburn.
func (t *teller) negated(i int, s *sentence) bool {
	for k := i - 1; k >= s.from && k > i-7; k-- {
		tok := t.tok(k)
		if tok.Is(negates) {
			return true
		}
		if tok.Kind == lex.Punct && !t.is(k, "-") || t.is(k, "but", "with", "pero", "con", "had", "is", "turned") && k < i-1 {
			return false
		}
	}
	for k := i - 1; k >= s.from && k > i-5; k-- {
		if t.is(k, "family", "history") && t.is(k+1, "history", "of") {
			return true
		}
	}
	return false
}

func (t *teller) mentions(s *sentence, e *entry) bool {
	for i := s.from; i < s.to; i++ {
		if f, n := vocabulary.phrases.At(t.doc, i); f == e {
			return true
		} else if n > 0 {
			i += n - 1
		}
	}
	return false
}

// last returns the last entry that a sentence mentions.
func (t *teller) last(s *sentence) (e *entry) {
	for i := s.from; i < s.to; i++ {
		if f, n := vocabulary.phrases.At(t.doc, i); n > 0 {
			e = f
			i += n - 1
		}
	}
	return e
}

func (t *teller) phrase(s *sentence, phrases ...string) bool {
	low := strings.ToLower(t.doc.Text[s.start:s.end])
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(low, p) })
}

// ageAt reads the age in years at token i: 71-year-old, 8 months old, 71yo, 71 años; a word such as baby is the age
// that it stands for.
func (t *teller) ageAt(i int) (int, bool) {
	tok := t.tok(i)
	n := int(tok.Hash & 0xffff)
	switch {
	case tok.Kind == lex.Mixed && agedWord(t.text(i)):
		years := 0
		for _, r := range t.text(i) {
			if r >= '0' && r <= '9' {
				years = years*10 + int(r-'0')
			}
		}
		return years, true
	case tok.Kind == lex.Number && tok.Len() <= 3:
		k := i + 1
		if t.is(k, "-") {
			k++
		}
		switch {
		case t.is(k, "years", "year") && (t.is(k+1, "old") || t.is(k+2, "old") || t.is(k+1, "of") && t.is(k+2, "age")), t.is(k, "años") && t.is(i-1, "de", "tiene", "tenía"):
			return n, true
		case t.is(k, "month", "months", "week", "weeks", "day", "days") && (t.is(k+1, "old") || t.is(k+2, "old")):
			return 0, true
		case t.is(i-1, "aged", "age", "turned", "turning"), t.is(i-1, ",") && t.is(i+1, ",") && n > 0 && n < 110:
			return n, true
		}
	case tok.Is(stage):
		switch {
		case t.is(i, "bebé") && t.is(i+1, "de"): // of a patient: two people
			return 0, false
		case t.is(i, "newborn", "baby", "infant", "bebé") && (!t.tok(i-1).Is(owns) || t.is(i-2, "brought")):
			return 0, true
		case t.is(i, "toddler", "child", "kid", "boy", "girl", "niño", "niña"):
			return 6, true
		case t.is(i, "teenager", "teen", "adolescent", "adolescente"):
			return 15, true
		case t.is(i, "elderly", "anciano", "anciana"):
			return 80, true
		}
	}
	return 0, false
}
