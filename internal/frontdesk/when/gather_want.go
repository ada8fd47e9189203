package when

import (
	"slices"
	"time"

	"bedside/internal/civil"
)

// partOf adds the part of the day that a date was said with, or settles the times beside it by that part.
func (g *gatherer) partOf(in *group, part int) {
	for i := range in.clocks {
		if in.clocks[i].part == 0 && (in.clocks[i].loose || in.clocks[i].looseTo) {
			in.clocks[i].inPart(part)
			return
		}
	}
	hours := partHours[part]
	in.clocks = append(in.clocks, clock{from: hours.From, to: hours.To, part: part})
}

// repeated makes of the second in "Mondays and Wednesday" a day of every week, as the first is.
func (g *gatherer) repeated(in *group, d *days, not bool) *days {
	if not || !g.joined || len(in.days) == 0 || d.said.weekday < 0 || d.said.day > 0 || d.said.which > 0 {
		return d
	}
	if prev := in.days[len(in.days)-1]; prev.On == 0 || !prev.From.IsZero() {
		return d
	}
	return &days{Days: Days{On: 1 << d.said.weekday}, said: said{weekday: -1}}
}

// narrowed reads a bare weekday or number in the span said beside it, and lets the span go; two days that are joined
// both lie in the week of the second.
func (g *gatherer) narrowed(in *group, d *days, not bool) *days {
	if not || len(in.days) == 0 {
		return d
	}
	prev := in.days[len(in.days)-1]
	copied := *d
	if prev.From != prev.To && prev.rel != after && prev.rel != before && prev.rel != from && narrow(&copied, prev.Days) {
		in.days = in.days[:len(in.days)-1]
		return &copied
	}
	if prev.From != prev.To && prev.On == 0 && d.From.IsZero() && d.On != 0 { // "next month, on a Tuesday"
		copied.From, copied.To = prev.From, prev.To
		in.days = in.days[:len(in.days)-1]
		return &copied
	}
	if d.From != d.To && d.On == 0 && prev.On != 0 && prev.From.IsZero() && d.rel == at && !g.joined { // "Mondays in March"
		copied.On = prev.On
		in.days = in.days[:len(in.days)-1]
		return &copied
	}
	if g.joined && prev.said.weekday >= 0 && prev.said.which == 0 && prev.said.day == 0 && d.said.which == 2 && d.said.weekday >= 0 && d.From == d.To {
		earlier := *prev
		monday := d.From.Monday()
		if narrow(&earlier, Days{From: monday, To: monday.AddDays(6)}) {
			in.days[len(in.days)-1] = &earlier
			g.revalue(earlier.From)
		}
	}
	return d
}

// limited returns the days that d allows.
func limited(d *days) Days {
	s := d.Days
	switch d.rel {
	case after:
		s.From, s.To = d.To.AddDays(1), civil.Date{}
	case from, since:
		s.To = civil.Date{}
	case before:
		s.From, s.To = civil.Date{}, d.From.AddDays(-1)
	case until:
		s.From = civil.Date{}
	}
	return s
}

// want puts together what the groups and marks ask for.
func (g *gatherer) want() {
	w := &g.out.Want
	w.NotDates = g.notDays
	dated := 0
	for _, gr := range g.groups {
		if len(gr.days) > 0 {
			dated++
		}
	}
	for _, gr := range g.groups {
		var clocks []civil.Interval
		for i := range gr.clocks {
			c := &gr.clocks[i]
			clocks = append(clocks, c.window())
			if c.prefer != "" {
				w.Prefer = c.prefer
			}
		}
		clocks = tightened(gr.clocks, clocks)
		own := dated > 1 && len(gr.days) > 0
		for _, d := range gr.days {
			s := limited(d)
			if own {
				s.Clocks = clocks
			}
			w.Dates = append(w.Dates, s)
		}
		if !own {
			w.Clocks = append(w.Clocks, clocks...)
		}
	}
	w.Dates = bounded(w.Dates)
	if len(g.notClocks) > 0 {
		w.NotDates = append(w.NotDates, Days{Clocks: g.notClocks})
	}
	for _, k := range g.marks {
		g.markWant(k)
	}
	w.Exact = len(w.Clocks) > 0 && !slices.ContainsFunc(w.Clocks, func(i civil.Interval) bool { return i.To != i.From+1 })
	w.AnyDay = w.AnyDay && len(w.Dates) == 0
	w.AnyTime = w.AnyTime && len(w.Clocks) == 0
}

// tightened joins "after 2" and "before 4" to one window; parts and times that stand side by side stay alternatives.
func tightened(clocks []clock, windows []civil.Interval) (joined []civil.Interval) {
	open := func(c clock) bool { return c.rel == after || c.rel == from || c.rel == before || c.rel == until }
	for i, w := range windows {
		if n := len(joined); n > 0 && (open(clocks[i-1]) && (open(clocks[i]) || clocks[i].part > 0) || clocks[i-1].part > 0 && open(clocks[i])) {
			last := joined[n-1]
			if both := (civil.Interval{From: max(last.From, w.From), To: min(last.To, w.To)}); both.Valid() {
				joined[n-1] = both
				continue
			}
		}
		joined = append(joined, w)
	}
	return joined
}

// bounded joins "after Tuesday" and "before the 15th" to one span.
func bounded(dates []Days) []Days {
	for i := 1; i < len(dates); i++ {
		a, b := dates[i-1], dates[i]
		if a.To.IsZero() && b.From.IsZero() && !a.From.IsZero() && !b.To.IsZero() && a.On == 0 && b.On == 0 && !b.To.Before(a.From) {
			b.From = a.From
			dates = slices.Delete(dates, i-1, i)
			dates[i-1] = b
			i--
		}
	}
	return dates
}

// markWant takes in what was said about all times or those offered.
func (g *gatherer) markWant(k mark) {
	w := &g.out.Want
	switch k {
	case anyDay:
		w.AnyDay = true
	case anyTime:
		w.AnyTime = true
	case anyWhen:
		w.AnyDay, w.AnyTime = true, true
	case soonest:
		w.Prefer = Soonest
	case latest:
		w.Prefer = Latest
	case earlier:
		if w.Prefer = Earlier; len(g.Offered) > 0 {
			w.Prefer, w.Before = "", slices.MinFunc(g.Offered, time.Time.Compare)
		}
	case later:
		if w.Prefer = Later; len(g.Offered) > 0 {
			w.Prefer, w.After = "", slices.MaxFunc(g.Offered, time.Time.Compare)
		}
	case early:
		w.Clocks = append(w.Clocks, g.tooEarly())
	case late:
		w.Clocks = append(w.Clocks, g.tooLate())
	case otherDay:
		for _, t := range g.Offered {
			d := civil.DateOf(t)
			w.NotDates = append(w.NotDates, Days{From: d, To: d})
		}
		w.Other = len(g.Offered) == 0
	case otherTime:
		for _, t := range g.Offered {
			d, c := civil.DateOf(t), civil.ClockOf(t)
			w.NotDates = append(w.NotDates, Days{From: d, To: d, Clocks: []civil.Interval{{From: c, To: c + 1}}})
		}
		w.Other = len(g.Offered) == 0
	}
}
