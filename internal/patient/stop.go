package patient

import (
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// OptOut stops what is not an answer to the number or address of the contact point, whoever else it belongs to, for the
// purposes that are named or for all. Asking again is no error; a contact point that is gone is NotFound. Whoever may book
// may do it: a signed link comes from a visitor, and a stop is not refused to anybody.
func (r *Registry) OptOut(ctx context.Context, t tx.Tx, i ContactID, s Said) error {
	if err := t.By().Need(actor.Book); err != nil {
		return err
	}
	_, c, err := r.contact(ctx, t, i)
	if err != nil {
		return err
	}
	return r.StopAt(ctx, t, c.Kind, c.Value, s)
}

// StopAt is [Registry.OptOut] for a number or an address, whether or not anybody the practice knows has it: whoever
// texts STOP is heard (47 CFR 64.1200(a)(10)).
func (r *Registry) StopAt(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, s Said) error {
	if err := s.check(); err != nil {
		return err
	}
	return r.setStop(ctx, t, kind, value, s, true)
}

// StartAt undoes StopAt at the wish of whoever holds the number or address. What was agreed to before holds again.
func (r *Registry) StartAt(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, s Said) error {
	if err := s.check(); err != nil {
		return err
	}
	return r.setStop(ctx, t, kind, value, s, false)
}

func (r *Registry) setStop(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, s Said, stop bool) error {
	const op = "patient.StopAt"
	if err := t.By().Need(actor.Book); err != nil {
		return err
	}
	was, err := r.Store.Stopped(ctx, t, kind, value)
	if err != nil {
		return fault.At(op, err)
	}
	is := was.without(s)
	if stop {
		is = was.with(s)
	}
	if is.same(was) {
		return nil
	}
	if err := r.Store.SetStopped(ctx, t, kind, value, is, t.Now(), s.How); err != nil {
		return fault.At(op, err)
	}
	act, verb := Started, "opted in"
	if stop {
		act, verb = Stopped, "opted out"
	}
	if err := r.enter(ctx, t, "", Contact{Kind: kind, Value: value}, act, s); err != nil {
		return err
	}
	return r.Audit.Record(ctx, t, verb, audit.Ref{Kind: "contact point"}, "", audit.Facts{"kind": string(kind), "how": s.How, "for": s.list()})
}

func (x Stop) with(s Said) Stop {
	if x.All || len(s.For) == 0 {
		return Stop{All: true}
	}
	return Stop{Of: inOrder(append(slices.Clone(x.Of), s.For...))}
}

// without is what is left of a stop: of one of everything, the purposes that were not asked for again.
func (x Stop) without(s Said) Stop {
	of := x.Of
	if x.All {
		of = Purposes()
	}
	return Stop{Of: inOrder(slices.DeleteFunc(slices.Clone(of), func(p Purpose) bool { return slices.Contains(s.purposes(), p) }))}
}

func (x Stop) same(o Stop) bool { return x.All == o.All && slices.Equal(x.Of, o.Of) }

// inOrder returns the purposes among them, each once, in the order of screens.
func inOrder(some []Purpose) (all []Purpose) {
	for _, p := range Purposes() {
		if slices.Contains(some, p) {
			all = append(all, p)
		}
	}
	return all
}

// StoppedAt reports whether somebody at the number or address asked us to stop everything. It tells nothing about any
// patient.
func (r *Registry) StoppedAt(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text) (bool, error) {
	x, err := r.Store.Stopped(ctx, t, kind, value)
	return x.All, fault.At("patient.StoppedAt", err)
}

// holders is how many records of one number are looked at.
const holders = 50

// Holders returns whose contact point the number or address is. Forbidden without the right to see patients.
func (r *Registry) Holders(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	ids, err := r.Store.Having(ctx, t, [][]Key{{{KeyKind(kind), value}}}, holders)
	if err != nil {
		return nil, fault.At("patient.Holders", err)
	}
	return r.load(ctx, t, ids)
}

// Detach takes a number or address off every record that has it, because whoever answers there is somebody else, and stops
// it. It returns whose it was, for staff to ask anew. Forbidden without the right to change patients.
func (r *Registry) Detach(ctx context.Context, t tx.Tx, kind ContactKind, value phi.Text, s Said) ([]ID, error) {
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return nil, err
	}
	whose, err := r.Holders(ctx, t, kind, value)
	if err != nil {
		return nil, err
	}
	if err := r.StopAt(ctx, t, kind, value, s); err != nil {
		return nil, err
	}
	var all []ID
	for _, p := range whose {
		i := slices.IndexFunc(p.Contacts, func(c Contact) bool { return c.same(Contact{Kind: kind, Value: value}) })
		if i < 0 {
			continue
		}
		if err := r.enter(ctx, t, p.ID, p.Contacts[i], Detached, s); err != nil {
			return nil, err
		}
		p.Contacts = slices.Delete(slices.Clone(p.Contacts), i, i+1)
		if err := r.Change(ctx, t, p); err != nil {
			return nil, err
		}
		all = append(all, p.ID)
	}
	return all, nil
}
