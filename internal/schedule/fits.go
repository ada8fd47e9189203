package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Fit is what starts that follow each other in steps of a [Cell] have in common for a visit that is to be moved.
type Fit struct {
	From, To time.Time // the first start and the last
	Free     bool      // [Scheduler.Move] gives it
	Over     bool      // it is refused, but staff can overbook it with a reason
	Why      string    // why it is refused, a sentence; "" where it is free
}

// Fits says before a visit is moved where on the day it could go: for every provider who offers its service at the
// location, all starts within the hours, in order. It asks the rules that [Scheduler.Move] asks, about the book without
// the visit, so a start that is free here is refused there only if somebody took it in between. Only staff may; Conflict
// for a visit that is no longer open to change.
func (s *Scheduler) Fits(ctx context.Context, t tx.Tx, i ID, where practice.LocationID, day civil.Date, hours civil.Interval) (map[practice.ProviderID][]Fit, error) {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return nil, err
	}
	a, err := s.Get(ctx, t, i)
	if err != nil {
		return nil, err
	}
	if !a.Status.Open() {
		return nil, errNotOpen()
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	r, err := rulesFor(p, a.Service, t, About{State: a.State.Reveal()})
	if err != nil {
		return nil, err
	}
	over := r
	over.over = true
	spots := over.spots("", where)
	q := Query{Service: a.Service, Location: where, From: day, To: day}
	book := s.After([]Appointment{a}, nil)
	grid, err := book.survey(ctx, t, r, q, spots)
	if err != nil {
		return nil, err
	}
	from, to := q.span(p)
	theirs, err := book.Store.Cells(ctx, t, []string{ofPatient(a.Patient)}, from, to)
	if err != nil {
		return nil, err
	}
	for _, c := range theirs {
		grid.mark(grid.row(c.Resource), c.From, c.To)
	}
	all := map[practice.ProviderID][]Fit{}
	for _, o := range spots {
		d := deciding{r, over, grid, o, r.windows(o, day), ofPatient(a.Patient)}
		for at := hours.From; at < hours.To; at += civil.Clock(Cell / time.Minute) {
			f := d.fit(day.At(at, o.l.In()))
			runs := all[o.v.ID]
			if n := len(runs) - 1; n >= 0 && runs[n].Free == f.Free && runs[n].Over == f.Over && runs[n].Why == f.Why && f.From.Sub(runs[n].To) == Cell {
				runs[n].To = f.To
				continue
			}
			all[o.v.ID] = append(runs, f)
		}
	}
	return all, nil
}

// deciding is all that decides about the starts of one visit with one provider.
type deciding struct {
	r, over rules
	grid    *occupancy
	o       spot
	work    []window
	patient string
}

func (d deciding) fit(start time.Time) Fit {
	f := Fit{From: start, To: start}
	if d.grid.any(d.patient, start, start.Add(minutes(d.r.svc.Minutes))) {
		f.Why = "The patient already has a visit at that time."
		return f
	}
	offered := slices.ContainsFunc(d.work, func(w window) bool { return d.r.within(w, start) })
	if _, ok := d.r.assign(d.grid, d.o, start); offered && ok {
		f.Free = true
		return f
	}
	if d.over.offers(d.o, start) == nil {
		_, f.Over = d.over.assign(d.grid, d.o, start)
	}
	f.Why = d.why(start, offered)
	return f
}

// why says to staff what is against a start.
func (d deciding) why(start time.Time, offered bool) string {
	name := d.o.v.Name()
	from, to := d.r.blocked(start)
	switch {
	case start.Before(d.r.now):
		return "That time is over."
	case d.grid.any(d.o.who, from, to) && offered:
		return name + " is taken at that time."
	case offered:
		return fault.Message(d.r.taken(d.grid, d.o, start))
	}
	for _, w := range d.work {
		end := start.Add(minutes(d.r.svc.Minutes))
		if !start.Before(w.from) && start.Before(w.to) && end.After(w.to) {
			return "It would take longer than " + name + " works there: until " + civil.ClockOf(w.to).Spoken() + "."
		}
	}
	if err := d.r.offers(d.o, start); fault.Message(err) != fault.Message(notOffered("")) {
		return fault.Message(err)
	}
	return name + " does not work then."
}
