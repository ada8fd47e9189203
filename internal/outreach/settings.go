package outreach

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Settings is what the practice chose to send. Nothing here can widen quiet hours or caps.
type Settings struct {
	Kinds map[Kind]bool // what was switched on or off; the others are as shipped
	After map[practice.ServiceID]After
}

// After is what follows a visit of a service that took place.
type After struct {
	FollowUp int // so many days later the patient is asked how they are; 0: not
	Recall   int // so many months later the next visit is due; 0: not
}

// Choices lists the kinds that can be switched off: what nobody asked for. Answers and cancellations always go.
func Choices() []Kind {
	return []Kind{Reminder3, Reminder1, Reminder0, Telehealth, Join, Missed, FollowUp, Recall}
}

// On reports whether messages of the kind go out. As shipped all do but the one after a missed visit.
func (s Settings) On(k Kind) bool {
	if on, said := s.Kinds[k]; said && slices.Contains(Choices(), k) {
		return on
	}
	return k != Missed
}

const (
	mostFollowUp = 30 // days
	mostRecall   = 60 // months
)

// Chosen returns what the practice chose. Forbidden without the right to see the practice.
func (s *Service) Chosen(ctx context.Context, by actor.Actor) (all Settings, err error) {
	const op = "outreach.Chosen"
	if err := by.Need(actor.SeePractice); err != nil {
		return all, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		all, err = s.Store.Settings(ctx, t)
		return err
	})
	return all, fault.At(op, err)
}

// Choose replaces what the practice chose, for what is planned and what waits. Invalid for a kind that cannot be chosen
// or a time beyond 30 days or 60 months, Forbidden without the right to manage the practice.
func (s *Service) Choose(ctx context.Context, by actor.Actor, to Settings) error {
	const op = "outreach.Choose"
	if err := by.Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	var off []string
	for k := range to.Kinds {
		if !slices.Contains(Choices(), k) {
			return fault.New(fault.Invalid, op, "This kind of message cannot be switched off.")
		}
	}
	for _, k := range Choices() {
		if !to.On(k) {
			off = append(off, string(k))
		}
	}
	for _, a := range to.After {
		if a.FollowUp < 0 || a.FollowUp > mostFollowUp || a.Recall < 0 || a.Recall > mostRecall {
			return fault.New(fault.Invalid, op, "A follow-up goes out within 30 days of a visit, and a recall within 60 months.")
		}
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.SaveSettings(ctx, t, to); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "messages chosen", audit.Ref{Kind: "practice"}, "", audit.Facts{"off": strings.Join(off, " ")})
	}))
}

// Told is something that was said, or may have been: to the patient, to the address, or both.
type Told struct {
	At      time.Time
	Kind    Kind
	Channel guard.Channel
	Patient bool
	Address bool
}
