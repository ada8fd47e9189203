package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var frontDesk = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "desk"}

// office is a practice with a scheduler on a real database: one location, two providers, two rooms.
type office struct {
	*store.Store
	*schedule.Scheduler
	clock    *testkit.Clock
	keys     *phi.Keys
	ids      *id.Source
	practice *practice.Registry
	patients *patient.Registry
	at       practice.LocationID
	visit    practice.ServiceID
	video    practice.ServiceID
	who      []practice.ProviderID
	told     []schedule.Change
	toldMu   sync.Mutex
}

func (o *office) AppointmentChanged(_ context.Context, _ tx.Tx, c schedule.Change) error {
	o.toldMu.Lock()
	defer o.toldMu.Unlock()
	o.told = append(o.told, c)
	return nil
}

// monday is the day before the visits of these tests, at noon in Chicago.
var monday = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

func openOffice(t testing.TB, dsn, zone string, now time.Time, hours civil.Interval) *office {
	t.Helper()
	ctx := context.Background()
	o := &office{clock: testkit.NewClock(now), keys: phi.NewKeys()}
	o.ids = id.NewSource(o.clock.Now, rand.Reader)
	s := o.open(t, dsn)
	log := &audit.Log{Store: s.Audit(), Keys: o.keys, IDs: o.ids}
	o.Store = s
	o.practice = &practice.Registry{Store: s.Practice(), Audit: log, IDs: o.ids}
	o.patients = &patient.Registry{Store: s.Patients(), Audit: log, IDs: o.ids}
	o.Scheduler = &schedule.Scheduler{DB: s, Store: s.Schedule(), Practice: o.practice, Patients: o.patients, Audit: log, IDs: o.ids, Followers: []schedule.Follower{o}}
	must(t, s.Do(ctx, actor.System(), func(tr tx.Tx) (err error) {
		r := o.practice
		if err := r.SaveSettings(ctx, tr, practice.Settings{Name: "Test Practice", NeutralName: "Test Practice", Phone: "+12185550100", Zone: zone,
			Quiet: civil.Interval{From: 480, To: 1260}, Notice: time.Hour, Horizon: 60, SlotStep: 20, Live: true}); err != nil {
			return err
		}
		if o.at, err = r.SaveLocation(ctx, tr, practice.Location{Name: "Harbor Street", Address: "1 Harbor Street", City: "Elba", State: "MN", ZIP: "55910",
			Zone: zone, Active: true, Rooms: []practice.Room{{Name: "1", Active: true}, {Name: "2", Active: true}}}); err != nil {
			return err
		}
		if o.visit, err = r.SaveService(ctx, tr, practice.Service{Name: "Visit", Minutes: 20, Buffer: 5, Online: true, Active: true}); err != nil {
			return err
		}
		if o.video, err = r.SaveService(ctx, tr, practice.Service{Name: "Video visit", Minutes: 20, Telehealth: true, Online: true, Active: true}); err != nil {
			return err
		}
		for _, name := range []string{"Marlow", "Osei", "Lind"} {
			v, err := r.SaveProvider(ctx, tr, practice.Provider{Given: "Test", Family: name, Credentials: "MD", Services: []practice.ServiceID{o.visit, o.video}, Active: true})
			if err != nil {
				return err
			}
			o.who = append(o.who, v)
			var week []practice.Hours
			for d := time.Sunday; d <= time.Saturday; d++ {
				week = append(week, practice.Hours{Weekday: d, When: hours})
				if hours.Contains(civil.Interval{From: 720, To: 780}) {
					week = append(week, practice.Hours{Weekday: d, Break: true, When: civil.Interval{From: 720, To: 780}})
				}
			}
			if err := r.SaveHours(ctx, tr, v, o.at, week); err != nil {
				return err
			}
		}
		return r.GoLive(ctx, tr)
	}))
	return o
}

// open opens the office's database, as each program on it does.
func (o *office) open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: o.keys, Now: o.clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func workday() civil.Interval {
	return civil.Interval{From: civil.NewClock(9, 0), To: civil.NewClock(17, 0)}
}

func (o *office) slots(t testing.TB, by actor.Actor, q schedule.Query) (found []schedule.Slot) {
	t.Helper()
	must(t, o.View(context.Background(), by, func(tr tx.Tx) (err error) {
		found, err = o.Slots(context.Background(), tr, q)
		return err
	}))
	return found
}

// someone is a stranger; n tells strangers apart.
func someone(n int) patient.Person {
	email, err := phi.ParseEmail(fmt.Sprintf("stranger%d@example.com", n))
	if err != nil {
		panic(err)
	}
	return patient.Person{Name: phi.NewName("Stranger", "Number"+string(rune('A'+n%26))+string(rune('a'+n/26%26))), Birth: phi.NewBirthDate(civil.Date{Year: 1980, Month: 5, Day: 1 + n%28}), Email: email, Consent: true, How: "booking page"}
}

func (o *office) request(v practice.ProviderID, start time.Time, who int) schedule.Request {
	return schedule.Request{Provider: v, Location: o.at, Service: o.visit, Start: start, Person: someone(who), Channel: "site"}
}

func TestBookingAgainstTheStore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		tuesday := civil.Date{Year: 2026, Month: 11, Day: 24}
		q := schedule.Query{Service: o.visit, Provider: o.who[0], From: tuesday, To: tuesday}
		free := o.slots(t, actor.Visitor(), q)
		if len(free) != 21 { // 9:00 … 11:40 and 13:00 … 16:40 every 20 minutes
			t.Fatalf("a day of 9–17 with a break at noon offers %d starts, want 21", len(free))
		}
		start := free[3].Start
		a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], start, 1))
		must(t, err)
		if a.Wall != "2026-11-24T10:00" || a.Zone != "America/Chicago" || a.Room == "" || a.Blocked.Sub(a.Start) != 25*time.Minute {
			t.Errorf("booked as %s %s until %s", a.Wall, a.Zone, a.Blocked)
		}
		for _, s := range o.slots(t, actor.Visitor(), q) {
			if s.Start.Before(a.Blocked) && s.End.Add(5*time.Minute).After(a.Start) {
				t.Errorf("%s is offered beside the visit at %s", s.Start, a.Start)
			}
		}

		t.Run("refusals", func(t *testing.T) {
			for _, c := range []struct {
				name string
				by   actor.Actor
				edit func(*schedule.Request)
				want fault.Kind
			}{
				{"taken", actor.Visitor(), func(r *schedule.Request) {}, fault.Conflict},
				{"overlapping by five minutes", frontDesk, func(r *schedule.Request) { r.Start = start.Add(-20 * time.Minute) }, fault.Conflict},
				{"between two steps, by a stranger", actor.Visitor(), func(r *schedule.Request) { r.Start = start.Add(65 * time.Minute) }, fault.Invalid},
				{"in the break", frontDesk, func(r *schedule.Request) { r.Start = start.Add(2 * time.Hour) }, fault.Invalid},
				{"running into the break", frontDesk, func(r *schedule.Request) { r.Start = start.Add(115 * time.Minute) }, fault.Invalid},
				{"at night", frontDesk, func(r *schedule.Request) { r.Start = start.Add(12 * time.Hour) }, fault.Invalid},
				{"in the past", frontDesk, func(r *schedule.Request) { r.Start = start.AddDate(0, 0, -7) }, fault.Invalid},
				{"beyond the horizon", actor.Visitor(), func(r *schedule.Request) { r.Start = start.AddDate(0, 0, 70) }, fault.Invalid},
				{"off the cells", frontDesk, func(r *schedule.Request) { r.Start = start.Add(61 * time.Minute) }, fault.Invalid},
				{"no such provider", frontDesk, func(r *schedule.Request) { r.Provider = "nobody" }, fault.Invalid},
				{"no such service", frontDesk, func(r *schedule.Request) { r.Service = "none" }, fault.NotFound},
				{"by someone who may only read", actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly}, func(r *schedule.Request) { r.Start = start.Add(time.Hour) }, fault.Forbidden},
				{"a patient's id from a stranger", actor.Visitor(), func(r *schedule.Request) { r.Patient, r.Start = a.Patient, start.Add(time.Hour) }, fault.Forbidden},
			} {
				r := o.request(o.who[0], start, 2)
				c.edit(&r)
				if _, err := o.Book(ctx, c.by, r); fault.KindOf(err) != c.want || err == nil {
					t.Errorf("%s: %v, want %s", c.name, err, c.want)
				}
			}
		})

		t.Run("a patient has one visit at a time", func(t *testing.T) {
			r := o.request(o.who[1], start, 1)
			_, stranger := o.Book(ctx, actor.Visitor(), r)
			r.Person, r.Patient = patient.Person{}, a.Patient
			_, staff := o.Book(ctx, frontDesk, r)
			if !fault.Is(stranger, fault.Conflict) || !fault.Is(staff, fault.Conflict) {
				t.Fatalf("a second visit at the same time: %v, %v", stranger, staff)
			}
			if fault.Message(stranger) == fault.Message(staff) {
				t.Error("a stranger is told that the patient has a visit")
			}
		})

		t.Run("a buffer is the provider's, not the patient's", func(t *testing.T) {
			r := o.request(o.who[2], a.End, 1)
			next, err := o.Book(ctx, actor.Visitor(), r)
			must(t, err)
			_, err = o.Cancel(ctx, frontDesk, next.ID, 0, "mistake")
			must(t, err)
		})

		t.Run("rooms run out", func(t *testing.T) {
			at := start.Add(3 * time.Hour)
			for i, v := range o.who[:2] {
				_, err := o.Book(ctx, actor.Visitor(), o.request(v, at, 10+i))
				must(t, err)
			}
			if _, err := o.Book(ctx, actor.Visitor(), o.request(o.who[2], at, 12)); !fault.Is(err, fault.Conflict) {
				t.Errorf("a third visit in two rooms: %v", err)
			}
			for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, Provider: o.who[2], From: tuesday, To: tuesday}) {
				if s.Start.Equal(at) {
					t.Error("a time without a room is offered")
				}
			}
			r := o.request(o.who[2], at, 12)
			r.Service, r.State = o.video, "MN"
			_, err := o.Book(ctx, actor.Visitor(), r)
			must(t, err)
		})

		t.Run("move and cancel", func(t *testing.T) {
			later, err := o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Version: a.Version, Start: start.Add(10 * time.Minute)})
			must(t, err) // onto cells of its own, too
			if _, err := o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Version: a.Version, Start: start}); !fault.Is(err, fault.Conflict) {
				t.Errorf("moving what somebody else moved: %v", err)
			}
			if _, err := o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: start.Add(3 * time.Hour)}); !fault.Is(err, fault.Conflict) {
				t.Errorf("moving onto a taken time: %v", err)
			}
			if _, err := o.Cancel(ctx, actor.Visitor(), a.ID, 0, "patient"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("a stranger cancels: %v", err)
			}
			self, other := actor.Verified(string(later.Patient)), actor.Verified("somebody else")
			if _, err := o.Cancel(ctx, other, a.ID, 0, "patient"); !fault.Is(err, fault.NotFound) {
				t.Errorf("somebody else's visit is there: %v", err)
			}
			if _, err := o.Cancel(ctx, other, "no such visit", 0, "patient"); !fault.Is(err, fault.NotFound) || fault.Message(err) != "There is no such visit." {
				t.Errorf("no visit sounds unlike somebody else's: %v", err)
			}
			if later, err = o.Move(ctx, self, schedule.Move{ID: a.ID, Start: start.Add(20 * time.Minute)}); err != nil {
				t.Errorf("a patient moves their own: %v", err)
			}
			theirs := 0
			must(t, o.View(ctx, self, func(x tx.Tx) error {
				all, err := o.OfPatient(ctx, x, later.Patient)
				theirs = len(all)
				return err
			}))
			if err := o.View(ctx, other, func(x tx.Tx) error { _, err := o.OfPatient(ctx, x, later.Patient); return err }); theirs == 0 || !fault.Is(err, fault.Forbidden) {
				t.Errorf("%d visits of one's own; somebody else's: %v", theirs, err)
			}
			_, err = o.Cancel(ctx, frontDesk, a.ID, later.Version, "patient")
			must(t, err)
			if _, err := o.Cancel(ctx, frontDesk, a.ID, 0, "patient"); !fault.Is(err, fault.Conflict) {
				t.Errorf("cancelling twice: %v", err)
			}
			_, err = o.Book(ctx, actor.Visitor(), o.request(o.who[0], start, 3))
			must(t, err) // its time is free again
		})
		var kinds []schedule.ChangeKind
		for _, c := range o.told {
			if c.After.ID == a.ID {
				kinds = append(kinds, c.Kind)
			}
		}
		if fmt.Sprint(kinds) != "[booked moved moved cancelled]" {
			t.Errorf("followers were told %v", kinds)
		}
	})
}

func TestAKeyBooksOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		start := civil.Date{Year: 2026, Month: 11, Day: 24}.At(civil.NewClock(9, 0), mustZone("America/Chicago"))
		r := o.request(o.who[0], start, 1)
		r.Key = "a-key"
		var wg sync.WaitGroup
		got := make([]schedule.Appointment, 20)
		for i := range got {
			wg.Go(func() {
				var err error
				if got[i], err = o.Book(ctx, actor.Visitor(), r); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, a := range got {
			if a.ID != got[0].ID {
				t.Fatal("one key booked two visits")
			}
		}
		r.Start = start.Add(time.Hour)
		if _, err := o.Book(ctx, actor.Visitor(), r); !fault.Is(err, fault.Conflict) {
			t.Errorf("a key with another request: %v", err)
		}
	})
}

// TestRaceFindsNoOverlap throws bookings at overlapping times from many goroutines, on PostgreSQL of two programs, and
// looks for two visits that share a provider, a room or a patient.
func TestRaceFindsNoOverlap(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		programs := []*schedule.Scheduler{o.Scheduler, o.Scheduler}
		if strings.HasPrefix(dsn, "postgres") {
			second := *o.Scheduler
			second.DB = o.open(t, dsn)
			programs[1] = &second
		}
		nine := civil.Date{Year: 2026, Month: 11, Day: 24}.At(civil.NewClock(9, 0), mustZone("America/Chicago"))
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := map[string]int{}
		begin := make(chan struct{})
		for i := range 400 {
			r := o.request(o.who[i%2], nine.Add(time.Duration(i%24)*Cell), i)
			wg.Go(func() {
				<-begin
				_, err := programs[i/2%2].Book(ctx, frontDesk, r)
				mu.Lock()
				defer mu.Unlock()
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Errorf("a race ended with %v", err)
				}
				won[fmt.Sprint(err == nil)]++
			})
		}
		close(begin)
		wg.Wait()
		if won["true"] == 0 || won["false"] < 300 {
			t.Fatalf("won and lost: %v", won)
		}
		var busy []schedule.Busy
		var visits []schedule.Appointment
		must(t, o.View(ctx, frontDesk, func(tr tx.Tx) (err error) {
			if busy, err = o.Store.Schedule().Busy(ctx, tr, nine.Add(-24*time.Hour), nine.Add(24*time.Hour)); err != nil {
				return err
			}
			visits, err = o.Between(ctx, tr, nine, nine.Add(24*time.Hour), schedule.Filter{})
			return err
		}))
		if len(busy) != won["true"] || len(visits) != won["true"] {
			t.Errorf("%d visits stand, %d were told that they are booked", len(busy), won["true"])
		}
		if n := schedule.Overlaps(busy); n != 0 {
			t.Errorf("%d overlaps", n)
		}
	})
}

const Cell = schedule.Cell

func mustZone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// TestClockChanges books through the days on which the wall clock jumps: what is shown is what is booked, nothing
// lies outside the wall clock's hours, and nothing overlaps.
func TestClockChanges(t *testing.T) {
	for _, zone := range []string{"America/New_York", "America/Phoenix", "America/Puerto_Rico", "Pacific/Honolulu", "America/Indiana/Indianapolis", "America/Chicago"} {
		for _, day := range []civil.Date{{Year: 2027, Month: 3, Day: 14}, {Year: 2027, Month: 11, Day: 7}} {
			t.Run(fmt.Sprintf("%s %s", zone, day), func(t *testing.T) {
				ctx := context.Background()
				now := day.AddDays(-3).At(civil.NewClock(12, 0), mustZone(zone))
				o := openOffice(t, testkit.SQLite(t), zone, now, civil.Interval{From: 0, To: 300})
				for day := day.AddDays(-1); day != (civil.Date{Year: day.Year, Month: day.Month, Day: 16}) && day.Day < 16; day = day.AddDays(1) {
					free := o.slots(t, actor.Visitor(), schedule.Query{Service: o.video, Provider: o.who[0], From: day, To: day})
					real := day.At(300, mustZone(zone)).Sub(day.At(0, mustZone(zone)))
					if want := int(real / (20 * time.Minute)); len(free) != want {
						t.Errorf("%s: %d starts in %s, want %d", day, len(free), real, want)
					}
					for _, s := range free {
						if c := civil.ClockOf(s.Start); civil.DateOf(s.Start) != day || c > 280 {
							t.Errorf("%s offers %s", day, s.Start)
						}
						r := o.request(o.who[0], s.Start, int(s.Start.Unix()/1200)%700)
						r.Service, r.State = o.video, "mn"
						a, err := o.Book(ctx, actor.Visitor(), r)
						if err != nil {
							t.Fatalf("%s was shown and refused: %v", s.Start, err)
						}
						if a.Wall != s.Start.Format("2006-01-02T15:04") {
							t.Errorf("shown %s, booked %s", s.Start, a.Wall)
						}
					}
				}
			})
		}
	}
}

// TestShownIsBookable books, moves and cancels at random and checks that every shown time can be taken and that
// nothing ever overlaps.
func TestShownIsBookable(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	day := civil.Date{Year: 2026, Month: 11, Day: 24}
	next := 0
	rapid.Check(t, func(rt *rapid.T) {
		next++
		free := o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, From: day, To: day.AddDays(3)})
		if len(free) > 0 {
			s := free[rapid.IntRange(0, len(free)-1).Draw(rt, "slot")]
			r := o.request(s.Provider, s.Start, next)
			a, err := o.Book(ctx, actor.Visitor(), r)
			if err != nil {
				rt.Fatalf("%s was shown and refused: %v", s.Start, err)
			}
			switch rapid.IntRange(0, 3).Draw(rt, "then") {
			case 0:
				_, err = o.Cancel(ctx, frontDesk, a.ID, 0, "practice")
			case 1:
				to := free[rapid.IntRange(0, len(free)-1).Draw(rt, "to")]
				_, err = o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: to.Start, Provider: to.Provider})
			}
			if err != nil && !fault.Is(err, fault.Conflict) {
				rt.Fatal(err)
			}
		}
		var busy []schedule.Busy
		must(t, o.View(ctx, frontDesk, func(tr tx.Tx) (err error) {
			busy, err = o.Store.Schedule().Busy(ctx, tr, monday, monday.AddDate(0, 0, 7))
			return err
		}))
		if n := schedule.Overlaps(busy); n != 0 {
			rt.Fatalf("%d overlaps", n)
		}
	})
}
