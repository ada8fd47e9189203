package outreach_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// inviting switches invitations on or off.
func (h *house) inviting(on bool) {
	h.Helper()
	must(h, h.Do(context.Background(), actor.System(), func(t tx.Tx) error {
		p, err := h.practice.Get(context.Background(), t)
		if err != nil {
			return err
		}
		s := p.Settings
		s.Invitations = on
		return h.practice.SaveSettings(context.Background(), t, s)
	}))
}

func (h *house) moveTo(a schedule.Appointment, start time.Time) schedule.Appointment {
	h.Helper()
	b, err := h.Move(context.Background(), frontDesk, schedule.Move{ID: a.ID, Version: a.Version, Start: start})
	must(h, err)
	return b
}

// One visit in the patient's calendar: put there by the confirmation, moved along, and taken out by the cancellation,
// though the practice switched invitations off in between.
func TestAnInvitationFollowsTheVisit(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		h.inviting(true)
		a := h.book(someone(1), in(30, 14, 20))
		h.tick()
		b := h.moveTo(a, in(30, 15, 0))
		h.goTo(noon.Add(10 * time.Minute))
		h.inviting(false)
		_, err := h.Cancel(context.Background(), frontDesk, b.ID, b.Version, "patient")
		must(t, err)
		h.goTo(noon.Add(20 * time.Minute))

		letters := h.got(to, 3)
		var calendars [][]byte
		for i, m := range letters {
			method, calendar, _ := strings.Cut(m.Invite, "\n")
			if want := []string{"REQUEST", "REQUEST", "CANCEL"}[i]; method != want || !strings.Contains(calendar, "\r\nMETHOD:"+want+"\r\n") {
				t.Fatalf("letter %d: the header of the calendar says %q\n%s", i, method, calendar)
			}
			if m.Files["invite.ics"] != calendar {
				t.Errorf("letter %d: the file is another calendar:\n%s", i, m.Files["invite.ics"])
			}
			if m.Text == "" || m.HTML == "" {
				t.Errorf("letter %d has no words", i)
			}
			for _, secret := range []string{"Oncology", "Chemo", "Marlow", "lump", "Tomasina", string(a.Patient)} {
				if strings.Contains(calendar, secret) {
					t.Errorf("letter %d says %s to whoever sees the calendar", i, secret)
				}
			}
			calendars = append(calendars, []byte(calendar))
		}
		if testkit.Skipped("icaljs") {
			return
		}
		read := testkit.ICalJS(t, calendars...)
		last := -1
		for i, c := range read {
			e := c.Events[0]
			if e.UID != a.UID() || e.Sequence <= last {
				t.Errorf("letter %d: the event is %s, sequence %d after %d", i, e.UID, e.Sequence, last)
			}
			last = e.Sequence
			if e.Summary != "Visit at Elm Street Practice" || e.Location != "Harbor Street" || e.Organizer != "mailto:office@practice.example" || e.Attendee != "mailto:"+to {
				t.Errorf("letter %d: %+v", i, e)
			}
		}
		if s := []string{read[0].Events[0].Start, read[1].Events[0].Start, read[2].Events[0].Status}; s[0] != "2026-11-30T20:20:00Z" || s[1] != "2026-11-30T21:00:00Z" || s[2] != "CANCELLED" {
			t.Error(s)
		}
	})
}

// Nobody is invited who does not want it, where the practice does not invite, or by a reminder.
func TestNoInvitation(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	a := h.book(someone(1), in(30, 14, 20))
	h.tick()
	h.inviting(true)
	must(t, h.Do(ctx, frontDesk, func(tr tx.Tx) error { return h.SetUnwanted(ctx, tr, a.Patient, true) }))
	h.moveTo(a, in(30, 15, 0))
	h.goTo(noon.Add(10 * time.Minute))
	must(t, h.Do(ctx, frontDesk, func(tr tx.Tx) error { return h.SetUnwanted(ctx, tr, a.Patient, false) }))
	h.goTo(in(27, 15, 0))
	for _, m := range h.got(to, 3) {
		if m.Invite != "" || len(m.Files) > 0 {
			t.Errorf("%s carries an invitation", m.Subject)
		}
	}
	if err := h.Do(ctx, readOnly, func(tr tx.Tx) error { return h.SetUnwanted(ctx, tr, a.Patient, true) }); err == nil {
		t.Error("whoever may only read has changed it")
	}
}

// An invitation that failed and is sent again is the same one.
func TestAnInvitationIsSentAgain(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.inviting(true)
	a := h.book(someone(1), in(30, 14, 20))
	h.fault = always(mailbox.Fault{Rcpt: 451})
	h.tick()
	h.fault = always(mailbox.Fault{})
	h.goTo(noon.Add(time.Hour))
	h.is(a, outreach.Confirmation, outreach.Sent, "")
	if m := h.got(to, 1)[0]; !strings.Contains(m.Invite, "\r\nSEQUENCE:0\r\n") || !strings.Contains(m.Invite, "UID:"+a.UID()) {
		t.Error(m.Invite)
	}
	d, err := h.Service.Get(context.Background(), frontDesk, h.message(a, outreach.Confirmation).ID)
	must(t, err)
	if said := d.Attempts[0].Text.Reveal(); !strings.Contains(said, "[calendar: REQUEST]\nVisit at Elm Street Practice\nHarbor Street") {
		t.Errorf("the record of what was said is\n%s", said)
	}
}

// A visit by video names no place to set out for.
func TestAnInvitationToAVideoVisit(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.inviting(true)
	_, err := h.Book(context.Background(), actor.Visitor(), schedule.Request{Provider: h.who, Location: h.at, Service: h.video, Start: in(30, 14, 20), Person: someone(1), Channel: "site", State: "MN"})
	must(t, err)
	h.tick()
	if m := h.got(to, 1)[0]; strings.Contains(m.Invite, "Harbor") || !strings.Contains(m.Invite, "LOCATION:By video or phone.") {
		t.Error(m.Invite)
	}
}

// Who changed their address is invited there anew; nothing goes to the old one, which may be a stranger's by now, and the
// end of an invitation only where it came.
func TestAnInvitationDoesNotFollowAnOldAddress(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		h.inviting(true)
		address := func(p patient.ID, to string) {
			t.Helper()
			must(t, h.Do(ctx, frontDesk, func(t tx.Tx) error {
				who, err := h.patients.Get(ctx, t, p)
				if err != nil {
					return err
				}
				who.Contacts = slices.Clone(who.Contacts)
				who.Contacts[0].Value, who.Contacts[0].Consent, who.Contacts[0].ConsentHow = phi.NewText(to), true, "staff"
				return h.patients.Change(ctx, t, who)
			}))
		}
		a := h.book(someone(1), in(30, 14, 20))
		h.tick()
		address(a.Patient, "second@example.com")
		a = h.moveTo(a, in(30, 15, 0))
		h.goTo(noon.Add(10 * time.Minute))
		address(a.Patient, "third@example.com")
		_, err := h.Cancel(ctx, frontDesk, a.ID, a.Version, "patient")
		must(t, err)
		h.goTo(noon.Add(20 * time.Minute))
		h.got(to, 1)
		if m := h.got("second@example.com", 1)[0]; !strings.HasPrefix(m.Invite, "REQUEST\n") || !strings.Contains(m.Invite, "UID:"+a.UID()) {
			t.Errorf("the new address is not invited: %s", m.Invite)
		}
		if m := h.got("third@example.com", 1)[0]; m.Invite != "" || m.Text == "" {
			t.Errorf("an end of what never came: %s", m.Invite)
		}
	})
}
