package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

func (practiceStore) rulesOff(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT rule, reason, off_by, off_at, second_by, second_at FROM rule_off ORDER BY rule", nil,
		func(scan func(...any) error) error {
			var o practice.RuleOff
			var at, second int64
			err := scan(&o.Rule, &o.Reason, &o.By, &at, &o.Second, &second)
			o.At = time.UnixMicro(at).UTC()
			if o.Second != "" {
				o.SecondAt = time.UnixMicro(second).UTC()
			}
			p.RulesOff = append(p.RulesOff, o)
			return err
		})
}

func (practiceStore) PutRuleOff(ctx context.Context, t tx.Tx, o practice.RuleOff) error {
	second := int64(0)
	if o.Second != "" {
		second = o.SecondAt.UnixMicro()
	}
	_, err := in(t).exec(ctx, `INSERT INTO rule_off (rule, reason, off_by, off_at, second_by, second_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (rule) DO UPDATE SET reason = excluded.reason, off_by = excluded.off_by, off_at = excluded.off_at,
		second_by = excluded.second_by, second_at = excluded.second_at`,
		o.Rule, o.Reason, o.By, o.At.UnixMicro(), o.Second, second)
	return err
}

func (practiceStore) DeleteRuleOff(ctx context.Context, t tx.Tx, rule string) error {
	n, err := in(t).exec(ctx, "DELETE FROM rule_off WHERE rule = ?", rule)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.DeleteRuleOff", "The rule is not switched off.")
	}
	return err
}
