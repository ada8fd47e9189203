package practice

import (
	"context"
	"errors"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Copy fills an empty store with a practice as it is, ids and version included, and opens it to callers. Conflict if
// there is a practice already.
func (r *Registry) Copy(ctx context.Context, t tx.Tx, p *Practice) error {
	const op = "practice.Copy"
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	if version, _, err := r.Store.Version(ctx, t); err != nil || version != 0 {
		return errors.Join(err, fault.New(fault.Conflict, op, "There is a practice already."))
	}
	s := p.Settings
	s.Live = true
	if err := r.Store.PutSettings(ctx, t, s, max(1, p.Version)); err != nil {
		return fault.At(op, err)
	}
	if err := errors.Join(
		each(p.Locations, func(l Location) error { return r.Store.PutLocation(ctx, t, l) }),
		each(p.Services, func(s Service) error { return r.Store.PutService(ctx, t, s) }),
		each(p.Providers, func(v Provider) error { return r.Store.PutProvider(ctx, t, v) }),
		each(p.Credentials, func(c Credential) error { return r.Store.PutCredential(ctx, t, c) }),
		r.copyHours(ctx, t, p),
		each(p.Closures, func(c Closure) error { return r.Store.InsertClosure(ctx, t, c) }),
		each(p.Notice, func(n Notice) error { return r.Store.PutNotice(ctx, t, n) }),
		r.Store.ReplaceHolidays(ctx, t, p.Holidays),
		each(p.Specials, func(s Special) error { return r.Store.PutSpecial(ctx, t, s) }),
		each(p.Reserved, func(v Reserved) error { return r.Store.PutReserved(ctx, t, v) }),
		r.Store.PutGroup(ctx, t, p.Group),
		each(p.RulesOff, func(o RuleOff) error { return r.Store.PutRuleOff(ctx, t, o) }),
		each(p.Answers, func(a Answer) error { return r.Store.PutAnswer(ctx, t, a) }),
		r.Store.PutDesk(ctx, t, p.Desk),
	); err != nil {
		return fault.At(op, err)
	}
	return r.Audit.Record(ctx, t, "copied", audit.Ref{Kind: "settings"}, "", nil)
}

func each[T any](all []T, f func(T) error) error {
	for _, v := range all {
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

func (r *Registry) copyHours(ctx context.Context, t tx.Tx, p *Practice) error {
	type week struct {
		provider ProviderID
		location LocationID
	}
	weeks := map[week][]Hours{}
	var order []week
	for _, h := range p.Hours {
		w := week{h.Provider, h.Location}
		if weeks[w] == nil {
			order = append(order, w)
		}
		weeks[w] = append(weeks[w], h)
	}
	return each(order, func(w week) error { return r.Store.ReplaceHours(ctx, t, w.provider, w.location, weeks[w]) })
}
