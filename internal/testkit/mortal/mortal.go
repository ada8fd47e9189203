// Package mortal kills a package's work at every line of it, so that a test can look at what is left.
//
// The test binary runs itself once more as a mortal process. It promises that the process dies by SIGKILL, at the line
// it was told and nowhere else, where a line lies before and after every call of a port. Callers owe a TestMain that is
// [Main], and ports that pass through [Step], [Do], [DB] or [Queue].
package mortal

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/tx"
)

const variable = "BEDSIDE_TEST_MORTAL"

// told is what a mortal process finds in its environment.
type told struct {
	DSN, Keys, Peer string
	Order
}

// Order says what a mortal process has to do and when it dies.
type Order struct {
	Line  int64     // before which it dies; 0 for never
	About string    // what its work is about, in the package's own terms
	Clock time.Time // what its clock says first
	Speed int       // how many times faster than the world's it runs; 0: it stands
}

// Life is what a mortal process has: the database of the test that raised it, and the counterpart of its work.
type Life struct {
	*Lines
	Store *store.Store
	Keys  *phi.Keys
	Now   func() time.Time
	Peer  string
	About string
}

// Main is a package's TestMain: it runs the tests, or live where this process is a mortal one.
func Main(m *testing.M, live func(Life) error) {
	text := os.Getenv(variable)
	if text == "" {
		os.Exit(m.Run())
	}
	if err := be(text, live); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func be(text string, live func(Life) error) error {
	var o told
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	keys, err := phi.ParseKeys(o.Keys)
	if err != nil {
		return err
	}
	born := time.Now()
	now := func() time.Time { return o.Clock.Add(time.Duration(o.Speed) * time.Since(born)) }
	s, err := store.Open(context.Background(), store.Config{URL: o.DSN, Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return live(Life{Lines: &Lines{fatal: o.Line}, Store: s, Keys: keys, Now: now, Peer: o.Peer, About: o.About})
}

// Work runs the real runner until settled reports nil. An error after thirty seconds.
func (l Life) Work(q job.Queue, kind string, h job.Handler, lease time.Duration, settled func(context.Context, tx.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	go func() {
		for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if l.Store.View(ctx, actor.System(), func(t tx.Tx) error { return settled(ctx, t) }) == nil {
				cancel()
			}
		}
	}()
	(&job.Runner{Queue: q, Handlers: map[string]job.Handler{kind: h}, Now: l.Now, Log: slog.New(slog.DiscardHandler), Lease: lease, Workers: 1}).Run(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.New("the work was not settled in time")
	}
	return nil
}

// Family raises mortal processes on one database.
type Family struct {
	Keys *phi.Keys
	Peer string // where the counterpart of their work is: an address or a folder

	t         testing.TB
	dsn, text string
}

// NewFamily makes the keys of a database that is to be opened with them.
func NewFamily(t testing.TB, dsn string) *Family {
	t.Helper()
	text, err := phi.NewKeyFile(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := phi.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return &Family{t: t, dsn: dsn, text: text, Keys: keys}
}

// Raise lets a mortal process live to its end and reports whether it was killed. Any other end that is not 0 is an
// error.
func (f *Family) Raise(o Order) (died bool, err error) {
	text, err := json.Marshal(told{f.dsn, f.text, f.Peer, o})
	if err != nil {
		return false, err
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), variable+"="+string(text))
	c.Stderr = os.Stderr
	err = c.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true, nil
	}
	if err != nil {
		err = fmt.Errorf("line %d: %w", o.Line, err)
	}
	return false, err
}

// EveryLine raises processes that die one line later each time, until one comes through alive, and returns how many
// there were. Before each, begin makes new work and says what to do; after each, mend looks at what is left, unless it
// is nil.
func (f *Family) EveryLine(begin func(line int) Order, mend func(line int)) int {
	f.t.Helper()
	for line := 1; line <= 200; line++ {
		o := begin(line)
		o.Line = int64(line)
		died, err := f.Raise(o)
		if err != nil {
			f.t.Fatal(err)
		}
		if mend != nil {
			mend(line)
		}
		if !died {
			return line
		}
	}
	f.t.Fatal("no process came through alive")
	return 0
}
