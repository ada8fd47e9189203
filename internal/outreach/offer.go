package outreach

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Offers tells who waits of the times that are kept for them: it follows the waitlist and is the [Source] of its
// messages. A patient asked to be told, so an offer is no reminder and no cap holds it back; but it waits for quiet hours
// to end, and [schedule] makes few of them.
type Offers struct {
	Service *Service
	Waits   schedule.WaitStore
	Else    schedule.OfferFollower // who tells those who cannot be written to
}

var (
	_ schedule.OfferFollower = (*Offers)(nil)
	_ Source                 = (*Offers)(nil)
)

// TimeOffered plans the message of an offer, in its transaction. Whoever cannot be written to is told by a person.
func (f *Offers) TimeOffered(ctx context.Context, t tx.Tx, w schedule.Wait, o schedule.Offer) error {
	const op = "outreach.TimeOffered"
	t = t.As(actor.System()) // whoever freed the time may read nothing of whom it is offered to
	ok, err := f.Service.writes(ctx, t, w.Patient)
	if err != nil {
		return fault.At(op, err)
	}
	if !ok {
		return fault.At(op, f.Else.TimeOffered(ctx, t, w, o))
	}
	p := Plan{Kind: Offer, Patient: w.Patient, Ref: string(o.ID), Due: t.Now(), Until: o.Expires}
	if w.Because != "" { // a closure took their visit: another time for it
		p.Kind, p.Appointment = Proposal, w.Instead
	}
	_, err = f.Service.Plan(ctx, t, p)
	return fault.At(op, err)
}

// Matter implements [Source].
func (f *Offers) Matter(ctx context.Context, t tx.Tx, m Message) (x Matter, err error) {
	o, err := f.Waits.Offer(ctx, t, schedule.OfferID(m.Ref))
	if fault.Is(err, fault.NotFound) {
		return Matter{Moot: Settled}, nil
	}
	if err != nil {
		return x, err
	}
	p, err := f.Service.Practice.Get(ctx, t)
	if err != nil {
		return x, err
	}
	l, _ := p.Location(o.Location)
	x.Visit = schedule.Appointment{Patient: m.Patient, Provider: o.Provider, Location: o.Location, Service: o.Service, Start: o.Start.In(l.In()), Zone: l.Zone}
	x.Link = f.Service.OfferLink(p.Settings.URL, o.ID)
	switch {
	case o.Status == schedule.OfferAccepted:
		x.Moot = Taken
	case o.Status != schedule.OfferOpen || !o.Expires.After(t.Now()):
		x.Moot = Settled
	}
	return x, nil
}

// writes reports whether a patient can be written to about a time from the waitlist.
func (s *Service) writes(ctx context.Context, t tx.Tx, i patient.ID) (bool, error) {
	by, err := s.way(ctx, t, Offer, schedule.Appointment{Patient: i})
	return by != "", err
}

// Reachable returns from when on, at the earliest now, a message to the patient may go out: the hours in which they may be
// reached, by the clocks of everywhere they may be.
func (s *Service) Reachable(ctx context.Context, t tx.Tx, i patient.ID, at schedule.Appointment) (time.Time, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return time.Time{}, fault.At("outreach.Reachable", err)
	}
	to, err := s.Patients.Get(ctx, t, i)
	if err != nil {
		return time.Time{}, fault.At("outreach.Reachable", err)
	}
	if l, ok := p.Location(at.Location); ok {
		at.Zone = l.Zone
	}
	prefers, err := s.Patients.Preferences(ctx, t, i)
	if err != nil {
		return time.Time{}, fault.At("outreach.Reachable", err)
	}
	w := world{practice: p, visit: at, zones: zonesOf(to), prefers: prefers}
	when, _ := w.calling().free(t.Now(), past{})
	return when, nil
}

// Restate says once more when a visit is, to a patient who was told otherwise. False if nobody can write to them.
func (s *Service) Restate(ctx context.Context, t tx.Tx, a schedule.Appointment) (bool, error) {
	ok, err := s.writes(ctx, t, a.Patient)
	if err == nil && ok {
		err = s.add(ctx, t, a, map[Kind]time.Time{Confirmation: t.Now()})
	}
	return ok, fault.At("outreach.Restate", err)
}
