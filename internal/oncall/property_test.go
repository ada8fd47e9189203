package oncall_test

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// death is what a program that dies panics with.
type death struct{}

// fate lets a program live for so many steps, 0 for ever: every transaction and every sending is two.
type fate struct{ left int }

func (f *fate) line() {
	if f.left == 0 {
		return
	}
	if f.left--; f.left == 0 {
		panic(death{})
	}
}

type mortalDB struct {
	tx.DB
	*fate
}

func (m mortalDB) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	m.line()
	defer m.line()
	return m.DB.Do(ctx, by, f)
}

type mortalLine struct {
	*line
	*fate
}

func (m mortalLine) Text(ctx context.Context, c guard.Cleared, to phi.Phone, recipient string) (attempt.Outcome, error) {
	m.fate.line()
	defer m.fate.line()
	return m.line.Text(ctx, c, to, recipient)
}

func (m mortalLine) Call(ctx context.Context, c guard.Cleared, to phi.Phone, recipient, ref string) (attempt.Outcome, error) {
	m.fate.line()
	defer m.fate.line()
	return m.line.Call(ctx, c, to, recipient, ref)
}

func (m mortalLine) Mail(ctx context.Context, c guard.Cleared, to phi.Email, recipient string) (attempt.Outcome, error) {
	m.fate.line()
	defer m.fate.line()
	return m.line.Mail(ctx, c, to, recipient)
}

// world is a house in which anything may happen.
type world struct {
	*house
	*rapid.T
	fate   *fate
	jobs   *sql.DB
	latest time.Time              // the latest that the clock ever showed
	taken  map[oncall.AlertID]int // how many tries an alert had when it was taken or done
}

// Whatever answers, dies, fails or jumps: an alert that nobody took has work due, and one that somebody took alerts
// nobody else. When the world is quiet again, every alert that still waits comes to the owner.
func TestNoAlertEndsInSilence(t *testing.T) {
	template := filepath.Join(t.TempDir(), "template.db")
	keys := phi.NewKeys()
	made := openHouseWith(t, template, keys, testkit.NewClock(evening))
	must(t, made.Store.Close())
	image, err := os.ReadFile(template)
	must(t, err)
	rapid.Check(t, func(r *rapid.T) {
		w := &world{T: r, fate: &fate{}, latest: evening, taken: map[oncall.AlertID]int{}}
		file := filepath.Join(t.TempDir(), "w.db")
		must(t, os.WriteFile(file, image, 0o600))
		h := *made
		h.clock, h.hears = testkit.NewClock(evening), &follower{}
		h.line = &line{outcome: went, without: map[oncall.How]bool{}}
		h.Store, err = store.Open(context.Background(), store.Config{URL: file, Keys: keys, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
		must(t, err)
		defer func() { _ = h.Store.Close() }()
		h.Service = build(h.Store, keys, h.clock.Now, mortalLine{h.line, w.fate})
		h.Service.DB = mortalDB{h.Store, w.fate}
		h.Followers = []oncall.Follower{h.hears}
		w.house = &h
		w.jobs, err = sql.Open("sqlite", file)
		must(t, err)
		defer func() { _ = w.jobs.Close() }()
		r.Repeat(map[string]func(*rapid.T){
			"raise": w.somethingHappens, "work": w.work, "answer": w.answers, "console": w.staff, "clock": w.clockMoves, "line": w.lineChanges,
			"roster": w.rosterChanges, "follower": func(r *rapid.T) { w.hears.fail = rapid.Bool().Draw(r, "fails") }, "": w.check,
		})
		w.quiet()
	})
}

// seen is an alert and what was tried.
type seen struct {
	oncall.Alert
	tries []oncall.Try
}

func (w *world) alerts() (all []seen) {
	ctx := context.Background()
	must(w.house, w.View(ctx, actor.System(), func(t tx.Tx) error {
		found, err := w.Service.Store.Find(ctx, t, oncall.Filter{})
		for _, a := range found {
			if err == nil {
				all = append(all, seen{Alert: a})
				all[len(all)-1].tries, err = w.Service.Store.Tries(ctx, t, a.ID)
			}
		}
		return err
	}))
	return all
}

func (w *world) check(r *rapid.T) {
	for _, a := range w.alerts() {
		var due int64
		err := w.jobs.QueryRow("SELECT due FROM job WHERE kind = ? AND key = ?", oncall.JobKind, string(a.ID)).Scan(&due)
		switch {
		case a.Status.Live() && err != nil:
			r.Fatalf("the alert is %s and has no work due: %v", a.Status, err)
		case a.Status.Live() && time.UnixMicro(due).Sub(w.latest) > time.Hour:
			r.Fatalf("the alert is looked at in %s", time.UnixMicro(due).Sub(w.latest))
		case a.Status == oncall.Unanswered && !slices.ContainsFunc(w.hears.ended, func(e oncall.Alert) bool { return e.ID == a.ID }):
			r.Fatal("nobody heard that the ladder ended")
		}
		if n, ok := w.taken[a.ID]; ok && len(a.tries) != n {
			r.Fatalf("alerted %d times after somebody took it", len(a.tries)-n)
		}
		if !a.Status.Live() {
			w.taken[a.ID] = len(a.tries)
		}
	}
}

func (w *world) somethingHappens(r *rapid.T) {
	w.raise(oncall.Request{Thread: "t", Tier: rapid.SampledFrom([]triage.Tier{triage.Urgent, triage.Emergency}).Draw(r, "tier"),
		Key: strconv.Itoa(rapid.IntRange(0, 5).Draw(r, "key"))})
}

// work does some of what is due; the program may die in it, and its lease stays.
func (w *world) work(r *rapid.T) {
	n := rapid.IntRange(1, 4).Draw(r, "jobs")
	claimed, err := w.Queue.Claim(context.Background(), []string{oncall.JobKind}, n, time.Minute)
	must(w.house, err)
	for _, c := range claimed {
		w.lives(rapid.IntRange(0, 8).Draw(r, "dies at"), func() {
			if err := w.Step(context.Background(), c); err != nil && !fault.Is(err, fault.Conflict) {
				r.Fatal(err)
			}
		})
	}
}

// lives runs a program that may die.
func (w *world) lives(steps int, program func()) {
	w.fate.left = steps
	defer func() {
		w.fate.left = 0
		if p := recover(); p != nil && p != any(death{}) {
			panic(p)
		}
	}()
	program()
}

func (w *world) answers(r *rapid.T) {
	ctx := context.Background()
	text := rapid.SampledFrom([]string{"1", "2", "hello"}).Draw(r, "text")
	w.lives(rapid.IntRange(0, 3).Draw(r, "dies at"), func() {
		if len(w.line.sent) > 0 && rapid.Bool().Draw(r, "by link") {
			s := rapid.SampledFrom(w.line.sent).Draw(r, "sent")
			if s.ref == "" {
				s.ref = ref(s)
			}
			if _, err := w.Pressed(ctx, s.ref, text); err != nil && !w.hears.fail {
				r.Fatal(err)
			}
			return
		}
		if _, _, err := w.Reply(ctx, phi.NewPhone(number(rapid.IntRange(1, 4).Draw(r, "who"))), text); err != nil && !w.hears.fail {
			r.Fatal(err)
		}
	})
}

func (w *world) staff(r *rapid.T) {
	all := w.alerts()
	if len(all) == 0 {
		return
	}
	a := rapid.SampledFrom(all).Draw(r, "alert")
	w.lives(rapid.IntRange(0, 3).Draw(r, "dies at"), func() {
		err := w.Acknowledge(context.Background(), clinician, a.ID)
		if rapid.Bool().Draw(r, "close") {
			err = w.Service.Close(context.Background(), clinician, a.ID, phi.Text{})
		}
		if err != nil && !fault.Is(err, fault.Conflict) && !w.hears.fail {
			r.Fatal(err)
		}
	})
}

func (w *world) clockMoves(r *rapid.T) {
	minutes := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(-60, 24*60)).Draw(r, "minutes")
	w.moveTo(w.clock.Now().Add(time.Duration(minutes) * time.Minute))
}

func (w *world) moveTo(t time.Time) {
	w.clock.Set(t)
	if t.After(w.latest) {
		w.latest = t
	}
}

func (w *world) lineChanges(r *rapid.T) {
	results := map[oncall.How]attempt.Result{}
	for _, how := range oncall.Hows() {
		results[how] = rapid.SampledFrom([]attempt.Result{attempt.Sent, attempt.Sent, attempt.Failed, attempt.Unknown}).Draw(r, string(how))
		w.line.without[how] = rapid.IntRange(0, 3).Draw(r, "without") == 0
	}
	w.line.outcome = func(how oncall.How, _ string) (attempt.Outcome, error) {
		return attempt.Outcome{Result: results[how], Code: "x"}, nil
	}
}

func (w *world) rosterChanges(r *rapid.T) {
	ctx := context.Background()
	who := rapid.SampledFrom([]oncall.PersonID{w.ana, w.ben, w.cho, w.dia}).Draw(r, "who")
	day := civil.DateOf(w.clock.Now().In(chicago(w.house)))
	in := oncall.NewOverride{Person: who, From: oncall.Wall{Day: day}, To: oncall.Wall{Day: day.AddDays(1)}}
	roster, err := w.Roster(ctx, owner)
	must(w.house, err)
	switch rapid.IntRange(0, 3).Draw(r, "change") {
	case 0:
		must(w.house, w.AddOverride(ctx, owner, in))
	case 1:
		if len(roster.Shifts) > 0 {
			must(w.house, w.RemoveShift(ctx, owner, rapid.SampledFrom(roster.Shifts).Draw(r, "shift").ID))
		}
	case 2:
		must(w.house, w.AddShifts(ctx, owner, oncall.NewShift{Person: who, Rank: oncall.Primary, From: in.From, To: in.To}))
	case 3:
		if len(roster.Groups) > 0 {
			must(w.house, w.RemoveGroup(ctx, owner, roster.Groups[0].ID))
		}
	}
}

// quiet lets the world be as it should, for a while: who still waits is sent to the owner.
func (w *world) quiet() {
	w.hears.fail, w.line.without, w.line.outcome = false, map[oncall.How]bool{}, went
	w.moveTo(w.latest.Add(time.Hour))
	began := w.clock.Now()
	for range 12 {
		w.moveTo(w.clock.Now().Add(15 * time.Minute))
		w.house.tick()
		w.check(w.T)
	}
	for _, a := range w.alerts() {
		if a.Status == oncall.Open {
			w.T.Fatal("the ladder never ended")
		}
		told := slices.ContainsFunc(a.tries, func(y oncall.Try) bool {
			return y.Person == w.dia && y.Outcome == attempt.Sent && !y.Started.Before(began)
		})
		if a.Status == oncall.Unanswered && !told {
			w.T.Fatal("the owner was not alerted")
		}
	}
}
