package practice

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// SaveHours replaces the week of the provider at the location; no hours end it. Only Weekday, Break and When of each
// are read. Invalid with a sentence if they overlap, if a break is not within work, or if the provider would be at two
// locations at once, by real instants where the zones differ, with the weekday as its [Field], such as "Monday"; NotFound
// for a provider or location that is not there.
func (r *Registry) SaveHours(ctx context.Context, t tx.Tx, v ProviderID, l LocationID, week []Hours) error {
	const op = "practice.SaveHours"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	if _, ok := p.Provider(v); !ok {
		return fault.New(fault.NotFound, op, "There is no such provider.")
	}
	if _, ok := p.Location(l); !ok {
		return fault.New(fault.NotFound, op, "There is no such location.")
	}
	week = slices.Clone(week)
	for i := range week {
		week[i].ID, week[i].Provider, week[i].Location = "", v, l
	}
	sortHours(week)
	if err := checkDays(week); err != nil {
		return fault.At(op, err)
	}
	if slices.Equal(week, p.week(v, l)) {
		return nil
	}
	if err := p.withHours(v, l, week).checkWeeks(t.Now().Year()); err != nil {
		return fault.At(op, err)
	}
	for i := range week {
		week[i].ID = id.New[Hours](r.IDs)
	}
	if err := r.Store.ReplaceHours(ctx, t, v, l, week); err != nil {
		return fault.At(op, err)
	}
	facts := audit.Facts{"location": string(l), "stretches": strconv.Itoa(len(week))}
	return r.changedTo(ctx, t, p, "changed hours", audit.Ref{Kind: "provider", ID: string(v)}, facts)
}

// week returns the hours of the pair in order, without ids.
func (p *Practice) week(v ProviderID, l LocationID) []Hours {
	var week []Hours
	for _, h := range p.Hours {
		if h.Provider == v && h.Location == l {
			h.ID = ""
			week = append(week, h)
		}
	}
	sortHours(week)
	return week
}

func sortHours(week []Hours) {
	slices.SortFunc(week, func(a, b Hours) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.When.From, b.When.From), cmp.Compare(a.When.To, b.When.To))
	})
}

// CheckWeek says what is wrong with the hours of a provider at one location, as [Registry.SaveHours] does, but for what
// only their other locations show.
func CheckWeek(week []Hours) error {
	week = slices.Clone(week)
	sortHours(week)
	return checkDays(week)
}

// checkDays checks the sorted hours of one pair, each weekday by itself.
func checkDays(week []Hours) error {
	for i, h := range week {
		day := h.Weekday.String()
		switch {
		case h.Weekday < time.Sunday || h.Weekday > time.Saturday:
			return invalid("A weekday is missing.")
		case !h.When.Valid():
			return in(Field(day), invalid("On "+day+" a stretch ends before it begins, or leaves the day."))
		case h.When.From%5 != 0 || h.When.To%5 != 0:
			return in(Field(day), invalid("Hours begin and end on full five minutes; on "+day+" they do not."))
		}
		within := !h.Break
		for j, o := range week {
			if o.Weekday != h.Weekday || i == j {
				continue
			}
			if o.Break == h.Break && o.When.Overlaps(h.When) {
				return in(Field(day), invalid("On "+day+" two stretches overlap."))
			}
			within = within || !o.Break && o.When.Contains(h.When)
		}
		if !within {
			return in(Field(day), invalid("On "+day+" a break is not within the hours of work."))
		}
		if len(Open(week, h.Weekday)) == 0 {
			return in(Field(day), invalid("On "+day+" the breaks leave no time for a visit. Clear the day instead."))
		}
	}
	return nil
}

// Open returns the stretches of a weekday in which visits can be, breaks taken out, in order.
func Open(week []Hours, day time.Weekday) []civil.Interval {
	var open []civil.Interval
	for _, h := range week {
		if h.Weekday == day && !h.Break {
			open = append(open, h.When)
		}
	}
	for _, h := range week {
		if h.Weekday == day && h.Break {
			open = without(open, h.When)
		}
	}
	slices.SortFunc(open, func(a, b civil.Interval) int { return cmp.Compare(a.From, b.From) })
	return open
}

// without takes a stretch out of others.
func without(open []civil.Interval, out civil.Interval) []civil.Interval {
	var rest []civil.Interval
	for _, w := range open {
		for _, piece := range []civil.Interval{{From: w.From, To: min(w.To, out.From)}, {From: max(w.From, out.To), To: w.To}} {
			if piece.Valid() {
				rest = append(rest, piece)
			}
		}
	}
	return rest
}

// withHours returns the practice as it would be with other hours of the pair.
func (p *Practice) withHours(v ProviderID, l LocationID, week []Hours) *Practice {
	q := *p
	q.Hours = slices.DeleteFunc(slices.Clone(p.Hours), func(h Hours) bool { return h.Provider == v && h.Location == l })
	q.Hours = append(q.Hours, week...)
	return &q
}

// withLocation returns the practice as it would be with the location changed or added.
func (p *Practice) withLocation(l Location) *Practice {
	q := *p
	q.Locations = slices.DeleteFunc(slices.Clone(p.Locations), func(o Location) bool { return o.ID == l.ID })
	q.Locations = append(q.Locations, l)
	return &q
}

// checkWeeks refuses a provider who would be at two locations that are open for business at the same instant. Where
// zones differ, so may their summer times, so it looks at a week in winter and one in summer.
func (p *Practice) checkWeeks(year int) error {
	for _, month := range []time.Month{time.January, time.July} {
		sunday := civil.Date{Year: year, Month: month, Day: 15}.Monday().AddDays(-1)
		type stretch struct {
			h        Hours
			from, to time.Time
		}
		var all []stretch
		for _, h := range p.Hours {
			l, ok := p.Location(h.Location)
			if h.Break || !ok || !l.Active {
				continue
			}
			for _, week := range []int{0, 7} { // twice, because Saturday night in one zone is Sunday in another
				day := sunday.AddDays(int(h.Weekday) + week)
				all = append(all, stretch{h, day.At(h.When.From, l.In()), day.At(h.When.To, l.In())})
			}
		}
		slices.SortFunc(all, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.h.Provider, b.h.Provider), a.from.Compare(b.from)) })
		for i := 1; i < len(all); i++ {
			if a, b := all[i-1], all[i]; a.h.Provider == b.h.Provider && b.from.Before(a.to) {
				v, _ := p.Provider(a.h.Provider)
				day := b.h.Weekday.String()
				return in(Field(day), invalid(v.Name()+" would be at two locations at once on "+day+". Shorten one of them."))
			}
		}
	}
	return nil
}
