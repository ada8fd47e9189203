package web

import (
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// painter draws columns.
type painter struct {
	c      *call
	p      *practice.Practice
	l      practice.Location
	loc    *time.Location
	grid   grid
	book   book
	now    time.Time
	shared map[seat]int
}

// column is the provider's day at the location; not whole, what is known of it without its visits.
func (d painter) column(day civil.Date, w practice.Provider, visits []schedule.Appointment, whole bool) view.Column {
	today := day == civil.DateOf(d.now)
	col := view.Column{Provider: string(w.ID), Date: day.String(), Today: today, Pulse: pulseOf(d.p, d.book.pulses[w.ID], d.book.tells[w.ID])}
	if !whole {
		return col
	}
	col.Bands, col.Sub = d.bands(day, w.ID)
	open := slices.DeleteFunc(slices.Clone(visits), func(a schedule.Appointment) bool { return !a.Status.Takes() })
	if col.Sub == "" || len(open) > 0 {
		col.Sub = plural(len(open), "visit")
	}
	drawn := map[seat]bool{}
	var ends []civil.Clock // of the blocks
	for _, a := range visits {
		b := d.block(a)
		if b.Shared {
			if drawn[seatOf(a)] {
				continue
			}
			drawn[seatOf(a)] = true
		}
		col.Visits = append(col.Visits, b)
		ends = append(ends, civil.Clock(b.At+b.Span))
	}
	beside(col.Visits, ends)
	if at := civil.ClockOf(d.now); today && at >= d.grid.from && at < d.grid.to {
		col.NowAt = d.grid.cell(at)
	}
	return col
}

// beside gives blocks that overlap places next to each other.
func beside(all []view.Block, ends []civil.Clock) {
	for i := 0; i < len(all); {
		var lanes []civil.Clock // when each ends
		n, last := i, ends[i]
		for ; n < len(all) && (n == i || civil.Clock(all[n].At) < last); n++ {
			last = max(last, ends[n])
			lane := slices.IndexFunc(lanes, func(end civil.Clock) bool { return end <= civil.Clock(all[n].At) })
			if lane < 0 {
				lane, lanes = len(lanes), append(lanes, 0)
			}
			lanes[lane], all[n].Lane = ends[n], lane+1
		}
		for ; i < n; i++ {
			all[i].Of = len(lanes)
		}
	}
}

// hours is the provider's work on the day at the location before closures: of the date or of the week, with breaks.
func (d painter) hours(day civil.Date, v practice.ProviderID) (work []practice.Hours) {
	if s, ok := d.p.Special(v, d.l.ID, day); ok {
		for i, w := range s.Open {
			work = append(work, practice.Hours{Provider: v, When: w})
			if i > 0 {
				work = append(work, practice.Hours{Provider: v, Break: true, When: civil.Interval{From: s.Open[i-1].To, To: w.From}})
			}
		}
		return work
	}
	for _, h := range d.p.Hours {
		if h.Provider == v && h.Location == d.l.ID && h.Weekday == day.Weekday() {
			work = append(work, h)
		}
	}
	return work
}

// bands shade what is not open for booking, and say so; and why the whole day is not, "" if some of it is.
func (d painter) bands(day civil.Date, v practice.ProviderID) (all []view.Band, why string) {
	whole := civil.Interval{From: d.grid.from, To: d.grid.to}
	if c, closed := d.p.ClosedOn(day, d.l.ID, v); closed {
		return []view.Band{d.band(whole, closureKind(c), c.Name)}, c.Name
	}
	open, shut := whole.To, whole.From
	for _, h := range d.hours(day, v) {
		if h.Break {
			all = append(all, d.band(h.When, "break", "Break"))
			continue
		}
		open, shut = min(open, h.When.From), max(shut, h.When.To)
	}
	if open >= shut {
		return []view.Band{d.band(whole, "off", "Not at work here")}, "Not at work here"
	}
	all = append(all, d.band(civil.Interval{From: whole.From, To: open}, "off", "Before hours"), d.band(civil.Interval{From: shut, To: whole.To}, "off", "After hours"))
	for _, c := range d.p.Shut(day, day) {
		if c.When.Valid() && (c.Location == "" || c.Location == d.l.ID) && (c.Provider == "" || c.Provider == v) {
			all = append(all, d.band(c.When, closureKind(c), c.Name))
		}
	}
	for _, k := range d.p.Reserved {
		if k.Provider == v && k.Location == d.l.ID && k.Weekday == day.Weekday() {
			text := "Kept for " + k.Name
			if !d.now.Before(k.Opens(day, d.loc)) {
				text = k.Name + ", open now"
			}
			all = append(all, d.band(k.When, "kept", text))
		}
	}
	for _, h := range d.book.holds {
		if start := h.Start.In(d.loc); h.Provider == v && civil.DateOf(start) == day {
			when := civil.Interval{From: civil.ClockOf(start), To: civil.ClockOf(start) + civil.Clock(h.End.Sub(h.Start)/time.Minute)}
			all = append(all, d.band(when, "held", "Held until "+clock(h.Expires.In(d.loc))))
		}
	}
	begin, end := day.At(0, d.loc), day.AddDays(1).At(0, d.loc)
	for _, e := range d.book.away {
		if e.Provider == v && e.From.Before(end) && e.To.After(begin) {
			when := whole
			if e.From.After(begin) {
				when.From = civil.ClockOf(e.From.In(d.loc))
			}
			if e.To.Before(end) {
				when.To = civil.ClockOf(e.To.In(d.loc))
			}
			all = append(all, d.band(when, "elsewhere", "Busy in another calendar"))
		}
	}
	all = slices.DeleteFunc(all, func(b view.Band) bool { return b.Span <= 0 })
	slices.SortStableFunc(all, func(a, b view.Band) int { return a.At - b.At })
	return all, ""
}

// closureKind tells when everybody is off from one provider's time off.
func closureKind(c practice.Closure) string {
	if c.Provider != "" {
		return "away"
	}
	return "closed"
}

// band is the part of the stretch that the picture shows.
func (d painter) band(when civil.Interval, kind, text string) view.Band {
	from, to := max(when.From, d.grid.from), min(when.To, d.grid.to)
	if kind == "break" || kind == "kept" {
		text += ", " + when.From.Spoken() + " to " + when.To.Spoken()
	}
	return view.Band{At: d.grid.cell(from), Span: int(to-from) / 5, Kind: kind, Text: text}
}
