// Package tx names the transaction that every domain writes in, so that a domain can take part in one without
// knowing what a database is.
//
// It promises that everything done with one [Tx] happens together or not at all. Callers owe closures that do no
// other input or output and may run again: a conflict with another transaction starts the closure anew.
package tx

import (
	"context"
	"time"

	"bedside/internal/actor"
)

// Tx is one running transaction. Only package store makes one; it is used by one goroutine and dies with its closure.
type Tx interface {
	// Now is the instant the transaction began: one for every row it writes.
	Now() time.Time
	// By is who acts.
	By() actor.Actor
	// As is the same transaction with another actor, for a caller who becomes verified within it.
	As(actor.Actor) Tx
	// Finally runs f in a writing transaction: at once in a Do, after the reading and before it returns in a View.
	Finally(f func(Tx) error) error
}

// DB runs transactions. It may be used by several goroutines at once.
type DB interface {
	// Do runs f in a transaction and commits if f returns nil. A transaction that wrote rows and recorded no
	// event is refused as Internal. Conflicts run f again; if they do not end, the error is Unavailable.
	Do(ctx context.Context, by actor.Actor, f func(Tx) error) error
	// View runs f on one consistent reading; writes fail. Patients whose records f disclosed are entered in the
	// access log before View returns, and if that cannot be done the error says so and nothing may be shown.
	View(ctx context.Context, by actor.Actor, f func(Tx) error) error
}
