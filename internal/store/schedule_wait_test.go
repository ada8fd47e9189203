package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// phoned remembers who was offered what.
type phoned struct{ offers []schedule.Offer }

func (p *phoned) TimeOffered(_ context.Context, _ tx.Tx, _ schedule.Wait, o schedule.Offer) error {
	p.offers = append(p.offers, o)
	return nil
}

func (p *phoned) last() schedule.Offer { return p.offers[len(p.offers)-1] }

// TestWhatIsOfferedIsGiven has patients accept what strangers cannot book, and offers nobody what is not for them.
func TestWhatIsOfferedIsGiven(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	told := &phoned{}
	o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{told}
	at := tuesday.At(540, mustZone("America/Chicago"))
	var all []schedule.Appointment
	for n := range 4 {
		a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at.Add(time.Duration(n)*40*time.Minute), n)) // born in 1980
		must(t, err)
		all = append(all, a)
	}
	must(t, o.Do(ctx, actor.System(), func(x tx.Tx) error {
		p, err := o.practice.Get(ctx, x)
		must(t, err)
		svc, _ := p.Service(o.visit)
		svc.Online, svc.Reasons = false, []string{"Cough"}
		_, err = o.practice.SaveService(ctx, x, svc)
		return err
	}))
	wait := func(a, instead schedule.Appointment) schedule.Wait {
		w, err := o.Wait(ctx, frontDesk, schedule.Joining{Wait: schedule.Wait{Patient: a.Patient, Service: o.visit, From: tuesday, To: tuesday.AddDays(7), Instead: instead.ID}})
		must(t, err)
		o.clock.Advance(time.Second)
		return w
	}
	again, moves := wait(all[1], schedule.Appointment{}), wait(all[3], all[3])
	for n, w := range []schedule.Wait{again, moves} {
		_, err := o.Cancel(ctx, frontDesk, all[2*n].ID, 0, "practice")
		must(t, err)
		if told.last().Wait != w.ID {
			t.Fatalf("offered to %s, want %s", told.last().Wait, w.ID)
		}
		a, err := o.Accept(ctx, actor.Verified(string(w.Patient)), told.last().ID)
		if err != nil || !a.Start.Equal(all[2*n].Start) {
			t.Fatalf("accepted at %s: %v", a.Start, err)
		}
	}
	young := wait(all[1], schedule.Appointment{})
	must(t, o.Do(ctx, actor.System(), func(x tx.Tx) error {
		p, err := o.practice.Get(ctx, x)
		must(t, err)
		svc, _ := p.Service(o.visit)
		svc.AgeFrom = 60
		_, err = o.practice.SaveService(ctx, x, svc)
		return err
	}))
	before := len(told.offers)
	_, err := o.Cancel(ctx, frontDesk, all[1].ID, 0, "practice")
	must(t, err)
	if len(told.offers) != before {
		t.Error("a time is offered to somebody for whom it is not")
	}
	if _, err := o.OfferTo(ctx, frontDesk, young.ID, o.who[0], o.at, at.Add(6*time.Hour)); !fault.Is(err, fault.Invalid) {
		t.Errorf("offered by hand: %v", err)
	}
	if _, err := o.Wait(ctx, frontDesk, schedule.Joining{Wait: schedule.Wait{Patient: all[1].Patient, Service: o.visit, From: tuesday, To: tuesday.AddDays(7)}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("they wait for what is not for them: %v", err)
	}
	err = o.View(ctx, frontDesk, func(x tx.Tx) error {
		_, err := o.Slots(ctx, x, schedule.Query{Service: o.visit, From: tuesday, To: tuesday.AddDays(7), Patient: all[1].Patient})
		return err
	})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("times for somebody for whom they are not: %v", err)
	}
	err = o.View(ctx, actor.Visitor(), func(x tx.Tx) error {
		_, err := o.Slots(ctx, x, schedule.Query{Service: o.video, From: tuesday, To: tuesday.AddDays(7), Patient: all[1].Patient})
		return err
	})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger asks what suits a patient: %v", err)
	}
}

func TestTheWaitlist(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		told := &phoned{}
		o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{told}
		zone := mustZone("America/Chicago")
		at := tuesday.At(600, zone)
		book := func(n int, start time.Time, v practice.ProviderID) schedule.Appointment {
			t.Helper()
			a, err := o.Book(ctx, actor.Visitor(), o.request(v, start, n))
			must(t, err)
			return a
		}
		first := book(1, at, o.who[0])
		var later []schedule.Appointment
		for n := range 3 {
			later = append(later, book(10+n, at.AddDate(0, 0, 14).Add(time.Duration(n)*40*time.Minute), o.who[0]))
		}
		wait := func(a schedule.Appointment, edit func(*schedule.Wait)) schedule.Wait {
			t.Helper()
			w := schedule.Wait{Patient: a.Patient, Service: o.visit, From: tuesday, To: tuesday.AddDays(7), Instead: a.ID}
			edit(&w)
			w, err := o.Wait(ctx, frontDesk, schedule.Joining{Wait: w})
			must(t, err)
			o.clock.Advance(time.Second)
			return w
		}
		slow := wait(later[0], func(w *schedule.Wait) {})
		choosy := wait(later[1], func(w *schedule.Wait) { w.Urgent, w.After = true, 900 }) // not this one
		urgent := wait(later[2], func(w *schedule.Wait) { w.Urgent = true })
		for name, edit := range map[string]func(*schedule.Wait){
			"days that are over":      func(w *schedule.Wait) { w.From, w.To = tuesday.AddDays(-9), tuesday.AddDays(-3) },
			"days in reverse":         func(w *schedule.Wait) { w.To = w.From.AddDays(-1) },
			"a stretch that is short": func(w *schedule.Wait) { w.After, w.Until = 600, 610 },
			"somebody else's visit":   func(w *schedule.Wait) { w.Instead = first.ID },
		} {
			w := schedule.Wait{Patient: later[0].Patient, Service: o.visit, From: tuesday, To: tuesday.AddDays(7)}
			edit(&w)
			if _, err := o.Wait(ctx, frontDesk, schedule.Joining{Wait: w}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := o.Cancel(ctx, frontDesk, first.ID, 0, "patient")
		must(t, err)
		if len(told.offers) != 1 || told.last().Wait != urgent.ID || !told.last().Start.Equal(at) {
			t.Fatalf("offered: %+v, want the urgent one", told.offers)
		}
		if _, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], at, 30)); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is offered was booked by somebody else: %v", err)
		}
		other := actor.Verified(string(later[0].Patient))
		if _, err := o.Accept(ctx, other, told.last().ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else accepts: %v", err)
		}
		must(t, o.Decline(ctx, frontDesk, told.last().ID))
		if len(told.offers) != 2 || told.last().Wait != slow.ID {
			t.Fatalf("after no: %+v", told.offers)
		}
		// nobody answers: it expires, and nobody is left who wants it and was not asked
		o.clock.Set(told.last().Expires)
		if strings.HasPrefix(dsn, "postgres") { // whose own clock it is there
			testkit.OnServer(t, dsn, "UPDATE job SET due = 0")
		}
		due, err := o.Jobs().Claim(ctx, []string{schedule.OfferJob}, 10, time.Minute)
		must(t, err)
		if len(due) == 0 {
			t.Fatal("no offer is due")
		}
		for _, c := range due {
			must(t, o.OfferDue(ctx, c))
		}
		if _, err := o.Accept(ctx, frontDesk, told.last().ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted after it expired: %v", err)
		}
		if len(told.offers) != 2 {
			t.Errorf("%d offers, the same time is offered twice to one", len(told.offers))
		}
		// another time becomes free, and the patient says yes: the visit moves, and its own time goes to the next
		second := book(2, at.Add(24*time.Hour), o.who[0])
		_, err = o.Cancel(ctx, frontDesk, second.ID, 0, "patient")
		must(t, err)
		if told.last().Wait != urgent.ID {
			t.Fatalf("offered to %s", told.last().Wait)
		}
		a, err := o.Accept(ctx, actor.Verified(string(later[2].Patient)), told.last().ID)
		must(t, err)
		if a.ID != later[2].ID || !a.Start.Equal(second.Start) || a.Status != schedule.Booked {
			t.Errorf("accepted: %s at %s", a.Status, a.Start)
		}
		must(t, o.View(ctx, frontDesk, func(x tx.Tx) error {
			list, err := o.Waitlist(ctx, x)
			if len(list) != 2 || list[0].ID != choosy.ID || list[1].ID != slow.ID {
				t.Errorf("who still waits: %+v", list)
			}
			return err
		}))
		must(t, o.Unwait(ctx, frontDesk, slow.ID))
		if err := o.Unwait(ctx, frontDesk, slow.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("taken off twice: %v", err)
		}
	})
}
