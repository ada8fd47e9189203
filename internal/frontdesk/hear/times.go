package hear

import (
	"cmp"
	"slices"
	"time"

	"bedside/internal/frontdesk/when"
)

// readWhen reads dates and times.
func (t *turn) readWhen() {
	if t.asked("dob", "phone", "member_id", "name") && !t.asked("date", "time") {
		return
	}
	t.When = when.Read(t.Text, when.Options{
		Now: t.in.Now, Asked: t.in.Asked, Language: cmp.Or(t.Language, t.in.Language), DayFirst: t.in.DayFirst, Offered: t.about(),
	})
	t.ofWhen = make([]bool, len(t.tokens))
	for _, m := range t.When.Mentions {
		for i := t.from(m.Start); i < len(t.tokens) && t.tokens[i].End <= m.End; i++ {
			t.ofWhen[i] = true
		}
		if m.Past || m.Not {
			continue
		}
		sure := 0.95
		if len(m.Alternatives) > 0 {
			sure = 0.7
		}
		t.Slots = append(t.Slots, Slot{Name: m.Name, Value: m.Value, Start: m.Start, End: m.End, Alternatives: m.Alternatives, Sure: sure})
		for i := t.from(m.Start); i < len(t.tokens) && t.tokens[i].End <= m.End; i++ {
			t.taken[i] = true
		}
	}
	t.readCorrection()
}

// about is the times that "later" and "the week after" count from.
func (t *turn) about() []time.Time {
	if len(t.in.Offered) > 0 {
		return t.in.Offered
	}
	return t.in.About
}

// readCorrection tells "Tuesday, no, Thursday" from a no.
func (t *turn) readCorrection() {
	begun := false // something with content was said before
	for i := 0; i+1 < len(t.tokens); i++ {
		k := t.tokens[i]
		switch k.Text {
		case "no", "sorry", "wait", "actually", "rather", "nope", "perdon", "digo", "mejor":
		default:
			begun = begun || !t.ear.lexicon.filler[k.id]
			continue
		}
		after := false
		if begun && i+1 < len(t.tokens) && refuses(t.tokens[i+1].Text) { // "... no puedo ir mañana"
			continue
		}
		for n := i + 1; n < len(t.tokens) && n <= i+3; n++ {
			after = after || t.dated(n)
		}
		if !after {
			continue
		}
		t.Acts = slices.DeleteFunc(t.Acts, func(a Act) bool { return a == Deny && begun || a == Correct || a == AskRepeat })
		t.Acts = append(t.Acts, Correct) // after a prompt, "no, Thursday" is both a no and a correction
		t.taken[i] = true
		return
	}
}

// from is the place of the first token that begins at a code point or after it.
func (t *turn) from(start int) int {
	i, _ := slices.BinarySearchFunc(t.tokens, start, func(k token, start int) int { return k.Start - start })
	return i
}

// dated reports whether the token is of a date or time.
func (t *turn) dated(i int) bool { return i < len(t.ofWhen) && t.ofWhen[i] }

// refuses reports whether a "no" before the word is part of what it says.
func refuses(w string) bool {
	switch w {
	case "puedo", "podre", "podemos", "voy", "vamos", "quiero", "tengo", "later", "earlier", "more":
		return true
	}
	return false
}
