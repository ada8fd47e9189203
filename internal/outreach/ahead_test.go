package outreach_test

import (
	"context"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// callers remembers whom somebody was asked to phone.
type callers struct{ patients []patient.ID }

func (c *callers) Phone(_ context.Context, _ tx.Tx, p patient.ID, _ string, _ time.Time) error {
	c.patients = append(c.patients, p)
	return nil
}

// both is a stranger who agreed to texts and to e-mail.
func (h *house) both(n int) patient.ID {
	h.Helper()
	i := h.texter(n)
	must(h, h.Do(context.Background(), frontDesk, func(t tx.Tx) error {
		p, err := h.patients.Get(context.Background(), t, i)
		if err != nil {
			return err
		}
		p.Contacts = append(p.Contacts, patient.Contact{Kind: patient.Email, Value: phi.NewText("both@example.com"), Consent: true, ConsentHow: "staff"})
		return h.patients.Change(context.Background(), t, p)
	}))
	return i
}

// delivered takes word of a text from the carrier as a program does: in one transaction with keeping what is nobody's yet.
func (h *house) delivered(ref string, arrived bool, code string) (ours bool, err error) {
	err = h.Do(context.Background(), actor.System(), func(t tx.Tx) error {
		if ours, err = h.Service.Delivered(context.Background(), t, ref, arrived, code); err != nil || ours {
			return err
		}
		state := inbox.Failed
		if arrived {
			state = inbox.Delivered
		}
		return h.Store.Inbox().Report(context.Background(), t, inbox.Report{Ref: ref, State: state, Code: code}, h.clock.Now().Add(-24*time.Hour))
	})
	return ours, err
}

// The carrier's word may be faster than its answer to the request that it is about, and than a program that was killed
// in between: it counts all the same, and a text that did not arrive goes another way.
func TestWordOfATextComesBeforeItsName(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		texts := func(n int) patient.ID {
			h.clock.Advance(20 * time.Minute) // texts to one number keep a distance
			p := h.both(n)
			h.prefers(p, patient.Preferences{Channel: patient.ByText, How: "staff"})
			return p
		}
		said := func(arrived bool, code string) {
			h.carrier.taken = func(ref string) {
				if ours, err := h.delivered(ref, arrived, code); ours || err != nil {
					t.Errorf("before its name is known: %t, %v", ours, err)
				}
			}
		}
		said(true, "")
		a := h.bookFor(texts(1), frontDesk, in(30, 14, 20))
		h.tick()
		if m := h.is(a, outreach.Confirmation, outreach.Sent, ""); m.Delivered.IsZero() {
			t.Error("word that it arrived is lost")
		}
		said(false, "30003")
		b := h.bookFor(texts(2), frontDesk, in(30, 9, 20))
		h.tick()
		h.carrier.taken = nil
		h.tick()
		if m := h.is(b, outreach.Confirmation, outreach.Sent, ""); m.Channel != outreach.Email || !m.Delivered.IsZero() {
			t.Errorf("word that it did not arrive is lost: it went by %s", m.Channel)
		}
		h.carrier.lost = true
		said(false, "30006")
		c := h.bookFor(texts(3), frontDesk, in(30, 10, 20))
		h.tick()
		h.carrier.taken, h.carrier.lost = nil, false
		h.clock.Advance(2 * time.Minute)
		h.tick() // asks what became of it, and so learns its name
		h.tick()
		if m := h.is(c, outreach.Confirmation, outreach.Sent, ""); m.Channel != outreach.Email {
			t.Errorf("word about a text whose answer was lost is lost: it went by %s", m.Channel)
		}
		must(t, h.View(context.Background(), actor.System(), func(tr tx.Tx) error {
			for n := range h.carrier.texts {
				if _, err := h.Store.Inbox().Reported(context.Background(), tr, h.carrier.texts[n].ref); !fault.Is(err, fault.NotFound) {
					t.Errorf("word that was heard is kept: %v", err)
				}
			}
			return nil
		}))
	})
}

// What fails by one way goes by another that the patient agreed to, whether it fails at once, the carrier says so later
// or staff find out; where there is none, somebody phones.
func TestAnotherWay(t *testing.T) {
	ctx := context.Background()
	refused := attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "30006"}
	t.Run("a text that is refused", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		to := &callers{}
		h.Service.Caller, h.carrier.refuses = to, refused
		p := h.both(1)
		h.prefers(p, patient.Preferences{Channel: patient.ByText, How: "staff"})
		a := h.bookFor(p, frontDesk, in(30, 14, 20))
		h.tick()
		h.tick()
		if m := h.is(a, outreach.Confirmation, outreach.Sent, ""); m.Channel != outreach.Email || len(m.Avoided) != 1 {
			t.Errorf("it went by %s, avoiding %v", m.Channel, m.Avoided)
		}
		h.got("both@example.com", 1)
		if len(to.patients) != 0 {
			t.Error("somebody was asked to phone")
		}
	})
	t.Run("a text that did not arrive after all", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		p := h.both(1)
		h.prefers(p, patient.Preferences{Channel: patient.ByText, How: "staff"})
		a := h.bookFor(p, frontDesk, in(30, 14, 20))
		h.tick()
		h.is(a, outreach.Confirmation, outreach.Sent, "")
		if ours, err := h.delivered("somebody else's", false, "30003"); ours || err != nil {
			t.Errorf("somebody else's text: %t, %v", ours, err)
		}
		ours, err := h.delivered(h.carrier.texts[0].ref, false, "30003")
		must(t, err)
		if !ours {
			t.Fatal("a text of ours is nobody's")
		}
		h.tick()
		if m := h.is(a, outreach.Confirmation, outreach.Sent, ""); m.Channel != outreach.Email {
			t.Errorf("it went by %s", m.Channel)
		}
	})
	t.Run("nothing else is left", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		to := &callers{}
		h.Service.Caller, h.carrier.refuses = to, refused
		p := h.texter(1)
		a := h.bookFor(p, frontDesk, in(30, 14, 20))
		h.tick()
		h.is(a, outreach.Confirmation, outreach.Failed, outreach.Refused)
		if len(to.patients) != 1 || to.patients[0] != p {
			t.Errorf("asked to phone %v", to.patients)
		}
	})
	t.Run("nothing else was agreed to", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		to := &callers{}
		h.Service.Caller, h.carrier.refuses = to, refused
		p := h.both(1)
		h.prefers(p, patient.Preferences{Channel: patient.ByText, How: "staff"})
		must(t, h.Do(ctx, frontDesk, func(x tx.Tx) error {
			who, err := h.patients.Get(ctx, x, p)
			if err != nil {
				return err
			}
			return h.patients.SetConsent(ctx, x, who.Contacts[1].ID, false, patient.Said{How: "staff"})
		}))
		a := h.bookFor(p, frontDesk, in(30, 14, 20))
		h.tick()
		h.tick()
		h.is(a, outreach.Confirmation, outreach.Failed, outreach.Refused)
		if h.got("both@example.com", 0); len(to.patients) != 1 {
			t.Errorf("asked to phone %v", to.patients)
		}
	})
	t.Run("it came back", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		to := &callers{}
		h.Service.Caller = to
		a := h.bookFor(h.texter(1), frontDesk, in(30, 14, 20))
		h.tick()
		m := h.is(a, outreach.Confirmation, outreach.Sent, "")
		must(t, h.Bounced(ctx, frontDesk, m.ID))
		h.is(a, outreach.Confirmation, outreach.Failed, outreach.DidNotArrive)
		if err := h.Bounced(ctx, frontDesk, m.ID); !fault.Is(err, fault.Conflict) || len(to.patients) != 1 {
			t.Errorf("twice: %v, %d to phone", err, len(to.patients))
		}
		if err := h.Bounced(ctx, readOnly, m.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("who may only read: %v", err)
		}
	})
	t.Run("it arrived", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		a := h.bookFor(h.texter(1), frontDesk, in(30, 14, 20))
		h.tick()
		for range 2 {
			_, err := h.delivered(h.carrier.texts[0].ref, true, "")
			must(t, err)
		}
		if m := h.is(a, outreach.Confirmation, outreach.Sent, ""); m.Delivered.IsZero() {
			t.Error("nobody knows when")
		}
	})
}

// What a person holds back waits, but for word that a visit is off; and it goes when they let it.
func TestPauses(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		p := h.texter(1)
		must(t, h.Service.Hold(ctx, frontDesk, p, time.Time{}))
		a := h.bookFor(p, frontDesk, in(30, 14, 20))
		h.tick()
		h.is(a, outreach.Confirmation, outreach.Waiting, outreach.Paused)
		other := h.book(someone(2), in(30, 9, 20))
		h.tick()
		h.is(other, outreach.Confirmation, outreach.Sent, "")
		must(t, h.Resume(ctx, frontDesk, p))
		h.tick()
		h.is(a, outreach.Confirmation, outreach.Sent, "")

		must(t, h.Service.Hold(ctx, frontDesk, "", in(28, 8, 0)))
		h.goTo(in(27, 14, 20))
		h.is(a, outreach.Reminder3, outreach.Waiting, outreach.Paused)
		_, err := h.Cancel(ctx, frontDesk, other.ID, 0, "practice")
		must(t, err)
		h.tick()
		h.is(other, outreach.Cancelled, outreach.Sent, "")
		if all := h.paused(frontDesk); len(all) != 1 || all[0].Patient != "" {
			t.Errorf("pauses: %+v", all)
		}
		for name, err := range map[string]error{
			"a time that is over": h.Service.Hold(ctx, frontDesk, "", in(20, 8, 0)),
			"nobody":              h.Service.Hold(ctx, frontDesk, "none", time.Time{}),
			"who may only read":   h.Service.Hold(ctx, readOnly, "", time.Time{}),
			"resumed by them":     h.Resume(ctx, readOnly, ""),
		} {
			if err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	})
}

func (h *house) paused(by actor.Actor) (all []outreach.Pause) {
	h.Helper()
	must(h, h.View(context.Background(), by, func(t tx.Tx) (err error) {
		all, err = h.Pauses(context.Background(), t)
		return err
	}))
	return all
}

// The look ahead says of every message what then becomes of it.
func TestAhead(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a := h.bookFor(h.texter(1), frontDesk, in(30, 14, 20))
	silent := someone(2)
	silent.Consent = false
	b := h.book(silent, in(30, 9, 20))
	h.tick()
	days := []time.Time{in(23, 0, 0), in(27, 0, 0), in(28, 0, 0), in(30, 0, 0)}
	counts, err := h.ComingCounts(ctx, frontDesk, days)
	must(t, err)
	if len(counts) != 3 || counts[0] != 0 || counts[1] != 2 || counts[2] != 2 {
		t.Errorf("by day: %v", counts)
	}
	all, more, err := h.Ahead(ctx, readOnly, days[1], days[2])
	must(t, err)
	if more || len(all) != 2 {
		t.Fatalf("%d messages, more %t", len(all), more)
	}
	for _, c := range all {
		want, then := outreach.Sending, outreach.WhyNone
		if c.Appointment == b.ID {
			want, then = outreach.Skipped, outreach.NoConsent
		}
		if c.Kind != outreach.Reminder3 || c.Will != want || c.Then != then {
			t.Errorf("%s: %s %s", c.Kind, c.Will, c.Then)
		}
	}
	h.goTo(in(27, 14, 20))
	h.is(a, outreach.Reminder3, outreach.Sent, "")
	h.is(b, outreach.Reminder3, outreach.Skipped, outreach.NoConsent)
	if _, _, err := h.Ahead(ctx, actor.Visitor(), days[0], days[1]); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a visitor: %v", err)
	}
}

// A visit that falls on a closure is not reminded of until somebody moves it; and a patient who was told that it cannot
// be held hears when it is after all.
func TestNobodyIsRemindedOfAClosedDay(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a := h.bookFor(h.texter(1), frontDesk, in(30, 14, 20))
	h.tick()
	must(t, h.Do(ctx, frontDesk, func(tr tx.Tx) error {
		_, err := h.practice.AddClosure(ctx, tr, practice.Closure{From: a.DayOf(), To: a.DayOf(), Name: "Training"})
		return err
	}))
	h.goTo(in(27, 14, 20))
	h.is(a, outreach.Reminder3, outreach.Waiting, outreach.Shut)
	texts := len(h.carrier.texts)
	must(t, h.Do(ctx, frontDesk, func(tr tx.Tx) error {
		told, err := h.Restate(ctx, tr, a)
		if !told {
			t.Error("nobody can write to them")
		}
		return err
	}))
	h.tick()
	if n := len(h.carrier.texts); n != texts+1 {
		t.Errorf("%d texts, want %d", n, texts+1)
	}
}

// A recall is seen a week before it is planned, as it will be: not of whoever has booked, was told three times, or on
// another day.
func TestRecallsAreSeenAhead(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		one, two, silent := h.texter(1), h.both(2), h.texter(3)
		for _, p := range []patient.ID{one, two, silent} {
			h.prefers(p, patient.Preferences{Channel: patient.ByText, How: "staff"})
			must(t, h.Do(ctx, frontDesk, func(t tx.Tx) error {
				to, err := h.patients.Get(ctx, t, p)
				if err != nil {
					return err
				}
				return h.patients.SetConsent(ctx, t, to.Contacts[0].ID, p != silent, patient.Said{How: "call", For: []patient.Purpose{patient.FollowUps}})
			}))
		}
		due := func(p patient.ID, day int) {
			must(t, h.Do(ctx, frontDesk, func(t tx.Tx) error {
				_, err := h.AddRecall(ctx, t, p, h.visit, civil.Date{Year: 2026, Month: 11, Day: day}, "staff")
				return err
			}))
		}
		due(one, 26)
		due(two, 26)
		due(silent, 27)
		var days []time.Time
		for n := range 8 {
			days = append(days, in(23+n, 0, 0))
		}
		counts := func() []int {
			all, err := h.ComingCounts(ctx, readOnly, days)
			must(t, err)
			return all
		}
		if n := counts(); n[3] != 2 || n[4] != 1 || n[0]+n[1]+n[2]+n[5]+n[6] != 0 {
			t.Errorf("a day each: %v", n)
		}
		all, more, err := h.Ahead(ctx, readOnly, days[3], days[4])
		must(t, err)
		if len(all) != 2 || more || all[0].Kind != outreach.Recall || all[0].Recall == "" || all[0].ID != "" || all[0].Will != outreach.Sending || all[0].Way != outreach.SMS || !all[0].At.Equal(in(26, 10, 0)) || all[0].Name.IsZero() {
			t.Errorf("%d, %+v", len(all), all)
		}
		if all, _, err = h.Ahead(ctx, readOnly, days[4], days[5]); err != nil || len(all) != 1 || all[0].Will != outreach.Skipped || all[0].Then != outreach.NoConsent && all[0].Then != outreach.NoAddress {
			t.Errorf("without consent: %+v, %v", all, err)
		}
		h.bookFor(two, frontDesk, in(30, 14, 20))
		if n := counts(); n[3] != 1 {
			t.Errorf("one has booked: %v", n)
		}
		if h.server { // its clock says what is due
			return
		}
		h.recalls(in(26, 10, 0))
		h.clock.Set(in(28, 10, 0))
		days = nil
		for n := range 8 {
			days = append(days, in(28, 0, 0).AddDate(0, 0, 7+n))
		}
		if n := counts(); n[5] != 1 {
			t.Errorf("a fortnight after the first: %v", n)
		}
	})
}
