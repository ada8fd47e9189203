package schedule_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/testkit/mortal"
	"bedside/internal/tx"
)

func TestMain(m *testing.M) { mortal.Main(m, live) }

var noon = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

// frail is a store whose writing is lines: the process may die between any two statements of a transaction.
type frail struct {
	schedule.Store
	*mortal.Lines
}

func (f frail) Insert(ctx context.Context, t tx.Tx, all ...schedule.Appointment) error {
	return mortal.Do(f.Lines, func() error { return f.Store.Insert(ctx, t, all...) })
}

func (f frail) Update(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	return mortal.Do(f.Lines, func() error { return f.Store.Update(ctx, t, a) })
}

func (f frail) Occupy(ctx context.Context, t tx.Tx, i schedule.ID, spans ...schedule.Span) (bool, error) {
	return mortal.Step(f.Lines, func() (bool, error) { return f.Store.Occupy(ctx, t, i, spans...) })
}

func (f frail) Release(ctx context.Context, t tx.Tx, i schedule.ID) error {
	return mortal.Do(f.Lines, func() error { return f.Store.Release(ctx, t, i) })
}

func (f frail) InsertHold(ctx context.Context, t tx.Tx, h schedule.Hold) error {
	return mortal.Do(f.Lines, func() error { return f.Store.InsertHold(ctx, t, h) })
}

func (f frail) DeleteHold(ctx context.Context, t tx.Tx, i schedule.HoldID) error {
	return mortal.Do(f.Lines, func() error { return f.Store.DeleteHold(ctx, t, i) })
}

// build makes a scheduler on the store.
func build(s *store.Store, keys *phi.Keys, now func() time.Time, db tx.DB, visits schedule.Store) (*schedule.Scheduler, *practice.Registry) {
	ids := id.NewSource(now, rand.Reader)
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	house := &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids}
	people := &patient.Registry{Store: s.Patients(), Audit: log, IDs: ids}
	return &schedule.Scheduler{DB: db, Store: visits, Practice: house, Patients: people, Audit: log, IDs: ids}, house
}

// live keeps a time, books it, and moves the visit an hour. What it did before it died last time it does not do twice.
func live(l mortal.Life) error {
	ctx := context.Background()
	s, _ := build(l.Store, l.Keys, l.Now, mortal.DB{DB: l.Store, Lines: l.Lines}, frail{l.Store.Schedule(), l.Lines})
	part := strings.Fields(l.About)
	start, err := time.Parse(time.RFC3339, part[4])
	if err != nil {
		return err
	}
	r := request(part[0], practice.ProviderID(part[1]), practice.LocationID(part[2]), practice.ServiceID(part[3]), start)
	kept := r
	kept.Key = "" // the same key would be the same thing
	if _, err := s.Hold(ctx, actor.Visitor(), kept, 5*time.Minute); err != nil {
		return err
	}
	again := r
	again.Start = start.Add(2 * time.Hour)
	a, err := s.Book(ctx, actor.Visitor(), again)
	if err != nil {
		return err
	}
	if _, err := s.Move(ctx, actor.System(), schedule.Move{ID: a.ID, Start: start.Add(4 * time.Hour)}); err != nil {
		return err
	}
	return nil
}

func request(key string, v practice.ProviderID, l practice.LocationID, svc practice.ServiceID, start time.Time) schedule.Request {
	email, _ := phi.ParseEmail("caller" + strings.ReplaceAll(key, " ", "") + "@example.com")
	return schedule.Request{Key: "call-" + key, Provider: v, Location: l, Service: svc, Start: start, Channel: "site",
		Person: patient.Person{Name: phi.NewName("Caller", "Number"+key), Birth: phi.NewBirthDate(civil.Date{Year: 1980, Month: 1, Day: 2}), Email: email, How: "booking page"}}
}

// TestCrashesAtEveryLine kills a process at every line of its work, looks at what is left, and has the
// caller, who never heard an answer, ask again.
func TestCrashesAtEveryLine(t *testing.T) {
	ctx := context.Background()
	dsn := testkit.SQLite(t)
	f := mortal.NewFamily(t, dsn)
	clock := testkit.NewClock(noon)
	s, err := store.Open(ctx, store.Config{URL: dsn, Keys: f.Keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	visits, house := build(s, f.Keys, clock.Now, s, s.Schedule())
	who, where, what := furnish(t, s, house)
	day := civil.Date{Year: 2026, Month: 11, Day: 24}
	at := func(line int) time.Time { return day.AddDays(line).At(480, civilZone(t)) }
	moved := 0
	lines := f.EveryLine(func(line int) mortal.Order {
		return mortal.Order{About: fmt.Sprint(line, " ", who, " ", where, " ", what, " ", at(line).Format(time.RFC3339)), Clock: noon}
	}, func(line int) {
		r := request(fmt.Sprint(line), who, where, what, at(line).Add(2*time.Hour))
		a, err := visits.Book(ctx, actor.Visitor(), r) // the answer never came: the same again
		if err != nil {
			t.Fatalf("line %d: the same request once more: %v", line, err)
		}
		switch {
		case a.Start.Equal(at(line).Add(4 * time.Hour)):
			moved++
		case !a.Start.Equal(r.Start):
			t.Fatalf("line %d: the visit is at %s", line, a.Start)
		}
		must(t, s.View(ctx, actor.System(), func(x tx.Tx) error {
			all, err := visits.Between(ctx, x, at(line).Add(-time.Hour), at(line).Add(12*time.Hour), schedule.Filter{})
			if len(all) != 1 {
				t.Errorf("line %d: %d visits, want one", line, len(all))
			}
			cells, err2 := s.Schedule().Cells(ctx, x, []string{"provider:" + string(who)}, at(line).Add(-time.Hour), at(line).Add(12*time.Hour))
			want := 4 // twenty minutes
			for _, c := range cells {
				if c.From.Before(at(line).Add(time.Hour)) { // those of the hold
					want = 8
				}
			}
			if len(cells) != want {
				t.Errorf("line %d: %d cells, want %d", line, len(cells), want)
			}
			if err == nil {
				err = err2
			}
			return err
		}))
		clock.Set(noon.Add(10 * time.Minute)) // whatever was kept is free again
		r = request(fmt.Sprint("other ", line), who, where, what, at(line))
		if _, err := visits.Book(ctx, actor.Visitor(), r); err != nil {
			t.Errorf("line %d: what was kept is not free again: %v", line, err)
		}
		clock.Set(noon)
	})
	if lines < 12 || moved == 0 {
		t.Errorf("%d lines, %d times moved", lines, moved)
	}
}

func furnish(t *testing.T, s *store.Store, r *practice.Registry) (v practice.ProviderID, l practice.LocationID, svc practice.ServiceID) {
	ctx := context.Background()
	must(t, s.Do(ctx, actor.System(), func(x tx.Tx) (err error) {
		set := practice.Defaults()
		set.Name, set.NeutralName, set.Phone, set.Zone, set.SlotStep, set.Horizon = "House", "House", "+12185550100", "America/Chicago", 20, 365
		if err = r.SaveSettings(ctx, x, set); err != nil {
			return err
		}
		if l, err = r.SaveLocation(ctx, x, practice.Location{Name: "Here", Address: "1 Main Street", City: "Elba", State: "MN", ZIP: "55910", Zone: "America/Chicago", Active: true}); err != nil {
			return err
		}
		if svc, err = r.SaveService(ctx, x, practice.Service{Name: "Visit", Minutes: 20, Online: true, Active: true}); err != nil {
			return err
		}
		if v, err = r.SaveProvider(ctx, x, practice.Provider{Given: "Ines", Family: "Marlow", Services: []practice.ServiceID{svc}, Active: true}); err != nil {
			return err
		}
		var week []practice.Hours
		for d := time.Sunday; d <= time.Saturday; d++ {
			week = append(week, practice.Hours{Weekday: d, When: civil.Interval{From: 480, To: 1080}})
		}
		if err = r.SaveHours(ctx, x, v, l, week); err != nil {
			return err
		}
		return r.GoLive(ctx, x)
	}))
	return v, l, svc
}

func civilZone(t *testing.T) *time.Location {
	loc, err := civil.Zone("America/Chicago")
	must(t, err)
	return loc
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
