package publish

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// Remind is the [job.Handler] of posts that wait for people: it tells whoever has to read when cooling off has ended,
// and lets a post whose time has come expire. It never publishes.
func (s *Service) Remind(ctx context.Context, c job.Claimed) error {
	return fault.At("publish.Remind", s.work(ctx, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, PostID(c.Ref))
		if fault.Is(err, fault.NotFound) {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		if p.State != Submitted && p.State != Cooling {
			return s.Queue.Done(ctx, t, c)
		}
		if !p.Due.IsZero() && !t.Now().Before(p.Due) {
			if err := s.Queue.Done(ctx, t, c); err != nil {
				return err
			}
			return s.expire(ctx, t, &p)
		}
		if p.Due.IsZero() {
			err = s.Queue.Done(ctx, t, c)
		} else {
			err = s.Queue.Later(ctx, t, c, p.Due)
		}
		if err != nil || t.Now().Before(p.CoolUntil) || p.State == Submitted && p.Account == ForPractice {
			return err
		}
		e := Errand{Kind: ToRead, Text: "A post has cooled off. Read it again before it goes.", For: p.Author, Post: p.ID}
		if err := s.Tell.Tell(ctx, t, e); err != nil {
			return err
		}
		return s.record(ctx, t, p, "post cooled off", nil)
	}))
}

// expire says that a post's time passed before it was ready. It waits for a new one.
func (s *Service) expire(ctx context.Context, t tx.Tx, p *Post) error {
	p.State = Expired
	e := Errand{Kind: ToTime, Text: "A post was not ready in time and did not go out. Give it a new time.", For: p.Author, Post: p.ID}
	if err := s.Tell.Tell(ctx, t, e); err != nil {
		return err
	}
	return s.save(ctx, t, p, "post expired", nil)
}

// remind looks at the post again when its cooling off ends or, after that, when its time comes.
func (s *Service) remind(ctx context.Context, t tx.Tx, p Post) error {
	due := p.Due
	if p.CoolUntil.After(t.Now()) && (due.IsZero() || p.CoolUntil.Before(due)) {
		due = p.CoolUntil
	}
	if due.IsZero() {
		return s.Queue.Drop(ctx, t, RemindJob, string(p.ID))
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: RemindJob, Key: string(p.ID), Ref: string(p.ID), Due: due})
}
