package inbox_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// noon is Monday, November 23, 2048, noon in Chicago: later than any server's clock, so that on PostgreSQL, whose clock
// cannot be moved, work is due when the house says so.
var noon = time.Date(2048, 11, 23, 18, 0, 0, 0, time.UTC)

// Who works here.
var (
	ana  = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "00000000-0000-7000-8000-00000000000a"}
	ben  = actor.Actor{Kind: actor.Staff, Role: actor.Clinician, ID: "00000000-0000-7000-8000-00000000000b"}
	rita = actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly, ID: "00000000-0000-7000-8000-00000000000c"}
	left = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "00000000-0000-7000-8000-00000000000d"}
)

const number = "+12185550123"

// house is an inbox on a real database with a carrier of its own.
type house struct {
	testing.TB
	*store.Store
	*inbox.Service
	clock    *testkit.Clock
	carrier  *carrier
	patients *patient.Registry
	dsn      string
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// build wires the inbox to the store, as a program does.
func build(s *store.Store, keys *phi.Keys, now func() time.Time, x inbox.Texter) (*inbox.Service, *patient.Registry, *practice.Registry) {
	ids := id.NewSource(now, rand.Reader)
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	g, err := guard.New(nil, guard.Own{Phones: []string{"(218) 555-0100"}}, now)
	if err != nil {
		panic(err)
	}
	people := &patient.Registry{Store: s.Patients(), Audit: log, IDs: ids}
	own := &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids}
	return &inbox.Service{DB: s, Store: s.Inbox(), Queue: s.Jobs(), Patients: people, Practice: own, Staff: s.Identity(), Guard: g, Texter: x,
		Audit: log, IDs: ids}, people, own
}

func openHouse(t testing.TB, dsn string) *house {
	t.Helper()
	return openHouseWith(t, dsn, phi.NewKeys(), testkit.NewClock(noon))
}

func openHouseWith(t testing.TB, dsn string, keys *phi.Keys, clock *testkit.Clock) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{TB: t, clock: clock, carrier: &carrier{ready: true}, dsn: dsn}
	var err error
	h.Store, err = store.Open(ctx, store.Config{URL: dsn, Keys: keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = h.Store.Close() })
	var own *practice.Registry
	h.Service, h.patients, own = build(h.Store, keys, clock.Now, h.carrier)
	must(t, h.Do(ctx, actor.System(), func(tr tx.Tx) error {
		for name, who := range map[string]actor.Actor{"Ana Diaz": ana, "Ben Osei": ben, "Rita Low": rita, "Lee Left": left} {
			a := identity.Account{Staff: identity.Staff{ID: identity.StaffID(who.ID), Name: name, Role: who.Role,
				Email: strings.ToLower(name[:3]) + "@practice.example", Created: noon}}
			if who == left {
				a.Ended = noon
			}
			if err := h.Store.Identity().Save(ctx, tr, a); err != nil {
				return err
			}
		}
		return own.SaveSettings(ctx, tr, practice.Settings{Name: "Lakeside Family Medicine", NeutralName: "Lakeside", Phone: "+12185550100",
			Email: "office@practice.example", URL: "https://practice.example", Zone: "America/Chicago",
			Quiet: civil.Interval{From: 480, To: 1260}, Notice: time.Hour, Horizon: 60, SlotStep: 20})
	}))
	return h
}

// desk runs f as the front desk does.
func (h *house) desk(f func(t tx.Tx) error) {
	h.Helper()
	must(h, h.Do(context.Background(), actor.System(), f))
}

// chat and text open the thread of a chat with the key, or of a number.
func (h *house) chat(key string) inbox.Thread { return h.open(inbox.Opening{Key: key, Language: "en"}) }

func (h *house) texts(number string) inbox.Thread {
	return h.open(inbox.Opening{Kind: patient.Phone, Contact: phi.NewText(number), Language: "en"})
}

func (h *house) open(o inbox.Opening) (th inbox.Thread) {
	h.Helper()
	h.desk(func(t tx.Tx) (err error) { th, err = h.Open(context.Background(), t, o); return err })
	return th
}

func (h *house) add(e inbox.Entry) (added inbox.Entry) {
	h.Helper()
	h.desk(func(t tx.Tx) (err error) { added, err = h.Add(context.Background(), t, e); return err })
	return added
}

// says adds what the person says.
func (h *house) says(th inbox.Thread, words string) inbox.Entry {
	h.Helper()
	channel := inbox.SMS
	if th.Kind == "" {
		channel = inbox.Chat
	}
	return h.add(inbox.Entry{Thread: th.ID, Session: "s1", From: inbox.FromPatient, Channel: channel, Text: phi.NewText(words)})
}

func (h *house) task(k inbox.Task) (i inbox.TaskID) {
	h.Helper()
	h.desk(func(t tx.Tx) (err error) { i, err = h.AddTask(context.Background(), t, k); return err })
	return i
}

// now returns a thread as it is.
func (h *house) now(i inbox.ThreadID) (th inbox.Thread) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) (err error) {
		th, err = h.Thread(context.Background(), t, i)
		return err
	}))
	return th
}

func (h *house) reply(by actor.Actor, i inbox.ThreadID, words string) error {
	_, err := h.Reply(context.Background(), by, i, h.now(i).Version, "", phi.NewText(words))
	return err
}

func (h *house) take(by actor.Actor, i inbox.ThreadID) {
	h.Helper()
	must(h, h.Take(context.Background(), by, i, h.now(i).Version))
}

// all returns every entry of a thread.
func (h *house) all(i inbox.ThreadID) (all []inbox.Entry) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) (err error) {
		all, err = h.Service.Store.Entries(context.Background(), t, i, 1000)
		return err
	}))
	return all
}

// lines are the entries as a reader sees them: who, what, what became of it.
func (h *house) lines(i inbox.ThreadID) string {
	h.Helper()
	var b strings.Builder
	for _, e := range h.all(i) {
		who := map[string]string{ana.ID: "ana ", ben.ID: "ben "}[string(e.Staff)]
		_, _ = fmt.Fprintf(&b, "%s %s%q %s %s\n", e.From, who, e.Text.Reveal(), e.State, e.Code)
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "  \n", "\n"), " \n", "\n")
}

func (h *house) expect(i inbox.ThreadID, lines ...string) {
	h.Helper()
	if got, want := h.lines(i), strings.Join(lines, "\n")+"\n"; got != want {
		h.Errorf("the thread is\n%swant\n%s", got, want)
	}
}

// patient adds a patient to the registry.
func (h *house) patient(given, family string, day int) (i patient.ID) {
	h.Helper()
	e, err := phi.ParseEmail(strings.ToLower(given) + "@example.com")
	must(h, err)
	h.desk(func(t tx.Tx) (err error) {
		i, err = h.patients.Admit(context.Background(), t, patient.Person{Name: phi.NewName(given, family),
			Birth: phi.NewBirthDate(civil.Date{Year: 1980, Month: 5, Day: day}), Email: e, How: "test"})
		return err
	})
	return i
}

func (h *house) identify(i inbox.ThreadID, session string, p patient.ID, given, family string) (th inbox.Thread) {
	h.Helper()
	h.desk(func(t tx.Tx) (err error) {
		th, err = h.Identify(context.Background(), t, i, session, p, phi.NewName(given, family))
		return err
	})
	return th
}

// tasks are the open tasks of a thread: kind and words.
func (h *house) tasks(i inbox.ThreadID) (all []string) {
	h.Helper()
	items, err := h.Tasks(context.Background(), ana, inbox.TaskFilter{Thread: i, Open: true})
	must(h, err)
	for _, k := range items {
		all = append(all, string(k.Kind)+": "+k.Text.Reveal())
	}
	return all
}

// claim returns the jobs that are due by the house's clock.
func (h *house) claim(lease time.Duration) []job.Claimed {
	h.Helper()
	testkit.OnServer(h, h.dsn, "UPDATE job SET due = 1 WHERE due <= "+strconv.FormatInt(h.clock.Now().UnixMicro(), 10))
	c, err := h.Queue.Claim(context.Background(), []string{inbox.JobKind}, 50, lease)
	must(h, err)
	return c
}

// tick does all work that is due.
func (h *house) tick() {
	h.Helper()
	for range 20 {
		claimed := h.claim(time.Minute)
		for _, c := range claimed {
			must(h, h.Send(context.Background(), c))
		}
		if len(claimed) == 0 {
			return
		}
	}
}

func (h *house) goTo(d time.Duration) {
	h.Helper()
	h.clock.Set(noon.Add(d))
	h.tick()
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

// noValues fails if an event holds one of the words.
func (h *house) noValues(words ...string) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) error {
		all, err := h.Service.Audit.Store.Find(context.Background(), t, audit.Filter{Limit: 5000})
		if len(all) == 0 {
			h.Error("there are no events")
		}
		for _, e := range all {
			for _, w := range words {
				if strings.Contains(fmt.Sprint(e), w) {
					h.Errorf("the event %q holds %q", e.Verb, w)
				}
			}
		}
		return err
	}))
}

// is fails unless the error is of the kind and says the words.
func is(t testing.TB, err error, kind fault.Kind, words string) {
	t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fault.Message(err), words) {
		t.Errorf("%v, want %s with %q", err, kind, words)
	}
}

// carrier keeps what it was given to send. Its hooks say what it answers; nil is that it took the text.
type carrier struct {
	mu    sync.Mutex
	ready bool
	sent  []string
	text  func(n int) attempt.Outcome // n texts were tried, this one included
	find  func() attempt.Outcome
	tries int
}

func (c *carrier) Ready() bool { return c.ready }

func (c *carrier) Text(_ context.Context, w guard.Cleared, to phi.Phone, recipient, key string) (attempt.Outcome, error) {
	_, body, err := w.For(guard.Patient, inbox.SMS, recipient)
	if err != nil || key == "" || !strings.HasPrefix(to.Reveal(), "+1") {
		return attempt.Outcome{}, fault.New(fault.Forbidden, "carrier", "not cleared, no key or no number")
	}
	c.mu.Lock()
	c.tries++
	n, text := c.tries, c.text
	c.mu.Unlock()
	out := attempt.Outcome{Result: attempt.Sent, Ref: fmt.Sprint("SM", n)}
	if text != nil {
		out = text(n)
	}
	if out.Result != attempt.Failed {
		c.mu.Lock()
		c.sent = append(c.sent, body)
		c.mu.Unlock()
	}
	return out, nil
}

func (c *carrier) Find(_ context.Context, _ phi.Phone, w guard.Cleared, recipient string, _ time.Time) (attempt.Outcome, error) {
	if _, _, err := w.For(guard.Patient, inbox.SMS, recipient); err != nil {
		return attempt.Outcome{}, err
	}
	return c.find(), nil
}

// got fails unless these texts were sent, in this order.
func (h *house) got(want ...string) {
	h.Helper()
	h.carrier.mu.Lock()
	defer h.carrier.mu.Unlock()
	if got := fmt.Sprintf("%q", h.carrier.sent); got != fmt.Sprintf("%q", want) {
		h.Errorf("sent %s, want %q", got, want)
	}
}
