package schedule

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Move asks for another time of a visit that is booked.
type Move struct {
	ID       ID
	Version  int64 // the version that the person saw; 0 for whichever it is
	Start    time.Time
	Provider practice.ProviderID // "" keeps the provider, as Location keeps the location
	Location practice.LocationID
	Overbook phi.Text // why staff overbook; empty: they do not
	Hold     HoldID   // the time was kept for this patient; "" if it was not
	State    string   // two letters: where the patient will be during a video visit; "" where they were to be
	Agreed   bool     // by the book that owns the visit: else the visit is [Pending] again until it has agreed

	offered bool // as of a [Request]
}

// Move gives a visit another time as one change: either it has the new one, or it keeps the old one. A verified
// patient may move their own.
func (s *Scheduler) Move(ctx context.Context, by actor.Actor, m Move) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err = s.MoveIn(ctx, t, m)
		return err
	})
	return a, err
}

// MoveIn is [Scheduler.Move] within the caller's transaction.
func (s *Scheduler) MoveIn(ctx context.Context, t tx.Tx, m Move) (Appointment, error) {
	return s.change(ctx, t, m.ID, m.Version, WasMoved, func(a *Appointment) error {
		before := *a
		a.Start = m.Start
		a.Confirmed, a.ConfirmedHow = time.Time{}, ""
		if m.Provider != "" {
			a.Provider = m.Provider
		}
		if m.Location != "" {
			a.Location = m.Location
		}
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		if err := s.reap(ctx, t); err != nil {
			return err
		}
		if m.State != "" {
			state, err := ParseState(m.State)
			if err != nil {
				return err
			}
			a.State = phi.NewText(state)
		}
		rules, err := rulesFor(p, a.Service, asks(t, m.offered), About{State: a.State.Reveal()})
		if err != nil {
			return err
		}
		if a.Overbook = m.Overbook; strings.TrimSpace(m.Overbook.Reveal()) != "" {
			if rules.over = true; !rules.staff {
				return t.By().Need(actor.ChangeVisits)
			}
			if !short(m.Overbook) {
				return errOverbook()
			}
		}
		if err := s.Store.Release(ctx, t, a.ID); err != nil {
			return err
		}
		if elsewhere, err := s.owned(ctx, t, a.Provider); err != nil {
			return err
		} else if elsewhere && !m.Agreed {
			a.Status = Pending
		}
		return s.stand(ctx, t, before, a, rules.svc.Seats > 1, func() error {
			nobody := func() error { return nil }
			if m.Hold != "" {
				return s.redeem(ctx, t, a, Request{Hold: m.Hold, Patient: a.Patient, Provider: a.Provider, Location: a.Location, Service: a.Service, Start: m.Start}, rules, nobody)
			}
			return s.settle(ctx, t, a, rules, nobody)
		})
	})
}

// Cancel frees the time of a visit that is booked. Why is patient, practice or mistake. A verified patient may cancel
// their own.
func (s *Scheduler) Cancel(ctx context.Context, by actor.Actor, i ID, version int64, why string) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err = s.CancelIn(ctx, t, i, version, why)
		return err
	})
	return a, err
}

// CancelIn is [Scheduler.Cancel] within the caller's transaction.
func (s *Scheduler) CancelIn(ctx context.Context, t tx.Tx, i ID, version int64, why string) (Appointment, error) {
	return s.change(ctx, t, i, version, WasCancelled, func(a *Appointment) error {
		if why != "patient" && why != "practice" && why != "mistake" {
			return fault.New(fault.Invalid, "schedule.Cancel", "Please say who cancels: the patient, the practice, or that it was a mistake.")
		}
		a.Status, a.Why = Cancelled, why
		return s.Store.Release(ctx, t, a.ID)
	})
}

func errNotOpen() error {
	return fault.New(fault.Conflict, "schedule.change", "This visit is no longer open to change.")
}

// change does what every change of a booked visit has in common. To a verified patient, somebody else's visit is not there.
func (s *Scheduler) change(ctx context.Context, t tx.Tx, i ID, version int64, kind ChangeKind, f func(*Appointment) error) (Appointment, error) {
	const op = "schedule.change"
	before, err := s.Store.Get(ctx, t, i)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Appointment{}, err
	}
	may := t.By().NeedFor(actor.ChangeVisits, string(before.Patient))
	if err != nil && t.By().May(actor.ChangeVisits) || may != nil && t.By().Own() != "" {
		return Appointment{}, errNoVisit(op)
	}
	if may != nil {
		return Appointment{}, may
	}
	if version != 0 && before.Version != version {
		return Appointment{}, fault.New(fault.Conflict, op, "Somebody else changed this visit meanwhile. Please look at it again.")
	}
	if kind == WasMoved && !before.Status.Open() || kind == WasCancelled && !slices.Contains(before.Status.next(), Cancelled) {
		return Appointment{}, errNotOpen()
	}
	a := before
	if err := f(&a); err != nil {
		return Appointment{}, err
	}
	a.Changed = t.Now()
	a.Version++
	if err := s.Store.Update(ctx, t, a); err != nil {
		return Appointment{}, err
	}
	if err := s.tell(ctx, t, Change{Kind: kind, Before: before, After: a}); err != nil {
		return Appointment{}, err
	}
	if before.Status == Pending && a.Status != Pending {
		if err := s.leave(ctx, t, a.ID); err != nil {
			return Appointment{}, err
		}
	}
	if kind == WasMoved || !a.Status.Takes() && before.Status.Takes() {
		return a, s.refill(ctx, t, before.Provider, before.Location, before.Start)
	}
	return a, nil
}

// Enter takes over visits as they are from another book, past ones too, with the cells they own; followers are not
// told. Conflict if two of them, or one and a visit that is there, want the same cell.
func (s *Scheduler) Enter(ctx context.Context, t tx.Tx, all []Appointment) error {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return err
	}
	if err := s.Store.Insert(ctx, t, all...); err != nil {
		return err
	}
	for _, a := range all {
		if !a.Status.Takes() {
			continue
		}
		ok, err := s.Store.Occupy(ctx, t, a.ID, a.spans()...)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "schedule.Enter", "Two of the visits want the same time.")
		}
	}
	return s.Audit.Record(ctx, t, "entered", audit.Ref{Kind: "schedule"}, "", audit.Facts{"visits": strconv.Itoa(len(all))})
}
