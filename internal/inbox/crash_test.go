package inbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/testkit/mortal"
	"bedside/internal/tx"
)

func TestMain(m *testing.M) { mortal.Main(m, live) }

type mortalStore struct {
	inbox.Store
	*mortal.Lines
}

func (m mortalStore) NextOut(ctx context.Context, t tx.Tx, i inbox.ThreadID) (inbox.Entry, error) {
	return mortal.Step(m.Lines, func() (inbox.Entry, error) { return m.Store.NextOut(ctx, t, i) })
}

func (m mortalStore) SaveEntry(ctx context.Context, t tx.Tx, e inbox.Entry) error {
	return mortal.Do(m.Lines, func() error { return m.Store.SaveEntry(ctx, t, e) })
}

type mortalPatients struct {
	inbox.Patients
	*mortal.Lines
}

func (m mortalPatients) StoppedAt(ctx context.Context, t tx.Tx, k patient.ContactKind, v phi.Text) (bool, error) {
	return mortal.Step(m.Lines, func() (bool, error) { return m.Patients.StoppedAt(ctx, t, k, v) })
}

// wire is a carrier over the loopback network, so that it outlives whoever uses it.
type wire struct {
	at string
	*mortal.Lines
}

func (w wire) Ready() bool { return true }

func (w wire) ask(what string, to phi.Phone, c guard.Cleared, recipient string) (out attempt.Outcome, err error) {
	_, body, err := c.For(guard.Patient, inbox.SMS, recipient)
	if err != nil {
		return out, err
	}
	res, err := http.PostForm(w.at+what, url.Values{"to": {to.Reveal()}, "body": {body}})
	if err != nil {
		return out, err
	}
	defer func() { _ = res.Body.Close() }()
	return out, json.NewDecoder(res.Body).Decode(&out)
}

func (w wire) Text(_ context.Context, c guard.Cleared, to phi.Phone, recipient, _ string) (attempt.Outcome, error) {
	return mortal.Step(w.Lines, func() (attempt.Outcome, error) { return w.ask("/text", to, c, recipient) })
}

func (w wire) Find(_ context.Context, to phi.Phone, c guard.Cleared, recipient string, _ time.Time) (attempt.Outcome, error) {
	return mortal.Step(w.Lines, func() (attempt.Outcome, error) { return w.ask("/find", to, c, recipient) })
}

// exchange is the other end of wire. One that is forgetful cannot say what it sent.
type exchange struct {
	mu        sync.Mutex
	texts     []string
	forgetful bool
}

func (x *exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	text, out := r.FormValue("to")+" "+r.FormValue("body"), attempt.Outcome{Result: attempt.Sent, Ref: r.FormValue("to")}
	switch {
	case r.URL.Path == "/text":
		x.texts = append(x.texts, text)
	case x.forgetful:
		out = attempt.Outcome{Result: attempt.Unknown}
	case !slices.Contains(x.texts, text):
		out = attempt.Outcome{Result: attempt.Failed}
	}
	_ = json.NewEncoder(w).Encode(out)
}

func (x *exchange) count(text string) (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, t := range x.texts {
		if t == text {
			n++
		}
	}
	return n
}

// live sends texts until nothing waits to be sent in the thread it is about, or in any.
func live(l mortal.Life) error {
	o, _, _ := build(l.Store, l.Keys, l.Now, wire{l.Peer, l.Lines})
	o.DB, o.Store, o.Queue, o.Patients = mortal.DB{DB: o.DB, Lines: l.Lines}, mortalStore{o.Store, l.Lines}, mortal.Queue{Queue: o.Queue, Lines: l.Lines}, mortalPatients{o.Patients, l.Lines}
	return l.Work(o.Queue, inbox.JobKind, o.Send, 10*time.Minute, func(ctx context.Context, t tx.Tx) error {
		return settled(ctx, t, l.Store, inbox.ThreadID(l.About))
	})
}

// settled returns an error while something waits to be sent or is being sent in a thread, or in any.
func settled(ctx context.Context, t tx.Tx, s *store.Store, i inbox.ThreadID) error {
	all, err := s.Inbox().FindThreads(ctx, t, inbox.Query{Filter: inbox.Filter{Limit: 500}})
	for _, h := range all {
		if i != "" && h.ID != i {
			continue
		}
		if _, out := s.Inbox().NextOut(ctx, t, h.ID); !fault.Is(out, fault.NotFound) {
			return errors.New("not yet")
		}
	}
	return err
}

// A process is killed at every line between claim and outcome, each time one line later and with a new text, until one
// comes through alive; then a fresh process goes on. With a carrier that can be asked every text arrives exactly once;
// with one that cannot, none arrives twice, and where nobody knows the text says so and is a task.
func TestCrashesAtEveryLine(t *testing.T) {
	for name, forgetful := range map[string]bool{"a carrier that can be asked": false, "one that cannot say": true} {
		t.Run(name, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, dsn string) { crashes(t, dsn, forgetful) })
		})
	}
}

func crashes(t *testing.T, dsn string, forgetful bool) {
	x := &exchange{forgetful: forgetful}
	server := httptest.NewServer(x)
	t.Cleanup(server.Close)
	family := mortal.NewFamily(t, dsn)
	family.Peer = server.URL
	h := openHouseWith(t, dsn, family.Keys, testkit.NewClock(time.Now()))
	const speed = 50 // waiting for the next try is soon over
	var threads []inbox.Thread
	family.EveryLine(func(line int) mortal.Order {
		h.clock.Set(time.Now())
		th := h.texts(fmt.Sprintf("+1218555%04d", line))
		must(t, h.reply(ana, th.ID, "Please call us."))
		threads = append(threads, th)
		return mortal.Order{About: string(th.ID), Clock: time.Now(), Speed: speed}
	}, nil)
	testkit.Expire(t, dsn)
	last := make(chan error, 1)
	go func() {
		_, err := family.Raise(mortal.Order{Clock: time.Now().Add(30 * time.Minute), Speed: speed}) // by the clock of SQLite all leases are over
		last <- err
	}()
	for running := true; running; {
		testkit.OnServer(t, dsn, "UPDATE job SET due = 1 WHERE lease = ''")
		select {
		case err := <-last:
			must(t, err)
			running = false
		case <-time.After(50 * time.Millisecond):
		}
	}

	seen := map[string]int{}
	for n, th := range threads {
		e := h.last(th.ID)
		outcome := fmt.Sprintf("%s %d", e.State, x.count(fmt.Sprintf("+1218555%04d Please call us.", n+1)))
		seen[outcome]++
		switch doubt := len(h.tasks(th.ID)) == 1; {
		case outcome == "sent 1" && !doubt:
		case forgetful && (outcome == "unknown 0" || outcome == "unknown 1") && doubt:
		default:
			t.Errorf("killed at line %d, the text is %s (%s) with so many arrived, tasks %q", n+1, outcome, e.Code, h.tasks(th.ID))
		}
	}
	t.Logf("%d lines: %v", len(threads)-1, seen)
	if seen["sent 1"] < 8 || forgetful && (seen["unknown 0"] < 1 || seen["unknown 1"] < 1) {
		t.Errorf("the lines did not cover the work: %v", seen)
	}
}
