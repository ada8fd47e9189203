package oncall

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Duty is who answers in a stretch of time, and why.
type Duty struct {
	From, To                  time.Time // zero in an answer about one moment
	Primary, Backup1, Backup2 *Person   // nil for nobody
	Why                       Why
}

// Why says where the primary of a [Duty] comes from.
type Why string

const (
	ByShift    Why = "shift"
	ByOverride Why = "override"
	ByFallback Why = "fallback" // nobody was entered
	ByNobody   Why = ""         // nobody was entered, and there is no fallback
)

// OnDuty returns who answers at the moment. Forbidden without the right SeeOnCall.
func (s *Service) OnDuty(ctx context.Context, t tx.Tx, at time.Time) (Duty, error) {
	if err := t.By().Need(actor.SeeOnCall); err != nil {
		return Duty{}, fault.At("oncall.OnDuty", err)
	}
	r, err := s.read(ctx, t, at, at.Add(time.Microsecond))
	if err != nil {
		return Duty{}, fault.At("oncall.OnDuty", err)
	}
	return r.at(at), nil
}

// Calendar returns who answers when and why, from the one moment to the other without a hole. Forbidden without the
// right SeeOnCall, Invalid for more than a year.
func (s *Service) Calendar(ctx context.Context, by actor.Actor, from, to time.Time) ([]Duty, error) {
	const op = "oncall.Calendar"
	if err := by.Need(actor.SeeOnCall); err != nil {
		return nil, fault.At(op, err)
	}
	if to.Sub(from) > 366*24*time.Hour {
		return nil, fault.New(fault.Invalid, op, "The calendar shows a year at most.")
	}
	var all []Duty
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		r, err := s.read(ctx, t, from, to)
		all = r.calendar(from, to)
		return err
	})
	return all, fault.At(op, err)
}

// entered is what was entered about a stretch of time.
type entered struct {
	persons   map[PersonID]Person // who may be alerted
	shifts    []Shift             // in the order in which they were entered, as overrides
	overrides []Override
	policy    Policy
}

func (s *Service) read(ctx context.Context, t tx.Tx, from, to time.Time) (r entered, err error) {
	all, err := s.Store.Persons(ctx, t)
	if err != nil {
		return r, err
	}
	r.persons = map[PersonID]Person{}
	for _, p := range all {
		if p.Active {
			r.persons[p.ID] = p
		}
	}
	if r.shifts, err = s.Store.Shifts(ctx, t, from, to); err != nil {
		return r, err
	}
	if r.overrides, err = s.Store.Overrides(ctx, t, from, to); err != nil {
		return r, err
	}
	r.policy, err = s.Store.Policy(ctx, t)
	return r, err
}

// at returns who answers at the moment.
func (r entered) at(at time.Time) (d Duty) {
	for rank, place := range map[Rank]**Person{Primary: &d.Primary, Backup1: &d.Backup1, Backup2: &d.Backup2} {
		i, why := r.holder(rank, at)
		if p, ok := r.persons[i]; ok {
			*place = &p
			if rank == Primary {
				d.Why = why
			}
		}
	}
	return d
}

// holder returns who has the rank: whose shift it is, or who stands in. An override is for whoever had the rank when it
// was entered, those before it included, so that the newest holds; one for nobody in particular is for the primary.
func (r entered) holder(rank Rank, at time.Time) (PersonID, Why) {
	var who PersonID
	why := ByNobody
	for _, s := range r.shifts {
		if _, here := r.persons[s.Person]; here && s.Rank == rank && !at.Before(s.From) && at.Before(s.To) {
			who, why = s.Person, ByShift
		}
	}
	if who == "" && rank == Primary {
		who, why = r.policy.Fallback, ByFallback
	}
	had := []PersonID{who}
	for _, o := range r.overrides {
		if at.Before(o.From) || !at.Before(o.To) {
			continue
		}
		if _, here := r.persons[o.Person]; here && (o.Instead == "" && rank == Primary || o.Instead != "" && slices.Contains(had, o.Instead)) {
			who, why = o.Person, ByOverride
			had = append(had, who)
		}
	}
	return who, why
}

// calendar cuts the stretch wherever a shift or an override begins or ends.
func (r entered) calendar(from, to time.Time) (all []Duty) {
	cuts := []time.Time{from, to}
	cut := func(times ...time.Time) {
		for _, t := range times {
			if t.After(from) && t.Before(to) {
				cuts = append(cuts, t)
			}
		}
	}
	for _, s := range r.shifts {
		cut(s.From, s.To)
	}
	for _, o := range r.overrides {
		cut(o.From, o.To)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	for i := 1; i < len(cuts); i++ {
		if !cuts[i].After(cuts[i-1]) {
			continue
		}
		d := r.at(cuts[i-1])
		d.From, d.To = cuts[i-1], cuts[i]
		if last := len(all) - 1; last >= 0 && all[last].same(d) {
			all[last].To = d.To
			continue
		}
		all = append(all, d)
	}
	return all
}

// same reports whether the same people answer for the same reason.
func (d Duty) same(e Duty) bool {
	id := func(p *Person) PersonID {
		if p == nil {
			return ""
		}
		return p.ID
	}
	return d.Why == e.Why && id(d.Primary) == id(e.Primary) && id(d.Backup1) == id(e.Backup1) && id(d.Backup2) == id(e.Backup2)
}

// find returns whom a step alerts now, nil for nobody.
func (s *Service) find(ctx context.Context, t tx.Tx, who Who) (*Person, error) {
	r, err := s.read(ctx, t, t.Now(), t.Now().Add(time.Microsecond))
	if err != nil {
		return nil, err
	}
	d := r.at(t.Now())
	switch Rank(who) {
	case Primary:
		return d.Primary, nil
	case Backup1:
		return d.Backup1, nil
	case Backup2:
		return d.Backup2, nil
	}
	i := r.policy.Owner
	if who != Owner {
		i = PersonID(strings.TrimPrefix(string(who), personPrefix))
	}
	if p, ok := r.persons[i]; ok {
		return &p, nil
	}
	return nil, nil
}
