package schedule

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// MovedFrom is the source under which a visit that was moved, and to whose new time nobody has agreed yet, keeps the time
// at which it stands in the book of whoever owns it. The ref is the visit's id.
const MovedFrom = "moved"

func ofLocation(i practice.LocationID) string { return "location:" + string(i) }

// stand gives a visit its new time by settle, and has it keep the one before while it is [Pending]. What it keeps is not
// in its own way. Of a visit that several share only the patient's time is kept: the others go on.
func (s *Scheduler) stand(ctx context.Context, t tx.Tx, before Appointment, a *Appointment, shared bool, settle func() error) error {
	var kept []Span
	var err error
	if before.Status == Pending {
		if kept, err = s.Store.Blocked(ctx, t, MovedFrom, string(a.ID)); err == nil && len(kept) > 0 {
			err = s.Store.Block(ctx, t, MovedFrom, string(a.ID), nil)
		}
	} else if a.Status == Pending {
		for _, o := range append(before.spans(), Span{Resource: ofLocation(before.Location), From: before.Start, To: before.End}) {
			if _, theirs := cutPrefix[patient.ID](o.Resource, ofPatient("")); theirs || !shared || o.Resource == ofLocation(before.Location) {
				kept = append(kept, o)
			}
		}
	}
	if err != nil {
		return err
	}
	if err := settle(); err != nil {
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) { // whoever goes on all the same finds the visit where it was
			_, again := s.Store.Occupy(ctx, t, before.ID, before.spans()...)
			if before.Status == Pending && len(kept) > 0 && again == nil {
				again = s.Store.Block(ctx, t, MovedFrom, string(a.ID), kept)
			}
			if again != nil {
				return again
			}
		}
		return err
	}
	if len(kept) == 0 {
		return nil
	}
	return s.Store.Block(ctx, t, MovedFrom, string(a.ID), inPieces(kept))
}

// Stood returns the move that puts a visit back to where it stood before it was moved to a time that nobody has agreed to
// yet; false for every other visit.
func (s *Scheduler) Stood(ctx context.Context, t tx.Tx, i ID) (back Move, ok bool, err error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return back, false, err
	}
	spans, err := s.Store.Blocked(ctx, t, MovedFrom, string(i))
	for _, o := range spans {
		if v, is := cutPrefix[practice.ProviderID](o.Resource, ofProvider("")); is {
			back.Provider = v
		}
		if l, is := cutPrefix[practice.LocationID](o.Resource, ofLocation("")); is {
			back.ID, back.Location, back.Start = i, l, o.From
		}
	}
	return back, back.ID != "", err
}

// PutBack moves a visit back to where it stood before it was moved to a time that nobody has agreed to yet. Conflict if
// there is no such time any more, or somebody changed the visit since the version.
func (s *Scheduler) PutBack(ctx context.Context, by actor.Actor, i ID, version int64) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		back, ok, err := s.Stood(ctx, t, i)
		if err == nil && !ok {
			err = fault.New(fault.Conflict, "schedule.PutBack", "Somebody has decided on this move meanwhile. Please look at the visit again.")
		}
		if err != nil {
			return err
		}
		back.Version = version
		if a, err = s.MoveIn(ctx, t, back); fault.Is(err, fault.Invalid) {
			back.Overbook = phi.NewText("It stands there in the other book.")
			a, err = s.MoveIn(ctx, t, back)
		}
		return err
	})
	return a, err
}

// leave gives up the time that a visit kept from before, now that somebody has decided.
func (s *Scheduler) leave(ctx context.Context, t tx.Tx, i ID) error {
	back, ok, err := s.Stood(ctx, t.As(actor.System()), i)
	if err != nil || !ok {
		return err
	}
	if err := s.Store.Block(ctx, t, MovedFrom, string(i), nil); err != nil {
		return err
	}
	if err := s.Audit.Record(ctx, t, "gave up", audit.Ref{Kind: "appointment", ID: string(i)}, string(i), nil); err != nil {
		return err
	}
	return s.refill(ctx, t, back.Provider, back.Location, back.Start)
}
