package outreach

import (
	"bedside/internal/guard"
	"bedside/internal/patient"
)

// Way is a contact point as far as choosing one needs it: it holds no value of a patient's.
type Way struct {
	Contact  patient.ContactID
	Kind     patient.ContactKind
	Consent  bool
	OptedOut bool
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
