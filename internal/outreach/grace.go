package outreach

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

const (
	grace = time.Minute   // for which staff can take a move back before the patient is told of it
	near  = 2 * time.Hour // before a visit its patient may be on the way
)

// ToldAt returns when the patient is told that a visit was moved. What staff move waits a minute: who takes it back
// within it has the patient told nothing. At once goes what anybody else moved, and whatever was or is to begin within
// two hours.
func ToldAt(by actor.Actor, before, after schedule.Appointment, now time.Time) time.Time {
	soon := now.Add(near)
	if by.Kind != actor.Staff || before.Start.Before(soon) || after.Start.Before(soon) {
		return now
	}
	return now.Add(grace)
}

// takenBack reports whether staff put the visit back to where it was before the move that m was to tell of, while m
// waited for just that.
func (s *Service) takenBack(ctx context.Context, t tx.Tx, m Message, a schedule.Appointment) (bool, error) {
	if m.Kind != Moved || m.Why != MayUndo || t.By().Kind != actor.Staff {
		return false, nil
	}
	events, err := s.Audit.History(ctx, t, string(a.ID))
	if err != nil {
		return false, err
	}
	return standsAgain(a, events, m.Created), nil
}

// standsAgain reports whether the visit is where it was before the first of the events, in their order, that moved it
// since then.
func standsAgain(a schedule.Appointment, events []audit.Event, since time.Time) bool {
	for _, e := range events {
		if e.Verb == string(schedule.WasMoved) && !e.At.Before(since) {
			return e.Facts["from"] == a.Start.UTC().Format(time.RFC3339) && e.Facts["from_provider"] == string(a.Provider) && e.Facts["from_location"] == string(a.Location)
		}
	}
	return false
}
