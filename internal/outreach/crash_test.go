package outreach_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/channel/email"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/testkit/mortal"
	"bedside/internal/tx"
)

func TestMain(m *testing.M) { mortal.Main(m, live) }

type mortalStore struct {
	outreach.Store
	*mortal.Lines
}

func (m mortalStore) Get(ctx context.Context, t tx.Tx, i outreach.ID) (outreach.Message, error) {
	return mortal.Step(m.Lines, func() (outreach.Message, error) { return m.Store.Get(ctx, t, i) })
}

func (m mortalStore) Save(ctx context.Context, t tx.Tx, o outreach.Message) error {
	return mortal.Do(m.Lines, func() error { return m.Store.Save(ctx, t, o) })
}

func (m mortalStore) Start(ctx context.Context, t tx.Tx, a outreach.Attempt) error {
	return mortal.Do(m.Lines, func() error { return m.Store.Start(ctx, t, a) })
}

func (m mortalStore) End(ctx context.Context, t tx.Tx, a outreach.Attempt) error {
	return mortal.Do(m.Lines, func() error { return m.Store.End(ctx, t, a) })
}

type mortalPatients struct {
	outreach.Patients
	*mortal.Lines
}

func (m mortalPatients) Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error) {
	return mortal.Step(m.Lines, func() (patient.Patient, error) { return m.Patients.Get(ctx, t, i) })
}

type mortalPractice struct {
	outreach.Practice
	*mortal.Lines
}

func (m mortalPractice) Get(ctx context.Context, t tx.Tx) (*practice.Practice, error) {
	return mortal.Step(m.Lines, func() (*practice.Practice, error) { return m.Practice.Get(ctx, t) })
}

type mortalVisits struct {
	outreach.Visits
	*mortal.Lines
}

func (m mortalVisits) Get(ctx context.Context, t tx.Tx, i schedule.ID) (schedule.Appointment, error) {
	return mortal.Step(m.Lines, func() (schedule.Appointment, error) { return m.Visits.Get(ctx, t, i) })
}

type mortalPort struct {
	outreach.Port
	*mortal.Lines
}

func (m mortalPort) Send(ctx context.Context, c guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	return mortal.Step(m.Lines, func() (attempt.Outcome, error) { return m.Port.Send(ctx, c, e) })
}

func (m mortalPort) Find(ctx context.Context, e outreach.Envelope, said phi.Text, since time.Time) (attempt.Outcome, error) {
	return mortal.Step(m.Lines, func() (attempt.Outcome, error) { return m.Port.Find(ctx, e, said, since) })
}

// wire is a port to a carrier in another process.
type wire struct{ at string }

func (w wire) Ready() bool { return true }

func (w wire) Send(_ context.Context, c guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	_, body, err := outreach.Words(c, outreach.SMS, e.To)
	if err != nil {
		return attempt.Outcome{}, err
	}
	return w.ask("/text", e.To.Reveal(), body)
}

func (w wire) Find(_ context.Context, e outreach.Envelope, said phi.Text, _ time.Time) (attempt.Outcome, error) {
	return w.ask("/find", e.To.Reveal(), said.Reveal())
}

func (w wire) ask(what, to, body string) (out attempt.Outcome, err error) {
	res, err := http.PostForm(w.at+what, url.Values{"to": {to}, "body": {body}})
	if err != nil {
		return out, err
	}
	defer func() { _ = res.Body.Close() }()
	return out, json.NewDecoder(res.Body).Decode(&out)
}

// exchange is the other end of wire.
type exchange struct {
	mu    sync.Mutex
	texts map[string]int // by number
}

func (x *exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	to := r.FormValue("to")
	out := attempt.Outcome{Result: attempt.Sent, Ref: "SM" + to}
	switch {
	case r.URL.Path == "/text":
		x.texts[to]++
	case x.texts[to] == 0:
		out = attempt.Outcome{Result: attempt.Failed, Code: "not there"}
	}
	_ = json.NewEncoder(w).Encode(out)
}

// got is how many texts a number was sent.
func (x *exchange) got(to string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.texts[to]
}

// live sends the message it is about, or all of them.
func live(l mortal.Life) error {
	ports := map[guard.Channel]outreach.Port{outreach.SMS: mortalPort{wire{l.Peer}, l.Lines}}
	if host, port, ok := strings.Cut(l.Peer, ":"); ok && host != "http" {
		number, err := strconv.Atoi(port)
		if err != nil {
			return err
		}
		ports = map[guard.Channel]outreach.Port{outreach.Email: mortalPort{&email.Mailer{Config: email.Config{Host: host, Port: number, Now: l.Now}}, l.Lines}}
	}
	o, _, _, _ := build(l.Store, l.Keys, l.Now, ports)
	o.DB, o.Store, o.Queue = mortal.DB{DB: o.DB, Lines: l.Lines}, mortalStore{o.Store, l.Lines}, mortal.Queue{Queue: o.Queue, Lines: l.Lines}
	o.Patients, o.Practice, o.Visits = mortalPatients{o.Patients, l.Lines}, mortalPractice{o.Practice, l.Lines}, mortalVisits{o.Visits, l.Lines}
	return l.Work(o.Queue, outreach.JobKind, o.Send, 10*time.Minute, func(ctx context.Context, t tx.Tx) error {
		all, err := l.Store.Outreach().Find(ctx, t, outreach.Filter{Kind: outreach.Confirmation, Limit: 500})
		for _, m := range all {
			if (l.About == "" || string(m.ID) == l.About) && (m.Status == outreach.Waiting || m.Status == outreach.Sending) {
				return errors.New("not yet")
			}
		}
		return err
	})
}

// A process is killed at every line between claim and outcome, each time one line later and with a new message, until
// one comes through alive; then a fresh process goes on. No letter is sent twice; when the program cannot know whether
// it went, the message says so; and a message that says sent was sent.
func TestCrashesAtEveryLine(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		family := mortal.NewFamily(t, dsn)
		h := openHouseWith(t, dsn, family.Keys, testkit.NewClock(time.Now()))
		family.Peer = h.box.Addr()
		at := time.Now().AddDate(0, 0, 14)
		first := time.Date(at.Year(), at.Month(), at.Day(), 18, 0, 0, 0, time.UTC)
		var visits []schedule.Appointment
		family.EveryLine(func(line int) mortal.Order {
			h.clock.Set(time.Now())
			a := h.book(someone(line), first.AddDate(0, 0, line/10).Add(time.Duration(line%10)*20*time.Minute))
			visits = append(visits, a)
			return mortal.Order{About: string(h.message(a, outreach.Confirmation).ID), Clock: time.Now(), Speed: 1}
		}, nil)
		testkit.Expire(t, dsn)
		_, err := family.Raise(mortal.Order{Clock: time.Now().Add(time.Hour), Speed: 1}) // by the clock of SQLite all leases are over
		must(t, err)

		seen := map[string]int{}
		outcome := ""
		for i, a := range visits {
			m := h.message(a, outreach.Confirmation)
			outcome = fmt.Sprintf("%s %d", m.Status, len(h.mail(fmt.Sprintf("stranger%d@example.com", i+1))))
			if seen[outcome]++; outcome != "sent 1" && outcome != "unknown 1" && outcome != "unknown 0" {
				t.Errorf("killed at line %d, the message is %s (%s) with so many letters", i+1, outcome, m.Why)
			}
		}
		t.Logf("%d lines: %v", len(visits)-1, seen)
		// before the attempt is committed it is sent by the next process; in between nobody knows; after it, it is known
		if outcome != "sent 1" || seen["sent 1"] < 10 || seen["unknown 0"] < 1 || seen["unknown 1"] < 1 {
			t.Errorf("the lines did not cover the work: %v, the last %s", seen, outcome)
		}
	})
}

// The same with texts: since a carrier can be asked, every one arrives exactly once, whatever line the program dies at.
func TestTextsCrashAtEveryLine(t *testing.T) {
	dsn, x := testkit.SQLite(t), &exchange{texts: map[string]int{}}
	server := httptest.NewServer(x)
	t.Cleanup(server.Close)
	family := mortal.NewFamily(t, dsn)
	family.Peer = server.URL
	h := openHouseWith(t, dsn, family.Keys, testkit.NewClock(noon))
	first := noon.AddDate(0, 0, 14)
	var visits []schedule.Appointment
	const speed = 50 // waiting for the next question is soon over
	family.EveryLine(func(line int) mortal.Order {
		h.clock.Set(noon)
		p := someone(line)
		p.Email, p.Phone, p.Consent, p.Texts = phi.Email{}, phi.NewPhone(fmt.Sprintf("+1218555%04d", line)), false, true
		p.TextsWords = phi.NewText("Yes, text me")
		a := h.book(p, first.AddDate(0, 0, line/10).Add(time.Duration(line%10)*20*time.Minute))
		visits = append(visits, a)
		return mortal.Order{About: string(h.message(a, outreach.Confirmation).ID), Clock: noon, Speed: speed}
	}, nil)
	_, err := family.Raise(mortal.Order{Clock: noon.Add(30 * time.Minute), Speed: speed}) // by the clock of SQLite all leases are over
	must(t, err)
	seen := map[string]int{}
	for i, a := range visits {
		m := h.message(a, outreach.Confirmation)
		outcome := fmt.Sprintf("%s %d", m.Status, x.got(fmt.Sprintf("+1218555%04d", i+1)))
		if seen[outcome]++; outcome != "sent 1" {
			t.Errorf("killed at line %d, the message is %s (%s)", i+1, outcome, m.Why)
		}
	}
	t.Logf("%d lines: %v", len(visits)-1, seen)
	if seen["sent 1"] < 8 {
		t.Errorf("the lines did not cover the work: %v", seen)
	}
}
