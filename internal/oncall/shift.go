package oncall

import (
	"context"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Wall is a time as it is typed: a day, and what the practice's clock shows.
type Wall struct {
	Day   civil.Date
	Clock civil.Clock
}

func (w Wall) at(weeks int, z *time.Location) time.Time { return w.Day.AddDays(7*weeks).At(w.Clock, z) }

// NewShift is a shift as it is typed.
type NewShift struct {
	Person   PersonID
	Rank     Rank
	From, To Wall
	Weeks    int // how many weeks in a row, by the wall clock; 0 and 1 are once
}

const (
	weeksMost = 53
	longest   = 31 * 24 * time.Hour // of a shift
	farthest  = 366 * 24 * time.Hour
)

// AddShifts adds a shift, and again for as many weeks as it says.
func (s *Service) AddShifts(ctx context.Context, by actor.Actor, n NewShift) error {
	return s.manage(ctx, by, "oncall.AddShifts", func(t tx.Tx) error { return s.addShifts(ctx, t, n) })
}

// Import adds the shifts of a table, all of them or none; see [ParseTable]. It returns how many.
func (s *Service) Import(ctx context.Context, by actor.Actor, table string) (n int, err error) {
	err = s.manage(ctx, by, "oncall.Import", func(t tx.Tx) error {
		all, err := s.Store.Persons(ctx, t)
		if err != nil {
			return err
		}
		shifts, err := ParseTable(table, all)
		if err != nil {
			return err
		}
		n = len(shifts)
		return s.addShifts(ctx, t, shifts...)
	})
	return n, err
}

func (s *Service) addShifts(ctx context.Context, t tx.Tx, all ...NewShift) error {
	var added []Shift
	for _, n := range all {
		if n.Weeks < 0 || n.Weeks > weeksMost {
			return invalid("A shift is repeated for 53 weeks at most.")
		}
		for week := range max(n.Weeks, 1) {
			shift, err := s.shift(ctx, t, n, week)
			if err != nil {
				return err
			}
			shift.ID = id.New[Shift](s.IDs)
			added = append(added, shift)
		}
	}
	for _, shift := range added {
		if err := s.Store.PutShift(ctx, t, shift); err != nil {
			return err
		}
	}
	return s.changed(ctx, t, "added", "shift", "", audit.Facts{"count": strconv.Itoa(len(added))})
}

// shift checks what was typed and sets it on the clock.
func (s *Service) shift(ctx context.Context, t tx.Tx, n NewShift, week int) (Shift, error) {
	if _, err := s.alertable(ctx, t, n.Person, "Say whose shift it is."); err != nil {
		return Shift{}, err
	}
	if !slices.Contains(Ranks(), n.Rank) {
		return Shift{}, invalid("Choose primary, backup 1 or backup 2.")
	}
	from, to, err := s.stretch(ctx, t, n.From, n.To, week)
	if err == nil && to.Sub(from) > longest {
		err = invalid("A shift lasts a month at most.")
	}
	return Shift{Person: n.Person, Rank: n.Rank, From: from, To: to}, err
}

// stretch sets two typed times on the practice's clock, on the days on which it jumps too.
func (s *Service) stretch(ctx context.Context, t tx.Tx, from, to Wall, week int) (time.Time, time.Time, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	a, b := from.at(week, zone(p)), to.at(week, zone(p))
	switch {
	case from.Day.IsZero() || to.Day.IsZero():
		err = invalid("Say from when to when.")
	case !b.After(a):
		err = invalid("It ends before it begins. Check both times.")
	case a.Sub(t.Now()) > 2*farthest || t.Now().Sub(b) > farthest:
		err = invalid("That is too far away. Check the year.")
	}
	return a, b, err
}

// ChangeShift replaces a shift; where it overlaps others it keeps its place among them. NotFound if it is gone.
func (s *Service) ChangeShift(ctx context.Context, by actor.Actor, i ShiftID, n NewShift) error {
	return s.manage(ctx, by, "oncall.ChangeShift", func(t tx.Tx) error {
		shift, err := s.shift(ctx, t, n, 0)
		if err != nil {
			return err
		}
		if err := s.Store.DropShift(ctx, t, i); err != nil {
			return err
		}
		shift.ID = i
		if err := s.Store.PutShift(ctx, t, shift); err != nil {
			return err
		}
		return s.changed(ctx, t, "changed", "shift", string(i), nil)
	})
}

// RemoveShift removes a shift. NotFound if it is gone.
func (s *Service) RemoveShift(ctx context.Context, by actor.Actor, i ShiftID) error {
	return s.manage(ctx, by, "oncall.RemoveShift", func(t tx.Tx) error {
		if err := s.Store.DropShift(ctx, t, i); err != nil {
			return err
		}
		return s.changed(ctx, t, "removed", "shift", string(i), nil)
	})
}

// NewOverride is an override as it is typed.
type NewOverride struct {
	From, To Wall
	Instead  PersonID // "" for whoever would be primary
	Person   PersonID
	Note     string
}

// AddOverride adds an override. Where it overlaps others, it holds.
func (s *Service) AddOverride(ctx context.Context, by actor.Actor, n NewOverride) error {
	return s.manage(ctx, by, "oncall.AddOverride", func(t tx.Tx) error {
		if _, err := s.alertable(ctx, t, n.Person, "Say who stands in."); err != nil {
			return err
		}
		if n.Instead == n.Person {
			return invalid("Nobody stands in for themselves.")
		}
		if n.Instead != "" {
			if _, err := s.person(ctx, t, n.Instead); err != nil {
				return err
			}
		}
		note, err := name("The note", n.Note, 120)
		if err != nil {
			return err
		}
		from, to, err := s.stretch(ctx, t, n.From, n.To, 0)
		if err == nil && to.Sub(from) > farthest {
			err = invalid("An override lasts a year at most. For longer, change the shifts.")
		}
		if err != nil {
			return err
		}
		o := Override{ID: id.New[Override](s.IDs), From: from, To: to, Instead: n.Instead, Person: n.Person, Note: note}
		if err := s.Store.AddOverride(ctx, t, o); err != nil {
			return err
		}
		return s.changed(ctx, t, "added", "override", string(o.ID), audit.Facts{"instead": string(o.Instead), "person": string(o.Person)})
	})
}

// RemoveOverride removes an override. NotFound if it is gone.
func (s *Service) RemoveOverride(ctx context.Context, by actor.Actor, i OverrideID) error {
	return s.manage(ctx, by, "oncall.RemoveOverride", func(t tx.Tx) error {
		if err := s.Store.DropOverride(ctx, t, i); err != nil {
			return err
		}
		return s.changed(ctx, t, "removed", "override", string(i), nil)
	})
}
