package publish

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// person returns which staff member acts; Forbidden for anybody else: a post is by a person.
func person(by actor.Actor, r actor.Right) (identity.StaffID, error) {
	if err := by.Need(r); err != nil {
		return "", err
	}
	if by.Kind != actor.Staff || by.ID == "" {
		return "", fault.New(fault.Forbidden, "publish.person", "Only a person of the practice can do this.")
	}
	return identity.StaffID(by.ID), nil
}

// Save keeps a draft: a new post, or the words of one. Words that were submitted stay as they are: changing them makes
// a new version that needs approval again, and whatever waited to be published of the old one does not go. Of a post
// that is public it is the beginning of a correction, and the public words stand until it is approved. Conflict if the
// post has changed since it was read or was taken down; Forbidden to change what is for somebody else's own account.
func (s *Service) Save(ctx context.Context, by actor.Actor, d Draft) (p Post, err error) {
	const op = "publish.Save"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return p, fault.At(op, err)
	}
	if d.Content, err = d.Content.tidy(); err != nil {
		return p, err
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if d.ID == "" {
			p, err = s.start(ctx, t, who, d)
			return err
		}
		if p, err = s.mine(ctx, t, who, d.ID, d.Row); err != nil {
			return err
		}
		return s.rewrite(ctx, t, who, &p, d)
	})
	return p, fault.At(op, err)
}

// Begin is [Service.Save] of a new post within a transaction.
func (s *Service) Begin(ctx context.Context, t tx.Tx, d Draft) (Post, error) {
	const op = "publish.Begin"
	who, err := person(t.By(), actor.WritePosts)
	if err != nil {
		return Post{}, fault.At(op, err)
	}
	d.ID = ""
	if d.Content, err = d.Content.tidy(); err != nil {
		return Post{}, err
	}
	return s.start(ctx, t, who, d)
}

// start adds a new post.
func (s *Service) start(ctx context.Context, t tx.Tx, who identity.StaffID, d Draft) (Post, error) {
	d.Correction = ""
	now := t.Now()
	p := Post{ID: id.New[Post](s.IDs), Kind: d.Kind, Account: d.Account, Author: who, State: Drafting, Current: id.New[Version](s.IDs), Due: d.Due,
		Created: now, Changed: now, Row: 1}
	if err := s.Store.AddPost(ctx, t, p); err != nil {
		return p, err
	}
	v := Version{ID: p.Current, Post: p.ID, Number: 1, Content: d.Content, By: who, At: now, Hash: d.Content.Hash()}
	if err := s.Store.AddVersion(ctx, t, v); err != nil {
		return p, err
	}
	return p, s.Audit.Record(ctx, t, "post started", audit.Ref{Kind: "post", ID: string(p.ID)}, "", audit.Facts{"account": string(p.Account)})
}

// mine returns a post that the staff member may change and that is as they read it.
func (s *Service) mine(ctx context.Context, t tx.Tx, who identity.StaffID, i PostID, row int64) (Post, error) {
	p, err := s.Store.Post(ctx, t, i)
	switch {
	case err != nil:
		return p, err
	case p.Account == Own && p.Author != who:
		return p, fault.New(fault.Forbidden, "publish.mine", "This is for somebody's own account. Only its author works on it.")
	case p.Row != row:
		return p, fault.New(fault.Conflict, "publish.mine", "Somebody else changed this post meanwhile. Please look at it again.")
	case p.State == Down:
		return p, fault.New(fault.Conflict, "publish.mine", "This post was taken down. Write a new one.")
	}
	return p, nil
}

// rewrite puts the words of a draft in the place of a post's.
func (s *Service) rewrite(ctx context.Context, t tx.Tx, who identity.StaffID, p *Post, d Draft) error {
	v, err := s.Store.Version(ctx, t, p.Current)
	if err != nil {
		return err
	}
	if p.Public == "" {
		d.Correction = ""
	} else {
		d.Account = p.Account
	}
	switch hash := d.Content.Hash(); {
	case hash == v.Hash && p.State != Drafting:
		return nil
	case v.Submitted.IsZero():
		v.Content, v.Hash, v.By, v.At = d.Content, hash, who, t.Now()
		err = s.Store.SaveVersion(ctx, t, v)
	default:
		v = Version{ID: id.New[Version](s.IDs), Post: p.ID, Number: v.Number + 1, Content: d.Content, By: who, At: t.Now(), Hash: hash}
		err = s.Store.AddVersion(ctx, t, v)
	}
	if err != nil {
		return err
	}
	if err := s.withhold(ctx, t, p.ID); err != nil {
		return err
	}
	p.Kind, p.Account, p.Current, p.Due = d.Kind, d.Account, v.ID, d.Due
	return s.again(ctx, t, p, "post changed")
}

// again makes a post a draft, whatever was decided about it.
func (s *Service) again(ctx context.Context, t tx.Tx, p *Post, verb string) error {
	p.State, p.CoolUntil, p.ReadAgain = Drafting, time.Time{}, false
	if err := s.Queue.Drop(ctx, t, RemindJob, string(p.ID)); err != nil {
		return err
	}
	return s.save(ctx, t, p, verb, nil)
}

// withhold ends what waits to be published.
func (s *Service) withhold(ctx context.Context, t tx.Tx, i PostID) error {
	all, err := s.Store.Publications(ctx, t, i)
	if err != nil {
		return err
	}
	for _, u := range all {
		if u.Status == Waiting || u.Status == Failed {
			u.Status, u.Why = Gone, WhyNone
			if err := s.keep(ctx, t, &u, "publication withheld"); err != nil {
				return err
			}
			if err := s.Queue.Drop(ctx, t, SendJob, string(u.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Submit gives a post to approval. From then on its words do not change, and it cools off for as long as the guard's
// findings, a story or one's own account ask for. Invalid if something is missing; [Service.Check] says all of it.
func (s *Service) Submit(ctx context.Context, by actor.Actor, i PostID, row int64) (p Post, err error) {
	const op = "publish.Submit"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return p, fault.At(op, err)
	}
	if s.Sources != nil {
		if err := s.lookUp(ctx, by, i); err != nil {
			return p, fault.At(op, err)
		}
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if p, err = s.mine(ctx, t, who, i, row); err != nil {
			return err
		}
		if p.State != Drafting {
			return fault.New(fault.Conflict, op, "This post is no draft any more. Please look at it again.")
		}
		v, err := s.Store.Version(ctx, t, p.Current)
		if err != nil {
			return err
		}
		again := !v.Submitted.IsZero() // it was given back: what was decided about it does not count any more
		v.Submitted = t.Now()
		c, err := s.checked(ctx, t, p, v)
		if err != nil {
			return err
		}
		if !p.Due.IsZero() && p.Due.Before(t.Now()) {
			c.Missing = append(c.Missing, "The time it was to go out has passed. Give it a new one.")
		}
		if len(c.Missing) > 0 {
			return fault.New(fault.Invalid, op, c.Missing[0])
		}
		policy, err := s.policy(ctx, t)
		if err != nil {
			return err
		}
		if again {
			v.ID, v.Number = id.New[Version](s.IDs), v.Number+1
			p.Current = v.ID
			err = s.Store.AddVersion(ctx, t, v)
		} else {
			err = s.Store.SaveVersion(ctx, t, v)
		}
		if err != nil {
			return err
		}
		wait := policy.Cooling.after(v, c.Verdict)
		p.State, p.CoolUntil, p.ReadAgain = Submitted, t.Now().Add(wait), wait > 0 && p.Account == ForPractice
		if p.Account == ForPractice {
			if err := s.Tell.Tell(ctx, t, Errand{Kind: ToApprove, Text: "A post waits for somebody else to approve it.", Post: p.ID}); err != nil {
				return err
			}
		}
		if err := s.remind(ctx, t, p); err != nil {
			return err
		}
		return s.save(ctx, t, &p, "post submitted", audit.Facts{"verdict": string(c.Verdict), "cools": wait.String()})
	})
	return p, fault.At(op, err)
}

// after is how long a version cools off.
func (c CoolingOff) after(v Version, verdict guard.Verdict) time.Duration {
	wait := c.Clear
	if v.Account == Own {
		wait = max(wait, c.Own)
	}
	switch verdict {
	case guard.Block:
		wait = max(wait, c.Block)
	case guard.Review:
		wait = max(wait, c.Review)
	}
	if v.Story.Told {
		wait = max(wait, c.Story)
	}
	return wait
}
