package publish

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Policy is how the practice wants its public voice to be. All figures are its own to change.
type Policy struct {
	Cooling        CoolingOff
	Aims           map[Kind]int     // percent of the posts
	PerWeek        int              // on a channel, at most
	PerDay         int              // on a channel, at most
	QuietDays      []time.Weekday   // nothing is planned on them
	PrivacyOfficer identity.StaffID // who hears of mistakes; "" for any administrator
}

// CoolingOff is how long a post waits, after it was submitted, before it may go.
type CoolingOff struct {
	Clear  time.Duration // the guard found nothing
	Own    time.Duration // at least, on one's own account
	Review time.Duration // the guard asked for a second look
	Block  time.Duration // it found what blocks, and two people waive it
	Story  time.Duration // it tells a story
}

// Defaults are sober figures to begin with, and no findings: the evidence on cadence is thin and observational.
func Defaults() Policy {
	return Policy{
		Cooling:   CoolingOff{Clear: 0, Own: time.Hour, Review: 12 * time.Hour, Block: 24 * time.Hour, Story: 24 * time.Hour},
		Aims:      map[Kind]int{Education: 60, Answer: 20, News: 10, Shared: 10, Promotion: 0},
		PerWeek:   2,
		PerDay:    1,
		QuietDays: []time.Weekday{time.Saturday, time.Sunday},
	}
}

// Policy returns what the practice has set, or the defaults.
func (s *Service) Policy(ctx context.Context, by actor.Actor) (p Policy, err error) {
	const op = "publish.Policy"
	if err := by.Need(actor.SeePosts); err != nil {
		return p, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		p, err = s.policy(ctx, t)
		return err
	})
	return p, fault.At(op, err)
}

func (s *Service) policy(ctx context.Context, t tx.Tx) (Policy, error) {
	p, err := s.Store.Policy(ctx, t)
	if fault.Is(err, fault.NotFound) {
		return Defaults(), nil
	}
	return p, err
}

// SavePolicy sets it. Invalid for times below zero or above a fortnight, shares outside 0 to 100 percent, and a week
// without a day on which anything is planned.
func (s *Service) SavePolicy(ctx context.Context, by actor.Actor, p Policy) error {
	const op = "publish.SavePolicy"
	if _, err := person(by, actor.ManageVoice); err != nil {
		return fault.At(op, err)
	}
	p.QuietDays = slices.Compact(slices.Sorted(slices.Values(p.QuietDays)))
	outside := func(d time.Duration) bool { return d < 0 || d > 14*24*time.Hour }
	switch c := p.Cooling; {
	case slices.ContainsFunc([]time.Duration{c.Clear, c.Own, c.Review, c.Block, c.Story}, outside):
		return fault.New(fault.Invalid, op, "Cooling off takes between no time and a fortnight.")
	case slices.ContainsFunc(slices.Collect(maps.Values(p.Aims)), func(share int) bool { return share < 0 || share > 100 }):
		return fault.New(fault.Invalid, op, "A share is between 0 and 100 percent.")
	case p.PerWeek < 1 || p.PerDay < 1 || p.PerWeek > 50 || p.PerDay > 20:
		return fault.New(fault.Invalid, op, "At least one post a week and a day has to be possible, and at most 50 and 20.")
	case len(p.QuietDays) > 6 || slices.ContainsFunc(p.QuietDays, func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }):
		return fault.New(fault.Invalid, op, "At least one day of the week is not quiet.")
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.SavePolicy(ctx, t, p); err != nil {
			return err
		}
		c := p.Cooling
		waits := []string{c.Clear.String(), c.Own.String(), c.Review.String(), c.Block.String(), c.Story.String()}
		return s.Audit.Record(ctx, t, "policy changed", audit.Ref{Kind: "publish policy"}, "", audit.Facts{"cooling": strings.Join(waits, " ")})
	}))
}
