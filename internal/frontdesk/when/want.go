package when

import (
	"slices"
	"time"

	"bedside/internal/civil"
)

// Weekdays is a set of days of the week; the empty one means no matter which.
type Weekdays uint8

// On returns the set of the days.
func On(days ...time.Weekday) (s Weekdays) {
	for _, d := range days {
		s |= 1 << d
	}
	return s
}

// Has reports whether the day is in the set.
func (s Weekdays) Has(d time.Weekday) bool { return s&(1<<d) != 0 }

// Days is a set of days, and of hours on them.
type Days struct {
	From, To civil.Date       // the first and the last; no day: no limit
	On       Weekdays         // only these days of the week
	Clocks   []civil.Interval // only these hours; none: all, or those of the Want
}

// Has reports whether d is one of the days.
func (s Days) Has(d civil.Date) bool {
	return (s.From.IsZero() || !d.Before(s.From)) && (s.To.IsZero() || !s.To.Before(d)) && (s.On == 0 || s.On.Has(d.Weekday()))
}

// Preference is which of the times that fit should be offered first.
type Preference string

const (
	Soonest Preference = "soonest" // "as soon as possible", "first thing"
	Latest  Preference = "latest"  // "the latest you have"
	Earlier Preference = "earlier" // than what was offered, where that is not known here
	Later   Preference = "later"
)

// Want is which times somebody would come at: a constraint that a free time is held against. The zero Want allows
// every time.
type Want struct {
	Dates    []Days           // any of these; none: any day
	NotDates []Days           // none of these
	Clocks   []civil.Interval // any of these, where Dates has no hours of its own; none: any time of day
	Exact    bool             // every interval of Clocks is one minute long: a time was named
	Prefer   Preference
	AnyDay   bool      // the speaker said that the day does not matter
	AnyTime  bool      // the speaker said that the time of day does not matter
	After    time.Time // later than what was offered
	Before   time.Time // earlier than what was offered
	Other    bool      // something else than what was offered, where that is not known here
}

// IsZero reports whether nothing was asked for.
func (w Want) IsZero() bool {
	return len(w.Dates)+len(w.NotDates)+len(w.Clocks) == 0 && w.Prefer == "" && !w.AnyDay && !w.AnyTime && !w.Other &&
		w.After.IsZero() && w.Before.IsZero()
}

// Day reports whether some time on d may fit.
func (w Want) Day(d civil.Date) bool {
	for _, not := range w.NotDates {
		if len(not.Clocks) == 0 && not.Has(d) {
			return false
		}
	}
	if !w.After.IsZero() && d.Before(civil.DateOf(w.After)) || !w.Before.IsZero() && civil.DateOf(w.Before).Before(d) {
		return false
	}
	return len(w.Dates) == 0 || slices.ContainsFunc(w.Dates, func(s Days) bool { return s.Has(d) })
}

// At reports whether the time fits, by the calendar and the clock of t's own zone.
func (w Want) At(t time.Time) bool {
	d, c := civil.DateOf(t), civil.ClockOf(t)
	if !w.Day(d) || !w.After.IsZero() && !t.After(w.After) || !w.Before.IsZero() && !t.Before(w.Before) {
		return false
	}
	for _, not := range w.NotDates {
		if len(not.Clocks) > 0 && not.Has(d) && within(not.Clocks, c) {
			return false
		}
	}
	if len(w.Dates) == 0 {
		return len(w.Clocks) == 0 || within(w.Clocks, c)
	}
	return slices.ContainsFunc(w.Dates, func(s Days) bool {
		clocks := s.Clocks
		if len(clocks) == 0 {
			clocks = w.Clocks
		}
		return s.Has(d) && (len(clocks) == 0 || within(clocks, c))
	})
}

func within(clocks []civil.Interval, c civil.Clock) bool {
	return slices.ContainsFunc(clocks, func(i civil.Interval) bool { return i.From <= c && c < i.To })
}

// Days returns the first and the last day worth searching: from now on, at most horizon days ahead. Where no day in
// that time fits, to is before from.
func (w Want) Days(now civil.Date, horizon int) (from, to civil.Date) {
	last := now.AddDays(horizon)
	from, to = last.AddDays(1), now.AddDays(-1)
	for d := now; !last.Before(d); d = d.AddDays(1) {
		if w.Day(d) {
			if to.Before(now) {
				from = d
			}
			to = d
		}
	}
	return from, to
}

// With returns what is wanted after newer was said: a newer day takes the place of the day, a newer time of day that
// of the time of day, and the rest stays.
func (w Want) With(newer Want) Want {
	if len(newer.Dates) > 0 || newer.AnyDay {
		w.Dates, w.AnyDay, w.NotDates = newer.Dates, newer.AnyDay, allowing(w.NotDates, newer.Dates)
		w.After, w.Before, w.Other = time.Time{}, time.Time{}, false
	}
	if len(newer.Clocks) > 0 || newer.AnyTime {
		w.Clocks, w.Exact, w.AnyTime = newer.Clocks, newer.Exact, newer.AnyTime
		if len(newer.Dates) == 0 {
			w.Dates = anyHour(w.Dates)
		}
	}
	if len(newer.Dates) == 0 {
		w.Dates = slices.DeleteFunc(slices.Clone(w.Dates), func(s Days) bool { return newer.refuses(s) })
	}
	for _, not := range newer.NotDates {
		if !slices.ContainsFunc(w.NotDates, not.equal) {
			w.NotDates = append(slices.Clip(w.NotDates), not)
		}
	}
	if newer.Prefer != "" {
		w.Prefer = newer.Prefer
	}
	if !newer.After.IsZero() || !newer.Before.IsZero() {
		w.After, w.Before = newer.After, newer.Before
	}
	w.Other = w.Other || newer.Other
	return w
}

// refuses reports whether s is one day and all of it is unwanted.
func (w Want) refuses(s Days) bool {
	return s.From == s.To && !s.From.IsZero() &&
		slices.ContainsFunc(w.NotDates, func(n Days) bool { return len(n.Clocks) == 0 && n.Has(s.From) })
}

func (s Days) equal(t Days) bool {
	return s.From == t.From && s.To == t.To && s.On == t.On && slices.Equal(s.Clocks, t.Clocks)
}

// allowing returns what of not leaves each single day of dates possible.
func allowing(not, dates []Days) (kept []Days) {
	for _, n := range not {
		if !slices.ContainsFunc(dates, func(s Days) bool { return s.From == s.To && !s.From.IsZero() && n.Has(s.From) }) {
			kept = append(kept, n)
		}
	}
	return kept
}

// anyHour returns the days without hours of their own.
func anyHour(dates []Days) []Days {
	dates = slices.Clone(dates)
	for i := range dates {
		dates[i].Clocks = nil
	}
	return dates
}
