package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"time"

	"github.com/pressly/goose/v3"

	"bedside/internal/fault"
)

// OpenToRead opens a database only to look into it, beside a program that runs or without one: it writes nothing, takes
// no key file and opens no sealed column. A database that is not there is NotFound, one that cannot be reached or that
// another program holds Unavailable, one of another version of Bedside Conflict.
func OpenToRead(ctx context.Context, address string) (*Store, error) {
	const op = "store.OpenToRead"
	s := &Store{now: time.Now}
	var err error
	if onServer(address) {
		s.engine, err = openPostgres(address)
	} else {
		s.engine, err = readSQLite(address)
	}
	if err != nil {
		return nil, classify(op, err)
	}
	if err := s.checkVersion(ctx); err != nil {
		_ = s.Close()
		return nil, fault.At(op, err)
	}
	return s, nil
}

// checkVersion is a Conflict unless the schema is the one that this program knows.
func (s *Store) checkVersion(ctx context.Context) error {
	const op = "store.checkVersion"
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fault.Wrap(fault.Internal, op, "", err)
	}
	newest, err := goose.NumericComponent(names[len(names)-1])
	if err != nil {
		return fault.Wrap(fault.Internal, op, "", err)
	}
	var have int64
	err = s.engine.view(ctx, func(r runner) error {
		rows, err := r.query(ctx, "SELECT MAX(version_id) FROM goose_db_version")
		if err != nil {
			return err
		}
		defer rows.Close()
		if rows.Next() {
			err = rows.Scan(&have)
		}
		return errors.Join(err, rows.Err())
	})
	if err = classify(op, err); fault.Is(err, fault.Unavailable) {
		return err
	}
	switch {
	case err != nil:
		return fault.Wrap(fault.Unavailable, op, "The practice's database cannot be read. Check that it is Bedside's and that you may read it.", err)
	case have > newest:
		return fault.New(fault.Conflict, op, "This database was written by a newer Bedside. Use that version.")
	case have < newest:
		return fault.New(fault.Conflict, op, "This database was last used by an older Bedside. Run bedside migrate first.")
	}
	return nil
}

// sqliteReader is an SQLite file that is only read.
type sqliteReader struct{ db *sql.DB }

// errReadOnly answers whoever wants to write.
var errReadOnly = fault.New(fault.Internal, "store", "The database is open for reading only.")

func readSQLite(path string) (*sqliteReader, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fault.Wrap(fault.NotFound, "store.OpenToRead", "There is no database at "+path+".", err)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(2000)&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	return &sqliteReader{db}, nil
}

func (*sqliteReader) do(context.Context, func(runner) error) error    { return errReadOnly }
func (*sqliteReader) light(context.Context, func(runner) error) error { return errReadOnly }

func (e *sqliteReader) view(ctx context.Context, f func(runner) error) error {
	t, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	return f(plainTx{t})
}

func (*sqliteReader) claimNow(_ context.Context, app time.Time) (time.Time, error) { return app, nil }
func (*sqliteReader) skipLocked() string                                           { return "" }
func (*sqliteReader) byIndex(name string) string                                   { return " INDEXED BY " + name }
func (e *sqliteReader) migrator() (*sql.DB, string)                                { return e.db, "sqlite3" }
func (e *sqliteReader) close() error                                               { return e.db.Close() }

// plainTx runs statements as they come.
type plainTx struct{ t *sql.Tx }

func (p plainTx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.t.ExecContext(ctx, query, args...)
}

func (p plainTx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.t.QueryContext(ctx, query, args...)
}
