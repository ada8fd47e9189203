package outreach_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/channel/email"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var (
	frontDesk = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "desk"}
	admin     = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "admin"}
	readOnly  = actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly, ID: "reader"}
)

// noon is Monday, November 23, 2026, noon in Chicago.
var noon = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

// house is a practice on a real database whose letters go to a real SMTP server.
type house struct {
	testing.TB
	*store.Store
	*schedule.Scheduler
	*outreach.Service
	clock    *testkit.Clock
	practice *practice.Registry
	patients *patient.Registry
	box      *mailbox.Server
	mailer   *email.Mailer
	carrier  *carrier
	fault    func(to string) mailbox.Fault
	server   bool // the queue's clock is the server's

	at           practice.LocationID
	visit, video practice.ServiceID
	who          practice.ProviderID
	others       []place
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// build wires the domains to the store, as a program does.
func build(s *store.Store, keys *phi.Keys, now func() time.Time, ports map[guard.Channel]outreach.Port) (*outreach.Service, *schedule.Scheduler, *practice.Registry, *patient.Registry) {
	ids := id.NewSource(now, rand.Reader)
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	g, err := guard.New(nil, guard.Own{}, now)
	if err != nil {
		panic(err)
	}
	house, people := &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids}, &patient.Registry{Store: s.Patients(), Audit: log, IDs: ids}
	o := &outreach.Service{DB: s, Store: s.Outreach(), Queue: s.Jobs(), Patients: people, Practice: house, Visits: s.Schedule(),
		Guard: g, Ports: ports, Invites: s.Invitations(), Reports: s.Inbox(), Audit: log, Keys: keys, IDs: ids}
	return o, &schedule.Scheduler{DB: s, Store: s.Schedule(), Practice: house, Patients: people, Audit: log, IDs: ids,
		Followers: []schedule.Follower{o}}, house, people
}

func openHouse(t testing.TB, dsn string) *house {
	t.Helper()
	return openHouseWith(t, dsn, phi.NewKeys(), testkit.NewClock(noon))
}

func openHouseWith(t testing.TB, dsn string, keys *phi.Keys, clock *testkit.Clock) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{TB: t, clock: clock, server: strings.HasPrefix(dsn, "postgres"), fault: func(string) mailbox.Fault { return mailbox.Fault{} }}
	var err error
	h.box, err = mailbox.Listen("127.0.0.1:0", mailbox.Clock(clock.Now), mailbox.Faulty(func(to string) mailbox.Fault { return h.fault(to) }))
	must(t, err)
	t.Cleanup(func() { _ = h.box.Close() })
	h.Store, err = store.Open(ctx, store.Config{URL: dsn, Keys: keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = h.Store.Close() })
	h.mailer = &email.Mailer{Config: email.Config{Now: clock.Now, Timeout: 5 * time.Second}}
	h.listen(h.box.Addr())
	h.carrier = &carrier{t: t}
	h.Service, h.Scheduler, h.practice, h.patients = build(h.Store, keys, clock.Now, map[guard.Channel]outreach.Port{outreach.Email: h.mailer, outreach.SMS: h.carrier})
	must(t, h.Do(ctx, actor.System(), func(tr tx.Tx) (err error) {
		r := h.practice
		if err := r.SaveSettings(ctx, tr, practice.Settings{Name: "Lakeside Oncology", NeutralName: "Elm Street Practice", Phone: "+12185550100",
			Email: "office@practice.example", URL: "https://practice.example", Zone: "America/Chicago",
			Quiet: civil.Interval{From: 480, To: 1260}, Notice: time.Hour, Horizon: 60, SlotStep: 20}); err != nil {
			return err
		}
		if h.at, err = r.SaveLocation(ctx, tr, practice.Location{Name: "Harbor Street", Address: "1 Harbor Street", City: "Elba", State: "MN", ZIP: "55910",
			Zone: "America/Chicago", Active: true, Rooms: []practice.Room{{Name: "1", Active: true}}}); err != nil {
			return err
		}
		if h.visit, err = r.SaveService(ctx, tr, practice.Service{Name: "Chemotherapy", Minutes: 20, Online: true, Active: true}); err != nil {
			return err
		}
		if h.video, err = r.SaveService(ctx, tr, practice.Service{Name: "Video visit", Minutes: 20, Telehealth: true, Online: true, Active: true}); err != nil {
			return err
		}
		if h.who, err = r.SaveProvider(ctx, tr, practice.Provider{Given: "Ines", Family: "Marlow", Credentials: "MD", Specialty: "Oncology",
			Services: []practice.ServiceID{h.visit, h.video}, Active: true}); err != nil {
			return err
		}
		var all []practice.Hours
		for d := time.Sunday; d <= time.Saturday; d++ {
			all = append(all, practice.Hours{Weekday: d, When: civil.Interval{From: 480, To: 1080}})
		}
		if err := r.SaveHours(ctx, tr, h.who, h.at, all); err != nil {
			return err
		}
		return r.GoLive(ctx, tr)
	}))
	return h
}

// listen has the mailer send to the address, "" for no server.
func (h *house) listen(addr string) {
	h.mailer.Host, h.mailer.Port = "", 0
	if addr == "" {
		return
	}
	host, port, err := net.SplitHostPort(addr)
	must(h, err)
	h.mailer.Host = host
	h.mailer.Port, err = strconv.Atoi(port)
	must(h, err)
}

// someone is a stranger with an address of their own; n tells strangers apart.
func someone(n int) patient.Person {
	e, err := phi.ParseEmail(fmt.Sprintf("stranger%d@example.com", n))
	if err != nil {
		panic(err)
	}
	return patient.Person{Name: phi.NewName("Tomasina", "Number"+string(rune('A'+n%26))), Birth: phi.NewBirthDate(civil.Date{Year: 1980, Month: 5, Day: 1 + n%28}),
		Email: e, Consent: true, How: "booking page"}
}

// in is a time of the visits' clock.
func in(day, hour, minute int) time.Time {
	loc, err := time.LoadLocation("America/Chicago")
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, day, hour, minute, 0, 0, loc)
}

func (h *house) book(p patient.Person, start time.Time) schedule.Appointment {
	h.Helper()
	a, err := h.Book(context.Background(), actor.Visitor(), schedule.Request{Provider: h.who, Location: h.at, Service: h.visit, Start: start, Person: p,
		Reason: phi.NewText("a lump"), Channel: "site"})
	must(h, err)
	return a
}

// messages returns the messages of a visit by kind, the latest of each.
func (h *house) messages(a schedule.Appointment) map[outreach.Kind]outreach.Message {
	h.Helper()
	all := map[outreach.Kind]outreach.Message{}
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) error {
		list, err := h.Service.Store.Of(context.Background(), t, a.ID)
		for _, m := range list {
			all[m.Kind] = m
		}
		return err
	}))
	return all
}

func (h *house) message(a schedule.Appointment, k outreach.Kind) outreach.Message {
	h.Helper()
	m, ok := h.messages(a)[k]
	if !ok {
		h.Fatalf("there is no %s", k)
	}
	return m
}

// is fails unless the visit's message of the kind has the status and the reason.
func (h *house) is(a schedule.Appointment, k outreach.Kind, s outreach.Status, w outreach.Why) outreach.Message {
	h.Helper()
	m := h.message(a, k)
	if m.Status != s || m.Why != w {
		h.Fatalf("the %s is %s (%s), want %s (%s)", k, m.Status, m.Why, s, w)
	}
	return m
}

// due makes work that is due by the house's clock due by the server's too.
func (h *house) due() {
	h.Helper()
	if !h.server {
		return
	}
	ctx := context.Background()
	must(h, h.Do(ctx, actor.System(), func(t tx.Tx) error {
		list, err := h.Service.Store.Find(ctx, t, outreach.Filter{Limit: 500})
		for _, m := range list {
			if err == nil && (m.Status == outreach.Waiting || m.Status == outreach.Sending) {
				at := time.Unix(1, 0)
				if m.Due.After(h.clock.Now()) {
					at = time.Now().Add(24 * time.Hour)
				}
				err = h.Service.Queue.Put(ctx, t, job.Job{Kind: outreach.JobKind, Key: string(m.ID), Ref: string(m.ID), Due: at})
			}
		}
		return err
	}))
}

func (h *house) claim(lease time.Duration) []job.Claimed {
	h.Helper()
	h.due()
	c, err := h.Service.Queue.Claim(context.Background(), []string{outreach.JobKind}, 50, lease)
	must(h, err)
	return c
}

// tick does all work that is due.
func (h *house) tick() {
	h.Helper()
	for _, c := range h.claim(time.Minute) {
		must(h, h.Send(context.Background(), c))
	}
}

// at moves the clock and does what is due then.
func (h *house) goTo(t time.Time) {
	h.Helper()
	h.clock.Set(t)
	h.tick()
}

// mail returns what an address was sent, oldest first.
func (h *house) mail(to string) (all []mailbox.Message) {
	for _, m := range h.box.Messages() {
		if m.To == to {
			all = append([]mailbox.Message{m}, all...)
		}
	}
	return all
}

func (h *house) got(to string, n int) []mailbox.Message {
	h.Helper()
	all := h.mail(to)
	if len(all) != n {
		h.Fatalf("%d letters to %s, want %d: %v", len(all), to, n, subjects(all))
	}
	return all
}

func subjects(all []mailbox.Message) (s []string) {
	for _, m := range all {
		s = append(s, m.Subject)
	}
	return s
}

// reads counts how often the patient was disclosed.
func (h *house) reads(p patient.ID) (n int) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) error {
		all, err := h.Service.Audit.Store.Find(context.Background(), t, audit.Filter{Patient: string(p), Verb: audit.Read})
		n = len(all)
		return err
	}))
	return n
}
