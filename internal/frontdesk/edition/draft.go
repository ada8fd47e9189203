package edition

import (
	"context"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// longest is how much text an edition may be, in bytes.
const longest = 200_000

// Published returns the number of the edition that callers hear, 0 for the flows as they are shipped. It asks for no
// right: the front desk reads it in every turn.
func (s *Service) Published(ctx context.Context, t tx.Tx) (int64, error) {
	return s.Store.Published(ctx, t)
}

// Edition returns the edition of a number, likewise.
func (s *Service) Edition(ctx context.Context, t tx.Tx, number int64) (flow.Edition, error) {
	v, err := s.version(ctx, t, number)
	if err != nil {
		return flow.Edition{}, err
	}
	return v.Edition()
}

// version is the one of a number; 0 is always there.
func (s *Service) version(ctx context.Context, t tx.Tx, number int64) (Version, error) {
	if number == 0 {
		return Version{State: Past}, nil
	}
	return s.Store.Get(ctx, t, number)
}

// Get returns a version, NotFound if there is none. SeePractice.
func (s *Service) Get(ctx context.Context, t tx.Tx, number int64) (Version, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return Version{}, fault.At("edition.Get", err)
	}
	return s.version(ctx, t, number)
}

// Current returns what callers hear. SeePractice.
func (s *Service) Current(ctx context.Context, t tx.Tx) (Version, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return Version{}, fault.At("edition.Current", err)
	}
	return s.current(ctx, t)
}

func (s *Service) current(ctx context.Context, t tx.Tx) (Version, error) {
	n, err := s.Store.Published(ctx, t)
	if err != nil {
		return Version{}, err
	}
	v, err := s.version(ctx, t, n)
	if n == 0 {
		v.State = Published
	}
	return v, err
}

// Draft returns the draft, or where there is none what callers hear, as a draft would begin: its Mark is zero then.
// SeePractice.
func (s *Service) Draft(ctx context.Context, t tx.Tx) (Version, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return Version{}, fault.At("edition.Draft", err)
	}
	return s.draft(ctx, t)
}

func (s *Service) draft(ctx context.Context, t tx.Tx) (Version, error) {
	all, err := s.Store.In(ctx, t, Draft)
	if err != nil {
		return Version{}, err
	}
	if len(all) > 0 {
		return all[0], nil
	}
	now, err := s.current(ctx, t)
	return Version{State: Draft, Base: now.Number, Document: now.Document, Tried: now.Tried}, err
}

// List returns all versions but the draft, the last first, without the flows as they are shipped. SeePractice.
func (s *Service) List(ctx context.Context, t tx.Tx) ([]Version, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return nil, fault.At("edition.List", err)
	}
	var all []Version
	for _, state := range []State{Published, Past, Aside} {
		some, err := s.Store.In(ctx, t, state)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Change lets f change the draft as it is now, and begins one if there is none. Whether what f changes is still what its
// author saw is f's to check. An edition that is too long is Invalid; what [flow.Build] says of it is asked when it is
// published. ManagePractice.
func (s *Service) Change(ctx context.Context, t tx.Tx, f func(*flow.Edition) error) (Version, error) {
	const op = "edition.Change"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return Version{}, fault.At(op, err)
	}
	v, err := s.draft(ctx, t)
	if err != nil {
		return Version{}, fault.At(op, err)
	}
	e, err := v.Edition()
	if err != nil {
		return Version{}, fault.At(op, err)
	}
	if err := f(&e); err != nil {
		return Version{}, fault.At(op, err)
	}
	document := e.Document()
	switch {
	case len(document) > longest:
		return Version{}, fault.New(fault.Invalid, op, "That is more than the front desk can keep. Take out what is not needed.")
	case document == v.Document:
		return v, nil
	}
	v.Document = document
	return v, fault.At(op, s.save(ctx, t, &v, "changed"))
}

// save keeps a draft that was changed.
func (s *Service) save(ctx context.Context, t tx.Tx, v *Version, verb string) error {
	v.SavedBy, v.SavedAt = staffOf(t.By()), t.Now()
	v.Revision++
	if v.Number > 0 {
		if err := s.Store.Put(ctx, t, v.Number, *v); err != nil {
			return err
		}
		return s.record(ctx, t, *v, verb)
	}
	last, err := s.Store.Last(ctx, t)
	if err != nil {
		return err
	}
	v.Number, v.Revision = last+1, 1
	if err := s.Store.Add(ctx, t, *v); err != nil {
		return err
	}
	return s.record(ctx, t, *v, verb)
}

func (s *Service) record(ctx context.Context, t tx.Tx, v Version, verb string) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "flows", ID: strconv.FormatInt(v.Number, 10)}, "",
		audit.Facts{"base": strconv.FormatInt(v.Base, 10), "revision": strconv.FormatInt(v.Revision, 10)})
}

// seen is the draft if it is still as somebody saw it, else a Conflict.
func (s *Service) seen(ctx context.Context, t tx.Tx, m Mark) (Version, error) {
	v, err := s.draft(ctx, t)
	switch {
	case err != nil:
		return v, err
	case v.Number == 0:
		return v, fault.New(fault.Conflict, "edition.seen", "There is no draft any more: it was published or put aside meanwhile. Nothing was lost; look at the list of versions.")
	case v.Mark() != m:
		return v, fault.New(fault.Conflict, "edition.seen", "Somebody changed the draft while you had it open. Look at it again first.")
	}
	return v, nil
}

// PutAside ends the draft without publishing it; it stays in the list. Conflict if it is not as it was seen.
// ManagePractice.
func (s *Service) PutAside(ctx context.Context, t tx.Tx, m Mark) error {
	const op = "edition.PutAside"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	v, err := s.seen(ctx, t, m)
	if err != nil {
		return fault.At(op, err)
	}
	v.State = Aside
	return fault.At(op, s.save(ctx, t, &v, "put aside"))
}

// TakeUp makes a version the draft, to go on from it; a draft that there is must be published or put aside before, else
// Conflict. ManagePractice.
func (s *Service) TakeUp(ctx context.Context, t tx.Tx, number int64) error {
	const op = "edition.TakeUp"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	from, err := s.version(ctx, t, number)
	if err != nil {
		return fault.At(op, err)
	}
	v, err := s.draft(ctx, t)
	if err != nil {
		return fault.At(op, err)
	}
	if v.Number != 0 {
		return fault.New(fault.Conflict, op, "There is a draft already. Publish it or put it aside first.")
	}
	v.Document, v.Tried = from.Document, from.Tried
	return fault.At(op, s.save(ctx, t, &v, "taken up"))
}

// CarryOver makes the draft one of what callers hear now, after somebody else has published meanwhile and its author has
// looked at what differs. Conflict if it is not as it was seen. ManagePractice.
func (s *Service) CarryOver(ctx context.Context, t tx.Tx, m Mark) error {
	const op = "edition.CarryOver"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	v, err := s.seen(ctx, t, m)
	if err != nil {
		return fault.At(op, err)
	}
	now, err := s.Store.Published(ctx, t)
	if err != nil || now == v.Base {
		return fault.At(op, err)
	}
	v.Base = now
	return fault.At(op, s.save(ctx, t, &v, "carried over"))
}

// Tried notes that the draft's rules were tried on past conversations. Conflict if the draft is not as it was seen.
// ManagePractice.
func (s *Service) Tried(ctx context.Context, t tx.Tx, m Mark) error {
	const op = "edition.Tried"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	v, err := s.seen(ctx, t, m)
	if err != nil {
		return fault.At(op, err)
	}
	e, err := v.Edition()
	if err != nil || v.Tried == e.RulesMark() {
		return fault.At(op, err)
	}
	v.Tried = e.RulesMark()
	return fault.At(op, s.save(ctx, t, &v, "tried the rules of"))
}

func staffOf(by actor.Actor) identity.StaffID {
	if by.Kind == actor.Staff {
		return identity.StaffID(by.ID)
	}
	return ""
}
