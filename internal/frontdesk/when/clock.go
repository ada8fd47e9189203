package when

import (
	"bedside/internal/civil"
)

// clock is what a phrase says about the time of day: one time, or a part of the day.
type clock struct {
	from, to civil.Clock // a part of the day, to exclusive; one time has to == from
	loose    bool        // from may be meant twelve hours off; likewise to
	looseTo  bool
	rel      relation
	part     int // the part of the day that it is, 0 for one with figures
	prefer   Preference
	first    int // the words it was said with
	last     int
}

// partHours are the hours that a part of the day is taken to be, by its number in the lexicon; they overlap, as people do.
var partHours = [...]civil.Interval{
	1:  {From: 0, To: 12 * 60},             // morning
	2:  {From: 12 * 60, To: 18 * 60},       // afternoon
	3:  {From: 17 * 60, To: 24 * 60},       // evening
	4:  {From: 18 * 60, To: 24 * 60},       // night
	5:  {From: 11*60 + 30, To: 13*60 + 30}, // lunch
	6:  {From: 9 * 60, To: 11*60 + 30},     // mid-morning
	7:  {From: 14 * 60, To: 16 * 60},       // mid-afternoon
	8:  {From: 12 * 60, To: 20 * 60},       // tarde
	9:  {From: 0, To: 6 * 60},              // madrugada
	10: {From: 0, To: 10 * 60},             // early morning
	11: {From: 10 * 60, To: 12 * 60},       // late morning
	12: {From: 12 * 60, To: 15 * 60},       // early afternoon
	13: {From: 15 * 60, To: 18 * 60},       // late afternoon
	14: {From: 17 * 60, To: 24 * 60},       // after work
	15: {From: 15 * 60, To: 24 * 60},       // after school
	16: {From: 13 * 60, To: 18 * 60},       // after lunch
	17: {From: 0, To: 9 * 60},              // before work
}

const (
	morning   = 1
	afternoon = 2
	evening   = 3
	night     = 4
	lunch     = 5
	tarde     = 8
)

// halves is what the part says about the half of the day of a time at m minutes past midnight or noon.
func halves(part int, m civil.Clock) civil.Clock {
	m %= 720
	switch part {
	case afternoon, evening, 7, tarde, 12, 13, 14, 15, 16:
		return m + 720
	case night:
		if m >= 6*60 {
			return m + 720
		}
	case lunch:
		if m < 6*60 {
			return m + 720
		}
	}
	return m
}

// inPart settles the half of the day of a time by the part it was said with.
func (c *clock) inPart(part int) {
	if c.part > 0 {
		return
	}
	if c.loose {
		c.from, c.loose = halves(part, c.from), false
	}
	if c.looseTo {
		c.to, c.looseTo = halves(part, c.to), false
	}
	if c.rel == at {
		c.to = c.from
	}
}

// settle chooses the likelier half of the day where it was not said, and returns the other.
func (r *reader) settle(c *clock) (other []civil.Clock) {
	if !c.loose && !c.looseTo {
		return nil
	}
	likely := func(m civil.Clock) civil.Clock {
		m %= 720
		for _, t := range r.Offered {
			if civil.ClockOf(t)%720 == m {
				return civil.ClockOf(t)
			}
		}
		if m < 7*60 {
			m += 720
		}
		return m
	}
	if c.rel == span {
		r.settleRange(c, likely)
		return nil
	}
	c.from = likely(c.from)
	c.to = c.from
	return []civil.Clock{(c.from + 720) % 1440}
}

// settleRange chooses the halves so that the range runs forward: "9 to 5", "10 to 2 pm", "between 2 and 4".
func (r *reader) settleRange(c *clock, likely func(civil.Clock) civil.Clock) {
	switch {
	case c.loose && c.looseTo:
		c.from = likely(c.from)
		if c.to = likely(c.to); c.to <= c.from {
			c.to = c.from - c.from%720 + c.to%720
			if c.to <= c.from {
				c.to += 720
			}
		}
	case c.loose: // the nearest before the end: "2 to 4 pm", but "10 to 2 pm"
		if c.from = c.from%720 + 720; c.from >= c.to {
			c.from -= 720
		}
	default: // the nearest after the start
		c.to = c.from - c.from%720 + c.to%720
		if c.to <= c.from {
			c.to += 720
		}
	}
	c.to = min(c.to, 1440)
}

// window returns the times that c allows.
func (c *clock) window() civil.Interval {
	switch {
	case c.part > 0:
		return civil.Interval{From: c.from, To: c.to}
	case c.rel == after || c.rel == from || c.rel == since:
		return civil.Interval{From: c.from, To: 1440}
	case c.rel == before:
		return civil.Interval{From: 0, To: max(c.from, 1)}
	case c.rel == until:
		return civil.Interval{From: 0, To: c.from + 1}
	case c.rel == around:
		return civil.Interval{From: max(c.from-30, 0), To: min(c.from+31, 1440)}
	case c.rel == span && c.from < c.to:
		return civil.Interval{From: c.from, To: c.to}
	}
	return civil.Interval{From: c.from, To: c.from + 1}
}
