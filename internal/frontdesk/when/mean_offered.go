package when

import (
	"slices"
	"time"

	"bedside/internal/civil"
)

// The meanings of rules about the times that were just offered, or spoken of.

// lastOffered is the day of the last time that was offered; false where none was.
func (m *match) lastOffered() (civil.Date, bool) {
	if len(m.Offered) == 0 {
		return civil.Date{}, false
	}
	return civil.DateOf(slices.MaxFunc(m.Offered, time.Time.Compare)), true
}

// unitAfter is the week or month after the one that was offered, and the day after it.
func unitAfter(m *match) bool {
	last, ok := m.lastOffered()
	if !ok {
		return false
	}
	near := *m.reader
	near.today = last
	return m.day((&match{reader: &near}).unit(m.arg[0], 1))
}

// unitFollowing is that where times were offered, and counts from today otherwise.
func unitFollowing(m *match) bool { return unitAfter(m) || len(m.Offered) == 0 && unitAway(1)(m) }

// weekdayFollowing is the first such day after those that were offered.
func weekdayFollowing(m *match) bool {
	s := m.arg[0].days.said
	last, ok := m.lastOffered()
	if !ok || s.weekday < 0 || s.day > 0 {
		return false
	}
	return m.day(oneDay(nextOn(last.AddDays(1), time.Weekday(s.weekday))))
}

// sameDay is the day that all the offered times are on.
func sameDay(m *match) bool {
	last, ok := m.lastOffered()
	if !ok || civil.DateOf(slices.MinFunc(m.Offered, time.Time.Compare)) != last {
		return false
	}
	return m.day(oneDay(last))
}

// makeIt is "make it 10", where it can only be a time.
func makeIt(m *match) bool { return len(m.Offered) > 0 && bare(at)(m) }

// The hours of somebody for whom a time of day is too early or too late, where none was offered.
const (
	notEarly civil.Clock = 10 * 60
	notLate  civil.Clock = 15 * 60
)

// tooEarly wants a time of day at least an hour after the earliest that was offered, tooLate one as long before the
// latest.
func (g *gatherer) tooEarly() civil.Interval {
	from := notEarly
	if len(g.Offered) > 0 {
		from = min(civil.ClockOf(slices.MinFunc(g.Offered, byClock))+60, 1439)
	}
	return civil.Interval{From: from, To: 1440}
}

func (g *gatherer) tooLate() civil.Interval {
	to := notLate
	if len(g.Offered) > 0 {
		to = max(civil.ClockOf(slices.MaxFunc(g.Offered, byClock))-59, 1)
	}
	return civil.Interval{To: to}
}

func byClock(a, b time.Time) int { return int(civil.ClockOf(a) - civil.ClockOf(b)) }

// weekdayOfFollowing is a day of the week after the one that was offered, or after this one.
func weekdayOfFollowing(m *match) bool {
	s := m.arg[0].days.said
	last, ok := m.lastOffered()
	if !ok {
		last = m.today
	}
	if s.weekday < 0 || s.day > 0 {
		return false
	}
	return m.day(oneDay(nextOn(last.Monday().AddDays(7), time.Weekday(s.weekday))))
}
