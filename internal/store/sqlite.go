package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"bedside/internal/fault"
)

// sqliteEngine has one connection that writes, owned by one goroutine, and a pool that reads. Transactions that
// wait while another one runs share its commit: each runs in a savepoint of its own, and one flush to disk makes
// all of them durable (synchronous=FULL) before any caller hears that it is done.
type sqliteEngine struct {
	writer  *sql.DB
	readers *sql.DB
	work    chan *unit
	stop    chan struct{}
	done    chan struct{}
	closing sync.Once
	stmts   cache[*sql.Stmt] // the readers' prepared statements
}

// unit is one Do that waits for the writer.
type unit struct {
	ctx    context.Context
	f      func(runner) error
	result chan error
	panic  error // what f panicked with, if it did; set before result
}

const (
	groupSize = 64                    // transactions that share one commit at most
	groupTime = 10 * time.Millisecond // and how long the first of them waits for the others at most
)

func openSQLite(path string) (*sqliteEngine, error) {
	if err := writable(path); err != nil {
		return nil, err
	}
	dsn := func(more string) string {
		return "file:" + (&url.URL{Path: path}).EscapedPath() +
			"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" + more
	}
	w, err := sql.Open("sqlite", dsn(""))
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite", dsn("&_pragma=query_only(1)"))
	if err != nil {
		return nil, err
	}
	r.SetMaxOpenConns(8)
	r.SetMaxIdleConns(8)
	if err := w.Ping(); err != nil { // the writer comes first: it creates the file and sets WAL
		return nil, errors.Join(err, w.Close(), r.Close())
	}
	e := &sqliteEngine{writer: w, readers: r, work: make(chan *unit), stop: make(chan struct{}), done: make(chan struct{})}
	go e.serve()
	return e, nil
}

// writable says in plain words that the folder or the file cannot be written, before SQLite says it in its own.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fault.Wrap(fault.Unavailable, "store.Open", "Cannot write to "+path+". Check that the folder exists and belongs to the user who runs Bedside.", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".bedside-probe-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, "store.Open", "Cannot write to the folder "+filepath.Dir(path)+". Check that it belongs to the user who runs Bedside and that the disk is not full.", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func (e *sqliteEngine) do(ctx context.Context, f func(runner) error) error {
	u := &unit{ctx: ctx, f: f, result: make(chan error, 1)}
	select {
	case e.work <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-e.done:
		return errStopped
	}
	select {
	case err := <-u.result:
		return u.outcome(err)
	case <-e.done: // the answer may have come just before; there is none if f ended the writer (runtime.Goexit)
		select {
		case err := <-u.result:
			return u.outcome(err)
		default:
			return errStopped
		}
	}
}

var errStopped = fault.New(fault.Unavailable, "store.Do", "Bedside is shutting down. Please try again in a moment.")

// outcome lets a panic of f go on in the goroutine of its caller.
func (u *unit) outcome(err error) error {
	if u.panic != nil {
		panic(u.panic)
	}
	return err
}

// serve is the writer.
func (e *sqliteEngine) serve() {
	defer close(e.done)
	var conn *writerConn
	for {
		select {
		case <-e.stop:
			if conn != nil {
				conn.close()
			}
			return
		case first := <-e.work:
			if conn == nil {
				c, err := e.writer.Conn(context.Background())
				if err != nil {
					first.result <- err
					continue
				}
				conn = &writerConn{conn: c, stmts: map[string]*sql.Stmt{}}
			}
			if !e.group(conn, first) {
				conn.close()
				conn = nil
			}
		}
	}
}

// group runs first and whoever waits in one transaction. It reports whether the connection is still good.
func (e *sqliteEngine) group(c *writerConn, first *unit) bool {
	bg := context.Background()
	if _, err := c.exec(bg, "BEGIN IMMEDIATE"); err != nil {
		first.result <- err
		return false
	}
	var waiting []*unit
	start := time.Now()
	var broken error
	for u := first; u != nil; {
		if err := c.savepoint(u); err == nil {
			waiting = append(waiting, u)
		} else if errors.Is(err, errBroken) {
			broken = err
			u.result <- err
			break
		} else {
			u.result <- err
		}
		u = nil
		if len(waiting) < groupSize && time.Since(start) < groupTime {
			select {
			case u = <-e.work:
			default:
			}
		}
	}
	if broken == nil {
		if _, err := c.exec(bg, "COMMIT"); err != nil {
			broken = err
		}
	}
	if broken != nil {
		_, _ = c.exec(bg, "ROLLBACK") // the engine may have done it already
	}
	for _, u := range waiting {
		u.result <- broken
	}
	return broken == nil
}

func (e *sqliteEngine) light(ctx context.Context, f func(runner) error) error { return e.do(ctx, f) }

func (e *sqliteEngine) view(ctx context.Context, f func(runner) error) error {
	t, err := e.readers.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	return f(readerTx{e, t})
}

func (e *sqliteEngine) claimNow(_ context.Context, app time.Time) (time.Time, error) { return app, nil }
func (e *sqliteEngine) skipLocked() string                                           { return "" }
func (e *sqliteEngine) byIndex(name string) string                                   { return " INDEXED BY " + name }
func (e *sqliteEngine) migrator() (*sql.DB, string)                                  { return e.writer, "sqlite3" }

func (e *sqliteEngine) close() error {
	e.closing.Do(func() { close(e.stop) })
	<-e.done
	return errors.Join(e.readers.Close(), e.writer.Close())
}

// writerConn is the writer's connection with its prepared statements. Statements run without the caller's
// context: one that is interrupted in the middle would roll back everybody who shares the commit.
type writerConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// errBroken marks an error after which the whole transaction is gone.
var errBroken = errors.New("transaction lost")

// savepoint runs one unit so that its failure undoes only its own rows. A panic of its closure is one too; it goes
// on in the caller.
func (c *writerConn) savepoint(u *unit) (err error) {
	bg := context.Background()
	if err := u.ctx.Err(); err != nil {
		return err
	}
	if _, err := c.exec(bg, "SAVEPOINT unit"); err != nil {
		return errors.Join(errBroken, err)
	}
	defer func() {
		if p := recover(); p != nil {
			u.panic = fmt.Errorf("in a transaction: %v\n\n%s", p, debug.Stack())
			err = u.panic
		}
		if err != nil {
			if _, undo := c.exec(bg, "ROLLBACK TO unit"); undo != nil {
				err = errors.Join(errBroken, err, undo)
				return
			}
		}
		if _, rel := c.exec(bg, "RELEASE unit"); rel != nil {
			err = errors.Join(errBroken, err, rel)
		}
	}()
	return u.f(c)
}

func (c *writerConn) prepare(query string) (*sql.Stmt, error) {
	if st, ok := c.stmts[query]; ok {
		return st, nil
	}
	st, err := c.conn.PrepareContext(context.Background(), query)
	if err == nil {
		c.stmts[query] = st
	}
	return st, err
}

func (c *writerConn) exec(_ context.Context, query string, args ...any) (sql.Result, error) {
	st, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(context.Background(), args...)
}

func (c *writerConn) query(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(context.Background(), args...)
}

func (c *writerConn) close() {
	for _, st := range c.stmts {
		_ = st.Close()
	}
	_ = c.conn.Close()
}

// readerTx runs statements of a View on one of the reading connections.
type readerTx struct {
	e *sqliteEngine
	t *sql.Tx
}

func (r readerTx) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	st, err := r.e.stmts.get(query, func() (*sql.Stmt, error) { return r.e.readers.PrepareContext(ctx, query) })
	if err != nil {
		return nil, err
	}
	return r.t.StmtContext(ctx, st), nil
}

func (r readerTx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := r.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (r readerTx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := r.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}
