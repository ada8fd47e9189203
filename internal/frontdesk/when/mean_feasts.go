package when

import (
	"time"

	"bedside/internal/civil"
)

// The meanings of rules about today and the days around it, days of every week, holidays and years.

func someDays(m *match) bool {
	if len(m.before) > 0 && m.before[len(m.before)-1].class&dayC != 0 && m.says(item{first: m.first, last: m.first + 1}, "a") {
		return false // "de lunes a viernes"
	}
	m.days = &days{Days: Days{On: 1 << m.arg[0].n}, said: said{weekday: -1}}
	m.class = spanC
	return true
}

func workingDays(m *match) bool {
	m.days = &days{Days: Days{On: On(1, 2, 3, 4, 5)}, said: said{weekday: -1}}
	m.class = spanC
	return true
}

func someWeekends(m *match) bool {
	m.days = &days{Days: Days{On: On(time.Saturday, time.Sunday)}, said: said{weekday: -1}}
	m.class = spanC
	return true
}

// countedDay is today, tomorrow or yesterday; "manana" after an article is the morning.
func countedDay(m *match) bool {
	n := m.arg[0].n
	d := oneDay(m.today.AddDays(n))
	d.past = n < 0
	if m.reader.words[m.last-1].Text == "anoche" {
		d.part = night
	}
	return m.day(d)
}

func daysOff(n int) func(*match) bool {
	return func(m *match) bool { return m.day(oneDay(m.today.AddDays(n))) }
}

func todayPart(part int) func(*match) bool {
	return func(m *match) bool {
		d := oneDay(m.today)
		d.part = part
		return m.day(d)
	}
}

func todayNamed(m *match) bool { return todayPart(m.arg[0].n)(m) }

func nightAgo(m *match) bool {
	d := oneDay(m.today.AddDays(-1))
	d.part, d.past = night, true
	return m.day(d)
}

// now is today at this minute.
func now(m *match) bool {
	m.time(civil.ClockOf(m.Now), false)
	m.day(oneDay(m.today))
	m.class |= clockC
	return true
}

// nowAsked is "now" as the answer to a question; elsewhere it is a filler.
func nowAsked(m *match) bool {
	from := len(m.before) > 0 && len(m.after) > 0 && m.says(m.before[len(m.before)-1], "from", "starting") && m.says(m.after[0], "until", "till", "to", "through")
	alone := (len(m.after) == 0 || m.after[0].class == 0) && (len(m.before) > 0 || len(m.after) < 2)
	return (from || alone && (m.asked("date") || m.asked("time"))) && now(m)
}

// feast is the next such holiday, or the one of the year that was said.
func feast(h holiday) func(*match) bool {
	return func(m *match) bool { return m.feastOn(h, 0, m.arg[0]) }
}

func feastNext(h holiday, days int) func(*match) bool {
	return func(m *match) bool { return m.feastOn(h, days, nil) }
}

func (m *match) feastOn(h holiday, off int, year *item) bool {
	y := m.today.Year
	if year != nil && year.class&fourYear != 0 {
		y = year.n
	}
	d, ok := h.in(y)
	if d = d.AddDays(off); ok && year == nil && d.Before(m.today) {
		d, _ = h.in(y + 1)
		d = d.AddDays(off)
	}
	if !ok {
		return vague(m)
	}
	on := oneDay(d)
	on.past = d.Before(m.today)
	return m.day(on)
}

// weekNamed is "Thanksgiving week"; a bare "Monday week" is another day.
func weekNamed(m *match) bool { return m.arg[0].days.said.weekday < 0 && weekOf(0)(m) }

func holidayAlone(m *match) bool { return m.feastOn(holiday(m.arg[0].n), 0, m.arg[1]) }

func namedDay(m *match) bool {
	switch m.reader.words[m.first].Text {
	case "thanksgiving":
		return m.feastOn(thanksgiving, 0, nil)
	case "easter":
		return m.feastOn(easter, 0, nil)
	}
	return m.feastOn(christmas, 0, nil)
}

// yearAlone is one year, or from one to another.
func yearAlone(m *match) bool {
	first, last := m.arg[0].n, m.arg[0].n
	if m.arg[1] != nil {
		last = m.arg[1].n
	}
	d := fromTo(civil.Date{Year: first, Month: 1, Day: 1}, civil.Date{Year: last, Month: 12, Day: 31})
	d.past = d.To.Before(m.today)
	return first <= last && m.day(d)
}
