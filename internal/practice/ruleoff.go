package practice

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// RuleOff is the decision of the practice that the guard is not to ask a rule. Whether one person's decision is
// enough, or whether the rule can be switched off at all, is the guard's to say: it asks the rule until then.
type RuleOff struct {
	Rule     string
	Reason   string
	By       string // the id of the staff member
	At       time.Time
	Second   string // of another one who agreed, "" while nobody has
	SecondAt time.Time
}

// RuleOff returns the decision about the rule, or false if there is none.
func (p *Practice) RuleOff(rule string) (RuleOff, bool) {
	return find(p.RulesOff, func(o RuleOff) bool { return o.Rule == rule })
}

// voice asks for the right to manage the public voice and for a person who answers for what they do.
func (r *Registry) voice(ctx context.Context, t tx.Tx) (*Practice, error) {
	if err := t.By().Need(actor.ManageVoice); err != nil {
		return nil, err
	}
	if t.By().Kind != actor.Staff || t.By().ID == "" {
		return nil, fault.New(fault.Forbidden, "practice.voice", "A person has to decide this.")
	}
	return r.named(ctx, t)
}

// SwitchRuleOff decides that a rule is not asked. Invalid without a reason; Conflict if that was decided already;
// Forbidden to all but administrators.
func (r *Registry) SwitchRuleOff(ctx context.Context, t tx.Tx, rule, reason string) error {
	const op = "practice.SwitchRuleOff"
	p, err := r.voice(ctx, t)
	if err != nil {
		return err
	}
	if err := first(needed("The rule", &rule, short), in("Reason", needed("The reason", &reason, long))); err != nil {
		return fault.At(op, err)
	}
	if _, there := p.RuleOff(rule); there {
		return fault.New(fault.Conflict, op, "Somebody has decided this already. Open the rule anew.")
	}
	if err := r.Store.PutRuleOff(ctx, t, RuleOff{Rule: rule, Reason: reason, By: t.By().ID, At: t.Now()}); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "switched off", audit.Ref{Kind: "rule", ID: rule}, nil)
}

// AgreeRuleOff is a second person's agreement. Conflict from the one who decided, or where nobody has or a second
// person agreed before.
func (r *Registry) AgreeRuleOff(ctx context.Context, t tx.Tx, rule string) error {
	const op = "practice.AgreeRuleOff"
	p, err := r.voice(ctx, t)
	if err != nil {
		return err
	}
	o, there := p.RuleOff(rule)
	switch {
	case !there || o.Second != "":
		return fault.New(fault.Conflict, op, "There is nothing to agree to. Open the rule anew.")
	case o.By == t.By().ID:
		return fault.New(fault.Conflict, op, "You decided this yourself. Another administrator has to agree.")
	}
	o.Second, o.SecondAt = t.By().ID, t.Now()
	if err := r.Store.PutRuleOff(ctx, t, o); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "agreed to switch off", audit.Ref{Kind: "rule", ID: rule}, nil)
}

// SwitchRuleOn takes the decision back. Conflict if there is none.
func (r *Registry) SwitchRuleOn(ctx context.Context, t tx.Tx, rule string) error {
	const op = "practice.SwitchRuleOn"
	p, err := r.voice(ctx, t)
	if err != nil {
		return err
	}
	if _, there := p.RuleOff(rule); !there {
		return fault.New(fault.Conflict, op, "The rule is switched on already. Open it anew.")
	}
	if err := r.Store.DeleteRuleOff(ctx, t, rule); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "switched on", audit.Ref{Kind: "rule", ID: rule}, nil)
}
