package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"

	"bedside/internal/fault"
)

// Tamper does to the event log in a copy, made by [Store.CopyTo], what somebody would do who can write the database
// and has no key file: "change", "remove", "insert" or "reorder" in the middle of the log, or "cut" off its end. It
// says in a sentence what it did. It is there for the demo and for tests; a database that a program has open is
// refused as Conflict, another way or a log of fewer than six sealed events as Invalid.
func Tamper(ctx context.Context, path, how string) (string, error) {
	const op = "store.Tamper"
	steps, ok := tampering[how]
	if !ok {
		return "", fault.New(fault.Invalid, op, "Bedside can change, remove, insert, reorder or cut.")
	}
	if _, err := os.Stat(path); err != nil {
		return "", fault.Wrap(fault.NotFound, op, "There is no copy to tamper with.", err)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		return "", fault.New(fault.Conflict, op, "This database is in use. Only a copy may be tampered with.")
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	if err != nil {
		return "", classify(op, err)
	}
	defer func() { _ = db.Close() }()
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return "", classify(op, err)
	}
	defer func() { _ = t.Rollback() }()
	var last int64
	if err := t.QueryRowContext(ctx, "SELECT COALESCE(MAX(seq), 0) FROM event").Scan(&last); err != nil {
		return "", classify(op, err)
	}
	if last < 6 {
		return "", fault.New(fault.Invalid, op, "The event log is too short to tamper with.")
	}
	at := last / 2
	for _, q := range steps.sql {
		if _, err := t.ExecContext(ctx, q, sql.Named("at", at), sql.Named("last", last)); err != nil {
			return "", classify(op, err)
		}
	}
	return fmt.Sprintf(steps.did, at, at+1, last-2), classify(op, t.Commit())
}

// tampering holds, for each way, the statements and what they did: %[1]d is :at, %[2]d the one behind it, %[3]d the
// third from the end.
var tampering = map[string]struct {
	did string
	sql []string
}{
	"change": {"Moved the time of event %[1]d back by one hour.", []string{
		"UPDATE event SET at = at - 3600000000 WHERE seq = :at",
	}},
	"remove": {"Removed event %[1]d.", []string{
		"DELETE FROM access WHERE event_id = (SELECT id FROM event WHERE seq = :at)",
		"DELETE FROM event WHERE seq = :at",
	}},
	"insert": {"Inserted an event as number %[1]d and gave those behind it new numbers.", []string{
		"UPDATE event SET seq = -seq - 1 WHERE seq >= :at",
		"UPDATE event SET seq = -seq WHERE seq < 0",
		`INSERT INTO event SELECT '00000000-0000-7000-8000-000000000000', at, actor_kind, actor_role, actor_id, verb, subject_kind,
			subject_id, about, facts, tag, :at, mac FROM event WHERE seq = :at + 1`,
	}},
	"reorder": {"Let events %[1]d and %[2]d change places.", []string{
		"UPDATE event SET seq = -1 WHERE seq = :at",
		"UPDATE event SET seq = :at WHERE seq = :at + 1",
		"UPDATE event SET seq = :at + 1 WHERE seq = -1",
	}},
	"cut": {"Removed event %[3]d and everything behind it.", []string{
		"DELETE FROM access WHERE event_id IN (SELECT id FROM event WHERE seq >= :last - 2 OR seq IS NULL)",
		"DELETE FROM event WHERE seq >= :last - 2 OR seq IS NULL",
	}},
}
