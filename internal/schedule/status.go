package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Status is the state of an appointment, as in FHIR R4 Appointment.status. A proposed one is a slot and a hold is kept
// as a [Hold]; neither is ever an appointment here.
type Status string

const (
	Pending        Status = "pending" // asked for; somebody has to confirm it
	Booked         Status = "booked"
	Arrived        Status = "arrived"
	CheckedIn      Status = "checked-in"
	Fulfilled      Status = "fulfilled"
	NoShow         Status = "noshow"
	Cancelled      Status = "cancelled"
	EnteredInError Status = "entered-in-error"
)

// Takes reports whether a visit in the state occupies its time.
func (s Status) Takes() bool { return s != Cancelled && s != EnteredInError }

// Open reports whether a visit in the state is still to come: it can be moved, and patients are told of it.
func (s Status) Open() bool { return s == Pending || s == Booked }

// next lists what a state may become. Whoever marked the wrong thing can take it back; what is cancelled or was entered
// in error has lost its time and stays so.
func (s Status) next() []Status {
	switch s {
	case Pending:
		return []Status{Booked, Cancelled, EnteredInError}
	case Booked:
		return []Status{Arrived, CheckedIn, Fulfilled, NoShow, Cancelled, EnteredInError}
	case Arrived:
		return []Status{CheckedIn, Fulfilled, Booked, Cancelled, EnteredInError}
	case CheckedIn:
		return []Status{Fulfilled, Arrived, Booked, Cancelled, EnteredInError}
	case Fulfilled:
		return []Status{CheckedIn, NoShow, EnteredInError}
	case NoShow:
		return []Status{Arrived, Fulfilled, Booked, EnteredInError}
	case Cancelled:
		return []Status{EnteredInError}
	}
	return nil
}

// Next lists the states that staff may mark a visit as now, in the order in which a visit goes. A patient is there three
// hours before the visit at the earliest, and nobody has missed one that has not begun.
func (a Appointment) Next(now time.Time) []Status {
	var all []Status
	for _, s := range a.Status.next() {
		switch {
		case s == Cancelled: // has its own way, which asks why
		case (s == Fulfilled || s == NoShow) && a.Start.After(now):
		case (s == Arrived || s == CheckedIn) && a.Start.Sub(now) > earlyArrival:
		case s == Booked && a.Status == NoShow && !a.End.After(now):
		default:
			all = append(all, s)
		}
	}
	return all
}

const earlyArrival = 3 * time.Hour

// Mark moves a visit on: a request that is confirmed, a patient who arrived, was checked in, was seen or did not come,
// a visit that was entered in error, or a mark that was wrong. Conflict where the state does not allow it; a visit
// that was entered in error gives its time back. Only staff may.
func (s *Scheduler) Mark(ctx context.Context, by actor.Actor, i ID, version int64, to Status) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err = s.MarkIn(ctx, t, i, version, to)
		return err
	})
	return a, err
}

// MarkIn is [Scheduler.Mark] within the caller's transaction.
func (s *Scheduler) MarkIn(ctx context.Context, t tx.Tx, i ID, version int64, to Status) (Appointment, error) {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return Appointment{}, err
	}
	kind := WasMarked
	if to == Fulfilled || to == NoShow {
		kind = WasClosed
	}
	return s.change(ctx, t, i, version, kind, func(a *Appointment) error {
		if a.Status == to || !slices.Contains(a.Next(t.Now()), to) {
			return fault.New(fault.Conflict, "schedule.Mark", "The visit cannot be marked so now. Please look at it again.")
		}
		a.Status = to
		if !to.Takes() {
			return s.Store.Release(ctx, t, a.ID)
		}
		return nil
	})
}

// Close says of a visit that has begun whether it took place: Fulfilled or NoShow.
func (s *Scheduler) Close(ctx context.Context, by actor.Actor, i ID, version int64, status Status) (a Appointment, err error) {
	if status != Fulfilled && status != NoShow {
		return a, fault.New(fault.Invalid, "schedule.Close", "A visit either took place or the patient did not come.")
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		if a, err = s.Get(ctx, t, i); err == nil && a.Start.After(t.Now()) {
			err = fault.New(fault.Invalid, "schedule.Close", "The visit has not begun yet.")
		}
		return err
	})
	if err != nil {
		return a, err
	}
	return s.Mark(ctx, by, i, version, status)
}
