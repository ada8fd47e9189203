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
	err = in(t).each(ctx, `SELECT told, status, COUNT(*) FROM (
			SELECT a.status AS status, CASE WHEN EXISTS (SELECT 1 FROM message m WHERE m.appointment_id = a.id AND m.kind = ? AND m.status = 'sent')
				THEN 1 ELSE 0 END AS told
			FROM appointment a WHERE a.starts >= ? AND a.starts < ? AND a.status IN ('fulfilled', 'noshow') AND a.created_at <= a.starts - ?
		) AS seen GROUP BY told, status`,
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
