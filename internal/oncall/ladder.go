package oncall

import (
	"context"
	"time"

	"bedside/internal/tx"
)

// toOwner is the ladder after the end: every way, at once.
var toOwner = []Step{{Who: Owner, How: Text}, {Who: Owner, How: Call}, {Who: Owner, How: Email}}

// ladder is what holds for an alert as it is entered now.
type ladder struct {
	steps       []Step // of its group; none if that is gone
	wait, again time.Duration
}

// usualAgain is how often the owner is alerted where no policy says it.
const usualAgain = 15 * time.Minute

func (s *Service) ladder(ctx context.Context, t tx.Tx, a Alert) (l ladder, err error) {
	groups, err := s.Store.Groups(ctx, t)
	if err != nil {
		return l, err
	}
	p, err := s.Store.Policy(ctx, t)
	if err != nil {
		return l, err
	}
	l.again = p.Again
	if l.again <= 0 {
		l.again = usualAgain
	}
	for _, g := range groups {
		if g.ID == a.Group {
			l.steps, l.wait = g.Steps, g.Wait
		}
	}
	return l, nil
}

// step returns the alert's next step.
func (l ladder) step(a Alert) Step {
	if a.Round > 0 {
		return toOwner[a.Step%len(toOwner)]
	}
	return l.steps[a.Step]
}

// advance moves the alert to the step after this one. Who was reached gets the time to answer.
func (l ladder) advance(a *Alert, now time.Time, reached bool) {
	a.Step++
	wait := time.Duration(0)
	switch {
	case a.Round > 0 && a.Step >= len(toOwner):
		a.Round, a.Step, wait = a.Round+1, 0, l.again
	case a.Round > 0 || !reached: // at once
	case a.Step < len(l.steps):
		wait = l.steps[a.Step].After
	default:
		wait = l.wait
	}
	a.Next = now.Add(wait)
}
