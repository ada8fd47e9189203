package store

import (
	"context"
	"time"

	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

func (s scheduleStore) Holds(ctx context.Context, t tx.Tx, from, to time.Time, f schedule.Filter) ([]schedule.Hold, error) {
	f.Status = ""
	where, args := filtered(f, "expires_at > ? AND starts >= ? AND starts < ?", micros(t.Now()), micros(from), micros(to))
	var all []schedule.Hold
	err := in(t).each(ctx, "SELECT "+holdColumns+" FROM hold WHERE "+where+" ORDER BY starts, id", args, func(scan func(...any) error) error {
		h, err := scanHold(scan)
		all = append(all, h)
		return err
	})
	return all, err
}

// filtered narrows a condition to what the filter chooses.
func filtered(f schedule.Filter, where string, args ...any) (string, []any) {
	for _, c := range []struct{ column, value string }{
		{"provider_id", string(f.Provider)}, {"location_id", string(f.Location)}, {"status", string(f.Status)},
	} {
		if c.value != "" {
			where, args = where+" AND "+c.column+" = ?", append(args, c.value)
		}
	}
	if len(f.Among) > 0 {
		list := several(f.Among)
		where, args = where+" AND provider_id IN ("+marks(len(list))+")", append(args, list...)
	}
	return where, args
}

// several are the arguments of a list in a query, the last one again up to a power of two: few different statements
// stay prepared.
func several[T any](all []T) []any {
	size := 1
	for size < len(all) {
		size *= 2
	}
	args := make([]any, size)
	for i := range args {
		args[i] = all[min(i, len(all)-1)]
	}
	return args
}

func (s scheduleStore) Extents(ctx context.Context, t tx.Tx, from, to time.Time, l practice.LocationID, cancelled bool) (map[practice.ProviderID]schedule.Extent, error) {
	but := takes
	if cancelled {
		but = "status <> 'entered-in-error'"
	}
	all := map[practice.ProviderID]schedule.Extent{}
	err := in(t).each(ctx, `SELECT provider_id, CAST(SUM(CASE WHEN status = 'cancelled' THEN 0 ELSE 1 END) AS BIGINT), MIN(starts), MAX(ends), MIN(ends - starts) FROM appointment
		WHERE starts >= ? AND starts < ? AND location_id = ? AND `+but+` GROUP BY provider_id`,
		[]any{micros(from), micros(to), string(l)}, func(scan func(...any) error) error {
			var i practice.ProviderID
			var e schedule.Extent
			var first, last, shortest int64
			err := scan(&i, &e.Visits, &first, &last, &shortest)
			e.First, e.Last, e.Shortest = instant(first), instant(last), time.Duration(shortest)*time.Microsecond
			all[i] = e
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
