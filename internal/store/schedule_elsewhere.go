package store

import (
	"context"
	"strings"
	"time"

	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// mostCells is how many cells one row of busy_elsewhere has at most: a day's.
const mostCells = int64(24 * time.Hour / schedule.Cell)

const laneElsewhere = "63"

// blocksAtOnce is how many rows one statement adds.
const blocksAtOnce = 150

func (s scheduleStore) Block(ctx context.Context, t tx.Tx, source, ref string, spans []schedule.Span) error {
	if _, err := in(t).exec(ctx, "DELETE FROM busy_elsewhere WHERE source = ? AND ref = ?", source, ref); err != nil {
		return err
	}
	for len(spans) > 0 {
		some := spans[:min(blocksAtOnce, len(spans))]
		spans = spans[len(some):]
		var args []any
		for _, sp := range some {
			first, end := cells(sp)
			args = append(args, source, ref, sp.Resource, first, end)
		}
		rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?), ", len(some)), ", ")
		if _, err := in(t).exec(ctx, "INSERT INTO busy_elsewhere (source, ref, resource, first_cell, end_cell) VALUES "+rows, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s scheduleStore) Blocked(ctx context.Context, t tx.Tx, source, ref string) ([]schedule.Span, error) {
	all, _, err := s.elsewhere(ctx, t, "source = ? AND ref = ? ORDER BY resource, first_cell", source, ref)
	return all, err
}

func (s scheduleStore) Elsewhere(ctx context.Context, t tx.Tx, from, to time.Time) ([]schedule.Span, []string, error) {
	first, end := cells(schedule.Span{From: from, To: to})
	return s.elsewhere(ctx, t, "first_cell > ? AND first_cell < ? AND end_cell > ? ORDER BY first_cell, resource, source, ref", first-mostCells, end, first)
}

func (scheduleStore) elsewhere(ctx context.Context, t tx.Tx, where string, args ...any) (all []schedule.Span, sources []string, err error) {
	const size = int64(schedule.Cell / time.Second)
	err = in(t).each(ctx, "SELECT source, resource, first_cell, end_cell FROM busy_elsewhere WHERE "+where, args, func(scan func(...any) error) error {
		sp := schedule.Span{Lane: 63}
		var source string
		var first, end int64
		err := scan(&source, &sp.Resource, &first, &end)
		sp.From, sp.To = time.Unix(first*size, 0).UTC(), time.Unix(end*size, 0).UTC()
		all, sources = append(all, sp), append(sources, source)
		return err
	})
	return all, sources, err
}
