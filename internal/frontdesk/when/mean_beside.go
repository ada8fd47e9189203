package when

import (
	"slices"
)

// The meanings of rules about hours that only become a time by what stands beside them.

// inPart is a time with its part of the day behind it.
func inPart(m *match) bool { return !m.afterMonth(m.arg[0]) && m.partly(m.arg[0], m.arg[1].n) }

func inNight(m *match) bool { return !m.afterMonth(m.arg[0]) && m.partly(m.arg[0], night) }

// partThen is the part of the day first: "afternoon at 2".
func partThen(m *match) bool { return m.partly(m.arg[1], m.arg[0].n) }

func (m *match) partly(a *item, part int) bool {
	c, ok := m.clockOf(a)
	if ranged := a.class&clockC != 0 && len(a.clocks) == 1 && a.clocks[0].rel == span; ranged {
		c = a.clocks[0]
	} else if !ok {
		return false
	}
	c.inPart(part)
	c.first, c.last = m.first, m.last
	m.class, m.clocks = clockC, []clock{c}
	return true
}

// pronouns are the words behind which "one" is no number.
var pronouns = []string{"this", "that", "the", "another", "which", "last", "next", "other", "any", "earlier", "later", "first"}

// afterMonth reports whether the number is more likely a day: "March 3 in the afternoon".
func (m *match) afterMonth(a *item) bool {
	if len(m.before) == 0 || a.class&clockC != 0 || a.first != m.first {
		return false
	}
	b := m.before[len(m.before)-1]
	if m.says(*a, "one") && (b.class&(unknown|ordinal) != 0 || m.says(b, pronouns...)) {
		return true
	}
	return b.class&monthC != 0 || m.says(b, "el", "dia")
}

// inPartToday is a time today: "8:45 this evening", "tonight at 7".
func inPartToday(m *match) bool {
	part, t := night, m.arg[0]
	switch {
	case t.class&partC != 0:
		part, t = t.n, m.arg[1]
	case m.arg[1] != nil:
		part = m.arg[1].n
	}
	if m.afterMonth(t) || !m.partly(t, part) {
		return false
	}
	m.class, m.days = dayC|clockC, oneDay(m.today)
	return true
}

// bare is an hour that a preposition makes a time of day.
func bare(rel relation) func(*match) bool {
	return func(m *match) bool {
		t, loose := m.hourOf(m.arg[0])
		m.time(t, loose)
		m.clocks[0].rel = rel
		if m.says(*m.arg[0], "one") && !m.asked("time") && len(m.after) > 0 && m.after[0].class&(unknown|fillerC) != 0 { // "at one table"
			return false
		}
		return t < 1440
	}
}

func bareThan(m *match) bool {
	if m.reader.words[m.first].Text == "later" {
		return bare(after)(m)
	}
	return bare(before)(m)
}

// askedHour is a bare number after the question for a time, where it is not how many come.
func askedHour(m *match) bool {
	if len(m.before) > 0 && m.says(*m.arg[0], "one") && m.says(m.before[len(m.before)-1], pronouns...) {
		return false
	}
	return m.asked("time") && !m.asked("people") && m.aloneOf(number|monthC|ordinal|unitC|numberedC|weekdayC) && bare(at)(m)
}

func askedFigures(m *match) bool {
	if m.arg[0].class&fourYear != 0 && len(m.before)+len(m.after) > 1 {
		return false
	}
	return m.asked("time") && m.aloneOf(number|monthC|ordinal) && hourMinute(m)
}

func askedRange(m *match) bool {
	return m.asked("time") && m.aloneOf(number|monthC|ordinal) && hourRange(m)
}

// aloneOf reports whether neither neighbour is of the classes, nor a mark that makes one number of two.
func (m *match) aloneOf(c class) bool {
	if len(m.before) > 0 {
		b := m.before[len(m.before)-1]
		if b.class&(c|unknown) != 0 || m.says(b, "the", "of", "el", "/") || m.says(b, ".") && !m.reader.words[m.first].Space {
			return false
		}
	}
	return len(m.after) == 0 || m.after[0].class&c == 0
}

// eitherClock is one of two times; the half of the day of the one counts for the other.
func eitherClock(m *match) bool {
	a, ok := m.clockOf(m.arg[0])
	b, ok2 := m.clockOf(m.arg[1])
	if !ok || !ok2 {
		return false
	}
	if m.arg[0].class&clockC == 0 && m.arg[1].class&clockC == 0 {
		return false
	}
	switch {
	case a.loose && !b.loose:
		a.from, a.loose = a.from%720+b.from/720*720, false
		a.to = a.from
	case b.loose: // the next after the first
		likely := a
		m.settle(&likely)
		if b.from = b.from%720 + likely.from/720*720; b.from <= likely.from {
			b.from = (b.from + 720) % 1440
		}
		b.to, b.loose = b.from, false
	}
	m.class, m.clocks = clockC, []clock{a, b}
	return true
}

func correctedClock(m *match) bool {
	c, ok := m.clockOf(m.arg[1])
	if first := m.arg[0].clocks[0]; !first.loose && c.loose {
		c.from = c.from%720 + first.from/720*720
		c.to, c.loose = c.from, false
	}
	m.class, m.clocks = clockC, []clock{c}
	return ok
}

// says reports whether the item is one of the words.
func (m *match) says(it item, texts ...string) bool {
	return it.last-it.first == 1 && slices.Contains(texts, m.reader.words[it.first].Text)
}
