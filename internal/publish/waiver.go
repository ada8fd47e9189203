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
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Waiver is two people's reasoned decision to let findings pass in the words with Hash.
type Waiver struct {
	ID       WaiverID
	Post     PostID
	Hash     string
	RuleSet  string             // of the guard they read it with
	Rules    []string           // which they let pass
	Texts    map[Channel]string // hash of the text on each channel that has such findings, as the guard counts it
	By       identity.StaffID
	At       time.Time
	Agreed   identity.StaffID // the second person; "" until somebody agreed
	AgreedAt time.Time
	Reason   phi.Text
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
