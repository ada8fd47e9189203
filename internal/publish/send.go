package publish

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
	"bedside/internal/tx"
)

const (
	patience   = 12 * time.Hour   // how long after its time a publication may still go out by itself
	askAfter   = time.Minute      // when the channel is asked about an attempt without an answer, and between
	askFor     = 30 * time.Minute // how long it is asked while it cannot say
	channelGap = 5 * time.Minute  // between looks for an account that is not configured
	removeFor  = 15 * time.Minute // how long taking down is tried before a person is told
)

// Send is the [job.Handler] of one publication. It reads the world anew: whether the words are still those that were
// approved, whether every authorisation holds, what the guard says now. It commits the attempt, publishes, and commits
// what became of it. Where the program died in between, or the answer never came, it asks the channel before it does
// anything else; when the channel cannot say, the publication is [Unknown] and a person is told.
func (s *Service) Send(ctx context.Context, c job.Claimed) error {
	const op = "publish.Send"
	a, err := s.begin(ctx, c)
	if err != nil || a == nil {
		return fault.At(op, err)
	}
	r, err := a.run(ctx)
	if err != nil { // refused before anything left the house, and it would be again
		r = Result{Outcome: attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "refused here"}}
		if a.act == finds {
			r.Result = attempt.Unknown
		}
	}
	return fault.At(op, s.settle(ctx, c, *a, r))
}

// act is what is done on a channel.
type act int

const (
	publishes act = iota
	updates
	finds
	removes
)

// action is something that is done on a channel, with the attempt committed.
type action struct {
	act     act
	to      Publisher
	u       Publication
	item    Item
	cleared guard.Cleared
	ref     string // of what is updated or removed: doing either twice is doing it once
}

func (a action) run(ctx context.Context) (r Result, err error) {
	switch a.act {
	case publishes:
		return a.to.Publish(ctx, a.cleared, a.item)
	case updates:
		return a.to.Update(ctx, a.cleared, a.item, a.ref)
	case finds:
		return a.to.Find(ctx, a.item)
	}
	r.Outcome, err = a.to.Remove(ctx, a.ref)
	return r, err
}

// begin looks at a publication and either returns what is to be done on its channel or commits why there is nothing.
func (s *Service) begin(ctx context.Context, c job.Claimed) (*action, error) {
	var a *action
	err := s.work(ctx, func(t tx.Tx) error {
		a = nil
		u, err := s.Store.Publication(ctx, t, PublicationID(c.Ref))
		if fault.Is(err, fault.NotFound) {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		w, err := s.world(ctx, t, u)
		if err != nil {
			return err
		}
		switch down := !u.Off.IsZero(); {
		case w.to == nil && (u.Status == Sending || u.Status == Live && down): // the account is gone, and nobody can be asked
			if u.Status, u.Why = Unknown, NoAnswer; down {
				u.Status, u.Why = Lost, ByHand
			}
			return s.fail(ctx, t, c, w.post, u)
		case u.Status == Live && down:
			a = &action{act: removes, to: w.to, u: u, ref: u.Ref}
			return nil
		case u.Status == Sending && u.Ref != "" && down: // an update that nobody knows of
			a = &action{act: removes, to: w.to, u: u, ref: u.Ref}
			return nil
		case u.Status == Sending && u.Ref == "":
			a = &action{act: finds, to: w.to, u: u, item: w.item}
			return nil
		case u.Status == Waiting, u.Status == Sending:
			a, err = s.try(ctx, t, c, w)
			return err
		}
		return s.Queue.Done(ctx, t, c)
	})
	return a, err
}

// try starts an attempt if everything allows it.
func (s *Service) try(ctx context.Context, t tx.Tx, c job.Claimed, w world) (*action, error) {
	u := w.u
	cleared, why, err := s.stands(ctx, t, w)
	if err != nil {
		return nil, err
	}
	switch {
	case u.Due.After(t.Now()): // it was moved
		return nil, s.Queue.Later(ctx, t, c, u.Due)
	case why != WhyNone:
		u.Status, u.Why = Failed, why
		return nil, s.fail(ctx, t, c, w.post, u)
	case t.Now().Sub(u.Due) > patience:
		u.Status, u.Why = Failed, OutOfTime
		return nil, s.fail(ctx, t, c, w.post, u)
	case w.to == nil, w.before != nil && w.before.Ref == "": // or a person found it, and only a person can find it again
		u.Status, u.Why = Confirm, WhyNone
		e := Errand{Kind: ToPost, Text: "A post is ready to be posted by hand. Copy it, post it, and say where it is.", Post: u.Post}
		if err := s.Tell.Tell(ctx, t, e); err != nil {
			return nil, err
		}
		return nil, s.finish(ctx, t, c, w.post, u, "publication by hand")
	case w.doubt:
		return nil, s.wait(ctx, t, c, w.post, u, Earlier, t.Now().Add(channelGap))
	case !w.to.Ready():
		return nil, s.wait(ctx, t, c, w.post, u, NoChannel, t.Now().Add(channelGap))
	}
	u.Status, u.Why, u.Code, u.Tried = Sending, WhyNone, "", t.Now()
	u.Tries++
	a := &action{act: publishes, to: w.to, item: w.item, cleared: cleared}
	if w.before != nil {
		u.Ref = w.before.Ref
	}
	if u.Ref != "" {
		a.act, a.ref = updates, u.Ref
	}
	if err := s.keep(ctx, t, &u, "publication attempted"); err != nil {
		return nil, err
	}
	a.u = u
	return a, s.tally(ctx, t, w.post)
}

// look puts the job that looks at a publication.
func (s *Service) look(ctx context.Context, t tx.Tx, u Publication, due time.Time) error {
	return s.Queue.Put(ctx, t, job.Job{Kind: SendJob, Key: string(u.ID), Ref: string(u.ID), Due: due})
}

// keep moves a publication to its next row and records the event that says so.
func (s *Service) keep(ctx context.Context, t tx.Tx, u *Publication, verb string) error {
	u.Row++
	if err := s.Store.SavePublication(ctx, t, *u); err != nil {
		return err
	}
	return s.recordPublication(ctx, t, *u, verb)
}

func (s *Service) recordPublication(ctx context.Context, t tx.Tx, u Publication, verb string) error {
	facts := audit.Facts{"post": string(u.Post), "channel": string(u.Channel), "status": string(u.Status), "hash": u.Hash}
	if u.Why != WhyNone {
		facts["why"] = string(u.Why)
	}
	if u.Code != "" {
		facts["code"] = u.Code
	}
	if u.Tries > 0 {
		facts["attempt"] = strconv.Itoa(u.Tries)
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "publication", ID: string(u.ID)}, "", facts)
}

// work runs f as the program itself, if the program may do what falls due.
func (s *Service) work(ctx context.Context, f func(tx.Tx) error) error {
	by := actor.System()
	if err := by.Need(actor.RunDue); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, f)
}
