package publish_test

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

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// The environment of a process that works until nothing is due and may be killed at a line of its work.
const (
	crashDSN    = "BEDSIDE_TEST_CRASH_DSN"
	crashKeys   = "BEDSIDE_TEST_CRASH_KEYS"
	crashFolder = "BEDSIDE_TEST_CRASH_FOLDER"
	crashAt     = "BEDSIDE_TEST_CRASH_AT" // the line before which it dies
	crashClock  = "BEDSIDE_TEST_CRASH_CLOCK"
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

func step[T any](s *steps, f func() (T, error)) (T, error) {
	s.line()
	v, err := f()
	s.line()
	return v, err
}

type mortalDB struct {
	tx.DB
	*steps
}

func (m mortalDB) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	_, err := step(m.steps, func() (struct{}, error) { return struct{}{}, m.DB.Do(ctx, by, f) })
	return err
}

type mortalQueue struct {
	job.Queue
	*steps
}

func (m mortalQueue) Claim(ctx context.Context, kinds []string, limit int, lease time.Duration) ([]job.Claimed, error) {
	return step(m.steps, func() ([]job.Claimed, error) { return m.Queue.Claim(ctx, kinds, limit, lease) })
}

func (m mortalQueue) Done(ctx context.Context, t tx.Tx, c job.Claimed) error {
	_, err := step(m.steps, func() (struct{}, error) { return struct{}{}, m.Queue.Done(ctx, t, c) })
	return err
}

type mortalStore struct {
	publish.Store
	*steps
}

func (m mortalStore) SavePost(ctx context.Context, t tx.Tx, p publish.Post) error {
	_, err := step(m.steps, func() (struct{}, error) { return struct{}{}, m.Store.SavePost(ctx, t, p) })
	return err
}

func (m mortalStore) SavePublication(ctx context.Context, t tx.Tx, u publish.Publication) error {
	_, err := step(m.steps, func() (struct{}, error) { return struct{}{}, m.Store.SavePublication(ctx, t, u) })
	return err
}

// folder is an account whose platform is a folder: a file for every post, and a line for every time one was made public.
type folder struct {
	dir string
	*steps
}

func (folder) Ready() bool { return true }

func (f folder) path(ref string) string { return filepath.Join(f.dir, ref) }

func (f folder) Publish(_ context.Context, c guard.Cleared, i publish.Item) (publish.Result, error) {
	if err := i.Admit(c, publish.Bluesky); err != nil {
		return publish.Result{}, err
	}
	return step(f.steps, func() (publish.Result, error) {
		log, err := os.OpenFile(f.path("log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return publish.Result{}, err
		}
		_, err = log.WriteString(i.Key + "\n")
		return f.put(i.Key, i.Text), errors.Join(err, log.Close())
	})
}

func (f folder) put(ref, text string) publish.Result {
	if os.WriteFile(f.path(ref), []byte(text), 0o600) != nil {
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed}}
	}
	return publish.Result{Outcome: attempt.Outcome{Result: attempt.Sent, Ref: ref}}
}

func (f folder) Find(_ context.Context, i publish.Item) (publish.Result, error) {
	return step(f.steps, func() (r publish.Result, err error) {
		r.Result, r.Ref = attempt.Sent, i.Key
		if _, err := os.Stat(f.path(i.Key)); err != nil {
			r.Result, r.Ref = attempt.Failed, ""
		}
		return r, nil
	})
}

func (f folder) Update(_ context.Context, c guard.Cleared, i publish.Item, ref string) (publish.Result, error) {
	if err := i.Admit(c, publish.Bluesky); err != nil {
		return publish.Result{}, err
	}
	return step(f.steps, func() (publish.Result, error) { return f.put(ref, i.Text), nil })
}

func (f folder) Remove(_ context.Context, ref string) (attempt.Outcome, error) {
	return step(f.steps, func() (attempt.Outcome, error) {
		if err := os.Remove(f.path(ref)); err != nil && !os.IsNotExist(err) {
			return attempt.Outcome{Result: attempt.Failed}, nil
		}
		return attempt.Outcome{Result: attempt.Sent}, nil
	})
}

// mortal does what is due, as a job runner does, until nothing is or until it is killed.
func mortal() error {
	text, err := os.ReadFile(os.Getenv(crashKeys))
	if err != nil {
		return err
	}
	keys, err := phi.ParseKeys(string(text))
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, os.Getenv(crashClock))
	if err != nil {
		return err
	}
	fatal, err := strconv.ParseInt(os.Getenv(crashAt), 10, 64)
	if err != nil {
		return err
	}
	now := testkit.NewClock(at).Now
	s, err := store.Open(context.Background(), store.Config{URL: os.Getenv(crashDSN), Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	lines := &steps{fatal: fatal}
	p := build(s, keys, now, map[publish.Channel]publish.Publisher{publish.Bluesky: folder{os.Getenv(crashFolder), lines}})
	p.DB, p.Store, p.Queue = mortalDB{p.DB, lines}, mortalStore{p.Store, lines}, mortalQueue{p.Queue, lines}
	for range 20 {
		all, err := p.Queue.Claim(context.Background(), []string{publish.SendJob}, 1, crashLease)
		if err != nil || len(all) == 0 {
			return err
		}
		if err := p.Send(context.Background(), all[0]); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return errors.New("there is always more to do")
}

const crashLease = 10 * time.Minute

// A process is killed at every line between claim and outcome, each time one line later, until one comes through alive,
// while it publishes, corrects, and takes down; then another program goes on. No post appears twice and none is lost.
func TestCrashesAtEveryLine(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		dir := t.TempDir()
		keyFile := filepath.Join(t.TempDir(), "keys")
		file, err := phi.NewKeyFile(rand.Reader)
		must(t, err)
		must(t, os.WriteFile(keyFile, []byte(file), 0o600))
		keys, err := phi.ParseKeys(file)
		must(t, err)
		h := openHouseWith(t, dsn, keys, testkit.NewClock(noon))
		h.Publishers = map[publish.Channel]publish.Publisher{publish.Bluesky: folder{dir: dir, steps: &steps{}}}
		run := func(at int) (died bool) {
			t.Helper()
			h.hurry()
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), crashDSN+"="+dsn, crashKeys+"="+keyFile, crashFolder+"="+dir, crashAt+"="+strconv.Itoa(at),
				crashClock+"="+h.clock.Now().Format(time.RFC3339Nano))
			c.Stderr = os.Stderr
			err := c.Run()
			var ended *exec.ExitError
			if err != nil && (!errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
				t.Fatalf("line %d: %v", at, err)
			}
			return err != nil
		}
		// each begins work, is killed at line n of it, and is gone on with; the return value says whether it died.
		mended := func(n int) bool {
			died := run(n)
			h.clock.Advance(2 * crashLease)
			h.run()
			return died
		}
		shown := func() (all []string) {
			files, err := os.ReadDir(dir)
			must(t, err)
			for _, f := range files {
				if f.Name() != "log" {
					text, err := os.ReadFile(filepath.Join(dir, f.Name()))
					must(t, err)
					all = append(all, string(text))
				}
			}
			return all
		}
		chicago, err := time.LoadLocation("America/Chicago")
		must(t, err)
		acts, lines := []string{"publish", "correct", "take down"}, map[string]int{}
		if strings.HasPrefix(dsn, "postgres") {
			acts = acts[:1] // the rest differs in nothing that the engine does
		}
		for _, act := range acts {
			for n, alive := 1, false; !alive; n++ {
				if n > 100 {
					t.Fatal("no process came through alive")
				}
				i := h.onBluesky()
				if act != "publish" {
					h.run()
				}
				want := []string{"The first reading is often higher.\n\nSo we measure again."}
				switch act {
				case "correct":
					c := article
					c.Channels, c.Body, c.Correction = []publish.Channel{publish.Bluesky}, "Three times.", "Not two."
					p := h.save(ana, publish.Draft{ID: i, Row: h.get(i).Row, Content: c, Due: h.clock.Now()})
					_, err := h.Submit(ctx, ana, p.ID, p.Row)
					must(t, err)
					_, err = h.Approve(ctx, ben, p.ID, h.get(i).Words.Hash, phi.Text{})
					must(t, err)
					want = []string{"Three times.\n\nCorrected on " + h.clock.Now().In(chicago).Format("January 2, 2006") + ": Not two."}
				case "take down":
					_, err := h.TakeDown(ctx, ana, i, phi.Text{})
					must(t, err)
					want = nil
				}
				alive = !mended(n)
				lines[act] = n
				if got := shown(); strings.Join(got, "|") != strings.Join(want, "|") {
					t.Errorf("%s, killed at line %d: the platform shows %q, want %q; here it is %s", act, n, got, want, h.where(i))
				}
				d := h.get(i)
				if is := map[bool]publish.State{true: publish.Down, false: publish.Published}[act == "take down"]; d.State != is {
					t.Errorf("%s, killed at line %d: the post is %s: %s", act, n, d.State, h.where(i))
				}
				if act != "take down" { // make room for the next
					_, err := h.TakeDown(ctx, ana, i, phi.Text{})
					must(t, err)
					h.run()
				}
			}
		}
		log, err := os.ReadFile(filepath.Join(dir, "log"))
		must(t, err)
		made := map[string]int{}
		for _, key := range strings.Fields(string(log)) {
			if made[key]++; made[key] > 1 {
				t.Errorf("a post was made public %d times", made[key])
			}
		}
		t.Logf("%v lines, %d posts", lines, len(made))
		for _, act := range acts {
			if lines[act] < 15 {
				t.Errorf("the lines did not cover the work: %v", lines)
			}
		}
	})
}
