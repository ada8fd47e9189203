package store_test

import (
	"context"
	"log/slog"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func TestHowManyMustFitIsKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		save := func(by actor.Actor, g practice.Group) error {
			return r.do(by, func(ctx context.Context, t tx.Tx) error { return r.practice.SaveGroup(ctx, t, g) })
		}
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name = "Lakeside"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		if g := r.read(t).Group; g != practice.GroupDefaults() || g.Readers != practice.LeastGroup {
			t.Errorf("before anybody says otherwise: %+v", g)
		}
		good := practice.Group{Readers: 20, Insiders: 11, Daily: 35, Catchment: 150_000}
		for name, by := range map[string]actor.Actor{"front desk": frontDesk, "doctor": doctor, "visitor": actor.Visitor(), "Bedside itself": actor.System()} {
			wantKind(t, name+" changes it", save(by, good), fault.Forbidden)
		}
		for _, wrong := range []practice.Group{
			{}, {Readers: 10, Insiders: 11, Daily: 20}, {Readers: 11, Insiders: 10, Daily: 20}, {Readers: 11, Insiders: 11}, {Readers: 11, Insiders: 11, Daily: 1000},
			{Readers: 11, Insiders: 11, Daily: 20, Catchment: 5}, {Readers: 11, Insiders: 11, Daily: 20, Catchment: -1}, {Readers: 2_000_000, Insiders: 11, Daily: 20},
		} {
			wantKind(t, "what cannot be", save(owner, wrong), fault.Invalid)
		}
		before := r.read(t).Version
		must(t, save(owner, good))
		p := r.read(t)
		if p.Group != good || p.Version <= before {
			t.Errorf("kept %+v at version %d after %d", p.Group, p.Version, before)
		}
		must(t, save(owner, practice.Group{Readers: 11, Insiders: 30, Daily: 20}))
		if g := r.read(t).Group; g != (practice.Group{Readers: 11, Insiders: 30, Daily: 20}) {
			t.Errorf("kept again %+v", g)
		}
	})
}
