package practice

import (
	"context"
	"fmt"
	"strconv"

	"bedside/internal/audit"
	"bedside/internal/tx"
)

// Group is how many people a description of one person must fit before the guard lets it go to the public, and what it
// counts with. docs/reidentification.md explains each figure.
type Group struct {
	Readers   int // people that must fit for a reader, at least [LeastGroup]
	Insiders  int // and for somebody who knows who was seen, at least [LeastGroup]
	Daily     int // patients that a clinician sees in a day
	Catchment int // people who live where the patients come from; 0 is the counties of the locations
}

// LeastGroup is the fewest people that may be asked for: the smallest cell that the Centers for Medicare & Medicaid
// Services let be shown. A practice may ask for more. It may not ask for fewer, because what blocks for privacy is not
// switched off (docs/adr/0015-switching-rules-off.md).
const LeastGroup = 11

// Bounds of a Group. 20 patients in a day is what US physicians report (Physicians Foundation, 2018).
const (
	mostGroup      = 1_000_000
	usualDaily     = 20
	mostDaily      = 500
	leastCatchment = 1_000
	mostCatchment  = 20_000_000
)

// GroupDefaults are what holds until somebody says otherwise.
func GroupDefaults() Group { return Group{LeastGroup, LeastGroup, usualDaily, 0} }

// SaveGroup sets how many people must fit. Invalid with a sentence about the first figure that cannot be; Forbidden to
// all but administrators.
func (r *Registry) SaveGroup(ctx context.Context, t tx.Tx, g Group) error {
	p, err := r.voice(ctx, t)
	if err != nil {
		return err
	}
	if err := g.check(); err != nil {
		return err
	}
	if g == p.Group {
		return nil
	}
	if err := r.Store.PutGroup(ctx, t, g); err != nil {
		return err
	}
	facts := audit.Facts{}
	for name, is := range map[string][2]int{
		"readers": {p.Group.Readers, g.Readers}, "insiders": {p.Group.Insiders, g.Insiders},
		"daily": {p.Group.Daily, g.Daily}, "catchment": {p.Group.Catchment, g.Catchment},
	} {
		if is[0] != is[1] {
			facts[name], facts[name+"_before"] = strconv.Itoa(is[1]), strconv.Itoa(is[0])
		}
	}
	return r.changedTo(ctx, t, p, "changed", audit.Ref{Kind: "group"}, facts)
}

func (g Group) check() error {
	within := func(f Field, n, least, most int) error {
		if n < least || n > most {
			return in(f, invalid(fmt.Sprintf("Write a number from %d to %d.", least, most)))
		}
		return nil
	}
	catchment := within("Catchment", g.Catchment, leastCatchment, mostCatchment)
	if g.Catchment == 0 {
		catchment = nil
	}
	return first(within("Readers", g.Readers, LeastGroup, mostGroup), within("Insiders", g.Insiders, LeastGroup, mostGroup),
		within("Daily", g.Daily, 1, mostDaily), catchment)
}
