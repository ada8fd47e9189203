package schedule

import (
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

// ConfirmIn notes that the patient says they are coming at the visit's time; how is text, link, call, chat or staff. Again
// is no error. A visit that is moved is confirmed no more. Conflict with a sentence for one that is cancelled, over, or
// not agreed yet. Staff, or the patient themselves.
func (s *Scheduler) ConfirmIn(ctx context.Context, t tx.Tx, i ID, version int64, how string) (Appointment, error) {
	const op = "schedule.Confirm"
	a, err := s.Store.Get(ctx, t, i)
	if err == nil && !a.Confirmed.IsZero() && t.By().NeedFor(actor.ChangeVisits, string(a.Patient)) == nil && a.Status == Booked {
		return a, nil
	}
	return s.change(ctx, t, i, version, WasConfirmed, func(a *Appointment) error {
		if a.Status != Booked || !a.Start.After(t.Now()) {
			return fault.New(fault.Conflict, op, "This visit can no longer be confirmed.")
		}
		a.Confirmed, a.ConfirmedHow = t.Now(), how
		return nil
	})
}

// Confirm is [Scheduler.ConfirmIn] in a transaction of its own.
func (s *Scheduler) Confirm(ctx context.Context, by actor.Actor, i ID, version int64, how string) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err = s.ConfirmIn(ctx, t, i, version, how)
		return err
	})
	return a, err
}

// Quiet makes a visit a quiet one, of which the patient is told at the contact point alone, or at none for "", or makes it
// one like others again. Staff, or the patient themselves.
func (s *Scheduler) Quiet(ctx context.Context, by actor.Actor, i ID, version int64, quiet bool, at patient.ContactID) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err = s.change(ctx, t, i, version, WasQuieted, func(a *Appointment) error {
			a.Quiet, a.Reach = quiet, ""
			if !quiet || at == "" {
				return nil
			}
			to, err := s.Patients.Get(ctx, t, a.Patient)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(to.Contacts, func(c patient.Contact) bool { return c.ID == at }) {
				return fault.New(fault.Invalid, "schedule.Quiet", "Choose one of the patient's contact points, or none.")
			}
			a.Reach = at
			return nil
		})
		return err
	})
	return a, err
}

// reach is the patient's contact point that a request chose for a quiet visit, "" if they have none such. It is read as the
// program, since a stranger may read no record.
func (s *Scheduler) reach(ctx context.Context, t tx.Tx, i patient.ID, r Request) (patient.ContactID, error) {
	to, err := s.Patients.Get(ctx, t.As(actor.System()), i)
	if err != nil {
		return "", err
	}
	for _, c := range to.Contacts {
		if c.Kind == r.Reach && (r.Value.IsZero() || r.Value.Reveal() == c.Value.Reveal()) {
			return c.ID, nil
		}
	}
	return "", nil
}
