package outreach

import (
	"context"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// Send is the [job.Handler] of one message. It commits an attempt together with the exact words, sends them, and
// commits what became of them. If the program dies in between, the next claim finds an attempt without an end and asks
// the channel what happened, as it does when the line broke. What cannot be found out, as ever with SMTP, becomes
// [Unknown] and is never sent again without a person.
func (s *Service) Send(ctx context.Context, c job.Claimed) error {
	const op = "outreach.Send"
	l, err := s.begin(ctx, c)
	if err != nil || l == nil {
		return fault.At(op, err)
	}
	var out attempt.Outcome
	switch {
	case l.port == nil: // it is not configured any more
		out = attempt.Outcome{Result: attempt.Unknown, Permanent: true}
	case l.asked:
		if out, err = l.port.Find(ctx, l.envelope, l.attempt.Text, l.attempt.Started); err != nil {
			out = attempt.Outcome{Result: attempt.Unknown}
		}
	default:
		if out, err = l.port.Send(ctx, l.cleared, l.envelope); err != nil { // refused before anything left the house, and it would be again
			out = attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "refused here"}
		}
	}
	return fault.At(op, s.settle(ctx, c, l.attempt, out))
}

// work runs f as the program itself, if the program may do what falls due.
func (s *Service) work(ctx context.Context, f func(tx.Tx) error) error {
	by := actor.System()
	if err := by.Need(actor.RunDue); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, f)
}

// letter is a message on its way.
type letter struct {
	attempt  Attempt
	port     Port
	cleared  guard.Cleared
	envelope Envelope
	asked    bool // it was tried before: ask what became of it
}

// begin looks at the world and either starts an attempt, which is returned, or commits why there is none.
func (s *Service) begin(ctx context.Context, c job.Claimed) (*letter, error) {
	var l *letter
	err := s.work(ctx, func(t tx.Tx) (err error) {
		l = nil
		m, err := s.Store.Get(ctx, t, ID(c.Ref))
		if fault.Is(err, fault.NotFound) {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		switch m.Status {
		case Sending:
			if m.With != "" { // it goes with another
				return s.Queue.Done(ctx, t, c)
			}
			l, err = s.again(ctx, t, c, m)
			return err
		case Waiting:
			l, err = s.try(ctx, t, c, m)
			return err
		}
		return s.Queue.Done(ctx, t, c)
	})
	return l, err
}

// again returns the attempt whose outcome was lost, for c holds the lease of who made it.
func (s *Service) again(ctx context.Context, t tx.Tx, c job.Claimed, m Message) (*letter, error) {
	all, err := s.Store.Attempts(ctx, t, m.ID)
	if err != nil {
		return nil, err
	}
	_, at, err := s.Patients.Contact(ctx, t, m.Contact)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	for _, a := range slices.Backward(all) {
		if a.Outcome != "" {
			continue
		}
		l := &letter{attempt: a, asked: true, envelope: Envelope{To: at.Value}}
		if s.Ready(m.Channel) {
			l.port = s.Ports[m.Channel]
		}
		return l, nil
	}
	m.Status, m.Why = Unknown, Crashed
	return nil, s.end(ctx, t, c, m, "message in doubt", nil)
}

// try starts an attempt if everything allows it.
func (s *Service) try(ctx context.Context, t tx.Tx, c job.Claimed, m Message) (*letter, error) {
	w, err := s.read(ctx, t, m)
	if err != nil {
		return nil, err
	}
	switch j := w.judge(m, t.Now(), s.Ready(w.channel)); j.status {
	case Waiting:
		return nil, s.wait(ctx, t, c, m, j)
	case Skipped:
		m.Status, m.Why = Skipped, j.why
		return nil, s.end(ctx, t, c, m, "message skipped", nil)
	}
	items, err := s.together(ctx, t, m, w)
	if err != nil {
		return nil, err
	}
	d, err := s.draft(ctx, t, items)
	if err != nil {
		return nil, err
	}
	cleared, report, err := s.Guard.Clear(d)
	if err != nil {
		m.Status, m.Why = Held, ByGuard
		return nil, s.end(ctx, t, c, m, "message held", audit.Facts{"rules": found(report)})
	}
	title, body, err := Words(cleared, w.channel, w.contact.Value)
	if err != nil {
		return nil, err
	}
	invite, report, err := s.invitation(ctx, t, m, w)
	if fault.Is(err, fault.Invalid) {
		m.Status, m.Why = Held, ByGuard
		return nil, s.end(ctx, t, c, m, "message held", audit.Facts{"rules": found(report)})
	}
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Attempts(ctx, t, m.ID)
	if err != nil {
		return nil, err
	}
	a := Attempt{ID: id.New[Attempt](s.IDs), Message: m.ID, Started: t.Now(), To: w.contact.Value, Text: said(title, body+invite.said(w.contact.Value))}
	if err := s.Store.Start(ctx, t, a); err != nil {
		return nil, err
	}
	m.Status, m.Why, m.Version, m.Channel, m.Contact = Sending, WhyNone, w.visit.Version, w.channel, w.contact.ID
	number := strconv.Itoa(len(all) + 1)
	if err := s.save(ctx, t, &m, "message attempted", audit.Facts{"attempt": number}); err != nil {
		return nil, err
	}
	for _, o := range items[1:] {
		o.Status, o.Why, o.Version, o.Channel, o.Contact, o.With = Sending, WhyNone, o.visit.Version, o.channel, o.contact.ID, m.ID
		if err := s.save(ctx, t, &o.Message, "message attempted", audit.Facts{"with": string(m.ID)}); err != nil {
			return nil, err
		}
	}
	return &letter{attempt: a, port: s.Ports[w.channel], cleared: cleared, envelope: Envelope{
		To: w.contact.Value, From: w.practice.Settings.Email, FromName: w.practice.Settings.NeutralName,
		ID: string(m.ID) + "." + number, Stop: s.StopLink(w.practice.Settings.URL, w.contact.ID), Invite: invite}}, nil
}

// wait looks again later. Only a new reason or another due time of its own is worth a row and an event; looking for
// a mail server or a line every few minutes is not.
func (s *Service) wait(ctx context.Context, t tx.Tx, c job.Claimed, m Message, j judgement) error {
	if err := s.Queue.Later(ctx, t, c, j.again); err != nil {
		return err
	}
	polls := j.why == Paused || j.why == Shut || j.why == NoServer || j.why == NoLine || j.why == NoSender
	if m.Why == j.why && polls {
		return nil
	}
	if m.Why = j.why; polls {
		return s.save(ctx, t, &m, "message waits", nil)
	}
	m.Due = j.again
	return s.save(ctx, t, &m, "message deferred", audit.Facts{"due": m.Due.UTC().Format(time.RFC3339)})
}

// end keeps the last state of a message, and of what went out with it, and ends its job.
func (s *Service) end(ctx context.Context, t tx.Tx, c job.Claimed, m Message, verb string, facts audit.Facts) error {
	if err := s.Queue.Done(ctx, t, c); err != nil {
		return err
	}
	if err := s.save(ctx, t, &m, verb, facts); err != nil {
		return err
	}
	return s.accompany(ctx, t, m, verb)
}

const (
	settleFor  = 15 * time.Second // how long to try to keep an outcome
	settleWait = 50 * time.Millisecond
	askAfter   = time.Minute      // when a channel is asked about an attempt whose outcome was lost
	askFor     = 10 * time.Minute // how long it is asked while it cannot say
)

// settle commits what became of an attempt. What is known is worth keeping, so it tries on after the handler's
// deadline: whether the lease still holds, the commit itself finds out.
func (s *Service) settle(ctx context.Context, c job.Claimed, a Attempt, out attempt.Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	for wait := settleWait; ; wait *= 2 {
		err := s.work(ctx, func(t tx.Tx) error { return s.outcome(ctx, t, c, a, out) })
		if err == nil || fault.Is(err, fault.Conflict) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}

func (s *Service) outcome(ctx context.Context, t tx.Tx, c job.Claimed, a Attempt, out attempt.Outcome) error {
	m, err := s.Store.Get(ctx, t, a.Message)
	if err != nil {
		return err
	}
	if out, err = s.theirs(ctx, t, a, out); err != nil {
		return err
	}
	if out.Result == attempt.Unknown && !out.Permanent && t.Now().Sub(a.Started) < askFor {
		if err := s.Queue.Later(ctx, t, c, t.Now().Add(askAfter)); err != nil || m.Why == NoAnswer {
			return err
		}
		m.Why = NoAnswer
		return s.save(ctx, t, &m, "message unanswered", nil)
	}
	if out.Result == attempt.Unknown && out.Code == "" {
		out.Code = string(Crashed)
	}
	a.Ended, a.Outcome, a.Detail, a.Ref = t.Now(), out.Result, out.Code, out.Ref
	if err := s.Store.End(ctx, t, a); err != nil {
		return err
	}
	facts := audit.Facts{"outcome": string(out.Result)}
	if out.Code != "" {
		facts["code"] = out.Code
	}
	switch {
	case out.Result == attempt.Sent:
		m.Status, m.Why = Sent, WhyNone
		if err := s.end(ctx, t, c, m, "message sent", facts); err != nil {
			return err
		}
		return s.early(ctx, t, a)
	case out.Result == attempt.Unknown:
		if m.Status, m.Why = Unknown, NoAnswer; out.Code == string(Crashed) {
			m.Why = Crashed
		}
		return s.end(ctx, t, c, m, "message in doubt", facts)
	case out.Permanent:
		return s.giveUp(ctx, t, c, m, Refused, facts)
	}
	due, more, err := s.nextTry(ctx, t, m)
	if err != nil {
		return err
	}
	if !more {
		return s.giveUp(ctx, t, c, m, OutOfTime, facts)
	}
	if err := s.Queue.Later(ctx, t, c, due); err != nil {
		return err
	}
	m.Status, m.Why, m.Due = Waiting, Retrying, due
	if err := s.save(ctx, t, &m, "message attempt failed", facts); err != nil {
		return err
	}
	return s.accompany(ctx, t, m, "message attempt failed")
}

// giveUp ends the job of a message that failed for good; if it goes another way, it has a new one.
func (s *Service) giveUp(ctx context.Context, t tx.Tx, c job.Claimed, m Message, why Why, facts audit.Facts) error {
	if err := s.Queue.Done(ctx, t, c); err != nil {
		return err
	}
	return s.failed(ctx, t, m, why, facts)
}

// theirs is the outcome unless a carrier means an earlier message with the same words.
func (s *Service) theirs(ctx context.Context, t tx.Tx, a Attempt, out attempt.Outcome) (attempt.Outcome, error) {
	if out.Ref == "" {
		return out, nil
	}
	known, err := s.Store.ByRef(ctx, t, out.Ref)
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && known.ID == a.ID:
		return out, nil
	case err == nil:
		out = attempt.Outcome{Result: attempt.Unknown, Code: "not said"}
	}
	return out, err
}

// patience is how long after the first attempt a message that fails for the time being is tried again. A person who
// releases a message begins anew.
const patience = 24 * time.Hour

// nextTry returns when to try again after attempts that failed; false if it is no use any more.
func (s *Service) nextTry(ctx context.Context, t tx.Tx, m Message) (time.Time, bool, error) {
	all, err := s.Store.Attempts(ctx, t, m.ID)
	if err != nil {
		return time.Time{}, false, err
	}
	released, err := s.Audit.Find(ctx, t, audit.Filter{Subject: audit.Ref{Kind: "message", ID: string(m.ID)}, Verb: wasReleased, Limit: 1})
	if err != nil {
		return time.Time{}, false, err
	}
	if len(released) > 0 {
		all = slices.DeleteFunc(all, func(a Attempt) bool { return a.Started.Before(released[0].At) })
	}
	w, err := s.read(ctx, t, m)
	if err != nil {
		return time.Time{}, false, err
	}
	wait := 2 * time.Hour
	if steps := []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}; len(all) <= len(steps) {
		wait = steps[max(len(all), 1)-1]
	}
	due, end := t.Now().Add(wait), w.end(m)
	if len(all) > 0 && all[0].Started.Add(patience).Before(end) {
		end = all[0].Started.Add(patience)
	}
	return due, due.Before(end), nil
}
