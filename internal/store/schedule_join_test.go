package store_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// waitsOf returns what a patient waits for.
func (o *office) waitsOf(t *testing.T, i patient.ID) (all []schedule.Waited) {
	t.Helper()
	must(t, o.View(context.Background(), actor.Verified(string(i)), func(x tx.Tx) (err error) {
		all, err = o.WaitsOf(context.Background(), x, i)
		return err
	}))
	return all
}

func TestPatientsPutThemselvesOnTheWaitlist(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		told := &phoned{}
		o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{told}
		zone := mustZone("America/Chicago")
		at := tuesday.At(600, zone)
		stranger := func(n int) schedule.Joining {
			return schedule.Joining{Wait: schedule.Wait{Service: o.visit, Channel: "site"}, Person: o.request(o.who[0], at, n).Person}
		}
		join := func(j schedule.Joining) schedule.Wait {
			t.Helper()
			w, err := o.Wait(ctx, actor.Visitor(), j)
			must(t, err)
			o.clock.Advance(time.Second)
			return w
		}
		// whoever asks twice waits once, with what they said last, and keeps their place
		first := join(stranger(1))
		if first.From != tuesday.AddDays(-1) || first.To != first.From.AddDays(60) {
			t.Errorf("days that were not named: %s to %s", first.From, first.To)
		}
		choosy := stranger(1)
		choosy.After, choosy.Days, choosy.Reason = 900, []time.Weekday{time.Tuesday}, phi.NewText("a sore knee")
		again := join(choosy)
		if again.ID != first.ID || !again.Created.Equal(first.Created) {
			t.Errorf("asking again made another entry, or another place")
		}
		list := o.waitsOf(t, first.Patient)
		if len(list) != 1 || list[0].After != 900 || len(list[0].Days) != 1 || list[0].Reason.Reveal() != "a sore knee" || list[0].Channel != "site" {
			t.Errorf("what they wait for: %+v", list)
		}
		// what the kind of visit refuses, it refuses here
		broken := stranger(2)
		broken.Service = o.video
		if _, err := o.Wait(ctx, actor.Visitor(), broken); !fault.Is(err, fault.Invalid) {
			t.Errorf("a video visit without a state: %v", err)
		}
		closed := o.service(t, practice.Service{Name: "Shot", Minutes: 10, Reasons: []string{"Flu", "Tetanus"}})
		shot := stranger(2)
		shot.Service = closed
		if _, err := o.Wait(ctx, actor.Visitor(), shot); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		shot.Reason = phi.NewText("Flu")
		flu := join(shot)
		// nobody changes what is somebody else's
		other := actor.Verified(string(flu.Patient))
		if err := o.Unwait(ctx, other, first.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else took them off: %v", err)
		}
		if _, err := o.Wait(ctx, other, schedule.Joining{Wait: schedule.Wait{Service: o.visit, Patient: first.Patient}}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else put them on: %v", err)
		}
		// what is taken from the list is booked with the reason, by the patient
		busy, err := o.Book(ctx, frontDesk, schedule.Request{Person: o.request(o.who[1], at, 9).Person, Provider: o.who[1], Service: closed, Start: at, Location: o.at, Reason: phi.NewText("Flu"), Channel: "console"})
		must(t, err)
		_, err = o.Cancel(ctx, frontDesk, busy.ID, 0, "patient")
		must(t, err)
		a, err := o.Accept(ctx, other, told.last().ID)
		must(t, err)
		if a.Patient != flu.Patient || a.Reason.Reveal() != "Flu" {
			t.Errorf("booked from the list: %+v", a)
		}
		if rest := o.waitsOf(t, flu.Patient); len(rest) != 0 {
			t.Errorf("still waits: %+v", rest)
		}
		must(t, o.Unwait(ctx, actor.Verified(string(first.Patient)), first.ID))
		if rest := o.waitsOf(t, first.Patient); len(rest) != 0 {
			t.Errorf("still waits after leaving: %+v", rest)
		}
	})
}

// Whoever waits and has a visit by then has it moved, and never two.
func TestWhoeverWaitsHasOneVisit(t *testing.T) {
	for name, have := range map[string]func(t *testing.T, o *office, j schedule.Joining, later schedule.Request) schedule.Wait{
		"booked after they joined": func(t *testing.T, o *office, j schedule.Joining, later schedule.Request) schedule.Wait {
			w, err := o.Wait(context.Background(), actor.Visitor(), j)
			must(t, err)
			_, err = o.Book(context.Background(), actor.Visitor(), later)
			must(t, err)
			return w
		},
		"said that they have one": func(t *testing.T, o *office, j schedule.Joining, later schedule.Request) schedule.Wait {
			_, err := o.Book(context.Background(), actor.Visitor(), later)
			must(t, err)
			j.Sooner = true
			w, err := o.Wait(context.Background(), actor.Visitor(), j)
			must(t, err)
			return w
		},
		"joined again for the visit they have": func(t *testing.T, o *office, j schedule.Joining, later schedule.Request) schedule.Wait {
			w, err := o.Wait(context.Background(), actor.Visitor(), j)
			must(t, err)
			a, err := o.Book(context.Background(), actor.Visitor(), later)
			must(t, err)
			again, err := o.Wait(context.Background(), actor.Verified(string(a.Patient)), schedule.Joining{Wait: schedule.Wait{Patient: a.Patient, Service: a.Service, Instead: a.ID}})
			must(t, err)
			if again.ID != w.ID {
				t.Error("two entries for one visit")
			}
			return again
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
			told := &phoned{}
			o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{told}
			at := tuesday.At(600, mustZone("America/Chicago"))
			taken, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 1))
			must(t, err)
			later := o.request(o.who[0], at.AddDate(0, 0, 10), 2)
			w := have(t, o, schedule.Joining{Wait: schedule.Wait{Service: o.visit}, Person: later.Person}, later)
			_, err = o.Cancel(ctx, frontDesk, taken.ID, 0, "patient")
			must(t, err)
			if len(told.offers) != 1 || told.last().Wait != w.ID {
				t.Fatalf("offered: %+v", told.offers)
			}
			a, err := o.Accept(ctx, actor.Verified(string(w.Patient)), told.last().ID)
			must(t, err)
			must(t, o.View(ctx, frontDesk, func(x tx.Tx) error {
				all, err := o.Coming(ctx, x, w.Patient)
				if len(all) != 1 || all[0].ID != a.ID || !a.Start.Equal(at) {
					t.Errorf("%d visits to come: %+v", len(all), all)
				}
				return err
			}))
		})
	}
}
