package when

import (
	"time"

	"bedside/internal/civil"
)

// The meanings of rules about weeks, months and pieces of them.

// weekendOf is the weekend that a holiday makes long: "Memorial Day weekend".
func weekendOf(m *match) bool {
	day := m.arg[0].days.From
	if day.IsZero() {
		return false
	}
	first := nearestOn(day, int(time.Saturday))
	last := first.AddDays(1)
	if day.Before(first) {
		first = day
	}
	if last.Before(day) {
		last = day
	}
	return m.day(fromTo(first, last))
}

// unit returns the calendar unit that is n after the one of today: its week, month or year.
func (m *match) unit(u *item, n int) *days {
	switch {
	case u.n == 7:
		monday := m.today.Monday().AddDays(7 * n)
		return fromTo(monday, monday.AddDays(6))
	case u.n == 100:
		first := addMonths(civil.Date{Year: m.today.Year, Month: m.today.Month, Day: 1}, n)
		return fromTo(first, lastOf(first.Year, first.Month))
	case u.n == 1200:
		return fromTo(civil.Date{Year: m.today.Year + n, Month: 1, Day: 1}, civil.Date{Year: m.today.Year + n, Month: 12, Day: 31})
	case u.n == 1 && n != 0:
		return oneDay(m.today.AddDays(n))
	}
	return nil
}

func unitAway(n int) func(*match) bool {
	return func(m *match) bool {
		d := m.unit(m.arg[0], n)
		if d == nil || n < 0 && m.arg[0].n == 1 { // "my last day"
			return false
		}
		if n == 0 && m.says(item{first: m.first, last: m.first + 1}, "the", "el") {
			return false
		}
		d.past = d.To.Before(m.today)
		return m.day(d)
	}
}

func laterThis(m *match) bool {
	d := m.unit(m.arg[0], 0)
	if d == nil {
		return false
	}
	d.From = m.today
	return m.day(d)
}

// dayNextWeek is a day of the week of the week n on.
func dayNextWeek(n int) func(*match) bool {
	return func(m *match) bool {
		s := m.arg[0].days
		if s.said.weekday < 0 || s.said.day > 0 {
			return false
		}
		d := oneDay(m.today.Monday().AddDays((s.said.weekday+6)%7 + 7*n))
		d.said = said{weekday: s.said.weekday, which: 2}
		d.past, d.part = d.From.Before(m.today), s.part
		if d.past && n == 0 {
			d.clash = &Clash{Kind: PastDay, Readings: []civil.Date{d.From, d.From.AddDays(7)}}
		}
		return m.day(d)
	}
}

func weekOf(n int) func(*match) bool {
	return func(m *match) bool {
		on := m.arg[0].days.From
		if on.IsZero() {
			return false
		}
		monday := on.Monday().AddDays(7 * n)
		return m.day(fromTo(monday, monday.AddDays(6)))
	}
}

// weekend is Saturday and Sunday; what is left of it while it runs.
func weekend(n int) func(*match) bool {
	return func(m *match) bool {
		saturday := m.today.Monday().AddDays(5 + 7*n)
		d := fromTo(saturday, saturday.AddDays(1))
		if d.past = d.To.Before(m.today); n == 0 && saturday.Before(m.today) {
			d = oneDay(m.today)
		}
		return m.day(d)
	}
}

func monthAlone(m *match) bool { return m.day(m.resolve(m.sayings())) }

func monthWhich(n int) func(*match) bool {
	return func(m *match) bool {
		s := m.sayings()
		s.which = n
		return m.day(m.resolve(s))
	}
}

// askedMonth takes "May" for the month where it stands alone, or nearly so after the question for a date.
func askedMonth(m *match) bool {
	beside := len(m.before) + len(m.after)
	return (beside == 0 || m.asked("date") && beside < 3) && monthAlone(m)
}

// sinceMonth is "since March".
func sinceMonth(m *match) bool {
	d := m.resolve(m.sayings())
	m.back(d)
	d.rel = since
	return m.day(d)
}

// The pieces of a span.
const (
	beginning = iota
	middle
	ending
)

// third is a piece of a span: about a third of it; of a week Monday and Tuesday, Tuesday to Thursday, or from Thursday.
func third(d *days, which int) *days {
	if d == nil {
		return nil
	}
	length := d.From.DaysUntil(d.To) + 1
	a, b := length/3, length-length/3
	if length == 7 {
		a, b = 2, 3
	}
	switch {
	case which == beginning:
		return fromTo(d.From, d.From.AddDays(a-1))
	case which == middle && length == 7:
		return fromTo(d.From.AddDays(1), d.From.AddDays(3))
	case which == middle:
		return fromTo(d.From.AddDays(a), d.From.AddDays(b-1))
	}
	e := fromTo(d.From.AddDays(b), d.To)
	e.ends = true
	return e
}

func (m *match) thirdOf(ahead, which int) bool {
	d := m.unit(m.arg[0], ahead)
	if d == nil || m.arg[0].n == 1 {
		return false
	}
	return m.day(third(d, which))
}

func startOf(n int) func(*match) bool { return func(m *match) bool { return m.thirdOf(n, beginning) } }

func middleOf(n int) func(*match) bool { return func(m *match) bool { return m.thirdOf(n, middle) } }

func endOf(n int) func(*match) bool { return func(m *match) bool { return m.thirdOf(n, ending) } }

func endOfMonth(m *match) bool {
	first := civil.Date{Year: m.today.Year, Month: m.today.Month, Day: 1}
	return m.day(third(fromTo(first, lastOf(first.Year, first.Month)), ending))
}

func partOfMonth(which int) func(*match) bool {
	return func(m *match) bool { return m.day(third(m.resolve(m.sayings()), which)) }
}

// nthOf is "the last Friday of the month", "the second Tuesday in April".
func nthOf(ahead int) func(*match) bool {
	return func(m *match) bool {
		n, w := -1, -1
		year, month := m.today.Year, m.today.Month
		for range ahead {
			year, month = nextMonth(year, month)
		}
		named := false
		for _, a := range m.arg {
			switch {
			case a == nil:
			case a.class&weekdayC != 0:
				w = a.n
			case a.class&monthC != 0:
				named, month = true, time.Month(a.n)
			case a.class&ordinal != 0:
				n = a.n
			}
		}
		if w < 0 || n > 5 {
			return false
		}
		d := nthWeekday(n, time.Weekday(w), year, month)
		if named && d.Before(m.today) {
			d = nthWeekday(n, time.Weekday(w), year+1, month)
		}
		on := oneDay(d)
		on.past = d.Before(m.today)
		return m.day(on)
	}
}

// weekdayAfter is "the Tuesday after Labor Day".
func weekdayAfter(m *match) bool {
	s, on := m.arg[0].days.said, m.arg[1].days.To
	if s.weekday < 0 || s.day > 0 || on.IsZero() {
		return false
	}
	return m.day(oneDay(nextOn(on.AddDays(1), time.Weekday(s.weekday))))
}

// weekdayBefore is "the Friday before Labor Day".
func weekdayBefore(m *match) bool {
	s, on := m.arg[0].days.said, m.arg[1].days.From
	if s.weekday < 0 || s.day > 0 || on.IsZero() {
		return false
	}
	return m.day(oneDay(nextOn(on.AddDays(-7), time.Weekday(s.weekday))))
}

// weekdayAfterNext is "the Friday after next": the second one to come.
func weekdayAfterNext(m *match) bool {
	s := m.arg[0].days.said
	if s.weekday < 0 || s.day > 0 {
		return false
	}
	return m.day(oneDay(nextOn(m.today.AddDays(1), time.Weekday(s.weekday)).AddDays(7)))
}

// halfOfMonth is its first fifteen days, or the rest.
func halfOfMonth(which int) func(*match) bool {
	return func(m *match) bool {
		d := m.resolve(m.sayings())
		if which == 0 {
			return m.day(fromTo(d.From, d.From.AddDays(14)))
		}
		return m.day(fromTo(d.From.AddDays(15), d.To))
	}
}

// nthWeek is seven days of a month, counted from its first, or its last seven.
func nthWeek(ahead int) func(*match) bool {
	return func(m *match) bool {
		first := addMonths(civil.Date{Year: m.today.Year, Month: m.today.Month, Day: 1}, ahead)
		n := 0
		for _, a := range m.arg {
			switch {
			case a == nil:
			case a.class&monthC != 0:
				first = m.resolve(said{weekday: -1, month: a.n}).From
			case a.class&ordinal != 0:
				n = a.n
			}
		}
		last := lastOf(first.Year, first.Month)
		switch {
		case n > 4:
			return false
		case n == 0:
			return m.day(fromTo(last.AddDays(-6), last))
		}
		return m.day(fromTo(first.AddDays(7*n-7), first.AddDays(7*n-1)))
	}
}

// orNextDay is "tomorrow or the day after".
func orNextDay(m *match) bool {
	d := m.arg[0].days
	return !d.To.IsZero() && m.day(fromTo(d.From, d.To.AddDays(1)))
}
