package cli

import (
	"context"
	"fmt"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// BenchSlotsCmd measures the search for free times.
type BenchSlotsCmd struct {
	benchFlags
	Stored   int `default:"200000" help:"Visits in the book."`
	Searches int `default:"500" help:"Searches to time."`
}

// Help implements kong's help provider.
func (BenchSlotsCmd) Help() string {
	return "Fills a book of ten providers, four visits in five taken, and searches fourteen days of it.\n\nExample:\n  bedside bench slots --stored 20000\n  bedside bench slots --postgres postgres://user@host:5432/postgres --format json"
}

const (
	slotProviders = 10
	slotDays      = 14
)

// Run fills the book and measures.
func (c *BenchSlotsCmd) Run(o *IO) error {
	return c.engines(o, func(a *app.App, engine, _ string) ([]figure, error) {
		b, err := openBenchOffice(o.Ctx, a, slotProviders, 60, civil.Interval{From: 480, To: 1020})
		if err != nil {
			return nil, err
		}
		if err := c.fill(o, b); err != nil {
			return nil, err
		}
		today := civil.DateOf(a.Now())
		q := schedule.Query{Service: b.visit, From: today.AddDays(1), To: today.AddDays(slotDays)}
		var times []time.Duration
		found := 0
		for range c.Searches {
			began := time.Now()
			err := a.Store.View(o.Ctx, actor.System(), func(t tx.Tx) error {
				slots, err := a.Schedule.Slots(o.Ctx, t, q)
				found = len(slots)
				return err
			})
			if err != nil {
				return nil, err
			}
			times = append(times, time.Since(began))
		}
		p99 := quantile(times, .99)
		return []figure{
			{Engine: engine, Name: "visits stored", Value: float64(c.Stored)},
			{Engine: engine, Name: "free times found", Value: float64(found)},
			{Engine: engine, Name: "one search, median", Value: quantile(times, .5), Unit: "ms"},
			goal(engine, "one search, 99th percentile", p99, "ms", "under 5 ms", p99 < 5),
		}, nil
	})
}

// fill enters visits from some weeks ahead backwards, day by day.
func (c *BenchSlotsCmd) fill(o *IO, b *benchOffice) error {
	loc, err := civil.Zone("America/Chicago")
	if err != nil {
		return err
	}
	day := civil.DateOf(b.Now()).AddDays(slotDays)
	for stored := 0; stored < c.Stored; day = day.AddDays(-1) {
		var all []schedule.Appointment
		for n := 0; n < 27 && stored < c.Stored; n++ {
			if n%5 == 4 {
				continue
			}
			for v, provider := range b.providers {
				if stored == c.Stored {
					break
				}
				start := day.At(480, loc).Add(time.Duration(n) * 20 * time.Minute)
				all = append(all, schedule.Appointment{
					ID: id.New[schedule.Appointment](b.IDs), Patient: b.patients[v], Provider: provider, Location: b.at, Service: b.visit, Start: start,
					End: start.Add(20 * time.Minute), Blocked: start.Add(20 * time.Minute), Zone: "America/Chicago", Wall: start.Format("2006-01-02T15:04"),
					Status: schedule.Booked, Channel: "import", Created: b.Now(), Changed: b.Now(), Version: 1,
				})
				stored++
			}
		}
		err := b.Store.Do(context.WithoutCancel(o.Ctx), actor.System(), func(t tx.Tx) error { return b.Schedule.Enter(o.Ctx, t, all) })
		if err != nil {
			return err
		}
		if stored%20_000 < len(all) {
			_, _ = fmt.Fprintf(o.Err, "%d of %d visits stored\n", stored, c.Stored)
		}
	}
	return nil
}
