package app_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/audit"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const oneDoctor = `
[practice]
name = "Harbor Street Medicine"
phone = "218-555-0100"
email = "desk@harborstreet.example"
zone = "America/Chicago"

[[location]]
name = "Harbor Street"
address = "14 Harbor Street"
city = "Elder Bay"
state = "MN"
zip = "55604"
rooms = ["Room 1", "Room 2"]

[[service]]
name = "Office visit"
minutes = 20
online = true

[[provider]]
given = "Ines"
family = "Marlow"
credentials = "MD"
services = ["Office visit"]

[[hours]]
provider = "Ines Marlow"
location = "Harbor Street"
mon = "08:00-17:00"
tue = "08:00-17:00"
wed = "08:00-17:00"
thu = "08:00-17:00"
fri = "08:00-17:00"
`

// TestAClockThatJumps sets the machine's clock a day forward and back again around bookings and in the middle of
// sending, as a wrong time server or a virtual machine that wakes up does. No visit and no message is lost, and
// nobody is told anything twice.
func TestAClockThatJumps(t *testing.T) {
	clock := testkit.NewClock(time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC)) // a Monday, ten in the morning in Chicago
	var during atomic.Pointer[time.Duration]                                 // how far to move the clock while the next mail is under way
	mail, err := mailbox.Listen("127.0.0.1:0", mailbox.Faulty(func(string) mailbox.Fault {
		if by := during.Swap(nil); by != nil {
			clock.Advance(*by)
		}
		return mailbox.Fault{}
	}))
	must(t, err)
	defer func() { _ = mail.Close() }()
	a, _, _ := startEmpty(t, func(c *app.Config) { c.Now, c.SMTP = clock.Now, smtpOf(t, mail) })
	opened(t, a, oneDoctor)

	day, visits := 24*time.Hour, map[string]schedule.Appointment{}
	book := func(name string, start time.Time) {
		t.Helper()
		visits[name] = booked(t, a, name, start)
		testkit.Eventually(t, "the confirmation of "+name, func() bool { return len(mailsFor(mail, name)) >= 1 })
	}
	at := func(d, hour int) time.Time { return time.Date(2026, 11, d, hour+6, 0, 0, 0, time.UTC) } // by the clock in Chicago
	book("before", at(12, 9))
	clock.Advance(day)
	book("ahead", at(12, 10))
	clock.Advance(-day) // what was written a moment ago now lies in the future
	book("back", at(12, 11))
	clock.Advance(-day)
	book("further-back", at(12, 13))
	clock.Advance(day)

	// The clock jumps while a mail is on its way: forward, so that the lease seems to be over, and back.
	for name, by := range map[string]time.Duration{"jump-forward": day, "jump-back": -day} {
		during.Store(&by)
		book(name, at(13, 9+len(visits)))
		if during.Load() != nil {
			t.Fatal("the clock did not jump while the mail was under way")
		}
		settled(t, a, clock, visits[name].ID)
		clock.Advance(-by)
	}

	// The same time is not given twice, whichever day it is thought to be.
	for _, by := range []time.Duration{0, day, -day} {
		clock.Advance(by)
		if _, err := ask(a, "somebody-else", at(12, 9)); !fault.Is(err, fault.Conflict) {
			t.Errorf("with the clock moved by %v a time that is given away answers %v", by, err)
		}
		clock.Advance(-by)
	}

	// Reminders: forward over the moment and back before it again, three times, and then on to the visits.
	for clock.Now().Before(at(14, 0)) {
		clock.Advance(6 * time.Hour)
		for _, v := range visits {
			settled(t, a, clock, v.ID)
		}
		clock.Advance(-day)
		for _, v := range visits {
			settled(t, a, clock, v.ID)
		}
		clock.Advance(day)
	}
	for name, v := range visits {
		kinds := map[outreach.Kind]int{}
		items, err := a.Outreach.List(context.Background(), actor.System(), outreach.Filter{Appointment: v.ID})
		must(t, err)
		for _, m := range items {
			if kinds[m.Kind]++; m.Status != outreach.Sent {
				t.Errorf("%s: the %s is %s %s", name, m.Kind, m.Status, m.Why)
			}
		}
		if len(kinds) != 3 || len(items) != 3 || len(mailsFor(mail, name)) != 3 {
			t.Errorf("%s: messages %v, mails %q", name, kinds, mailsFor(mail, name))
		}
	}
	all, busy := 0, 0
	must(t, a.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		found, err := a.Schedule.Between(context.Background(), tr, at(1, 0), at(28, 0), schedule.Filter{})
		if err != nil {
			return err
		}
		all = len(found)
		cells, err := a.Schedule.Store.Busy(context.Background(), tr, at(1, 0), at(28, 0))
		busy = len(cells)
		if n := schedule.Overlaps(cells); n != 0 {
			t.Errorf("%d visits overlap", n)
		}
		return err
	}))
	if all != len(visits) || busy != len(visits) {
		t.Errorf("%d visits were booked, %d are there, %d hold their time", len(visits), all, busy)
	}
	testkit.Eventually(t, "a sealed log", func() bool {
		heads, err := store.HeadFile{Path: a.Heads}.Read(a.Keys)
		must(t, err)
		r, err := audit.Verify(context.Background(), a.Store.Audit(), a.Keys, heads)
		if err != nil || r.Problem != nil {
			t.Fatalf("the audit log does not verify: %v %v", r.Problem, err)
		}
		return r.Unsealed == 0
	})
}

// opened sets the practice up from a file, as bedside init --import does.
func opened(t *testing.T, a *app.App, file string) {
	t.Helper()
	f, err := practice.ReadFile(strings.NewReader(file))
	must(t, err)
	must(t, a.Store.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
		if err := f.Apply(context.Background(), tr, a.Practice); err != nil {
			return err
		}
		return a.Practice.GoLive(context.Background(), tr)
	}))
}

// ask asks for a visit with the first provider as somebody on the site whose address is name@example.net.
func ask(a *app.App, name string, start time.Time) (schedule.Appointment, error) {
	var p *practice.Practice
	err := a.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		p, err = a.Practice.Get(context.Background(), tr)
		return err
	})
	if err != nil {
		return schedule.Appointment{}, err
	}
	address, err := phi.ParseEmail(name + "@example.net")
	if err != nil {
		return schedule.Appointment{}, err
	}
	return a.Schedule.Book(context.Background(), actor.Visitor(), schedule.Request{
		Key: "site:" + name, Provider: p.Providers[0].ID, Location: p.Locations[0].ID, Service: p.Services[0].ID, Start: start, Channel: "site",
		Person: patient.Person{Name: phi.NewName("Ottoline", strings.ToUpper(name[:1])+name[1:]), Birth: phi.NewBirthDate(civil.Date{Year: 1979, Month: 8, Day: 4}), Email: address, Consent: true, How: "booking page"},
	})
}

func booked(t *testing.T, a *app.App, name string, start time.Time) schedule.Appointment {
	t.Helper()
	v, err := ask(a, name, start)
	if err != nil {
		t.Fatalf("%s is not booked: %v", name, err)
	}
	return v
}

// settled waits until nothing of the visit that is due waits or is being sent.
func settled(t *testing.T, a *app.App, clock *testkit.Clock, i schedule.ID) {
	t.Helper()
	testkit.Eventually(t, "due messages to settle", func() bool {
		items, err := a.Outreach.List(context.Background(), actor.System(), outreach.Filter{Appointment: i})
		must(t, err)
		for _, m := range items {
			if m.Status == outreach.Sending || m.Status == outreach.Waiting && !m.Due.After(clock.Now()) {
				return false
			}
		}
		return true
	})
}

func mailsFor(mail *mailbox.Server, name string) (subjects []string) {
	for _, m := range mail.Messages() {
		if strings.HasPrefix(m.To, name+"@") {
			subjects = append(subjects, m.Subject)
		}
	}
	return subjects
}
