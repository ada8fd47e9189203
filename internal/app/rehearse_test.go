package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/demo"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/practice"
	"bedside/internal/rehearse"
	"bedside/internal/tx"
)

var monday = time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)

// furnished is the demo's practice, without patients.
func furnished(t *testing.T) (*App, *practice.Practice) {
	t.Helper()
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys")
	if err := MakeKeys(keys); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	a, err := New(ctx, Config{Database: filepath.Join(dir, "db"), KeyFile: keys, Heads: filepath.Join(dir, "heads"), Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Now: func() time.Time { return monday }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	plan, err := demo.NewPlan(monday, DemoSeed)
	if err != nil {
		t.Fatal(err)
	}
	var p *practice.Practice
	if err := a.Store.Do(ctx, actor.System(), func(x tx.Tx) error {
		if err := plan.File.Apply(ctx, x, a.Practice); err != nil {
			return err
		}
		if err := a.Practice.GoLive(ctx, x); err != nil {
			return err
		}
		p, err = a.Practice.Get(ctx, x)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return a, p
}

// The copy that is rehearsed on is the practice to the last field, so that nothing that somebody adds later is forgotten.
func TestTheCopyIsThePractice(t *testing.T) {
	t.Parallel()
	a, p := furnished(t)
	h, err := a.HouseOf(context.Background(), p, flow.Edition{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = h.Close() }()
	if !reflect.DeepEqual(h.Practice, p) {
		was, is := reflect.ValueOf(*p), reflect.ValueOf(*h.Practice)
		for i := range was.NumField() {
			if !reflect.DeepEqual(was.Field(i).Interface(), is.Field(i).Interface()) {
				t.Errorf("%s is another:\n%+v\n%+v", was.Type().Field(i).Name, is.Field(i).Interface(), was.Field(i).Interface())
			}
		}
	}
}

func some(t *testing.T, names ...string) (all []rehearse.Scenario) {
	t.Helper()
	shipped, err := rehearse.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shipped {
		if slices.Contains(names, s.Name) {
			all = append(all, s)
		}
	}
	if len(all) != len(names) {
		t.Fatalf("%d of %d scenarios", len(all), len(names))
	}
	return all
}

func held(t *testing.T, a *App, p *practice.Practice, e flow.Edition, scenarios []rehearse.Scenario, workers int) rehearse.Report {
	t.Helper()
	r, err := rehearse.Hold(context.Background(), rehearse.Plan{Open: func(ctx context.Context) (*rehearse.House, error) { return a.HouseOf(ctx, p, e) },
		Scenarios: scenarios, At: monday, Repeats: 2, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The same rehearsal comes out the same, to the last word, however many play it.
func TestARehearsalIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	a, p := furnished(t)
	scenarios := some(t, "book.day", "move.which", "emergency.in-the-middle", "es.book.day", "stop.and-start", "refill.plain")
	one, three := held(t, a, p, flow.Edition{}, scenarios, 1), held(t, a, p, flow.Edition{}, scenarios, 3)
	if !reflect.DeepEqual(one, three) {
		t.Error("two rehearsals of the same differ")
	}
}

// A draft that is broken fails in what it breaks and nowhere else; it is not published until somebody has said why.
func TestABrokenDraftFailsAndNeedsAReason(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	a, p := furnished(t)
	boss := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}
	var mark edition.Mark
	change := func(f func(*flow.Edition)) flow.Edition {
		t.Helper()
		var v edition.Version
		if err := a.Store.Do(ctx, boss, func(x tx.Tx) (err error) {
			v, err = a.Flows.Change(ctx, x, func(e *flow.Edition) error { f(e); return nil })
			return err
		}); err != nil {
			t.Fatal(err)
		}
		mark = v.Mark()
		e, err := v.Edition()
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	broken := change(func(e *flow.Edition) {
		e.Changes = []flow.Change{{Name: "office_info", Off: true}}
	})
	scenarios := some(t, "office.address", "refill.plain", "book.reason-first")
	before, after := held(t, a, p, flow.Edition{}, scenarios, 1), held(t, a, p, broken, scenarios, 1)
	if before.Count(rehearse.Passed) != 3 || !slices.Equal(rehearse.NewlyFailing(before, after), []string{"office.address"}) {
		t.Fatalf("before %d pass; newly failing are %v", before.Count(rehearse.Passed), rehearse.NewlyFailing(before, after))
	}
	_, err := a.Flows.Publish(ctx, boss, mark, "We moved.")
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "office.hours") {
		t.Fatalf("it was published: %v", err)
	}
	all, _, err := a.Rehearse.List(ctx, boss)
	if err != nil || len(all) != 1 || all[0].State != rehearse.Done || all[0].Worse == 0 {
		t.Fatalf("the rehearsal was not kept: %+v %v", all, err)
	}
	if err := a.Rehearse.Reason(ctx, boss, all[0].ID, "no"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a reason that says nothing: %v", err)
	}
	if err := a.Rehearse.Reason(ctx, actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "ana"}, all[0].ID, "I am in a hurry, and nobody asks."); !fault.Is(err, fault.Forbidden) {
		t.Errorf("somebody who may not: %v", err)
	}
	if err := a.Rehearse.Reason(ctx, boss, all[0].ID, "We are moving and tell nobody where until Friday."); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Flows.Publish(ctx, boss, mark, "We moved."); err != nil {
		t.Errorf("with a reason it is published: %v", err)
	}
}
