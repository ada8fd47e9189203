package outreach

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

// Pause holds messages back, a patient's or everybody's. What takes back what a patient was told goes all the same: a
// visit that is off or at another time.
type Pause struct {
	Patient patient.ID // "" for everybody
	Until   time.Time  // zero until somebody resumes
	By      string     // a staff member's id
	At      time.Time
}

// pauseGap is how often a message that is held back looks whether it may go.
const pauseGap = time.Hour

// holds returns until when the pause holds a message of the kind back; false if it does not.
func (p Pause) holds(k Kind, now time.Time) (again time.Time, yes bool) {
	switch {
	case p.At.IsZero(), k == Cancelled, k == Moved, k == Proposal, !p.Until.IsZero() && !p.Until.After(now):
		return now, false
	case p.Until.IsZero():
		return now.Add(pauseGap), true
	}
	return p.Until, true
}

// Pauses lists what holds messages back, everybody's first. Forbidden without the right to see the outbox.
func (s *Service) Pauses(ctx context.Context, t tx.Tx) ([]Pause, error) {
	if err := t.By().Need(actor.SeeOutbox); err != nil {
		return nil, fault.At("outreach.Pauses", err)
	}
	all, err := s.Store.Pauses(ctx, t)
	return all, fault.At("outreach.Pauses", err)
}

// Hold holds back what waits for the patient, or for everybody for "", until the time or, for the zero time, until
// somebody resumes. Invalid for a time that is over; Forbidden without the right to manage the outbox.
func (s *Service) Hold(ctx context.Context, by actor.Actor, p patient.ID, until time.Time) error {
	const op = "outreach.Hold"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		if !until.IsZero() && !until.After(t.Now()) {
			return fault.New(fault.Invalid, op, "Choose a time that is still to come.")
		}
		if p != "" {
			if _, err := s.Patients.Get(ctx, t, p); err != nil {
				return err
			}
		}
		if err := s.Store.PutPause(ctx, t, Pause{Patient: p, Until: until, By: by.ID, At: t.Now()}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "messages paused", audit.Ref{Kind: "outreach", ID: string(p)}, "", audit.Facts{"until": spoken(until)})
	}))
}

// Resume lets messages go again, and looks at once at those that are due. Resuming twice is no error.
func (s *Service) Resume(ctx context.Context, by actor.Actor, p patient.ID) error {
	const op = "outreach.Resume"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	err := s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.DropPause(ctx, t, p); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "messages resumed", audit.Ref{Kind: "outreach", ID: string(p)}, "", nil)
	})
	if err == nil {
		err = s.Wake(ctx)
	}
	return fault.At(op, err)
}

func spoken(until time.Time) string {
	if until.IsZero() {
		return "resumed"
	}
	return until.UTC().Format(time.RFC3339)
}
