package edition

import (
	"context"
	"strings"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// longestNote is how long a reason may be, in code points.
const longestNote = 500

// Publish makes the draft what callers hear. Invalid without a reason, where [flow.Build] refuses, or where its rules
// were not tried; Conflict if the draft is not as it was seen or somebody else published since it was begun; whatever
// the [Gate] says, if it refuses. ManagePractice.
func (s *Service) Publish(ctx context.Context, by actor.Actor, m Mark, note string) (Version, error) {
	return s.publish(ctx, by, note, "edition.Publish", func(t tx.Tx) (Candidate, error) {
		v, err := s.seen(ctx, t, m)
		if err != nil {
			return Candidate{}, err
		}
		now, err := s.current(ctx, t)
		if err != nil {
			return Candidate{}, err
		}
		if v.Base != now.Number {
			return Candidate{}, fault.New(fault.Conflict, "edition.Publish", "Somebody else published since this draft was begun. Look at what differs, and carry the draft over first.")
		}
		return Candidate{Draft: v, Published: now}, nil
	})
}

// GoBack publishes what was published before, as a new version; number 0 are the flows as they are shipped. A draft
// stays as it is. NotFound if there is no such version; Conflict if it is what callers hear already; else as
// [Service.Publish]. ManagePractice.
func (s *Service) GoBack(ctx context.Context, by actor.Actor, number int64, note string) (Version, error) {
	return s.publish(ctx, by, note, "edition.GoBack", func(t tx.Tx) (Candidate, error) {
		v, err := s.version(ctx, t, number)
		if err != nil {
			return Candidate{}, err
		}
		now, err := s.current(ctx, t)
		if err != nil {
			return Candidate{}, err
		}
		if v.State != Past || number == now.Number {
			return Candidate{}, fault.New(fault.Conflict, "edition.GoBack", "Callers hear this version already, or never heard it. Open the list anew.")
		}
		return Candidate{Draft: v, Published: now, Back: true}, nil
	})
}

// publish asks what is to be published, whether it may be, and publishes it if it is still the same then.
func (s *Service) publish(ctx context.Context, by actor.Actor, note, op string, choose func(tx.Tx) (Candidate, error)) (Version, error) {
	if err := by.Need(actor.ManagePractice); err != nil {
		return Version{}, fault.At(op, err)
	}
	note = strings.TrimSpace(note)
	if note == "" || utf8.RuneCountInString(note) > longestNote {
		return Version{}, fault.New(fault.Invalid, op, "Say in a few words why, so that others know later.")
	}
	var c Candidate
	err := s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		if c, err = choose(t); err == nil {
			err = s.may(ctx, t, c)
		}
		return err
	})
	if err != nil {
		return Version{}, fault.At(op, err)
	}
	c.Note, c.By = note, by
	if s.Gate != nil {
		if err := s.Gate.MayPublish(ctx, c); err != nil {
			return Version{}, fault.At(op, err)
		}
	}
	var v Version
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		now, err := choose(t)
		if err != nil {
			return err
		}
		if now.Draft != c.Draft || now.Published.Number != c.Published.Number {
			return fault.New(fault.Conflict, op, "Something was changed while this was being published. Look at it again first.")
		}
		if err := s.may(ctx, t, now); err != nil {
			return err
		}
		v, err = s.replace(ctx, t, now, note)
		return err
	})
	return v, fault.At(op, err)
}

// House is what [flow.Build] checks an edition against.
func (s *Service) House(ctx context.Context, t tx.Tx) (flow.House, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return flow.House{}, err
	}
	all, err := s.Staff.List(ctx, t)
	h := flow.House{Practice: p, Staff: map[identity.StaffID]string{}, Guard: s.Guard, Triage: s.Triage}
	for _, x := range all {
		if x.Ended.IsZero() {
			h.Staff[x.ID] = x.Name
		}
	}
	return h, err
}

// may says whether a candidate can be run, and whether its rules were tried.
func (s *Service) may(ctx context.Context, t tx.Tx, c Candidate) error {
	e, err := c.Draft.Edition()
	if err != nil {
		return err
	}
	h, err := s.House(ctx, t)
	if err != nil {
		return err
	}
	_, problems := flow.Build(e, h)
	for _, p := range problems {
		if !p.Mild {
			return fault.New(fault.Invalid, "edition.may", p.Text)
		}
	}
	before, err := c.Published.Edition()
	if err != nil { // another program's: nothing is known of its rules
		before = flow.Edition{}
	}
	if mark := e.RulesMark(); !c.Back && len(e.Rules) > 0 && mark != before.RulesMark() && mark != c.Draft.Tried {
		return fault.New(fault.Invalid, "edition.may", "Try the rules on past calls first, and look at what they would have changed.")
	}
	return nil
}

// replace publishes a candidate in place of what was published. Numbers are in the order in which versions were published.
func (s *Service) replace(ctx context.Context, t tx.Tx, c Candidate, note string) (Version, error) {
	if was := c.Published; was.Number > 0 {
		was.State = Past
		if err := s.Store.Put(ctx, t, was.Number, was); err != nil {
			return Version{}, err
		}
	}
	last, err := s.Store.Last(ctx, t)
	if err != nil {
		return Version{}, err
	}
	v := c.Draft
	v.State, v.Note, v.PublishedBy, v.PublishedAt = Published, note, staffOf(t.By()), t.Now()
	if c.Back {
		v.Base, v.Number, v.Revision, v.SavedBy, v.SavedAt = v.Number, last+1, 1, staffOf(t.By()), t.Now()
		if err := s.Store.Add(ctx, t, v); err != nil {
			return Version{}, err
		}
		return v, s.record(ctx, t, v, "went back to")
	}
	if v.Number != last {
		v.Number = last + 1
	}
	if err := s.Store.Put(ctx, t, c.Draft.Number, v); err != nil {
		return Version{}, err
	}
	return v, s.record(ctx, t, v, "published")
}
