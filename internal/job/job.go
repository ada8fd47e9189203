// Package job does work when it is due, once for every outcome, whatever dies in between.
//
// It promises that due work is claimed under a lease by one worker, that an outcome is kept only by the worker whose
// lease still holds, and that work whose worker died is claimed again when the lease ends. Callers owe handlers that
// finish well within the lease, that look at the world anew, and that record an attempt before they call out: the
// truth is the domain's row, a job is only the reminder to look at it.
package job

import (
	"context"
	"time"

	"bedside/internal/tx"
)

// Job is something to look at when it is due.
type Job struct {
	Kind string // which handler
	Key  string // unique within the kind; putting it again moves the work
	Ref  string // the id of the row to look at, never a patient's values
	Due  time.Time
}

// Claimed is a job under a lease.
type Claimed struct {
	Job
	Attempts int       // how often it was claimed since it was put or last had an outcome, this time included
	Until    time.Time // when the lease ends, by the queue's clock
	Lease    string    // proves that it is ours
	Revision int64     // which Put the claim has seen
}

// Queue keeps jobs. Its clock is the database server's on PostgreSQL, where machines may disagree, and the program's
// on SQLite. A clock that is set back delays work by as much and loses none.
type Queue interface {
	// Put adds the job, or moves the one with its kind and key. Work that runs meanwhile runs again when this Put
	// says, whatever its outcome.
	Put(ctx context.Context, t tx.Tx, j Job) error
	// Drop removes a job; one that is not there is no error. A worker that holds it finds its lease gone.
	Drop(ctx context.Context, t tx.Tx, kind, key string) error
	// Claim leases up to limit due jobs of the kinds, the most overdue first. No other claim gets them before the
	// lease ends.
	Claim(ctx context.Context, kinds []string, limit int, lease time.Duration) ([]Claimed, error)
	// Done ends a claimed job within t. Conflict if the lease is no longer ours, because it ended and somebody else
	// claimed the job, or because it was dropped; then t must not commit.
	Done(ctx context.Context, t tx.Tx, c Claimed) error
	// Later is Done for a job that has to run again at the time given.
	Later(ctx context.Context, t tx.Tx, c Claimed, due time.Time) error
	// Again gives a claimed job back without an outcome, in a transaction of its own: it is due after wait and
	// keeps its count of attempts. Conflict as Done.
	Again(ctx context.Context, c Claimed, wait time.Duration) error
}
