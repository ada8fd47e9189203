package template

import (
	"context"
	"slices"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Check reads a text with the practice's own names, as it would be kept. SeePractice.
func (s *Service) Check(ctx context.Context, t tx.Tx, k Key, text Text) (Checked, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return Checked{}, fault.At("template.Service.Check", err)
	}
	return s.check(ctx, t, k, text)
}

func (s *Service) check(ctx context.Context, t tx.Tx, k Key, text Text) (Checked, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return Checked{}, fault.At("template.check", err)
	}
	return Check(s.Guard, k, text, Longest(p, k)), nil
}

// passes is Invalid, with [Refused] as its cause, for a text that must not be sent.
func (s *Service) passes(ctx context.Context, t tx.Tx, k Key, text Text) error {
	c, err := s.check(ctx, t, k, text)
	if err == nil && Refuses(c.Problems) {
		err = fault.Wrap(fault.Invalid, "template.passes", c.Problems[0].Says, &Refused{c.Problems})
	}
	return err
}

// Save keeps a text as the draft of its key. Invalid, with [Refused] as its cause, for a text that would leak, leaves
// out what it must say or cannot be read; Conflict if the draft is not as it was seen. ManagePractice.
func (s *Service) Save(ctx context.Context, t tx.Tx, k Key, seen Mark, text Text) (Edition, error) {
	const op = "template.Save"
	h, last, err := s.manage(ctx, t, k, seen)
	if err != nil {
		return Edition{}, fault.At(op, err)
	}
	if text, err = text.Clean(); err != nil {
		return Edition{}, fault.At(op, err)
	}
	if err := s.passes(ctx, t, k, text); err != nil {
		return Edition{}, fault.At(op, err)
	}
	e := Edition{Key: k, Text: text, Number: last + 1, State: Draft, Revision: 1, SavedBy: staffOf(t.By()), SavedAt: t.Now()}
	if h.Draft == nil {
		return e, fault.At(op, s.keep(ctx, t, e, "saved", s.Store.Add))
	}
	if h.Draft.Text == text {
		return *h.Draft, nil
	}
	e.Number, e.Revision = h.Draft.Number, h.Draft.Revision+1
	return e, fault.At(op, s.keep(ctx, t, e, "saved", s.Store.Put))
}

// Publish makes the draft what is sent from now on. Conflict if it is not as it was seen, or if there is none; Invalid
// as [Service.Save], since rules and names change. ManagePractice.
func (s *Service) Publish(ctx context.Context, t tx.Tx, k Key, seen Mark) error {
	const op = "template.Publish"
	h, _, err := s.manage(ctx, t, k, seen)
	if err != nil {
		return fault.At(op, err)
	}
	if h.Draft == nil {
		return fault.New(fault.Conflict, op, "There is no draft: it was published or put aside meanwhile. Look at the page again.")
	}
	if err := s.passes(ctx, t, k, h.Draft.Text); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.send(ctx, t, h, *h.Draft, "published", s.Store.Put))
}

// PutAside ends the draft without publishing it. Conflict as [Service.Publish]. ManagePractice.
func (s *Service) PutAside(ctx context.Context, t tx.Tx, k Key, seen Mark) error {
	const op = "template.PutAside"
	h, _, err := s.manage(ctx, t, k, seen)
	if err != nil || h.Draft == nil {
		return fault.At(op, err)
	}
	h.Draft.State = Aside
	return fault.At(op, s.keep(ctx, t, *h.Draft, "put aside", s.Store.Put))
}

// TakeBack sends an earlier text again, as a new edition; number 0 is the text that Bedside ships with. A draft stays.
// NotFound if there is no such edition that was sent once, Invalid as [Service.Save]. ManagePractice.
func (s *Service) TakeBack(ctx context.Context, t tx.Tx, k Key, number int64) error {
	const op = "template.TakeBack"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	h, last, err := s.history(ctx, t, k)
	if err != nil {
		return fault.At(op, err)
	}
	if number == 0 {
		return fault.At(op, s.reset(ctx, t, h))
	}
	i := slices.IndexFunc(h.Past, func(e Edition) bool { return e.Number == number && e.State == Past })
	if i < 0 {
		return fault.New(fault.NotFound, op, "There is no such text that was sent before. Look at the list again.")
	}
	if err := s.passes(ctx, t, k, h.Past[i].Text); err != nil {
		return fault.At(op, err)
	}
	e := Edition{Key: k, Text: h.Past[i].Text, Number: last + 1, Revision: 1, SavedBy: staffOf(t.By()), SavedAt: t.Now()}
	return fault.At(op, s.send(ctx, t, h, e, "took back", s.Store.Add))
}

// reset sends the text that Bedside ships with.
func (s *Service) reset(ctx context.Context, t tx.Tx, h History) error {
	if h.Sent.Number == 0 {
		return nil
	}
	h.Sent.State = Past
	return s.keep(ctx, t, h.Sent, "went back to the shipped", s.Store.Put)
}

// send publishes an edition in place of what was sent.
func (s *Service) send(ctx context.Context, t tx.Tx, h History, e Edition, verb string, put func(context.Context, tx.Tx, Edition) error) error {
	if h.Sent.Number > 0 {
		h.Sent.State = Past
		if err := s.Store.Put(ctx, t, h.Sent); err != nil {
			return err
		}
	}
	e.State, e.PublishedBy, e.PublishedAt = Published, staffOf(t.By()), t.Now()
	return s.keep(ctx, t, e, verb, put)
}

// keep writes an edition and the event that says so.
func (s *Service) keep(ctx context.Context, t tx.Tx, e Edition, verb string, put func(context.Context, tx.Tx, Edition) error) error {
	if err := put(ctx, t, e); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "message text", ID: e.Key.String()}, "",
		audit.Facts{"edition": strconv.FormatInt(e.Number, 10), "revision": strconv.FormatInt(e.Revision, 10)})
}

// manage reads a key for somebody who changes its draft.
func (s *Service) manage(ctx context.Context, t tx.Tx, k Key, seen Mark) (History, int64, error) {
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return History{}, 0, err
	}
	h, last, err := s.history(ctx, t, k)
	if err != nil {
		return h, last, err
	}
	now := Mark{}
	if h.Draft != nil {
		now = h.Draft.Mark()
	}
	if now != seen {
		err = fault.New(fault.Conflict, "template.manage", "Somebody else changed these words while you had them open. Open the page anew and look before you change them.")
	}
	return h, last, err
}

func staffOf(by actor.Actor) identity.StaffID {
	if by.Kind == actor.Staff {
		return identity.StaffID(by.ID)
	}
	return ""
}
