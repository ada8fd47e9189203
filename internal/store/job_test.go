package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const lease = time.Minute

// desk is a queue on a real database. On SQLite its clock is moved by hand; on PostgreSQL the server's counts, so
// work is put relative to now.
type desk struct {
	testing.TB
	*store.Store
	job.Queue
	now func() time.Time
}

func openDesk(t testing.TB, dsn string, now func() time.Time) desk {
	t.Helper()
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: phi.NewKeys(), Now: now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return desk{TB: t, Store: s, Queue: s.Jobs(), now: now}
}

func (d desk) do(f func(tx.Tx) error) error { return d.Do(context.Background(), actor.System(), f) }

func (d desk) put(key string, due time.Time) {
	d.Helper()
	must(d, d.do(func(t tx.Tx) error {
		return d.Put(context.Background(), t, job.Job{Kind: "k", Key: key, Ref: "ref-" + key, Due: due})
	}))
}

func (d desk) claim(n int, lease time.Duration) []job.Claimed {
	d.Helper()
	c, err := d.Claim(context.Background(), []string{"k", "other"}, n, lease)
	must(d, err)
	return c
}

// claimOne fails unless exactly this job is there.
func (d desk) claimOne(key string, lease time.Duration) job.Claimed {
	d.Helper()
	c := d.claim(10, lease)
	if len(c) != 1 || c[0].Key != key {
		d.Fatalf("claimed %v, want only %s", c, key)
	}
	return c[0]
}

func (d desk) none(why string) {
	d.Helper()
	if c := d.claim(10, lease); len(c) != 0 {
		d.Fatalf("claimed %v: %s", c, why)
	}
}

func (d desk) done(c job.Claimed) error {
	return d.do(func(t tx.Tx) error { return d.Done(context.Background(), t, c) })
}

func (d desk) later(c job.Claimed, due time.Time) error {
	return d.do(func(t tx.Tx) error { return d.Later(context.Background(), t, c, due) })
}

func TestQueue(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		d := openDesk(t, dsn, time.Now)
		past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)

		t.Run("due work, the most overdue first, once", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			d.put("late", past)
			d.put("latest", past.Add(-time.Hour))
			d.put("early", future)
			must(t, d.do(func(t tx.Tx) error { return d.Put(ctx, t, job.Job{Kind: "unasked", Key: "x", Due: past}) }))
			first := d.claim(1, lease)
			if len(first) != 1 || first[0].Key != "latest" || first[0].Ref != "ref-latest" || first[0].Attempts != 1 {
				t.Fatalf("first claim: %+v", first)
			}
			second := d.claimOne("late", lease)
			d.none("both are leased, the third is not due, the fourth is of another kind")
			must(t, d.done(first[0]))
			must(t, d.done(second))
			must(t, d.do(func(t tx.Tx) error { return d.Drop(ctx, t, "k", "early") }))
		})
		t.Run("done is done, once", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			d.put("a", past)
			c := d.claimOne("a", lease)
			must(t, d.done(c))
			if err := d.done(c); !fault.Is(err, fault.Conflict) {
				t.Errorf("done twice: %v", err)
			}
			d.none("it is done")
		})
		t.Run("later", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			d.put("a", past)
			must(t, d.later(d.claimOne("a", lease), future))
			d.none("it is due in an hour")
			d.put("a", past)
			c := d.claimOne("a", lease)
			must(t, d.later(c, past))
			if c := d.claimOne("a", lease); c.Attempts != 1 {
				t.Errorf("%d attempts after an outcome, want 1", c.Attempts)
			} else {
				must(t, d.done(c))
			}
		})
		t.Run("put while it runs", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			for _, end := range []struct {
				name string
				f    func(job.Claimed) error
			}{{"done", d.done}, {"later", func(c job.Claimed) error { return d.later(c, future) }}, {"again", func(c job.Claimed) error { return d.Again(ctx, c, time.Hour) }}} {
				d.put("a", past)
				c := d.claimOne("a", lease)
				d.put("a", past)
				d.none("its worker has not finished")
				must(t, end.f(c))
				must(t, d.done(d.claimOne("a", lease)))
			}
			d.put("a", past)
			c := d.claimOne("a", lease)
			d.put("a", future)
			must(t, d.done(c))
			d.none("the last Put said in an hour")
			must(t, d.do(func(t tx.Tx) error { return d.Drop(ctx, t, "k", "a") }))
		})
		t.Run("again keeps count", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			d.put("a", past)
			for n := 1; n <= 3; n++ {
				c := d.claimOne("a", lease)
				if c.Attempts != n {
					t.Errorf("claim %d says %d attempts", n, c.Attempts)
				}
				must(t, d.Again(ctx, c, 0))
				if err := d.Again(ctx, c, 0); !fault.Is(err, fault.Conflict) {
					t.Errorf("given back twice: %v", err)
				}
			}
			must(t, d.done(d.claimOne("a", lease)))
		})
		t.Run("dropped while it runs", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			d.put("a", past)
			c := d.claimOne("a", lease)
			must(t, d.do(func(t tx.Tx) error { return d.Drop(ctx, t, "k", "a") }))
			if err := d.done(c); !fault.Is(err, fault.Conflict) {
				t.Errorf("done after a drop: %v", err)
			}
		})
		t.Run("an outcome that is not committed", func(t *testing.T) {
			d := desk{t, d.Store, d.Queue, d.now}
			d.put("a", past)
			c := d.claimOne("a", lease)
			oops := fault.New(fault.Invalid, "test", "")
			if err := d.do(func(t tx.Tx) error { must(d, d.Done(ctx, t, c)); return oops }); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			must(t, d.done(c))
		})
	})
}

// Leases that end: by hand on SQLite, by the server's clock on PostgreSQL.
func TestLeaseExpiry(t *testing.T) {
	expire := func(t *testing.T, d desk, pass func()) {
		d.put("a", d.now().Add(-time.Hour))
		slow := d.claimOne("a", time.Second)
		pass()
		second := d.claimOne("a", lease)
		if second.Attempts != 2 {
			t.Errorf("the second claim says %d attempts", second.Attempts)
		}
		for name, err := range map[string]error{"done": d.done(slow), "later": d.later(slow, d.now()), "again": d.Again(context.Background(), slow, 0)} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s by a worker that slept past its lease: %v", name, err)
			}
		}
		must(t, d.done(second))
	}
	t.Run("sqlite", func(t *testing.T) {
		clock := testkit.NewClock(monday)
		expire(t, openDesk(t, testkit.SQLite(t), clock.Now), func() { clock.Advance(time.Second) })
	})
	t.Run("postgres", func(t *testing.T) {
		expire(t, openDesk(t, testkit.PG(t), time.Now), func() { time.Sleep(1100 * time.Millisecond) })
	})
}

// A clock that jumps loses nothing and gives no lease twice.
func TestClockJumps(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		clock := testkit.NewClock(monday)
		d := openDesk(t, testkit.SQLite(t), clock.Now)
		d.put("a", monday)
		c := d.claimOne("a", lease)
		clock.Advance(-24 * time.Hour)
		d.none("its lease holds longer than meant, and nobody else gets it")
		must(t, d.done(c))
		d.put("b", clock.Now())
		clock.Advance(-24 * time.Hour)
		d.none("the clock says that it is not due")
		clock.Advance(48 * time.Hour)
		must(t, d.done(d.claimOne("b", lease)))
		d.put("c", clock.Now().Add(23*time.Hour))
		clock.Advance(24 * time.Hour)
		must(t, d.done(d.claimOne("c", lease)))
	})
	t.Run("postgres", func(t *testing.T) {
		clock := testkit.NewClock(time.Now())
		d := openDesk(t, testkit.PG(t), clock.Now)
		d.put("a", time.Now().Add(-time.Minute))
		for _, jump := range []time.Duration{24 * time.Hour, -48 * time.Hour} {
			clock.Advance(jump)
			c := d.claimOne("a", lease)
			clock.Advance(-2 * jump)
			d.none("the server's clock has not moved")
			must(t, d.Again(context.Background(), c, 0))
		}
	})
}

// Many claimers never share a job.
func TestConcurrentClaims(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		const jobs, workers = 120, 6
		d := openDesk(t, dsn, time.Now)
		for i := range jobs {
			d.put(fmt.Sprint(i), time.Now().Add(-time.Hour))
		}
		var mu sync.Mutex
		seen := map[string]int{}
		var all sync.WaitGroup
		for range workers {
			all.Go(func() {
				for {
					claimed, err := d.Claim(context.Background(), []string{"k"}, 7, lease)
					if err != nil {
						t.Error(err)
						return
					}
					if len(claimed) == 0 {
						return
					}
					for _, c := range claimed {
						mu.Lock()
						seen[c.Key]++
						mu.Unlock()
						if err := d.done(c); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Wait()
		for key, n := range seen {
			if n != 1 {
				t.Errorf("job %s was claimed %d times", key, n)
			}
		}
		if len(seen) != jobs {
			t.Errorf("%d of %d jobs were claimed", len(seen), jobs)
		}
	})
}
