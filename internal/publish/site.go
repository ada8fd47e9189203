package publish

import (
	"context"

	"bedside/internal/attempt"
	"bedside/internal/guard"
)

// Site is the practice's own site as a [Publisher]. It has nothing to do: the site shows what the rows say is published.
type Site struct{}

// Ready implements [Publisher].
func (Site) Ready() bool { return true }

// Publish implements [Publisher].
func (Site) Publish(_ context.Context, c guard.Cleared, i Item) (Result, error) {
	if err := i.Admit(c, SiteChannel); err != nil {
		return Result{}, err
	}
	return Result{Outcome: attempt.Outcome{Result: attempt.Sent, Ref: i.Key}, URL: i.Link}, nil
}

// Find implements [Publisher]. An attempt whose outcome no row keeps has published nothing.
func (Site) Find(context.Context, Item) (Result, error) {
	return Result{Outcome: attempt.Outcome{Result: attempt.Failed}}, nil
}

// Update implements [Publisher].
func (s Site) Update(ctx context.Context, c guard.Cleared, i Item, _ string) (Result, error) {
	return s.Publish(ctx, c, i)
}

// Remove implements [Publisher].
func (Site) Remove(context.Context, string) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Sent}, nil
}
