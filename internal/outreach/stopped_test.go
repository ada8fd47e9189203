package outreach_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// However stops, new visits, consent anew and what falls due follow one another, also between the claim of a message and
// its sending: nothing begins to go to a number after somebody at it asked us to stop.
func TestNothingGoesOutAfterAStop(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	ctx := context.Background()
	who := h.texter(1)
	stopped, sent := false, 0
	say := func(stop bool) {
		must(t, h.Do(ctx, actor.Visitor(), func(x tx.Tx) error {
			s := patient.Said{How: "text", Words: phi.NewText("so they wrote")}
			if stop {
				return h.patients.StopAt(ctx, x, patient.Phone, phi.NewText(number), s)
			}
			return h.patients.StartAt(ctx, x, patient.Phone, phi.NewText(number), s)
		}))
		stopped = stop
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		before := len(h.carrier.to(number))
		switch rapid.IntRange(0, 4).Draw(rt, "what") {
		case 0:
			n++
			h.bookFor(who, frontDesk, in(24+n/20%28, 8, 0).Add(time.Duration(n%20)*20*time.Minute))
		case 1:
			say(rapid.Bool().Draw(rt, "stop"))
		case 2:
			h.clock.Advance(time.Duration(rapid.IntRange(1, 20).Draw(rt, "hours")) * time.Minute)
		default:
			claims := h.claim(time.Minute)
			if rapid.Bool().Draw(rt, "meanwhile") {
				say(rapid.Bool().Draw(rt, "stop then"))
			}
			for _, c := range claims {
				must(t, h.Send(ctx, c))
			}
		}
		after := len(h.carrier.to(number))
		if sent += after - before; stopped && after != before {
			rt.Fatalf("%d texts went to a number that was stopped", after-before)
		}
	})
	if sent == 0 {
		t.Error("nothing was ever sent")
	}
}
