package oncall_test

import (
	"context"
	"crypto/rand"
	"errors"
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
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

var (
	owner     = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}
	frontDesk = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "desk"}
	clinician = actor.Actor{Kind: actor.Staff, Role: actor.Clinician, ID: "clinician"}
	readOnly  = actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly, ID: "reader"}
)

// evening is Monday, November 23, 2026, eight in the evening in Chicago.
var evening = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is a practice on a real database whose alerts go to a line that the test holds.
type house struct {
	testing.TB
	*store.Store
	*oncall.Service
	clock  *testkit.Clock
	line   *line
	hears  *follower
	server bool // the queue's clock is the server's

	ana, ben, cho, dia oncall.PersonID // primary, backup 1, the fallback, the owner
	group              oncall.GroupID
}

// line is a [oncall.Sender] that keeps what was sent.
type line struct {
	mu      sync.Mutex
	sent    []sent
	outcome func(h oncall.How, to string) (attempt.Outcome, error)
	without map[oncall.How]bool
}

type sent struct {
	how         oncall.How
	to, ref     string // number or address
	title, body string
	recipient   oncall.PersonID
}

func (l *line) Ready(h oncall.How) bool { return !l.without[h] }

func (l *line) take(c guard.Cleared, h oncall.How, to, recipient, ref string) (attempt.Outcome, error) {
	title, body, err := oncall.Words(c, h, recipient)
	if err != nil {
		return attempt.Outcome{}, err
	}
	out, err := l.outcome(h, to)
	if err == nil && out.Result != attempt.Failed {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.sent = append(l.sent, sent{how: h, to: to, ref: ref, title: title, body: body, recipient: oncall.PersonID(recipient)})
	}
	return out, err
}

func (l *line) Text(_ context.Context, c guard.Cleared, to phi.Phone, recipient string) (attempt.Outcome, error) {
	return l.take(c, oncall.Text, to.Reveal(), recipient, "")
}

func (l *line) Call(_ context.Context, c guard.Cleared, to phi.Phone, recipient, ref string) (attempt.Outcome, error) {
	return l.take(c, oncall.Call, to.Reveal(), recipient, ref)
}

func (l *line) Mail(_ context.Context, c guard.Cleared, to phi.Email, recipient string) (attempt.Outcome, error) {
	return l.take(c, oncall.Email, to.Reveal(), recipient, "")
}

func went(oncall.How, string) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Sent, Code: "queued"}, nil
}

// follower keeps what it heard.
type follower struct {
	ended, acknowledged []oncall.Alert
	fail                bool
}

func (f *follower) AlertEnded(_ context.Context, t tx.Tx, a oncall.Alert) error {
	if f.fail {
		return errors.New("it cannot be told")
	}
	f.ended = append(f.ended, a)
	return nil
}

func (f *follower) AlertAcknowledged(_ context.Context, t tx.Tx, a oncall.Alert) error {
	if f.fail {
		return errors.New("it cannot be told")
	}
	f.acknowledged = append(f.acknowledged, a)
	return nil
}

// build wires the domain to the store, as a program does.
func build(s *store.Store, keys *phi.Keys, now func() time.Time, line oncall.Sender) *oncall.Service {
	ids := id.NewSource(now, rand.Reader)
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	g, err := guard.New(nil, guard.Own{}, now)
	if err != nil {
		panic(err)
	}
	return &oncall.Service{DB: s, Store: s.OnCall(), Queue: s.Jobs(), Practice: &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids},
		Guard: g, Sender: line, Audit: log, Keys: keys, IDs: ids}
}

func openHouse(t testing.TB, dsn string) *house {
	t.Helper()
	return openHouseWith(t, dsn, phi.NewKeys(), testkit.NewClock(evening))
}

// openHouseWith returns a house in which Ana is primary and Ben backup 1 for a week, Cho is the fallback and Dia the
// owner. Its ladder texts the primary, calls the primary after 5 minutes and the backup after 10 more.
func openHouseWith(t testing.TB, dsn string, keys *phi.Keys, clock *testkit.Clock) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{TB: t, clock: clock, server: strings.HasPrefix(dsn, "postgres"), line: &line{outcome: went, without: map[oncall.How]bool{}}, hears: &follower{}}
	var err error
	h.Store, err = store.Open(ctx, store.Config{URL: dsn, Keys: keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = h.Store.Close() })
	h.Service = build(h.Store, keys, clock.Now, h.line)
	h.Followers = []oncall.Follower{h.hears}
	must(t, h.Do(ctx, actor.System(), func(tr tx.Tx) error {
		return h.Service.Practice.(*practice.Registry).SaveSettings(ctx, tr, practice.Settings{Name: "Lakeside Oncology", NeutralName: "Elm Street Practice",
			Phone: "+12185550100", Email: "office@practice.example", URL: "https://practice.example", Zone: "America/Chicago",
			Quiet: civil.Interval{From: 480, To: 1260}, Notice: time.Hour, Horizon: 60, SlotStep: 20})
	}))
	h.ana, h.ben, h.cho, h.dia = h.person("Ana Brook", 1), h.person("Ben Ocker", 2), h.person("Cho Marsh", 3), h.person("Dia Flint", 4)
	must(t, h.SavePolicy(ctx, owner, oncall.Policy{Owner: h.dia, Fallback: h.cho, Again: 15 * time.Minute}))
	today := civil.DateOf(clock.Now().In(chicago(t)))
	for who, rank := range map[oncall.PersonID]oncall.Rank{h.ana: oncall.Primary, h.ben: oncall.Backup1} {
		must(t, h.AddShifts(ctx, owner, oncall.NewShift{Person: who, Rank: rank, From: oncall.Wall{Day: today}, To: oncall.Wall{Day: today.AddDays(7)}}))
	}
	h.group, err = h.SaveGroup(ctx, owner, oncall.Group{Name: "Night", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute, Steps: []oncall.Step{
		{Who: oncall.Who(oncall.Primary), How: oncall.Text},
		{After: 5 * time.Minute, Who: oncall.Who(oncall.Primary), How: oncall.Call},
		{After: 10 * time.Minute, Who: oncall.Who(oncall.Backup1), How: oncall.Call},
	}})
	must(t, err)
	return h
}

func chicago(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("America/Chicago")
	must(t, err)
	return z
}

// number is the telephone of the n-th person.
func number(n int) string { return fmt.Sprintf("+1218555014%d", n) }

func (h *house) person(name string, n int) oncall.PersonID {
	h.Helper()
	e, err := phi.ParseEmail(fmt.Sprintf("person%d@practice.example", n))
	must(h, err)
	i, err := h.SavePerson(context.Background(), owner, oncall.Person{Name: name, Phone: phi.NewPhone(number(n)), Email: e})
	must(h, err)
	return i
}

func (h *house) raise(r oncall.Request) (i oncall.AlertID) {
	h.Helper()
	must(h, h.Do(context.Background(), actor.System(), func(t tx.Tx) (err error) {
		i, err = h.Raise(context.Background(), t, r)
		return err
	}))
	return i
}

func (h *house) urgent() oncall.AlertID {
	h.Helper()
	return h.raise(oncall.Request{Thread: "thread-1", Tier: triage.Urgent, Rule: "medicine_out.insulin"})
}

func (h *house) alert(i oncall.AlertID) oncall.Detail {
	h.Helper()
	d, err := h.Alert(context.Background(), readOnly, i)
	must(h, err)
	return d
}

// is fails unless the alert has the status.
func (h *house) is(i oncall.AlertID, s oncall.Status) oncall.Detail {
	h.Helper()
	d := h.alert(i)
	if d.Status != s {
		h.Fatalf("the alert is %s, want %s", d.Status, s)
	}
	return d
}

// due makes work that is due by the house's clock due by the server's too.
func (h *house) due() {
	h.Helper()
	if !h.server {
		return
	}
	ctx := context.Background()
	must(h, h.Do(ctx, actor.System(), func(t tx.Tx) error {
		all, err := h.Service.Store.Find(ctx, t, oncall.Filter{Live: true})
		for _, a := range all {
			at := time.Unix(1, 0)
			if a.Next.After(h.clock.Now()) {
				at = time.Now().Add(24 * time.Hour)
			}
			if err == nil {
				err = h.Queue.Put(ctx, t, job.Job{Kind: oncall.JobKind, Key: string(a.ID), Ref: string(a.ID), Due: at})
			}
		}
		return err
	}))
}

func (h *house) claim(lease time.Duration) []job.Claimed {
	h.Helper()
	h.due()
	c, err := h.Queue.Claim(context.Background(), []string{oncall.JobKind}, 50, lease)
	must(h, err)
	return c
}

// tick does all work that is due, until there is none.
func (h *house) tick() {
	h.Helper()
	for range 50 {
		all := h.claim(time.Minute)
		if len(all) == 0 {
			return
		}
		for _, c := range all {
			must(h, h.Step(context.Background(), c))
		}
	}
	h.Fatal("work does not end")
}

// pass moves the clock on and does what is due then.
func (h *house) wait(d time.Duration) {
	h.Helper()
	h.clock.Advance(d)
	h.tick()
}

// got fails unless exactly these were alerted, each as "text +1…", and forgets them.
func (h *house) got(want ...string) []sent {
	h.Helper()
	h.line.mu.Lock()
	defer h.line.mu.Unlock()
	all := h.line.sent
	var got []string
	for _, s := range all {
		got = append(got, string(s.how)+" "+s.to)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		h.Fatalf("alerted: %q, want %q", got, want)
	}
	h.line.sent = nil
	return all
}

func (h *house) reply(n int, text string) (oncall.Answer, bool) {
	h.Helper()
	a, ours, err := h.Reply(context.Background(), phi.NewPhone(number(n)), text)
	must(h, err)
	return a, ours
}
