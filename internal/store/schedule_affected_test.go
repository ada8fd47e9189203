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

// A provider is ill on Tuesday: each patient is offered a time of their own, whoever takes it is moved, whoever does not
// is on the list to be phoned, and when the provider is back after all the others' visits stand.
func TestABadDay(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		told := &phoned{}
		o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{told}
		at := tuesday.At(780, mustZone("America/Chicago"))
		var visits []schedule.Appointment
		for n := range 4 {
			a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at.Add(time.Duration(n)*time.Hour), n))
			must(t, err)
			visits = append(visits, a)
		}
		other, err := o.Book(ctx, actor.Visitor(), o.request(o.who[1], at, 9))
		must(t, err)
		var ill practice.ClosureID
		must(t, o.Do(ctx, frontDesk, func(x tx.Tx) (err error) {
			ill, err = o.practice.AddClosure(ctx, x, practice.Closure{Provider: o.who[0], From: tuesday, To: tuesday, Name: "Away"})
			return err
		}))
		list := func() (all []schedule.Affected) {
			t.Helper()
			must(t, o.View(ctx, frontDesk, func(x tx.Tx) (err error) {
				all, err = o.Affected(ctx, x, ill)
				return err
			}))
			return all
		}
		all := list()
		if len(all) != 4 {
			t.Fatalf("%d visits are affected, want 4", len(all))
		}
		taken := map[time.Time]bool{}
		for n, f := range all {
			if f.Visit.ID != visits[n].ID || f.State != schedule.Unasked || len(f.Choice) == 0 {
				t.Fatalf("affected: %s %s, %d choices", f.Visit.ID, f.State, len(f.Choice))
			}
			best := f.Choice[0]
			if best.Provider == o.who[0] && civil.DateOf(best.Start) == tuesday {
				t.Errorf("a time with who is ill: %s", best.Start)
			}
			if best.Provider == o.who[0] && taken[best.Start] {
				t.Errorf("the same time is proposed to two: %s", best.Start)
			}
			taken[best.Start] = true
			_, err := o.Propose(ctx, frontDesk, ill, f.Visit.ID, best)
			must(t, err)
		}
		if len(told.offers) != 4 {
			t.Fatalf("%d patients were asked, want 4", len(told.offers))
		}
		if _, err := o.Propose(ctx, frontDesk, ill, visits[0].ID, all[0].Choice[1]); !fault.Is(err, fault.Conflict) {
			t.Errorf("asked twice: %v", err)
		}
		if _, err := o.Propose(ctx, frontDesk, ill, other.ID, all[0].Choice[1]); !fault.Is(err, fault.Conflict) {
			t.Errorf("asked about a visit that stands: %v", err)
		}
		a, err := o.Accept(ctx, actor.Verified(string(visits[0].Patient)), told.offers[0].ID)
		must(t, err)
		if a.ID != visits[0].ID || !a.Start.Equal(all[0].Choice[0].Start) {
			t.Errorf("accepted: %s", a.Start)
		}
		must(t, o.Decline(ctx, actor.Verified(string(visits[1].Patient)), told.offers[1].ID))
		_, err = o.Cancel(ctx, frontDesk, visits[2].ID, 0, "practice")
		must(t, err)
		want := []schedule.AffectedState{schedule.Accepts, schedule.Declines, schedule.CalledOff, schedule.Asked}
		for n, f := range list() {
			if f.State != want[n] || !f.Was.Equal(visits[n].Start) || f.State.Ask() != (len(f.Choice) > 0) {
				t.Errorf("visit %d: %s, want %s", n, f.State, want[n])
			}
		}
		must(t, o.Do(ctx, frontDesk, func(x tx.Tx) error {
			stand, err := o.Reopen(ctx, x, ill)
			if len(stand) != 2 || stand[0].ID != visits[1].ID || stand[1].ID != visits[3].ID {
				t.Errorf("visits that stand: %+v", stand)
			}
			if err != nil {
				return err
			}
			return o.practice.RemoveClosure(ctx, x, ill)
		}))
		if _, err := o.Accept(ctx, frontDesk, told.offers[3].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted after the provider was back: %v", err)
		}
	})
}

// The best time there is, the same with somebody else, can be kept for a patient whose visit still stands at it.
func TestABadDayAtTheSameTime(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	told := &phoned{}
	o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{told}
	at := tuesday.At(780, mustZone("America/Chicago"))
	a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 0))
	must(t, err)
	var ill practice.ClosureID
	must(t, o.Do(ctx, frontDesk, func(x tx.Tx) (err error) {
		ill, err = o.practice.AddClosure(ctx, x, practice.Closure{Provider: o.who[0], From: tuesday, To: tuesday, Name: "Away"})
		return err
	}))
	same := schedule.Slot{Provider: o.who[1], Location: a.Location, Start: a.Start}
	_, err = o.Propose(ctx, frontDesk, ill, a.ID, same)
	must(t, err)
	if _, err := o.Book(ctx, actor.Visitor(), o.request(o.who[1], at, 5)); !fault.Is(err, fault.Conflict) {
		t.Errorf("what is kept for one was booked by another: %v", err)
	}
	moved, err := o.Accept(ctx, actor.Verified(string(a.Patient)), told.offers[0].ID)
	must(t, err)
	if moved.ID != a.ID || moved.Provider != o.who[1] || !moved.Start.Equal(a.Start) {
		t.Errorf("moved to %s with %s", moved.Start, moved.Provider)
	}
	must(t, o.View(ctx, frontDesk, func(x tx.Tx) error {
		all, err := o.Affected(ctx, x, ill)
		if len(all) != 1 || all[0].State != schedule.Accepts {
			t.Errorf("affected: %+v", all)
		}
		return err
	}))
}
