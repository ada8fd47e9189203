package job_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const (
	workerEnv = "BEDSIDE_TEST_JOB_WORKER" // the database, in the environment of a process that works
	keysEnv   = "BEDSIDE_TEST_JOB_KEYS"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(workerEnv); dsn != "" {
		work(dsn, os.Getenv(keysEnv))
		return
	}
	os.Exit(m.Run())
}

func open(dsn, keyFile string) (*store.Store, *audit.Log, error) {
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, nil, err
	}
	keys, err := phi.ParseKeys(string(text))
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: keys, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, err
	}
	return s, &audit.Log{Store: s.Audit(), Keys: keys, IDs: id.NewSource(time.Now, rand.Reader)}, nil
}

// work is a process that works until it is killed. The outcome of a job is an event that commits with Done. Some
// jobs fail or panic the first time.
func work(dsn, keyFile string) {
	s, log, err := open(dsn, keyFile)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	q := s.Jobs()
	r := &job.Runner{Queue: q, Now: time.Now, Log: slog.New(slog.DiscardHandler), Lease: time.Second, Workers: 3,
		Handlers: map[string]job.Handler{"k": func(ctx context.Context, c job.Claimed) error {
			var n int
			if _, err := fmt.Sscan(c.Key, &n); err != nil {
				return err
			}
			switch {
			case n%11 == 0 && c.Attempts == 1:
				panic("the first time it panics")
			case n%13 == 0 && c.Attempts == 1:
				return fmt.Errorf("the first time it fails")
			}
			time.Sleep(mathrand.N(20 * time.Millisecond))
			err := s.Do(ctx, actor.System(), func(t tx.Tx) error {
				if err := q.Done(ctx, t, c); err != nil {
					return err
				}
				return log.Record(ctx, t, "worked", audit.Ref{Kind: "job", ID: c.Ref}, "", nil)
			})
			time.Sleep(mathrand.N(5 * time.Millisecond))
			return err
		}}}
	r.Run(context.Background())
}

// Several processes work one queue and are killed at random; every job has its outcome exactly once.
func TestProcesses(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		const jobs, workers = 150, 3
		keyFile := filepath.Join(t.TempDir(), "keys")
		text, err := phi.NewKeyFile(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(keyFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, _, err := open(dsn, keyFile)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		ctx := context.Background()
		if err := s.Do(ctx, actor.System(), func(tr tx.Tx) error {
			for i := range jobs {
				if err := s.Jobs().Put(ctx, tr, job.Job{Kind: "k", Key: fmt.Sprint(i), Ref: fmt.Sprint(i), Due: time.Now().Add(time.Duration(i) * 10 * time.Millisecond)}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		outcomes := func() map[string]int {
			n := map[string]int{}
			if err := s.View(ctx, actor.System(), func(tr tx.Tx) error {
				all, err := s.Audit().Find(ctx, tr, audit.Filter{Verb: "worked", Limit: 10 * jobs})
				for _, e := range all {
					n[e.Subject.ID]++
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		running := make([]*exec.Cmd, workers)
		start := func(i int) {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), workerEnv+"="+dsn, keysEnv+"="+keyFile)
			c.Stderr = os.Stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			running[i] = c
		}
		kill := func(c *exec.Cmd) { _ = c.Process.Kill(); _ = c.Wait() }
		for i := range running {
			start(i)
		}
		defer func() {
			for _, c := range running {
				kill(c)
			}
		}()
		kills := 0
		for deadline := time.Now().Add(90 * time.Second); len(outcomes()) < jobs; {
			if time.Now().After(deadline) {
				t.Fatalf("only %d of %d jobs have an outcome", len(outcomes()), jobs)
			}
			time.Sleep(300*time.Millisecond + mathrand.N(300*time.Millisecond))
			if kills < 12 {
				i := mathrand.N(workers)
				kill(running[i])
				start(i)
				kills++
			}
		}
		for key, n := range outcomes() {
			if n != 1 {
				t.Errorf("job %s has %d outcomes", key, n)
			}
		}
		if kills < 3 {
			t.Errorf("only %d kills: the jobs were done too soon to prove anything", kills)
		}
	})
}
