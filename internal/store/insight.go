package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/insight"
	"bedside/internal/outreach"
	"bedside/internal/tx"
)

// Insight returns the store of measures.
func (s *Store) Insight() insight.Store { return measures{} }

type measures struct{}

// Attended implements [insight.Store].
func (measures) Attended(ctx context.Context, t tx.Tx, kind outreach.Kind, lead time.Duration, from, to time.Time) (with, without insight.Share, err error) {
	err = in(t).each(ctx, `SELECT CASE WHEN m.appointment_id IS NULL THEN 0 ELSE 1 END AS told, a.status, COUNT(*) FROM appointment a
		LEFT JOIN (SELECT DISTINCT appointment_id FROM message WHERE kind = ? AND status = 'sent') m ON m.appointment_id = a.id
		WHERE a.starts >= ? AND a.starts < ? AND a.status IN ('fulfilled', 'noshow') AND a.created_at <= a.starts - ? GROUP BY told, a.status`,
		[]any{string(kind), micros(from), micros(to), lead.Microseconds()}, func(scan func(...any) error) error {
			var told, n int
			var status string
			if err := scan(&told, &status, &n); err != nil {
				return err
			}
			side := &without
			if told == 1 {
				side = &with
			}
			side.Of += n
			if status == "fulfilled" {
				side.N += n
			}
			return nil
		})
	return with, without, fault.At("insight.Attended", err)
}
