package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/practice"
	"bedside/internal/tx"
)

// without reads the book as it is when some visits have left their times and others have come.
type without struct {
	Store
	gone, come []Appointment
}

func (w without) Busy(ctx context.Context, t tx.Tx, from, to time.Time) ([]Busy, error) {
	all, err := w.Store.Busy(ctx, t, from, to)
	return slices.DeleteFunc(all, func(b Busy) bool { return w.left(b.Provider, b.Lane, b.Start) }), err
}

func (w without) left(v practice.ProviderID, lane int, start time.Time) bool {
	return slices.ContainsFunc(w.gone, func(a Appointment) bool { return a.Provider == v && a.Lane == lane && a.Start.Equal(start) })
}

func (w without) Between(ctx context.Context, t tx.Tx, from, to time.Time, f Filter) ([]Appointment, error) {
	all, err := w.Store.Between(ctx, t, from, to, f)
	all = slices.DeleteFunc(all, func(a Appointment) bool {
		return slices.ContainsFunc(w.gone, func(o Appointment) bool { return o.ID == a.ID })
	})
	for _, a := range w.come {
		if a.Provider == f.Provider && !a.Start.Before(from) && a.Start.Before(to) {
			all = append(all, a)
		}
	}
	return all, err
}

func (w without) Cells(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) ([]Span, error) {
	all, err := w.Store.Cells(ctx, t, resources, from, to)
	var own, theirs []Span
	for _, a := range w.gone {
		own = append(own, a.spans()...)
	}
	for _, a := range w.come {
		theirs = append(theirs, a.spans()...)
	}
	all = slices.DeleteFunc(all, func(c Span) bool {
		return slices.ContainsFunc(own, func(o Span) bool {
			return o.Resource == c.Resource && o.Lane == c.Lane && c.From.Before(o.To) && o.From.Before(c.To)
		})
	})
	for _, c := range theirs {
		if slices.Contains(resources, c.Resource) && c.From.Before(to) && from.Before(c.To) {
			all = append(all, c)
		}
	}
	return all, err
}

func (w without) Sessions(ctx context.Context, t tx.Tx, service practice.ServiceID, from, to time.Time, but ID) ([]Session, error) {
	all, err := w.Store.Sessions(ctx, t, service, from, to, but)
	all = slices.DeleteFunc(all, func(o Session) bool { return w.left(o.Provider, o.Lane, o.Start) })
	for _, a := range w.come {
		if a.Service == service && !a.Start.Before(from) && a.Start.Before(to) {
			all = append(all, Session{Provider: a.Provider, Location: a.Location, Room: a.Room, Resources: a.Resources, Start: a.Start, Lane: a.Lane})
		}
	}
	return all, err
}

func (w without) Taken(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) (map[string]uint64, error) {
	cells, err := w.Cells(ctx, t, resources, from, to)
	taken := map[string]uint64{}
	for _, c := range cells {
		if c.From.Before(to) && from.Before(c.To) {
			taken[c.Resource] |= 1 << c.Lane
		}
	}
	return taken, err
}
