package store_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func TestRulesSwitchedOffAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		second := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "second"}
		off := func(by actor.Actor, rule, reason string) error {
			return r.do(by, func(ctx context.Context, t tx.Tx) error { return r.practice.SwitchRuleOff(ctx, t, rule, reason) })
		}
		agree := func(by actor.Actor, rule string) error {
			return r.do(by, func(ctx context.Context, t tx.Tx) error { return r.practice.AgreeRuleOff(ctx, t, rule) })
		}
		on := func(by actor.Actor, rule string) error {
			return r.do(by, func(ctx context.Context, t tx.Tx) error { return r.practice.SwitchRuleOn(ctx, t, rule) })
		}
		wantKind(t, "before the practice has a name", off(owner, "claim.cure", "Why not."), fault.Conflict)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name = "Lakeside"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		for name, by := range map[string]actor.Actor{"front desk": frontDesk, "doctor": doctor, "visitor": actor.Visitor(), "Bedside itself": actor.System()} {
			wantKind(t, name+" switches off", off(by, "claim.cure", "Why not."), fault.Forbidden)
		}
		wantKind(t, "no reason", off(owner, "claim.cure", " "), fault.Invalid)
		wantKind(t, "no rule", off(owner, "", "Why not."), fault.Invalid)
		wantKind(t, "too long a reason", off(owner, "claim.cure", strings.Repeat("x", 5000)), fault.Invalid)
		wantKind(t, "agreeing to nothing", agree(second, "claim.cure"), fault.Conflict)
		wantKind(t, "switching on what is on", on(owner, "claim.cure"), fault.Conflict)

		before := r.read(t)
		must(t, off(owner, "claim.cure", " Wé do without. "))
		p, at := r.read(t), r.clock.Now().UTC()
		want := practice.RuleOff{Rule: "claim.cure", Reason: "Wé do without.", By: owner.ID, At: at}
		if o, _ := p.RuleOff("claim.cure"); o != want || p.Version <= before.Version || len(before.RulesOff) != 0 {
			t.Errorf("kept %+v at version %d after %d", o, p.Version, before.Version)
		}
		wantKind(t, "twice", off(second, "claim.cure", "Again."), fault.Conflict)
		wantKind(t, "agreeing with oneself", agree(owner, "claim.cure"), fault.Conflict)
		wantKind(t, "the front desk agrees", agree(frontDesk, "claim.cure"), fault.Forbidden)
		must(t, agree(second, "claim.cure"))
		want.Second, want.SecondAt = "second", r.clock.Now().UTC()
		if o, _ := r.read(t).RuleOff("claim.cure"); o != want {
			t.Errorf("agreed: %+v", o)
		}
		wantKind(t, "a third agrees", agree(second, "claim.cure"), fault.Conflict)
		wantKind(t, "the front desk switches on", on(frontDesk, "claim.cure"), fault.Forbidden)
		must(t, on(second, "claim.cure"))
		if p := r.read(t); len(p.RulesOff) != 0 {
			t.Errorf("after switching on: %+v", p.RulesOff)
		}
	})
}
