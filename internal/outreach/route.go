package outreach

import (
	"context"
	"slices"

	"bedside/internal/guard"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Way is a contact point as far as choosing one needs it: it holds no value of a patient's.
type Way struct {
	Contact  patient.ContactID
	Kind     patient.ContactKind
	Consent  bool
	OptedOut bool
	Shared   bool // another patient has the same number or address
}

// Channel is how a message reaches the contact point. A number is texted only with recorded consent (SAFETY 13).
func (w Way) Channel() (guard.Channel, bool) {
	switch {
	case w.Kind == patient.Email:
		return Email, true
	case w.Kind == patient.Phone && w.Consent:
		return SMS, true
	}
	return "", false
}

func (w Way) welcome() bool { return w.Consent && !w.OptedOut }

// chosen is by which channel a message is to go, and where to. Before it is sent it is chosen anew.
type chosen struct {
	channel guard.Channel // "" when there is no way
	contact patient.ContactID
	quiet   bool
}

// choose finds the way of a message to the patient about the visit, "" for none.
func (s *Service) choose(ctx context.Context, t tx.Tx, p patient.ID, about schedule.ID, planned patient.ContactID) (c chosen, err error) {
	ways, err := s.Store.Ways(ctx, t, p)
	if err != nil {
		return c, err
	}
	if about != "" && s.Quiet != nil {
		var only patient.ContactID
		if c.quiet, only, err = s.Quiet.Quiet(ctx, t, about); err != nil {
			return c, err
		}
		if c.quiet {
			ways = slices.DeleteFunc(ways, func(w Way) bool { return w.Shared || only != "" && w.Contact != only })
		}
	}
	if best, ok := route(ways, planned, s.Ready); ok {
		c.channel, _ = best.Channel()
		c.contact = best.Contact
	}
	return c, nil
}

// route chooses the way of a message: the one that was planned while it can still be taken, else one that agreed to
// reminders and did not ask us to stop, by a channel that is configured; e-mail before texts, and in the patient's own
// order. False if there is none.
func route(ways []Way, planned patient.ContactID, ready func(guard.Channel) bool) (best Way, found bool) {
	worth := func(w Way) (n int) {
		c, _ := w.Channel()
		for _, good := range []bool{w.welcome(), ready(c), c == Email} {
			if n *= 2; good {
				n++
			}
		}
		return n
	}
	for _, w := range ways {
		if _, ok := w.Channel(); !ok {
			continue
		}
		if w.Contact == planned {
			return w, true
		}
		if !found || worth(w) > worth(best) {
			best, found = w, true
		}
	}
	return best, found
}
