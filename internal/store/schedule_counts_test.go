package store_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// A day and a week of visits are the provider's, by their own zone: where they live a day ends at noon of Chicago.
func TestLimitsAreCountedInTheProvidersZone(t *testing.T) {
	ctx := context.Background()
	chicago := mustZone("America/Chicago")
	sunday := tuesday.AddDays(5)
	type visit struct {
		day  civil.Date
		at   civil.Clock
		full bool
	}
	for name, c := range map[string]struct {
		day, week int
		visits    []visit
	}{
		"one a day": {1, 0, []visit{{tuesday, 540, false}, {tuesday, 600, true}, {tuesday, 840, false}, {tuesday.AddDays(1), 600, true}, {tuesday.AddDays(1), 840, false}}},
		"two a week": {0, 2, []visit{{tuesday, 540, false}, {sunday, 600, false}, {tuesday, 840, true},
			{sunday, 840, false}, {sunday.AddDays(1), 600, false}, {sunday.AddDays(1), 840, true}, {sunday.AddDays(7), 600, true}, {sunday.AddDays(7), 840, false}}},
	} {
		t.Run(name, func(t *testing.T) {
			o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
			must(t, o.Do(ctx, owner, func(x tx.Tx) error {
				p, err := o.practice.Get(ctx, x)
				if err != nil {
					return err
				}
				v, _ := p.Provider(o.who[0])
				v.MostDay, v.MostWeek, v.Zone = c.day, c.week, "Asia/Dhaka"
				_, err = o.practice.SaveProvider(ctx, x, v)
				return err
			}))
			for n, i := range c.visits {
				start := i.day.At(i.at, chicago)
				offered := false
				for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, Provider: o.who[0], From: i.day, To: i.day}) {
					offered = offered || s.Start.Equal(start)
				}
				_, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], start, n))
				if offered == i.full || (err == nil) == i.full {
					t.Errorf("%s: full %t, offered %t: %v", start, i.full, offered, err)
				}
			}
		})
	}
}

// Who has the fewest visits that day is anyone, in what is offered and in what is booked; then the order of the practice counts.
func TestAnyoneIsWhoeverHasTheFewest(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	chicago := mustZone("America/Chicago")
	for n, v := range []practice.ProviderID{o.who[0], o.who[0], o.who[1]} {
		_, err := o.Book(ctx, actor.Visitor(), o.request(v, tuesday.At(civil.Clock(540+n*60), chicago), n))
		must(t, err)
	}
	for n, want := range []practice.ProviderID{o.who[2], o.who[1], o.who[2], o.who[0]} {
		start := tuesday.At(civil.Clock(780+n*60), chicago)
		var offered practice.ProviderID
		for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, From: tuesday, To: tuesday, Fair: true}) {
			if s.Start.Equal(start) {
				offered = s.Provider
			}
		}
		a, err := o.Book(ctx, actor.Visitor(), o.request("", start, 10+n))
		must(t, err)
		if a.Provider != want || offered != want {
			t.Errorf("visit %d is with %s and was offered with %s, want %s", n, a.Provider, offered, want)
		}
	}
}

// What is kept for one patient is not given to another, by whichever way.
func TestAHoldIsForWhomItWasKept(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	at := tuesday.At(540, mustZone("America/Chicago"))
	one, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 1))
	must(t, err)
	two, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at.Add(time.Hour), 2))
	must(t, err)
	r := schedule.Request{Patient: one.Patient, Provider: o.who[1], Location: o.at, Service: o.visit, Start: at.Add(2 * time.Hour), Channel: "console"}
	h, err := o.Hold(ctx, frontDesk, r, time.Hour)
	must(t, err)
	other := r
	other.Hold, other.Patient = h.ID, two.Patient
	if _, err := o.Book(ctx, frontDesk, other); !fault.Is(err, fault.Conflict) {
		t.Errorf("another patient is booked: %v", err)
	}
	if _, err := o.Move(ctx, frontDesk, schedule.Move{ID: two.ID, Provider: r.Provider, Start: r.Start, Hold: h.ID}); !fault.Is(err, fault.Conflict) {
		t.Errorf("another patient's visit is moved: %v", err)
	}
	r.Hold = h.ID
	_, err = o.Book(ctx, frontDesk, r)
	must(t, err)
}

// What is kept free opens to the second, to the services that may use it, and to nobody before.
func TestWhatIsKeptOpensOnTime(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	chicago := mustZone("America/Chicago")
	at := tuesday.At(540, chicago)
	must(t, o.Do(ctx, owner, func(x tx.Tx) error {
		_, err := o.practice.SaveReserved(ctx, x, practice.Reserved{Provider: o.who[0], Location: o.at, Weekday: time.Tuesday, When: civil.Interval{From: 540, To: 600},
			Name: "Urgent", Services: []practice.ServiceID{o.visit}, OpensAt: 420})
		return err
	}))
	check := func(service practice.ServiceID, want bool) {
		t.Helper()
		got := o.slots(t, actor.Visitor(), schedule.Query{Service: service, Provider: o.who[0], From: tuesday, To: tuesday, About: schedule.About{State: "MN"}})
		r := o.request(o.who[0], at, 1)
		r.Service, r.State = service, "MN"
		h, err := o.Hold(ctx, actor.Visitor(), r, time.Minute)
		if offered := len(got) > 0 && got[0].Start.Equal(at); offered != want || (err == nil) != want {
			t.Errorf("at %s: offered %t, kept for somebody: %v; want %t", o.clock.Now().In(chicago).Format(time.TimeOnly), offered, err, want)
		}
		must(t, o.Do(ctx, frontDesk, func(x tx.Tx) error { return o.Unhold(ctx, x, h.ID) }))
	}
	o.clock.Advance(tuesday.At(420, chicago).Add(-time.Second).Sub(o.clock.Now()))
	check(o.visit, false)
	o.clock.Advance(time.Second)
	check(o.visit, true)
	check(o.video, false)
}

// What another book takes is offered to nobody, nor is it given to whom it was kept for before.
func TestWhatIsTakenElsewhereIsNotGiven(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	at := tuesday.At(540, mustZone("America/Chicago"))
	r := o.request(o.who[0], at, 1)
	h, err := o.Hold(ctx, actor.Visitor(), r, 5*time.Minute)
	must(t, err)
	must(t, o.Do(ctx, actor.System(), func(x tx.Tx) error {
		_, err := o.Block(ctx, x, schedule.Block{Source: "feed", Spans: schedule.OfElsewhere(o.who[0], "", "", at.Add(10*time.Minute), at.Add(time.Hour))})
		return err
	}))
	for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, Provider: o.who[0], From: tuesday, To: tuesday}) {
		if s.Start.Before(at.Add(time.Hour)) {
			t.Errorf("%s is offered", s.Start)
		}
	}
	kept := r
	kept.Hold = h.ID
	for _, r := range []schedule.Request{kept, o.request(o.who[0], at.Add(20*time.Minute), 2)} {
		if _, err := o.Book(ctx, actor.Visitor(), r); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s is booked: %v", r.Start, err)
		}
	}
	_, err = o.Book(ctx, actor.Visitor(), o.request(o.who[0], at.Add(time.Hour), 3))
	must(t, err)
}
