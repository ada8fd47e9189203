package ical

import (
	"strings"
)

// parser reads one calendar.
type parser struct {
	asked  Asked
	out    Read
	times  int
	steps  int
	zones  map[string]zone // by TZID, once they were looked up
	series map[string]*series
	order  []*series
	stack  []string
	event  *event
	rule   *observance // of the zone that is read
	own    *ownZone
	seen   bool // a calendar has begun

	brought map[string]*ownZone // zones whose rules the file brings along
}

// event is one VEVENT as it stands.
type event struct {
	uid, rrule        string
	start, end, about line // DTSTART, DTEND and RECURRENCE-ID
	duration          string
	dates, without    []line // RDATE and EXDATE
	free, off         bool
}

// series is an event with what was said about single times of it.
type series struct {
	whole []event // more than one where a file uses a UID twice
	parts []event
}

func (p *parser) read(text []byte) error {
	err := lines(text, func(l line) error {
		switch l.name {
		case "BEGIN":
			return p.begin(strings.ToUpper(strings.TrimSpace(l.value)))
		case "END":
			return p.end(strings.ToUpper(strings.TrimSpace(l.value)))
		}
		if len(p.stack) == 0 {
			return errNone()
		}
		switch p.stack[len(p.stack)-1] {
		case "VEVENT":
			p.event.take(l)
		case "VTIMEZONE":
			if p.own != nil {
				p.own.take(l)
			}
		case "STANDARD", "DAYLIGHT":
			if p.rule != nil {
				p.rule.take(l)
			}
		case "VFREEBUSY":
			if l.name == "FREEBUSY" {
				return p.freeBusy(l)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !p.seen:
		return errNone()
	case len(p.stack) > 0:
		return wrong("The calendar ends in the middle: it was cut off on the way. What was read before stays.")
	}
	return nil
}

func errNone() error {
	return wrong("This is no calendar. Give the address of an iCalendar feed, which often ends in .ics, not of a page that shows it.")
}

func (p *parser) begin(what string) error {
	if len(p.stack) == 0 && what != "VCALENDAR" {
		return errNone()
	}
	if p.seen = true; len(p.stack) >= deepest {
		return wrong("The calendar has parts within parts within parts. It was not made by a calendar program.")
	}
	p.stack = append(p.stack, what)
	switch what {
	case "VEVENT":
		p.event = &event{}
	case "VTIMEZONE":
		p.own = &ownZone{}
	case "STANDARD", "DAYLIGHT":
		p.rule = &observance{}
	}
	return nil
}

func (p *parser) end(what string) error {
	n := len(p.stack) - 1
	if n < 0 || p.stack[n] != what {
		return wrong("The calendar is damaged: a part ends that never began. What was read before stays.")
	}
	p.stack = p.stack[:n]
	switch what {
	case "VEVENT":
		return p.keep()
	case "STANDARD", "DAYLIGHT":
		if p.own != nil && p.rule != nil {
			p.own.rules = append(p.own.rules, *p.rule)
		}
		p.rule = nil
	case "VTIMEZONE":
		if p.own != nil && p.own.id != "" {
			p.own.work(p)
			p.brought[p.own.id] = p.own
		}
		p.own = nil
	}
	return nil
}

func (e *event) take(l line) {
	switch l.name {
	case "UID":
		e.uid = l.value
	case "DTSTART":
		e.start = l
	case "DTEND":
		e.end = l
	case "DURATION":
		e.duration = l.value
	case "RRULE":
		e.rrule = l.value
	case "RDATE":
		e.dates = append(e.dates, l)
	case "EXDATE":
		e.without = append(e.without, l)
	case "RECURRENCE-ID":
		e.about = l
	case "STATUS":
		e.off = e.off || strings.EqualFold(strings.TrimSpace(l.value), "CANCELLED")
	case "TRANSP":
		e.free = e.free || strings.EqualFold(strings.TrimSpace(l.value), "TRANSPARENT")
	case "X-MICROSOFT-CDO-BUSYSTATUS":
		e.free = e.free || strings.EqualFold(strings.TrimSpace(l.value), "FREE")
	}
}

// keep puts the event that has ended to its series. An event without a UID stands alone.
func (p *parser) keep() error {
	e := *p.event
	p.event = nil
	if p.out.Events++; p.out.Events > mostEvents {
		return wrong("The calendar has more than 250,000 events. Ask for one that holds only the coming year.")
	}
	if p.asked.Ours != nil && p.asked.Ours(e.uid) {
		return nil
	}
	s := p.series[e.uid]
	if s == nil || e.uid == "" {
		s = &series{}
		p.order = append(p.order, s)
		p.series[e.uid] = s
	}
	if e.about.name != "" {
		s.parts = append(s.parts, e)
	} else {
		s.whole = append(s.whole, e)
	}
	return nil
}

// expand turns the events into times.
func (p *parser) expand() error {
	for _, s := range p.order {
		for _, e := range s.whole {
			if err := p.spread(e, s.parts); err != nil {
				return err
			}
		}
		for _, e := range s.parts {
			if e.off || e.free {
				continue
			}
			if err := p.spread(e, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// freeBusy reads a line of a calendar that shows only when somebody is busy.
func (p *parser) freeBusy(l line) error {
	if strings.EqualFold(l.param("FBTYPE"), "FREE") {
		return nil
	}
	for _, one := range strings.Split(l.value, ",") {
		from, to, err := p.period(line{value: one, params: l.params})
		if err != nil {
			p.lost("A busy time cannot be read.")
			continue
		}
		if err := p.add(from, to); err != nil {
			return err
		}
	}
	return nil
}
