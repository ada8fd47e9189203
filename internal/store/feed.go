package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/schedule/feed"
	"bedside/internal/tx"
)

// CalendarFeeds returns the store of calendar feeds.
func (s *Store) CalendarFeeds() feed.Store { return feedStore{s} }

type feedStore struct{ *Store }

const feedColumns = "id, provider_id, location_id, services, made_by, made_at, revoked_at, fetched_at"

func scanFeed(scan func(...any) error) (f feed.Feed, err error) {
	var made, revoked, fetched int64
	err = scan(&f.ID, &f.Provider, &f.Location, &f.Services, &f.By, &made, &revoked, &fetched)
	f.Made, f.Revoked, f.Fetched = instant(made), instant(revoked), instant(fetched)
	return f, err
}

func (feedStore) Insert(ctx context.Context, t tx.Tx, f feed.Feed, hash []byte) error {
	_, err := in(t).exec(ctx, "INSERT INTO calendar_feed ("+feedColumns+", token_hash) VALUES ("+marks(9)+")",
		f.ID, f.Provider, f.Location, f.Services, f.By, micros(f.Made), micros(f.Revoked), micros(f.Fetched), hash)
	return err
}

func (feedStore) All(ctx context.Context, t tx.Tx) (all []feed.Feed, err error) {
	err = in(t).each(ctx, "SELECT "+feedColumns+" FROM calendar_feed WHERE revoked_at = 0 ORDER BY made_at DESC, id DESC", nil, func(scan func(...any) error) error {
		f, err := scanFeed(scan)
		all = append(all, f)
		return err
	})
	return all, err
}

func (feedStore) Find(ctx context.Context, t tx.Tx, hash []byte) (feed.Feed, error) {
	return scanFeed(func(to ...any) error {
		return in(t).one(ctx, "SELECT "+feedColumns+" FROM calendar_feed WHERE token_hash = ? AND revoked_at = 0", []any{hash}, to...)
	})
}

func (feedStore) Revoke(ctx context.Context, t tx.Tx, i feed.ID, at time.Time) error {
	n, err := in(t).exec(ctx, "UPDATE calendar_feed SET revoked_at = ? WHERE id = ? AND revoked_at = 0", micros(at), i)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.Revoke", "This calendar is revoked already.")
	}
	return err
}

func (s feedStore) Touch(ctx context.Context, i feed.ID, at time.Time) error {
	return s.own(ctx, func(t *Tx) error {
		_, err := t.keep(ctx, "UPDATE calendar_feed SET fetched_at = ? WHERE id = ?", micros(at), i)
		return err
	})
}
