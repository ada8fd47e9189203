package when

import (
	"strings"

	"bedside/internal/civil"
)

// The meanings of rules about limits, refusals, and what is said about all times.

// mark is what says something about all times or about those offered.
type mark int

const (
	anyDay mark = iota + 1
	anyTime
	anyWhen
	soonest
	latest
	earlier
	later
	otherDay
	otherTime
	early      // what was offered is too early in the day
	late       // or too late
	correction // "no", "sorry": the last of its kind is taken back
	joining    // "or", "and"
	unclear    // looks like a date or time and is none that is understood
)

func marked(k mark) func(*match) bool {
	return func(m *match) bool {
		m.class, m.mark = markC, k
		return true
	}
}

func vague(m *match) bool { return marked(unclear)(m) }

// markedFlexible wants the word "flexible", not only who is.
func markedFlexible(m *match) bool {
	return m.reader.words[m.last-1].Text == "flexible" && marked(anyWhen)(m)
}

// markedLatest leaves "last" alone where it is not about a time.
func markedLatest(m *match) bool {
	return (m.last-m.first > 1 || m.says(item{first: m.first, last: m.last}, "latest")) && marked(latest)(m)
}

// markedLate is "muy tarde", where "tarde" is no afternoon.
func markedLate(m *match) bool { return m.reader.words[m.last-1].Text == "tarde" && marked(late)(m) }

// side puts what an argument means on one side of it.
func (m *match) side(a *item, rel relation) bool {
	if a.class&partC != 0 {
		c := clock{from: partHours[a.n].To, to: 1440, part: a.n, first: m.first, last: m.last}
		if rel == before {
			c.from, c.to = 0, max(partHours[a.n].From, 1)
		}
		m.class, m.clocks = clockC, []clock{c}
		return c.from < c.to
	}
	m.copy(a)
	if a.days != nil {
		d := *a.days
		if m.days = &d; rel == since {
			m.back(&d)
		}
		if d.rel == at {
			d.rel = rel
		}
	}
	if len(a.clocks) > 0 {
		m.clocks = append([]clock(nil), a.clocks...)
		if c := &m.clocks[0]; c.rel == at || c.rel == around {
			c.rel = rel
		}
	}
	return true
}

func limit(rel relation) func(*match) bool {
	return func(m *match) bool { return m.side(m.arg[0], rel) }
}

// freeAfter is "I work until 4".
func freeAfter(m *match) bool {
	a := m.arg[0]
	if len(a.clocks) != 1 || a.clocks[0].rel != until {
		return false
	}
	m.copy(a)
	c := a.clocks[0]
	c.rel = after
	m.clocks = []clock{c}
	return true
}

// partClock makes the item a part of the day.
func (m *match) partClock(part int, p Preference) bool {
	hours := partHours[part]
	m.class = clockC
	m.clocks = []clock{{from: hours.From, to: hours.To, part: part, prefer: p, first: m.first, last: m.last}}
	return true
}

func partAlone(m *match) bool {
	if p := m.arg[0].n; p == night && len(m.before) == 0 && len(m.after) == 0 || p != night {
		return m.partClock(p, "")
	}
	return m.asked("time") && m.partClock(night, "")
}

func partWhole(part int) func(*match) bool {
	return func(m *match) bool { return m.partClock(part, "") }
}

// partBeside is "after work", "before lunch".
func partBeside(m *match) bool {
	behind := m.says(item{first: m.first, last: m.first + 1}, "after", "despues")
	switch m.reader.words[m.last-1].Text {
	case "lunch", "almuerzo", "comer":
		if behind {
			return m.partClock(16, "")
		}
		return m.partClock(morning, "")
	case "school", "escuela":
		if behind {
			return m.partClock(15, "")
		}
	default:
		if behind {
			return m.partClock(14, "")
		}
	}
	return m.partClock(17, "")
}

func firstThing(m *match) bool {
	if m.arg[0] != nil {
		return m.partClock(m.arg[0].n, Soonest)
	}
	return m.partClock(morning, Soonest)
}

func endOfDay(m *match) bool { return m.partClock(13, Latest) }

// all are the words whose "but" takes something out.
var all = []string{"any", "anything", "anytime", "anyday", "all", "day", "days", "everyday", "time", "times", "week", "weekday", "everything", "nothing"}

// refuse takes a day or time out.
func refuse(m *match) bool {
	a := m.arg[0]
	if m.says(item{first: m.first, last: m.first + 1}, "but") && (m.first == 0 || !m.says(item{first: m.first - 1, last: m.first}, all...)) {
		return false // "after 2 but before 4", "Tuesday, but Wednesday works too"
	}
	if a.class&partC != 0 {
		m.partClock(a.n, "")
	} else {
		m.copy(a)
	}
	m.not = !m.flipped()
	return true
}

// flipped turns "not before 10" into "from 10 on"; false where there is no side to turn.
func (m *match) flipped() bool {
	other := map[relation]relation{before: from, after: until, until: after}
	if m.days != nil && other[m.days.rel] != at {
		d := *m.days
		d.rel = other[d.rel]
		m.days = &d
		return true
	}
	if len(m.clocks) == 1 && m.clocks[0].part == 0 && other[m.clocks[0].rel] != at {
		c := m.clocks[0]
		c.rel = other[c.rel]
		m.clocks = []clock{c}
		return true
	}
	return false
}

// refuseIfPlural is "no Mondays"; "no, Monday" corrects something.
func refuseIfPlural(m *match) bool {
	if m.arg[0].class&partC != 0 {
		return strings.HasSuffix(m.reader.words[m.last-1].Text, "s") && refuse(m)
	}
	if d := m.arg[0].days; d == nil || !d.From.IsZero() {
		return false
	}
	return refuse(m)
}

// refuseFirst is "no el martes", where no day was said before that it would correct.
func refuseFirst(m *match) bool { return len(m.before) == 0 && refuse(m) }

// dayRange is from one day to another, which comes after it.
func dayRange(m *match) bool {
	a, b := m.arg[0].days, m.arg[1].days
	if a.From.IsZero() || b.From.IsZero() || a.clash != nil && a.clash.Kind == NoSuchDay {
		return false
	}
	if m.moving() {
		m.copy(m.arg[1])
		m.leave(m.arg[0])
		return true
	}
	start, end := a.From, b.To
	if a.said.weekday >= 0 && b.said.which == 2 && b.said.weekday >= 0 && a.said.which == 0 && a.said.day == 0 {
		start = nextOn(end.AddDays(-6), start.Weekday())
	}
	if end.Before(start) || end == start {
		end = following(b, start)
	}
	if end.Before(start) {
		return false
	}
	d := fromTo(start, end)
	d.rel, d.part, d.past = span, max(a.part, b.part), end.Before(m.today)
	if d.To != b.To {
		d.other = []civil.Date{b.To}
	}
	return m.day(d)
}

// following returns the first day after start that b may mean.
func following(b *days, start civil.Date) civil.Date {
	end := b.To
	for i := 0; i < 400 && !start.Before(end); i++ {
		switch s := b.said; {
		case s.year > 0 || s.which > 0:
			return end
		case s.month > 0:
			end.Year++
		case s.day > 0:
			end = addMonths(end, 1)
		case s.weekday >= 0:
			end = end.AddDays(7)
		default:
			return end
		}
	}
	return end
}
