package oncall

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Gap is something that keeps an alert from reaching somebody, or from reaching the next one.
type Gap struct {
	Kind     GapKind
	From, To time.Time   // zero for what has no dates
	Rank     Rank        // of NoBackup
	Person   PersonID    // of NoPhone
	Tier     triage.Tier // of NoGroup
}

// GapKind is a kind of gap.
type GapKind string

const (
	NoOwner    GapKind = "no_owner"
	NoFallback GapKind = "no_fallback"
	NoGroup    GapKind = "no_group"   // no ladder is for the tier
	NoSender   GapKind = "no_sender"  // nothing is set up that alerts anybody
	NoPhone    GapKind = "no_phone"   // somebody who may be alerted has no number
	NoPrimary  GapKind = "no_primary" // the fallback answers, if there is one
	NoBackup   GapKind = "no_backup"  // a ladder comes to a backup whom nobody has entered
)

// tiers are what there must be a ladder for.
var tiers = []triage.Tier{triage.Emergency, triage.Urgent}

// Gaps returns what is missing in the days from the moment on, by the practice's calendar: first what has no dates.
// Forbidden without the right SeeOnCall, Invalid for more than a year.
func (s *Service) Gaps(ctx context.Context, by actor.Actor, from time.Time, days int) ([]Gap, error) {
	const op = "oncall.Gaps"
	if err := by.Need(actor.SeeOnCall); err != nil {
		return nil, fault.At(op, err)
	}
	if days < 1 || days > 366 {
		return nil, fault.New(fault.Invalid, op, "Look one day to one year ahead.")
	}
	var all []Gap
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		local := from.In(zone(p))
		to := civil.DateOf(local).AddDays(days).At(civil.ClockOf(local), zone(p))
		r, err := s.read(ctx, t, from, to)
		if err != nil {
			return err
		}
		groups, err := s.Store.Groups(ctx, t)
		if err != nil {
			return err
		}
		duties := r.calendar(from, to)
		all = slices.Concat(s.standing(r, groups), r.phoneless(groups, duties), dated(groups, duties))
		return nil
	})
	return all, fault.At(op, err)
}

// standing is what is missing whatever the time.
func (s *Service) standing(r entered, groups []Group) (all []Gap) {
	if _, ok := r.persons[r.policy.Owner]; !ok {
		all = append(all, Gap{Kind: NoOwner})
	}
	if _, ok := r.persons[r.policy.Fallback]; !ok {
		all = append(all, Gap{Kind: NoFallback})
	}
	for _, tier := range tiers {
		if _, ok := groupFor(groups, tier); !ok {
			all = append(all, Gap{Kind: NoGroup, Tier: tier})
		}
	}
	if !slices.ContainsFunc(Hows(), s.Sender.Ready) {
		all = append(all, Gap{Kind: NoSender})
	}
	return all
}

// groupFor returns the ladder for a tier.
func groupFor(groups []Group, tier triage.Tier) (Group, bool) {
	i := slices.IndexFunc(groups, func(g Group) bool { return slices.Contains(g.Tiers, tier) })
	if i < 0 {
		return Group{}, false
	}
	return groups[i], true
}

// phoneless is who may be alerted and has no number.
func (r entered) phoneless(groups []Group, duties []Duty) (all []Gap) {
	look := func(i PersonID) {
		g := Gap{Kind: NoPhone, Person: i}
		if p, ok := r.persons[i]; ok && p.Phone.IsZero() && !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	look(r.policy.Owner)
	look(r.policy.Fallback)
	for _, g := range groups {
		for _, step := range g.Steps {
			if i, ok := strings.CutPrefix(string(step.Who), personPrefix); ok {
				look(PersonID(i))
			}
		}
	}
	for _, d := range duties {
		for _, p := range []*Person{d.Primary, d.Backup1, d.Backup2} {
			if p != nil {
				look(p.ID)
			}
		}
	}
	return all
}

// dated is when a rank that some ladder comes to is nobody's, in order.
func dated(groups []Group, duties []Duty) (all []Gap) {
	missing := func(g Gap, d Duty, nobody bool) {
		if !nobody {
			return
		}
		for i := range all {
			if all[i].Kind == g.Kind && all[i].Rank == g.Rank && all[i].To.Equal(d.From) {
				all[i].To = d.To
				return
			}
		}
		g.From, g.To = d.From, d.To
		all = append(all, g)
	}
	uses := func(rank Rank) bool {
		return slices.ContainsFunc(groups, func(g Group) bool {
			return slices.ContainsFunc(g.Steps, func(p Step) bool { return p.Who == Who(rank) })
		})
	}
	first, second := uses(Backup1), uses(Backup2)
	for _, d := range duties {
		missing(Gap{Kind: NoPrimary}, d, d.Why == ByFallback || d.Why == ByNobody)
		missing(Gap{Kind: NoBackup, Rank: Backup1}, d, first && d.Backup1 == nil)
		missing(Gap{Kind: NoBackup, Rank: Backup2}, d, second && d.Backup2 == nil)
	}
	return all
}
