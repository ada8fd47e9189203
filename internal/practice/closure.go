package practice

import (
	"cmp"
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

func (c Closure) concerns(l LocationID, v ProviderID) bool {
	return (c.Location == "" || c.Location == l) && (c.Provider == "" || c.Provider == v)
}

// on reports whether the closure is on the day.
func (c Closure) on(d civil.Date) bool {
	within := func(c Closure) bool { return !d.Before(c.From) && !c.To.Before(d) }
	return within(c) || c.Yearly && !d.Before(c.From) && (within(c.in(d.Year)) || within(c.in(d.Year-1)))
}

// in is a yearly closure as it falls when it begins in the year. February 29 is March 1 where there is none.
func (c Closure) in(year int) Closure {
	days := c.From.DaysUntil(c.To)
	c.From = civil.Date{Year: year, Month: c.From.Month, Day: c.From.Day}.AddDays(0)
	c.To = c.From.AddDays(days)
	return c
}

// Shut lists the closures and holidays that lie at least in part between the days, both included, each as it falls
// there, by their first day.
func (p *Practice) Shut(from, to civil.Date) []Closure {
	var all []Closure
	for _, c := range p.Closures {
		falls := []Closure{c}
		for y := max(c.From.Year, from.Year-2) + 1; c.Yearly && y <= to.Year; y++ {
			falls = append(falls, c.in(y))
		}
		for _, f := range falls {
			if !to.Before(f.From) && !f.To.Before(from) {
				all = append(all, f)
			}
		}
	}
	for d := from; len(p.Holidays) > 0 && !to.Before(d); d = d.AddDays(1) {
		if c, ok := p.holidayOn(d); ok {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Closure) int { return cmp.Compare(b.From.DaysUntil(a.From), 0) })
	return all
}

// AddClosure adds days on which there are no visits, or a part of them, and returns the closure's id. A closure that is
// there already is not added again. Visits that are booked then stay; staff move them. Invalid with a sentence, also for
// one that is over; NotFound for a location or provider that is not there.
func (r *Registry) AddClosure(ctx context.Context, t tx.Tx, c Closure) (ClosureID, error) {
	const op = "practice.AddClosure"
	p, err := r.shutting(ctx, t)
	if err != nil {
		return "", err
	}
	l, ok := p.Location(c.Location)
	if !ok && c.Location != "" {
		return "", fault.New(fault.NotFound, op, "There is no such location.")
	}
	if _, ok := p.Provider(c.Provider); !ok && c.Provider != "" {
		return "", fault.New(fault.NotFound, op, "There is no such provider.")
	}
	if l.Zone == "" {
		l.Zone = p.Settings.Zone
	}
	if err := c.normalise(); err != nil {
		return "", fault.At(op, err)
	}
	for _, o := range p.Closures {
		if c.ID = o.ID; c == o {
			return o.ID, nil
		}
	}
	if err := c.Check(civil.DateOf(t.Now().In(l.In()))); err != nil {
		return "", fault.At(op, err)
	}
	c.ID = id.New[Closure](r.IDs)
	if err := r.Store.InsertClosure(ctx, t, c); err != nil {
		return "", fault.At(op, err)
	}
	facts := audit.Facts{"from": c.From.String(), "to": c.To.String(), "location": string(c.Location), "provider": string(c.Provider)}
	return c.ID, r.changedTo(ctx, t, p, "added", audit.Ref{Kind: "closure", ID: string(c.ID)}, facts)
}

// Check says what is wrong with a closure that would be added today, as a Field with a sentence; nil if nothing is.
func (c Closure) Check(today civil.Date) error {
	if err := c.normalise(); err != nil {
		return err
	}
	if !c.Yearly && c.To.Before(today) {
		return in("To", invalid("These days are over. Choose days that are still to come."))
	}
	return nil
}

func (c *Closure) normalise() error {
	if err := in("Name", needed("The reason for the closure", &c.Name, short)); err != nil {
		return err
	}
	switch longest := 366; {
	case c.From.IsZero() || c.To.IsZero() || c.To.Before(c.From):
		return in("To", invalid("The last day of the closure is before the first, or one is missing."))
	case c.From.DaysUntil(c.To) > longest:
		return in("To", invalid("A closure lasts a year at most. End the location or the provider instead."))
	case c.Yearly && c.From.DaysUntil(c.To) > 60:
		return in("To", invalid("What comes again every year lasts 60 days at most."))
	case c.When != (civil.Interval{}) && !c.When.Valid():
		return in("When", invalid("The closure ends before it begins. Write when it begins and when it ends, or leave both out for the whole day."))
	case c.When.From%5 != 0 || c.When.To%5 != 0:
		return in("When", invalid("Times are full five minutes, such as 13:30."))
	}
	if c.When == (civil.Interval{From: 0, To: 1440}) {
		c.When = civil.Interval{}
	}
	return nil
}

// RemoveClosure opens the days again; NotFound if there is no such closure.
func (r *Registry) RemoveClosure(ctx context.Context, t tx.Tx, i ClosureID) error {
	p, err := r.shutting(ctx, t)
	if err != nil {
		return err
	}
	if err := r.Store.DeleteClosure(ctx, t, i); err != nil {
		return fault.At("practice.RemoveClosure", err)
	}
	return r.changedTo(ctx, t, p, "removed", audit.Ref{Kind: "closure", ID: string(i)}, nil)
}

// shutting asks for the right to close days and returns the practice as it is.
func (r *Registry) shutting(ctx context.Context, t tx.Tx) (*Practice, error) {
	if err := t.By().Need(actor.CloseDays); err != nil {
		return nil, err
	}
	return r.named(ctx, t)
}
