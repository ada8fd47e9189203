// Package when reads the dates and times that somebody said, in English or Spanish, and what they ask for together.
//
// It promises the same reading for the same words and the same clock, in time that grows with the text and no faster,
// and that it never takes part in a guess silently: a second reading is an alternative, a contradiction a [Clash],
// and what was not understood is Vague. Callers owe the time in the practice's zone and what was just asked.
package when

import (
	"time"

	"bedside/internal/civil"
	"bedside/internal/words"
)

// Options is what the listener knows before anything is said.
type Options struct {
	Now      time.Time      // in the practice's zone: its calendar says what today is
	Asked    []string       // slots that were just asked: after "time" a bare "six" is one, after "date" a bare "5"
	Language words.Language // "" tells by the words
	DayFirst bool           // 5/12 is the fifth of December
	Offered  []time.Time    // times that were just offered, in the practice's zone
}

// Mention is one date or time that was said.
type Mention struct {
	Name         string   // date, date_from, date_to, time, time_from or time_to
	Value        string   // YYYY-MM-DD or HH:MM
	Alternatives []string // other readings, best first
	Start, End   int      // code points of the text, end-exclusive
	Past         bool     // it tells when something was ("since Tuesday", "3 days ago"): no wish
	Not          bool     // it is what the speaker does not want, or gives up for another
}

// Span is a piece of the text in code points, end-exclusive.
type Span struct{ Start, End int }

// ClashKind says why a date cannot be taken as it was said.
type ClashKind string

const (
	WeekdayClash ClashKind = "weekday" // "Friday, March 5" where that is a Wednesday
	NoSuchDay    ClashKind = "no_such_day"
	PastDay      ClashKind = "past"
)

// Clash is a date that contradicts itself or the calendar. The caller is asked which reading is meant; until then the
// day is not in the Want.
type Clash struct {
	Kind ClashKind
	Span
	Readings []civil.Date // what it may mean, best first
}

// Reading is all that a text says about dates and times.
type Reading struct {
	Mentions []Mention
	Want     Want
	Clash    *Clash // the first, nil if nothing clashes
	Vague    []Span // words that look like a date or time and were not understood
}

// Read reads a text. A date without a year is the next such day, today included. One that went by in
// this month is that one, and asked about; so is one of the last two weeks. Weeks run from Monday to Sunday, and "next Tuesday" is the Tuesday
// of next week, with the nearest one as its alternative. A weekday fixes the month or year that was not said, and is
// asked about where that is far off. A time that does not tell its half of the day is the one
// from 7:00 to 18:59, unless the words or the times offered say otherwise.
func Read(text string, o Options) Reading {
	r := &reader{Options: o, words: words.Split(text), today: civil.DateOf(o.Now)}
	if !r.lex() {
		return Reading{}
	}
	r.parse(grammar)
	return r.gather()
}

// reader is the reading of one text.
type reader struct {
	Options
	words   []words.Word
	today   civil.Date
	items   []item
	spanish bool
}

// asked reports whether the slot was just asked.
func (r *reader) asked(slot string) bool {
	for _, a := range r.Asked {
		if a == slot || a == slot+"_from" || a == slot+"_to" {
			return true
		}
	}
	return false
}
