package publish

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Verdict is what an approver decided.
type Verdict string

const (
	Approve Verdict = "approve"
	Return  Verdict = "return"
)

// Approval is a person's decision on exactly the words with Hash. Its note is never published.
type Approval struct {
	ID      ApprovalID
	Post    PostID
	Version VersionID
	Hash    string
	Verdict Verdict
	By      identity.StaffID
	At      time.Time
	Note    phi.Text
}

// Approve lets the words with the hash go, when they have cooled off. The practice's account needs somebody with the
// right who neither began the post nor wrote its last words; one's own account needs oneself, after cooling off. What
// the guard blocks needs an agreed [Waiver] first; what it asks to look at twice needs a reason in the note, which
// becomes a waiver of both people. An approval that comes after the post's time makes it [Expired].
func (s *Service) Approve(ctx context.Context, by actor.Actor, i PostID, hash string, note phi.Text) (Post, error) {
	return s.decide(ctx, by, i, hash, "publish.Approve", func(t tx.Tx, who identity.StaffID, p *Post, v Version) error {
		if err := mayApprove(t, by, *p, v); err != nil {
			return err
		}
		if err := s.weigh(ctx, t, who, *p, v, note); err != nil {
			return err
		}
		if err := s.Store.AddApproval(ctx, t, s.approval(t, who, v, Approve, note)); err != nil {
			return err
		}
		if !p.Due.IsZero() && t.Now().After(p.Due) {
			return s.expire(ctx, t, p)
		}
		return s.advance(ctx, t, p, "post approved", audit.Facts{"hash": hash})
	})
}

// Return gives a post back to its author, with a note that says why.
func (s *Service) Return(ctx context.Context, by actor.Actor, i PostID, hash string, note phi.Text) (Post, error) {
	return s.decide(ctx, by, i, hash, "publish.Return", func(t tx.Tx, who identity.StaffID, p *Post, v Version) error {
		if note.IsZero() {
			return fault.New(fault.Invalid, "publish.Return", "Say what should be different.")
		}
		if who != p.Author {
			if p.Account == Own {
				return fault.New(fault.Forbidden, "publish.Return", "This is for somebody's own account. Only its author gives it back.")
			}
			if err := by.Need(actor.ApprovePosts); err != nil {
				return err
			}
		}
		if err := s.Store.AddApproval(ctx, t, s.approval(t, who, v, Return, note)); err != nil {
			return err
		}
		return s.again(ctx, t, p, "post returned")
	})
}

// decide runs a decision about a post that waits for one.
func (s *Service) decide(ctx context.Context, by actor.Actor, i PostID, hash, op string, f func(tx.Tx, identity.StaffID, *Post, Version) error) (p Post, err error) {
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return p, fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		var v Version
		if p, v, err = s.exactly(ctx, t, i, hash); err != nil {
			return err
		}
		if p.State != Submitted {
			return fault.New(fault.Conflict, op, "This post does not wait for approval any more. Please look at it again.")
		}
		return f(t, who, &p, v)
	})
	return p, fault.At(op, err)
}

// exactly returns a post whose current version has the hash that a person read; Conflict if it has another.
func (s *Service) exactly(ctx context.Context, t tx.Tx, i PostID, hash string) (Post, Version, error) {
	p, err := s.Store.Post(ctx, t, i)
	if err != nil {
		return p, Version{}, err
	}
	v, err := s.Store.Version(ctx, t, p.Current)
	if err == nil && (v.Hash != hash || v.Content.Hash() != hash) {
		err = fault.New(fault.Conflict, "publish.exactly", "The words have changed since you read them. Please read them again.")
	}
	return p, v, err
}

func (s *Service) approval(t tx.Tx, who identity.StaffID, v Version, verdict Verdict, note phi.Text) Approval {
	return Approval{ID: id.New[Approval](s.IDs), Post: v.Post, Version: v.ID, Hash: v.Hash, Verdict: verdict, By: who, At: t.Now(), Note: note}
}

// mayApprove is nil if the actor may approve the version now, else a fault whose sentence says why not.
func mayApprove(t tx.Tx, by actor.Actor, p Post, v Version) error {
	refuse := func(why string) error { return fault.New(fault.Forbidden, "publish.mayApprove", why) }
	who := identity.StaffID(by.ID)
	if p.Account == Own {
		switch {
		case who != p.Author:
			return refuse("This is for somebody's own account. Only its author approves it.")
		case t.Now().Before(p.CoolUntil):
			return refuse("It is cooling off. Read it again when that has ended.")
		}
		return nil
	}
	if who == p.Author || who == v.By {
		return refuse("These are your own words. On the practice's account somebody else approves.")
	}
	return by.Need(actor.ApprovePosts)
}

// weigh is nil if nothing stands in the way of the version: every finding is waived or, for a second person, reasoned.
func (s *Service) weigh(ctx context.Context, t tx.Tx, who identity.StaffID, p Post, v Version, note phi.Text) error {
	const op = "publish.weigh"
	c, err := s.checked(ctx, t, p, v)
	if err != nil {
		return err
	}
	if len(c.Missing) > 0 {
		return fault.New(fault.Invalid, op, c.Missing[0])
	}
	waivers, err := s.waivers(ctx, t, v)
	if err != nil {
		return err
	}
	doubts := map[string]bool{}
	for _, ch := range v.Channels {
		r := c.On[ch].Report
		for _, f := range r.Findings {
			switch {
			case f.Severity == rules.Note || waived(waivers, ch, r, f.Rule):
			case f.Severity == rules.Block:
				return fault.New(fault.Invalid, op, "The guard blocks these words, and no two people have waived it: "+f.Message)
			default:
				doubts[f.Rule] = true
			}
		}
	}
	if len(doubts) == 0 {
		return nil
	}
	if p.Account == Own {
		return fault.New(fault.Invalid, op, "The guard asks for a second look. Change the words, or have a colleague agree to a waiver.")
	}
	if strings.TrimSpace(note.Reveal()) == "" {
		return fault.New(fault.Invalid, op, "The guard asks for a second look. Write down why the words may stay.")
	}
	w := s.waiver(t, c, v, slices.Collect(maps.Keys(doubts)), note)
	w.By, w.Agreed, w.AgreedAt = v.By, who, t.Now()
	return s.Store.AddWaiver(ctx, t, w)
}

// record adds an event about a post whose row stays as it is.
func (s *Service) record(ctx context.Context, t tx.Tx, p Post, verb string, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "post", ID: string(p.ID)}, "", facts)
}
