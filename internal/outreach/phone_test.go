package outreach_test

import (
	"context"
	"testing"

	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/testkit"
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
