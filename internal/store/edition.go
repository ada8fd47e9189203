package store

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/tx"
)

// editions keeps the editions of the flows.
type editions struct{}

// Editions returns the store of package edition.
func (s *Store) Editions() edition.Store { return editions{} }

const editionColumns = "number, state, base, revision, document, tried, saved_by, saved_at, published_by, published_at, note"

func editionValues(v edition.Version) []any {
	return []any{v.Number, string(v.State), v.Base, v.Revision, v.Document, v.Tried, string(v.SavedBy), micros(v.SavedAt), string(v.PublishedBy),
		micros(v.PublishedAt), v.Note}
}

// Add implements [edition.Store].
func (editions) Add(ctx context.Context, t tx.Tx, v edition.Version) error {
	_, err := in(t).exec(ctx, "INSERT INTO edition ("+editionColumns+") VALUES ("+marks(11)+")", editionValues(v)...)
	return fault.At("edition.Add", classify("edition.Add", err))
}

// Put implements [edition.Store].
func (editions) Put(ctx context.Context, t tx.Tx, number int64, v edition.Version) error {
	n, err := in(t).exec(ctx, `UPDATE edition SET number = ?, state = ?, base = ?, revision = ?, document = ?, tried = ?, saved_by = ?, saved_at = ?,
		published_by = ?, published_at = ?, note = ? WHERE number = ?`, append(editionValues(v), number)...)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "edition.Put", "There is no such version.")
	}
	return fault.At("edition.Put", classify("edition.Put", err))
}

// Get implements [edition.Store].
func (s editions) Get(ctx context.Context, t tx.Tx, number int64) (edition.Version, error) {
	all, err := s.list(ctx, t, "WHERE number = ?", number)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "edition.Get", "There is no such version.")
	}
	if err != nil {
		return edition.Version{}, err
	}
	return all[0], nil
}

// In implements [edition.Store].
func (s editions) In(ctx context.Context, t tx.Tx, state edition.State) ([]edition.Version, error) {
	return s.list(ctx, t, "WHERE state = ? ORDER BY number DESC", string(state))
}

func (editions) list(ctx context.Context, t tx.Tx, where string, args ...any) (all []edition.Version, err error) {
	err = in(t).each(ctx, "SELECT "+editionColumns+" FROM edition "+where, args, func(scan func(...any) error) error {
		var v edition.Version
		var saved, published int64
		err := scan(&v.Number, (*string)(&v.State), &v.Base, &v.Revision, &v.Document, &v.Tried, (*string)(&v.SavedBy), &saved, (*string)(&v.PublishedBy),
			&published, &v.Note)
		v.SavedAt, v.PublishedAt = instant(saved), instant(published)
		all = append(all, v)
		return err
	})
	return all, fault.At("edition.list", err)
}

// Published implements [edition.Store].
func (editions) Published(ctx context.Context, t tx.Tx) (n int64, err error) {
	err = in(t).one(ctx, "SELECT COALESCE(MAX(number), 0) FROM edition WHERE state = 'published'", nil, &n)
	return n, fault.At("edition.Published", err)
}

// Last implements [edition.Store].
func (editions) Last(ctx context.Context, t tx.Tx) (n int64, err error) {
	err = in(t).one(ctx, "SELECT COALESCE(MAX(number), 0) FROM edition", nil, &n)
	return n, fault.At("edition.Last", err)
}
