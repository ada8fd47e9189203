package inbox

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

var _ schedule.Follower = (*Service)(nil)

// AppointmentChanged adds what became of a visit to the patient's running thread, if there is one, in the transaction
// of the change. It asks for no right of its own: schedule calls it within the right that the change itself needs.
func (s *Service) AppointmentChanged(ctx context.Context, t tx.Tx, c schedule.Change) error {
	const op = "inbox.AppointmentChanged"
	all, err := s.Store.OfPatient(ctx, t, c.After.Patient)
	if err != nil {
		return fault.At(op, err)
	}
	for _, h := range all {
		if h.Status == Resolved {
			continue
		}
		e, err := s.put(ctx, t, &h, Entry{From: FromSystem, Staff: staffOf(t.By()), Channel: "console", Text: phi.NewText(became(c))})
		if err != nil {
			return fault.At(op, err)
		}
		if err := s.keep(ctx, t, h); err != nil {
			return fault.At(op, err)
		}
		return fault.At(op, s.added(ctx, t, e, c.After.ID))
	}
	return nil
}

var _ schedule.OfferFollower = (*Service)(nil)

// TimeOffered gives staff the task to phone whoever waits for a time that is kept for them, in the transaction of the
// offer.
func (s *Service) TimeOffered(ctx context.Context, t tx.Tx, w schedule.Wait, o schedule.Offer) error {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return fault.At("inbox.TimeOffered", err)
	}
	l, _ := p.Location(o.Location)
	v, _ := p.Provider(o.Provider)
	svc, _ := p.Service(o.Service)
	text := "On the waitlist, and a time is free: " + svc.Name + " with " + v.Name() + ", " + wall(schedule.Appointment{Start: o.Start, Zone: l.Zone}) +
		". It is kept until " + wall(schedule.Appointment{Start: o.Expires, Zone: l.Zone}) + ". Phone, then say yes or no on the page Waitlist."
	_, err = s.AddTask(ctx, t.As(actor.System()), Task{Kind: PhonePatient, Patient: w.Patient, Text: phi.NewText(text), Due: o.Expires})
	return fault.At("inbox.TimeOffered", err)
}

// became says what became of a visit, with its time on the wall clock at its place.
func became(c schedule.Change) string {
	when := wall(c.After)
	switch c.Kind {
	case schedule.WasBooked:
		return "Visit booked: " + when + "."
	case schedule.WasMoved:
		return "Visit moved from " + wall(c.Before) + " to " + when + "."
	case schedule.WasCancelled:
		return "Visit cancelled: " + when + "."
	case schedule.WasConfirmed:
		return "The patient says that they are coming: " + when + "."
	case schedule.WasQuieted:
		if !c.After.Quiet {
			return "No quiet visit any more: " + when + "."
		}
		return "A quiet visit, of which nobody is told but at the contact point they chose: " + when + "."
	case schedule.WasMarked:
		return marked(c) + ": " + when + "."
	}
	if c.After.Status == schedule.NoShow {
		return "Did not come to the visit: " + when + "."
	}
	return "Came to the visit: " + when + "."
}

func marked(c schedule.Change) string {
	switch c.After.Status {
	case schedule.Arrived:
		return "Arrived for the visit"
	case schedule.CheckedIn:
		return "Checked in for the visit"
	case schedule.EnteredInError:
		return "The visit was entered in error"
	}
	if c.Before.Status == schedule.Pending {
		return "Visit confirmed by the practice"
	}
	return "The visit is booked again"
}

func wall(a schedule.Appointment) string {
	zone, err := civil.Zone(a.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := a.Start.In(zone)
	return at.Format("Mon, January 2, 2006") + " at " + civil.ClockOf(at).Spoken() + at.Format(" MST")
}
