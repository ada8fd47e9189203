package store

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/rehearse"
	"bedside/internal/tx"
)

// rehearsals keeps rehearsals and the practice's own scenarios.
type rehearsals struct{ keys *phi.Keys }

// Rehearsals returns the store of package rehearse.
func (s *Store) Rehearsals() rehearse.Store { return rehearsals{s.keys} }

func reportsPlace(i rehearse.ID) string     { return "rehearsal|reports_sealed|" + string(i) }
func scenarioPlace(i rehearse.OwnID) string { return "scenario|text_sealed|" + string(i) }

const rehearsalColumns = "id, state, draft, published, practice, repeats, asked_by, asked_at, ended_at, reports_sealed, worse, reason, reason_by, reason_at"

func (s rehearsals) values(r rehearse.Rehearsal) []any {
	return []any{string(r.ID), string(r.State), r.Draft, r.Published, r.Practice, r.Repeats, string(r.AskedBy), micros(r.Asked), micros(r.Ended),
		s.keys.Seal(reportsPlace(r.ID), r.Reports.Reveal()), r.Worse, r.Reason, string(r.ReasonBy), micros(r.ReasonAt)}
}

// Add implements [rehearse.Store].
func (s rehearsals) Add(ctx context.Context, t tx.Tx, r rehearse.Rehearsal) error {
	_, err := in(t).exec(ctx, "INSERT INTO rehearsal ("+rehearsalColumns+") VALUES ("+marks(14)+")", s.values(r)...)
	return fault.At("rehearse.Add", err)
}

// Put implements [rehearse.Store].
func (s rehearsals) Put(ctx context.Context, t tx.Tx, r rehearse.Rehearsal) error {
	n, err := in(t).exec(ctx, `UPDATE rehearsal SET state = ?, draft = ?, published = ?, practice = ?, repeats = ?, asked_by = ?, asked_at = ?, ended_at = ?,
		reports_sealed = ?, worse = ?, reason = ?, reason_by = ?, reason_at = ? WHERE id = ?`, append(s.values(r)[1:], string(r.ID))...)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "rehearse.Put", "There is no such rehearsal.")
	}
	return fault.At("rehearse.Put", err)
}

// Get implements [rehearse.Store].
func (s rehearsals) Get(ctx context.Context, t tx.Tx, i rehearse.ID) (rehearse.Rehearsal, error) {
	all, err := s.list(ctx, t, "WHERE id = ?", string(i))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "rehearse.Get", "There is no such rehearsal.")
	}
	if err != nil {
		return rehearse.Rehearsal{}, err
	}
	return all[0], nil
}

// Last implements [rehearse.Store].
func (s rehearsals) Last(ctx context.Context, t tx.Tx, n int) ([]rehearse.Rehearsal, error) {
	return s.list(ctx, t, "ORDER BY asked_at DESC, id DESC LIMIT ?", n)
}

func (s rehearsals) list(ctx context.Context, t tx.Tx, where string, args ...any) (all []rehearse.Rehearsal, err error) {
	err = in(t).each(ctx, "SELECT "+rehearsalColumns+" FROM rehearsal "+where, args, func(scan func(...any) error) error {
		var r rehearse.Rehearsal
		var asked, ended, reason int64
		var sealed []byte
		if err := scan((*string)(&r.ID), (*string)(&r.State), &r.Draft, &r.Published, &r.Practice, &r.Repeats, (*string)(&r.AskedBy), &asked, &ended, &sealed,
			&r.Worse, &r.Reason, (*string)(&r.ReasonBy), &reason); err != nil {
			return err
		}
		text, err := s.keys.Open(reportsPlace(r.ID), sealed)
		r.Reports, r.Asked, r.Ended, r.ReasonAt = phi.NewText(text), instant(asked), instant(ended), instant(reason)
		all = append(all, r)
		return err
	})
	return all, fault.At("rehearse.list", err)
}

// AddOwn implements [rehearse.Store].
func (s rehearsals) AddOwn(ctx context.Context, t tx.Tx, o rehearse.Own) error {
	_, err := in(t).exec(ctx, "INSERT INTO scenario (id, text_sealed, added_by, added_at, ended_at) VALUES (?, ?, ?, ?, 0)", string(o.ID),
		s.keys.Seal(scenarioPlace(o.ID), o.Text.Reveal()), string(o.By), micros(o.At))
	return fault.At("rehearse.AddOwn", err)
}

// EndOwn implements [rehearse.Store].
func (s rehearsals) EndOwn(ctx context.Context, t tx.Tx, i rehearse.OwnID) error {
	n, err := in(t).exec(ctx, "UPDATE scenario SET ended_at = ? WHERE id = ? AND ended_at = 0", micros(t.Now()), string(i))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "rehearse.EndOwn", "There is no such scenario.")
	}
	return fault.At("rehearse.EndOwn", err)
}

// Owns implements [rehearse.Store].
func (s rehearsals) Owns(ctx context.Context, t tx.Tx) (all []rehearse.Own, err error) {
	err = in(t).each(ctx, "SELECT id, text_sealed, added_by, added_at FROM scenario WHERE ended_at = 0 ORDER BY added_at, id", nil, func(scan func(...any) error) error {
		var o rehearse.Own
		var at int64
		var sealed []byte
		if err := scan((*string)(&o.ID), &sealed, (*string)(&o.By), &at); err != nil {
			return err
		}
		text, err := s.keys.Open(scenarioPlace(o.ID), sealed)
		o.Text, o.At = phi.NewText(text), instant(at)
		all = append(all, o)
		return err
	})
	return all, fault.At("rehearse.Owns", err)
}
