package schedule

import (
	"context"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Series asks for the same visit several times.
type Series struct {
	Request
	Every int // days from one visit to the next
	Times int // visits, the first included
}

const (
	longestSeries = 52
	longestStep   = 92
)

// BookSeries books all visits of a series or none, each at the same time of day by the wall clock of its location,
// through every change of the clock. Conflict names the days that are not to be had. One key is good for the whole. Only
// staff may.
func (s *Scheduler) BookSeries(ctx context.Context, by actor.Actor, q Series) (all []Appointment, err error) {
	const op = "schedule.BookSeries"
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := t.By().Need(actor.ChangeVisits); err != nil {
			return err
		}
		if q.Times < 2 || q.Times > longestSeries {
			return about("Times", "A series is 2 to "+itoa(longestSeries)+" visits.")
		}
		if q.Every < 1 || q.Every > longestStep {
			return about("Every", "The visits of a series are from 1 to "+itoa(longestStep)+" days apart.")
		}
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		l, ok := p.Location(q.Location)
		if !ok || q.Provider == "" || q.Patient == "" {
			return fault.New(fault.Invalid, op, "A series needs a patient, a provider and a location.")
		}
		if all, err = s.bookAll(ctx, t, q, l); err != nil {
			return err
		}
		return nil
	})
	return all, err
}

func (s *Scheduler) bookAll(ctx context.Context, t tx.Tx, q Series, l practice.Location) (all []Appointment, err error) {
	first := q.Start.In(l.In())
	day, at := civil.DateOf(first), civil.ClockOf(first)
	var days []string
	for i := range q.Times {
		r, on := q.Request, day.AddDays(i*q.Every)
		if r.Start = on.At(at, l.In()); q.Key != "" {
			r.Key = q.Key + " " + itoa(i+1) + " of " + itoa(q.Times)
		}
		a, err := s.bookOne(ctx, t, r, all)
		switch {
		case fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid):
			days = append(days, on.Format("Monday, January 2"))
		case err != nil:
			return nil, err
		default:
			all = append(all, a)
		}
	}
	if len(days) > 0 {
		return nil, fault.Wrap(fault.Conflict, "schedule.BookSeries", "Nothing is booked, because these days are not to be had: "+strings.Join(days, "; ")+". Choose another time of day, or fewer visits.", Field("Times"))
	}
	return all, nil
}

// bookOne books one visit of a series whose earlier ones are booked.
func (s *Scheduler) bookOne(ctx context.Context, t tx.Tx, r Request, before []Appointment) (Appointment, error) {
	if r.first = len(before) == 0; !r.first {
		r.series = before[0].ID
	}
	return s.BookIn(ctx, t, r)
}

// CancelSeries cancels a visit and those of its series that come after it and are still to come; it returns how many.
func (s *Scheduler) CancelSeries(ctx context.Context, by actor.Actor, i ID, why string) (n int, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		n = 0
		if err := t.By().Need(actor.ChangeVisits); err != nil {
			return err
		}
		one, err := s.Get(ctx, t, i)
		if err != nil {
			return err
		}
		all := []Appointment{one}
		if one.Series != "" {
			if all, err = s.Store.OfSeries(ctx, t, one.Series); err != nil {
				return err
			}
		}
		for _, a := range all {
			if a.Start.Before(one.Start) || !a.Status.Open() || a.ID != i && a.Start.Before(t.Now().Add(-time.Minute)) {
				continue
			}
			if _, err := s.CancelIn(ctx, t, a.ID, 0, why); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}
