package outreach_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const to = "stranger1@example.com"

func always(f mailbox.Fault) func(string) mailbox.Fault {
	return func(string) mailbox.Fault { return f }
}

func TestRefusedForNow(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		h.fault = always(mailbox.Fault{Rcpt: 451})
		h.tick()
		m := h.is(a, outreach.Confirmation, outreach.Waiting, outreach.Retrying)
		if !m.Due.Equal(noon.Add(time.Minute)) {
			t.Errorf("tried again at %s", m.Due)
		}
		h.goTo(noon.Add(time.Minute))
		h.goTo(noon.Add(6 * time.Minute))
		h.fault = always(mailbox.Fault{})
		h.goTo(noon.Add(time.Hour))
		h.is(a, outreach.Confirmation, outreach.Sent, "")
		h.got(to, 1)
		d, err := h.Service.Get(context.Background(), frontDesk, m.ID)
		must(t, err)
		if len(d.Attempts) != 4 || d.Attempts[0].Outcome != attempt.Failed || d.Attempts[0].Detail != "451" || d.Attempts[3].Outcome != attempt.Sent {
			t.Errorf("attempts: %+v", d.Attempts)
		}
	})
}

// What fails for the time being is given up after a day, or when the visit begins.
func TestRefusedTooLong(t *testing.T) {
	for name, start := range map[string]time.Time{"a day": in(30, 14, 20), "until the visit": in(23, 15, 0)} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			a := h.book(someone(1), start)
			h.fault = always(mailbox.Fault{Data: 421})
			h.tick()
			for h.message(a, outreach.Confirmation).Status == outreach.Waiting {
				h.goTo(h.message(a, outreach.Confirmation).Due)
			}
			h.is(a, outreach.Confirmation, outreach.Failed, outreach.OutOfTime)
			end := noon.Add(24 * time.Hour)
			if start.Before(end) {
				end = start
			}
			if now := h.clock.Now(); now.After(end) || now.Before(end.Add(-3*time.Hour)) {
				t.Errorf("given up at %s, want up to %s", now, end)
			}
			h.got(to, 0)
		})
	}
}

func TestRefusedForGood(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		h.fault = always(mailbox.Fault{Rcpt: 550})
		h.tick()
		m := h.is(a, outreach.Confirmation, outreach.Failed, outreach.Refused)
		d, err := h.Service.Get(ctx, readOnly, m.ID)
		must(t, err)
		if d.Attempts[0].Detail != "550" {
			t.Errorf("detail %q", d.Attempts[0].Detail)
		}
		h.fault = always(mailbox.Fault{})
		h.tick()
		h.got(to, 0)
		if err := h.Resend(ctx, readOnly, m.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("sent again by someone who may only read: %v", err)
		}
		must(t, h.Resend(ctx, frontDesk, m.ID))
		if err := h.Resend(ctx, frontDesk, m.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("sent again twice: %v", err)
		}
		h.tick()
		h.got(to, 1)
		h.is(a, outreach.Confirmation, outreach.Sent, "")
	})
}

// Who releases a message days later gets a day of retries from then on, at the first steps.
func TestReleasedLater(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a := h.book(someone(1), in(30, 14, 20))
	for _, later := range []time.Duration{0, 20 * time.Hour, 70 * time.Hour} {
		if later > 0 {
			h.clock.Set(noon.Add(later))
			must(t, h.Resend(ctx, frontDesk, h.message(a, outreach.Confirmation).ID))
		}
		h.fault = always(mailbox.Fault{Rcpt: 451})
		h.goTo(noon.Add(later))
		if m := h.is(a, outreach.Confirmation, outreach.Waiting, outreach.Retrying); !m.Due.Equal(noon.Add(later + time.Minute)) {
			t.Errorf("released after %s it is tried again at %s", later, m.Due)
		}
		h.fault = always(mailbox.Fault{Rcpt: 550})
		h.goTo(noon.Add(later + time.Minute))
		h.is(a, outreach.Confirmation, outreach.Failed, outreach.Refused)
	}
}

// A connection that dies after the last byte leaves a question that only a person answers.
func TestUnknown(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		h.fault = always(mailbox.Fault{Drop: true})
		h.tick()
		h.fault = always(mailbox.Fault{})
		m := h.is(a, outreach.Confirmation, outreach.Unknown, outreach.NoAnswer)
		h.goTo(noon.Add(48 * time.Hour))
		h.got(to, 1)
		_, needs, err := h.Tally(ctx, frontDesk)
		must(t, err)
		if needs != (outreach.Needs{Unknown: 1}) {
			t.Errorf("needs %+v", needs)
		}
		list, err := h.List(ctx, frontDesk, outreach.Filter{Needy: true})
		must(t, err)
		if len(list) != 1 || list[0].ID != m.ID || list[0].Name.Reveal() != someone(1).Name.Reveal() || list[0].Visit.ID != a.ID {
			t.Errorf("the list of what needs a person has %d messages", len(list))
		}
		if err := h.Settle(ctx, readOnly, m.ID, true); !fault.Is(err, fault.Forbidden) {
			t.Errorf("settled by someone who may only read: %v", err)
		}
		must(t, h.Settle(ctx, frontDesk, m.ID, false))
		h.is(a, outreach.Confirmation, outreach.Failed, outreach.DidNotArrive)
		if err := h.Settle(ctx, frontDesk, m.ID, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("settled twice: %v", err)
		}
		must(t, h.Resend(ctx, frontDesk, m.ID))
		h.tick()
		h.got(to, 2)
	})
}

func TestGiveUp(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a := h.book(someone(1), in(30, 14, 20))
	must(t, h.GiveUp(ctx, frontDesk, h.message(a, outreach.Confirmation).ID))
	h.tick()
	h.got(to, 0)
	h.is(a, outreach.Confirmation, outreach.Skipped, outreach.ByStaff)
	if err := h.GiveUp(ctx, frontDesk, h.message(a, outreach.Confirmation).ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("given up twice: %v", err)
	}
	must(t, h.Resend(ctx, frontDesk, h.message(a, outreach.Confirmation).ID))
	h.tick()
	h.got(to, 1)
	if err := h.GiveUp(ctx, frontDesk, h.message(a, outreach.Confirmation).ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("given up after it was sent: %v", err)
	}
	h.clock.Set(in(30, 14, 20))
	if err := h.Resend(ctx, frontDesk, h.message(a, outreach.Reminder1).ID); !fault.Is(err, fault.Invalid) {
		t.Errorf("sent again after the visit began: %v", err)
	}
}

// Without a mail server a message waits, says why, and goes as soon as there is one.
func TestNoServer(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		h.listen("")
		a := h.book(someone(1), in(30, 14, 20))
		h.tick()
		h.tick()
		m := h.is(a, outreach.Confirmation, outreach.Waiting, outreach.NoServer)
		if m.Row != 2 {
			t.Errorf("looking for a server wrote row %d", m.Row)
		}
		d, err := h.Service.Get(ctx, readOnly, m.ID)
		must(t, err)
		if !d.Would || d.Title.Reveal() != "Your visit on Mon, November 30 at 2:20 pm CST" || d.Report.Verdict != guard.Clear {
			t.Errorf("would say %q: %s", d.Title.Reveal(), d.Report.Verdict)
		}
		h.listen(h.box.Addr())
		if !h.server {
			h.tick()
			h.got(to, 0) // it looks every ten minutes
		}
		must(t, h.Wake(ctx))
		h.tick()
		h.got(to, 1)
	})
}

func TestNoAddress(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	p := someone(1)
	phone, err := patient.ParsePhone("218 555 0199")
	must(t, err)
	p.Email, p.Phone = phi.Email{}, phone
	a := h.book(p, in(30, 14, 20))
	h.tick()
	h.is(a, outreach.Confirmation, outreach.Skipped, outreach.NoAddress)
	_, needs, err := h.Tally(ctx, frontDesk)
	must(t, err)
	if needs != (outreach.Needs{Phone: 1}) || needs.Total() != 1 {
		t.Errorf("needs %+v", needs)
	}
	must(t, h.GiveUp(ctx, frontDesk, h.message(a, outreach.Confirmation).ID)) // phoned
	must(t, h.View(ctx, frontDesk, func(tr tx.Tx) error {
		needs, err = h.NeedsPerson(ctx, tr)
		return err
	}))
	if needs.Total() != 0 {
		t.Errorf("needs %+v after the call", needs)
	}
}

// Who did not agree to reminders gets answers only.
func TestNoConsent(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	p := someone(1)
	p.Consent = false
	a := h.book(p, in(30, 14, 20))
	h.tick()
	h.got(to, 1)
	h.goTo(in(27, 14, 20))
	h.goTo(in(29, 14, 20))
	h.got(to, 1)
	h.is(a, outreach.Reminder3, outreach.Skipped, outreach.NoConsent)
	h.is(a, outreach.Reminder1, outreach.Skipped, outreach.NoConsent)
}

// What the guard does not let pass is held until a person has looked.
func TestHeld(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	strict := &strictGuard{Clearer: h.Service.Guard, on: true}
	h.Service.Guard = strict
	a := h.book(someone(1), in(30, 14, 20))
	h.tick()
	m := h.is(a, outreach.Confirmation, outreach.Held, outreach.ByGuard)
	h.got(to, 0)
	_, needs, err := h.Tally(ctx, frontDesk)
	must(t, err)
	if needs != (outreach.Needs{Held: 1}) {
		t.Errorf("needs %+v", needs)
	}
	strict.on = false
	must(t, h.Resend(ctx, frontDesk, m.ID))
	h.tick()
	h.got(to, 1)
}

type strictGuard struct {
	outreach.Clearer
	on bool
}

func (g *strictGuard) Clear(d guard.Draft, w ...guard.Waiver) (guard.Cleared, guard.Report, error) {
	if g.on {
		d.Body = append(d.Body, guard.Literal(" His SSN is 078-05-1120."))
	}
	return g.Clearer.Clear(d, w...)
}

// A patient with many visits gets one reminder a day and three in seven days, and no visit's reminder comes too late.
func TestCaps(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for _, start := range []time.Time{in(27, 9, 0), in(27, 15, 0), in(28, 9, 0), in(29, 9, 0), in(30, 9, 0), in(30, 16, 0)} {
		h.book(someone(1), start)
	}
	h.tick()
	var at []time.Time
	for now := noon; now.Before(in(30, 20, 0)); now = now.Add(10 * time.Minute) {
		before := len(h.mail(to))
		h.goTo(now)
		for range len(h.mail(to)) - before {
			at = append(at, now)
		}
	}
	reminders := at
	if len(reminders) != 3 {
		t.Errorf("%d reminders in a week: %v", len(reminders), reminders)
	}
	for i := 1; i < len(reminders); i++ {
		if reminders[i].Sub(reminders[i-1]) < 10*time.Hour {
			t.Errorf("reminders at %s and %s", reminders[i-1], reminders[i])
		}
	}
}

// Work that is late because the program was down goes out in quiet hours' limits, or not at all when it is of no use.
func TestLateReminders(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	a := h.book(someone(1), in(30, 14, 20))
	h.tick()
	h.goTo(in(28, 2, 0)) // the reminder of the 27th is late, and it is night
	m := h.is(a, outreach.Reminder3, outreach.Waiting, outreach.QuietHours)
	if !m.Due.Equal(in(28, 8, 0)) {
		t.Errorf("deferred to %s", m.Due)
	}
	h.goTo(in(28, 8, 0))
	h.got(to, 2)
	h.goTo(in(30, 13, 30))
	h.is(a, outreach.Reminder1, outreach.Skipped, outreach.TooLate)
	h.got(to, 2)
}

func TestStop(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		other := someone(2)
		other.Email = someone(1).Email // a family shares the address
		b := h.book(other, in(30, 15, 0))
		h.tick()
		url := link(h.got(to, 2)[0].Text)
		ref := url[len("https://practice.example/stop/"):]
		masked, err := h.CheckStop(ctx, ref)
		if err != nil || masked != "s•••@e•••.com" {
			t.Errorf("CheckStop: %q, %v", masked, err)
		}
		if n := h.reads(a.Patient); n != 1 {
			t.Errorf("%d reads in the access log after the link was opened", n)
		}
		h.is(a, outreach.Reminder3, outreach.Waiting, "")
		claimed := h.claim(time.Minute)
		h.clock.Set(in(27, 15, 0))
		claimed = append(claimed, h.claim(time.Minute)...) // both reminders are claimed, and then comes the stop
		for range 2 {                                      // twice, as one who clicks again
			if masked, err := h.Stop(ctx, ref, patient.Said{How: "link"}); err != nil || masked != "s•••@e•••.com" {
				t.Errorf("Stop: %q, %v", masked, err)
			}
		}
		for _, c := range claimed {
			if err := h.Send(ctx, c); err != nil && !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		h.goTo(in(29, 15, 0))
		h.got(to, 2)
		for _, k := range []outreach.Kind{outreach.Reminder3, outreach.Reminder1} {
			h.is(a, k, outreach.Skipped, outreach.OptedOut)
			h.is(b, k, outreach.Skipped, outreach.OptedOut)
		}
		c := h.book(someone(1), in(30, 16, 0))
		h.tick()
		h.is(c, outreach.Confirmation, outreach.Skipped, outreach.OptedOut)
		_, needs, err := h.Tally(ctx, frontDesk)
		must(t, err)
		if needs.Phone != 5 {
			t.Errorf("%d to be phoned, want 5", needs.Phone)
		}
		for _, wrong := range []string{"", "x", ref + "x", ref[:len(ref)-1], "00000000-0000-7000-8000-000000000001" + ref[36:], ref[:36]} {
			if _, err := h.CheckStop(ctx, wrong); !fault.Is(err, fault.NotFound) {
				t.Errorf("CheckStop(%q): %v", wrong, err)
			}
			if _, err := h.Stop(ctx, wrong, patient.Said{How: "link"}); !fault.Is(err, fault.NotFound) {
				t.Errorf("Stop(%q): %v", wrong, err)
			}
		}
	})
}

// A stop that staff enter is as strong as the link: what waits is skipped and to be phoned at once.
func TestStopFor(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		h.tick()
		contact := h.message(a, outreach.Confirmation).Contact
		for _, by := range []actor.Actor{{}, actor.Visitor(), readOnly} {
			if err := h.StopFor(ctx, by, contact, patient.Said{How: "staff"}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("stopped by %q %q: %v", by.Kind, by.Role, err)
			}
		}
		h.is(a, outreach.Reminder1, outreach.Waiting, "")
		for range 2 {
			must(t, h.StopFor(ctx, frontDesk, contact, patient.Said{How: "staff"}))
		}
		h.is(a, outreach.Reminder3, outreach.Skipped, outreach.OptedOut)
		h.is(a, outreach.Reminder1, outreach.Skipped, outreach.OptedOut)
		_, needs, err := h.Tally(ctx, frontDesk)
		must(t, err)
		if needs != (outreach.Needs{Phone: 2}) {
			t.Errorf("needs %+v", needs)
		}
		if err := h.StopFor(ctx, frontDesk, "00000000-0000-7000-8000-000000000001", patient.Said{How: "staff"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a contact point that is gone: %v", err)
		}
	})
}

// Two workers with one job, as after a lease that ended too soon, send one letter.
func TestDuplicateClaims(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		for _, c := range h.claim(time.Minute) {
			var both sync.WaitGroup
			for range 4 {
				both.Go(func() {
					if err := h.Send(context.Background(), c); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				})
			}
			both.Wait()
		}
		if n := len(h.mail(to)); n > 1 {
			t.Errorf("%d letters", n)
		}
		if m := h.message(a, outreach.Confirmation); m.Status != outreach.Sent && m.Status != outreach.Unknown {
			t.Errorf("the confirmation is %s", m.Status)
		}
	})
}

// A worker that sleeps past its lease while it sends cannot keep its outcome: the one that took over has said that
// it does not know, and nothing is sent twice.
func TestSleepingWorker(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		claimed := h.claim(time.Minute / 2)
		if len(claimed) != 1 {
			t.Fatalf("%d jobs", len(claimed))
		}
		h.fault = func(string) mailbox.Fault { // while the server thinks, the lease ends and the job is taken over
			h.fault = always(mailbox.Fault{})
			h.clock.Advance(time.Minute)
			testkit.Expire(t, dsn)
			again, err := h.Service.Queue.Claim(ctx, []string{outreach.JobKind}, 10, time.Minute)
			if err != nil || len(again) != 1 {
				t.Errorf("taken over: %v, %v", again, err)
			}
			for _, c := range again {
				if err := h.Send(ctx, c); err != nil {
					t.Error(err)
				}
			}
			return mailbox.Fault{}
		}
		if err := h.Send(ctx, claimed[0]); !fault.Is(err, fault.Conflict) {
			t.Errorf("the outcome of the sleeper: %v", err)
		}
		h.is(a, outreach.Confirmation, outreach.Unknown, outreach.Crashed)
		h.tick()
		h.got(to, 1)
	})
}

// A clock that jumps a day forward or back while a letter is under way sends nothing twice and loses nothing.
func TestClockJumpsWhileSending(t *testing.T) {
	for _, jump := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			a := h.book(someone(1), in(30, 14, 20))
			h.fault = func(string) mailbox.Fault { h.clock.Advance(jump); return mailbox.Fault{} }
			h.tick()
			h.fault = always(mailbox.Fault{})
			h.is(a, outreach.Confirmation, outreach.Sent, "")
			h.clock.Advance(-jump)
			for now := noon; now.Before(in(30, 15, 0)); now = now.Add(time.Hour) {
				h.goTo(now)
			}
			h.got(to, 3)
		})
	}
}

// Nobody without the right sees or changes a message, and everybody who sees one is entered in the access log.
func TestRights(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a := h.book(someone(1), in(30, 14, 20))
	m := h.message(a, outreach.Confirmation)
	for _, by := range []actor.Actor{{}, actor.Visitor()} {
		_, list := h.List(ctx, by, outreach.Filter{})
		_, get := h.Service.Get(ctx, by, m.ID)
		_, _, tally := h.Tally(ctx, by)
		for name, err := range map[string]error{"List": list, "Get": get, "Tally": tally, "GiveUp": h.GiveUp(ctx, by, m.ID), "Resend": h.Resend(ctx, by, m.ID), "Settle": h.Settle(ctx, by, m.ID, true),
			"NeedsPerson": h.View(ctx, by, func(tr tx.Tx) error { _, err := h.NeedsPerson(ctx, tr); return err })} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s by %q: %v", name, by.Kind, err)
			}
		}
	}
	for _, by := range []actor.Actor{{}, actor.Visitor(), readOnly} {
		if err := h.Do(ctx, by, func(tr tx.Tx) error { return h.Entered(ctx, tr, a) }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("visits taken over by %q %q: %v", by.Kind, by.Role, err)
		}
	}
	_, err := h.List(ctx, readOnly, outreach.Filter{})
	must(t, err)
	if n := h.reads(a.Patient); n != 1 {
		t.Errorf("%d reads in the access log after a list", n)
	}
	_, err = h.Service.Get(ctx, readOnly, m.ID)
	must(t, err)
	if n := h.reads(a.Patient); n != 2 {
		t.Errorf("%d reads in the access log after one message", n)
	}
	if _, err := h.Service.Get(ctx, readOnly, "00000000-0000-7000-8000-000000000001"); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such message: %v", err)
	}
}

func TestFilters(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a, b := h.book(someone(1), in(30, 14, 20)), h.book(someone(2), in(30, 15, 0))
	h.tick()
	for _, c := range []struct {
		f    outreach.Filter
		want int
	}{
		{outreach.Filter{}, 6}, {outreach.Filter{Status: outreach.Sent}, 2}, {outreach.Filter{Kind: outreach.Reminder1}, 2},
		{outreach.Filter{Appointment: a.ID}, 3}, {outreach.Filter{Patient: b.Patient, Status: outreach.Waiting}, 2},
		{outreach.Filter{Limit: 4}, 4}, {outreach.Filter{Limit: 4, Offset: 4}, 2}, {outreach.Filter{Needy: true}, 0},
	} {
		list, err := h.List(ctx, frontDesk, c.f)
		must(t, err)
		if len(list) != c.want {
			t.Errorf("%+v finds %d, want %d", c.f, len(list), c.want)
		}
	}
	counts, _, err := h.Tally(ctx, frontDesk)
	if err != nil || fmt.Sprint(counts) != "map[sent:2 waiting:4]" {
		t.Errorf("Tally: %v, %v", counts, err)
	}
}

// The list begins with what goes next; then comes what went, the latest first, then what lies further ahead; and its pages
// are the list.
func TestListBeginsWithNow(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		off, a := h.book(someone(1), in(30, 9, 0)), h.book(someone(2), in(30, 14, 20))
		h.goTo(in(28, 9, 0))
		b := h.book(someone(3), in(30, 15, 0))
		h.tick()
		_, err := h.Cancel(ctx, frontDesk, off.ID, off.Version, "practice")
		must(t, err)
		h.goTo(in(28, 18, 0))
		c := h.book(someone(4), in(30, 16, 0)) // its confirmation waits for now
		want := []string{string(c.ID) + " confirmation", string(a.ID) + " reminder1", string(b.ID) + " reminder1", string(c.ID) + " reminder1"}
		all, err := h.List(ctx, frontDesk, outreach.Filter{})
		must(t, err)
		var got []string
		for _, m := range all {
			got = append(got, string(m.Appointment)+" "+string(m.Kind))
		}
		if len(got) < 8 || !slices.Equal(got[:4], want) {
			t.Fatalf("the list is %q, want first %q", got, want)
		}
		order := outreach.Stretches()
		for i := 1; i < len(all); i++ {
			x, y := all[i-1], all[i]
			was, is := x.Stretch(h.clock.Now()), y.Stretch(h.clock.Now())
			if slices.Index(order, was) > slices.Index(order, is) || was == is && (is == outreach.HasGone) == x.Due.Before(y.Due) && !x.Due.Equal(y.Due) {
				t.Errorf("%s due %s stands before %s due %s", was, x.Due, is, y.Due)
			}
		}
		for size := 1; size <= len(all); size++ {
			var paged []outreach.ID
			for at := 0; at <= len(all); at += size {
				some, err := h.List(ctx, frontDesk, outreach.Filter{Limit: size, Offset: at})
				must(t, err)
				for _, m := range some {
					paged = append(paged, m.ID)
				}
			}
			if !slices.EqualFunc(paged, all, func(i outreach.ID, m outreach.Item) bool { return i == m.ID }) {
				t.Errorf("pages of %d are not the list: %d of %d", size, len(paged), len(all))
			}
		}
	})
}
