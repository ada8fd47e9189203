package outreach

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Informed is how far messages have told a patient of a visit.
type Informed string

const (
	NotInformed Informed = ""         // nothing went out yet
	IsInformed  Informed = "told"     // that it is booked, or moved
	IsReminded  Informed = "reminded" // a reminder arrived as far as the receiving server says
	IsUnreached Informed = "not told" // what should have gone out could not, or nobody knows; somebody has to phone
)

// Reached returns how far each of the visits has been told of, those of nothing left out. It discloses nobody.
func (s *Service) Reached(ctx context.Context, t tx.Tx, ids ...schedule.ID) (map[schedule.ID]Informed, error) {
	const op = "outreach.Reached"
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, fault.At(op, err)
	}
	all, err := s.Store.OfVisits(ctx, t, ids)
	reached := map[schedule.ID]Informed{}
	for _, m := range all {
		if r := m.reach(); slices.Index(reaches, r) > slices.Index(reaches, reached[m.Appointment]) {
			reached[m.Appointment] = r
		}
	}
	return reached, fault.At(op, err)
}

// tellsFor is how long after it was due a message's outcome changes what [Service.Tells] returns, at least.
const tellsFor = time.Hour

// Tells returns, of the providers whose visits begin in [from, to), a number that is another after every outcome of a message
// about one of them, so that a page that shows [Service.Reached] knows when to look again. It may be another without one.
// Forbidden without the right to see the schedule.
func (s *Service) Tells(ctx context.Context, t tx.Tx, from, to time.Time) (map[practice.ProviderID]int64, error) {
	const op = "outreach.Tells"
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, fault.At(op, err)
	}
	all, err := s.Store.Tells(ctx, t, from, to, t.Now().Truncate(tellsFor).Add(-tellsFor))
	return all, fault.At(op, err)
}

// reaches are in the order in which one says more than another.
var reaches = []Informed{NotInformed, IsInformed, IsUnreached, IsReminded}

func (m Message) reach() Informed {
	switch {
	case m.Kind != Confirmation && m.Kind != Moved && m.Kind != Telehealth && !m.Kind.Reminder():
	case m.Status == Sent && m.Kind.Reminder():
		return IsReminded
	case m.Status == Sent:
		return IsInformed
	case m.Status == Failed, m.Status == Unknown, m.Status == Held, m.Phone():
		return IsUnreached
	}
	return NotInformed
}
