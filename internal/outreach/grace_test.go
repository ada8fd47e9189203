package outreach_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/outreach"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
)

// aMinute lets the minute pass in which staff can take a move back.
func (h *house) aMinute() { h.goTo(h.clock.Now().Add(time.Minute)) }

// What staff move is told a minute later, and what they put back meanwhile is not told at all: however often it was
// moved in between, as long as it ends where the patient knows it.
func TestAMoveTakenBack(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		to := "stranger1@example.com"
		a := h.book(someone(1), in(30, 14, 20))
		h.tick()
		h.got(to, 1)
		known := a.Start

		a = h.moveTo(a, in(30, 16, 0))
		h.tick()
		h.got(to, 1)
		h.is(a, outreach.Moved, outreach.Waiting, outreach.MayUndo)
		coming, _, err := h.Ahead(ctx, frontDesk, time.Time{}, in(24, 0, 0))
		must(t, err)
		if len(coming) != 1 || coming[0].Kind != outreach.Moved || coming[0].Will != outreach.Sending || coming[0].Then != outreach.MayUndo {
			t.Errorf("what comes is %+v", coming)
		}
		h.clock.Advance(40 * time.Second)
		a = h.moveTo(a, in(28, 9, 0))
		h.clock.Advance(40 * time.Second)
		h.tick() // forty seconds after the last move, eighty after the first
		h.got(to, 1)
		a = h.moveTo(a, known)
		h.is(a, outreach.Moved, outreach.Skipped, outreach.TakenBack)
		h.aMinute()
		h.got(to, 1)
		h.goTo(in(27, 14, 20)) // its reminder goes as if nothing had been
		h.got(to, 2)

		// moved once more and left there: told once, with the last time
		a = h.moveTo(a, in(30, 15, 0))
		h.clock.Advance(30 * time.Second)
		a = h.moveTo(a, in(30, 16, 20))
		h.aMinute()
		if got := h.got(to, 3)[2].Subject; got != "New time for your visit: Mon, November 30 at 4:20 pm CST" {
			t.Error(got)
		}

		// what was told and is put back then is told again
		h.moveTo(a, known)
		h.aMinute()
		h.got(to, 4)
	})
}

// Cancelled within the minute: the patient hears of that alone.
func TestAMovedVisitIsCancelled(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	to := "stranger1@example.com"
	a := h.book(someone(1), in(30, 14, 20))
	h.tick()
	a = h.moveTo(a, in(30, 16, 0))
	_, err := h.Cancel(ctx, frontDesk, a.ID, a.Version, "practice")
	must(t, err)
	h.tick()
	h.aMinute()
	h.got(to, 2)
	h.is(a, outreach.Moved, outreach.Skipped, outreach.VisitOff)
}

func TestToldAt(t *testing.T) {
	now := in(23, 12, 0)
	at := func(hours float64) schedule.Appointment {
		return schedule.Appointment{Start: now.Add(time.Duration(hours * float64(time.Hour)))}
	}
	for _, c := range []struct {
		name     string
		by       actor.Actor
		from, to schedule.Appointment
		want     time.Duration
	}{
		{"staff", frontDesk, at(48), at(72), time.Minute},
		{"staff, two hours before", admin, at(2), at(2), time.Minute},
		{"the patient may be on the way", frontDesk, at(1.9), at(72), 0},
		{"it begins soon", frontDesk, at(72), at(1.9), 0},
		{"the patient", actor.Actor{Kind: actor.Patient}, at(48), at(72), 0},
		{"the program", actor.System(), at(48), at(72), 0},
	} {
		if got := outreach.ToldAt(c.by, c.from, c.to, now).Sub(now); got != c.want {
			t.Errorf("%s: told after %s, want %s", c.name, got, c.want)
		}
	}
}
