package outreach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// Two visits of one day are one reminder, which says both times and ends both messages.
func TestTwoVisitsOneMessage(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		one := h.texter(1)
		a, b := h.bookFor(one, frontDesk, in(30, 9, 0)), h.bookFor(one, frontDesk, in(30, 14, 20))
		h.tick()
		if got := h.carrier.to(number); len(got) != 1 || !strings.Contains(got[0], "visit is booked: Mon Nov 30, 9:00 am CST; Mon Nov 30, 2:20 pm CST, Harbor Street.") {
			t.Fatalf("confirmed by %q", got)
		}
		h.goTo(in(27, 9, 0))
		lead, other := h.is(a, outreach.Reminder3, outreach.Sent, ""), h.is(b, outreach.Reminder3, outreach.Sent, "")
		if got := h.carrier.to(number); len(got) != 2 || !strings.Contains(got[1], "visit is Mon Nov 30, 9:00 am CST; Mon Nov 30, 2:20 pm CST, Harbor Street.") {
			t.Fatalf("reminded by %q", got)
		}
		if other.With != lead.ID {
			t.Errorf("the second went with %q", other.With)
		}
		d, err := h.Service.Get(context.Background(), frontDesk, other.ID)
		must(t, err)
		if len(d.Attempts) != 1 || !strings.Contains(d.Body.Reveal(), "2:20 pm") {
			t.Errorf("the second says %q after %d attempts", d.Body.Reveal(), len(d.Attempts))
		}
		h.goTo(in(27, 14, 20))
		if got := h.carrier.to(number); len(got) != 2 {
			t.Errorf("reminded again: %q", got)
		}
	})
}

// A family with one number gets one text for all of its visits, and it does not say whose they are. A quiet visit is
// never told there.
func TestASharedNumber(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		a, b := h.bookFor(h.texter(1), frontDesk, in(30, 9, 0)), h.bookFor(h.texter(2), frontDesk, in(30, 14, 20))
		h.goTo(in(27, 9, 0)) // the confirmations are late, and go now, ten minutes apart
		h.goTo(in(27, 9, 10))
		for day := 27; day <= 29; day++ {
			h.goTo(in(day, 14, 20))
		}
		h.is(a, outreach.Reminder1, outreach.Sent, "")
		h.is(b, outreach.Reminder1, outreach.Sent, "")
		seen := map[string]int{}
		for _, text := range h.carrier.to(number) {
			seen[text]++
			if strings.Contains(text, "Tomasina") {
				t.Errorf("it says whose visit it is: %q", text)
			}
		}
		if n := len(h.carrier.texts); n != 4 { // two confirmations of two patients, two reminders of both
			t.Errorf("%d texts: %v", n, seen)
		}
		c := h.bookFor(h.texter(3), frontDesk, in(30, 16, 0))
		_, err := h.Scheduler.Quiet(context.Background(), frontDesk, c.ID, c.Version, true, h.contact(c.Patient))
		must(t, err)
		h.goTo(in(29, 16, 0))
		h.is(c, outreach.Confirmation, outreach.Skipped, outreach.NoAddress)
		if n := len(h.carrier.texts); n != 4 {
			t.Errorf("a quiet visit was told to a shared number: %q", h.carrier.texts[n-1].text)
		}
	})
}

// Who shares a number but is written to elsewhere by now is not spoken of there.
func TestNotTogetherElsewhere(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	one, other := h.texter(1), h.both(2)
	h.prefers(other, patient.Preferences{Channel: patient.ByText})
	a, b := h.bookFor(one, frontDesk, in(30, 9, 0)), h.bookFor(other, frontDesk, in(30, 14, 20))
	h.tick()
	h.goTo(in(27, 9, 0)) // the second confirmation
	h.goTo(in(27, 14, 20))
	h.prefers(other, patient.Preferences{Channel: patient.ByEmail})
	h.goTo(in(29, 9, 0))
	h.is(a, outreach.Reminder1, outreach.Sent, "")
	if last := h.carrier.texts[len(h.carrier.texts)-1].text; !strings.Contains(last, "9:00 am") || strings.Contains(last, "2:20") {
		t.Errorf("at the number it says %q", last)
	}
	h.goTo(in(29, 14, 20))
	if m := h.is(b, outreach.Reminder1, outreach.Sent, ""); m.Channel != outreach.Email {
		t.Errorf("the other is reminded by %s", m.Channel)
	}
}

// contact is the patient's first contact point.
func (h *house) contact(i patient.ID) (c patient.ContactID) {
	h.Helper()
	must(h, h.View(context.Background(), frontDesk, func(t tx.Tx) error {
		p, err := h.patients.Get(context.Background(), t, i)
		c = p.Contacts[0].ID
		return err
	}))
	return c
}

// What goes out together fails together, is tried again together, and is never in two states.
func TestTogetherAgain(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	one := h.texter(1)
	a, b := h.bookFor(one, frontDesk, in(30, 9, 0)), h.bookFor(one, frontDesk, in(30, 14, 20))
	h.carrier.refuses.Result, h.carrier.refuses.Code = "failed", "429"
	h.tick()
	h.is(a, outreach.Confirmation, outreach.Waiting, outreach.Retrying)
	h.is(b, outreach.Confirmation, outreach.Waiting, outreach.Retrying)
	h.carrier.refuses.Result = "unknown"
	h.goTo(noon.Add(time.Minute))
	h.is(a, outreach.Confirmation, outreach.Sending, outreach.NoAnswer)
	h.is(b, outreach.Confirmation, outreach.Sending, "")
	h.carrier.refuses.Result, h.carrier.forgetful = "", true
	for m := 2; m < 15; m++ {
		h.goTo(noon.Add(time.Duration(m) * time.Minute))
	}
	m := h.is(a, outreach.Confirmation, outreach.Unknown, outreach.NoAnswer)
	h.is(b, outreach.Confirmation, outreach.Unknown, outreach.NoAnswer)
	must(t, h.Settle(context.Background(), frontDesk, m.ID, true))
	h.is(a, outreach.Confirmation, outreach.Sent, outreach.Arrived)
	h.is(b, outreach.Confirmation, outreach.Sent, outreach.Arrived)
	if len(h.carrier.texts) != 0 {
		t.Errorf("sent again: %q", h.carrier.texts)
	}
}

// No setting sends what may not be sent, and what is switched off is not.
func TestSettings(t *testing.T) {
	ctx := context.Background()
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		a := h.book(someone(1), in(30, 14, 20))
		to := outreach.Settings{Kinds: map[outreach.Kind]bool{outreach.Reminder3: false, outreach.Missed: true}}
		if err := h.Choose(ctx, readOnly, to); !fault.Is(err, fault.Forbidden) {
			t.Errorf("chosen by someone who may only read: %v", err)
		}
		if err := h.Choose(ctx, admin, outreach.Settings{Kinds: map[outreach.Kind]bool{outreach.Cancelled: false}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("cancellations switched off: %v", err)
		}
		must(t, h.Choose(ctx, admin, to))
		got, err := h.Chosen(ctx, readOnly)
		must(t, err)
		if got.On(outreach.Reminder3) || !got.On(outreach.Reminder1) || !got.On(outreach.Missed) || !got.On(outreach.Cancelled) {
			t.Errorf("chosen %+v", got)
		}
		h.goTo(in(27, 14, 20))
		h.is(a, outreach.Reminder3, outreach.Skipped, outreach.SwitchedOff)
		b := h.book(someone(2), in(30, 15, 20))
		if _, ok := h.messages(b)[outreach.Reminder3]; ok {
			t.Error("a reminder that is switched off was planned")
		}
	})
}
