package store

import (
	"context"
	"strings"
	"time"

	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Elsewhere returns the store of package elsewhere.
func (s *Store) Elsewhere() elsewhere.Store { return elsewhereStore{s} }

type elsewhereStore struct{ *Store }

func feedPlace(i elsewhere.FeedID) string { return "feed|address|" + string(i) }

const otherFeedColumns = `id, name, provider_id, room_id, location_id, address_sealed, every_minutes, paused, problem, left_out, lost, events, times,
	etag, modified, mark, added_at, read_at, tried_at, next_at, version`

// PutFeed implements [elsewhere.Store].
func (s elsewhereStore) PutFeed(ctx context.Context, t tx.Tx, f elsewhere.Feed) error {
	return s.putFeed(ctx, in(t).exec, f)
}

// NoteFeed implements [elsewhere.Store].
func (s elsewhereStore) NoteFeed(ctx context.Context, t tx.Tx, f elsewhere.Feed) error {
	return s.putFeed(ctx, in(t).keep, f)
}

func (s elsewhereStore) putFeed(ctx context.Context, write func(context.Context, string, ...any) (int64, error), f elsewhere.Feed) error {
	var address []byte
	if !f.Address.IsZero() {
		address = s.keys.Seal(feedPlace(f.ID), f.Address.Reveal())
	}
	n, err := write(ctx, `INSERT INTO feed (`+otherFeedColumns+`) VALUES (`+marks(21)+`) ON CONFLICT (id) DO UPDATE SET
		paused = excluded.paused, problem = excluded.problem, left_out = excluded.left_out, lost = excluded.lost, events = excluded.events, times = excluded.times,
		etag = excluded.etag, modified = excluded.modified, mark = excluded.mark, read_at = excluded.read_at, tried_at = excluded.tried_at, next_at = excluded.next_at,
		version = excluded.version WHERE feed.version = excluded.version - 1`,
		f.ID, f.Name, f.Provider, f.Room, f.Location, address, int64(f.Every/time.Minute), f.Paused, f.Problem, strings.Join(f.Left, "\n"), f.Lost, f.Events, f.Times,
		f.ETag, f.Modified, f.Mark, micros(f.Added), micros(f.Read), micros(f.Tried), micros(f.Next), f.Version)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.putFeed", "Somebody else changed this meanwhile. Please look at it again.")
	}
	return err
}

// Feed implements [elsewhere.Store].
func (s elsewhereStore) Feed(ctx context.Context, t tx.Tx, i elsewhere.FeedID) (elsewhere.Feed, error) {
	return first(s.feeds(ctx, t, "WHERE id = ?", i))("There is no such calendar.")
}

// Feeds implements [elsewhere.Store].
func (s elsewhereStore) Feeds(ctx context.Context, t tx.Tx) ([]elsewhere.Feed, error) {
	return s.feeds(ctx, t, "ORDER BY name, id")
}

func (s elsewhereStore) feeds(ctx context.Context, t tx.Tx, where string, args ...any) (all []elsewhere.Feed, err error) {
	err = in(t).each(ctx, "SELECT "+otherFeedColumns+" FROM feed "+where, args, func(scan func(...any) error) error {
		var f elsewhere.Feed
		var address []byte
		var left string
		var every, added, read, tried, next int64
		if err := scan(&f.ID, &f.Name, &f.Provider, &f.Room, &f.Location, &address, &every, &f.Paused, &f.Problem, &left, &f.Lost, &f.Events, &f.Times,
			&f.ETag, &f.Modified, &f.Mark, &added, &read, &tried, &next, &f.Version); err != nil {
			return err
		}
		f.Every, f.Left = time.Duration(every)*time.Minute, lines(left)
		f.Added, f.Read, f.Tried, f.Next = instant(added), instant(read), instant(tried), instant(next)
		text, err := s.keys.Open(feedPlace(f.ID), address)
		f.Address = phi.NewText(text)
		all = append(all, f)
		return err
	})
	return all, err
}

// RemoveFeed implements [elsewhere.Store].
func (s elsewhereStore) RemoveFeed(ctx context.Context, t tx.Tx, i elsewhere.FeedID) error {
	_, err := in(t).exec(ctx, "DELETE FROM feed WHERE id = ?", i)
	return err
}

// Clashes implements [elsewhere.Store].
func (s elsewhereStore) Clashes(ctx context.Context, t tx.Tx, source, ref string) (all []elsewhere.Clash, err error) {
	err = in(t).each(ctx, "SELECT appointment_id, starts FROM clash WHERE source = ? AND ref = ?", []any{source, ref}, func(scan func(...any) error) error {
		var c elsewhere.Clash
		var starts int64
		err := scan(&c.Appointment, &starts)
		c.Start = instant(starts)
		all = append(all, c)
		return err
	})
	return all, err
}

// PutClashes implements [elsewhere.Store]. What staff were told has an event of its own, the task's.
func (s elsewhereStore) PutClashes(ctx context.Context, t tx.Tx, source, ref string, all []elsewhere.Clash) error {
	if _, err := in(t).keep(ctx, "DELETE FROM clash WHERE source = ? AND ref = ?", source, ref); err != nil {
		return err
	}
	for _, c := range all {
		if _, err := in(t).keep(ctx, "INSERT INTO clash (source, ref, appointment_id, starts) VALUES (?, ?, ?, ?)", source, ref, c.Appointment, micros(c.Start)); err != nil {
			return err
		}
	}
	return nil
}
