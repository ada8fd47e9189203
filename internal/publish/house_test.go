package publish_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/publish/text"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// noon is Monday, November 23, 2026, noon in Chicago.
var noon = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

// The people of the practice.
var (
	ana   = actor.Actor{Kind: actor.Staff, Role: actor.Clinician, ID: "ana"}
	ben   = actor.Actor{Kind: actor.Staff, Role: actor.Clinician, ID: "ben"}
	cleo  = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "cleo"}
	desk  = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "desk"}
	guest = actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly, ID: "guest"}
)

// Two rules of the tests' own: "swirl" asks for a second look, "swamp" blocks.
const pack = `
name = "test"
version = "1"
[[rule]]
id = "test.warn"
title = "Warns"
category = "claim"
severity = "warn"
check = "existence"
any = ["swirl"]
message = "A swirl."
authority = "House policy"
jurisdiction = "US"
checked_on = "2026-11-01"
review_by = "2027-11-01"
examples = { must = ["A swirl."], must_not = ["A whirl."] }
[[rule]]
id = "test.block"
title = "Blocks"
category = "claim"
severity = "block"
check = "existence"
any = ["swamp"]
message = "A swamp."
authority = "House policy"
jurisdiction = "US"
checked_on = "2026-11-01"
review_by = "2027-11-01"
examples = { must = ["A swamp."], must_not = ["A damp."] }
`

// house is a practice on a real database whose accounts are scripted.
type house struct {
	testing.TB
	tx.DB
	*publish.Service
	clock *testkit.Clock
	net   *network // stands for Bluesky
	press *network // stands for WordPress
	told  *errands
	dsn   string
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openHouse(t testing.TB, dsn string) *house {
	t.Helper()
	return openHouseWith(t, dsn, phi.NewKeys(), testkit.NewClock(noon))
}

func openHouseWith(t testing.TB, dsn string, keys *phi.Keys, clock *testkit.Clock) *house {
	t.Helper()
	h := &house{TB: t, clock: clock, net: newNetwork(publish.Bluesky), press: newNetwork(publish.WordPress), told: &errands{}, dsn: dsn}
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	h.DB = s
	h.Service = build(s, keys, clock.Now, map[publish.Channel]publish.Publisher{
		publish.SiteChannel: publish.Site{}, publish.Bluesky: h.net, publish.WordPress: h.press})
	h.Service.Tell = h.told
	must(t, h.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
		r := h.Service.Practice.(*practice.Registry)
		if err := r.SaveSettings(context.Background(), tr, practice.Settings{Name: "Elm Street Practice", NeutralName: "Elm Street Practice", Phone: "+12185550100",
			Email: "office@practice.example", URL: "https://practice.example", Zone: "America/Chicago", Quiet: civilDay, Notice: time.Hour, Horizon: 60, SlotStep: 20}); err != nil {
			return err
		}
		for _, who := range []actor.Actor{ana, ben, cleo, desk, guest} {
			a := identity.Account{Staff: identity.Staff{ID: identity.StaffID(who.ID), Email: who.ID + "@practice.example", Name: strings.ToUpper(who.ID), Role: who.Role, Created: noon}}
			if err := s.Identity().Save(context.Background(), tr, a); err != nil {
				return err
			}
		}
		return nil
	}))
	return h
}

// build wires the service to the store, as a program does.
func build(s *store.Store, keys *phi.Keys, now func() time.Time, to map[publish.Channel]publish.Publisher) *publish.Service {
	p, err := rules.Parse([]byte(pack))
	if err != nil {
		panic(err)
	}
	g, err := guard.New([]rules.Pack{p}, guard.Own{Domains: []string{"https://practice.example"}}, now)
	if err != nil {
		panic(err)
	}
	ids := id.NewSource(now, rand.Reader)
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	return &publish.Service{DB: s, Store: s.Publish(), Queue: s.Jobs(), Guard: g, Publishers: to, Typeset: text.New(), Clean: asIs{},
		Practice: &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids}, Staff: s.Identity(), Tell: &errands{}, Audit: log, IDs: ids}
}

// asIs takes any file for a clean picture.
type asIs struct{}

func (asIs) Clean(r io.Reader) (publish.Cleaned, error) {
	b, err := io.ReadAll(r)
	if err == nil && bytes.HasPrefix(b, []byte("<svg")) {
		err = fault.New(fault.Invalid, "test.Clean", "That is no picture.")
	}
	return publish.Cleaned{Bytes: b, Type: "image/png", Width: 1, Height: 1, Removed: []string{"where it was taken"}}, err
}

// errands remembers what people were told to do.
type errands struct {
	mu  sync.Mutex
	all []publish.Errand
}

func (e *errands) Tell(_ context.Context, _ tx.Tx, n publish.Errand) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, n)
	return nil
}

func (e *errands) count(k publish.ErrandKind) (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, one := range e.all {
		if one.Kind == k {
			n++
		}
	}
	return n
}

// network is an account on a platform that can be asked, behaves as scripted, and remembers what is public and every
// time something was made public.
type network struct {
	mu      sync.Mutex
	channel publish.Channel
	shown   map[string]string // ref → words
	made    map[string]int    // key → how often it was made public
	off     bool
	script  []string // for the calls that follow: ok, lost (done, no answer), hung (not done, no answer), busy, no, dumb
}

func newNetwork(ch publish.Channel) *network {
	return &network{channel: ch, shown: map[string]string{}, made: map[string]int{}}
}

func (n *network) next() string {
	if len(n.script) == 0 {
		return "ok"
	}
	s := n.script[0]
	n.script = n.script[1:]
	return s
}

func (n *network) say(how string, done func() publish.Result) (publish.Result, error) {
	failed := attempt.Outcome{Result: attempt.Failed, Code: "503"}
	switch how {
	case "ok":
		return done(), nil
	case "lost":
		done()
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Unknown}}, nil
	case "hung", "dumb":
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Unknown}}, nil
	case "no":
		failed.Permanent = true
	}
	return publish.Result{Outcome: failed}, nil
}

func (n *network) Ready() bool { n.mu.Lock(); defer n.mu.Unlock(); return !n.off }

func (n *network) Publish(_ context.Context, c guard.Cleared, i publish.Item) (publish.Result, error) {
	if err := i.Admit(c, n.channel); err != nil {
		return publish.Result{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.say(n.next(), func() publish.Result {
		n.made[i.Key]++
		n.shown["at/"+i.Key] = i.Text
		return n.at("at/" + i.Key)
	})
}

func (n *network) at(ref string) publish.Result {
	return publish.Result{Outcome: attempt.Outcome{Result: attempt.Sent, Ref: ref}, URL: "https://" + string(n.channel) + ".example/" + ref}
}

func (n *network) Find(_ context.Context, i publish.Item) (publish.Result, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if how := n.next(); how != "ok" {
		return n.say("dumb", nil)
	}
	if _, ok := n.shown["at/"+i.Key]; ok {
		return n.at("at/" + i.Key), nil
	}
	return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed}}, nil
}

func (n *network) Update(_ context.Context, c guard.Cleared, i publish.Item, ref string) (publish.Result, error) {
	if err := i.Admit(c, n.channel); err != nil {
		return publish.Result{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.say(n.next(), func() publish.Result { n.shown[ref] = i.Text; return n.at(ref) })
}

func (n *network) Remove(_ context.Context, ref string) (attempt.Outcome, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, err := n.say(n.next(), func() publish.Result { delete(n.shown, ref); return n.at(ref) })
	return r.Outcome, err
}

func (n *network) words() (all []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range n.shown {
		all = append(all, w)
	}
	return all
}

// hurry makes what is due by the test's clock due by PostgreSQL's, which cannot be moved, and ends leases.
func (h *house) hurry() {
	h.Helper()
	testkit.OnServer(h, h.dsn, "UPDATE job SET due = 1, leased_until = 0 WHERE due <= "+strconv.FormatInt(h.clock.Now().UnixMicro(), 10))
}

// run claims what is due and does it, until nothing is.
func (h *house) run() {
	h.Helper()
	for range 50 {
		h.hurry()
		all, err := h.Queue.Claim(context.Background(), []string{publish.SendJob, publish.RemindJob, publish.ReviewJob, publish.PapersJob}, 50, time.Minute)
		must(h, err)
		if len(all) == 0 {
			return
		}
		for _, c := range all {
			must(h, h.Handlers()[c.Kind](context.Background(), c))
		}
	}
	h.Fatal("there is always more to do")
}

// after moves the clock and does what is due then.
func (h *house) after(d time.Duration) {
	h.Helper()
	h.clock.Advance(d)
	h.run()
}

var article = publish.Content{Kind: publish.Education, Account: publish.ForPractice, Title: "Why we check blood pressure twice",
	Body: "The first reading is *often* higher.\n\nSo we measure again.", Channels: []publish.Channel{publish.SiteChannel, publish.Bluesky}}

func (h *house) save(by actor.Actor, d publish.Draft) publish.Post {
	h.Helper()
	p, err := h.Save(context.Background(), by, d)
	must(h, err)
	return p
}

func (h *house) get(i publish.PostID) publish.Detail {
	h.Helper()
	d, err := h.Get(context.Background(), cleo, i)
	must(h, err)
	return d
}

// submitted is a post of Ana's that waits for approval.
func (h *house) submitted(c publish.Content, due time.Time) publish.Detail {
	h.Helper()
	p := h.save(ana, publish.Draft{Content: c, Due: due})
	_, err := h.Submit(context.Background(), ana, p.ID, p.Row)
	must(h, err)
	return h.get(p.ID)
}

// published is a post of Ana's that Ben approved and that is public.
func (h *house) published(c publish.Content) publish.Detail {
	h.Helper()
	d := h.submitted(c, h.clock.Now().Add(time.Minute))
	_, err := h.Approve(context.Background(), ben, d.ID, d.Words.Hash, phi.Text{})
	must(h, err)
	h.after(2 * time.Minute)
	if d = h.get(d.ID); d.State != publish.Published {
		h.Fatalf("the post is %s: %s", d.State, h.where(d.ID))
	}
	return d
}

// where says what is where, as "site published, bluesky failed (guard)".
func (h *house) where(i publish.PostID) string {
	h.Helper()
	var all []string
	for _, u := range h.get(i).Publications {
		s := fmt.Sprintf("%s %s", u.Channel, u.Status)
		if u.Why != "" {
			s += fmt.Sprintf(" (%s)", u.Why)
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func (h *house) is(i publish.PostID, state publish.State, where string) {
	h.Helper()
	if d := h.get(i); d.State != state || h.where(i) != where {
		h.Fatalf("the post is %s: %s\nwant %s: %s", d.State, h.where(i), state, where)
	}
}

func (h *house) refused(err error, kind fault.Kind, sentence string) {
	h.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fault.Message(err), sentence) {
		h.Fatalf("%v, want %s with %q", err, kind, sentence)
	}
}

// stern is a guard that has learned something meanwhile: it lets nothing pass.
type stern struct{ publish.Clearer }

func (stern) Clear(guard.Draft, ...guard.Waiver) (guard.Cleared, guard.Report, error) {
	return guard.Cleared{}, guard.Report{}, fault.New(fault.Invalid, "test.Clear", "No.")
}
