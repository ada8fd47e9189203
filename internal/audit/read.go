package audit

import (
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/tx"
)

// Find returns the events that match, newest first. It needs the right SeeAudit.
func (l *Log) Find(ctx context.Context, t tx.Tx, f Filter) ([]Event, error) {
	if err := t.By().Need(actor.SeeAudit); err != nil {
		return nil, err
	}
	return l.Store.Find(ctx, t, f)
}

// Receipt returns everything that happened to one appointment, in order. It needs the right SeeAudit.
func (l *Log) Receipt(ctx context.Context, t tx.Tx, appointment string) ([]Event, error) {
	return l.inOrder(ctx, t, Filter{About: appointment})
}

// Accesses returns who was shown something of the patient, in order. It needs the right SeeAudit.
func (l *Log) Accesses(ctx context.Context, t tx.Tx, patient string) ([]Event, error) {
	return l.inOrder(ctx, t, Filter{Patient: patient, Verb: Read})
}

func (l *Log) inOrder(ctx context.Context, t tx.Tx, f Filter) ([]Event, error) {
	events, err := l.Find(ctx, t, f)
	slices.Reverse(events)
	return events, err
}

// History returns what changed about one appointment, in order, without who looked at it: its page shows that to
// everybody who may see the schedule.
func (l *Log) History(ctx context.Context, t tx.Tx, appointment string) ([]Event, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	events, err := l.Store.Find(ctx, t, Filter{About: appointment})
	events = slices.DeleteFunc(events, func(e Event) bool { return e.Verb == Read })
	slices.Reverse(events)
	return events, err
}
