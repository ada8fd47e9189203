package store_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// TestExtents: what a day's visits take of it is known without reading them, and visits and holds are read of some
// providers alone.
func TestExtents(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		loc := mustZone("America/Chicago")
		from, to := tuesday.At(0, loc), tuesday.AddDays(1).At(0, loc)
		book := func(who practice.ProviderID, at time.Time, n int) schedule.Appointment {
			a, err := o.Book(ctx, frontDesk, o.request(who, at, n))
			must(t, err)
			return a
		}
		nine := tuesday.At(540, loc)
		first, last := book(o.who[0], nine, 1), book(o.who[0], nine.Add(2*time.Hour), 2)
		gone := book(o.who[1], nine.Add(time.Hour), 3)
		_, err := o.Cancel(ctx, frontDesk, gone.ID, 0, "practice")
		must(t, err)
		book(o.who[1], nine.AddDate(0, 0, 1), 4) // the day after
		kept := book(o.who[2], nine, 5)
		_, err = o.Hold(ctx, frontDesk, o.request(o.who[2], nine.Add(time.Hour), 6), time.Hour)
		must(t, err)
		is := func(cancelled bool, at practice.LocationID, want map[practice.ProviderID]schedule.Extent) {
			t.Helper()
			var got map[practice.ProviderID]schedule.Extent
			must(t, o.View(ctx, frontDesk, func(x tx.Tx) (err error) { got, err = o.Extents(ctx, x, from, to, at, cancelled); return err }))
			if !maps.EqualFunc(got, want, func(a, b schedule.Extent) bool {
				return a.Visits == b.Visits && a.Shortest == b.Shortest && a.First.Equal(b.First) && a.Last.Equal(b.Last)
			}) {
				t.Errorf("cancelled %t: %v, want %v", cancelled, got, want)
			}
		}
		long := first.End.Sub(first.Start)
		all := map[practice.ProviderID]schedule.Extent{o.who[0]: {Visits: 2, First: first.Start, Last: last.End, Shortest: long}, o.who[2]: {Visits: 1, First: kept.Start, Last: kept.End, Shortest: long}}
		is(false, o.at, all)
		all[o.who[1]] = schedule.Extent{First: gone.Start, Last: gone.End, Shortest: long}
		is(true, o.at, all)
		is(true, "elsewhere", nil)
		must(t, o.View(ctx, frontDesk, func(x tx.Tx) error {
			some := schedule.Filter{Among: []practice.ProviderID{o.who[0], o.who[1], "nobody"}, Status: schedule.Booked}
			visits, err := o.Between(ctx, x, from, to, some)
			must(t, err)
			if len(visits) != 2 || visits[0].ID != first.ID || visits[1].ID != last.ID {
				t.Errorf("of three providers there are %v", visits)
			}
			holds, err := o.Holds(ctx, x, from, to, some)
			if len(holds) != 0 {
				t.Errorf("of three providers there are holds: %v", holds)
			}
			return err
		}))
		err = o.View(ctx, actor.Visitor(), func(x tx.Tx) (err error) { _, err = o.Extents(ctx, x, from, to, o.at, false); return err })
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a stranger: %v", err)
		}
	})
}
