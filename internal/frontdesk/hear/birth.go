package hear

import (
	"slices"

	"bedside/internal/words"
)

// readBirth reads a date of birth where one was asked for or announced.
func (t *turn) readBirth() {
	asked := t.asked("dob")
	b := births{t.ear.numerals, t.ear.phones, &t.ear.days, t.today, t.in.DayFirst, len(t.in.NBest) > 0}
	if days := b.keyed(t.in.Digits); asked && len(days) > 0 {
		s := Slot{Name: "dob", Value: days[0].String(), Sure: 1}
		for _, d := range days[1:] {
			s.Alternatives = append(s.Alternatives, d.String())
		}
		t.add(s, 0, 0)
		return
	}
	hearings, at := t.hearings, 0
	for _, h := range t.hits {
		if h.kind == cueKind && h.name == "dob" {
			at = max(at, h.to)
			hearings = [][]token{t.tokens[at:]}
		}
	}
	if !asked && at == 0 {
		return
	}
	var all []guess
	if at > 0 { // what else comes in the same breath, a number, is no part of it
		all = b.read([][]token{announced(t.tokens[at:])})
	}
	if len(all) == 0 || all[0].said < plain {
		all = b.read(hearings)
	}
	if len(all) == 0 {
		return
	}
	s := Slot{Name: "dob", Value: all[0].date.String(), Sure: surely(all)}
	for _, g := range all[1:min(len(all), 3)] {
		s.Alternatives = append(s.Alternatives, g.date.String())
	}
	if born, ok := b.yearOfTwo(hearings[0]); ok { // "March nineteen fifty eight" has no day, more often than not
		t.Born, s.Sure = born, min(s.Sure, 0.4)
	}
	if all[0].to > 0 {
		t.drop("date", at+all[0].from, at+all[0].to)
		t.drop("time", at+all[0].from, at+all[0].to)
		t.add(s, at+all[0].from, at+all[0].to)
	} else {
		t.add(s, 0, 0)
	}
}

// announced is the words after "born" that may be the date: up to its year, and not more than a date has.
func announced(ts []token) []token {
	const longest = 10
	for i, k := range ts[:min(len(ts), longest)] {
		if k.Kind == words.Digits && len(k.Text) == 4 {
			return ts[:i+1]
		}
	}
	return ts[:min(len(ts), longest)]
}

// surely is how sure the first reading is: less where another was heard nearly as well, least where nothing of it was
// said as dates are.
func surely(all []guess) float64 {
	rival := func(g guess) bool { return g.said > 0 && 2*g.score >= all[0].score }
	switch {
	case all[0].said < doubtful:
		return 0.3
	case all[0].said < plain || slices.ContainsFunc(all[1:], rival):
		return 0.6
	}
	return 0.95
}

// doubtful is how well a date must fit what was heard to be more than a guess.
const doubtful = 0.4

// yearOfTwo reads a month and a year said in two numbers, of which the first could be a day: "March nineteen fifty eight".
func (b births) yearOfTwo(ts []token) (Born, bool) {
	ps := b.pieces(ts, false)
	if len(ps) != 3 || ps[0].month == 0 || ps[1].ordinal || ps[2].month > 0 || ps[1].digits != "19" && ps[1].digits != "20" || len(ps[2].digits) != 2 ||
		ts[ps[1].from].Kind == words.Digits {
		return Born{}, false
	}
	year := ps[1].value()*100 + ps[2].value()
	return Born{Year: year, Month: ps[0].month}, year <= b.today.Year
}
