package outreach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const number = "+12185550199"

// texter is a stranger who agreed to texts and has no e-mail.
func (h *house) texter(n int) patient.ID {
	h.Helper()
	var i patient.ID
	must(h, h.Do(context.Background(), frontDesk, func(t tx.Tx) (err error) {
		s := someone(n)
		i, err = h.patients.Add(context.Background(), t, patient.Patient{Name: s.Name, Birth: s.Birth, Contacts: []patient.Contact{{Kind: patient.Phone, Value: phi.NewText(number)}}})
		if err != nil {
			return err
		}
		p, err := h.patients.Get(context.Background(), t, i)
		if err != nil {
			return err
		}
		return h.patients.SetConsent(context.Background(), t, p.Contacts[0].ID, true, patient.Said{How: "staff", For: patient.Purposes()})
	}))
	return i
}

func (h *house) bookFor(i patient.ID, by actor.Actor, start time.Time) schedule.Appointment {
	h.Helper()
	a, err := h.Book(context.Background(), by, schedule.Request{Provider: h.who, Location: h.at, Service: h.visit, Start: start, Patient: i, Channel: "console"})
	must(h, err)
	return a
}

func TestText(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		a := h.bookFor(h.texter(1), frontDesk, in(30, 14, 20))
		h.tick()
		m := h.is(a, outreach.Confirmation, outreach.Sent, "")
		want := "Elm Street Practice: Tomasina, your visit is booked: Mon Nov 30, 2:20 pm CST, Harbor Street. To change it, reply R or call 218-555-0100. STOP to end texts."
		if got := h.carrier.to(number); m.Channel != outreach.SMS || len(got) != 1 || got[0] != want || len(got[0]) > 160 {
			t.Errorf("texts by %s: %q", m.Channel, got)
		}
		d, err := h.Service.Get(context.Background(), frontDesk, m.ID)
		must(t, err)
		if d.Title.Reveal() != "" || d.Body.Reveal() != want || d.Address.Reveal() != number || d.Attempts[0].Ref != "SM0" {
			t.Errorf("kept %q %q for %q by %q", d.Title.Reveal(), d.Body.Reveal(), d.Address.Reveal(), d.Attempts[0].Ref)
		}
		h.goTo(in(27, 14, 20))
		h.goTo(in(29, 14, 20))
		h.is(a, outreach.Reminder1, outreach.Sent, "")
		if got := h.carrier.to(number); len(got) != 3 {
			t.Errorf("texts: %q", got)
		}
	})
}

// A line for calls is a port like any other: who chose calls and agreed to automated ones is called, nobody else.
func TestCall(t *testing.T) {
	for name, c := range map[string]struct {
		prefers patient.Channel
		agreed  []patient.Purpose
		off     bool
		by      guard.Channel
	}{
		"chosen and agreed to": {patient.ByVoice, patient.Purposes(), false, outreach.Voice},
		"not chosen":           {patient.ByText, patient.Purposes(), false, outreach.SMS},
		"not agreed to":        {patient.ByVoice, []patient.Purpose{patient.Reminders}, false, outreach.SMS},
		"no line":              {patient.ByVoice, patient.Purposes(), true, outreach.SMS},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			calls := &carrier{t: t, says: outreach.Voice, off: c.off}
			h.Service.Ports[outreach.Voice] = calls
			i := h.texter(1)
			must(t, h.Do(context.Background(), frontDesk, func(tr tx.Tx) error {
				p, err := h.patients.Get(context.Background(), tr, i)
				if err != nil {
					return err
				}
				if err := h.patients.SetConsent(context.Background(), tr, p.Contacts[0].ID, false, patient.Said{How: "staff", For: patient.Purposes()}); err != nil {
					return err
				}
				return h.patients.SetConsent(context.Background(), tr, p.Contacts[0].ID, true, patient.Said{How: "staff", For: c.agreed})
			}))
			h.prefers(i, patient.Preferences{Channel: c.prefers, How: "staff"})
			a := h.bookFor(i, frontDesk, in(30, 14, 20))
			h.tick()
			if m := h.is(a, outreach.Confirmation, outreach.Sent, ""); m.Channel != c.by || len(calls.texts)+len(h.carrier.texts) != 1 {
				t.Errorf("told by %s: calls %q, texts %q", m.Channel, calls.texts, h.carrier.texts)
			}
			if len(calls.texts) == 1 && !strings.Contains(calls.texts[0].text, "Monday, November 30") {
				t.Errorf("said %q", calls.texts[0].text)
			}
		})
	}
}

// A number without recorded consent is not texted, not even an answer.
func TestTextWithoutConsent(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	i := h.texter(1)
	must(t, h.Do(context.Background(), frontDesk, func(tr tx.Tx) error {
		p, err := h.patients.Get(context.Background(), tr, i)
		if err != nil {
			return err
		}
		return h.patients.SetConsent(context.Background(), tr, p.Contacts[0].ID, false, patient.Said{How: "staff", For: []patient.Purpose{patient.Reminders}})
	}))
	a := h.bookFor(i, frontDesk, in(30, 14, 20))
	h.tick()
	h.is(a, outreach.Confirmation, outreach.Skipped, outreach.NoAddress)
	if len(h.carrier.texts) != 0 {
		t.Errorf("texts: %q", h.carrier.texts)
	}
}

// A text whose outcome is lost is asked for, and sent again only where it certainly did not go.
func TestTextLost(t *testing.T) {
	for name, c := range map[string]struct {
		lost, forgetful bool
		refuses         attempt.Outcome
		status          outreach.Status
		why             outreach.Why
		texts           int
	}{
		"it arrived":            {lost: true, status: outreach.Sent, texts: 1},
		"it did not":            {refuses: attempt.Outcome{Result: attempt.Unknown, Code: "lost"}, status: outreach.Sent, texts: 1},
		"nobody can say":        {lost: true, forgetful: true, status: outreach.Unknown, why: outreach.NoAnswer, texts: 1},
		"refused for good":      {refuses: attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "21610"}, status: outreach.Failed, why: outreach.Refused},
		"refused for the while": {refuses: attempt.Outcome{Result: attempt.Failed, Code: "429"}, status: outreach.Sent, texts: 1},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			h.carrier.lost, h.carrier.forgetful, h.carrier.refuses = c.lost, c.forgetful, c.refuses
			a := h.bookFor(h.texter(1), frontDesk, in(30, 14, 20))
			h.tick()
			if c.lost {
				h.is(a, outreach.Confirmation, outreach.Sending, outreach.NoAnswer)
			}
			h.carrier.refuses = attempt.Outcome{}
			for m := 1; m < 15; m++ {
				h.goTo(noon.Add(time.Duration(m) * time.Minute))
			}
			h.is(a, outreach.Confirmation, c.status, c.why)
			if n := len(h.carrier.texts); n != c.texts {
				t.Errorf("%d texts, want %d", n, c.texts)
			}
		})
	}
}

// Texts keep quiet hours, but for the answer to what the patient does and for a visit of the day that is off.
func TestTextAtNight(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		by   actor.Actor
		then func(h *house, a schedule.Appointment) (at time.Time, n int)
	}{
		"staff at night": {frontDesk, func(*house, schedule.Appointment) (time.Time, int) { return in(24, 2, 0), 0 }},
		"until morning":  {frontDesk, func(*house, schedule.Appointment) (time.Time, int) { return in(24, 8, 0), 1 }},
		"the same day off": {frontDesk, func(h *house, a schedule.Appointment) (time.Time, int) {
			h.goTo(in(24, 8, 0))
			h.clock.Set(in(30, 5, 0))
			_, err := h.Cancel(ctx, frontDesk, a.ID, a.Version, "practice")
			must(h, err)
			return in(30, 5, 0), 2 // the confirmation, and this
		}},
		"tomorrow off": {frontDesk, func(h *house, a schedule.Appointment) (time.Time, int) {
			h.goTo(in(24, 8, 0))
			h.clock.Set(in(29, 22, 0))
			_, err := h.Cancel(ctx, frontDesk, a.ID, a.Version, "practice")
			must(h, err)
			return in(29, 22, 0), 1
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			h.clock.Set(in(24, 1, 0))
			a := h.bookFor(h.texter(1), c.by, in(30, 14, 20))
			h.tick()
			if len(h.carrier.texts) != 0 {
				t.Fatalf("texted at night: %q", h.carrier.texts)
			}
			at, n := c.then(h, a)
			h.goTo(at)
			if len(h.carrier.texts) != n {
				t.Errorf("%d texts by %s, want %d: %q", len(h.carrier.texts), at, n, h.carrier.texts)
			}
		})
	}
}
