package flow

import (
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/frontdesk/when"
)

// What may be said about the time after it was chosen, and beside the question that is open.

// otherTimes are the words of somebody who would have another time and does not say which, folded.
var otherTimes = []string{
	"change the time", "change the day", "change the date", "another time", "another day", "different time", "different day", "other time", "other times",
	"other day", "wrong time", "wrong day", "move it", "change it", "cambiar la hora", "cambiar el dia", "cambiar la fecha", "otra hora", "otro dia", "otra fecha",
}

// retime takes what is said about the time after it was chosen, whatever the open question is: another of those that were
// offered, another day, another provider. It reports whether there was something.
func (t *talk) retime() bool {
	h := t.in.Heard
	if t.Chosen == nil || t.steps[t.Step].Free || t.Flow != "book" && t.Flow != "reschedule" {
		return false
	}
	if i := t.again(); i >= 0 {
		t.choose(t.Last, i)
		return true
	}
	want := h.When.Want
	if day := civil.DateOf(t.local(*t.Chosen)); len(want.Clocks) > 0 && len(want.Dates) == 0 { // "make it 10": that day
		want.Dates = []when.Days{{From: day, To: day}}
	}
	differs := !want.IsZero() && h.When.Clash == nil && (!want.At(t.local(*t.Chosen)) || len(want.NotDates) > 0)
	if !want.IsZero() && !differs && h.When.Clash == nil && h.Has(hear.Correct) && t.Step != "confirm" && !want.Other { // "make it Thursday", and it is
		t.say("noted", nil)
		return true
	}
	moves := t.Step == "confirm" || t.Step == "dob" || t.Step == "phone" || h.Has(hear.Correct) || h.Has(hear.Deny) || h.Has(hear.RequestAlternatives) || h.Said ||
		saysAny(plainly(t.in.Text), looking)
	switch {
	case t.elsewhere() && moves:
		t.prefer()
		t.rewish()
		t.Wished = true
	case differs && !want.Other && moves:
		t.rewish()
		t.Wished = true
	case want.Other, saysAny(plainly(t.in.Text), otherTimes):
		t.rewish()
		t.Slots["other"] = "asked"
		return true
	default:
		return false
	}
	if !want.IsZero() {
		t.Want = t.Want.With(want)
		t.mentions()
	}
	return true
}

// again is the place of another of the times that were offered last, as in "no, make it the second one", -1 for none.
func (t *talk) again() int {
	plain := plainly(t.in.Text)
	for i, all := range ordinals[:min(len(ordinals), len(t.Last))] {
		if slices.ContainsFunc(all, func(s string) bool {
			spoken := strings.HasSuffix(s, " one") || strings.HasPrefix(s, "option") || strings.HasPrefix(s, "la ") ||
				strings.HasPrefix(s, "the ") && strings.HasSuffix(strings.TrimSuffix(plain, "please "), " "+s+" ") // and no "the second of March"
			return spoken && !strings.HasPrefix(s, "number") && saysAny(plain, []string{s})
		}) {
			return i
		}
	}
	n := len(t.Last)
	switch {
	case n == 0:
	case saysAny(plain, []string{"the last one", "the later one", "the latest one", "la ultima"}):
		return n - 1
	case saysAny(plain, []string{"the earlier one", "the earliest one", "the other one", "la otra"}):
		if other := slices.IndexFunc(t.Last, func(o Offer) bool { return !o.same(*t.Chosen) }); n <= 2 || saysAny(plain, []string{"the earlier one", "the earliest one"}) {
			return other
		}
	}
	return -1
}

// toward are the words before the new time of a visit, folded.
var toward = []string{"to", "until", "for", "a", "al", "para"}

// goal is the wish in "move it to Thursday", as against "move my Thursday visit".
func (t *talk) goal() (when.Want, bool) {
	text := []rune(t.in.Heard.Text)
	for _, m := range t.in.Heard.When.Mentions {
		if m.Past || m.Not {
			continue
		}
		lead := strings.Fields(plainly(string(text[:m.Start])))
		for len(lead) > 0 && slices.Contains([]string{"the", "on", "next", "el", "la", "this"}, lead[len(lead)-1]) {
			lead = lead[:len(lead)-1]
		}
		if n := len(lead); n == 0 || !slices.Contains(toward, lead[n-1]) || lead[n-1] == "for" && n > 1 && (lead[n-2] == "appointment" || lead[n-2] == "visit") {
			continue
		}
		r := when.Read(string(text[m.Start:]), when.Options{Now: t.Now(), Language: t.Language})
		return r.Want, !r.Want.IsZero() && r.Clash == nil
	}
	return when.Want{}, false
}

// others are the words of a question about whether somebody is a patient, folded.
var others = []string{
	"a patient there", "a patient here", "a patient of yours", "a patient at", "a patient with you", "one of your patients", "is a patient", "your patients",
	"list of patients", "list all patients", "paciente ahi", "paciente aqui", "paciente suyo", "paciente suya", "paciente de ustedes", "sus pacientes",
}

// whys are the words of somebody who asks what a question is for, folded.
var whys = []string{"why do you", "why do i", "why would you", "what for", "para que necesita", "por que necesita", "por que pregunta", "para que quiere", "por que quiere"}

// aside answers what is no business of the flow and needs no other: advice, and who is a patient.
func (t *talk) aside(step Step) bool {
	plain := plainly(t.in.Text)
	switch {
	case saysAny(plain, others) && !saysAny(plain, []string{"i am", "i'm", "im", "i was", "i've", "soy", "era"}):
		t.say("whoever", nil)
	case t.steps[t.Step].Long && saysAny(plain, whys):
		t.say("why", nil)
	case !step.Free && saysAny(plain, medical):
		t.say("advice", nil)
	default:
		return false
	}
	return true
}
