package publish

import (
	"context"
	"maps"
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

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

// waivers are those of the version that two people agreed on, as the guard takes them, by channel.
func (s *Service) waivers(ctx context.Context, t tx.Tx, v Version) (map[Channel][]guard.Waiver, error) {
	all, err := s.Store.Waivers(ctx, t, v.Post)
	if err != nil {
		return nil, err
	}
	by := map[Channel][]guard.Waiver{}
	for _, w := range all {
		if w.Hash != v.Hash || w.Agreed == "" {
			continue
		}
		for ch, text := range w.Texts {
			by[ch] = append(by[ch], guard.Waiver{TextHash: text, RuleSet: w.RuleSet, Rules: w.Rules,
				By: [2]string{string(w.By), string(w.Agreed)}, Reason: w.Reason.Reveal(), At: w.AgreedAt})
		}
	}
	return by, nil
}

// waived reports whether a waiver lets findings of the rule pass on the channel.
func waived(by map[Channel][]guard.Waiver, ch Channel, r guard.Report, rule string) bool {
	return slices.ContainsFunc(by[ch], func(w guard.Waiver) bool {
		return w.TextHash == r.TextHash() && w.RuleSet == r.RuleSet && slices.Contains(w.Rules, rule)
	})
}

// waiver is a waiver of the rules in a version, for the channels on which they found something.
func (s *Service) waiver(t tx.Tx, c Checked, v Version, names []string, reason phi.Text) Waiver {
	slices.Sort(names)
	w := Waiver{ID: id.New[Waiver](s.IDs), Post: v.Post, Hash: v.Hash, Rules: names, Texts: map[Channel]string{}, At: t.Now(), Reason: reason}
	for ch, on := range c.On {
		if slices.ContainsFunc(on.Report.Findings, func(f guard.Finding) bool { return slices.Contains(names, f.Rule) }) {
			w.Texts[ch], w.RuleSet = on.Report.TextHash(), on.Report.RuleSet
		}
	}
	return w
}

// Waive is the first person's part of a waiver: that findings of the rules may pass in the words with the hash, and
// why. Nothing passes until a second person agrees.
func (s *Service) Waive(ctx context.Context, by actor.Actor, i PostID, hash string, names []string, reason phi.Text) (w WaiverID, err error) {
	const op = "publish.Waive"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return "", fault.At(op, err)
	}
	if strings.TrimSpace(reason.Reveal()) == "" || len(names) == 0 {
		return "", fault.New(fault.Invalid, op, "Say which findings may pass, and why.")
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, v, err := s.exactly(ctx, t, i, hash)
		if err != nil {
			return err
		}
		c, err := s.checked(ctx, t, p, v)
		if err != nil {
			return err
		}
		made := s.waiver(t, c, v, slices.Clone(names), reason)
		if len(made.Texts) == 0 {
			return fault.New(fault.Invalid, op, "The guard does not find this in the words any more.")
		}
		made.By, w = who, made.ID
		if err := s.Store.AddWaiver(ctx, t, made); err != nil {
			return err
		}
		return s.record(ctx, t, p, "waiver proposed", audit.Facts{"waiver": string(made.ID), "rules": strings.Join(made.Rules, " ")})
	})
	return w, fault.At(op, err)
}

// Agree is the second person's part of a waiver. They are somebody else, with the right to approve, and the words and
// the rules are still those that the first person read.
func (s *Service) Agree(ctx context.Context, by actor.Actor, i PostID, waiver WaiverID) error {
	const op = "publish.Agree"
	who, err := person(by, actor.ApprovePosts)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, i)
		if err != nil {
			return err
		}
		v, err := s.Store.Version(ctx, t, p.Current)
		if err != nil {
			return err
		}
		all, err := s.Store.Waivers(ctx, t, i)
		if err != nil {
			return err
		}
		n := slices.IndexFunc(all, func(w Waiver) bool { return w.ID == waiver })
		switch {
		case n < 0:
			return fault.New(fault.NotFound, op, "There is no such waiver.")
		case all[n].By == who:
			return fault.New(fault.Forbidden, op, "You proposed this. Somebody else has to agree.")
		}
		c, err := s.checked(ctx, t, p, v)
		if err != nil {
			return err
		}
		w := all[n]
		if now := s.waiver(t, c, v, w.Rules, w.Reason); now.Hash != w.Hash || now.RuleSet != w.RuleSet || !maps.Equal(now.Texts, w.Texts) {
			return fault.New(fault.Conflict, op, "The words or the rules have changed since this was proposed.")
		}
		w.Agreed, w.AgreedAt = who, t.Now()
		if err := s.Store.AgreeWaiver(ctx, t, w); err != nil {
			return err
		}
		return s.record(ctx, t, p, "waiver agreed", audit.Facts{"waiver": string(w.ID), "rules": strings.Join(w.Rules, " ")})
	}))
}

// Comment adds a comment on the current version.
func (s *Service) Comment(ctx context.Context, by actor.Actor, i PostID, text phi.Text) error {
	const op = "publish.Comment"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return fault.At(op, err)
	}
	if strings.TrimSpace(text.Reveal()) == "" || len(text.Reveal()) > 4*maxLine {
		return fault.New(fault.Invalid, op, "A comment has words, and not more than a page of them.")
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, i)
		if err != nil {
			return err
		}
		if err := s.Store.AddComment(ctx, t, s.comment(t, p, who, text)); err != nil {
			return err
		}
		return s.record(ctx, t, p, "post commented", nil)
	}))
}

// record adds an event about a post whose row stays as it is.
func (s *Service) record(ctx context.Context, t tx.Tx, p Post, verb string, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "post", ID: string(p.ID)}, "", facts)
}
