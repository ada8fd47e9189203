package publish_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
	"bedside/internal/testkit/mortal"
	"bedside/internal/tx"
)

const crashLease = 10 * time.Minute

func TestMain(m *testing.M) { mortal.Main(m, live) }

type mortalStore struct {
	publish.Store
	*mortal.Lines
}

func (m mortalStore) SavePost(ctx context.Context, t tx.Tx, p publish.Post) error {
	return mortal.Do(m.Lines, func() error { return m.Store.SavePost(ctx, t, p) })
}

func (m mortalStore) SavePublication(ctx context.Context, t tx.Tx, u publish.Publication) error {
	return mortal.Do(m.Lines, func() error { return m.Store.SavePublication(ctx, t, u) })
}

// folder is an account whose platform is a folder: a file for every post, and a line for every time one was made public.
type folder struct {
	dir string
	*mortal.Lines
}

func (folder) Ready() bool { return true }

func (f folder) path(ref string) string { return filepath.Join(f.dir, ref) }

func (f folder) Publish(_ context.Context, c guard.Cleared, i publish.Item) (publish.Result, error) {
	if err := i.Admit(c, publish.Bluesky); err != nil {
		return publish.Result{}, err
	}
	return mortal.Step(f.Lines, func() (publish.Result, error) {
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
	return mortal.Step(f.Lines, func() (r publish.Result, err error) {
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
	return mortal.Step(f.Lines, func() (publish.Result, error) { return f.put(ref, i.Text), nil })
}

func (f folder) Remove(_ context.Context, ref string) (attempt.Outcome, error) {
	return mortal.Step(f.Lines, func() (attempt.Outcome, error) {
		if err := os.Remove(f.path(ref)); err != nil && !os.IsNotExist(err) {
			return attempt.Outcome{Result: attempt.Failed}, nil
		}
		return attempt.Outcome{Result: attempt.Sent}, nil
	})
}

// live does what is due, as a job runner does, until nothing is.
func live(l mortal.Life) error {
	p := build(l.Store, l.Keys, l.Now, map[publish.Channel]publish.Publisher{publish.Bluesky: folder{l.Peer, l.Lines}})
	p.DB, p.Store, p.Queue = mortal.DB{DB: p.DB, Lines: l.Lines}, mortalStore{p.Store, l.Lines}, mortal.Queue{Queue: p.Queue, Lines: l.Lines}
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

// A process is killed at every line between claim and outcome, each time one line later, until one comes through alive,
// while it publishes, corrects, and takes down; then another program goes on. No post appears twice and none is lost.
func TestCrashesAtEveryLine(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		dir := t.TempDir()
		family := mortal.NewFamily(t, dsn)
		family.Peer = dir
		h := openHouseWith(t, dsn, family.Keys, testkit.NewClock(noon))
		h.Publishers = map[publish.Channel]publish.Publisher{publish.Bluesky: folder{dir, &mortal.Lines{}}}
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
			var i publish.PostID
			var want []string
			lines[act] = family.EveryLine(func(int) mortal.Order {
				i = h.onBluesky()
				if act != "publish" {
					h.run()
				}
				want = []string{"The first reading is often higher.\n\nSo we measure again."}
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
				h.hurry()
				return mortal.Order{Clock: h.clock.Now()}
			}, func(n int) {
				h.clock.Advance(2 * crashLease)
				h.run()
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
			})
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
