// Package insight measures what the practice does from what it recorded.
//
// It promises figures with the interval in which they may lie, and none where there is too little to say anything. A
// figure counts people and names none. Callers owe its comment to whoever reads it: a comparison is no proof.
package insight

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/tx"
)

// Service measures. It may be used by several goroutines at once.
type Service struct {
	DB    tx.DB
	Store Store
}

// Store counts.
type Store interface {
	// Attended counts the visits that began in [from, to), that were booked at least so long before they began, and that
	// took place or were missed, by whether a message of the kind about them arrived.
	Attended(ctx context.Context, t tx.Tx, kind outreach.Kind, lead time.Duration, from, to time.Time) (with, without Share, err error)
}

// Effect compares visits about which a message of a kind arrived with those about which none did.
type Effect struct {
	Kind       outreach.Kind
	With       Share // came, of those with the message
	Without    Share
	Enough     bool
	Difference Interval // of the shares, with less without, at 95 %; only if Enough
}

const (
	period = 365 * 24 * time.Hour
	enough = 50 // visits on either side
)

// compared are the kinds that may change whether somebody comes, and how long before a visit it must have been booked for
// the message to be possible at all: else visits of the same day would be compared with those of next month.
var compared = []struct {
	kind outreach.Kind
	lead time.Duration
}{
	{outreach.Confirmation, 24 * time.Hour},
	{outreach.Reminder3, 76 * time.Hour},
	{outreach.Reminder1, 28 * time.Hour},
	{outreach.Reminder0, 28 * time.Hour},
}

// Attendance compares, for each kind of message, how many came to their visit with and without one, in the last year.
// It is an observation: who has no address or wants no messages may differ in other ways too. Forbidden without the
// right to see the outbox.
func (s *Service) Attendance(ctx context.Context, by actor.Actor) (all []Effect, err error) {
	const op = "insight.Attendance"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		all = nil
		for _, c := range compared {
			with, without, err := s.Store.Attended(ctx, t, c.kind, c.lead, t.Now().Add(-period), t.Now())
			if err != nil {
				return err
			}
			e := Effect{Kind: c.kind, With: with, Without: without, Enough: with.Of >= enough && without.Of >= enough}
			if e.Enough {
				e.Difference = Difference(with, without)
			}
			all = append(all, e)
		}
		return nil
	})
	return all, fault.At(op, err)
}
