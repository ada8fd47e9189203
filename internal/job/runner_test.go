package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/tx"
)

// bench is a queue in memory that hands out what it is given and notes what it gets back.
type bench struct {
	mu     sync.Mutex
	due    []Claimed
	claims int
	again  map[string]time.Duration
}

func (b *bench) Put(context.Context, tx.Tx, Job) error                  { return nil }
func (b *bench) Drop(context.Context, tx.Tx, string, string) error      { return nil }
func (b *bench) Done(context.Context, tx.Tx, Claimed) error             { return nil }
func (b *bench) Later(context.Context, tx.Tx, Claimed, time.Time) error { return nil }

func (b *bench) Again(_ context.Context, c Claimed, wait time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.again == nil {
		b.again = map[string]time.Duration{}
	}
	b.again[c.Key] = wait
	return nil
}

func (b *bench) Claim(_ context.Context, _ []string, limit int, _ time.Duration) ([]Claimed, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.claims++
	n := min(limit, len(b.due))
	claimed := b.due[:n]
	b.due = b.due[n:]
	return claimed, nil
}

func (b *bench) claimed() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.claims
}

func (b *bench) add(keys ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range keys {
		b.due = append(b.due, Claimed{Job: Job{Kind: "k", Key: k, Ref: "ref-" + k}, Attempts: 1, Lease: "lease"})
	}
}

func start(b *bench, now func() time.Time, log *strings.Builder, workers int, h Handler) (r *Runner, stop func()) {
	r = &Runner{Queue: b, Handlers: map[string]Handler{"k": h}, Now: now, Log: slog.New(slog.NewTextHandler(log, nil)), Lease: time.Minute, Workers: workers}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); r.Run(ctx) }()
	return r, func() { cancel(); <-ended }
}

func TestRunnerDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{}
		b.add("a", "b", "c")
		var finished atomic.Int32
		_, stop := start(b, time.Now, new(strings.Builder), 2, func(ctx context.Context, c Claimed) error {
			time.Sleep(10 * time.Second)
			finished.Add(1)
			return ctx.Err()
		})
		time.Sleep(time.Second)
		stop()
		if finished.Load() != 2 || len(b.again) != 0 || len(b.due) != 1 {
			t.Errorf("%d handlers finished, %v were given back, %d are left; want 2, none, 1", finished.Load(), b.again, len(b.due))
		}
	})
}

func TestRunnerEndsHandlersBeforeTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{}
		b.add("a")
		began := time.Now()
		_, stop := start(b, time.Now, new(strings.Builder), 1, func(ctx context.Context, c Claimed) error {
			<-ctx.Done()
			return ctx.Err()
		})
		synctest.Wait()
		stop()
		if took := time.Since(began); took != 45*time.Second {
			t.Errorf("a handler with a lease of a minute had %s", took)
		}
		if b.again["a"] != time.Second {
			t.Errorf("given back: %v", b.again)
		}
	})
}

func TestRunnerLogsNoValues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, log := &bench{}, &strings.Builder{}
		b.add("a")
		_, stop := start(b, time.Now, log, 1, func(context.Context, Claimed) error {
			panic("Tomas Marlow")
		})
		synctest.Wait()
		stop()
		if s := log.String(); strings.Contains(s, "Tomas") || !strings.Contains(s, "panic of type string") || !strings.Contains(s, "ref=ref-a") {
			t.Errorf("log: %s", s)
		}
		if b.again["a"] != time.Second {
			t.Errorf("given back: %v", b.again)
		}
	})
}

func TestRunnerIdlesAndIsNudged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, worked := &bench{}, time.Time{}
		r, stop := start(b, time.Now, new(strings.Builder), 2, func(context.Context, Claimed) error { worked = time.Now(); return nil })
		defer stop()
		time.Sleep(10*time.Second + time.Millisecond)
		if n := b.claimed(); n != 11 {
			t.Errorf("%d claims in ten idle seconds", n)
		}
		b.add("a")
		at := time.Now()
		r.Nudge()
		synctest.Wait()
		if !worked.Equal(at) {
			t.Errorf("nudged at %s, worked at %s", at, worked)
		}
	})
}

// While work runs whose lease a jumping clock has ended, nothing is claimed, so it cannot start a second time here.
func TestRunnerWaitsAfterAJump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, jump := &bench{}, time.Duration(0)
		var mu sync.Mutex
		now := func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(jump) }
		started := map[string]time.Duration{}
		began := time.Now()
		b.add("a")
		_, stop := start(b, now, new(strings.Builder), 2, func(_ context.Context, c Claimed) error {
			mu.Lock()
			started[c.Key] = time.Since(began)
			mu.Unlock()
			time.Sleep(20 * time.Second)
			return nil
		})
		defer stop()
		synctest.Wait()
		mu.Lock()
		jump = 24 * time.Hour
		mu.Unlock()
		b.add("b")
		time.Sleep(30 * time.Second)
		mu.Lock()
		defer mu.Unlock()
		if started["a"] != 0 || started["b"] < 20*time.Second {
			t.Errorf("started %v", started)
		}
	})
}

func TestBackoff(t *testing.T) {
	var total time.Duration
	last := time.Duration(0)
	for n := 1; n < worrying; n++ {
		wait, level := backoff(n)
		if wait < last || wait > longest || level != slog.LevelWarn {
			t.Errorf("attempt %d: %s %s after %s", n, wait, level, last)
		}
		last = wait
		total += wait
	}
	if total < time.Hour || total > 4*time.Hour {
		t.Errorf("the first twenty attempts take %s", total)
	}
	for _, n := range []int{worrying, 1000, 1 << 40} {
		if wait, level := backoff(n); wait != worriedGap || level != slog.LevelError {
			t.Errorf("attempt %d: %s %s", n, wait, level)
		}
	}
	if wait, _ := backoff(0); wait != longest {
		t.Errorf("attempt 0: %s", wait)
	}
}

func TestRunnerSurvivesAQueueThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &broken{}
		r := &Runner{Queue: q, Now: time.Now, Log: slog.New(slog.DiscardHandler), Lease: time.Minute, Workers: 1}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second+time.Millisecond)
		defer cancel()
		r.Run(ctx)
		if q.n != 6 {
			t.Errorf("%d claims in five seconds", q.n)
		}
	})
}

type broken struct {
	bench
	n int
}

func (b *broken) Claim(context.Context, []string, int, time.Duration) ([]Claimed, error) {
	b.n++
	return nil, fmt.Errorf("no database: %w", errors.ErrUnsupported)
}
