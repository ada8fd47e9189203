package outreach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func (h *house) choose(s outreach.Settings) {
	h.Helper()
	must(h, h.Choose(context.Background(), admin, s))
}

func (h *house) close(a schedule.Appointment, to schedule.Status) schedule.Appointment {
	h.Helper()
	a, err := h.Mark(context.Background(), frontDesk, a.ID, a.Version, to)
	must(h, err)
	return a
}

// Who missed a visit is reminded once more on the day of the next one; nobody else is.
func TestWhoMissedBefore(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	one := h.texter(1)
	first := h.bookFor(one, frontDesk, in(24, 9, 0))
	if _, ok := h.messages(first)[outreach.Reminder0]; ok {
		t.Error("somebody who missed nothing is reminded on the day")
	}
	h.clock.Set(in(24, 10, 0))
	h.close(first, schedule.NoShow)
	next := h.bookFor(one, frontDesk, in(30, 14, 20))
	if m := h.message(next, outreach.Reminder0); !m.Due.Equal(in(30, 11, 20)) {
		t.Errorf("reminded on the day at %s", m.Due)
	}
	early := h.bookFor(one, frontDesk, in(28, 8, 0))
	if m, ok := h.messages(early)[outreach.Reminder0]; ok {
		t.Errorf("a visit at eight is reminded of at %s", m.Due)
	}
}

// A missed visit is told of only where the practice wants it, without blame, and with a way to a new time.
func TestMissed(t *testing.T) {
	for name, on := range map[string]bool{"as shipped": false, "switched on": true} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			if on {
				h.choose(outreach.Settings{Kinds: map[outreach.Kind]bool{outreach.Missed: true}})
			}
			a := h.bookFor(h.texter(1), frontDesk, in(24, 9, 0))
			h.clock.Set(in(24, 10, 0))
			a = h.close(a, schedule.NoShow)
			h.goTo(in(24, 11, 20))
			if _, ok := h.messages(a)[outreach.Missed]; ok != on {
				t.Fatalf("told of: %t", ok)
			}
			if !on {
				return
			}
			text := h.carrier.to(number)[len(h.carrier.texts)-1]
			if !strings.Contains(text, "For a new time") || !strings.Contains(text, "218-555-0100") {
				t.Errorf("no way to a new time: %q", text)
			}
			for _, blame := range []string{"missed your", "fail", "no-show", "fee"} {
				if strings.Contains(strings.ToLower(text), blame) {
					t.Errorf("it blames: %q", text)
				}
			}
		})
	}
	t.Run("put right", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		h.choose(outreach.Settings{Kinds: map[outreach.Kind]bool{outreach.Missed: true}})
		a := h.bookFor(h.texter(1), frontDesk, in(24, 9, 0))
		h.clock.Set(in(24, 10, 0))
		a = h.close(h.close(a, schedule.NoShow), schedule.Arrived)
		h.goTo(in(24, 11, 20))
		h.is(a, outreach.Missed, outreach.Skipped, outreach.TooLate)
	})
}

// After a visit that took place its patient is asked how they are, so many days later as the service has it.
func TestFollowUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		h.choose(outreach.Settings{After: map[practice.ServiceID]outreach.After{h.visit: {FollowUp: 2}}})
		a := h.bookFor(h.texter(1), frontDesk, in(24, 9, 0))
		h.clock.Set(in(24, 10, 0))
		a = h.close(a, schedule.Fulfilled)
		m := h.message(a, outreach.FollowUp)
		if !m.Due.Equal(in(26, 9, 0)) {
			t.Errorf("asked at %s", m.Due)
		}
		h.goTo(in(26, 9, 0))
		h.is(a, outreach.FollowUp, outreach.Sent, "")
		text := h.carrier.to(number)[len(h.carrier.texts)-1]
		if !strings.Contains(text, "how are you") || !strings.Contains(text, "911") || len(text) > 160 {
			t.Errorf("%d characters: %q", len(text), text)
		}
	})
}

func TestRecall(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	h.choose(outreach.Settings{After: map[practice.ServiceID]outreach.After{h.visit: {Recall: 1}}})
	one := h.texter(1)
	a := h.bookFor(one, frontDesk, in(24, 9, 0))
	h.clock.Set(in(24, 10, 0))
	h.close(a, schedule.Fulfilled)
	list := func(s outreach.DueStatus) []outreach.DueItem {
		t.Helper()
		all, err := h.Recalls(ctx, readOnly, s, 10, 0)
		must(t, err)
		return all
	}
	due := list(outreach.IsDue)
	if len(due) != 1 || due[0].Day != (civil.Date{Year: 2026, Month: 12, Day: 24}) || due[0].Patient != one {
		t.Fatalf("due: %+v", due)
	}
	texts := func() int { return len(h.carrier.texts) }
	before := texts()
	day := func(n int) time.Time { return in(24, 10, 0).AddDate(0, 1, n) }
	for n := range 90 { // three, a fortnight apart, and then no more
		h.recalls(day(n))
	}
	if n := texts() - before; n != 3 {
		t.Errorf("recalled %d times: %v", n, h.carrier.texts[before:])
	}
	if err := h.PauseRecall(ctx, readOnly, due[0].ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("paused by someone who may only read: %v", err)
	}
	must(t, h.PauseRecall(ctx, frontDesk, due[0].ID))
	must(t, h.ResumeRecall(ctx, frontDesk, due[0].ID))
	h.clock.Set(day(80))
	next := h.bookFor(one, frontDesk, day(100))
	if got := list(outreach.HasBooked); len(got) != 1 || len(list(outreach.IsDue)) != 0 {
		t.Errorf("booked, and still due: %+v", got)
	}
	_, err := h.Cancel(ctx, frontDesk, next.ID, next.Version, "patient")
	must(t, err)
	if got := list(outreach.IsDue); len(got) != 1 {
		t.Errorf("cancelled, and not due again")
	}
	must(t, h.RemoveRecall(ctx, frontDesk, due[0].ID))
	if err := h.RemoveRecall(ctx, frontDesk, due[0].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("removed twice: %v", err)
	}
}

// recalls does what is due of the due list, and then of the outbox.
func (h *house) recalls(at time.Time) {
	h.Helper()
	h.clock.Set(at)
	all, err := h.Service.Queue.Claim(context.Background(), []string{outreach.RecallJob}, 50, time.Minute)
	must(h, err)
	for _, c := range all {
		must(h, h.RecallDue(context.Background(), c))
	}
	h.tick()
}

// A day that staff chose replaces what was there for the service.
func TestRecallByStaff(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	one := h.texter(1)
	for _, day := range []int{1, 2} {
		must(t, h.Do(ctx, frontDesk, func(tr tx.Tx) error {
			_, err := h.AddRecall(ctx, tr, one, h.visit, civil.Date{Year: 2026, Month: 12, Day: day}, "staff")
			return err
		}))
	}
	all, err := h.Recalls(ctx, frontDesk, outreach.IsDue, 10, 0)
	must(t, err)
	if len(all) != 1 || all[0].Day.Day != 2 {
		t.Errorf("due: %+v", all)
	}
}
