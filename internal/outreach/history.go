package outreach

import (
	"cmp"
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

// Past is a message with when it left.
type Past struct {
	Message
	Left time.Time // the last try; zero if there was none
}

const historyPage = 200

// History returns every message that was sent to the patient or was to be, the latest due first. What they said is not
// among it: one that went to an address which a family shares may speak of others. The caller enters the disclosure.
// Forbidden without the right to see the outbox.
func (s *Service) History(ctx context.Context, t tx.Tx, p patient.ID) (all []Past, err error) {
	const op = "outreach.History"
	if err := t.By().Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	for {
		some, err := s.Store.Find(ctx, t, Filter{Patient: p, Offset: len(all), Limit: historyPage})
		if err != nil {
			return nil, fault.At(op, err)
		}
		for _, m := range some {
			past := Past{Message: m}
			tries, err := s.Store.Attempts(ctx, t, cmp.Or(m.With, m.ID))
			if err != nil {
				return nil, fault.At(op, err)
			}
			if n := len(tries); n > 0 {
				past.Left = tries[n-1].Started
			}
			all = append(all, past)
		}
		if len(some) < historyPage {
			return all, nil
		}
	}
}

// DuesOf returns the patient's entries of the due list, the latest first. The caller enters the disclosure. Forbidden
// without the right to see the outbox.
func (s *Service) DuesOf(ctx context.Context, t tx.Tx, p patient.ID) ([]Due, error) {
	if err := t.By().Need(actor.SeeOutbox); err != nil {
		return nil, fault.At("outreach.DuesOf", err)
	}
	all, err := s.Store.DueOf(ctx, t, p)
	return all, fault.At("outreach.DuesOf", err)
}
