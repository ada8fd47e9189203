package outreach

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Way is a contact point as far as choosing one needs it: without its value.
type Way struct {
	patient.Contact
	Shared bool // another patient has the same number or address
}

// channel is how a message of the kind reaches the contact point. A number is texted or called only with recorded
// consent (SAFETY 13): to this kind of message, or for an answer to reminders at least; and called only where the patient
// chose calls, agreed to automated ones (FCC 24-17) and there is a line for them.
func (w Way) channel(k Kind, prefers patient.Channel, ready func(guard.Channel) bool) (guard.Channel, bool) {
	switch {
	case w.Kind == patient.Email:
		return Email, true
	case w.Kind != patient.Phone || !w.Agreed(k.Purpose()) && (k.Reminder() || !w.Consent):
		return "", false
	case prefers == patient.ByVoice && w.May(patient.AutoVoice) && ready(Voice):
		return Voice, true
	}
	return SMS, true
}

// chosen is by which channel a message is to go, and where to. Before it is sent it is chosen anew.
type chosen struct {
	channel guard.Channel // "" when there is no way
	contact patient.ContactID
	shared  bool
}

// choose finds the way of a message about the visit, which may be none, as the patient prefers. A quiet visit is told
// where the patient chose and nowhere else, and never where somebody else reads it (SAFETY 9).
func (s *Service) choose(ctx context.Context, t tx.Tx, m Message, about schedule.Appointment, prefers patient.Preferences) (c chosen, err error) {
	ways, err := s.Store.Ways(ctx, t, m.Patient)
	if err != nil {
		return c, err
	}
	if about.Quiet {
		ways = slices.DeleteFunc(ways, func(w Way) bool { return w.Shared || w.ID != about.Reach })
	}
	ways = slices.DeleteFunc(ways, func(w Way) bool { return slices.Contains(m.Avoided, w.ID) })
	if best, ok := route(ways, m, prefers.Channel, s.Ready); ok {
		c.channel, _ = best.channel(m.Kind, prefers.Channel, s.Ready)
		c.contact, c.shared = best.ID, best.Shared
	}
	return c, nil
}

// Way returns by which channel a change of a visit is told to its patient, who may have none booked yet, and from when on;
// "" where nobody writes and somebody has to phone. It tells nothing else of the patient. Forbidden without the right to see
// the schedule.
func (s *Service) Way(ctx context.Context, t tx.Tx, a schedule.Appointment) (by guard.Channel, from time.Time, err error) {
	const op = "outreach.Way"
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return "", from, fault.At(op, err)
	}
	t = t.As(actor.System())
	if by, err = s.way(ctx, t, Moved, a); err != nil || by == Email || by == "" {
		return by, t.Now(), fault.At(op, err)
	}
	from, err = s.Reachable(ctx, t, a.Patient, a)
	return by, from, fault.At(op, err)
}

// way is by which channel a message of the kind about the visit goes to its patient: one that is set up, to a contact point
// that agreed to it where it must and did not ask us to stop, and not against their wish; "" if there is none.
func (s *Service) way(ctx context.Context, t tx.Tx, k Kind, a schedule.Appointment) (guard.Channel, error) {
	prefers, err := s.Patients.Preferences(ctx, t, a.Patient)
	if err != nil || prefers.Channel == patient.ByPerson {
		return "", err
	}
	c, err := s.choose(ctx, t, Message{Patient: a.Patient, Kind: k}, a, prefers)
	if err != nil || c.channel == "" || !s.Ready(c.channel) {
		return "", err
	}
	ways, err := s.Store.Ways(ctx, t, a.Patient)
	for _, w := range ways {
		if w.ID == c.contact && (k.stopped(w.Contact) || k.agreed() && !w.Agreed(k.Purpose())) {
			return "", err
		}
	}
	return c.channel, err
}

// route chooses the way of a message: one that agreed to it and did not ask us to stop, by a channel that is configured,
// by the one that the patient prefers, and of those the one that was planned; else e-mail before texts, in the patient's
// own order. Where the planned one was stopped there is no way around it: a person phones. False if there is none.
func route(ways []Way, m Message, prefers patient.Channel, ready func(guard.Channel) bool) (best Way, found bool) {
	worth := func(w Way) (n int) {
		c, _ := w.channel(m.Kind, prefers, ready)
		for _, good := range []bool{w.May(m.Kind.Purpose()), ready(c), string(prefers) == string(c), w.ID == m.Contact, c == Email} {
			if n *= 2; good {
				n++
			}
		}
		return n
	}
	for _, w := range ways {
		if _, ok := w.channel(m.Kind, prefers, ready); !ok {
			continue
		}
		if w.ID == m.Contact && w.Stops(m.Kind.Purpose()) {
			return w, true
		}
		if !found || worth(w) > worth(best) {
			best, found = w, true
		}
	}
	return best, found
}
