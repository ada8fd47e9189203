package outreach

import (
	"context"
	"time"

	"bedside/internal/schedule"
	"bedside/internal/tx"
)

const (
	afterMissed = 2 * time.Hour      // how long after a visit that did not take place another is offered
	goodAfter   = 3 * 24 * time.Hour // how long what follows a visit is of use
)

// until is when a message stops to be of use by itself; zero where the visit says so.
func until(k Kind, due time.Time) time.Time {
	if k == Missed || k == FollowUp {
		return due.Add(goodAfter)
	}
	return time.Time{}
}

// closed plans what follows a visit that is over, once.
func (s *Service) closed(ctx context.Context, t tx.Tx, a schedule.Appointment, all []Message) error {
	settings, err := s.Store.Settings(ctx, t)
	if err != nil {
		return err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	after, due := settings.After[a.Service], map[Kind]time.Time{}
	switch {
	case a.Status == schedule.NoShow && settings.On(Missed):
		due[Missed] = later(a.End.Add(afterMissed), t.Now())
	case a.Status == schedule.Fulfilled && settings.On(FollowUp) && after.FollowUp > 0:
		due[FollowUp] = callingFor(a, p.Settings).reminderAt(a, -after.FollowUp)
	}
	for _, m := range all {
		delete(due, m.Kind)
	}
	for k, at := range due {
		if !until(k, at).After(t.Now()) { // closed long after it was over
			delete(due, k)
		}
	}
	if err := s.add(ctx, t, a, due); err != nil || a.Status != schedule.Fulfilled || after.Recall == 0 {
		return err
	}
	return s.dueAgain(ctx, t, a, after.Recall)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
