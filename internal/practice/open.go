package practice

import (
	"cmp"
	"slices"
	"time"

	"bedside/internal/civil"
)

// When the practice is open follows from its hours and closures, so that what is said and what can be booked are the
// same. Open is a location where somebody sees patients in person: hours of video visits open no door.

// DayHours is one day of a location.
type DayHours struct {
	Date   civil.Date
	Open   []civil.Interval // by the location's wall clock, in order, with gaps where nobody works; none while closed
	Closed string           // the name of the closure that shuts the location for everybody, "" if none does
}

// Opening is one stretch in which a location is open.
type Opening struct {
	Location LocationID
	From, To time.Time
}

// OpenOn returns when the location is open on the day: the hours of its providers without breaks and closures, joined.
// A location that has ended, or that there is not, is never open.
func (p *Practice) OpenOn(l LocationID, d civil.Date) []civil.Interval {
	if at, ok := p.Location(l); !ok || !at.Active {
		return nil
	}
	var all []civil.Interval
	for _, v := range p.Providers {
		if p.inPerson(v) {
			all = append(all, p.WorkOn(d, l, v.ID)...)
		}
	}
	return joined(all)
}

// WorkOn returns the stretches of the day in which the provider can see patients at the location, in order, by its
// wall clock: the special hours of the date or those of the week, without breaks, closures and holidays.
func (p *Practice) WorkOn(d civil.Date, l LocationID, v ProviderID) []civil.Interval {
	return p.Shifts(l, v).On(d)
}

// Shifts are the work of a provider at a location, ready to be asked for many days.
type Shifts struct {
	p        *Practice
	l        LocationID
	v        ProviderID
	week     [7][]civil.Interval
	closures []Closure
	special  bool
}

// Shifts returns the work of the provider at the location.
func (p *Practice) Shifts(l LocationID, v ProviderID) Shifts {
	s := Shifts{p: p, l: l, v: v}
	week := p.week(v, l)
	for d := range s.week {
		s.week[d] = Open(week, time.Weekday(d))
	}
	for _, c := range p.Closures {
		if c.concerns(l, v) {
			s.closures = append(s.closures, c)
		}
	}
	s.special = slices.ContainsFunc(p.Specials, func(o Special) bool { return o.Provider == v && o.Location == l })
	return s
}

// On is [Practice.WorkOn] of the day. Callers do not change what it returns.
func (s Shifts) On(d civil.Date) []civil.Interval {
	open := s.week[d.Weekday()]
	if s.special {
		if o, ok := s.p.Special(s.v, s.l, d); ok {
			open = o.Open
		}
	}
	if len(open) == 0 {
		return nil
	}
	for _, c := range s.closures {
		if !c.on(d) {
			continue
		}
		if !c.When.Valid() {
			return nil
		}
		open = without(open, c.When)
	}
	if _, closed := s.p.holidayOn(d); closed {
		return nil
	}
	return open
}

// ClosedOn returns a closure that keeps the provider from seeing patients at the location on the whole day, or the
// holiday that does; without a provider, what shuts the location for everybody.
func (p *Practice) ClosedOn(d civil.Date, l LocationID, v ProviderID) (Closure, bool) {
	c, ok := find(p.Closures, func(c Closure) bool { return !c.When.Valid() && c.concerns(l, v) && c.on(d) })
	if ok {
		return c, true
	}
	return p.holidayOn(d)
}

// inPerson reports whether the provider works here and not by video or phone alone.
func (p *Practice) inPerson(v Provider) bool {
	video := false
	for _, s := range p.Services {
		if s.Active && v.Offers(s.ID) {
			if !s.Telehealth {
				return v.Active
			}
			video = true
		}
	}
	return v.Active && !video
}

// joined joins intervals that overlap or touch.
func joined(all []civil.Interval) []civil.Interval {
	slices.SortFunc(all, func(a, b civil.Interval) int { return cmp.Compare(a.From, b.From) })
	var out []civil.Interval
	for _, i := range all {
		if n := len(out); n > 0 && i.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, i.To)
			continue
		}
		out = append(out, i)
	}
	return out
}

// Week returns seven days of the location, the first of them from.
func (p *Practice) Week(l LocationID, from civil.Date) []DayHours {
	week := make([]DayHours, 7)
	for i := range week {
		d := from.AddDays(i)
		shut, _ := p.ClosedOn(d, l, "")
		week[i] = DayHours{Date: d, Open: p.OpenOn(l, d), Closed: shut.Name}
	}
	return week
}

// OpenAt reports whether any location is open at the instant.
func (p *Practice) OpenAt(t time.Time) bool {
	for _, l := range p.Locations {
		if o, ok := p.opening(l, civil.DateOf(t.In(l.In())), t); ok && !o.From.After(t) {
			return true
		}
	}
	return false
}

// ahead is how many days the next opening is looked for: more than the longest closure.
const ahead = 400

// NextOpen returns the opening that is under way at the instant, or else the first one after it; false if there is
// none within a year.
func (p *Practice) NextOpen(t time.Time) (Opening, bool) {
	var next Opening
	found := false
	for _, l := range p.Locations {
		if !p.everOpens(l.ID) {
			continue
		}
		today := civil.DateOf(t.In(l.In()))
		for i := range ahead {
			o, ok := p.opening(l, today.AddDays(i), t)
			if ok && (!found || o.From.Before(next.From)) {
				next, found = o, true
			}
			if ok {
				break
			}
		}
	}
	return next, found
}

// everOpens reports whether anybody's hours open the location, closures aside.
func (p *Practice) everOpens(l LocationID) bool {
	here := func(i ProviderID) bool { v, _ := p.Provider(i); return p.inPerson(v) }
	return slices.ContainsFunc(p.Hours, func(h Hours) bool { return h.Location == l && !h.Break && here(h.Provider) }) ||
		slices.ContainsFunc(p.Specials, func(s Special) bool { return s.Location == l && len(s.Open) > 0 && here(s.Provider) })
}

// opening returns the first opening of the location on the day that ends after t. Hours that the clock jumps over are
// none.
func (p *Practice) opening(l Location, d civil.Date, t time.Time) (Opening, bool) {
	for _, i := range p.OpenOn(l.ID, d) {
		if o := (Opening{l.ID, edge(d, i.From, l.In()), edge(d, i.To, l.In())}); o.To.After(t) && o.From.Before(o.To) {
			return o, true
		}
	}
	return Opening{}, false
}

// edge is the instant at which the wall clock reaches c on the day: where it jumps over c, the jump.
func edge(d civil.Date, c civil.Clock, loc *time.Location) time.Time {
	t := d.At(c, loc)
	if civil.ClockOf(t) == c%civil.NewClock(24, 0) {
		return t
	}
	jump, _ := t.ZoneBounds()
	return jump
}
