package oncall_test

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
	"bedside/internal/guard"
	"bedside/internal/job"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// The environment of a process that takes one step and may be killed at a line of its work.
const (
	crashDSN   = "BEDSIDE_TEST_ALERT_DSN"
	crashKeys  = "BEDSIDE_TEST_ALERT_KEYS"
	crashSent  = "BEDSIDE_TEST_ALERT_SENT"  // the file that what was sent is written to
	crashAt    = "BEDSIDE_TEST_ALERT_AT"    // the line before which it dies; 0 for none
	crashAlert = "BEDSIDE_TEST_ALERT_ID"    // it ends when this one's first step is taken, or everyone's
	crashLater = "BEDSIDE_TEST_ALERT_LATER" // how far its clock is ahead
)

const crashLease = time.Minute

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

// lines counts the lines between claim and outcome: before and after every call of a port.
type lines struct{ n, fatal int64 }

func (l *lines) line() {
	if atomic.AddInt64(&l.n, 1) == l.fatal {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// around calls a port with a line before and after it.
func around(l *lines, f func() error) error {
	l.line()
	defer l.line()
	return f()
}

type killedDB struct {
	tx.DB
	*lines
}

func (k killedDB) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	return around(k.lines, func() error { return k.DB.Do(ctx, by, f) })
}

type killedQueue struct {
	job.Queue
	*lines
}

func (k killedQueue) Claim(ctx context.Context, kinds []string, limit int, lease time.Duration) (c []job.Claimed, err error) {
	err = around(k.lines, func() (err error) { c, err = k.Queue.Claim(ctx, kinds, limit, lease); return err })
	return c, err
}

func (k killedQueue) Later(ctx context.Context, t tx.Tx, c job.Claimed, due time.Time) error {
	return around(k.lines, func() error { return k.Queue.Later(ctx, t, c, due) })
}

type killedStore struct {
	oncall.Store
	*lines
}

func (k killedStore) Start(ctx context.Context, t tx.Tx, y oncall.Try) error {
	return around(k.lines, func() error { return k.Store.Start(ctx, t, y) })
}

func (k killedStore) End(ctx context.Context, t tx.Tx, y oncall.Try) error {
	return around(k.lines, func() error { return k.Store.End(ctx, t, y) })
}

func (k killedStore) Save(ctx context.Context, t tx.Tx, a oncall.Alert) error {
	return around(k.lines, func() error { return k.Store.Save(ctx, t, a) })
}

// paper is a line that writes the ref of every text to a file.
type paper struct {
	*line
	*lines
	file *os.File
}

func (p paper) Text(_ context.Context, c guard.Cleared, _ phi.Phone, recipient string) (out attempt.Outcome, err error) {
	err = around(p.lines, func() error {
		_, body, err := oncall.Words(c, oncall.Text, recipient)
		if err == nil {
			_, err = p.file.WriteString(ref(sent{body: body}) + "\n")
		}
		return err
	})
	return attempt.Outcome{Result: attempt.Sent}, err
}

// mortal runs the real runner with the real service until the first step is taken, or until it is killed.
func mortal() error {
	text, err := os.ReadFile(os.Getenv(crashKeys))
	if err != nil {
		return err
	}
	keys, err := phi.ParseKeys(string(text))
	if err != nil {
		return err
	}
	later, err := time.ParseDuration(os.Getenv(crashLater))
	if err != nil {
		return err
	}
	fatal, err := strconv.ParseInt(os.Getenv(crashAt), 10, 64)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(os.Getenv(crashSent), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	now := func() time.Time { return time.Now().Add(later) }
	s, err := store.Open(context.Background(), store.Config{URL: os.Getenv(crashDSN), Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	l := &lines{fatal: fatal}
	o := build(s, keys, now, paper{&line{outcome: went}, l, file})
	o.DB, o.Store, o.Queue = killedDB{o.DB, l}, killedStore{o.Store, l}, killedQueue{o.Queue, l}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	go func() {
		for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if stepped(ctx, s, oncall.AlertID(os.Getenv(crashAlert))) {
				cancel()
			}
		}
	}()
	(&job.Runner{Queue: o.Queue, Handlers: map[string]job.Handler{oncall.JobKind: o.Step}, Now: now, Log: slog.New(slog.DiscardHandler),
		Lease: crashLease, Workers: 1}).Run(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.New("the step was not taken in time")
	}
	return nil
}

// stepped reports whether the alert's first step was taken, or everyone's.
func stepped(ctx context.Context, s *store.Store, i oncall.AlertID) bool {
	err := s.View(ctx, actor.System(), func(t tx.Tx) error {
		all, err := s.OnCall().Find(ctx, t, oncall.Filter{Live: true})
		for _, a := range all {
			if (i == "" || a.ID == i) && a.Step == 0 {
				return errors.New("not yet")
			}
		}
		return err
	})
	return err == nil
}

// A process is killed at every line between claim and outcome, each time one line later and with a new alert, until one
// comes through alive; then a fresh process goes on. Everybody was alerted, at most twice, and the alert says so.
func TestCrashesAtEveryLine(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		dir := t.TempDir()
		keyFile, sentFile := filepath.Join(dir, "keys"), filepath.Join(dir, "sent")
		text, err := phi.NewKeyFile(rand.Reader)
		must(t, err)
		must(t, os.WriteFile(keyFile, []byte(text), 0o600))
		must(t, os.WriteFile(sentFile, nil, 0o600))
		keys, err := phi.ParseKeys(text)
		must(t, err)
		h := openHouseWith(t, dsn, keys, testkit.NewClock(time.Now()))
		run := func(i oncall.AlertID, at int, later time.Duration) error {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), crashDSN+"="+dsn, crashKeys+"="+keyFile, crashSent+"="+sentFile, crashAt+"="+strconv.Itoa(at),
				crashAlert+"="+string(i), crashLater+"="+later.String())
			c.Stderr = os.Stderr
			return c.Run()
		}
		var alerts []oncall.AlertID
		for alive := false; !alive; {
			line := len(alerts) + 1
			if line > 200 {
				t.Fatal("no process came through alive")
			}
			h.clock.Set(time.Now())
			alerts = append(alerts, h.urgent())
			died := run(alerts[line-1], line, 0)
			var ended *exec.ExitError
			if died != nil && (!errors.As(died, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
				t.Fatalf("line %d: %v", line, died)
			}
			alive = died == nil
		}
		later := 2 * crashLease // by the clock of SQLite all leases are over then
		if h.server {
			later = 0
			expire(t, dsn)
		}
		must(t, run("", 0, later))

		texts, err := os.ReadFile(sentFile)
		must(t, err)
		seen := map[int]int{}
		for i, a := range alerts {
			d := h.is(a, oncall.Open)
			times := 0
			for _, y := range d.Tries {
				times += strings.Count(string(texts), string(y.ID))
			}
			seen[times]++
			if last := d.Tries[len(d.Tries)-1]; times < 1 || times > 2 || d.Step != 1 || last.Outcome != attempt.Sent {
				t.Errorf("killed at line %d: %d texts, %d tries, the last %q, step %d", i+1, times, len(d.Tries), last.Outcome, d.Step)
			}
		}
		t.Logf("%d lines: %v", len(alerts)-1, seen)
		if seen[1] < 10 || seen[2] < 1 {
			t.Errorf("the lines did not cover the work: %v", seen)
		}
	})
}

// expire ends all leases on PostgreSQL, whose clock cannot be moved.
func expire(t testing.TB, dsn string) {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, dsn)
	must(t, err)
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, "UPDATE job SET leased_until = 0")
	must(t, err)
}
