package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"

	"bedside/internal/fault"
)

// CopyTo writes a consistent copy of an SQLite database to path while others go on working; only its owner may read
// the copy, and it is on the disk when CopyTo returns. A path that is taken is Conflict, PostgreSQL is Invalid.
func (s *Store) CopyTo(ctx context.Context, path string) error {
	const op = "store.CopyTo"
	e, ok := s.engine.(*sqliteEngine)
	if !ok {
		return fault.New(fault.Invalid, op, "A copy can only be made of an SQLite database. Copy PostgreSQL with pg_dump.")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.Wrap(fault.Conflict, op, "There is a file at "+path+" already.", err)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot write to "+path+". Check that the folder exists and belongs to the user who runs Bedside.", err)
	}
	err = e.vacuumInto(ctx, path)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(path)
	}
	return classify(op, err)
}

// vacuumInto needs a connection of its own: the readers may not write anything anywhere, and the writer is busy.
func (e *sqliteEngine) vacuumInto(ctx context.Context, path string) error {
	var from string
	if err := e.readers.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&from); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: from}).EscapedPath())
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(err, db.Close())
}
