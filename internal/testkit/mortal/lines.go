package mortal

import (
	"context"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"bedside/internal/actor"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// Lines counts the lines of a process's work and kills it at one of them. The zero value only counts.
type Lines struct{ n, fatal int64 }

func (l *Lines) line() {
	if atomic.AddInt64(&l.n, 1) == l.fatal {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// Step calls a port with a line before and after it.
func Step[T any](l *Lines, f func() (T, error)) (T, error) {
	l.line()
	defer l.line()
	return f()
}

// Do is Step for a call that only succeeds or fails.
func Do(l *Lines, f func() error) error {
	_, err := Step(l, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

// DB is a database whose transactions are lines.
type DB struct {
	tx.DB
	*Lines
}

// Do is tx.DB's.
func (d DB) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	return Do(d.Lines, func() error { return d.DB.Do(ctx, by, f) })
}

// Queue is a queue whose claims and outcomes are lines.
type Queue struct {
	job.Queue
	*Lines
}

// Claim is job.Queue's.
func (q Queue) Claim(ctx context.Context, kinds []string, limit int, lease time.Duration) ([]job.Claimed, error) {
	return Step(q.Lines, func() ([]job.Claimed, error) { return q.Queue.Claim(ctx, kinds, limit, lease) })
}

// Done is job.Queue's.
func (q Queue) Done(ctx context.Context, t tx.Tx, c job.Claimed) error {
	return Do(q.Lines, func() error { return q.Queue.Done(ctx, t, c) })
}

// Later is job.Queue's.
func (q Queue) Later(ctx context.Context, t tx.Tx, c job.Claimed, due time.Time) error {
	return Do(q.Lines, func() error { return q.Queue.Later(ctx, t, c, due) })
}
