package oncall_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// A ladder that nobody answers goes from step to step, ends with the owner, and begins again with the owner until
// somebody takes it.
func TestTheLadderToItsEnd(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		i := h.urgent()
		h.tick()
		text := h.got("text " + number(1))[0]
		want := "Elm Street Practice: an urgent request needs you. Open: https://practice.example/oncall/"
		if !strings.HasPrefix(text.body, want) || !strings.HasSuffix(text.body, " Reply 1 to take it, 2 to pass it on.") {
			t.Errorf("the text is %q", text.body)
		}
		h.wait(4 * time.Minute)
		h.got()
		h.wait(time.Minute)
		call := h.got("call " + number(1))[0]
		if want := "This is an automated call to who is on call, from Elm Street Practice. Please note: an urgent request needs you. Press 1 to take it. Press 2 to pass it on."; call.body != want {
			t.Errorf("the call says %q", call.body)
		}
		h.wait(10 * time.Minute)
		h.got("call " + number(2))
		h.is(i, oncall.Open)
		h.wait(4*time.Minute + 59*time.Second)
		h.got()
		h.wait(time.Second)
		end := h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
		if want := "Elm Street Practice: nobody on call has answered, and an urgent request needs you."; !strings.HasPrefix(end[0].body, want) {
			t.Errorf("the end is told as %q", end[0].body)
		}
		h.is(i, oncall.Unanswered)
		if len(h.hears.ended) != 1 || h.hears.ended[0].Thread != "thread-1" || h.hears.ended[0].Status != oncall.Unanswered {
			t.Errorf("followers heard of the end: %+v", h.hears.ended)
		}
		for range 20 {
			h.wait(14 * time.Minute)
			h.got()
			h.wait(time.Minute)
			h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
		}
		if a, ours := h.reply(4, "OK!"); !ours || a.What != oncall.Took {
			t.Errorf("the owner's reply: %v %+v", ours, a)
		}
		h.wait(24 * time.Hour)
		h.got()
		d := h.is(i, oncall.Acknowledged)
		if d.By != h.dia || d.ByName != "Dia Flint" || d.Rule != "medicine_out.insulin" || len(d.Tries) != 3+21*3 || d.Acked.IsZero() {
			t.Errorf("what is kept: %+v", d.Item)
		}
		if len(h.hears.ended) != 1 || len(h.hears.acknowledged) != 1 {
			t.Errorf("followers heard %d ends, %d times that it was taken", len(h.hears.ended), len(h.hears.acknowledged))
		}
	})
}

// Whatever fails, the next step follows at once; who was reached has the step's time to answer.
func TestEveryOutcome(t *testing.T) {
	outcome := func(r attempt.Result) func(oncall.How, string) (attempt.Outcome, error) {
		return func(how oncall.How, to string) (attempt.Outcome, error) {
			if to != number(1) {
				return went(how, to)
			}
			return attempt.Outcome{Result: r, Code: "30003"}, nil
		}
	}
	for name, c := range map[string]struct {
		set  func(*house)
		code string
		now  bool // the backup is alerted at once
	}{
		"sent":              {func(*house) {}, "queued", false},
		"failed":            {func(h *house) { h.line.outcome = outcome(attempt.Failed) }, "30003", true},
		"nobody knows":      {func(h *house) { h.line.outcome = outcome(attempt.Unknown) }, "30003", true},
		"the port refuses":  {func(h *house) { h.line.outcome = refuses }, oncall.Refused, true},
		"no number":         {func(h *house) { h.change(h.ana, func(p *oncall.Person) { p.Phone = phi.Phone{} }) }, oncall.NoAddress, true},
		"no carrier":        {func(h *house) { h.line.without[oncall.Text] = true; h.line.outcome = outcome(attempt.Failed) }, oncall.NoCarrier, true},
		"guarded":           {func(h *house) { h.Service.Guard = deaf{h.Service.Guard, h.ana} }, oncall.ByGuard, true},
		"nobody is primary": {func(h *house) { h.swap(h.ana, h.cho); h.drop(h.cho) }, oncall.Nobody, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			c.set(h)
			i := h.urgent()
			h.tick()
			d := h.is(i, oncall.Open)
			if d.Tries[0].Code != c.code {
				t.Errorf("the first try's code is %q, want %q", d.Tries[0].Code, c.code)
			}
			last := d.Tries[len(d.Tries)-1]
			if now := last.Person == h.ben && last.Outcome == attempt.Sent; now != c.now {
				t.Errorf("the backup was alerted at once: %t, want %t", now, c.now)
			}
		})
	}
}

func refuses(how oncall.How, to string) (attempt.Outcome, error) {
	if to == number(1) {
		return attempt.Outcome{}, errors.New("this cannot be sent")
	}
	return went(how, to)
}

// deaf is a guard that lets nothing pass to one person.
type deaf struct {
	oncall.Clearer
	to oncall.PersonID
}

func (g deaf) Clear(d guard.Draft, w ...guard.Waiver) (guard.Cleared, guard.Report, error) {
	if d.Recipient == string(g.to) {
		return guard.Cleared{}, guard.Report{}, fault.New(fault.Invalid, "test", "no")
	}
	return g.Clearer.Clear(d, w...)
}

func (h *house) change(i oncall.PersonID, f func(*oncall.Person)) {
	h.Helper()
	r, err := h.Roster(context.Background(), owner)
	must(h, err)
	for _, p := range r.Persons {
		if p.ID == i {
			f(&p)
			_, err := h.SavePerson(context.Background(), owner, p)
			must(h, err)
		}
	}
}

// swap has the second stand in for the first this week.
func (h *house) swap(away, in oncall.PersonID) {
	h.Helper()
	day := civil.DateOf(h.clock.Now().In(chicago(h)))
	must(h, h.AddOverride(context.Background(), owner, oncall.NewOverride{Instead: away, Person: in, From: oncall.Wall{Day: day}, To: oncall.Wall{Day: day.AddDays(7)}}))
}

// drop takes somebody off everything but the list, whose row stays.
func (h *house) drop(i oncall.PersonID) {
	h.Helper()
	ctx := context.Background()
	must(h, h.Do(ctx, actor.System(), func(t tx.Tx) error {
		p := oncall.Person{ID: i, Name: "Gone", Active: false}
		if err := h.Service.Store.PutPerson(ctx, t, p); err != nil {
			return err
		}
		if err := h.Service.Store.PutPerson(ctx, t, oncall.Person{ID: h.ana, Name: "Gone too", Active: false}); err != nil {
			return err
		}
		return h.Service.Audit.Record(ctx, t, "tested", audit.Ref{Kind: "test"}, "", nil)
	}))
}

// Who is on call when the step is due is alerted, not who was when the alert was raised.
func TestTheWorldIsReadAnew(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	h.urgent()
	h.tick()
	h.got("text " + number(1))
	h.swap(h.ana, h.cho)
	h.wait(5 * time.Minute)
	h.got("call " + number(3))
	must(t, h.RemoveGroup(ctx, owner, h.group)) // its alerts go to the owner
	h.wait(10 * time.Minute)
	h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
	i := h.urgent() // no ladder is left
	h.tick()
	h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
	h.is(i, oncall.Unanswered)
}

// A follower that fails must not keep anybody from being alerted, and hears of the end when it can.
func TestAFollowerThatFails(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	must(t, h.RemoveGroup(context.Background(), owner, h.group))
	h.hears.fail = true
	i := h.urgent()
	h.tick()
	h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
	h.is(i, oncall.Open)
	h.hears.fail = false
	h.wait(15 * time.Minute)
	h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
	h.is(i, oncall.Unanswered)
	if len(h.hears.ended) != 1 {
		t.Errorf("the follower heard of %d ends", len(h.hears.ended))
	}
}

// A practice whose name or address the guard does not let pass still alerts.
func TestWordsThatCannotFail(t *testing.T) {
	ctx := context.Background()
	for _, change := range []func(*practice.Settings){
		func(s *practice.Settings) { s.URL = "" },
		func(s *practice.Settings) { s.NeutralName = strings.Repeat("Long ", 40) },
		func(s *practice.Settings) { s.NeutralName = "" },
	} {
		h := openHouse(t, testkit.SQLite(t))
		real := h.Service.Practice
		h.Service.Practice = changed{real, change}
		for _, a := range []oncall.Request{{Tier: triage.Emergency}, {Tier: triage.Urgent}} {
			h.raise(a)
		}
		_, err := h.Drill(ctx, owner)
		must(t, err)
		for range 5 {
			h.wait(10 * time.Minute)
		}
		for _, s := range h.line.sent {
			t.Log(s.how, s.title, s.body)
		}
		if len(h.line.sent) < 3*6 {
			t.Errorf("%d alerts went out", len(h.line.sent))
		}
	}
}

type changed struct {
	oncall.Practice
	change func(*practice.Settings)
}

func (c changed) Get(ctx context.Context, t tx.Tx) (*practice.Practice, error) {
	p, err := c.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	other := *p
	c.change(&other.Settings)
	return &other, nil
}

func TestRaise(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		r := oncall.Request{Thread: "t", Tier: triage.Emergency, Rule: "chest_pain.1", Key: "turn-1"}
		if i, j := h.raise(r), h.raise(r); i != j || i == "" {
			t.Errorf("the same key raised %q and %q", i, j)
		}
		r.Key = "turn-2"
		h.raise(r)
		r.Key = ""
		h.raise(r)
		h.raise(r)
		all, err := h.Alerts(ctx, readOnly, oncall.Filter{Thread: "t", Live: true})
		if must(t, err); len(all) != 4 || all[0].GroupName != "Night" {
			t.Errorf("%d alerts: %+v", len(all), all)
		}
		h.tick()
		h.got("text "+number(1), "text "+number(1), "text "+number(1), "text "+number(1))
		for name, by := range map[string]actor.Actor{"a visitor": actor.Visitor(), "read only": readOnly, "nobody": {}} {
			err := h.Do(ctx, by, func(t tx.Tx) error { _, err := h.Raise(ctx, t, r); return err })
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("raised by %s: %v", name, err)
			}
		}
		r.Tier = triage.None
		if err := h.Do(ctx, actor.System(), func(t tx.Tx) error { _, err := h.Raise(ctx, t, r); return err }); !fault.Is(err, fault.Invalid) {
			t.Errorf("raised for nothing: %v", err)
		}
	})
}

// TestASecondEmergencyAlertsAgain: an alert covers what is heard while nobody has taken it and shortly after, not what
// is worse, nor what comes when it is done.
func TestASecondEmergencyAlertsAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		r := oncall.Request{Thread: "t", Tier: triage.Urgent, Rule: "said so", Key: "talk:said so"}
		first := h.raise(r)
		r.Tier = triage.Emergency
		worse := h.raise(r)
		if worse == first {
			t.Fatal("an emergency was covered by something urgent")
		}
		must(t, h.Acknowledge(ctx, clinician, worse))
		if again := h.raise(r); again != worse {
			t.Error("somebody took it this minute and was alerted again")
		}
		h.clock.Advance(31 * time.Minute)
		late := h.raise(r)
		if late == worse || late == first {
			t.Fatal("who took it long ago was not alerted to the second emergency")
		}
		must(t, h.Acknowledge(ctx, clinician, late))
		must(t, h.Service.Close(ctx, clinician, late, phi.NewText("seen")))
		if after := h.raise(r); after == late {
			t.Error("a closed alert covered an emergency")
		}
	})
}

func TestDrill(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	i, err := h.Drill(ctx, owner)
	must(t, err)
	h.tick()
	if s := h.got("text " + number(1))[0]; !strings.Contains(s.body, "this is a drill") {
		t.Errorf("the drill says %q", s.body)
	}
	h.wait(time.Hour)
	h.wait(time.Hour)
	h.wait(time.Hour)
	h.is(i, oncall.Unanswered)
	must(t, h.Acknowledge(ctx, clinician, i))
	if len(h.hears.ended)+len(h.hears.acknowledged) != 0 {
		t.Error("followers heard of a drill")
	}
	if _, err := h.Drill(ctx, frontDesk); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a drill of the front desk: %v", err)
	}
	h.line.without = map[oncall.How]bool{oncall.Text: true, oncall.Call: true, oncall.Email: true}
	if _, err := h.Drill(ctx, owner); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "telephone") {
		t.Errorf("a drill without a line: %v", err)
	}
}

// A worker that sleeps past its lease while it alerts cannot keep its outcome: the one that took over has repeated the
// try, and the ladder goes on from there.
func TestSleepingWorker(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		i := h.urgent()
		first := true
		h.line.outcome = func(how oncall.How, to string) (attempt.Outcome, error) {
			if first {
				first = false
				h.clock.Advance(2 * time.Minute) // its lease was a minute
				testkit.Expire(t, dsn)
				h.tick()
			}
			return went(how, to)
		}
		claimed := h.claim(time.Minute)
		if err := h.Step(ctx, claimed[0]); !fault.Is(err, fault.Conflict) {
			t.Errorf("the sleeper keeps its outcome: %v", err)
		}
		h.got("text "+number(1), "text "+number(1))
		d := h.is(i, oncall.Open)
		if len(d.Tries) != 2 || d.Tries[0].Code != oncall.Crashed || d.Tries[1].Outcome != attempt.Sent || d.Step != 1 {
			t.Errorf("tries %+v, step %d", d.Tries, d.Step)
		}
		h.wait(5 * time.Minute)
		h.got("call " + number(1))
	})
}

// A step whose program dies again and again is left behind.
func TestAStepThatKills(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.urgent()
	deadly := &fate{}
	h.Service.Sender = mortalLine{h.line, deadly}
	for range 2 {
		claimed := h.claim(time.Minute)
		deadly.left = 1
		func() {
			defer func() { _ = recover() }()
			_ = h.Step(context.Background(), claimed[0])
			t.Error("it lived")
		}()
		h.clock.Advance(2 * time.Minute)
		for _, c := range h.claim(time.Minute) {
			must(t, h.Step(context.Background(), c)) // finds the dead try
		}
	}
	h.tick()
	h.got("call " + number(1)) // the second step
}

// Two workers with one job, as after a lease that ended too soon, leave one way on.
func TestDuplicateClaims(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		i := h.urgent()
		for _, c := range h.claim(time.Minute) {
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if err := h.Step(context.Background(), c); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		h.tick()
		d := h.is(i, oncall.Open)
		if last := d.Tries[len(d.Tries)-1]; last.Outcome != attempt.Sent || d.Step != last.Step+1 {
			t.Errorf("step %d, tries %+v", d.Step, d.Tries)
		}
	})
}
