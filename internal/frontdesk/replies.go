package frontdesk

import (
	"fmt"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
)

// What a text does that is a reply to a message of ours. It acts as the patient whom the message was for, on what the
// message was about and on nothing else: [flow.Asked] is the only way to either.

// Asks is [flow.World]'s, as are the methods that follow.
func (w *world) Asks() ([]flow.Asked, error) {
	if w.Replies == nil || w.in.From.IsZero() {
		return nil, nil
	}
	return ask(w, "asked", "", asJSON[[]flow.Asked](), func() ([]flow.Asked, error) {
		all, err := w.Replies.AskedAt(w.ctx, w.t, patient.Phone, phi.NewText(w.in.From.Reveal()))
		var asks []flow.Asked
		for _, a := range all {
			asks = append(asks, flow.Asked{Patient: a.Patient, First: a.Name.RevealGiven(), Visit: flow.VisitOf(a.Visit), Offer: a.Offer,
				State: flow.AskedState(a.State), Sent: a.Sent, Fresh: w.fresh || a.Sent.After(w.c.Last)})
		}
		return asks, err
	})
}

func (w *world) Confirm(by patient.ID, i schedule.ID) (schedule.Appointment, error) {
	return ask(w, "confirm", string(i), asVisit(), func() (schedule.Appointment, error) {
		return w.Visits.ConfirmIn(w.ctx, w.t.As(actor.Verified(string(by))), i, 0, w.how())
	})
}

func (w *world) Hold(by patient.ID, v flow.Visit, o flow.Offer) (schedule.HoldID, error) {
	return ask(w, "hold", fmt.Sprint(v.ID, " ", o.Provider, " ", o.Location, " ", o.Start.Unix()), asJSON[schedule.HoldID](), func() (schedule.HoldID, error) {
		h, err := w.Visits.HoldIn(w.ctx, w.t, schedule.Request{Patient: by, Provider: o.Provider, Location: o.Location, Service: v.Service, Start: o.Start}, flow.HeldFor)
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) { // it overlaps the visit that they have: it is offered and not kept
			return "", nil
		}
		return h.ID, err
	})
}

func (w *world) Unhold(all []schedule.HoldID) error {
	return w.do("give back", fmt.Sprint(all), func() error {
		for _, i := range all {
			if err := w.Visits.Unhold(w.ctx, w.t, i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) Accept(by patient.ID, i schedule.OfferID) (schedule.Appointment, error) {
	return ask(w, "accept", string(i), asVisit(), func() (schedule.Appointment, error) {
		return w.Visits.AcceptIn(w.ctx, w.t.As(actor.Verified(string(by))), i)
	})
}

func (w *world) Decline(by patient.ID, i schedule.OfferID) error {
	return w.do("decline", string(i), func() error { return w.Visits.DeclineIn(w.ctx, w.t.As(actor.Verified(string(by))), i) })
}
