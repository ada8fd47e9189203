package store

import (
	"context"
	"strings"

	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Search reads along the index of what it sorts by, and the id within one moment, so that a page begins where the one
// before ended whatever was booked in between.
func (s scheduleStore) Search(ctx context.Context, t tx.Tx, q schedule.Search) ([]schedule.Appointment, error) {
	where, args := searched(q)
	column, than, order := "starts", ">", ""
	if q.ByChange {
		column = "changed_at"
	}
	if q.Latest {
		than, order = "<", " DESC"
	}
	if q.After.ID != "" {
		at := micros(q.After.At)
		where += " AND " + column + " " + than + "= ? AND (" + column + " " + than + " ? OR id " + than + " ?)"
		args = append(args, at, at, string(q.After.ID))
	}
	return s.list(ctx, t, where+" ORDER BY "+column+order+", id"+order+" LIMIT ?", append(args, q.Limit)...)
}

func (s scheduleStore) Count(ctx context.Context, t tx.Tx, q schedule.Search, most int) (n int, err error) {
	where, args := searched(q)
	err = in(t).one(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM appointment WHERE "+where+" LIMIT ?) AS counted", append(args, most), &n)
	return n, err
}

// searched writes what is searched for as a condition.
func searched(q schedule.Search) (where string, args []any) {
	all := []string{"1 = 1"}
	among := func(column, not string, n int, value func(int) string) {
		if n == 0 {
			return
		}
		all = append(all, column+not+" IN ("+marks(n)+")")
		for i := range n {
			args = append(args, value(i))
		}
	}
	among("id", "", len(q.IDs), func(i int) string { return string(q.IDs[i]) })
	among("patient_id", "", len(q.Patients), func(i int) string { return string(q.Patients[i]) })
	among("provider_id", "", len(q.Providers), func(i int) string { return string(q.Providers[i]) })
	among("location_id", "", len(q.Locations), func(i int) string { return string(q.Locations[i]) })
	among("service_id", "", len(q.Services), func(i int) string { return string(q.Services[i]) })
	among("service_id", " NOT", len(q.Without), func(i int) string { return string(q.Without[i]) })
	among("status", "", len(q.Statuses), func(i int) string { return string(q.Statuses[i]) })
	if q.Loud {
		all = append(all, "quiet = ?")
		args = append(args, false)
	}
	within := func(column string, stretches []schedule.Stretch) {
		for _, s := range stretches {
			c := "1 = 1"
			if !s.From.IsZero() {
				c += " AND " + column + " >= ?"
				args = append(args, micros(s.From))
			}
			if !s.To.IsZero() {
				c += " AND " + column + " < ?"
				args = append(args, micros(s.To))
			}
			if s.Not {
				c = "NOT (" + c + ")"
			}
			all = append(all, c)
		}
	}
	within("starts", q.Starts)
	within("changed_at", q.Changed)
	return strings.Join(all, " AND "), args
}
