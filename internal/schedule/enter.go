package schedule

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Fit gives a visit that is to be taken over from another book what it takes here: id, lane, room and resources, as far
// as they are free. It is a promise that somebody else made, so hours, notice and limits do not bind it; that nobody is
// in two places at once does. Nothing is written: [Scheduler.Enter] takes the cells. Conflict with a sentence if the
// provider has another visit, unless overbook says why it is let, or if the patient has; Forbidden without the right to
// change visits.
func (s *Scheduler) Fit(ctx context.Context, t tx.Tx, p *practice.Practice, a Appointment, overbook string) (Appointment, error) {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return a, err
	}
	svc, _ := p.Service(a.Service)
	a.ID, a.Created, a.Changed, a.Version = id.New[Appointment](s.IDs), t.Now(), t.Now(), 1
	a.Before, a.Blocked, a.Wall = minutes(svc.Before), a.End.Add(minutes(svc.Buffer)), a.Start.Format(wallLayout)
	if !a.Status.Takes() || !a.Start.After(t.Now()) { // nothing is kept of the past
		a.Before, a.Blocked = 0, a.End
		return a, nil
	}
	theirs, err := s.Store.Taken(ctx, t, []string{ofPatient(a.Patient)}, a.Start, a.End)
	if err != nil {
		return a, err
	}
	if len(theirs) > 0 {
		return a, fault.New(fault.Conflict, "schedule.Fit", "The patient already has another visit here at that time.")
	}
	r := rules{p: p, svc: svc, staff: true, over: true, now: t.Now()}
	r.svc.Minutes = int(a.End.Sub(a.Start).Minutes())
	for _, o := range r.spots("", a.Location) {
		if o.v.ID != a.Provider {
			continue
		}
		one := []spot{o}
		grid, err := s.glance(ctx, t, r, &a, one)
		if err != nil {
			return a, err
		}
		g, ok := r.assign(grid, one[0], a.Start)
		if !ok || g.lane >= overLane && overbook == "" {
			return a, s.unfit(ctx, t, a)
		}
		if g.lane >= overLane {
			a.Overbook = phi.NewText(overbook)
		}
		a.Room, a.Resources, a.Lane = g.room, g.resources, g.lane
		return a, nil
	}
	return a, fault.New(fault.Conflict, "schedule.Fit", "This provider does not give this kind of visit. Change that under Practice, Providers.")
}

// unfit says why a visit cannot be fitted in: its provider has another then, or less free time beside it than the kinds of
// visit want.
func (s *Scheduler) unfit(ctx context.Context, t tx.Tx, a Appointment) error {
	near, err := s.Store.Between(ctx, t, a.Start.Add(-longestPiece/2), a.Blocked.Add(longestBuffer), Filter{Provider: a.Provider})
	if err != nil {
		return err
	}
	beside := false
	for _, o := range near {
		if !o.Status.Takes() {
			continue
		}
		if o.Start.Before(a.End) && a.Start.Before(o.End) {
			return fault.New(fault.Conflict, "schedule.Fit", "The provider already has another visit here at that time.")
		}
		beside = beside || o.From().Before(a.Blocked) && a.From().Before(o.Blocked)
	}
	if beside {
		return fault.New(fault.Conflict, "schedule.Fit", "The time is free here, but not the minutes before or after that this kind of visit, or the one beside it, keeps free. Let visits overlap, or change those minutes under Practice, Services.")
	}
	return fault.New(fault.Conflict, "schedule.Fit", "The provider, or the room or what else the visit needs, is taken here at that time.")
}

// EnterOne takes a visit over that [Scheduler.Fit] has fitted in within the same transaction, with its cells if it is
// still to come; followers are not told. Conflict, after which the transaction must not commit, if it was not fitted.
func (s *Scheduler) EnterOne(ctx context.Context, t tx.Tx, a Appointment) error {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return err
	}
	if err := s.Store.Insert(ctx, t, a); err != nil {
		return err
	}
	if a.Status.Takes() && a.Start.After(t.Now()) {
		if err := s.occupy(ctx, t, a); err != nil {
			return err
		}
	}
	facts := audit.Facts{"patient": string(a.Patient), "provider": string(a.Provider), "location": string(a.Location), "service": string(a.Service),
		"start": a.Start.UTC().Format(time.RFC3339), "status": string(a.Status), "channel": a.Channel}
	return s.Audit.Record(ctx, t, "entered", audit.Ref{Kind: "appointment", ID: string(a.ID)}, string(a.ID), facts)
}
