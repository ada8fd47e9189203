package schedule

import (
	"context"
	"time"

	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Refit is [Scheduler.Fit] for a visit that is here and that the other book has at another time, with another provider, at
// another place or for another length: it is fitted in as if it were not here yet. Nothing is written; [Scheduler.FollowIn]
// does. Errors as of Fit.
func (s *Scheduler) Refit(ctx context.Context, t tx.Tx, p *practice.Practice, here, there Appointment, overbook string) (Appointment, error) {
	book := *s
	book.Store = without{s.Store, here}
	fitted, err := book.Fit(ctx, t, p, there, overbook)
	a := here
	a.Provider, a.Location, a.Start, a.End, a.Zone, a.Wall = fitted.Provider, fitted.Location, fitted.Start, fitted.End, fitted.Zone, fitted.Wall
	a.Before, a.Blocked, a.Room, a.Resources, a.Lane, a.Overbook = fitted.Before, fitted.Blocked, fitted.Room, fitted.Resources, fitted.Lane, fitted.Overbook
	return a, err
}

// FollowIn moves a visit to where Refit has fitted it within the same transaction, as one change of which followers are
// told. Conflict, after which the transaction must not commit, if it was not fitted or is not open to change.
func (s *Scheduler) FollowIn(ctx context.Context, t tx.Tx, to Appointment) (Appointment, error) {
	return s.change(ctx, t, to.ID, to.Version, WasMoved, func(a *Appointment) error {
		if err := s.Store.Release(ctx, t, a.ID); err != nil {
			return err
		}
		*a = to
		a.Confirmed, a.ConfirmedHow = time.Time{}, ""
		return s.occupy(ctx, t, *a)
	})
}
