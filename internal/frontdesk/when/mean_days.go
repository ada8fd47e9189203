package when

import (
	"strings"
	"time"

	"bedside/internal/civil"
)

// The meanings of rules about days of the calendar.

// day makes the item the days, false for none.
func (m *match) day(d *days) bool {
	if d == nil {
		return false
	}
	m.days, m.class = d, dayC
	if d.From != d.To {
		m.class = spanC
	}
	return true
}

// sayings collects weekday, day, month and year from the arguments.
func (m *match) sayings() said {
	s := said{weekday: -1}
	for _, a := range m.arg {
		switch {
		case a == nil:
		case a.class&weekdayC != 0:
			s.weekday = a.n
		case a.class&monthC != 0:
			s.month = a.n
		case a.class&fourYear != 0:
			s.year = a.n
		case a.class&dayNumber != 0:
			s.day = a.n
		}
	}
	return s
}

func calendarDate(m *match) bool { return m.day(m.resolve(m.sayings())) }

// yearSaid is a month and day of this or next year.
func yearSaid(m *match) bool {
	s := m.sayings()
	s.year = m.today.Year
	if m.reader.words[m.last-2].Text == "next" {
		s.year++
	}
	return m.day(m.resolve(s))
}

// spokenYear is a year in two numbers: "nineteen eighty", "twenty twenty-seven".
func spokenYear(m *match) bool {
	s := said{weekday: -1}
	var years []int
	for _, a := range m.arg {
		switch {
		case a == nil:
		case a.class&monthC != 0:
			s.month = a.n
		case s.day == 0 && a.class&dayNumber != 0:
			s.day = a.n
		default:
			years = append(years, a.n)
		}
	}
	if len(years) != 2 || years[0] != 19 && years[0] != 20 || years[1] < 10 || years[1] > 99 {
		return false
	}
	s.year = years[0]*100 + years[1]
	return m.day(m.resolve(s))
}

// monthRange is two days of one month.
func monthRange(m *match) bool {
	s, first := m.sayings(), 0
	for _, a := range m.arg {
		if a != nil && a.class&dayNumber != 0 && a.class&monthC == 0 {
			first = a.n
			break
		}
	}
	s.weekday = -1
	end := m.resolve(s)
	s.day = first
	start := m.resolve(s)
	if start == nil || end == nil || start.From.IsZero() || end.From.IsZero() {
		return false
	}
	if end.From.Before(start.From) {
		start.From.Year-- // "from the 5th to the 23rd" while it runs
	}
	if !exists(end.From) || !start.From.Before(end.From) {
		return false
	}
	between := len(m.before) > 0 && m.says(m.before[len(m.before)-1], "between", "entre", "from")
	for w := m.first; w < m.last && !between; w++ {
		if t := m.reader.words[w].Text; t == "or" || t == "and" {
			d := fromTo(start.From, end.From)
			d.On = On(start.From.Weekday(), end.From.Weekday())
			if start.From.DaysUntil(end.From) > 6 {
				d = oneDay(start.From, end.From)
			}
			d.rel = at
			return m.day(d)
		}
	}
	d := fromTo(start.From, end.From)
	d.rel, d.past = span, end.past
	return m.day(d)
}

// figures are a date in numbers: month first unless the practice says otherwise or only the other way is a date.
func figures(m *match) bool {
	var n [3]int
	got, weekday, four := 0, -1, false
	for i, a := range m.arg {
		switch {
		case a == nil:
		case a.class&weekdayC != 0:
			weekday = a.n
		case got < 3:
			if got == 0 && m.arg[i].class&fourYear != 0 {
				four = true
			}
			n[got] = a.n
			got++
		}
	}
	s := said{weekday: weekday, month: n[0], day: n[1], year: n[2]}
	if four {
		s.year, s.month, s.day = n[0], n[1], n[2]
	} else if m.DayFirst {
		s.month, s.day = s.day, s.month
	}
	if s.month > 12 && s.day <= 12 && !four {
		s.month, s.day = s.day, s.month
	}
	if got == 3 && s.year < 100 {
		s.year += 2000
		if s.year > m.today.Year+20 {
			s.year -= 100
		}
	}
	if s.month < 1 || s.month > 12 || s.day < 1 || s.day > 31 || got == 3 && (s.year < 1900 || s.year > 2099) {
		return false
	}
	d := m.resolve(s)
	if swapped := (civil.Date{Year: d.From.Year, Month: time.Month(s.day), Day: s.month}); !four && s.day <= 12 && s.day != s.month && !d.past &&
		d.clash == nil && !swapped.Before(m.today) {
		d.other = append(d.other, swapped)
	}
	return m.day(d)
}

func askedFigureDate(m *match) bool { return m.asked("date") && figures(m) }

// thisMonth is a day of this month, or of one of the next.
func thisMonth(ahead int) func(*match) bool {
	return func(m *match) bool {
		first := addMonths(civil.Date{Year: m.today.Year, Month: m.today.Month, Day: 1}, ahead)
		return m.day(m.resolve(said{weekday: -1, day: m.arg[0].n, month: int(first.Month), year: first.Year}))
	}
}

// lastNth is "last 13th".
func lastNth(m *match) bool {
	d := m.resolve(said{weekday: -1, day: m.arg[0].n})
	if d == nil {
		return false
	}
	m.back(d)
	return m.day(d)
}

// ordinalAlone is "the 13th"; a word such as "first" is a day only where one was asked for.
func ordinalAlone(m *match) bool {
	word := m.last-m.first == 1
	followed := len(m.after) > 0 && m.after[0].class&unknown != 0
	if word && (followed || m.arg[0].n <= 3 && !m.asked("date")) || followed && len(m.before) > 0 && m.before[len(m.before)-1].class&unknown != 0 {
		return false
	}
	return calendarDate(m)
}

func theDay(m *match) bool {
	if m.arg[0].class&ordinal != 0 && m.reader.words[m.last-1].Kind == 0 && m.arg[0].n <= 3 && !m.asked("date") {
		return false
	}
	if m.arg[0].class&ordinal == 0 && m.arg[0].class&writtenHour == 0 && m.arg[0].n < 13 && !m.asked("date") {
		return false // "the two", "the one"
	}
	return calendarDate(m)
}

// askedDay is a bare number after the question for a date.
func askedDay(m *match) bool {
	return m.asked("date") && !m.asked("people") && len(m.before)+len(m.after) < 3 &&
		m.aloneOf(number|monthC|unitC|numberedC|clockC) && !m.counts() && calendarDate(m)
}

// counts reports whether "for" stands before: "for 15" is how many.
func (m *match) counts() bool {
	return len(m.before) > 0 && m.says(m.before[len(m.before)-1], "for")
}

// weekdayAlone is a day of the week; "sun" and "sat" are other words too, and need one in front that goes with a date.
func weekdayAlone(m *match) bool { return m.surely(m.arg[0]) && calendarDate(m) }

// beforeDays are the words behind which "sun" and "sat" are days.
var beforeDays = strings.Fields(`on this next for or and by until till to from last coming - , . ? & about not maybe is say a any every
	either how before after`)

func (m *match) surely(a *item) bool {
	if a.class&shortDay == 0 || a.first == 0 {
		return true
	}
	in := item{first: a.first - 1, last: a.first}
	return m.says(in, beforeDays...)
}

func which(n int) func(*match) bool {
	return func(m *match) bool {
		s := m.sayings()
		s.which = n
		d := m.resolve(s)
		if !m.surely(m.arg[0]) {
			return false
		}
		if n == 0 {
			d.said.which = 2
		}
		return m.day(d)
	}
}
