package outreach

import (
	"context"
	"time"

	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Matter is what a message is about beside a visit, as it is now.
type Matter struct {
	Moot  Why                  // why it need not be said any more; WhyNone if it does
	Visit schedule.Appointment // the time it names; it need not be a visit that was booked
	Link  string               // where to answer on the practice's site; "" for none
	Words []guard.Part         // what it says, where the kind has no words of its own
}

// Source tells what messages of a kind are about: an offer, a proposal, a recall, an announcement. It reads within the
// caller's transaction, when a message is shown and when it is sent.
type Source interface {
	Matter(ctx context.Context, t tx.Tx, m Message) (Matter, error)
}

// source is what messages of the kind are about, nil for those about a visit.
func (s *Service) source(k Kind) Source {
	switch k {
	case Recall:
		return recalls{s}
	case Announcement:
		return announcements{s}
	}
	return s.Sources[k]
}

// Plan is a message that another domain wants sent.
type Plan struct {
	Kind        Kind
	Patient     patient.ID
	Appointment schedule.ID // the visit it is about, "" for none
	Ref         string      // what else it is about: the id by which its [Source] knows it
	Due         time.Time
	Until       time.Time // when it stops to be of use
}

// Plan adds a message in the transaction of what it is about. Whoever calls asks for the right that its change needs.
// Invalid for a kind that says nothing without a source when there is none, or where it could never be of use.
func (s *Service) Plan(ctx context.Context, t tx.Tx, p Plan) (ID, error) {
	const op = "outreach.Plan"
	if s.source(p.Kind) == nil || p.Ref == "" || !p.Until.After(t.Now()) {
		return "", fault.New(fault.Invalid, op, "This message has nothing to say, or comes too late.")
	}
	var visit schedule.Appointment
	if p.Appointment != "" {
		var err error
		if visit, err = s.Visits.Get(ctx, t, p.Appointment); err != nil {
			return "", fault.At(op, err)
		}
	}
	w, err := s.choose(ctx, t, Message{Patient: p.Patient, Kind: p.Kind}, visit, patient.Preferences{})
	if err != nil {
		return "", fault.At(op, err)
	}
	m := Message{ID: id.New[Message](s.IDs), Kind: p.Kind, Channel: w.channel, Appointment: p.Appointment, Ref: p.Ref, Patient: p.Patient, Contact: w.contact,
		Due: p.Due, Until: p.Until, Asked: asked(t.By()), Status: Waiting, Created: t.Now(), Changed: t.Now(), Row: 1}
	if err := s.Store.Add(ctx, t, m); err != nil {
		return "", fault.At(op, err)
	}
	if err := s.schedule(ctx, t, m); err != nil {
		return "", fault.At(op, err)
	}
	return m.ID, fault.At(op, s.record(ctx, t, m, "message planned", audit.Facts{"ref": p.Ref, "due": p.Due.UTC().Format(time.RFC3339)}))
}

// Withdraw skips what still waits to be said about the ref, because it is settled otherwise.
func (s *Service) Withdraw(ctx context.Context, t tx.Tx, ref string, why Why) error {
	all, err := s.Store.About(ctx, t, ref)
	if err == nil {
		err = s.skipOpen(ctx, t, all, why)
	}
	return fault.At("outreach.Withdraw", err)
}
