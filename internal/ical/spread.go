package ical

import (
	"slices"
	"strings"
	"time"
)

// change is what a part of a series says of a time of it and, where it says so, of all that follow (RFC 5545 3.2.13).
type change struct {
	about time.Time // the time as the series has it, by the clock of the series
	start moment
	long  length
	taken bool // false: cancelled, or free
}

// at is what the change makes of a time of the series.
func (c change) at(wall time.Time) moment {
	m := c.start
	m.wall = m.wall.Add(wall.Sub(c.about))
	return m
}

// spread adds the times of one event as its parts change them. What cannot be read of an event takes no time away: a time
// that is free there and taken here does less harm than the other way.
func (p *parser) spread(e event, parts []event) error {
	if e.off {
		return nil
	}
	start, err := p.moment(e.start)
	if err != nil {
		p.lost("An event has no time at which it begins, or one that cannot be read.")
		return nil
	}
	long, sentence := p.long(e, start)
	if sentence != "" {
		p.lost(sentence)
		return nil
	}
	if p.steps += 8 * len(parts); p.steps > mostSteps { // to read one costs more than to look at a time
		return errSteps
	}
	except := p.excepted(e, parts, start)
	changes := p.changes(parts, start)
	if e.free && e.about.name == "" && len(changes) == 0 {
		return nil // what parts of it say is read by itself
	}
	one := func(wall time.Time) error {
		if except[wall] {
			return nil
		}
		m, d, taken := start, long, !e.free
		m.wall = wall
		if n, _ := slices.BinarySearchFunc(changes, wall, func(c change, at time.Time) int { return c.about.Compare(at) }); n > 0 {
			c := changes[n-1]
			m, d, taken = c.at(wall), c.long, c.taken
		}
		if !taken {
			return nil
		}
		from := m.instant()
		return p.add(from, d.after(m, from))
	}
	r := rule{}
	if e.rrule != "" && e.about.name == "" {
		if r, err = parseRule(e.rrule, start); err != nil {
			p.lost("An event repeats in a way that cannot be read. Only its first time counts.")
			r = rule{}
		}
	}
	if r.freq == "" {
		err = one(start.wall)
	} else {
		early, late := reach(long, changes, start)
		err = r.times(start, p.asked.From.Add(-early-36*time.Hour), p.asked.To.Add(late+36*time.Hour), &p.steps, one)
	}
	if err != nil {
		return err
	}
	return p.more(e, start, one)
}

// reach is how long before and after what is asked for a time of the series can lie that falls within it.
func reach(long length, changes []change, start moment) (early, late time.Duration) {
	early = long.most()
	for _, c := range changes {
		moved := start.like(c.start).Sub(c.about)
		early, late = max(early, c.long.most()+moved), max(late, -moved)
	}
	return early, late
}

// more adds the times that the event names one by one.
func (p *parser) more(e event, start moment, one func(time.Time) error) error {
	for _, l := range e.dates {
		for _, text := range strings.Split(l.value, ",") {
			at := line{value: text, params: l.params}
			var err error
			if strings.Contains(text, "/") {
				from, to, bad := p.period(at)
				if bad != nil {
					p.lost("An event repeats on a day that cannot be read.")
				} else if !e.free {
					err = p.add(from, to)
				}
			} else if m, bad := p.moment(at); bad != nil {
				p.lost("An event repeats on a day that cannot be read.")
			} else {
				err = one(start.like(m))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// changes are the parts that speak of all times from theirs on, in order.
func (p *parser) changes(parts []event, start moment) (all []change) {
	for _, part := range parts {
		if !strings.EqualFold(part.about.param("RANGE"), "THISANDFUTURE") {
			continue
		}
		about, err := p.moment(part.about)
		if err != nil {
			continue // excepted has said so
		}
		c := change{about: start.like(about), taken: !part.off && !part.free}
		if c.start, err = p.moment(part.start); err != nil {
			if c.taken {
				continue // it is said where the part is read by itself
			}
			c.start = about
		}
		var sentence string
		if c.long, sentence = p.long(part, c.start); sentence != "" && c.taken {
			continue
		}
		if c.start.zone == (place{time.UTC}) && !start.day { // written as an instant, and meant by the clock of the series
			c.start = moment{wall: start.like(c.start), zone: start.zone}
		}
		if c.start.wall.Sub(c.about).Abs() > longestEvent {
			p.lost("An event is moved by more than ten years.")
			continue
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b change) int { return a.about.Compare(b.about) })
	return all
}

// excepted are the times, by the wall clock of the event, that it leaves out or of which a part says something else.
func (p *parser) excepted(e event, parts []event, start moment) map[time.Time]bool {
	out := map[time.Time]bool{}
	note := func(l line) {
		for _, text := range strings.Split(l.value, ",") {
			if strings.TrimSpace(text) == "" {
				continue
			}
			m, err := p.moment(line{value: text, params: l.params})
			if err != nil {
				p.lost("An event names a day on which it does not take place that cannot be read.")
				continue
			}
			out[start.like(m)] = true
		}
	}
	for _, l := range e.without {
		note(l)
	}
	for _, part := range parts {
		note(part.about)
	}
	return out
}
