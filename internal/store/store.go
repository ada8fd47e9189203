// Package store keeps everything in SQL, on SQLite or PostgreSQL, with one set of queries for both.
//
// It promises what [tx.DB] says: everything in one Do commits together or not at all, as if transactions ran one
// after another, and a transaction that wrote rows and recorded no event does not commit. On SQLite one writer
// runs every Do and lets those that wait share one flush to disk; on PostgreSQL transactions are SERIALIZABLE and
// conflicts are retried. Callers owe short closures that do nothing but call store methods.
package store

import (
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Config says where the data is and how to read it.
type Config struct {
	URL  string           // postgres://… or the path of an SQLite file
	Keys *phi.Keys        // opens the sealed columns
	Now  func() time.Time // the clock that domains see
	Log  *slog.Logger
}

// Store is an open database. It may be used by several goroutines at once.
type Store struct {
	engine engine
	keys   *phi.Keys
	now    func() time.Time
	log    *slog.Logger
	ran    atomic.Int64 // statements
}

// Work is what a store has done since it was opened.
type Work struct{ Statements, Opened int64 }

// Work counts the statements that were run within transactions and the sealed values that the keys have opened: what a
// turn costs, and whether two turns cost the same (SAFETY 8). It may be called at any time.
func (s *Store) Work() Work { return Work{s.ran.Load(), s.keys.Opened()} }

// engine is what the two databases do differently.
type engine interface {
	// do runs f in a writing transaction, again after a conflict.
	do(ctx context.Context, f func(runner) error) error
	// light runs f in a writing transaction that takes no part in finding conflicts, once: for statements that a
	// unique key makes safe by itself, and whose rows no other transaction decides by.
	light(ctx context.Context, f func(runner) error) error
	// view runs f on one consistent reading.
	view(ctx context.Context, f func(runner) error) error
	// claimNow is the clock that leases are measured by.
	claimNow(ctx context.Context, app time.Time) (time.Time, error)
	// skipLocked is what keeps two claims from waiting for each other.
	skipLocked() string
	// byIndex names the index to use where the planner would not find it.
	byIndex(name string) string
	migrator() (*sql.DB, string)
	close() error
}

// runner runs one statement in the portable subset, with ? for parameters.
type runner interface {
	exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

var _ tx.DB = (*Store)(nil)

// Open opens the database, brings its schema up to date and checks that the key file is the one it was written
// with. A schema from a newer program is refused as Conflict, a database that cannot be reached is Unavailable.
func Open(ctx context.Context, c Config) (*Store, error) {
	s, err := connect(c)
	if err != nil {
		return nil, err
	}
	if err = s.migrate(ctx); err == nil {
		err = s.checkKeys(ctx)
	}
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func connect(c Config) (*Store, error) {
	s := &Store{keys: c.Keys, now: c.Now, log: c.Log}
	var err error
	if onServer(c.URL) {
		s.engine, err = openPostgres(c.URL)
	} else {
		s.engine, err = openSQLite(c.URL)
	}
	if err != nil {
		return nil, classify("store.Open", err)
	}
	return s, nil
}

// onServer reports whether the address is that of a PostgreSQL database.
func onServer(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Close waits for the transaction that runs and closes the database.
func (s *Store) Close() error { return s.engine.close() }

// Do implements [tx.DB].
func (s *Store) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	err := s.engine.do(ctx, func(r runner) error {
		t := &Tx{work: &work{run: r, now: s.now(), ran: &s.ran}, by: by}
		if err := f(t); err != nil {
			return err
		}
		if t.wrote && !t.recorded {
			return fault.New(fault.Internal, "store.Do", "rows were written and no event was recorded")
		}
		return nil
	})
	return classify("store.Do", err)
}

// View implements [tx.DB].
func (s *Store) View(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	var after []func(tx.Tx) error
	err := s.engine.view(ctx, func(r runner) error {
		t := &Tx{work: &work{run: r, now: s.now(), ran: &s.ran, readOnly: true}, by: by}
		err := f(t)
		after = t.after
		return err
	})
	if err != nil || len(after) == 0 {
		return classify("store.View", err)
	}
	return s.Do(ctx, by, func(t tx.Tx) error {
		for _, g := range after {
			if err := g(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// own runs f in a writing transaction of the store's own bookkeeping (leases, seals), which needs no event.
func (s *Store) own(ctx context.Context, f func(*Tx) error) error {
	err := s.engine.do(ctx, func(r runner) error {
		return f(&Tx{work: &work{run: r, now: s.now(), ran: &s.ran}, by: actor.System()})
	})
	return classify("store.own", err)
}

// Tx is the one implementation of [tx.Tx]: the work of one transaction and who does this part of it.
type Tx struct {
	*work
	by actor.Actor
}

type work struct {
	run      runner
	now      time.Time
	ran      *atomic.Int64
	readOnly bool
	wrote    bool
	recorded bool
	after    []func(tx.Tx) error
}

// Now implements [tx.Tx].
func (t *Tx) Now() time.Time { return t.now }

// By implements [tx.Tx].
func (t *Tx) By() actor.Actor { return t.by }

// As implements [tx.Tx].
func (t *Tx) As(by actor.Actor) tx.Tx { return &Tx{work: t.work, by: by} }

// Finally implements [tx.Tx].
func (t *Tx) Finally(f func(tx.Tx) error) error {
	if t.readOnly {
		t.after = append(t.after, func(later tx.Tx) error { return f(later.As(t.by)) })
		return nil
	}
	return f(t)
}

// in returns the store's own transaction behind t.
func in(t tx.Tx) *Tx { return t.(*Tx) }

// exec writes rows and remembers that it did.
func (t *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	n, err := t.keep(ctx, query, args...)
	if n > 0 {
		t.wrote = true
	}
	return n, err
}

// keep writes rows that are bookkeeping and need no event: jobs, sessions, the event log itself.
func (t *Tx) keep(ctx context.Context, query string, args ...any) (int64, error) {
	if t.readOnly {
		return 0, fault.New(fault.Internal, "store.exec", "a View wrote")
	}
	t.ran.Add(1)
	res, err := t.run.exec(ctx, query, args...)
	if err != nil {
		return 0, classify("store.exec", err)
	}
	return res.RowsAffected()
}

// each calls f for every row of a query; f scans.
func (t *Tx) each(ctx context.Context, query string, args []any, f func(scan func(...any) error) error) error {
	t.ran.Add(1)
	rows, err := t.run.query(ctx, query, args...)
	if err != nil {
		return classify("store.query", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return classify("store.query", err)
		}
	}
	return classify("store.query", rows.Err())
}

// one scans the only row of a query; no row is NotFound.
func (t *Tx) one(ctx context.Context, query string, args []any, dest ...any) error {
	found := false
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		found = true
		return scan(dest...)
	})
	if err == nil && !found {
		return fault.New(fault.NotFound, "store.one", "")
	}
	return err
}

// micros and instant convert between a time and the microseconds that columns hold; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// marks returns "?, ?, ?" for n parameters.
func marks(n int) string {
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}

// cache is a small map that several goroutines fill.
type cache[V any] struct{ m sync.Map }

func (c *cache[V]) get(key string, make func() (V, error)) (V, error) {
	if v, ok := c.m.Load(key); ok {
		return v.(V), nil
	}
	v, err := make()
	if err == nil {
		c.m.Store(key, v)
	}
	return v, err
}
