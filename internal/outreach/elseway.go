package outreach

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

// Caller has a person phone a patient.
type Caller interface {
	Phone(ctx context.Context, t tx.Tx, p patient.ID, why string, due time.Time) error
}

// another sends a message that failed for good by another of the patient's ways, one that they agreed to, if there is one
// that it has not failed at and it is still of use; else somebody phones. It reports whether it goes on.
func (s *Service) another(ctx context.Context, t tx.Tx, m *Message) (bool, error) {
	if m.Contact != "" {
		m.Avoided = append(m.Avoided, m.Contact)
	}
	w, err := s.read(ctx, t, *m)
	if err != nil {
		return false, err
	}
	due := w.end(*m)
	if w.contact.ID != "" && w.contact.May(m.Kind.Purpose()) && s.Ready(w.channel) && t.Now().Before(w.last(*m)) {
		m.Status, m.Why, m.Due, m.Channel, m.Contact = Waiting, OtherWay, t.Now(), w.channel, w.contact.ID
		return true, s.schedule(ctx, t, *m)
	}
	if s.Caller == nil || !t.Now().Before(due) {
		return false, nil
	}
	return false, s.Caller.Phone(ctx, t, m.Patient, "A message about a visit did not arrive, and there is no other way to send it. Phone, and correct the address.", due)
}

// Reports keep what a carrier said of a text whose name was not known yet: its word may come before the answer to the
// request that it is about. [inbox.Store] does.
type Reports interface {
	// Reported returns what was said and forgets it, NotFound for nothing.
	Reported(ctx context.Context, t tx.Tx, ref string) (inbox.Report, error)
}

// Delivered takes what a carrier says of a text later: that it arrived, or that it did not after all. It reports whether
// the text was one of ours; where it is nobody's yet the caller keeps the word in [Service.Reports], in the same
// transaction. A text that did not arrive goes another way. Forbidden without the right to do what is due.
func (s *Service) Delivered(ctx context.Context, t tx.Tx, ref string, arrived bool, code string) (ours bool, err error) {
	const op = "outreach.Delivered"
	if err := t.By().Need(actor.RunDue); err != nil {
		return false, fault.At(op, err)
	}
	a, err := s.Store.ByRef(ctx, t, ref)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, fault.At(op, err)
	}
	m, err := s.Store.Get(ctx, t, a.Message)
	if err != nil || m.Status != Sent && m.Status != Unknown || m.Status == Sent && !m.Delivered.IsZero() {
		return true, fault.At(op, err)
	}
	return true, fault.At(op, s.hear(ctx, t, m, a, arrived, code))
}

// hear keeps what the carrier says of a text that it took.
func (s *Service) hear(ctx context.Context, t tx.Tx, m Message, a Attempt, arrived bool, code string) error {
	if arrived {
		m.Status, m.Why, m.Delivered = Sent, WhyNone, t.Now()
		return s.save(ctx, t, &m, "message delivered", nil)
	}
	a.Ended, a.Outcome, a.Detail = t.Now(), attempt.Failed, code
	if err := s.Store.End(ctx, t, a); err != nil {
		return err
	}
	return s.failed(ctx, t, m, Refused, audit.Facts{"code": code})
}

// early hears what the carrier said of a text before it was known which one it meant.
func (s *Service) early(ctx context.Context, t tx.Tx, a Attempt) error {
	if s.Reports == nil || a.Ref == "" {
		return nil
	}
	r, err := s.Reports.Reported(ctx, t, a.Ref)
	if err != nil || r.State != inbox.Delivered && r.State != inbox.Failed {
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}
	m, err := s.Store.Get(ctx, t, a.Message)
	if err != nil {
		return err
	}
	return s.hear(ctx, t, m, a, r.State == inbox.Delivered, r.Code)
}

// Bounced says that a message that was sent came back: staff found out. It goes another way. Conflict if it was not sent.
func (s *Service) Bounced(ctx context.Context, by actor.Actor, i ID) error {
	const op = "outreach.Bounced"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		m, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		if m.Status != Sent {
			return tooLate(op)
		}
		return s.failed(ctx, t, m, DidNotArrive, nil)
	}))
}

// failed ends a message that did not arrive, or sends it another way.
func (s *Service) failed(ctx context.Context, t tx.Tx, m Message, why Why, facts audit.Facts) error {
	on, err := s.another(ctx, t, &m)
	if err != nil {
		return err
	}
	verb := "message goes another way"
	if !on {
		m.Status, m.Why, verb = Failed, why, "message failed"
	}
	if err := s.save(ctx, t, &m, verb, facts); err != nil {
		return err
	}
	return s.accompany(ctx, t, m, verb)
}
