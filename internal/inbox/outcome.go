package inbox

import (
	"context"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/tx"
)

const (
	settleFor  = 15 * time.Second // how long to try to keep an outcome
	settleWait = 50 * time.Millisecond
)

// settle commits what became of an attempt. What is known is worth keeping, so it tries on after the handler's
// deadline: whether the lease still holds, the commit itself finds out.
func (s *Service) settle(ctx context.Context, c job.Claimed, o *outgoing, out attempt.Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	for wait := settleWait; ; wait *= 2 {
		err := s.work(ctx, func(t tx.Tx) error { return s.outcome(ctx, t, c, o.entry, out) })
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

// outcome keeps what became of the attempt that e, which is Sending, stands for.
func (s *Service) outcome(ctx context.Context, t tx.Tx, c job.Claimed, e Entry, out attempt.Outcome) error {
	now := t.Now()
	if out.Result == attempt.Sent && out.Ref != "" {
		switch _, err := s.Store.ByRef(ctx, t, out.Ref); {
		case err == nil: // the carrier means an earlier text with the same words
			out = attempt.Outcome{Result: attempt.Unknown}
		case !fault.Is(err, fault.NotFound):
			return err
		}
	}
	switch {
	case out.Result == attempt.Sent:
		return s.sent(ctx, t, c, e, out.Ref)
	case out.Result == attempt.Unknown && now.Sub(e.Tried) < askFor:
		if err := s.Queue.Later(ctx, t, c, now.Add(askAfter)); err != nil || e.Code == CodeNoAnswer {
			return err
		}
		e.Code = CodeNoAnswer
		return s.saveEntry(ctx, t, e, "text unanswered")
	case out.Result == attempt.Unknown:
		if e.State = Unknown; e.Code == "" {
			e.Code = CodeCrashed
		}
		return s.end(ctx, t, c, e)
	}
	due := now.Add(retryAfter(e.Tries))
	if e.Code = out.Code; out.Permanent {
		e.State = Failed
		return s.end(ctx, t, c, e)
	}
	if due.Sub(e.At) >= patience {
		e.State, e.Code = Failed, CodeOutOfTime
		return s.end(ctx, t, c, e)
	}
	if err := s.Queue.Later(ctx, t, c, due); err != nil {
		return err
	}
	e.State = Queued
	return s.saveEntry(ctx, t, e, "text attempt failed")
}

// retryAfter is how long to wait after so many attempts that failed for the time being.
func retryAfter(tries int) time.Duration {
	steps := []time.Duration{15 * time.Second, time.Minute, 5 * time.Minute}
	return steps[min(max(tries, 1), len(steps))-1]
}

// sent keeps that the carrier took a text, and what it has said of it meanwhile.
func (s *Service) sent(ctx context.Context, t tx.Tx, c job.Claimed, e Entry, ref string) error {
	e.State, e.Code, e.Ref = Sent, "", ref
	if ref == "" {
		return s.end(ctx, t, c, e)
	}
	r, err := s.Store.Reported(ctx, t, ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		e.hear(r)
	}
	return s.end(ctx, t, c, e)
}

// hear takes a carrier's word about a text and reports whether it was news: the first final word counts, in whatever
// order words come.
func (e *Entry) hear(r Report) bool {
	switch {
	case r.State == Sent && e.State == Unknown, r.State == Delivered && (e.State == Sent || e.State == Unknown):
		e.State, e.Code = r.State, ""
	case r.State == Failed && (e.State == Sent || e.State == Unknown):
		e.State, e.Code = Failed, r.Code
	default:
		return false
	}
	return true
}

// Delivered takes a carrier's word about the text with its ref: Sent, Delivered, or Failed with a code. Word that comes
// twice or late changes nothing; word that comes before the ref is known here waits for a day. Invalid for another
// state or no ref.
func (s *Service) Delivered(ctx context.Context, ref string, state SendState, code string) error {
	return s.work(ctx, func(t tx.Tx) error { return s.DeliveredIn(ctx, t, ref, state, code) })
}

// DeliveredIn is [Service.Delivered] within the caller's transaction.
func (s *Service) DeliveredIn(ctx context.Context, t tx.Tx, ref string, state SendState, code string) error {
	const op = "inbox.Delivered"
	if ref == "" || state != Sent && state != Delivered && state != Failed {
		return fault.New(fault.Invalid, op, "That is no word about a text.")
	}
	r := Report{Ref: ref, State: state, Code: code}
	e, err := s.Store.ByRef(ctx, t, ref)
	if fault.Is(err, fault.NotFound) {
		return fault.At(op, s.Store.Report(ctx, t, r, t.Now().Add(-24*time.Hour)))
	}
	if err != nil || !e.hear(r) {
		return fault.At(op, err)
	}
	return fault.At(op, s.conclude(ctx, t, e))
}
