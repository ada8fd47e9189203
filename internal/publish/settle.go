package publish

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

// settle commits what became of an action. What is known is worth keeping, so it tries on after the handler's deadline:
// whether the lease still holds, the commit itself finds out.
func (s *Service) settle(ctx context.Context, c job.Claimed, a action, r Result) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	for {
		err := s.work(ctx, func(t tx.Tx) error { return s.outcome(ctx, t, c, a, r) })
		if err == nil || fault.Is(err, fault.Conflict) {
			return err
		}
		select {
		case <-time.After(settleWait):
		case <-ctx.Done():
			return err
		}
	}
}

// outcome keeps what became of an action. The publication may have been ordered down meanwhile.
func (s *Service) outcome(ctx context.Context, t tx.Tx, c job.Claimed, a action, r Result) error {
	u, err := s.Store.Publication(ctx, t, a.u.ID)
	if err != nil {
		return err
	}
	p, err := s.Store.Post(ctx, t, u.Post)
	if err != nil {
		return err
	}
	u.Code = r.Code
	if a.act == removes {
		return s.removed(ctx, t, c, p, u, r)
	}
	down := !u.Off.IsZero()
	switch {
	case r.Result == attempt.Sent:
		return s.appeared(ctx, t, c, p, u, r)
	case r.Result == attempt.Unknown && a.act == finds && t.Now().Sub(u.Tried) >= askFor:
		u.Status, u.Why = Unknown, NoAnswer
		if down {
			u.Status = Lost
		}
		return s.fail(ctx, t, c, p, u)
	case r.Result == attempt.Unknown: // the next claim asks
		u.Why = NoAnswer
		if err := s.Queue.Later(ctx, t, c, t.Now().Add(askAfter)); err != nil {
			return err
		}
		return s.keep(ctx, t, &u, "publication in doubt")
	case down: // it certainly never appeared
		u.Status, u.Why, u.Code = Gone, WhyNone, ""
		return s.finish(ctx, t, c, p, u, "publication ended")
	case a.act == finds:
		return s.wait(ctx, t, c, p, u, Retrying, t.Now())
	case r.Permanent:
		u.Status, u.Why = Failed, Refused
		return s.fail(ctx, t, c, p, u)
	}
	return s.wait(ctx, t, c, p, u, Retrying, t.Now().Add(backoff(u.Tries)))
}

// backoff is how long to wait after the attempt.
func backoff(tries int) time.Duration {
	steps := []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}
	if tries > len(steps) {
		return 2 * time.Hour
	}
	return steps[max(tries, 1)-1]
}

// appeared keeps that a publication is public, and what it took the place of.
func (s *Service) appeared(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication, r Result) error {
	u.Ref, u.URL = r.Ref, r.URL
	if err := s.public(ctx, t, &p, &u, WhyNone); err != nil {
		return err
	}
	if u.Off.IsZero() {
		return s.Queue.Done(ctx, t, c)
	}
	return s.Queue.Later(ctx, t, c, t.Now()) // it was ordered down meanwhile
}

// public keeps that a publication is public: it takes the place of the versions before it, and the post shows it.
func (s *Service) public(ctx context.Context, t tx.Tx, p *Post, u *Publication, why Why) error {
	u.Status, u.Why, u.Code, u.Sent = Live, why, "", t.Now()
	if err := s.keep(ctx, t, u, "publication published"); err != nil {
		return err
	}
	all, err := s.Store.Publications(ctx, t, u.Post)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Channel != u.Channel || o.ID >= u.ID || o.Status != Live {
			continue
		}
		if o.Status, o.Why = Replaced, WhyNone; !u.Off.IsZero() && o.Ref == u.Ref {
			o.Status = Gone
		}
		if err := s.keep(ctx, t, &o, "publication replaced"); err != nil {
			return err
		}
		if err := s.Queue.Drop(ctx, t, SendJob, string(o.ID)); err != nil {
			return err
		}
	}
	if p.State != Down && p.Public != u.Version {
		p.Public = u.Version
		if err := s.save(ctx, t, p, "post public", nil); err != nil {
			return err
		}
		if err := s.watchPapers(ctx, t, *p); err != nil {
			return err
		}
	}
	return s.tally(ctx, t, *p)
}

// removed keeps what became of taking a publication down. Removing twice is removing once, so it is tried again until
// it is time that a person knows.
func (s *Service) removed(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication, r Result) error {
	switch {
	case r.Result == attempt.Sent:
		u.Status, u.Why, u.Code = Gone, WhyNone, ""
		return s.finish(ctx, t, c, p, u, "publication removed")
	case r.Result == attempt.Failed && r.Permanent, t.Now().Sub(u.Off) >= removeFor:
		u.Status, u.Why = Lost, CannotRemove
		return s.fail(ctx, t, c, p, u)
	}
	return s.Queue.Later(ctx, t, c, t.Now().Add(askAfter))
}

// wait looks again later. Waiting on for the same reason is worth no row.
func (s *Service) wait(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication, why Why, again time.Time) error {
	if err := s.Queue.Later(ctx, t, c, again); err != nil {
		return err
	}
	if u.Status == Waiting && u.Why == why {
		return nil
	}
	u.Status, u.Why = Waiting, why
	if err := s.keep(ctx, t, &u, "publication waits"); err != nil {
		return err
	}
	return s.tally(ctx, t, p)
}

// finish keeps the last state of a publication and ends its job.
func (s *Service) finish(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication, verb string) error {
	if err := s.Queue.Done(ctx, t, c); err != nil {
		return err
	}
	if err := s.keep(ctx, t, &u, verb); err != nil {
		return err
	}
	return s.tally(ctx, t, p)
}

// fail is finish for what needs a person.
func (s *Service) fail(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication) error {
	e := Errand{Kind: ToFind, Text: "A post did not appear on " + string(u.Channel) + ". See why, and what to do.", For: p.Author, Post: p.ID}
	switch u.Status {
	case Unknown:
		e.Text = "Nobody knows whether a post appeared on " + string(u.Channel) + ". Look there before you send it again."
	case Lost:
		e.Kind, e.Urgent, e.Text = ToRemove, true, "A post could not be taken down from "+string(u.Channel)+". Remove it there yourself."
	}
	if err := s.Tell.Tell(ctx, t, e); err != nil {
		return err
	}
	return s.finish(ctx, t, c, p, u, "publication "+string(u.Status))
}

// tally brings the state of a post into line with its publications.
func (s *Service) tally(ctx context.Context, t tx.Tx, p Post) error {
	if !onItsWay(p) {
		return nil
	}
	all, err := s.Store.Publications(ctx, t, p.ID)
	if err != nil {
		return err
	}
	state, some := Published, false
	worst := map[State]int{Published: 0, Scheduled: 1, Publishing: 2, Partly: 3}
	for _, u := range all {
		if u.Version != p.Current {
			continue
		}
		is := Published
		switch {
		case u.Status == Live:
			some = true
		case u.Status == Failed, u.Status == Unknown, u.Status == Lost:
			is = Partly
		case u.Status == Sending, u.Status == Confirm, u.Status == Waiting && u.Why != WhyNone:
			is = Publishing
		case u.Status == Waiting:
			is = Scheduled
		}
		if worst[is] > worst[state] {
			state = is
		}
	}
	if state == Scheduled && some {
		state = Publishing
	}
	if state == p.State {
		return nil
	}
	p.State = state
	return s.save(ctx, t, &p, "post "+string(state), nil)
}
