package store

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Settings implements [outreach.Store].
func (messages) Settings(ctx context.Context, t tx.Tx) (outreach.Settings, error) {
	all := outreach.Settings{Kinds: map[outreach.Kind]bool{}, After: map[practice.ServiceID]outreach.After{}}
	err := in(t).each(ctx, `SELECT kind, is_on FROM message_kind`, nil, func(scan func(...any) error) error {
		var kind string
		var on bool
		err := scan(&kind, &on)
		all.Kinds[outreach.Kind(kind)] = on
		return err
	})
	if err != nil {
		return all, fault.At("outreach.Settings", err)
	}
	err = in(t).each(ctx, `SELECT service_id, followup_days, recall_months FROM service_after`, nil, func(scan func(...any) error) error {
		var service string
		var a outreach.After
		err := scan(&service, &a.FollowUp, &a.Recall)
		all.After[practice.ServiceID(service)] = a
		return err
	})
	return all, fault.At("outreach.Settings", err)
}

// SaveSettings implements [outreach.Store].
func (messages) SaveSettings(ctx context.Context, t tx.Tx, s outreach.Settings) error {
	for _, table := range []string{"message_kind", "service_after"} {
		if _, err := in(t).exec(ctx, `DELETE FROM `+table); err != nil {
			return fault.At("outreach.SaveSettings", err)
		}
	}
	for k, on := range s.Kinds {
		if _, err := in(t).exec(ctx, `INSERT INTO message_kind (kind, is_on) VALUES (?, ?)`, string(k), on); err != nil {
			return fault.At("outreach.SaveSettings", err)
		}
	}
	for i, a := range s.After {
		if a == (outreach.After{}) {
			continue
		}
		if _, err := in(t).exec(ctx, `INSERT INTO service_after (service_id, followup_days, recall_months) VALUES (?, ?, ?)`, string(i), a.FollowUp, a.Recall); err != nil {
			return fault.At("outreach.SaveSettings", err)
		}
	}
	return nil
}
