package inbox

import (
	"context"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

const (
	patience = time.Hour // a text that cannot go out for so long is no answer any more: phone
	lineGap  = time.Minute
	askAfter = time.Minute      // when the carrier is asked about a text whose answer never came
	askFor   = 10 * time.Minute // how long it is asked while it cannot say
)

// Send is the [job.Handler] of what waits to be sent in a thread, one text at a time. It reads the world anew: whether
// the writer still speaks, whether the number asked us to stop, what the guard says now. It commits the attempt, sends,
// and commits what became of it. Where the program died in between, or the answer never came, it asks the carrier;
// when the carrier cannot say, the text is [Unknown] and a task, and is never sent again.
func (s *Service) Send(ctx context.Context, c job.Claimed) error {
	const op = "inbox.Send"
	o, err := s.begin(ctx, c)
	if err != nil || o == nil {
		return fault.At(op, err)
	}
	var out attempt.Outcome
	if o.asked {
		out, err = s.Texter.Find(ctx, o.to, o.cleared, string(o.entry.Thread), o.entry.Tried)
		if err != nil {
			out = attempt.Outcome{Result: attempt.Unknown}
		}
	} else {
		out, err = s.Texter.Text(ctx, o.cleared, o.to, string(o.entry.Thread), string(o.entry.ID)+"."+strconv.Itoa(o.entry.Tries))
		if err != nil { // refused before anything left the house, and it would be again
			out = attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "refused here"}
		}
	}
	return fault.At(op, s.settle(ctx, c, o, out))
}

// work runs f as the program itself, if the program may do what falls due.
func (s *Service) work(ctx context.Context, f func(tx.Tx) error) error {
	by := actor.System()
	if err := by.Need(actor.RunDue); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, f)
}

// outgoing is a text on its way.
type outgoing struct {
	entry   Entry
	cleared guard.Cleared
	to      phi.Phone
	asked   bool // it was tried before: ask the carrier what became of it
}

// begin looks at the first text that waits and either returns it, with its attempt committed, or commits why it does
// not go.
func (s *Service) begin(ctx context.Context, c job.Claimed) (*outgoing, error) {
	var o *outgoing
	err := s.work(ctx, func(t tx.Tx) (err error) {
		o, err = s.look(ctx, t, c)
		return err
	})
	return o, err
}

func (s *Service) look(ctx context.Context, t tx.Tx, c job.Claimed) (*outgoing, error) {
	e, err := s.Store.NextOut(ctx, t, ThreadID(c.Ref))
	if fault.Is(err, fault.NotFound) {
		return nil, s.Queue.Done(ctx, t, c)
	}
	if err != nil {
		return nil, err
	}
	h, err := s.Store.Thread(ctx, t, e.Thread)
	if err != nil {
		return nil, err
	}
	o := &outgoing{entry: e, to: phi.NewPhone(h.Contact.Reveal()), asked: e.State == Sending}
	d, refused := draft(h, e)
	if refused == nil {
		o.cleared, _, refused = s.Guard.Clear(d)
	}
	if o.asked && refused == nil {
		return o, nil
	}
	stopped, err := s.Patients.StoppedAt(ctx, t, patient.Phone, h.Contact)
	if err != nil {
		return nil, err
	}
	late := t.Now().Sub(e.At) >= patience
	switch {
	case o.asked: // without the words nobody can be asked
		e.State, e.Code = Unknown, CodeCrashed
	case !speaks(h, e):
		e.State, e.Code = Held, CodeTakenOver
	case h.Kind != patient.Phone:
		e.State, e.Code = Failed, CodeNoNumber
	case stopped:
		e.State, e.Code = Failed, CodeOptedOut
	case refused != nil:
		e.State, e.Code = Held, CodeGuard
	case !s.Texter.Ready() && late:
		e.State, e.Code = Failed, CodeNoLine
	case !s.Texter.Ready():
		return nil, s.Queue.Later(ctx, t, c, t.Now().Add(lineGap))
	default:
		e.State, e.Code, e.Tried = Sending, "", t.Now()
		e.Tries++
		o.entry = e
		return o, s.saveEntry(ctx, t, e, "text attempted")
	}
	return nil, s.end(ctx, t, c, e)
}

// speaks reports whether the writer of an entry may still say it: Bedside while it speaks in the thread, a staff member
// unless a colleague has taken over.
func speaks(h Thread, e Entry) bool {
	if e.From == FromBedside {
		return h.Owner.Bedside()
	}
	return h.Owner.Bedside() || h.Owner.Staff == e.Staff
}

// saveEntry keeps what became of an entry and records the event that says so.
func (s *Service) saveEntry(ctx context.Context, t tx.Tx, e Entry, verb string) error {
	if err := s.Store.SaveEntry(ctx, t, e); err != nil {
		return err
	}
	facts := audit.Facts{"thread": string(e.Thread), "state": string(e.State), "attempt": strconv.Itoa(e.Tries)}
	if e.Code != "" {
		facts["code"] = e.Code
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "entry", ID: string(e.ID)}, "", facts)
}

// end keeps the last state of a text and goes on with what else waits in its thread.
func (s *Service) end(ctx context.Context, t tx.Tx, c job.Claimed, e Entry) error {
	if err := s.conclude(ctx, t, e); err != nil {
		return err
	}
	_, err := s.Store.NextOut(ctx, t, e.Thread)
	if fault.Is(err, fault.NotFound) {
		return s.Queue.Done(ctx, t, c)
	}
	if err != nil {
		return err
	}
	return s.Queue.Later(ctx, t, c, t.Now())
}

// conclude keeps what became of a text, with a task where a person has to do something about it.
func (s *Service) conclude(ctx context.Context, t tx.Tx, e Entry) error {
	if err := s.saveEntry(ctx, t, e, "text "+string(e.State)); err != nil {
		return err
	}
	k := Task{Thread: e.Thread, Kind: PhonePatient}
	switch {
	case e.State == Unknown:
		k.Kind, k.Text = Doubt, phi.NewText("Nobody knows whether a text arrived. Find out before you send it again.")
	case e.State == Failed && e.Code == CodeOptedOut:
		k.Text = phi.NewText("A text was not sent, because somebody at this number asked us not to text. Phone the patient.")
	case e.State == Failed:
		k.Text = phi.NewText("A text did not arrive. Phone the patient.")
	case e.State == Held && e.Code == CodeGuard:
		k.Text = phi.NewText("A text was not sent: the guard found something in it. Phone the patient.")
	default:
		return nil
	}
	_, err := s.AddTask(ctx, t, k)
	return err
}
