package cli

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// BenchBookingCmd measures bookings.
type BenchBookingCmd struct {
	benchFlags
	Callers  int `default:"16" help:"How many book at once."`
	Bookings int `default:"400" help:"Bookings a round."`
	Rounds   int `default:"5" help:"Rounds of each, in turn."`
}

// Help implements kong's help provider.
func (BenchBookingCmd) Help() string {
	return "Books visits with everything that belongs to one (cells, row, events, messages, jobs) and, in turn, writes the same rows bare: one transaction each over one connection on the same disk. Then it races all callers for the same times.\n\nExample:\n  bedside bench booking --callers 16\n  bedside bench booking --postgres postgres://user@host:5432/postgres --format json"
}

// Run measures both and prints the ratio of their medians.
func (c *BenchBookingCmd) Run(o *IO) error {
	return c.engines(o, func(a *app.App, engine, dir string) ([]figure, error) {
		b, err := openBenchOffice(o.Ctx, a, c.Callers, c.Callers, civil.Interval{From: 0, To: 1440})
		if err != nil {
			return nil, err
		}
		bare, err := openBare(a, engine, dir)
		if err != nil {
			return nil, err
		}
		defer func() { _ = bare.db.Close() }()
		var whole, rows, times []time.Duration
		for round := range c.Rounds {
			took, each, err := c.book(o.Ctx, b, round)
			if err != nil {
				return nil, err
			}
			whole, times = append(whole, took), append(times, each...)
			if took, err = c.bareRows(o.Ctx, bare); err != nil {
				return nil, err
			}
			rows = append(rows, took)
		}
		lost, err := c.race(o.Ctx, b)
		if err != nil {
			return nil, err
		}
		overlaps, err := b.overlaps(o.Ctx)
		if err != nil {
			return nil, err
		}
		n := float64(c.Bookings)
		ratio := quantile(rows, .5) / quantile(whole, .5)
		slowest := quantile(times, 1)
		longest := figure{Engine: engine, Name: fmt.Sprintf("the slowest of %d callers", c.Callers), Value: slowest, Unit: "ms"}
		if engine == "sqlite" {
			longest = goal(engine, longest.Name, slowest, "ms", "under 100 ms", slowest < 100)
		}
		return []figure{
			{Engine: engine, Name: "whole bookings a second", Value: n / quantile(whole, .5) * 1000},
			{Engine: engine, Name: "bare rows a second, one transaction a booking", Value: n / quantile(rows, .5) * 1000},
			goal(engine, "ratio", ratio, "", "at least 0.5", ratio >= .5),
			{Engine: engine, Name: "one booking, median", Value: quantile(times, .5), Unit: "ms"},
			longest,
			{Engine: engine, Name: fmt.Sprintf("bookings that lost the race of %d and were told", c.Callers), Value: float64(lost)},
			goal(engine, "overlaps", float64(overlaps), "", "none", overlaps == 0),
		}, nil
	})
}

// start is the n-th free time of a provider who never closes.
func benchStart(now time.Time, n int) time.Time {
	loc, _ := civil.Zone("America/Chicago")
	day := civil.DateOf(now.In(loc)).AddDays(2 + n/72)
	return day.At(0, loc).Add(time.Duration(n%72) * 20 * time.Minute)
}

// book runs one round: every caller books its own provider, time after time.
func (c *BenchBookingCmd) book(ctx context.Context, b *benchOffice, round int) (time.Duration, []time.Duration, error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var wg sync.WaitGroup
	began := time.Now()
	each := c.Bookings / c.Callers
	for w := range c.Callers {
		wg.Go(func() {
			for i := range each {
				at := time.Now()
				_, err := b.Schedule.Book(ctx, actor.System(), schedule.Request{
					Patient: b.patients[w], Provider: b.providers[w], Location: b.at, Service: b.visit, Start: benchStart(b.Now(), round*each+i), Channel: "console",
				})
				mu.Lock()
				all = append(all, time.Since(at))
				if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return time.Since(began), all, failed
}

// race lets all callers want the same times of one provider and returns how many were told that they lost.
func (c *BenchBookingCmd) race(ctx context.Context, b *benchOffice) (int, error) {
	var mu sync.Mutex
	lost := 0
	var failed error
	var wg sync.WaitGroup
	for w := range c.Callers {
		wg.Go(func() {
			for i := range 40 {
				_, err := b.Schedule.Book(ctx, actor.System(), schedule.Request{
					Patient: b.patients[w], Provider: b.providers[0], Location: b.at, Service: b.visit,
					Start: benchStart(b.Now(), 72*60+i/2).Add(time.Duration(w%4) * schedule.Cell), Channel: "console",
				})
				mu.Lock()
				if fault.Is(err, fault.Conflict) {
					lost++
				} else if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return lost, failed
}

func (b *benchOffice) overlaps(ctx context.Context) (n int, err error) {
	err = b.Store.View(ctx, actor.System(), func(t tx.Tx) error {
		busy, err := b.Store.Schedule().Busy(ctx, t, b.Now().AddDate(0, 0, -1), b.Now().AddDate(1, 0, 0))
		n = schedule.Overlaps(busy)
		return err
	})
	return n, err
}

// bare writes the rows of a booking and nothing else.
type bare struct {
	mu    sync.Mutex
	db    *sql.DB
	pg    bool
	count int
}

const bareTables = `CREATE TABLE bare_cell (resource TEXT NOT NULL, lane BIGINT NOT NULL, cell BIGINT NOT NULL, appointment_id TEXT NOT NULL, PRIMARY KEY (resource, lane, cell));
CREATE TABLE bare_row (kind TEXT NOT NULL, id TEXT PRIMARY KEY, at BIGINT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL, d BYTEA NOT NULL);`

func openBare(a *app.App, engine, dir string) (*bare, error) {
	b := &bare{pg: engine == "postgres"}
	driver, url := "pgx", a.Database
	if !b.pg {
		driver, url = "sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	}
	var err error
	if b.db, err = sql.Open(driver, url); err != nil {
		return nil, err
	}
	if !b.pg {
		b.db.SetMaxOpenConns(1)
	}
	_, err = b.db.Exec(bareTables)
	return b, err
}

// booking writes what a booking writes: eight cells, one appointment, four events, three messages, three jobs.
func (b *bare) booking(ctx context.Context) error {
	b.mu.Lock()
	b.count++
	n := b.count
	b.mu.Unlock()
	t, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	id := rand.Text()
	mark := func(i int) string {
		if b.pg {
			return "$" + strconv.Itoa(i)
		}
		return "?"
	}
	var cells []string
	var args []any
	for i := range 8 {
		cells = append(cells, fmt.Sprintf("(%s, 0, %s, %s)", mark(len(args)+1), mark(len(args)+2), mark(len(args)+3)))
		args = append(args, "provider:"+strconv.Itoa(i/4), n*4+i, id)
	}
	if _, err := t.ExecContext(ctx, "INSERT INTO bare_cell (resource, lane, cell, appointment_id) VALUES "+strings.Join(cells, ", "), args...); err != nil {
		return err
	}
	insert := fmt.Sprintf("INSERT INTO bare_row (kind, id, at, a, b, c, d) VALUES (%s, %s, %s, %s, %s, %s, %s)", mark(1), mark(2), mark(3), mark(4), mark(5), mark(6), mark(7))
	for i := range 11 {
		if _, err := t.ExecContext(ctx, insert, "row", id+strconv.Itoa(i), n, id, id, strings.Repeat("x", 200), []byte(id)); err != nil {
			return err
		}
	}
	return t.Commit()
}

func (c *BenchBookingCmd) bareRows(ctx context.Context, b *bare) (time.Duration, error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	began := time.Now()
	for range c.Callers {
		wg.Go(func() {
			for range c.Bookings / c.Callers {
				if err := b.booking(ctx); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return time.Since(began), failed
}
