package outreach_test

import (
	"context"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// TestReached: the calendar says of each visit how far its patient is told, and asks once for a whole day.
func TestReached(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		mail := h.book(someone(1), in(30, 14, 20))
		p := someone(2)
		phone, err := patient.ParsePhone("218 555 0199")
		must(t, err)
		p.Email, p.Phone = phi.Email{}, phone
		none := h.book(p, in(30, 15, 20))
		reached := func(by actor.Actor) (all map[schedule.ID]outreach.Informed, err error) {
			err = h.View(ctx, by, func(x tx.Tx) error {
				all, err = h.Reached(ctx, x, mail.ID, none.ID)
				return err
			})
			return all, err
		}
		is := func(when string, want map[schedule.ID]outreach.Informed) {
			t.Helper()
			all, err := reached(readOnly)
			must(t, err)
			for i, r := range want {
				if all[i] != r {
					t.Errorf("%s: %q, not %q", when, all[i], r)
				}
			}
		}
		tells := func(by actor.Actor) (n int64, err error) {
			err = h.View(ctx, by, func(x tx.Tx) error {
				all, err := h.Tells(ctx, x, in(30, 0, 0), in(31, 0, 0))
				n = all[h.who]
				return err
			})
			return n, err
		}
		last := int64(0)
		changed := func(when string) {
			t.Helper()
			now, err := tells(readOnly)
			if must(t, err); now == last {
				t.Errorf("%s a page that is open is not told", when)
			}
			last = now
		}
		is("before anything went out", map[schedule.ID]outreach.Informed{mail.ID: outreach.NotInformed})
		h.tick()
		changed("after the confirmation")
		is("after the confirmation", map[schedule.ID]outreach.Informed{mail.ID: outreach.IsInformed, none.ID: outreach.IsUnreached})
		h.goTo(in(27, 14, 20))
		changed("after a reminder")
		if again, err := tells(readOnly); again != last || err != nil {
			t.Errorf("nothing happened, and %d became %d (%v)", last, again, err)
		}
		if _, err := tells(actor.Visitor()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a stranger is told how many are told: %v", err)
		}
		is("after a reminder", map[schedule.ID]outreach.Informed{mail.ID: outreach.IsReminded, none.ID: outreach.IsUnreached})
		if _, err := reached(actor.Visitor()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a stranger is told who is told: %v", err)
		}
		must(t, h.View(ctx, readOnly, func(x tx.Tx) error {
			one, err := h.Reached(ctx, x, mail.ID)
			if len(one) != 1 {
				t.Errorf("of one visit it says %v", one)
			}
			return err
		}))
	})
}
