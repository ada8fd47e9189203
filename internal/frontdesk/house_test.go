package frontdesk_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/demo"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// ten is Monday, November 23, 2026, ten in the morning in Chicago.
var ten = time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is the demo practice, empty of patients, on a real database, with everything that the front desk works with.
type house struct {
	testing.TB
	*store.Store
	clock    *testkit.Clock
	practice *practice.Registry
	patients *patient.Registry
	visits   *schedule.Scheduler
	inbox    *inbox.Service
	oncall   *oncall.Service
	staff    *identity.Service
	desk     *frontdesk.Service
	flows    *edition.Service
	guard    *fickle
	outreach *outreach.Service
	line     *line
	p        *practice.Practice
	ana      actor.Actor

	turn int
}

// quietLine is a carrier that takes everything.
type quietLine struct{}

func (quietLine) Ready(oncall.How) bool { return true }
func (quietLine) Text(context.Context, guard.Cleared, phi.Phone, string) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Sent}, nil
}
func (quietLine) Call(context.Context, guard.Cleared, phi.Phone, string, string) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Sent}, nil
}
func (quietLine) Mail(context.Context, guard.Cleared, phi.Email, string) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Sent}, nil
}

// line is a carrier that keeps what it was given to text.
type line struct {
	off    bool
	result attempt.Result
	sent   []sent
}

type sent struct{ to, text string }

func (l *line) Ready() bool { return !l.off }

func (l *line) Text(_ context.Context, c guard.Cleared, to phi.Phone, recipient, _ string) (attempt.Outcome, error) {
	_, body, err := c.For(guard.Patient, frontdesk.SMS, recipient)
	if err == nil {
		l.sent = append(l.sent, sent{to.Reveal(), body})
	}
	return attempt.Outcome{Result: l.result}, err
}

// noTexts is a text line that is not set up.
type noTexts struct{ inbox.Texter }

func (noTexts) Ready() bool { return false }

// fickle is a guard that can be made to refuse or to panic.
type fickle struct {
	*guard.Guard
	fail func()
}

func (f *fickle) Clear(d guard.Draft, w ...guard.Waiver) (guard.Cleared, guard.Report, error) {
	if f.fail != nil {
		f.fail()
	}
	return f.Guard.Clear(d, w...)
}

func (f *fickle) ClearStanding(text string) (guard.Standing, error) {
	if f.fail != nil {
		f.fail()
	}
	return f.Guard.ClearStanding(text)
}

func openHouse(t testing.TB, dsn string) *house {
	t.Helper()
	ctx, keys := context.Background(), phi.NewKeys()
	h := &house{TB: t, clock: testkit.NewClock(ten), line: &line{result: attempt.Sent}}
	var err error
	h.Store, err = store.Open(ctx, store.Config{URL: dsn, Keys: keys, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = h.Close() })
	ids := id.NewSource(h.clock.Now, rand.Reader)
	log := &audit.Log{Store: h.Audit(), Keys: keys, IDs: ids}
	h.practice = &practice.Registry{Store: h.Practice(), Audit: log, IDs: ids}
	h.patients = &patient.Registry{Store: h.Patients(), Audit: log, IDs: ids}
	h.staff = &identity.Service{DB: h, Store: h.Identity(), Audit: log, IDs: ids, Now: h.clock.Now, Random: rand.Reader}
	plan, err := demo.NewPlan(h.clock.Now(), 1)
	must(t, err)
	must(t, h.Do(ctx, actor.System(), func(x tx.Tx) error {
		if err := plan.File.Apply(ctx, x, h.practice); err != nil {
			return err
		}
		if err := h.practice.GoLive(ctx, x); err != nil {
			return err
		}
		h.p, err = h.practice.Get(ctx, x)
		return err
	}))
	g, err := guard.New(nil, ownOf(h.p), h.clock.Now)
	must(t, err)
	h.guard = &fickle{Guard: g}
	h.inbox = &inbox.Service{DB: h, Store: h.Inbox(), Queue: h.Jobs(), Patients: h.patients, Practice: h.practice, Staff: h.Identity(), Guard: h.guard,
		Texter: noTexts{}, Audit: log, IDs: ids}
	h.oncall = &oncall.Service{DB: h, Store: h.OnCall(), Queue: h.Jobs(), Practice: h.practice, Guard: h.guard, Sender: quietLine{}, Audit: log, Keys: keys, IDs: ids}
	h.visits = &schedule.Scheduler{DB: h, Store: h.Schedule(), Practice: h.practice, Patients: h.patients, Audit: log, IDs: ids,
		Followers: []schedule.Follower{h.inbox}, Waits: h.Waits(), Queue: h.Jobs()}
	h.outreach = &outreach.Service{DB: h, Store: h.Outreach(), Queue: h.Jobs(), Patients: h.patients, Practice: h.practice, Visits: h.Schedule(), Guard: h.guard,
		Ports: map[guard.Channel]outreach.Port{outreach.SMS: h.line}, Audit: log, Keys: keys, IDs: ids}
	h.roster()
	_, _, err = h.staff.Invite(ctx, actor.System(), identity.New{Email: "ana@example.com", Name: "Ana Petrova", Role: actor.FrontDesk})
	must(t, err)
	must(t, h.View(ctx, actor.System(), func(x tx.Tx) error {
		all, err := h.Identity().List(ctx, x)
		h.ana = all[0].Actor()
		return err
	}))
	flags, err := redFlags()
	must(t, err)
	h.flows = &edition.Service{DB: h, Store: h.Editions(), Practice: h.practice, Staff: h.Identity(), Guard: h.guard, Triage: flags, Audit: log}
	h.desk, err = frontdesk.New(frontdesk.Deps{DB: h, Editions: h.flows, Store: h.FrontDesk(), Practice: h.practice, Patients: h.patients, Visits: h.visits, Inbox: h.inbox, Replies: h.outreach,
		OnCall: h.oncall, Staff: h.Identity(), Triage: flags, Guard: h.guard, Texter: h.line, Queue: h.Jobs(), Random: rand.Reader, Audit: log, Keys: keys, IDs: ids, Now: h.clock.Now, Log: slog.New(slog.NewTextHandler(testLog{t}, nil))})
	must(t, err)
	return h
}

// redFlags compiles the rules once for all houses.
var redFlags = sync.OnceValues(triage.New)

// testLog writes what the front desk logs to the test's own log.
type testLog struct{ testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// ownOf is what the guard must not take for a patient's.
func ownOf(p *practice.Practice) guard.Own {
	o := guard.Own{Names: []string{p.Settings.Name, p.Settings.NeutralName}, Phones: []string{p.Settings.Phone}, Emails: []string{p.Settings.Email}}
	for _, l := range p.Locations {
		o.Places = append(o.Places, l.Name, l.Address, l.City, l.Address+", "+l.City+", "+l.State+" "+l.ZIP)
		o.Phones = append(o.Phones, l.Phone)
	}
	for _, v := range p.Providers {
		o.Names = append(o.Names, v.Given+" "+v.Family, v.Family)
	}
	return o
}

// roster makes somebody reachable, so that the line may act.
func (h *house) roster() {
	ctx, by := context.Background(), actor.System()
	who, err := h.oncall.SavePerson(ctx, by, oncall.Person{Name: "Ines Marlow", Phone: phi.NewPhone("+12185550150")})
	must(h, err)
	must(h, h.oncall.SavePolicy(ctx, by, oncall.Policy{Owner: who, Fallback: who, Again: 15 * time.Minute}))
	_, err = h.oncall.SaveGroup(ctx, by, oncall.Group{Name: "All", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute,
		Steps: []oncall.Step{{Who: oncall.Who(oncall.Primary), How: oncall.Text}}})
	must(h, err)
}

// known adds a patient, with a visit where day is not "".
func (h *house) known(given, family, born, phone, day, clock, provider string) patient.ID {
	h.Helper()
	ctx := context.Background()
	birth, err := civil.ParseDate(born)
	must(h, err)
	var i patient.ID
	must(h, h.Do(ctx, actor.System(), func(x tx.Tx) error {
		i, err = h.patients.Add(ctx, x, patient.Patient{Name: phi.NewName(given, family), Birth: phi.NewBirthDate(birth),
			Contacts: []patient.Contact{{Kind: patient.Phone, Value: phi.NewText(phone)}}})
		if err != nil || day == "" {
			return err
		}
		d, err := civil.ParseDate(day)
		must(h, err)
		c, err := civil.ParseClock(clock)
		must(h, err)
		for _, v := range h.p.Providers {
			if v.Family != provider {
				continue
			}
			for _, l := range h.p.Locations {
				_, err = h.visits.BookIn(ctx, x, schedule.Request{Patient: i, Provider: v.ID, Location: l.ID, Service: v.Services[0], Start: d.At(c, l.In()), Channel: "console"})
				if err == nil {
					return nil
				}
			}
		}
		return err
	}))
	return i
}

// call is one conversation from the other end.
type call struct {
	*house
	channel, session string
	from             phi.Phone
	last             frontdesk.Reply
}

func (h *house) call(channel, from string) *call {
	h.turn++
	c := &call{house: h, channel: channel, session: fmt.Sprintf("session-%d", h.turn)}
	if from != "" {
		c.from = phi.NewPhone(from)
	}
	if channel == frontdesk.SMS {
		c.session = from
	}
	return c
}

// send sends a turn and returns the words of the reply.
func (c *call) send(in frontdesk.Turn) string {
	c.Helper()
	in.Channel, in.Session, in.From = c.channel, c.session, c.from
	if in.ID == "" {
		c.turn++
		in.ID = fmt.Sprintf("turn-%d", c.turn)
	}
	r, err := c.desk.Turn(context.Background(), in)
	must(c, err)
	c.last = r
	return c.words(r)
}

func (c *call) words(r frontdesk.Reply) string {
	c.Helper()
	if r.Silent {
		return ""
	}
	_, body, err := r.Words.For(guard.Patient, guard.Channel(c.channel), r.Recipient)
	must(c, err)
	return body
}

func (c *call) say(text string) string {
	c.Helper()
	return c.send(frontdesk.Turn{Text: text, Heard: true})
}

// booked returns all visits that stand in the book.
func (h *house) booked() (all []schedule.Appointment) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		all, err = h.visits.Between(context.Background(), x, h.clock.Now(), h.clock.Now().AddDate(1, 0, 0), schedule.Filter{Status: schedule.Booked})
		return err
	}))
	return all
}

// only makes a service one for patients who are new, or returning.
func (h *house) only(seen practice.Seen, name string) {
	h.Helper()
	h.changeService(name, func(s *practice.Service) { s.Seen = seen })
}

// changeService changes the services whose name begins so.
func (h *house) changeService(name string, f func(*practice.Service)) {
	h.Helper()
	ctx := context.Background()
	must(h, h.Do(ctx, actor.System(), func(x tx.Tx) error {
		for _, s := range h.p.Services {
			if strings.HasPrefix(s.Name, name) {
				f(&s)
				if _, err := h.practice.SaveService(ctx, x, s); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

func (h *house) changeDesk(f func(*practice.Desk)) {
	h.Helper()
	ctx := context.Background()
	must(h, h.Do(ctx, actor.System(), func(x tx.Tx) error {
		p, err := h.practice.Get(ctx, x)
		if err != nil {
			return err
		}
		d := p.Desk
		d.Dials = map[string]practice.Dial{}
		for k, v := range p.Desk.Dials {
			d.Dials[k] = v
		}
		f(&d)
		return h.practice.SaveDesk(ctx, x, d)
	}))
}

// unready leaves nobody whom an alert would reach.
func (h *house) unready() {
	h.Helper()
	ctx := context.Background()
	r, err := h.oncall.Roster(ctx, actor.System())
	must(h, err)
	for _, g := range r.Groups {
		must(h, h.oncall.RemoveGroup(ctx, actor.System(), g.ID))
	}
}

func (h *house) thread(i inbox.ThreadID) (x inbox.Thread) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) (err error) {
		x, err = h.inbox.Thread(context.Background(), t, i)
		return err
	}))
	return x
}

func (h *house) take(i inbox.ThreadID) {
	h.Helper()
	must(h, h.inbox.Take(context.Background(), h.ana, i, h.thread(i).Version))
}

func (h *house) handBack(i inbox.ThreadID) {
	h.Helper()
	must(h, h.inbox.HandBack(context.Background(), h.ana, i, h.thread(i).Version))
}

// grab gives every provider's time on Tuesday of next week at 2 pm to somebody else.
func (h *house) grab() {
	h.Helper()
	for n, v := range h.p.Providers {
		for _, l := range h.p.Locations {
			at := civil.Date{Year: 2026, Month: time.December, Day: 1}.At(civil.NewClock(14, 0), l.In())
			_, _ = h.visits.Book(context.Background(), actor.System(), schedule.Request{Provider: v.ID, Location: l.ID, Service: v.Services[0], Start: at,
				Person: patient.Person{Name: phi.NewName("Else", "Somebody"+string(rune('A'+n))), Birth: phi.NewBirthDate(civil.Date{Year: 1940, Month: 1, Day: 1 + n}),
					Phone: phi.NewPhone("+12185550142")}, Channel: "site"})
		}
	}
}

func (h *house) findEvents(verb string) (all []audit.Event, err error) {
	err = h.View(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		all, err = h.Audit().Find(context.Background(), x, audit.Filter{Verb: verb})
		return err
	})
	return all, err
}
