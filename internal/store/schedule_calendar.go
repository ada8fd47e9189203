package store

import (
	"context"
	"time"

	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

func (s scheduleStore) Holds(ctx context.Context, t tx.Tx, from, to time.Time, f schedule.Filter) ([]schedule.Hold, error) {
	where, args := "expires_at > ? AND starts >= ? AND starts < ?", []any{micros(t.Now()), micros(from), micros(to)}
	for _, c := range []struct{ column, value string }{{"provider_id", string(f.Provider)}, {"location_id", string(f.Location)}} {
		if c.value != "" {
			where += " AND " + c.column + " = ?"
			args = append(args, c.value)
		}
	}
	var all []schedule.Hold
	err := in(t).each(ctx, "SELECT "+holdColumns+" FROM hold WHERE "+where+" ORDER BY starts, id", args, func(scan func(...any) error) error {
		h, err := scanHold(scan)
		all = append(all, h)
		return err
	})
	return all, err
}

func (s scheduleStore) Pulses(ctx context.Context, t tx.Tx, from, to time.Time) (map[practice.ProviderID]schedule.Pulse, error) {
	all := map[practice.ProviderID]schedule.Pulse{}
	err := in(t).each(ctx, `SELECT provider_id, COUNT(*), MAX(changed_at), CAST(SUM(version) AS BIGINT), 0, 0 FROM appointment
			WHERE starts >= ? AND starts < ? GROUP BY provider_id
		UNION ALL SELECT provider_id, 0, 0, 0, COUNT(*), CAST(SUM(expires_at / 1000000) AS BIGINT) FROM hold
			WHERE expires_at > ? AND starts >= ? AND starts < ? GROUP BY provider_id`,
		[]any{micros(from), micros(to), micros(t.Now()), micros(from), micros(to)}, func(scan func(...any) error) error {
			var i practice.ProviderID
			var p schedule.Pulse
			if err := scan(&i, &p.Visits, &p.Changed, &p.Marks, &p.Holds, &p.Expires); err != nil {
				return err
			}
			if held := p.Holds > 0; held {
				visits := all[i]
				visits.Holds, visits.Expires = p.Holds, p.Expires
				p = visits
			}
			all[i] = p
			return nil
		})
	return all, err
}
