package store

import (
	"errors"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"bedside/internal/fault"
)

// classify gives an engine's error its kind, once. What already is a fault stays as it is.
func classify(op string, err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch code := lite.Code(); {
		case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE, code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fault.Wrap(fault.Conflict, op, "", err)
		case code&0xff == sqlite3.SQLITE_FULL, code&0xff == sqlite3.SQLITE_IOERR:
			return fault.Wrap(fault.Unavailable, op, diskFull, err)
		case code&0xff == sqlite3.SQLITE_BUSY, code&0xff == sqlite3.SQLITE_LOCKED:
			return fault.Wrap(fault.Unavailable, op, "Another program is holding the database. Please try again in a moment.", err)
		case code&0xff == sqlite3.SQLITE_NOTADB, code&0xff == sqlite3.SQLITE_CORRUPT:
			return fault.Wrap(fault.Unavailable, op, "The database file is damaged. Stop Bedside and restore the last backup.", err)
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "23505":
			return fault.Wrap(fault.Conflict, op, "", err)
		case pg.Code == "53100":
			return fault.Wrap(fault.Unavailable, op, diskFull, err)
		case strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57"), conflicted(err):
			return fault.Wrap(fault.Unavailable, op, unreachable, err)
		}
	}
	var dial *pgconn.ConnectError
	if errors.As(err, &dial) {
		return fault.Wrap(fault.Unavailable, op, unreachable, err)
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fault.Wrap(fault.Unavailable, op, diskFull, err)
	}
	return fault.At(op, err)
}

const (
	diskFull    = "The disk is full or cannot be written. Nothing was changed. Make room and try again."
	unreachable = "The database cannot be reached right now. Please try again in a moment."
)
