package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// OfferJob is the kind of the jobs at which an offer expires.
const OfferJob = "waitlist"

// How long an offer stands: a quarter of the time until the visit, within these bounds. A visit sooner than an hour is
// offered to nobody: whoever is asked needs time to come.
const (
	LongestOffer  = 4 * time.Hour // patients are told both when they join
	ShortestOffer = 15 * time.Minute
	soonestOffer  = time.Hour
	// mostOffers is how many times somebody is offered in a day at most: they asked to be told, and not to be pestered.
	mostOffers = 3
)

// refill offers a time that became free to the first on the waitlist who wants it and can have it: one at a time for
// each time, as many at once as there are times. It never fails for want of somebody.
func (s *Scheduler) refill(ctx context.Context, t tx.Tx, v practice.ProviderID, l practice.LocationID, start time.Time) error {
	if s.Waits == nil || start.Sub(t.Now()) < soonestOffer || !start.After(t.Now()) {
		return nil
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	all, err := s.Waits.Waiting(ctx, t, "")
	if err != nil {
		return err
	}
	at, _ := p.Location(l)
	for _, w := range ranked(all) {
		if !w.wants(p, v, at, start) {
			continue
		}
		offers, err := s.Waits.OffersOf(ctx, t, w.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(offers, func(o Offer) bool {
			return o.Status == OfferOpen || o.Provider == v && o.Location == l && o.Start.Equal(start)
		}) || lately(offers, t.Now()) >= mostOffers {
			continue
		}
		_, err = s.offer(ctx, t, w, v, l, start)
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
			return err // nil: they have it for now
		}
	}
	return nil
}

// lately counts the offers of the last day.
func lately(offers []Offer, now time.Time) (n int) {
	for _, o := range offers {
		if now.Sub(o.Made) < 24*time.Hour {
			n++
		}
	}
	return n
}

// OfferTo keeps a free time for somebody on the waitlist whom staff chose, and has them told as of any other. Conflict with
// a sentence if it is taken, if they have one on offer, or if they could not be told in time.
func (s *Scheduler) OfferTo(ctx context.Context, by actor.Actor, i WaitID, v practice.ProviderID, l practice.LocationID, start time.Time) (o Offer, err error) {
	const op = "schedule.OfferTo"
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := t.By().Need(actor.ChangeVisits); err != nil {
			return err
		}
		w, err := s.waitOf(ctx, t, i)
		if err != nil {
			return err
		}
		offers, err := s.Waits.OffersOf(ctx, t, i)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(offers, func(o Offer) bool { return o.Status == OfferOpen }) {
			return fault.New(fault.Conflict, op, "A time is kept for them already. Wait for the answer, or note it.")
		}
		o, err = s.offer(ctx, t, w, v, l, start)
		if fault.Is(err, fault.Conflict) && fault.Message(err) == "" {
			return fault.New(fault.Conflict, op, "This time is too soon to be offered, or later than the visit that they have.")
		}
		return err
	})
	return o, err
}

// offer keeps the time for whoever waits. How long is counted from when they can be told.
func (s *Scheduler) offer(ctx context.Context, t tx.Tx, w Wait, v practice.ProviderID, l practice.LocationID, start time.Time) (Offer, error) {
	from := t.Now()
	if s.Reach != nil {
		var err error
		if from, err = s.Reach.Reachable(ctx, t.As(actor.System()), w.Patient, Appointment{Start: start, Location: l}); err != nil {
			return Offer{}, err
		}
	}
	stands := min(max(start.Sub(from)/4, ShortestOffer), LongestOffer)
	if w.Because != "" {
		stands = min(max(start.Sub(from)/2, ShortestOffer), longestAsked)
	}
	long := from.Add(stands).Sub(t.Now())
	if start.Sub(from) < soonestOffer || long > longestHold {
		return Offer{}, fault.New(fault.Conflict, "schedule.offer", "")
	}
	r := Request{Patient: w.Patient, Provider: v, Location: l, Service: w.Service, Start: start, State: w.State.Reveal(), Reason: w.Reason}
	if w.Instead != "" {
		a, err := s.Store.Get(ctx, t, w.Instead)
		if err != nil || !a.Status.Open() || w.Because == "" && !start.Before(a.Start) { // they have another or an earlier one by now
			return Offer{}, fault.New(fault.Conflict, "schedule.offer", "")
		}
		if r.State, r.moves = a.State.Reveal(), true; w.Because != "" {
			r.instead = a
		}
	}
	h, err := s.HoldIn(ctx, t.As(actor.System()), r, long)
	if err != nil {
		return Offer{}, err
	}
	o := Offer{ID: id.New[Offer](s.IDs), Wait: w.ID, Hold: h.ID, Provider: v, Location: l, Service: w.Service, Start: h.Start, Status: OfferOpen, Made: t.Now(), Expires: h.Expires, Changed: t.Now()}
	if err := s.Waits.PutOffer(ctx, t, o); err != nil {
		return o, err
	}
	if err := s.Queue.Put(ctx, t, job.Job{Kind: OfferJob, Key: string(o.ID), Ref: string(o.ID), Due: o.Expires}); err != nil {
		return o, err
	}
	facts := audit.Facts{"start": o.Start.UTC().Format(time.RFC3339), "until": o.Expires.UTC().Format(time.RFC3339), "provider": string(v)}
	if err := s.Audit.Record(ctx, t, "offered", audit.Ref{Kind: "waitlist", ID: string(w.ID)}, "", facts); err != nil {
		return o, err
	}
	for _, f := range s.Offered {
		if err := f.TimeOffered(ctx, t, w, o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// Accept books the offered time for whoever waits, or moves the visit that they have to it. Conflict with a sentence if
// the offer is no longer open. Staff, or the patient themselves.
func (s *Scheduler) Accept(ctx context.Context, by actor.Actor, i OfferID) (a Appointment, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err = s.AcceptIn(ctx, t, i)
		return err
	})
	return a, err
}

// AcceptIn is [Scheduler.Accept] within the caller's transaction. After an error it must not commit, unless the error is
// of an offer that is no longer open.
func (s *Scheduler) AcceptIn(ctx context.Context, t tx.Tx, i OfferID) (a Appointment, err error) {
	o, w, err := s.open(ctx, t, i)
	if err != nil {
		return a, err
	}
	w.Status, w.Changed = WaitOver, t.Now()
	if err := s.Waits.PutWait(ctx, t, w); err != nil { // before the visit, which would else be taken for one besides
		return a, err
	}
	if w.Instead != "" {
		a, err = s.MoveIn(ctx, t, Move{ID: w.Instead, Start: o.Start, Provider: o.Provider, Location: o.Location, Hold: o.Hold, offered: true})
	} else {
		a, err = s.BookIn(ctx, t, Request{Key: "offer:" + string(o.ID), Patient: w.Patient, Provider: o.Provider, Location: o.Location, Service: o.Service, Start: o.Start,
			State: w.State.Reveal(), Reason: w.Reason, Channel: "waitlist", Hold: o.Hold, offered: true})
	}
	if err != nil {
		return a, err
	}
	o.Status, o.Changed = OfferAccepted, t.Now()
	if err := s.Waits.PutOffer(ctx, t, o); err != nil {
		return a, err
	}
	if err := s.Queue.Drop(ctx, t, OfferJob, string(o.ID)); err != nil {
		return a, err
	}
	return a, s.Audit.Record(ctx, t, "accepted", audit.Ref{Kind: "waitlist", ID: string(w.ID)}, string(a.ID), nil)
}

// Decline gives the offered time to the next who waits; the entry stays on the list. Staff, or the patient themselves.
func (s *Scheduler) Decline(ctx context.Context, by actor.Actor, i OfferID) error {
	return s.DB.Do(ctx, by, func(t tx.Tx) error { return s.DeclineIn(ctx, t, i) })
}

// DeclineIn is [Scheduler.Decline] within the caller's transaction.
func (s *Scheduler) DeclineIn(ctx context.Context, t tx.Tx, i OfferID) error {
	o, _, err := s.open(ctx, t, i)
	if err != nil {
		return err
	}
	return s.pass(ctx, t, o, OfferDeclined)
}

// open returns an open offer and its entry.
func (s *Scheduler) open(ctx context.Context, t tx.Tx, i OfferID) (Offer, Wait, error) {
	over := fault.New(fault.Conflict, "schedule.open", "This time is no longer kept. It went to somebody else, or the offer is over.")
	o, err := s.Waits.Offer(ctx, t, i)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "schedule.open", "There is no such offer.")
	}
	if err != nil {
		return o, Wait{}, err
	}
	w, err := s.waitOf(ctx, t, o.Wait)
	if err != nil {
		return o, w, err
	}
	if o.Status != OfferOpen || !o.Expires.After(t.Now()) {
		return o, w, over
	}
	return o, w, nil
}

// pass ends an offer and offers its time to the next.
func (s *Scheduler) pass(ctx context.Context, t tx.Tx, o Offer, as OfferStatus) error {
	o.Status, o.Changed = as, t.Now()
	if err := s.Waits.PutOffer(ctx, t, o); err != nil {
		return err
	}
	if err := s.free(ctx, t, o.Hold); err != nil {
		return err
	}
	if as != OfferExpired { // else its job is what runs
		if err := s.Queue.Drop(ctx, t, OfferJob, string(o.ID)); err != nil {
			return err
		}
	}
	if err := s.Audit.Record(ctx, t, string(as), audit.Ref{Kind: "waitlist", ID: string(o.Wait)}, "", audit.Facts{"start": o.Start.UTC().Format(time.RFC3339)}); err != nil {
		return err
	}
	return s.refill(ctx, t, o.Provider, o.Location, o.Start)
}

// OfferDue is the [job.Handler] of an offer that expires: the next who waits is offered the time.
func (s *Scheduler) OfferDue(ctx context.Context, c job.Claimed) error {
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		o, err := s.Waits.Offer(ctx, t, OfferID(c.Ref))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil && o.Status == OfferOpen {
			if err := s.pass(ctx, t, o, OfferExpired); err != nil {
				return err
			}
		}
		return s.Queue.Done(ctx, t, c)
	})
}
