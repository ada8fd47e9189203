package schedule

import (
	"cmp"
	"context"
	"slices"
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

// Ids of the waitlist.
type (
	WaitID  = id.Of[Wait]
	OfferID = id.Of[Offer]
)

// Wait is a waitlist entry: someone who wants an earlier time.
type Wait struct {
	ID       WaitID
	Patient  patient.ID
	Service  practice.ServiceID
	Provider practice.ProviderID // "" for anyone
	Location practice.LocationID // "" for anywhere
	From, To civil.Date
	Days     []time.Weekday // none for any
	After    civil.Clock    // not before this time of day
	Until    civil.Clock    // over by this time of day; 0 for none
	Instead  ID             // the visit that is moved if they accept, "" for none
	Urgent   bool
	Because  practice.ClosureID // the closure that Instead fell on, "" for none
	Was      time.Time          // when Instead was to be then
	Status   WaitStatus
	Created  time.Time
	Changed  time.Time
}

// WaitStatus is the state of a waitlist entry.
type WaitStatus string

const (
	Waiting   WaitStatus = "waiting"
	WaitOver  WaitStatus = "booked" // they have accepted a time
	WaitEnded WaitStatus = "ended"
)

// Offer is a time that is offered to somebody who waits, and kept for them by a hold until it expires.
type Offer struct {
	ID       OfferID
	Wait     WaitID
	Hold     HoldID
	Provider practice.ProviderID
	Location practice.LocationID
	Service  practice.ServiceID
	Start    time.Time
	Status   OfferStatus
	Made     time.Time
	Expires  time.Time
	Changed  time.Time
}

// OfferStatus is the state of an offer.
type OfferStatus string

const (
	OfferOpen     OfferStatus = "open"
	OfferAccepted OfferStatus = "accepted"
	OfferDeclined OfferStatus = "declined"
	OfferExpired  OfferStatus = "expired"
)

// WaitStore keeps the waitlist.
type WaitStore interface {
	// PutWait adds or replaces an entry; Wait returns it, NotFound if there is none.
	PutWait(ctx context.Context, t tx.Tx, w Wait) error
	Wait(ctx context.Context, t tx.Tx, i WaitID) (Wait, error)
	// Waiting returns the entries that wait, those of one service or all for "", in the order in which they were made.
	Waiting(ctx context.Context, t tx.Tx, service practice.ServiceID) ([]Wait, error)
	// Because returns the entries that there are because of a closure, whatever their status, in the order in which they
	// were made.
	Because(ctx context.Context, t tx.Tx, c practice.ClosureID) ([]Wait, error)
	// PutOffer adds or replaces an offer; Offer returns it, NotFound if there is none; OffersOf returns an entry's.
	PutOffer(ctx context.Context, t tx.Tx, o Offer) error
	Offer(ctx context.Context, t tx.Tx, i OfferID) (Offer, error)
	OffersOf(ctx context.Context, t tx.Tx, i WaitID) ([]Offer, error)
}

// OfferFollower is told of every offer inside its transaction, so that somebody tells the patient.
type OfferFollower interface {
	TimeOffered(ctx context.Context, t tx.Tx, w Wait, o Offer) error
}

// Reacher says when an offer can reach a patient: nobody is written to at night.
type Reacher interface {
	// Reachable returns the first time from now on at which the patient may be told of the visit that is offered.
	Reachable(ctx context.Context, t tx.Tx, i patient.ID, offered Appointment) (time.Time, error)
}

// Wait puts somebody on the waitlist. Invalid with a sentence for days that are over or times that fit no visit; staff,
// or the patient themselves.
func (s *Scheduler) Wait(ctx context.Context, by actor.Actor, w Wait) (Wait, error) {
	err := s.DB.Do(ctx, by, func(t tx.Tx) (err error) {
		w, err = s.WaitIn(ctx, t, w)
		return err
	})
	return w, err
}

// WaitIn is [Scheduler.Wait] within the caller's transaction.
func (s *Scheduler) WaitIn(ctx context.Context, t tx.Tx, w Wait) (Wait, error) {
	const op = "schedule.Wait"
	err := func() error {
		if err := t.By().NeedFor(actor.ChangeVisits, string(w.Patient)); err != nil {
			return err
		}
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		svc, ok := p.Service(w.Service)
		today := p.Today(t.Now())
		switch {
		case !ok || !svc.Active:
			return fault.New(fault.Invalid, op, "Choose the kind of visit that they wait for.")
		case w.To.Before(w.From) || w.To.Before(today):
			return fault.New(fault.Invalid, op, "The last day is before the first, or over. Choose days that are still to come.")
		case w.Until != 0 && int(w.Until-w.After) < svc.Minutes:
			return fault.New(fault.Invalid, op, "The visit does not fit between these times. Choose a longer stretch of the day.")
		}
		if w.Instead == "" {
			if err := s.waitable(ctx, t, p, svc, w); err != nil {
				return err
			}
		} else {
			a, err := s.Store.Get(ctx, t, w.Instead)
			if err != nil || a.Patient != w.Patient || a.Service != w.Service || !a.Status.Open() {
				return fault.New(fault.Invalid, op, "The visit that they have is of another kind, or no longer open to change.")
			}
		}
		return s.enlist(ctx, t, &w)
	}()
	return w, err
}

// waitable says why the service is not for the patient on any of the days.
func (s *Scheduler) waitable(ctx context.Context, t tx.Tx, p *practice.Practice, svc practice.Service, w Wait) error {
	r := rules{p: p, svc: svc, staff: true}
	if svc.Seen == practice.Anyone && !svc.Aged() || len(p.Locations) == 0 {
		return nil
	}
	if err := s.recall(ctx, t, w.Patient, &r.about); err != nil {
		return err
	}
	l := p.Locations[0]
	first := r.suits(w.From.At(720, l.In()), l)
	if first == nil || r.suits(w.To.At(720, l.In()), l) == nil {
		return nil
	}
	return first
}

// enlist puts an entry on the list.
func (s *Scheduler) enlist(ctx context.Context, t tx.Tx, w *Wait) error {
	w.ID, w.Status, w.Created, w.Changed = id.New[Wait](s.IDs), Waiting, t.Now(), t.Now()
	if err := s.Waits.PutWait(ctx, t, *w); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, "waits", audit.Ref{Kind: "waitlist", ID: string(w.ID)}, "", audit.Facts{"patient": string(w.Patient), "service": string(w.Service)})
}

// Waited is an entry with its offers, the latest first.
type Waited struct {
	Wait
	Offers []Offer
}

// Waitlist returns who waits, in the order in which they are offered times. The caller enters the disclosures.
func (s *Scheduler) Waitlist(ctx context.Context, t tx.Tx) ([]Waited, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	all, err := s.Waits.Waiting(ctx, t, "")
	if err != nil {
		return nil, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	var list []Waited
	for _, w := range ranked(all) {
		if w.To.Before(p.Today(t.Now())) {
			continue
		}
		offers, err := s.Waits.OffersOf(ctx, t, w.ID)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(offers, func(a, b Offer) int { return b.Made.Compare(a.Made) })
		list = append(list, Waited{w, offers})
	}
	return list, nil
}

// Rank is why somebody is offered a free time before others.
type Rank int

const (
	RankUrgent  Rank = iota // staff said that it is urgent
	RankNoVisit             // they have no visit at all
	RankEarlier             // they have one and want an earlier; of these, whoever has waited longest
)

// Rank returns the entry's.
func (w Wait) Rank() Rank {
	switch {
	case w.Urgent:
		return RankUrgent
	case w.Instead == "":
		return RankNoVisit
	}
	return RankEarlier
}

// ranked orders who waits: what is urgent first, then who has no visit at all, then who has waited longest.
func ranked(all []Wait) []Wait {
	return slices.SortedStableFunc(slices.Values(all), func(a, b Wait) int {
		return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
}

// wants reports whether the entry wants a visit then and there.
func (w Wait) wants(p *practice.Practice, v practice.ProviderID, l practice.Location, start time.Time) bool {
	svc, _ := p.Service(w.Service)
	at := start.In(l.In())
	day := civil.DateOf(at)
	q := Query{After: w.After, Until: w.Until}
	return (w.Provider == "" || w.Provider == v) && (w.Location == "" || w.Location == l.ID) && !day.Before(w.From) && !w.To.Before(day) &&
		(len(w.Days) == 0 || slices.Contains(w.Days, day.Weekday())) && q.fits(at, at.Add(minutes(svc.Minutes)))
}

// Unwait takes an entry off the list and gives back what was kept for it. Staff, or the patient themselves.
func (s *Scheduler) Unwait(ctx context.Context, by actor.Actor, i WaitID) error {
	return s.DB.Do(ctx, by, func(t tx.Tx) error { return s.UnwaitIn(ctx, t, i) })
}

// UnwaitIn is [Scheduler.Unwait] within the caller's transaction.
func (s *Scheduler) UnwaitIn(ctx context.Context, t tx.Tx, i WaitID) error {
	w, err := s.waitOf(ctx, t, i)
	if err != nil {
		return err
	}
	return s.unwait(ctx, t, w)
}

// WaitsOf returns what a patient waits for, the oldest first. The caller enters the disclosure. Staff, or the patient
// themselves.
func (s *Scheduler) WaitsOf(ctx context.Context, t tx.Tx, i patient.ID) ([]Wait, error) {
	if err := t.By().NeedFor(actor.SeeSchedule, string(i)); err != nil {
		return nil, err
	}
	all, err := s.Waits.Waiting(ctx, t, "")
	return slices.DeleteFunc(all, func(w Wait) bool { return w.Patient != i }), err
}

// Offer returns an offer and its entry. NotFound if there is none. The caller enters the disclosure.
func (s *Scheduler) Offer(ctx context.Context, t tx.Tx, i OfferID) (Offer, Wait, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return Offer{}, Wait{}, err
	}
	o, err := s.Waits.Offer(ctx, t, i)
	if err != nil {
		return o, Wait{}, err
	}
	w, err := s.Waits.Wait(ctx, t, o.Wait)
	return o, w, err
}

// unwait ends an entry and gives back what was kept for it.
func (s *Scheduler) unwait(ctx context.Context, t tx.Tx, w Wait) error {
	offers, err := s.Waits.OffersOf(ctx, t, w.ID)
	if err != nil {
		return err
	}
	if w.Status, w.Changed = WaitEnded, t.Now(); err == nil {
		err = s.Waits.PutWait(ctx, t, w)
	}
	for _, o := range offers {
		if err == nil && o.Status == OfferOpen {
			err = s.pass(ctx, t, o, OfferDeclined)
		}
	}
	if err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, "waits no more", audit.Ref{Kind: "waitlist", ID: string(w.ID)}, "", nil)
}

// waitOf returns an entry that the actor may change. To a verified patient, somebody else's is not there.
func (s *Scheduler) waitOf(ctx context.Context, t tx.Tx, i WaitID) (Wait, error) {
	w, err := s.Waits.Wait(ctx, t, i)
	gone := fault.New(fault.NotFound, "schedule.waitOf", "There is no such waitlist entry.")
	switch {
	case fault.Is(err, fault.NotFound):
		return w, gone
	case err != nil:
		return w, err
	case w.Status != Waiting:
		return w, fault.New(fault.Conflict, "schedule.waitOf", "They do not wait any more.")
	}
	if may := t.By().NeedFor(actor.ChangeVisits, string(w.Patient)); may != nil {
		if t.By().Own() != "" {
			return w, gone
		}
		return w, may
	}
	return w, nil
}
