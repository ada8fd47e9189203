package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/practice"
	"bedside/internal/tx"
)

// After is the book as it will be when some visits have left their times and others, that [Scheduler.Fit] has fitted in,
// have come. Holds that have expired take nothing. It is for looking only.
func (s *Scheduler) After(gone, come []Appointment) *Scheduler {
	book, kept := *s, s.Store
	if w, ok := s.Store.(without); ok { // who has come stays, even where somebody else leaves
		kept, gone, come = w.Store, slices.Concat(w.gone, gone), slices.Concat(w.come, come)
	}
	book.Store = without{kept, gone, come}
	return &book
}

// Refit is [Scheduler.Fit] for a visit that is here and that the other book has at another time, with another provider, at
// another place or for another length: it is fitted in as if it were not here yet. Nothing is written;
// [Scheduler.Rearrange] does. Errors as of Fit.
func (s *Scheduler) Refit(ctx context.Context, t tx.Tx, p *practice.Practice, here, there Appointment, overbook string) (Appointment, error) {
	fitted, err := s.After([]Appointment{here}, nil).Fit(ctx, t, p, there, overbook)
	a := here
	a.Provider, a.Location, a.Start, a.End, a.Zone, a.Wall = fitted.Provider, fitted.Location, fitted.Start, fitted.End, fitted.Zone, fitted.Wall
	a.Before, a.Blocked, a.Room, a.Resources, a.Lane, a.Overbook = fitted.Before, fitted.Blocked, fitted.Room, fitted.Resources, fitted.Lane, fitted.Overbook
	return a, err
}

// Rearranged is what another book says of several visits at once, which may take each other's times.
type Rearranged struct {
	Off     []ID          // cancelled by the practice
	Moved   []Appointment // as [Scheduler.Refit] has fitted them in
	Entered []Appointment // as [Scheduler.Fit] has
}

// Rearrange does what was fitted in within the same transaction: first every visit leaves its time, then each takes its
// new one, and only then followers are told and what became free is offered. Of what is entered followers are not told.
// Conflict, after which the transaction must not commit, if something was not fitted in or is not open to change.
func (s *Scheduler) Rearrange(ctx context.Context, t tx.Tx, r Rearranged) error {
	if len(r.Moved)+len(r.Entered) > 0 {
		if err := s.reap(ctx, t); err != nil {
			return err
		}
	}
	for _, a := range r.Moved {
		if err := s.Store.Release(ctx, t, a.ID); err != nil {
			return err
		}
	}
	for _, i := range r.Off {
		if err := s.Store.Release(ctx, t, i); err != nil {
			return err
		}
	}
	for _, a := range r.Entered {
		if err := s.EnterOne(ctx, t, a); err != nil {
			return err
		}
	}
	for _, a := range r.Moved {
		if err := s.occupy(ctx, t, a); err != nil {
			return err
		}
	}
	for _, to := range r.Moved {
		_, err := s.change(ctx, t, to.ID, to.Version, WasMoved, func(a *Appointment) error {
			*a = to
			a.Confirmed, a.ConfirmedHow = time.Time{}, ""
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, i := range r.Off {
		if _, err := s.CancelIn(ctx, t, i, 0, "practice"); err != nil {
			return err
		}
	}
	return nil
}
