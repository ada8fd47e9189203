package when

import (
	"time"

	"bedside/internal/civil"
)

// The meanings of rules about lengths, and about days counted from others.

// length adds n units of days or of the clock to the item.
func (m *match) length(n int, unit *item) {
	m.class = amountC
	switch {
	case unit.class&clockUnit != 0:
		m.minutes += n * unit.n
	case unit.n >= 100:
		m.months += n * unit.n / 100
	default:
		m.n += n * unit.n
	}
}

func amount(m *match) bool {
	if n := m.arg[0]; n.class&number != 0 {
		m.length(n.n, m.arg[1])
		return n.n < 2000
	}
	if m.says(item{first: m.first, last: m.first + 1}, "the") {
		return false // "the week" is a span
	}
	m.length(1, m.arg[1])
	return true
}

func couple(m *match) bool { m.length(2, m.arg[0]); return true }

func halfHour(m *match) bool { m.class, m.minutes = amountC, 30; return m.arg[0].n == 60 }

func hourAndHalf(m *match) bool {
	m.class, m.minutes = amountC, 90
	if m.arg[0].class&number != 0 {
		m.minutes = m.arg[0].n*60 + 30
	}
	return true
}

func weekAndHalf(m *match) bool { m.class, m.n = amountC, 10; return true }

func amountAnd(m *match) bool {
	m.length(m.arg[0].n, m.arg[1])
	m.length(m.arg[2].n, m.arg[3])
	return m.arg[0].n < 2000 && m.arg[2].n < 2000
}

// shift moves a day by a length, sign times.
func shift(d civil.Date, a *item, sign int) civil.Date {
	return addMonths(d, sign*a.months).AddDays(sign * a.n)
}

// inAmount is the day a length from now, and the time too where the length has hours or minutes.
func inAmount(m *match) bool {
	a := m.arg[0]
	if a.minutes == 0 {
		return m.day(oneDay(shift(m.today, a, 1)))
	}
	t := m.Now.Add(time.Duration(a.minutes) * time.Minute)
	m.time(civil.ClockOf(t), false)
	m.day(oneDay(shift(civil.DateOf(t), a, 1)))
	m.class |= clockC
	return true
}

// daysLater is "two weeks later", but not "ten minutes later".
func daysLater(m *match) bool { return m.arg[0].minutes == 0 && inAmount(m) }

func ago(m *match) bool {
	a := m.arg[0]
	t := m.Now.Add(-time.Duration(a.minutes) * time.Minute)
	d := oneDay(shift(civil.DateOf(t), a, -1))
	d.past = true
	if m.day(d); a.minutes != 0 {
		m.time(civil.ClockOf(t), false)
		m.class |= dayC
	}
	return true
}

// fromDay is a day a length after or before another.
func fromDay(sign int) func(*match) bool {
	return func(m *match) bool {
		a, d := m.arg[0], m.arg[1].days
		if a.minutes != 0 || d.From.IsZero() || len(m.before) > 0 && m.says(m.before[len(m.before)-1], "stay", "staying") {
			return false
		}
		return m.day(oneDay(shift(m.sooner(d), a, sign)))
	}
}

// sooner is the day that others are counted from: of a bare weekday the next one, today included.
func (m *match) sooner(d *days) civil.Date {
	if s := d.said; s.weekday >= 0 && s.day == 0 && s.which == 0 {
		return nextOn(m.today, time.Weekday(s.weekday))
	}
	return d.From
}

// amountDay is "a fortnight today", "a week Monday".
func amountDay(m *match) bool {
	return m.arg[0].n%7 == 0 && m.arg[0].n > 0 && fromDay(1)(m)
}

// weekOn is "Monday week": the one after the next.
func weekOn(m *match) bool {
	d := m.arg[0].days
	if d.said.weekday < 0 && d.From != m.today && d.From != m.today.AddDays(1) {
		return false
	}
	return m.day(oneDay(m.sooner(d).AddDays(7)))
}

func dayIn(m *match) bool {
	if d := m.arg[0].days; d.said.weekday < 0 || m.arg[1].minutes != 0 {
		return false
	}
	return m.day(oneDay(shift(m.sooner(m.arg[0].days), m.arg[1], 1)))
}

func weekdaysOn(m *match) bool {
	return m.arg[0].n > 0 && m.arg[0].n < 60 && m.day(oneDay(nextOn(m.today.AddDays(1), time.Weekday(m.arg[1].n)).AddDays(7*(m.arg[0].n-1))))
}

func dayAfter(n int) func(*match) bool {
	return func(m *match) bool {
		d := oneDay(m.today.AddDays(m.arg[0].n + n))
		if on := m.arg[0].days; on != nil {
			if d = oneDay(on.From.AddDays(n)); on.From.IsZero() {
				return false
			}
		}
		d.past = d.From.Before(m.today)
		return m.day(d)
	}
}

// withinAmount is from today to the end of a length.
func withinAmount(m *match) bool {
	a := m.arg[0]
	if a.class&clockUnit != 0 {
		return nothing(m)
	}
	last := civil.DateOf(m.Now.Add(time.Duration(a.minutes) * time.Minute))
	d := fromTo(m.today, shift(last, a, 1))
	d.rel = span
	return m.day(d)
}

// pastAmount is a length that went by, "the last 4 days".
func pastAmount(m *match) bool {
	d := fromTo(shift(m.today, m.arg[0], -1), m.today)
	d.past, d.rel = true, span
	return m.arg[0].minutes == 0 && m.day(d)
}

// dayPart is a day and a part of it.
func dayPart(m *match) bool {
	m.copy(m.arg[0])
	d := *m.arg[0].days
	d.part = m.arg[1].n
	m.days = &d
	return true
}

// dayHalf is "Monday am".
func dayHalf(m *match) bool {
	half := m.arg[1].n
	if !dayPart(m) {
		return false
	}
	m.days.part = []int{morning, afternoon}[half]
	return true
}

func partOfDay(m *match) bool {
	m.arg[0], m.arg[1] = m.arg[1], m.arg[0]
	return dayPart(m)
}

// copy takes over what an argument means.
func (m *match) copy(a *item) {
	m.class, m.days, m.clocks, m.n, m.not = a.class, a.days, a.clocks, a.n, a.not
}

func dayFirstThing(m *match) bool {
	m.copy(m.arg[0])
	m.class |= clockC
	m.clocks = []clock{{from: 0, to: 720, part: morning, prefer: Soonest, first: m.first, last: m.last}}
	return true
}

// hourBeforeDay is "8 tomorrow night": an hour that a day with its part makes one.
func hourBeforeDay(m *match) bool {
	d := m.arg[1].days
	if d.part == 0 || len(m.arg[1].clocks) > 0 || len(m.arg[0].clocks) > 0 && !m.arg[0].clocks[0].loose || m.afterMonth(m.arg[0]) {
		return false
	}
	c, ok := m.clockOf(m.arg[0])
	c.inPart(d.part)
	on := *d
	on.part = 0
	m.days, m.clocks, m.class = &on, []clock{c}, dayC|clockC
	return ok
}
