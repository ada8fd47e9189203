package flow

import (
	"slices"

	"bedside/internal/civil"
	"bedside/internal/words"
)

// before is what may stand before a day of the week that says no more than the day.
var before = []string{"on", "for", "the", "a", "el", "para", "maybe", "instead"}

// sameWeek takes a bare "Thursday" as that of the week that is being talked about: the one of the time that was chosen,
// or of the times that were offered last.
func (t *talk) sameWeek() {
	w := &t.in.Heard.When
	if len(w.Want.Dates) != 1 || w.Want.Dates[0].From != w.Want.Dates[0].To || len(t.Shown) == 0 {
		return
	}
	anchor := t.Shown[len(t.Shown)-1]
	if t.Chosen != nil {
		anchor = *t.Chosen
	}
	week := civil.DateOf(t.local(anchor)).Monday()
	said := w.Want.Dates[0].From
	day := said
	for day.Before(week) {
		day = day.AddDays(7)
	}
	text := []rune(t.in.Heard.Text)
	for i, m := range w.Mentions {
		if m.Value == said.String() && day != said && bare(string(text[m.Start:m.End])) {
			w.Want.Dates = slices.Clone(w.Want.Dates)
			w.Want.Dates[0].From, w.Want.Dates[0].To = day, day
			w.Mentions = slices.Clone(w.Mentions)
			w.Mentions[i].Value = day.String()
			return
		}
	}
}

// bare reports whether the words are one day of the week and nothing that says which.
func bare(text string) bool {
	n := 0
	for _, w := range words.Split(text) {
		if w.Kind == words.Digits || w.Text == "today" || w.Text == "tomorrow" || w.Text == "hoy" || w.Text == "manana" {
			return false
		}
		if w.Kind == words.Letters && !slices.Contains(before, w.Text) {
			n++
		}
	}
	return n == 1
}
