package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var tuesday = civil.Date{Year: 2026, Month: 11, Day: 24}

func (o *office) service(t testing.TB, s practice.Service) (i practice.ServiceID) {
	t.Helper()
	ctx := context.Background()
	must(t, o.Do(ctx, owner, func(x tx.Tx) (err error) {
		s.Online, s.Active = true, true
		if i, err = o.practice.SaveService(ctx, x, s); err != nil {
			return err
		}
		p, err := o.practice.Get(ctx, x)
		if err != nil {
			return err
		}
		for _, v := range p.Providers {
			v.Services = append(v.Services, i)
			if _, err := o.practice.SaveProvider(ctx, x, v); err != nil {
				return err
			}
		}
		return nil
	}))
	return i
}

func TestHoldsExpireByThemselves(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		at := tuesday.At(540, mustZone("America/Chicago"))
		r := o.request(o.who[0], at, 1)
		h, err := o.Hold(ctx, actor.Visitor(), r, 5*time.Minute)
		must(t, err)
		if _, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 2)); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is held was booked: %v", err)
		}
		offered := func() bool {
			for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, Provider: o.who[0], From: tuesday, To: tuesday}) {
				if s.Start.Equal(at) {
					return true
				}
			}
			return false
		}
		if offered() {
			t.Error("what is held is offered")
		}
		o.clock.Advance(5 * time.Minute)
		if !offered() {
			t.Error("what is not held any more is not offered")
		}
		r.Hold = h.ID
		if _, err := o.Book(ctx, actor.Visitor(), r); !fault.Is(err, fault.Conflict) {
			t.Errorf("a hold that is over books: %v", err)
		}
		_, err = o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 2)) // nobody has cleaned up
		must(t, err)
		later := at.Add(time.Hour)
		h, err = o.Hold(ctx, actor.Visitor(), o.request(o.who[0], later, 3), 5*time.Minute)
		must(t, err)
		r = o.request(o.who[0], later.Add(time.Hour), 3)
		if r.Hold = h.ID; true {
			if _, err := o.Book(ctx, actor.Visitor(), r); !fault.Is(err, fault.Conflict) {
				t.Errorf("a hold books another time: %v", err)
			}
		}
		r.Start, r.Key = later, "held"
		a, err := o.Book(ctx, actor.Visitor(), r)
		must(t, err)
		again, err := o.Book(ctx, actor.Visitor(), r)
		if err != nil || again.ID != a.ID {
			t.Errorf("the same once more: %v", err)
		}
		if _, err := o.Hold(ctx, actor.Visitor(), o.request(o.who[1], later, 4), time.Hour); !fault.Is(err, fault.Invalid) {
			t.Errorf("a stranger keeps a time for an hour: %v", err)
		}
		h, err = o.Hold(ctx, frontDesk, o.request(o.who[1], later, 4), time.Hour)
		must(t, err)
		must(t, o.Do(ctx, frontDesk, func(x tx.Tx) error { return o.Unhold(ctx, x, h.ID) }))
		_, err = o.Book(ctx, actor.Visitor(), o.request(o.who[1], later, 4))
		must(t, err)
	})
}

// Strangers keep only so many times at once, so that nobody keeps a whole practice; whoever is known still keeps theirs.
func TestNobodyKeepsAWholePractice(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	var free []schedule.Slot // an hour from one another, so that none is in another's way
	for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, Provider: o.who[0], From: tuesday, To: tuesday.AddDays(9)}) {
		if len(free) == 0 || s.Start.Sub(free[len(free)-1].Start) >= time.Hour {
			free = append(free, s)
		}
	}
	keep := func(n int, by actor.Actor, who patient.ID) error {
		_, err := o.Hold(ctx, by, schedule.Request{Provider: free[n].Provider, Location: free[n].Location, Service: o.visit, Start: free[n].Start, Patient: who}, 5*time.Minute)
		return err
	}
	for n := range 40 {
		must(t, keep(n, actor.Visitor(), ""))
	}
	if err := keep(40, actor.Visitor(), ""); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "Many people are choosing") {
		t.Errorf("a time more is kept: %v", err)
	}
	a, err := o.Book(ctx, actor.Visitor(), o.request(free[41].Provider, free[41].Start, 1))
	must(t, err)
	must(t, keep(42, frontDesk, a.Patient))
	o.clock.Advance(5 * time.Minute)
	must(t, keep(40, actor.Visitor(), ""))
}

func TestOverbooking(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	at := tuesday.At(540, mustZone("America/Chicago"))
	_, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 1))
	must(t, err)
	over := func(n int, start time.Time) schedule.Request {
		r := o.request(o.who[0], start, n)
		r.Overbook = phi.NewText("In pain, and lives far away.")
		return r
	}
	if _, err := o.Book(ctx, actor.Visitor(), over(2, at)); err == nil {
		t.Error("a stranger overbooks")
	}
	a, err := o.Book(ctx, frontDesk, over(2, at))
	must(t, err)
	b, err := o.Book(ctx, frontDesk, over(3, at.Add(5*time.Minute)))
	must(t, err)
	if a.Lane < 32 || b.Lane == a.Lane || a.Overbook.Reveal() == "" {
		t.Errorf("lanes %d and %d, because %q", a.Lane, b.Lane, a.Overbook.Reveal())
	}
	night, err := o.Book(ctx, frontDesk, over(4, at.Add(12*time.Hour)))
	must(t, err)
	if night.Lane != 0 {
		t.Errorf("outside the hours, where nobody else is, it has lane %d", night.Lane)
	}
	if _, err := o.Book(ctx, frontDesk, over(4, at.Add(12*time.Hour))); !fault.Is(err, fault.Conflict) {
		t.Errorf("a patient is overbooked: %v", err)
	}
	if _, err := o.Book(ctx, frontDesk, over(5, at.AddDate(0, 0, -3))); !fault.Is(err, fault.Invalid) {
		t.Errorf("overbooked in the past: %v", err)
	}
	long := over(5, at)
	long.Overbook = phi.NewText(strings.Repeat("x", 501))
	if _, err := o.Book(ctx, frontDesk, long); !fault.Is(err, fault.Invalid) {
		t.Errorf("overbooked for a reason without end: %v", err)
	}
	if _, err := o.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Start: at.Add(time.Hour), Overbook: long.Overbook}); !fault.Is(err, fault.Invalid) {
		t.Errorf("moved for a reason without end: %v", err)
	}
	for n := range 29 { // lanes 34 to 62: the last is another book's
		_, err := o.Book(ctx, frontDesk, over(10+n, at))
		must(t, err)
	}
	if _, err := o.Book(ctx, frontDesk, over(5, at)); !fault.Is(err, fault.Conflict) {
		t.Errorf("more are overbooked than there are lanes: %v", err)
	}
	_, err = o.Cancel(ctx, frontDesk, a.ID, 0, "practice")
	must(t, err)
	for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: o.visit, Provider: o.who[0], From: tuesday, To: tuesday}) {
		if s.Start.Before(b.Blocked) && at.Before(s.End) {
			t.Errorf("%s is offered beside what is overbooked", s.Start)
		}
	}
}

func TestPatientsShareAVisit(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		class := o.service(t, practice.Service{Name: "Class", Minutes: 60, Seats: 3})
		at := tuesday.At(540, mustZone("America/Chicago"))
		var wg sync.WaitGroup
		var mu sync.Mutex
		var in []schedule.Appointment
		for n := range 12 {
			r := o.request(o.who[0], at, n)
			r.Service = class
			wg.Go(func() {
				a, err := o.Book(ctx, actor.Visitor(), r)
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					in = append(in, a)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(in) != 3 {
			t.Fatalf("%d of 12 have one of three seats", len(in))
		}
		seats := map[int]bool{}
		for _, a := range in {
			seats[a.Lane] = true
			if a.Room != in[0].Room || a.Room == "" {
				t.Errorf("one class in rooms %q and %q", a.Room, in[0].Room)
			}
		}
		if len(seats) != 3 {
			t.Errorf("seats %v", seats)
		}
		for _, a := range in[1:] {
			_, err := o.Cancel(ctx, frontDesk, a.ID, 0, "patient")
			must(t, err)
		}
		other := o.request(o.who[0], at, 50) // the class still takes place
		if _, err := o.Book(ctx, frontDesk, other); !fault.Is(err, fault.Conflict) {
			t.Errorf("another visit within the class: %v", err)
		}
		other.Service = class
		_, err := o.Book(ctx, actor.Visitor(), other)
		must(t, err)
	})
}

// TestNobodyIsPutIntoAVisitThatLacksWhatItNeeds has staff overbook a class without a room beside one visit and then asks
// for a seat of it.
func TestNobodyIsPutIntoAVisitThatLacksWhatItNeeds(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	class := o.service(t, practice.Service{Name: "Class", Minutes: 20, Seats: 3})
	at := tuesday.At(540, mustZone("America/Chicago"))
	for n := range 2 { // both rooms
		_, err := o.Book(ctx, actor.Visitor(), o.request(o.who[n], at, n))
		must(t, err)
	}
	over := o.request(o.who[2], at, 2)
	over.Service, over.Overbook = class, phi.NewText("she comes from far")
	a, err := o.Book(ctx, frontDesk, over)
	must(t, err)
	if a.Room != "" || a.Lane != 0 {
		t.Fatalf("overbooked in room %q, lane %d", a.Room, a.Lane)
	}
	for _, s := range o.slots(t, actor.Visitor(), schedule.Query{Service: class, Provider: o.who[2], From: tuesday, To: tuesday}) {
		if s.Start.Equal(at) {
			t.Error("a seat is offered where there is no room")
		}
	}
	seat := o.request(o.who[2], at, 3)
	seat.Service = class
	if _, err := o.Book(ctx, actor.Visitor(), seat); !fault.Is(err, fault.Conflict) {
		t.Errorf("a seat where there is no room: %v", err)
	}
}

func TestAVisitGoesThroughItsStates(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	at := tuesday.At(540, mustZone("America/Chicago"))
	r := o.request(o.who[0], at, 1)
	r.Pending = true
	a, err := o.Book(ctx, actor.Visitor(), r)
	must(t, err)
	if a.Status != schedule.Pending {
		t.Fatalf("asked for, it is %s", a.Status)
	}
	if _, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 2)); !fault.Is(err, fault.Conflict) {
		t.Errorf("what is asked for is free: %v", err)
	}
	for _, step := range []struct {
		at   time.Time
		to   schedule.Status
		want fault.Kind
	}{
		{monday, schedule.Arrived, fault.Conflict}, // nobody has confirmed it
		{monday, schedule.Booked, 0},
		{monday, schedule.Booked, fault.Conflict},
		{monday, schedule.Arrived, fault.Conflict}, // the day before
		{monday, schedule.NoShow, fault.Conflict},  // it has not begun
		{at.Add(-10 * time.Minute), schedule.Arrived, 0},
		{at.Add(-9 * time.Minute), schedule.Booked, 0}, // it was somebody else
		{at.Add(-5 * time.Minute), schedule.CheckedIn, 0},
		{at.Add(-5 * time.Minute), schedule.NoShow, fault.Conflict},
		{at.Add(30 * time.Minute), schedule.Fulfilled, 0},
		{at.Add(31 * time.Minute), schedule.NoShow, 0}, // it was the wrong button
		{at.Add(32 * time.Minute), schedule.Fulfilled, 0},
		{at.Add(33 * time.Minute), schedule.EnteredInError, 0},
		{at.Add(34 * time.Minute), schedule.Fulfilled, fault.Conflict},
	} {
		o.clock.Set(step.at)
		got, err := o.Mark(ctx, frontDesk, a.ID, a.Version, step.to)
		if step.want == 0 && err != nil || step.want != 0 && !fault.Is(err, step.want) {
			t.Fatalf("%s as %s: %v", a.Status, step.to, err)
		}
		if err == nil {
			a = got
		}
	}
	if _, err := o.Mark(ctx, actor.Verified(string(a.Patient)), a.ID, 0, schedule.Fulfilled); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a patient marks a visit: %v", err)
	}
}

func TestASeriesIsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	for zone, name := range map[string]string{"America/New_York": "EST", "America/Phoenix": "MST"} {
		now := civil.Date{Year: 2027, Month: 2, Day: 22}.At(720, mustZone(zone))
		o := openOffice(t, testkit.SQLite(t), zone, now, workday())
		first := civil.Date{Year: 2027, Month: 3, Day: 1}.At(540, mustZone(zone))
		visit, err := o.Book(ctx, actor.Visitor(), o.request(o.who[1], first, 1))
		must(t, err)
		q := schedule.Series{Every: 7, Times: 4}
		q.Request = o.request(o.who[0], first.Add(time.Hour), 1)
		q.Patient, q.Key = visit.Patient, "series"
		blocker, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], first.AddDate(0, 0, 14).Add(time.Hour), 2))
		must(t, err)
		if _, err := o.BookSeries(ctx, frontDesk, q); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "Monday, March 15") {
			t.Errorf("a series over a taken day: %v", err)
		}
		_, err = o.Cancel(ctx, frontDesk, blocker.ID, 0, "practice")
		must(t, err)
		all, err := o.BookSeries(ctx, frontDesk, q)
		must(t, err)
		again, err := o.BookSeries(ctx, frontDesk, q)
		must(t, err)
		for i, a := range all {
			if a.Start.Format("15:04") != "10:00" || a.Series != all[0].ID || again[i].ID != a.ID {
				t.Errorf("%s: visit %d at %s of series %s", name, i, a.Start, a.Series)
			}
		}
		n, err := o.CancelSeries(ctx, frontDesk, all[2].ID, "patient")
		if err != nil || n != 2 {
			t.Errorf("%d cancelled, %v", n, err)
		}
		if _, err := o.BookSeries(ctx, actor.Visitor(), q); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a stranger books a series: %v", err)
		}
	}
}

// TestWhomAServiceIsFor has strangers and staff ask for services that are not for everybody.
func TestWhomAServiceIsFor(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	at := tuesday.At(540, mustZone("America/Chicago"))
	child := o.service(t, practice.Service{Name: "Child", Minutes: 20, AgeTo: 17})
	first := o.service(t, practice.Service{Name: "First visit", Minutes: 20, Seen: practice.New})
	mole := o.service(t, practice.Service{Name: "Skin", Minutes: 20, Reasons: []string{"Mole", "Wart"}})
	scan := o.service(t, practice.Service{Name: "Scan", Minutes: 20, Needs: []practice.Need{{Count: 1, Pool: "Ultrasound"}}})
	must(t, o.Do(ctx, owner, func(x tx.Tx) error {
		_, err := o.practice.SaveCredential(ctx, x, licence(o.who[1]))
		return err
	}))
	n := 0
	try := func(name string, want any, edit func(*schedule.Request)) {
		t.Helper()
		n++
		r := o.request(o.who[0], at.AddDate(0, 0, n/6).Add(time.Duration(n%6)*20*time.Minute), n)
		edit(&r)
		_, err := o.Book(ctx, actor.Visitor(), r)
		switch want := want.(type) {
		case nil:
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case schedule.Field:
			if !strings.HasSuffix(err.Error(), want.Error()) || !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v, want something about %s", name, err, want)
			}
		case fault.Kind:
			if !fault.Is(err, want) {
				t.Errorf("%s: %v, want %s", name, err, want)
			}
		}
	}
	try("a grown-up for a child's visit", schedule.Field("Birth"), func(r *schedule.Request) { r.Service = child })
	try("a child", nil, func(r *schedule.Request) {
		r.Service, r.Person.Birth = child, phi.NewBirthDate(civil.Date{Year: 2015, Month: 5, Day: 1})
	})
	try("who comes of age on the day", schedule.Field("Birth"), func(r *schedule.Request) {
		r.Service, r.Person.Birth = child, phi.NewBirthDate(civil.Date{Year: 2008, Month: 11, Day: 24})
	})
	try("who comes of age the day after", nil, func(r *schedule.Request) {
		r.Service, r.Person.Birth = child, phi.NewBirthDate(civil.Date{Year: 2008, Month: 11, Day: 25})
	})
	try("who does not say whether they were here", schedule.Field("Seen"), func(r *schedule.Request) { r.Service = first })
	try("who was here before", schedule.Field("Seen"), func(r *schedule.Request) { r.Service, r.Seen = first, practice.Returning })
	try("who is new", nil, func(r *schedule.Request) { r.Service, r.Seen = first, practice.New })
	try("another reason", schedule.Field("Reason"), func(r *schedule.Request) { r.Service, r.Reason = mole, phi.NewText("headache") })
	try("one of the reasons", nil, func(r *schedule.Request) { r.Service, r.Reason = mole, phi.NewText("mole") })
	try("what the location lacks", fault.Invalid, func(r *schedule.Request) { r.Service = scan })
	try("video from nobody knows where", schedule.Field("State"), func(r *schedule.Request) { r.Service = o.video })
	try("video from where they work", nil, func(r *schedule.Request) { r.Service, r.State = o.video, "MN" })
	try("video from another state", schedule.Field("State"), func(r *schedule.Request) { r.Service, r.State = o.video, "TX" })
	try("video with a licence for somewhere else", schedule.Field("State"), func(r *schedule.Request) { r.Provider, r.Service, r.State = o.who[1], o.video, "WI" })
	try("anyone who is licensed there", nil, func(r *schedule.Request) { r.Provider, r.Service, r.State = "", o.video, "MN" })
	if got := o.slots(t, actor.Visitor(), schedule.Query{Service: o.video, From: tuesday, To: tuesday, About: schedule.About{State: "TX"}}); len(got) != 0 {
		t.Errorf("%d times for Texas", len(got))
	}
}

func TestWhatACallerAsksFor(t *testing.T) {
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	ctx := context.Background()
	must(t, o.Do(ctx, owner, func(x tx.Tx) error {
		p, err := o.practice.Get(ctx, x)
		if err != nil {
			return err
		}
		v, _ := p.Provider(o.who[1])
		v.Languages = "English, Spanish"
		_, err = o.practice.SaveProvider(ctx, x, v)
		return err
	}))
	friday := tuesday.AddDays(3)
	q := schedule.Query{Service: o.visit, From: tuesday, To: tuesday.AddDays(6), Except: []time.Weekday{time.Friday}, After: civil.NewClock(16, 0), Language: "spanish", Fair: true}
	all := o.slots(t, actor.Visitor(), q)
	for _, s := range all {
		if d := civil.DateOf(s.Start); d == friday || civil.ClockOf(s.Start) < civil.NewClock(16, 0) || s.Provider != o.who[1] {
			t.Errorf("any day but Friday after four, in Spanish: %s with %s", s.Start, s.Provider)
		}
	}
	if len(all) != 18 { // 16:00, 16:20 and 16:40 on six days
		t.Errorf("%d times", len(all))
	}
	q = schedule.Query{Service: o.visit, From: tuesday, To: tuesday.AddDays(6), Most: 3}
	days := map[civil.Date]bool{}
	for _, s := range o.slots(t, actor.Visitor(), q) {
		days[civil.DateOf(s.Start)] = true
	}
	if len(days) != 3 {
		t.Errorf("three offers on %d days", len(days))
	}
}
