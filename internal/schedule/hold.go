package schedule

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// HoldID is a hold's id.
type HoldID = id.Of[Hold]

// Hold is a time that is kept while somebody decides. It owns its cells as a visit does, until it expires: whoever wants
// them after that gets them, whether or not anybody has cleaned up.
type Hold struct {
	ID        HoldID
	Patient   patient.ID // "" while nobody knows whom it is for
	Provider  practice.ProviderID
	Location  practice.LocationID
	Service   practice.ServiceID
	Room      practice.RoomID
	Resources []practice.ResourceID
	Start     time.Time
	End       time.Time
	Blocked   time.Time
	Before    time.Duration
	Lane      int
	Expires   time.Time
}

const (
	longestHold     = 48 * time.Hour // by staff or Bedside
	strangersHold   = 10 * time.Minute
	mostUndecided   = 40 // holds of strangers at once: nobody keeps a whole practice
	sentenceExpired = "The time was kept for you and is free again. Please choose once more."
)

// Hold keeps a free time for so long; only Key, Patient, Provider, Location, Service, Start, Seen, State and Reason of the
// request are read. What makes Book refuse makes Hold refuse. A stranger's hold is shorter, and there are only so many
// at once. Asking twice with one key gives one hold while it lasts, as Book does.
func (s *Scheduler) Hold(ctx context.Context, by actor.Actor, r Request, long time.Duration) (h Hold, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		h, err = s.HoldIn(ctx, t, r, long)
		return err
	})
	return h, err
}

// HoldIn is [Scheduler.Hold] within the caller's transaction.
func (s *Scheduler) HoldIn(ctx context.Context, t tx.Tx, r Request, long time.Duration) (Hold, error) {
	const op = "schedule.Hold"
	if err := t.By().Need(actor.Book); err != nil {
		return Hold{}, err
	}
	most := longestHold
	if t.By().Outside() {
		most = strangersHold
	}
	if r.Patient != "" {
		if err := t.By().NeedFor(actor.SeePatients, string(r.Patient)); err != nil {
			return Hold{}, err
		}
	}
	if long <= 0 || long > most {
		return Hold{}, fault.New(fault.Invalid, op, "A time is kept for at most "+most.String()+".")
	}
	key, request := "hold:"+r.Key, r.fingerprint() // what is held is then booked, perhaps under the same key
	if r.Key != "" {
		i, same, err := s.Store.Recall(ctx, t, key, request)
		switch {
		case err == nil && same:
			return s.Kept(ctx, t, HoldID(i))
		case err == nil:
			return Hold{}, fault.New(fault.Conflict, op, "This key was already used for another time. Use a new one.")
		case !fault.Is(err, fault.NotFound):
			return Hold{}, err
		}
	}
	if err := s.reap(ctx, t); err != nil {
		return Hold{}, err
	}
	if n, err := s.Store.Undecided(ctx, t); err != nil {
		return Hold{}, err
	} else if r.Patient == "" && n >= mostUndecided {
		return Hold{}, fault.New(fault.Conflict, op, "Many people are choosing times just now. Please book without keeping one, or wait a few minutes.")
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return Hold{}, err
	}
	who := About{Seen: r.Seen, State: r.State, Reason: r.Reason.Reveal()}
	known := r.Patient
	if r.moves {
		known = ""
	}
	rules, err := s.rulesOf(ctx, t, p, r.Service, known, who)
	if err != nil {
		return Hold{}, err
	}
	h := Hold{ID: id.New[Hold](s.IDs), Expires: t.Now().Add(long)}
	a := Appointment{ID: ID(h.ID), Patient: r.Patient, Provider: r.Provider, Location: r.Location, Service: r.Service, Start: r.Start}
	if until := r.Start.Add(minutes(rules.svc.Minutes)); r.instead.Start.Before(until) && r.Start.Before(r.instead.End) {
		a.Patient = ""
	}
	if err := s.settle(ctx, t, &a, rules, func() error { return nil }); err != nil {
		return Hold{}, err
	}
	a.Patient = r.Patient
	h.Patient, h.Provider, h.Location, h.Service, h.Room, h.Resources = a.Patient, a.Provider, a.Location, a.Service, a.Room, a.Resources
	h.Start, h.End, h.Blocked, h.Before, h.Lane = a.Start, a.End, a.Blocked, a.Before, a.Lane
	if err := s.Store.InsertHold(ctx, t, h); err != nil {
		return Hold{}, err
	}
	if r.Key != "" {
		if err := s.Store.Remember(ctx, t, key, request, ID(h.ID)); err != nil {
			return Hold{}, err
		}
	}
	facts := audit.Facts{"patient": string(h.Patient), "provider": string(h.Provider), "location": string(h.Location), "service": string(h.Service),
		"start": h.Start.UTC().Format(time.RFC3339), "until": h.Expires.UTC().Format(time.RFC3339)}
	return h, s.Audit.Record(ctx, t, "held", audit.Ref{Kind: "hold", ID: string(h.ID)}, "", facts)
}

// Unhold gives a kept time back before it expires; nothing happens if it has.
func (s *Scheduler) Unhold(ctx context.Context, t tx.Tx, i HoldID) error {
	if err := t.By().Need(actor.Book); err != nil {
		return err
	}
	if _, err := s.Store.Hold(ctx, t, i); fault.Is(err, fault.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	if err := s.free(ctx, t, i); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, "gave back", audit.Ref{Kind: "hold", ID: string(i)}, "", nil)
}

// redeem gives the visit what the request's hold kept. The rules that bind were those when it was kept: neither the
// notice, nor a limit that was reached since, nor what was overbooked meanwhile takes it away. Conflict if the hold has
// expired, or is for another visit or somebody else.
func (s *Scheduler) redeem(ctx context.Context, t tx.Tx, a *Appointment, r Request, rules rules, admit func() error) error {
	h, err := s.Store.Hold(ctx, t, r.Hold)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	same := h.Service == r.Service && h.Provider == r.Provider && h.Location == r.Location && h.Start.Equal(r.Start) && (h.Patient == "" || h.Patient == r.Patient)
	if err != nil || !same || !h.Expires.After(t.Now()) || h.Start.Before(t.Now()) {
		return fault.New(fault.Conflict, "schedule.redeem", sentenceExpired)
	}
	l, _ := rules.p.Location(h.Location)
	if !rules.licensed(h.Provider, civil.DateOf(h.Start.In(l.In()))) {
		return rules.unlicensed()
	}
	if err := rules.suits(h.Start, l); err != nil {
		return err
	}
	if err := admit(); err != nil {
		return err
	}
	if err := s.free(ctx, t, h.ID); err != nil {
		return err
	}
	a.Start, a.End, a.Blocked, a.Before = h.Start.In(l.In()), h.End.In(l.In()), h.Blocked.In(l.In()), h.Before
	a.Zone, a.Wall = l.Zone, a.Start.Format(wallLayout)
	a.Room, a.Resources, a.Lane = h.Room, h.Resources, h.Lane
	if err := s.freeElsewhere(ctx, t, *a); err != nil && a.Lane < overLane {
		return err
	}
	return s.occupy(ctx, t, *a)
}

// reap frees the cells of holds that have expired, within the transaction that wants cells.
func (s *Scheduler) reap(ctx context.Context, t tx.Tx) error {
	over, err := s.Store.Expired(ctx, t, t.Now())
	for i := 0; i < len(over) && err == nil; i++ {
		err = s.free(ctx, t, over[i])
	}
	return err
}

func (s *Scheduler) free(ctx context.Context, t tx.Tx, i HoldID) error {
	if err := s.Store.Release(ctx, t, ID(i)); err != nil {
		return err
	}
	return s.Store.DeleteHold(ctx, t, i)
}
