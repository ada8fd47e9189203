package guard_test

import (
	"strings"
	"testing"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// A rule that enough people switched off is not asked, and what was waived or approved under the rule set before is
// not under the new one. Identifiers and the rules that keep patients private cannot be switched off.
func TestRulesSwitchedOff(t *testing.T) {
	off := func(decided ...rules.Off) *guard.Guard { return newGuard(t, guard.Own{Off: decided}) }
	cure := post("Our laser cures back pain.")
	finds := func(g *guard.Guard, d guard.Draft, rule string) bool {
		for _, f := range g.Check(d).Findings {
			if f.Rule == rule {
				return true
			}
		}
		return false
	}
	all, without := off(), off(rules.Off{Rule: "claim.cure", By: []string{"a"}})
	if !finds(all, cure, "claim.cure") || finds(without, cure, "claim.cure") {
		t.Error("the rule was asked though it is off, or is not there")
	}
	if all.RuleSet() == without.RuleSet() {
		t.Error("two rule sets have one name")
	}
	waiver := guard.Waiver{TextHash: all.Check(cure).TextHash(), RuleSet: all.RuleSet(), Rules: []string{"claim.cure"}, By: [2]string{"a", "b"}, Reason: "A test.", At: now}
	if _, _, err := all.Clear(cure, waiver); err != nil {
		t.Errorf("a waiver under its own rules: %v", err)
	}
	if _, _, err := without.Clear(cure, waiver); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "other rules") {
		t.Errorf("a waiver under other rules: %v", err)
	}
	if same := off(rules.Off{Rule: "advice.stop", By: []string{"a"}}, rules.Off{Rule: "reply.patient", By: []string{"a", "b"}}, rules.Off{Rule: "privacy.name", By: []string{"a", "b"}}); same.RuleSet() != all.RuleSet() {
		t.Error("decisions that change nothing change the rule set")
	} else if !finds(same, post("Stop taking your statins today."), "advice.stop") || !finds(same, post("My patient Maria Lopez came in."), "privacy.name") {
		t.Error("a rule that blocks is off by one person's word, or an identifier is")
	}
	reply := guard.Draft{Kind: guard.Reply, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal("Thank you for being our patient!")}}
	if g := off(rules.Off{Rule: "reply.patient", By: []string{"a", "b", "c"}}); !finds(g, reply, "reply.patient") {
		t.Error("a rule that keeps patients private is off")
	}
	if g := off(rules.Off{Rule: "advice.stop", By: []string{"a", "b"}}); finds(g, post("Stop taking your statins today."), "advice.stop") || len(g.Packs()) != len(all.Packs()) {
		t.Error("two people could not switch a rule off, or it is gone from the packs")
	}
}
