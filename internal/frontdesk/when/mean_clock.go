package when

import (
	"bedside/internal/civil"
)

// The meanings of rules about numbers and times of day. Each fills in the item and reports whether it makes sense.

func sum(m *match) bool {
	m.n = m.arg[0].n + m.arg[1].n
	m.class = spoken(m.n)
	return true
}

func sumOrdinal(m *match) bool {
	m.n = m.arg[0].n + m.arg[1].n
	m.class = ordinal | dayNumber
	return m.arg[1].n < 10 && m.n <= 31
}

func nth(m *match) bool {
	m.n, m.class = m.arg[0].n, ordinal
	if m.arg[0].class&dayNumber != 0 {
		m.class |= dayNumber
	}
	return m.arg[0].class&(ordinal|three|four) == 0
}

func ohMinutes(m *match) bool {
	m.n, m.class = m.arg[0].n, spokenMin|minute
	return len(m.before) > 0 && m.before[len(m.before)-1].class&hour != 0
}

func hundredHours(m *match) bool {
	return m.arg[0].n <= 24 && m.time(civil.NewClock(m.arg[0].n, 0), false)
}

// nothing is something else than a date or time.
func nothing(m *match) bool { m.class = 0; return true }

// countsOne is "the first one", but not "the 14th available".
func countsOne(m *match) bool { return m.arg[0].last-m.arg[0].first == 1 && nothing(m) }

func half(m *match) bool {
	m.class, m.n = halfC, 0
	if m.reader.words[m.first].Text == "p" {
		m.n = 1
	}
	return len(m.before) > 0 && m.before[len(m.before)-1].class&(hour|spokenMin|writtenMin|hourDigit) != 0
}

func oclock(m *match) bool { m.class = oclockC; return true }

// partNamed makes "early morning" the first number and "early afternoon" the second.
func partNamed(ofMorning, ofAfternoon int) func(*match) bool {
	return func(m *match) bool {
		m.class, m.n = partC, ofMorning
		switch p := m.arg[0].n; p {
		case afternoon, tarde:
			m.n = ofAfternoon
		case morning:
		default:
			m.n = p
		}
		return true
	}
}

// time makes the item one time of day, loose if its half was not said.
func (m *match) time(t civil.Clock, loose bool) bool {
	if t < 0 {
		t += 1440
	}
	m.class = clockC
	m.clocks = []clock{{from: t % 1440, to: t % 1440, loose: loose, first: m.first, last: m.last}}
	return true
}

// withHalf settles the time by an am or pm among the arguments.
func (m *match) withHalf() bool {
	for _, a := range m.arg {
		if a != nil && a.class&halfC != 0 {
			c := &m.clocks[0]
			if c.loose || c.from < 13*60 {
				c.from, c.loose = c.from%720+civil.Clock(720*a.n), false
				c.to = c.from
			}
		}
	}
	return true
}

// hourOf returns the hour of an argument as minutes, and whether its half of the day is open: "07" is the morning.
func (m *match) hourOf(a *item) (t civil.Clock, loose bool) {
	zero := m.reader.words[a.first].Text[0] == '0'
	if a.class&hourDigit != 0 && a.class&hour == 0 {
		return civil.NewClock(a.n/100, a.n%100), 1 <= a.n/100 && a.n/100 <= 12 && !zero
	}
	return civil.NewClock(a.n, 0), 1 <= a.n && a.n <= 12 && !zero
}

// hourMinute is an hour, its minutes and its half, in this order, as far as they were said.
func hourMinute(m *match) bool {
	t, loose := m.hourOf(m.arg[0])
	for _, a := range m.arg[1:] {
		if a != nil && a.class&(minute|writtenMin|spokenMin) != 0 {
			t += civil.Clock(a.n)
		}
	}
	return m.time(t, loose) && m.withHalf()
}

// spacedMinutes is "6 15" or "six fifteen", alone among numbers.
func spacedMinutes(m *match) bool {
	if len(m.before) > 0 {
		if b := m.before[len(m.before)-1]; b.class&(number|monthC|ordinal) != 0 || m.says(b, "/", "-") {
			return false
		}
	}
	return hourMinute(m)
}

func pastHour(minutes civil.Clock) func(*match) bool {
	return func(m *match) bool {
		t, loose := m.hourOf(m.arg[0])
		return m.time(t+minutes, loose) && m.withHalf()
	}
}

func pastMinutes(m *match) bool { return m.shifted(m.arg[1], civil.Clock(m.arg[0].n)) }

func minutesTo(m *match) bool { return m.shifted(m.arg[1], -civil.Clock(m.arg[0].n)) }

func hourLess(m *match) bool { return m.shifted(m.arg[0], -civil.Clock(m.arg[1].n)) }

func (m *match) shifted(a *item, by civil.Clock) bool {
	if a.class&noonC != 0 {
		return m.time(civil.Clock(a.n)+by, false)
	}
	t, loose := m.hourOf(a)
	return m.time(t+by, loose) && m.withHalf()
}

func noonTime(m *match) bool { return m.time(civil.Clock(m.arg[0].n), false) }

func noonAnd(m *match) bool {
	by := civil.Clock(30)
	if m.reader.words[m.first].Text == "quarter" {
		by = 15
	}
	return m.shifted(m.arg[0], by)
}

// one is the Spanish one o'clock, whose number is an article.
func one(minutes civil.Clock) func(*match) bool {
	return func(m *match) bool { return m.time(60+minutes, true) && m.withHalf() }
}

func onePast(m *match) bool { return m.time(60+civil.Clock(m.arg[0].n), true) && m.withHalf() }

// hourRange is from one hour to another; one am or pm stands for the end.
func hourRange(m *match) bool {
	f, loose := m.hourOf(m.arg[0])
	t, looseTo := m.hourOf(m.arg[1])
	m.class = clockC
	c := clock{from: f, to: t, loose: loose, looseTo: looseTo, rel: span, first: m.first, last: m.last}
	if a := m.arg[2]; a != nil {
		switch {
		case a.class&halfC != 0:
			c.to, c.looseTo = c.to%720+civil.Clock(720*a.n), false
		default:
			c.to, c.looseTo = halves(a.n, c.to), false
		}
	}
	if m.clocks = []clock{c}; m.moving() {
		m.clocks = []clock{{from: c.to, to: c.to, loose: c.looseTo, first: m.first, last: m.last}}
		m.leave(m.arg[0])
	}
	return true
}

// leave keeps what is given up, for its mention.
func (m *match) leave(a *item) {
	left := *a
	if m.leaving = &left; len(left.clocks) == 0 && left.days == nil {
		t, loose := m.hourOf(a)
		left.clocks = []clock{{from: t, to: t, loose: loose, first: a.first, last: a.last}}
	}
}

// moving reports whether something is moved from the first to the second: only the second is wanted.
func (m *match) moving() bool {
	if !m.says(item{first: m.first, last: m.first + 1}, "from", "de", "del") {
		return false
	}
	for _, w := range m.reader.words[:m.first] {
		switch w.Text {
		case "move", "change", "reschedule", "switch", "moved", "changed", "switched", "push", "bump", "cambiar", "mover", "pasar", "reprogramar":
			return true
		}
	}
	return false
}

// clockRange joins two times.
func clockRange(m *match) bool {
	f, ok := m.clockOf(m.arg[0])
	t, ok2 := m.clockOf(m.arg[1])
	m.class = clockC
	if m.moving() {
		m.clocks = []clock{t}
		m.leave(m.arg[0])
		return ok2
	}
	c := clock{from: f.from, to: t.from, loose: f.loose, looseTo: t.loose, rel: span, first: m.first, last: m.last}
	m.clocks = []clock{c}
	return ok && ok2
}

// clockOf returns the time that an argument is, a bare hour too.
func (m *match) clockOf(a *item) (clock, bool) {
	if a.class&clockC != 0 {
		return a.clocks[0], len(a.clocks) == 1 && a.clocks[0].part == 0 && a.clocks[0].rel != span
	}
	t, loose := m.hourOf(a)
	return clock{from: t, to: t, loose: loose, first: a.first, last: a.last}, t < 1440
}

// laManana is the Spanish morning, whose word without its article is tomorrow.
func laManana(m *match) bool {
	m.class, m.n = partC, morning
	return true
}

// hourLetter is "9a" or "2:30p".
func hourLetter(m *match) bool {
	t, _ := m.hourOf(m.arg[0])
	if t < 60 || t >= 13*60 {
		return false
	}
	if m.arg[1] != nil {
		t += civil.Clock(m.arg[1].n)
	}
	t %= 720
	if m.reader.words[m.last-1].Text == "p" {
		t += 720
	}
	return m.time(t, false)
}
