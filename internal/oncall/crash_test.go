package oncall_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/guard"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/testkit/mortal"
	"bedside/internal/tx"
)

const crashLease = time.Minute

func TestMain(m *testing.M) { mortal.Main(m, live) }

type mortalStore struct {
	oncall.Store
	*mortal.Lines
}

func (m mortalStore) Start(ctx context.Context, t tx.Tx, y oncall.Try) error {
	return mortal.Do(m.Lines, func() error { return m.Store.Start(ctx, t, y) })
}

func (m mortalStore) End(ctx context.Context, t tx.Tx, y oncall.Try) error {
	return mortal.Do(m.Lines, func() error { return m.Store.End(ctx, t, y) })
}

func (m mortalStore) Save(ctx context.Context, t tx.Tx, a oncall.Alert) error {
	return mortal.Do(m.Lines, func() error { return m.Store.Save(ctx, t, a) })
}

// paper is a line that writes the ref of every text to a file.
type paper struct {
	*line
	*mortal.Lines
	file *os.File
}

func (p paper) Text(_ context.Context, c guard.Cleared, _ phi.Phone, recipient string) (out attempt.Outcome, err error) {
	err = mortal.Do(p.Lines, func() error {
		_, body, err := oncall.Words(c, oncall.Text, recipient)
		if err == nil {
			_, err = p.file.WriteString(ref(sent{body: body}) + "\n")
		}
		return err
	})
	return attempt.Outcome{Result: attempt.Sent}, err
}

// live takes the first step of the alert it is about, or everyone's.
func live(l mortal.Life) error {
	file, err := os.OpenFile(l.Peer, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	o := build(l.Store, l.Keys, l.Now, paper{&line{outcome: went}, l.Lines, file})
	o.DB, o.Store, o.Queue = mortal.DB{DB: o.DB, Lines: l.Lines}, mortalStore{o.Store, l.Lines}, mortal.Queue{Queue: o.Queue, Lines: l.Lines}
	return l.Work(o.Queue, oncall.JobKind, o.Step, crashLease, func(ctx context.Context, t tx.Tx) error {
		all, err := l.Store.OnCall().Find(ctx, t, oncall.Filter{Live: true})
		for _, a := range all {
			if (l.About == "" || string(a.ID) == l.About) && a.Step == 0 {
				return errors.New("not yet")
			}
		}
		return err
	})
}

// A process is killed at every line between claim and outcome, each time one line later and with a new alert, until one
// comes through alive; then a fresh process goes on. Everybody was alerted, at most twice, and the alert says so.
func TestCrashesAtEveryLine(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		family := mortal.NewFamily(t, dsn)
		family.Peer = filepath.Join(t.TempDir(), "sent")
		must(t, os.WriteFile(family.Peer, nil, 0o600))
		h := openHouseWith(t, dsn, family.Keys, testkit.NewClock(time.Now()))
		var alerts []oncall.AlertID
		family.EveryLine(func(int) mortal.Order {
			h.clock.Set(time.Now())
			alerts = append(alerts, h.urgent())
			return mortal.Order{About: string(alerts[len(alerts)-1]), Clock: time.Now(), Speed: 1}
		}, nil)
		later := time.Now().Add(2 * crashLease) // by the clock of SQLite all leases are over then
		if h.server {
			later = time.Now()
			testkit.Expire(t, dsn)
		}
		_, err := family.Raise(mortal.Order{Clock: later, Speed: 1})
		must(t, err)

		texts, err := os.ReadFile(family.Peer)
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
