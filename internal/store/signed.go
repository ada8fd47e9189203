package store

import (
	"context"

	"bedside/internal/practice"
	"bedside/internal/tx"
)

// PutSigned implements [practice.Store].
func (practiceStore) PutSigned(ctx context.Context, t tx.Tx, rules []practice.SignedRule) error {
	_, err := in(t).exec(ctx, "DELETE FROM red_flag_signed")
	for i := 0; i < len(rules) && err == nil; i++ {
		r := rules[i]
		_, err = in(t).exec(ctx, "INSERT INTO red_flag_signed (rule, mark, tier, plain) VALUES (?, ?, ?, ?)", r.Rule, r.Mark, r.Tier, r.Plain)
	}
	return err
}

// Signed implements [practice.Store].
func (practiceStore) Signed(ctx context.Context, t tx.Tx) (all []practice.SignedRule, err error) {
	err = in(t).each(ctx, "SELECT rule, mark, tier, plain FROM red_flag_signed ORDER BY rule", nil, func(scan func(...any) error) error {
		var r practice.SignedRule
		err := scan(&r.Rule, &r.Mark, &r.Tier, &r.Plain)
		all = append(all, r)
		return err
	})
	return all, err
}
