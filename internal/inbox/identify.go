package inbox

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Identify says who the person in a session of a thread is: by name alone, or as the patient whom two identifiers
// verified. Where an earlier session verified another patient at the same number, this session's entries move to a
// thread of this patient's own. It returns the thread to go on in. A second patient in one session leaves the thread
// the first one's: one person speaks for both.
func (s *Service) Identify(ctx context.Context, t tx.Tx, i ThreadID, session string, p patient.ID, n phi.Name) (Thread, error) {
	const op = "inbox.Identify"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return Thread{}, fault.At(op, err)
	}
	h, err := s.Store.Thread(ctx, t, i)
	if err != nil {
		return Thread{}, fault.At(op, err)
	}
	switch {
	case p == "" && h.Patient == "":
		err = s.named(ctx, t, &h, n, "person named", nil)
	case p == "" || p == h.Patient:
	case h.Patient == "":
		h.Patient, h.Verified = p, session
		err = s.verified(ctx, t, &h, n)
	case h.Verified == session || h.Kind == "":
		if err = s.happened(ctx, t, &h, "Another patient was verified in this conversation."); err == nil {
			err = s.change(ctx, t, &h, "another patient verified", audit.Facts{"patient": string(p)})
		}
	default:
		h, err = s.part(ctx, t, h, session, p, n)
	}
	return h, fault.At(op, err)
}

// named keeps who the person of a thread says they are, and finds the thread by it.
func (s *Service) named(ctx context.Context, t tx.Tx, h *Thread, n phi.Name, verb string, facts audit.Facts) error {
	h.Name = n
	if err := s.Store.Index(ctx, t, h.ID, findable(n.Reveal())); err != nil {
		return err
	}
	return s.change(ctx, t, h, verb, facts)
}

func (s *Service) verified(ctx context.Context, t tx.Tx, h *Thread, n phi.Name) error {
	if err := s.Store.SetTaskPatient(ctx, t, h.ID, h.Patient); err != nil {
		return err
	}
	return s.named(ctx, t, h, n, "patient verified", audit.Facts{"patient": string(h.Patient)})
}

// part moves a session out of a thread that is another patient's, into the patient's own at the same contact point.
func (s *Service) part(ctx context.Context, t tx.Tx, h Thread, session string, p patient.ID, n phi.Name) (Thread, error) {
	key := h.Contact.Reveal()
	own, err := s.Store.Latest(ctx, t, h.Kind, key, p)
	if fault.Is(err, fault.NotFound) || err == nil && own.Status == Resolved && t.Now().Sub(own.Last) >= forgotten {
		own, err = s.start(ctx, t, Thread{Kind: h.Kind, Contact: h.Contact, Language: h.Language}, key)
	}
	if err != nil {
		return h, err
	}
	if err := s.Store.MoveSession(ctx, t, session, h.ID, own.ID, own.Seq); err != nil {
		return h, err
	}
	if err := s.Queue.Put(ctx, t, job.Job{Kind: JobKind, Key: string(own.ID), Ref: string(own.ID), Due: t.Now()}); err != nil {
		return h, err // what waits to be sent has moved too
	}
	own.Patient, own.Verified, own.Status, own.Unread, own.Last = p, session, Open, true, t.Now()
	own.Seq += h.Seq
	if err := s.verified(ctx, t, &own, n); err != nil {
		return h, err
	}
	if err := s.happened(ctx, t, &h, "Another patient at this number was verified. Their conversation goes on in a thread of its own."); err != nil {
		return h, err
	}
	return own, s.change(ctx, t, &h, "session moved", audit.Facts{"to": string(own.ID)})
}
