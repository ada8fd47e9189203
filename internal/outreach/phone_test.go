package outreach_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// Who is told nothing in writing is on the list of those to phone until somebody says that they did: whoever wants a person,
// and whoever could be told of a change only after the visit.
func TestToBePhoned(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		channel patient.Channel
		hour    int // of the visit
		why     outreach.Why
		phone   int
	}{
		"a person is wanted":                  {patient.ByPerson, 14, outreach.ByPhone, 1},
		"the visit is before quiet hours end": {"", 6, outreach.QuietHours, 1},
		"a text will do":                      {"", 14, outreach.QuietHours, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			h.places([]string{"America/Chicago"}) // open day and night
			h.who, h.at = h.others[0].who, h.others[0].at
			i := h.texter(1)
			a := h.bookFor(i, frontDesk, in(30, c.hour, 0))
			h.tick()
			h.prefers(i, patient.Preferences{Channel: c.channel, How: "staff"})
			h.goTo(in(29, 22, 0))
			_, err := h.Cancel(ctx, frontDesk, a.ID, a.Version, "practice")
			must(t, err)
			h.tick()
			m := h.message(a, outreach.Cancelled)
			if m.Why != c.why || m.Phone() != (c.phone > 0) {
				t.Errorf("the cancellation is %s (%s), to be phoned: %t", m.Status, m.Why, m.Phone())
			}
			needs := func(want int) {
				t.Helper()
				_, n, err := h.Tally(ctx, frontDesk)
				must(t, err)
				list, err := h.List(ctx, frontDesk, outreach.Filter{Needy: true})
				must(t, err)
				if n != (outreach.Needs{Phone: want}) || len(list) != want {
					t.Errorf("needs %+v, %d in the list; want %d to phone", n, len(list), want)
				}
			}
			if needs(c.phone); c.phone > 0 {
				must(t, h.GiveUp(ctx, frontDesk, m.ID))
				needs(0)
			}
		})
	}
}

// Staff read before a change how its patient hears of it: by what is set up, agreed to and not stopped, and when texts go.
func TestWay(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	is := func(when string, a schedule.Appointment, by guard.Channel, from time.Time) {
		t.Helper()
		must(t, h.View(ctx, readOnly, func(x tx.Tx) error {
			got, at, err := h.Way(ctx, x, a)
			if got != by || !at.Equal(from) {
				t.Errorf("%s: %q from %s, want %q from %s", when, got, at, by, from)
			}
			return err
		}))
	}
	mail, text := h.book(someone(1), in(30, 14, 20)), h.bookFor(h.texter(2), frontDesk, in(30, 15, 20))
	is("by e-mail", mail, outreach.Email, noon)
	is("by text", text, outreach.SMS, noon)
	h.clock.Set(in(23, 22, 0))
	is("by e-mail at night", mail, outreach.Email, in(23, 22, 0))
	is("by text at night", text, outreach.SMS, in(24, 8, 0))
	h.listen("")
	is("without a mail server", mail, "", in(23, 22, 0))
	h.prefers(text.Patient, patient.Preferences{Channel: patient.ByPerson})
	is("who wants a person", text, "", in(23, 22, 0))
	h.prefers(text.Patient, patient.Preferences{Channel: patient.ByText})
	must(t, h.Do(ctx, actor.Visitor(), func(x tx.Tx) error {
		return h.patients.StopAt(ctx, x, patient.Phone, phi.NewText(number), patient.Said{How: "text", Words: phi.NewText("STOP")})
	}))
	is("who asked to stop", text, "", in(23, 22, 0))
	must(t, h.View(ctx, actor.Visitor(), func(x tx.Tx) error {
		if _, _, err := h.Way(ctx, x, mail); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a stranger is told how a patient is told: %v", err)
		}
		return nil
	}))
}
