package outreach_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/channel/email"
	"bedside/internal/guard"
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

// The environment of a process that sends one message and may be killed at a line of its work.
const (
	crashDSN     = "BEDSIDE_TEST_CRASH_DSN"
	crashKeys    = "BEDSIDE_TEST_CRASH_KEYS"
	crashServer  = "BEDSIDE_TEST_CRASH_SMTP"
	crashAt      = "BEDSIDE_TEST_CRASH_AT"      // the step before which it dies; 0 for none
	crashMessage = "BEDSIDE_TEST_CRASH_MESSAGE" // it ends when this one is settled, or all are
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
type steps struct {
	n, fatal int64
}

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

func (m mortalQueue) Claim(ctx context.Context, kinds []string, limit int, lease time.Duration) ([]job.Claimed, error) {
	return step(m.steps, func() ([]job.Claimed, error) { return m.Queue.Claim(ctx, kinds, limit, lease) })
}

func (m mortalQueue) Done(ctx context.Context, t tx.Tx, c job.Claimed) error {
	return stepDo(m.steps, func() error { return m.Queue.Done(ctx, t, c) })
}

type mortalStore struct {
	outreach.Store
	*steps
}

func (m mortalStore) Get(ctx context.Context, t tx.Tx, i outreach.ID) (outreach.Message, error) {
	return step(m.steps, func() (outreach.Message, error) { return m.Store.Get(ctx, t, i) })
}

func (m mortalStore) Save(ctx context.Context, t tx.Tx, o outreach.Message) error {
	return stepDo(m.steps, func() error { return m.Store.Save(ctx, t, o) })
}

func (m mortalStore) Start(ctx context.Context, t tx.Tx, a outreach.Attempt) error {
	return stepDo(m.steps, func() error { return m.Store.Start(ctx, t, a) })
}

func (m mortalStore) End(ctx context.Context, t tx.Tx, a outreach.Attempt) error {
	return stepDo(m.steps, func() error { return m.Store.End(ctx, t, a) })
}

type mortalPatients struct {
	outreach.Patients
	*steps
}

func (m mortalPatients) Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error) {
	return step(m.steps, func() (patient.Patient, error) { return m.Patients.Get(ctx, t, i) })
}

type mortalPractice struct {
	outreach.Practice
	*steps
}

func (m mortalPractice) Get(ctx context.Context, t tx.Tx) (*practice.Practice, error) {
	return step(m.steps, func() (*practice.Practice, error) { return m.Practice.Get(ctx, t) })
}

type mortalVisits struct {
	outreach.Visits
	*steps
}

func (m mortalVisits) Get(ctx context.Context, t tx.Tx, i schedule.ID) (schedule.Appointment, error) {
	return step(m.steps, func() (schedule.Appointment, error) { return m.Visits.Get(ctx, t, i) })
}

type mortalMailer struct {
	outreach.Mailer
	*steps
}

func (m mortalMailer) Send(ctx context.Context, c guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	return step(m.steps, func() (attempt.Outcome, error) { return m.Mailer.Send(ctx, c, e) })
}

// mortal runs the real runner with the real service until the message is settled, or until it is killed.
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
	now := func() time.Time { return start.Add(time.Since(began)) }
	s, err := store.Open(context.Background(), store.Config{URL: os.Getenv(crashDSN), Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	fatal, err := strconv.ParseInt(os.Getenv(crashAt), 10, 64)
	if err != nil {
		return err
	}
	host, port, _ := strings.Cut(os.Getenv(crashServer), ":")
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	lines := &steps{fatal: fatal}
	o, _, _, _ := build(s, keys, now, mortalMailer{&email.Mailer{Config: email.Config{Host: host, Port: number, Now: now}}, lines})
	o.DB, o.Store, o.Queue = mortalDB{o.DB, lines}, mortalStore{o.Store, lines}, mortalQueue{o.Queue, lines}
	o.Patients, o.Practice, o.Visits = mortalPatients{o.Patients, lines}, mortalPractice{o.Practice, lines}, mortalVisits{o.Visits, lines}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	go func() {
		for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if settled(ctx, s, outreach.ID(os.Getenv(crashMessage))) {
				cancel()
			}
		}
	}()
	(&job.Runner{Queue: o.Queue, Handlers: map[string]job.Handler{outreach.JobKind: o.Send}, Now: now, Log: slog.New(slog.DiscardHandler),
		Lease: crashLease, Workers: 1}).Run(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.New("the message was not settled in time")
	}
	return nil
}

const crashLease = 10 * time.Minute

// expire ends all leases on PostgreSQL, whose clock cannot be moved.
func expire(t testing.TB, dsn string) {
	t.Helper()
	if !strings.HasPrefix(dsn, "postgres") {
		return
	}
	ctx := context.Background()
	c, err := pgx.Connect(ctx, dsn)
	must(t, err)
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, "UPDATE job SET leased_until = 0")
	must(t, err)
}

// settled reports whether the confirmation, or every one, has been sent or given up.
func settled(ctx context.Context, s *store.Store, i outreach.ID) bool {
	err := s.View(ctx, actor.System(), func(t tx.Tx) error {
		all, err := s.Outreach().Find(ctx, t, outreach.Filter{Kind: outreach.Confirmation, Limit: 500})
		for _, m := range all {
			if (i == "" || m.ID == i) && (m.Status == outreach.Waiting || m.Status == outreach.Sending) {
				return errors.New("not yet")
			}
		}
		return err
	})
	return err == nil
}

// A process is killed at every line between claim and outcome, each time one line later and with a new message, until
// one comes through alive; then a fresh process goes on. No letter is sent twice; when the program cannot know whether
// it went, the message says so; and a message that says sent was sent.
func TestCrashesAtEveryLine(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		keyFile := filepath.Join(t.TempDir(), "keys")
		text, err := phi.NewKeyFile(rand.Reader)
		must(t, err)
		must(t, os.WriteFile(keyFile, []byte(text), 0o600))
		keys, err := phi.ParseKeys(text)
		must(t, err)
		h := openHouseWith(t, dsn, keys, testkit.NewClock(time.Now()))
		run := func(i outreach.ID, at int, clock time.Time) error {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), crashDSN+"="+dsn, crashKeys+"="+keyFile, crashServer+"="+h.box.Addr(), crashAt+"="+strconv.Itoa(at),
				crashMessage+"="+string(i), crashClock+"="+clock.Format(time.RFC3339Nano))
			c.Stderr = os.Stderr
			return c.Run()
		}
		at := time.Now().AddDate(0, 0, 14)
		first := time.Date(at.Year(), at.Month(), at.Day(), 18, 0, 0, 0, time.UTC)
		var visits []schedule.Appointment
		for alive := false; !alive; {
			line := len(visits) + 1
			if line > 200 {
				t.Fatal("no process came through alive")
			}
			h.clock.Set(time.Now())
			a := h.book(someone(line), first.AddDate(0, 0, line/10).Add(time.Duration(line%10)*20*time.Minute))
			visits = append(visits, a)
			died := run(h.message(a, outreach.Confirmation).ID, line, time.Now())
			var ended *exec.ExitError
			if died != nil && (!errors.As(died, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
				t.Fatalf("line %d: %v", line, died)
			}
			alive = died == nil
		}
		expire(t, dsn)
		must(t, run("", 0, time.Now().Add(time.Hour))) // by the clock of SQLite all leases are over

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
