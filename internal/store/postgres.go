package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"bedside/internal/fault"
)

// postgresEngine runs every Do SERIALIZABLE and again after a conflict, so that caps, seats and ownership mean the
// same as on SQLite. Within a process one runs at a time: the server sees a conflict wherever two read and write one page
// of an index, as the newest page of every new row is, so sixteen at once get less done than one after the other.
type postgresEngine struct {
	db      *sql.DB
	rebound cache[string]
	writing chan struct{} // full while a Do runs
}

const (
	retries   = 25
	firstWait = 2 * time.Millisecond
	longest   = 200 * time.Millisecond
)

func openPostgres(url string) (*postgresEngine, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "store.Open", "The address of the PostgreSQL database cannot be read. It looks like postgres://user:password@host/name.", err)
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &postgresEngine{db: db, writing: make(chan struct{}, 1)}, nil
}

func (e *postgresEngine) do(ctx context.Context, f func(runner) error) error {
	select {
	case e.writing <- struct{}{}:
		defer func() { <-e.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	wait := firstWait
	for try := 1; ; try++ {
		err := e.once(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}, f)
		if !conflicted(err) {
			return err
		}
		if try == retries {
			return fault.Wrap(fault.Unavailable, "store.Do", "Too many people are changing the same thing right now. Please try again in a moment.", err)
		}
		select {
		case <-time.After(wait/2 + rand.N(wait)):
			wait = min(2*wait, longest)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (e *postgresEngine) light(ctx context.Context, f func(runner) error) error {
	return e.once(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, f)
}

func (e *postgresEngine) view(ctx context.Context, f func(runner) error) error {
	return e.once(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, f)
}

func (e *postgresEngine) once(ctx context.Context, o *sql.TxOptions, f func(runner) error) error {
	t, err := e.db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	if err := f(pgTx{e, t}); err != nil {
		return err
	}
	return t.Commit()
}

// conflicted reports whether another transaction was in the way, so that running again may succeed: the server says
// serialization_failure or deadlock_detected (PostgreSQL appendix A).
func conflicted(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && (p.Code == "40001" || p.Code == "40P01")
}

// claimNow is the server's clock: replicas on machines whose clocks differ agree on it.
func (e *postgresEngine) claimNow(ctx context.Context, _ time.Time) (time.Time, error) {
	var us int64
	err := e.db.QueryRowContext(ctx, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").Scan(&us)
	return instant(us), err
}

func (e *postgresEngine) skipLocked() string          { return " FOR UPDATE SKIP LOCKED" }
func (e *postgresEngine) byIndex(string) string       { return "" }
func (e *postgresEngine) migrator() (*sql.DB, string) { return e.db, "postgres" }
func (e *postgresEngine) close() error                { return e.db.Close() }

type pgTx struct {
	e *postgresEngine
	t *sql.Tx
}

func (p pgTx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.t.ExecContext(ctx, p.e.rebind(query), args...)
}

func (p pgTx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.t.QueryContext(ctx, p.e.rebind(query), args...)
}

func (e *postgresEngine) rebind(query string) string {
	q, _ := e.rebound.get(query, func() (string, error) { return rebind(query), nil })
	return q
}

// rebind writes $1, $2 … for every ? outside a quoted literal.
func rebind(query string) string {
	var b strings.Builder
	n, quoted := 0, false
	for _, c := range query {
		switch {
		case c == '\'':
			quoted = !quoted
			b.WriteRune(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
