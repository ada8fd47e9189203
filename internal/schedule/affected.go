package schedule

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Affected is a visit that a closure makes impossible, or did until it was moved or cancelled.
type Affected struct {
	Visit  Appointment // as it is now
	Was    time.Time   // when it was to be before it was moved
	State  AffectedState
	Offer  Offer  // the latest, zero for none
	Choice []Slot // times that could be offered, the best first; only while somebody has to find one
}

// AffectedState is how far an affected visit has come.
type AffectedState string

const (
	Unasked     AffectedState = "unasked"    // nothing was offered yet
	Asked       AffectedState = "asked"      // a time is kept for the patient
	Accepts     AffectedState = "accepts"    // the patient took the time
	Declines    AffectedState = "declines"   // the patient wants another: phone them
	Unanswered  AffectedState = "unanswered" // nobody answered in time: phone them
	MovedByHand AffectedState = "moved"
	CalledOff   AffectedState = "cancelled"
	Held        AffectedState = "held" // its time has come: it took place, or nobody decided
)

// Done reports whether nobody has to do anything about it any more.
func (s AffectedState) Done() bool {
	return s == Accepts || s == MovedByHand || s == CalledOff || s == Held
}

// Ask is to find a time: nothing is kept for the patient now.
func (s AffectedState) Ask() bool { return s == Unasked || s == Declines || s == Unanswered }

const (
	searchDays   = 21 // how far after a closure another time is looked for
	choices      = 5
	longestAsked = 24 * time.Hour // how long a time is kept for whose visit a closure makes impossible
	soonestAsked = 18 * time.Hour // a sooner time is nothing for whoever reads of it in the morning
)

// Affected lists the visits that a closure makes impossible, and those that it did, by their time; with times that
// could be offered where somebody has to find one, no time twice first. The caller enters the disclosures. NotFound for
// a closure that is gone.
func (s *Scheduler) Affected(ctx context.Context, t tx.Tx, i practice.ClosureID) ([]Affected, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	c, ok := p.Closure(i)
	if !ok {
		return nil, fault.New(fault.NotFound, "schedule.Affected", "This closure is gone. The days are open again.")
	}
	waits, err := s.Waits.Because(ctx, t, i)
	if err != nil {
		return nil, err
	}
	all, err := s.on(ctx, t, p, c)
	if err != nil {
		return nil, err
	}
	list := make([]Affected, 0, len(all)+len(waits))
	for _, w := range waits {
		f, err := s.affected(ctx, t, c, w)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	for _, a := range all {
		if !slices.ContainsFunc(waits, func(w Wait) bool { return w.Instead == a.ID }) {
			list = append(list, Affected{Visit: a, Was: a.Start, State: Unasked})
		}
	}
	slices.SortStableFunc(list, func(a, b Affected) int { return cmp.Or(a.Was.Compare(b.Was), cmp.Compare(a.Visit.ID, b.Visit.ID)) })
	return list, s.choose(ctx, t, p, c, list)
}

// Foresee lists the visits that a closure which is not there yet would make impossible, with times that could be offered.
// The caller enters the disclosures.
func (s *Scheduler) Foresee(ctx context.Context, t tx.Tx, c practice.Closure) ([]Affected, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	all, err := s.on(ctx, t, p, c)
	if err != nil {
		return nil, err
	}
	list := make([]Affected, 0, len(all))
	for _, a := range all {
		list = append(list, Affected{Visit: a, Was: a.Start, State: Unasked})
	}
	return list, s.choose(ctx, t, p, c, list)
}

// on lists the visits to come that fall on the closure, by their time.
func (s *Scheduler) on(ctx context.Context, t tx.Tx, p *practice.Practice, c practice.Closure) ([]Appointment, error) {
	first := c.From.At(0, time.UTC).AddDate(0, 0, -1)
	if first.Before(t.Now()) {
		first = t.Now()
	}
	last := c.To.At(0, time.UTC).AddDate(0, 0, 2)
	if c.Yearly {
		last = t.Now().AddDate(1, 0, 0)
	}
	all, err := s.Store.Between(ctx, t, first, last, Filter{Provider: c.Provider, Location: c.Location})
	return slices.DeleteFunc(all, func(a Appointment) bool {
		return !a.Status.Open() || !c.Meets(a.Location, a.Provider, a.Start, a.End)
	}), err
}

// affected says how far the visit of an entry has come.
func (s *Scheduler) affected(ctx context.Context, t tx.Tx, c practice.Closure, w Wait) (Affected, error) {
	a, err := s.Store.Get(ctx, t, w.Instead)
	if err != nil {
		return Affected{}, err
	}
	offers, err := s.Waits.OffersOf(ctx, t, w.ID)
	if err != nil {
		return Affected{}, err
	}
	f := Affected{Visit: a, Was: w.Was}
	if len(offers) > 0 {
		f.Offer = slices.MaxFunc(offers, func(x, y Offer) int { return x.Made.Compare(y.Made) })
	}
	switch {
	case !a.Status.Takes():
		f.State = CalledOff
	case w.Status == WaitOver:
		f.State = Accepts
	case !c.Meets(a.Location, a.Provider, a.Start, a.End):
		f.State = MovedByHand
	case !a.Status.Open() || !a.Start.After(t.Now()):
		f.State = Held
	case f.Offer.ID == "":
		f.State = Unasked
	case f.Offer.Status == OfferOpen && f.Offer.Expires.After(t.Now()):
		f.State = Asked
	case f.Offer.Status == OfferDeclined:
		f.State = Declines
	default:
		f.State = Unanswered
	}
	return f, nil
}

// choose finds times for whoever has none yet: for each the nearest to what they had, and no time first for two.
func (s *Scheduler) choose(ctx context.Context, t tx.Tx, p *practice.Practice, c practice.Closure, list []Affected) error {
	type search struct {
		service practice.ServiceID
		state   string
	}
	found := map[search][]Slot{}
	type spoken struct {
		provider practice.ProviderID
		from, to time.Time
	}
	var taken []spoken
	free := func(f Slot) bool {
		return !slices.ContainsFunc(taken, func(o spoken) bool {
			return o.provider == f.Provider && f.Start.Before(o.to) && o.from.Before(f.End)
		})
	}
	for i := range list {
		f := &list[i]
		if !f.State.Ask() {
			continue
		}
		a := f.Visit
		key := search{a.Service, a.State.Reveal()}
		slots, seen := found[key]
		if !seen {
			from := p.Today(t.Now())
			var err error
			slots, err = s.Slots(ctx, t, Query{Service: a.Service, From: from, To: later(from, c.To).AddDays(searchDays), About: About{State: key.state}})
			if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Invalid) {
				return err
			}
			found[key] = slots
		}
		ranked := slices.SortedStableFunc(slices.Values(slots), func(x, y Slot) int { return cmp.Compare(far(a, x), far(a, y)) })
		for _, o := range ranked {
			if len(f.Choice) == choices {
				break
			}
			if o.Start.Sub(t.Now()) >= soonestAsked && !c.Meets(o.Location, o.Provider, o.Start, o.End) && free(o) && !slices.ContainsFunc(f.Choice, func(had Slot) bool { return near(had, o) }) {
				f.Choice = append(f.Choice, o)
			}
		}
		if len(f.Choice) > 0 {
			taken = append(taken, spoken{f.Choice[0].Provider, f.Choice[0].Start.Add(-a.Before), f.Choice[0].End.Add(a.Blocked.Sub(a.End))})
		}
	}
	return nil
}

// near reports whether somebody who cannot come then cannot come to the other either: they are on one half of a day.
func near(a, b Slot) bool {
	return civil.DateOf(a.Start) == civil.DateOf(b.Start) && (a.Start.Hour() < 12) == (b.Start.Hour() < 12)
}

// far measures in days how far a time is from the visit that it replaces: the days between, two for another provider,
// three for another place and for having to come sooner than planned, and half of one for every three hours at another
// time of day.
func far(a Appointment, f Slot) float64 {
	days := math.Abs(float64(civil.DateOf(a.Start).DaysUntil(civil.DateOf(f.Start))))
	hours := math.Abs(float64(civil.ClockOf(a.Start)-civil.ClockOf(f.Start))) / 60
	if f.Provider != a.Provider {
		days += 2
	}
	if f.Location != a.Location {
		days += 3
	}
	if f.Start.Before(a.Start) {
		days += 3
	}
	return days + hours/6
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// Propose keeps another time for the patient of a visit that a closure makes impossible, and has them asked: their
// entry on the waitlist goes first. Conflict with a sentence if somebody took the time, or one is kept already; Invalid
// for a visit that does not fall on the closure.
func (s *Scheduler) Propose(ctx context.Context, by actor.Actor, i practice.ClosureID, visit ID, to Slot) (o Offer, err error) {
	const op = "schedule.Propose"
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		w, err := s.displaced(ctx, t, i, visit)
		if err != nil {
			return err
		}
		offers, err := s.Waits.OffersOf(ctx, t, w.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(offers, func(o Offer) bool { return o.Status == OfferOpen && o.Expires.After(t.Now()) }) {
			return fault.New(fault.Conflict, op, "A time is kept for them already.")
		}
		o, err = s.offer(ctx, t, w, to.Provider, to.Location, to.Start)
		return err
	})
	return o, err
}

// displaced returns the waitlist entry of a visit that falls on the closure, made here if there is none.
func (s *Scheduler) displaced(ctx context.Context, t tx.Tx, i practice.ClosureID, visit ID) (Wait, error) {
	const op = "schedule.displaced"
	a, err := s.Store.Get(ctx, t, visit)
	if err != nil {
		return Wait{}, err
	}
	if err := t.By().NeedFor(actor.ChangeVisits, string(a.Patient)); err != nil {
		return Wait{}, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return Wait{}, err
	}
	c, ok := p.Closure(i)
	if !ok || !a.Status.Open() || !c.Meets(a.Location, a.Provider, a.Start, a.End) {
		return Wait{}, fault.New(fault.Conflict, op, "This visit does not fall on the closure any more. Please look at it again.")
	}
	all, err := s.Waits.Because(ctx, t, i)
	if err != nil {
		return Wait{}, err
	}
	for _, w := range all {
		if w.Instead == visit && w.Status == Waiting {
			return w, nil
		}
	}
	w := Wait{Patient: a.Patient, Service: a.Service, From: p.Today(t.Now()), To: later(p.Today(t.Now()), c.To).AddDays(searchDays), Instead: visit, Was: a.Start, Urgent: true, Because: i}
	return w, s.enlist(ctx, t, &w)
}

// Reopen withdraws what is kept for the patients of a closure and takes them off the waitlist: their visits stand. It
// returns those of them whose visit still does, within the transaction that ends the closure.
func (s *Scheduler) Reopen(ctx context.Context, t tx.Tx, i practice.ClosureID) ([]Appointment, error) {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return nil, err
	}
	all, err := s.Waits.Because(ctx, t, i)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(w Wait) bool { return w.Status != Waiting })
	for _, w := range all { // before anything is given back: it is for others now
		w.Status, w.Changed = WaitEnded, t.Now()
		if err := s.Waits.PutWait(ctx, t, w); err != nil {
			return nil, err
		}
	}
	var stand []Appointment
	for _, w := range all {
		if err := s.unwait(ctx, t, w); err != nil {
			return nil, err
		}
		a, err := s.Store.Get(ctx, t, w.Instead)
		if err != nil {
			return nil, err
		}
		if a.Status.Open() && a.Start.After(t.Now()) {
			stand = append(stand, a)
		}
	}
	return stand, nil
}
