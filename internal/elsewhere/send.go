package elsewhere

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/hl7"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Line carries messages to another system.
type Line interface {
	// Send sends a message over the interface and returns what came back. Unavailable if nothing did; whether the
	// message arrived is then unknown. Invalid if the configuration says not where to.
	Send(ctx context.Context, name string, raw []byte) ([]byte, error)
}

const (
	firstWait = 5 * time.Second
	mostWait  = 10 * time.Minute
	silence   = time.Hour // without an acknowledgement staff are told
)

// Send is the [job.Handler] of what waits for an interface: strictly one after the other. An attempt is on disk before it
// is made. What was not answered goes again with the same number, by which the other system knows it. What is refused
// stops the interface until a person has decided, but for a request: that is a no, and the patient hears it.
func (s *Service) Send(ctx context.Context, c job.Claimed) error {
	const op = "elsewhere.Send"
	for ctx.Err() == nil {
		m, err := s.attempt(ctx, c)
		if err != nil || m.ID == "" {
			return fault.At(op, err)
		}
		back, failed := s.Line.Send(ctx, m.Interface, []byte(m.Raw.Reveal()))
		code, number, text := answerOf(back, m.Control)
		if failed == nil && code == "" {
			failed = fault.New(fault.Unavailable, op, "It answered with something that is no acknowledgement of this message.")
		}
		busy := number == hl7.RecordLocked || number == hl7.InternalTrouble
		if failed != nil || code != hl7.Accept && busy {
			if failed == nil {
				failed = fault.New(fault.Unavailable, op, "It says that it cannot take messages now.")
			}
			return fault.At(op, s.later(ctx, c, m, fault.Message(failed)))
		}
		if err := s.settle(ctx, c, m, code, text); err != nil {
			return fault.At(op, err)
		}
	}
	return ctx.Err()
}

// attempt takes the next message and notes that it is tried; the zero Message, with the job done, where there is none.
func (s *Service) attempt(ctx context.Context, c job.Claimed) (m Message, err error) {
	err = s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		m = Message{}
		i, err := s.Store.Interface(ctx, t, c.Ref)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || i.Paused || i.Stopped != "" || s.Line == nil {
			return s.Queue.Done(ctx, t, c)
		}
		next, err := s.Store.NextMessage(ctx, t, c.Ref, true, Waiting, Sending)
		if fault.Is(err, fault.NotFound) {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		next.State, next.Tried = Sending, t.Now()
		next.Tries++
		m = next
		return s.Store.SaveMessage(ctx, t, next)
	})
	return m, err
}

// answerOf reads an acknowledgement; code is "" if it is none of this message. Those of the enhanced mode say the same.
func answerOf(back []byte, control string) (code, number, text string) {
	m, err := hl7.Parse(back)
	if err != nil {
		return "", "", ""
	}
	msa := m.First("MSA")
	if msa.Get(2, 1) != control {
		return "", "", ""
	}
	code = map[string]string{"AA": hl7.Accept, "CA": hl7.Accept, "AE": hl7.Error, "CE": hl7.Error, "AR": hl7.Reject, "CR": hl7.Reject}[msa.Get(1, 1)]
	return code, m.First("ERR").Get(3, 1), msa.Get(3, 1)
}

// later tries again after a while, longer each time.
func (s *Service) later(ctx context.Context, c job.Claimed, m Message, why string) error {
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		m.Problem = why
		if err := s.Store.SaveMessage(ctx, t, m); err != nil {
			return err
		}
		if t.Now().Sub(m.At) > silence {
			text := "“" + m.Interface + "” has taken no message for an hour, so changes of visits are not known there. What is wrong stands on the page Other books."
			if err := s.once(ctx, t, "hl7:"+m.Interface, silenceNote, text); err != nil {
				return err
			}
		}
		wait := mostWait
		if m.Tries < 8 {
			wait = min(mostWait, firstWait<<max(0, m.Tries-1))
		}
		return s.Queue.Later(ctx, t, c, t.Now().Add(wait))
	})
}

const silenceNote = "silence"

// settle keeps what the other system answered.
func (s *Service) settle(ctx context.Context, c job.Claimed, m Message, code, text string) error {
	ctx = within(ctx, m.Interface)
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		m := m
		i, err := s.Store.Interface(ctx, t, m.Interface)
		if err != nil {
			return err
		}
		a, err := s.Visits.Store.Get(ctx, t, m.Appointment)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		asks := a.Status == schedule.Pending && (m.Event == "S12" || m.Event == "S13")
		if m.State, m.Problem = Sent, ""; code != hl7.Accept {
			m.State, m.Problem = Refused, "It answered "+code+"."
		}
		latest, err := s.latestRequest(ctx, t, m, a)
		if err != nil {
			return err
		}
		back := false
		if code != hl7.Accept && asks && i.Owns && m.Event == "S13" && latest {
			if back, err = s.putBack(ctx, t, i.Name, a); err != nil {
				return err
			}
		}
		switch {
		case code == hl7.Accept && asks && i.Owns && i.Confirms == ByAck && latest:
			err = s.agree(ctx, t, i.Name, a)
		case code == hl7.Accept && asks && i.Owns && i.Confirms == ByAck: // there it stands where it was meant to in between
			_, err = s.Visits.Block(ctx, t, schedule.Block{Source: schedule.MovedFrom, Ref: string(a.ID)})
		case code != hl7.Accept && asks && i.Owns && m.Event == "S12":
			m.State = Skipped // its answer is the visit's end, and nothing waits for it
			m.Problem = "It answered " + code + ": the request is cancelled."
			if err = s.Store.SkipAbout(ctx, t, m); err == nil {
				err = s.refuse(ctx, t, i.Name, a)
			}
		case back:
			m.State, m.Problem = Skipped, "It answered "+code+": the visit has its old time again."
		case code != hl7.Accept && asks && i.Owns && m.Event == "S13" && !latest:
			m.State, m.Problem = Skipped, "It answered "+code+": a newer word about the visit waits."
		case code != hl7.Accept:
			i.Stopped = "“" + m.Event + "” was refused with " + code + ". Send it again once the reason is mended there, or skip it and enter the change by hand."
			i.Version++
			if err = s.Store.NoteInterface(ctx, t, i); err == nil {
				what := "“" + i.Name + "” refused word of a change, and nothing more is sent until somebody has decided on the page Other books."
				if m.Event == "S13" && asks {
					what = "“" + i.Name + "” refused another time for a visit; there, the old time stands. Phone the patient, and decide on the page Other books what is sent."
				}
				err = s.task(ctx, t, inbox.Task{Kind: inbox.OtherBook, Patient: a.Patient, Appointment: m.Appointment, Text: phi.NewText(what)})
			}
		}
		if err != nil {
			return err
		}
		if err := s.over(ctx, t, "hl7:"+i.Name, silenceNote); err != nil {
			return err
		}
		if err := s.Store.SaveMessage(ctx, t, m); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "visit message answered", audit.Ref{Kind: "interface", ID: i.Name}, string(m.Appointment), audit.Facts{"event": m.Event, "answer": code, "message": string(m.ID)})
	})
}

// latestRequest reports whether the message asks for the visit as it stands: what was moved since is not agreed to by the
// answer to an older message.
func (s *Service) latestRequest(ctx context.Context, t tx.Tx, m Message, a schedule.Appointment) (bool, error) {
	next, err := s.Store.NewerAbout(ctx, t, m)
	return !next && a.ID != "", err
}

// Resend sends a message that was refused again, and goes on with those behind it.
func (s *Service) Resend(ctx context.Context, by actor.Actor, i MessageID) error {
	return s.decide(ctx, by, i, "visit message sent again", Waiting)
}

// Skip leaves out a message that was refused, and goes on with those behind it.
func (s *Service) Skip(ctx context.Context, by actor.Actor, i MessageID) error {
	return s.decide(ctx, by, i, "visit message skipped", Skipped)
}

func (s *Service) decide(ctx context.Context, by actor.Actor, id MessageID, verb string, to MessageState) error {
	if err := by.Need(actor.ManagePractice); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		m, err := s.Store.Message(ctx, t, id)
		if err != nil {
			return err
		}
		if m.State != Refused {
			return fault.New(fault.Conflict, "elsewhere.decide", "Somebody has decided on this message meanwhile. Please look at it again.")
		}
		i, err := s.Store.Interface(ctx, t, m.Interface)
		if err != nil {
			return err
		}
		i.Stopped = ""
		i.Version++
		if m.State = to; to == Waiting {
			m.Problem = ""
		}
		if err := s.Store.SaveMessage(ctx, t, m); err != nil {
			return err
		}
		if err := s.Store.PutInterface(ctx, t, i); err != nil {
			return err
		}
		if err := s.wake(ctx, t, i.Name); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "interface", ID: i.Name}, string(m.Appointment), audit.Facts{"event": m.Event, "message": string(m.ID)})
	})
}
