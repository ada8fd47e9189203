package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var errTakenBack = errors.New("only tried")

// TestFitsAreWhatMoveDoes makes practices and books by chance, and moves a visit to times of its day: what was said to
// be free takes it, what was not refuses it, and what can be overbooked takes it with a reason.
func TestFitsAreWhatMoveDoes(t *testing.T) {
	few(t, 10)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		zone := rapid.SampledFrom([]string{"America/New_York", "America/Phoenix", "Pacific/Honolulu"}).Draw(rt, "zone")
		m := &model{office: openOffice(t, testkit.SQLite(t), zone, civil.Date{Year: 2026, Month: 12, Day: 2}.At(420, mustZone(zone)), workday())}
		must(t, m.furnish(ctx, rt))
		must(t, m.View(ctx, actor.System(), func(x tx.Tx) (err error) { m.p, err = m.practice.Get(ctx, x); return err }))
		day := civil.DateOf(m.clock.Now().In(m.p.Locations[0].In())).AddDays(rapid.IntRange(0, 3).Draw(rt, "day"))
		var booked []schedule.Appointment
		for n := range 12 {
			svc := rapid.SampledFrom(m.p.Services).Draw(rt, "service")
			free := m.office.slots(t, frontDesk, schedule.Query{Service: svc.ID, From: day, To: day})
			if len(free) == 0 {
				continue
			}
			s := rapid.SampledFrom(free).Draw(rt, "slot")
			r := schedule.Request{Provider: s.Provider, Location: s.Location, Service: svc.ID, Start: s.Start, Person: someone(100 + n), Channel: "console"}
			if n%4 == 3 && len(booked) > 0 { // the same patient once more, or beside somebody else
				r.Patient, r.Overbook = booked[0].Patient, phi.NewText("asked for it")
			}
			if a, err := m.Book(ctx, frontDesk, r); err == nil {
				booked = append(booked, a)
			} else if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
				rt.Fatal(err)
			}
			if n == 6 {
				must(t, m.Do(ctx, actor.System(), func(x tx.Tx) error {
					_, err := m.Block(ctx, x, schedule.Block{Source: "feed", Spans: schedule.OfElsewhere(s.Provider, "", "", s.Start.Add(time.Hour), s.Start.Add(100*time.Minute))})
					return err
				}))
			}
			if n == 5 && len(free) > 1 {
				if _, err := m.Hold(ctx, frontDesk, schedule.Request{Provider: free[1].Provider, Location: free[1].Location, Service: svc.ID, Start: free[1].Start}, time.Hour); err != nil && !fault.Is(err, fault.Conflict) {
					rt.Fatal(err)
				}
			}
		}
		if len(booked) == 0 {
			return
		}
		a := rapid.SampledFrom(booked).Draw(rt, "visit")
		var fits map[practice.ProviderID][]schedule.Fit
		must(t, m.View(ctx, frontDesk, func(x tx.Tx) (err error) {
			fits, err = m.Fits(ctx, x, a.ID, a.Location, day, civil.Interval{From: 0, To: 1440})
			return err
		}))
		try := func(v practice.ProviderID, start time.Time, why string) error {
			err := m.Do(ctx, frontDesk, func(x tx.Tx) error {
				if _, err := m.MoveIn(ctx, x, schedule.Move{ID: a.ID, Provider: v, Start: start, Overbook: phi.NewText(why)}); err != nil {
					return err
				}
				return errTakenBack
			})
			if errors.Is(err, errTakenBack) {
				return nil
			}
			return err
		}
		for v, runs := range fits {
			for _, f := range runs {
				if f.Free == (f.Why != "") || f.Free && f.Over {
					rt.Fatalf("from %s to %s: free %t, over %t, %q", f.From, f.To, f.Free, f.Over, f.Why)
				}
				for _, start := range []time.Time{f.From, f.To} {
					if err := try(v, start, ""); (err == nil) != f.Free {
						rt.Fatalf("%s at %s was said to be free %t (%q), moving there: %v", v, start, f.Free, f.Why, err)
					}
					if f.Free {
						continue
					}
					if err := try(v, start, "she drove three hours"); (err == nil) != f.Over {
						rt.Fatalf("%s at %s was said to be overbookable %t (%q), overbooking: %v", v, start, f.Over, f.Why, err)
					}
				}
			}
		}
	})
}

// TestFitsRefuse: who may not move a visit is not told where it could go, and one that is over goes nowhere.
func TestFitsRefuse(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], tuesday.At(540, mustZone("America/Chicago")), 1))
	must(t, err)
	ask := func(by actor.Actor) error {
		return o.View(ctx, by, func(x tx.Tx) error {
			_, err := o.Fits(ctx, x, a.ID, o.at, tuesday, civil.Interval{From: 480, To: 1080})
			return err
		})
	}
	must(t, ask(frontDesk))
	for _, by := range []actor.Actor{actor.Visitor(), actor.Verified(string(a.Patient)), {Kind: actor.Staff, Role: actor.ReadOnly, ID: "r"}} {
		if err := ask(by); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", by.Role, err)
		}
	}
	_, err = o.Cancel(ctx, frontDesk, a.ID, 0, "practice")
	must(t, err)
	if err := ask(frontDesk); !fault.Is(err, fault.Conflict) {
		t.Errorf("a cancelled visit: %v", err)
	}
}

// TestPulses: every change of a visit or a hold is another pulse of its provider, and of nobody else.
func TestPulses(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		loc := mustZone("America/Chicago")
		from, to := tuesday.At(0, loc), tuesday.AddDays(1).At(0, loc)
		pulses := func() (all map[practice.ProviderID]schedule.Pulse) {
			must(t, o.View(ctx, frontDesk, func(x tx.Tx) (err error) { all, err = o.Pulses(ctx, x, from, to); return err }))
			return all
		}
		before := pulses()
		if len(before) != 0 {
			t.Fatalf("an empty book has pulses: %v", before)
		}
		changed := func(what string, who ...practice.ProviderID) {
			t.Helper()
			after := pulses()
			for _, v := range o.who {
				want := false
				for _, w := range who {
					want = want || v == w
				}
				if (before[v] != after[v]) != want {
					t.Errorf("%s: provider's pulse was %v and is %v", what, before[v], after[v])
				}
			}
			before = after
			o.clock.Advance(time.Second)
		}
		at := tuesday.At(600, loc)
		a, err := o.Book(ctx, frontDesk, o.request(o.who[0], at, 1))
		must(t, err)
		changed("booked", o.who[0])
		a, err = o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: at.Add(time.Hour)})
		must(t, err)
		changed("moved within the day", o.who[0])
		_, err = o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: at.Add(time.Hour), Provider: o.who[1]})
		must(t, err)
		changed("moved to another provider", o.who[0], o.who[1])
		_, err = o.Cancel(ctx, frontDesk, a.ID, 0, "practice")
		must(t, err)
		changed("cancelled", o.who[1])
		must(t, o.Do(ctx, actor.System(), func(x tx.Tx) error {
			_, err := o.Block(ctx, x, schedule.Block{Source: "feed", Spans: schedule.OfElsewhere(o.who[1], "", "", at, at.Add(time.Hour))})
			return err
		}))
		changed("taken in another book", o.who[1])
		h, err := o.Hold(ctx, frontDesk, o.request(o.who[2], at, 2), time.Hour)
		must(t, err)
		changed("held", o.who[2])
		var held []schedule.Hold
		must(t, o.View(ctx, frontDesk, func(x tx.Tx) (err error) {
			held, err = o.Holds(ctx, x, from, to, schedule.Filter{Location: o.at, Provider: o.who[2]})
			return err
		}))
		if len(held) != 1 || held[0].ID != h.ID || !held[0].Start.Equal(at) {
			t.Errorf("the holds of the day are %v", held)
		}
		o.clock.Advance(time.Hour)
		changed("the hold expired", o.who[2])
		must(t, o.View(ctx, frontDesk, func(x tx.Tx) (err error) {
			held, err = o.Holds(ctx, x, from, to, schedule.Filter{})
			return err
		}))
		if len(held) != 0 {
			t.Errorf("a hold that has expired is still one: %v", held)
		}
	})
}

// TestLoads counts a day: who shares a visit takes the time once, what is overbooked takes it again.
func TestLoads(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	group := o.service(t, practice.Service{Name: "Class", Minutes: 60, Seats: 4})
	loc := mustZone("America/Chicago")
	at := tuesday.At(600, loc)
	for n := range 3 {
		r := o.request(o.who[0], at, n+1)
		r.Service = group
		_, err := o.Book(ctx, frontDesk, r)
		must(t, err)
	}
	r := o.request(o.who[0], at, 9)
	r.Overbook = phi.NewText("cannot wait")
	_, err := o.Book(ctx, frontDesk, r)
	must(t, err)
	var all map[practice.ProviderID]map[civil.Date]schedule.Load
	must(t, o.View(ctx, frontDesk, func(x tx.Tx) (err error) {
		all, err = o.Loads(ctx, x, tuesday.At(0, loc), tuesday.AddDays(1).At(0, loc), loc)
		return err
	}))
	if got, want := all[o.who[0]][tuesday], (schedule.Load{Visits: 4, Taken: 85 * time.Minute}); got != want || len(all) != 1 {
		t.Errorf("the day holds %+v, not %+v; %d providers", got, want, len(all))
	}
}
