package inbox_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// The environment of a process that sends texts and may be killed at a line of its work.
const (
	crashDSN     = "BEDSIDE_TEST_CRASH_DSN"
	crashKeys    = "BEDSIDE_TEST_CRASH_KEYS"
	crashCarrier = "BEDSIDE_TEST_CRASH_CARRIER"
	crashAt      = "BEDSIDE_TEST_CRASH_AT"     // the step before which it dies; 0 for none
	crashThread  = "BEDSIDE_TEST_CRASH_THREAD" // it ends when nothing waits in this one, or in any
	crashClock   = "BEDSIDE_TEST_CRASH_CLOCK"
)

func TestMain(m *testing.M) {
	if os.Getenv(crashDSN) != "" {
		if err := mortal(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// steps counts the lines between claim and outcome: before and after every call of a port.
type steps struct{ n, fatal int64 }

func (s *steps) line() {
	if atomic.AddInt64(&s.n, 1) == s.fatal {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// step calls a port with a line before and after it.
func step[T any](s *steps, f func() (T, error)) (T, error) {
	s.line()
	v, err := f()
	s.line()
	return v, err
}

func stepDo(s *steps, f func() error) error {
	_, err := step(s, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

type mortalDB struct {
	tx.DB
	*steps
}

func (m mortalDB) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	return stepDo(m.steps, func() error { return m.DB.Do(ctx, by, f) })
}

type mortalQueue struct {
	job.Queue
	*steps
}

func (m mortalQueue) Done(ctx context.Context, t tx.Tx, c job.Claimed) error {
	return stepDo(m.steps, func() error { return m.Queue.Done(ctx, t, c) })
}

type mortalStore struct {
	inbox.Store
	*steps
}

func (m mortalStore) NextOut(ctx context.Context, t tx.Tx, i inbox.ThreadID) (inbox.Entry, error) {
	return step(m.steps, func() (inbox.Entry, error) { return m.Store.NextOut(ctx, t, i) })
}

func (m mortalStore) SaveEntry(ctx context.Context, t tx.Tx, e inbox.Entry) error {
	return stepDo(m.steps, func() error { return m.Store.SaveEntry(ctx, t, e) })
}

type mortalPatients struct {
	inbox.Patients
	*steps
}

func (m mortalPatients) StoppedAt(ctx context.Context, t tx.Tx, k patient.ContactKind, v phi.Text) (bool, error) {
	return step(m.steps, func() (bool, error) { return m.Patients.StoppedAt(ctx, t, k, v) })
}

// wire is a carrier over the loopback network, so that it outlives whoever uses it.
type wire struct {
	at string
	*steps
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
	return step(w.steps, func() (attempt.Outcome, error) { return w.ask("/text", to, c, recipient) })
}

func (w wire) Find(_ context.Context, to phi.Phone, c guard.Cleared, recipient string, _ time.Time) (attempt.Outcome, error) {
	return step(w.steps, func() (attempt.Outcome, error) { return w.ask("/find", to, c, recipient) })
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

// mortal runs the real runner with the real service until nothing waits to be sent, or until it is killed.
func mortal() error {
	text, err := os.ReadFile(os.Getenv(crashKeys))
	if err != nil {
		return err
	}
	keys, err := phi.ParseKeys(string(text))
	if err != nil {
		return err
	}
	start, err := time.Parse(time.RFC3339Nano, os.Getenv(crashClock))
	if err != nil {
		return err
	}
	began := time.Now()
	now := func() time.Time { return start.Add(50 * time.Since(began)) } // waiting for the next try is soon over
	s, err := store.Open(context.Background(), store.Config{URL: os.Getenv(crashDSN), Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	fatal, err := strconv.ParseInt(os.Getenv(crashAt), 10, 64)
	if err != nil {
		return err
	}
	lines := &steps{fatal: fatal}
	o, _, _ := build(s, keys, now, wire{os.Getenv(crashCarrier), lines})
	o.DB, o.Store, o.Queue, o.Patients = mortalDB{o.DB, lines}, mortalStore{o.Store, lines}, mortalQueue{o.Queue, lines}, mortalPatients{o.Patients, lines}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	go func() {
		for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if settled(ctx, s, inbox.ThreadID(os.Getenv(crashThread))) {
				cancel()
			}
		}
	}()
	(&job.Runner{Queue: o.Queue, Handlers: map[string]job.Handler{inbox.JobKind: o.Send}, Now: now, Log: slog.New(slog.DiscardHandler),
		Lease: 10 * time.Minute, Workers: 1}).Run(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.New("the texts were not settled in time")
	}
	return nil
}

// settled reports whether nothing waits to be sent or is being sent in a thread, or in any.
func settled(ctx context.Context, s *store.Store, i inbox.ThreadID) bool {
	err := s.View(ctx, actor.System(), func(t tx.Tx) error {
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
	})
	return err == nil
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
	keyFile := filepath.Join(t.TempDir(), "keys")
	text, err := phi.NewKeyFile(rand.Reader)
	must(t, err)
	must(t, os.WriteFile(keyFile, []byte(text), 0o600))
	keys, err := phi.ParseKeys(text)
	must(t, err)
	x := &exchange{forgetful: forgetful}
	server := httptest.NewServer(x)
	t.Cleanup(server.Close)
	h := openHouseWith(t, dsn, keys, testkit.NewClock(time.Now()))
	run := func(i inbox.ThreadID, at int, clock time.Time) error {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), crashDSN+"="+dsn, crashKeys+"="+keyFile, crashCarrier+"="+server.URL, crashAt+"="+strconv.Itoa(at),
			crashThread+"="+string(i), crashClock+"="+clock.Format(time.RFC3339Nano))
		c.Stderr = os.Stderr
		return c.Run()
	}
	var threads []inbox.Thread
	for alive := false; !alive; {
		line := len(threads) + 1
		if line > 200 {
			t.Fatal("no process came through alive")
		}
		h.clock.Set(time.Now())
		th := h.texts(fmt.Sprintf("+1218555%04d", line))
		must(t, h.reply(ana, th.ID, "Please call us."))
		threads = append(threads, th)
		died := run(th.ID, line, time.Now())
		var ended *exec.ExitError
		if died != nil && (!errors.As(died, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
			t.Fatalf("line %d: %v", line, died)
		}
		alive = died == nil
	}
	if strings.HasPrefix(dsn, "postgres") {
		onServer(t, dsn, "UPDATE job SET leased_until = 0")
	}
	last := make(chan error, 1)
	go func() { last <- run("", 0, time.Now().Add(30*time.Minute)) }() // by the clock of SQLite all leases are over
	for running := true; running; {
		if strings.HasPrefix(dsn, "postgres") { // whose clock cannot be moved
			onServer(t, dsn, "UPDATE job SET due = 1 WHERE lease = ''")
		}
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
