package rules

import (
	"cmp"
	"slices"

	"bedside/internal/civil"
)

// Change is something that the calendar asks of a rule or does to it.
type Change struct {
	Rule string `json:"rule"`
	Pack string `json:"pack"`
	What What   `json:"what"`
	On   Day    `json:"on"`
}

// What is the sort of a change.
type What string

const (
	Due    What = "review" // somebody has to compare the rule with its source
	Starts What = "starts" // it comes into force
	Ends   What = "ends"   // it is in force for the last time
	Ended  What = "ended"  // it is no longer in force
)

// Calendar lists what is due, starts or ends within the days after a day, and what is overdue or has ended, by date.
// A rule is due on the day of its review or twelve months after it was compared, whichever comes first.
func Calendar(packs []Pack, day civil.Date, days int) []Change {
	var all []Change
	until := day.AddDays(days)
	for _, p := range packs {
		for i := range p.Rules {
			r := &p.Rules[i]
			add := func(what What, on civil.Date) {
				if !on.IsZero() && !until.Before(on) {
					all = append(all, Change{Rule: r.ID, Pack: p.Name, What: what, On: Day{on}})
				}
			}
			if !r.EffectiveTo.IsZero() && r.EffectiveTo.Before(day) {
				add(Ended, r.EffectiveTo.Date)
				continue
			}
			add(Ends, r.EffectiveTo.Date)
			if day.Before(r.EffectiveFrom.Date) {
				add(Starts, r.EffectiveFrom.Date)
			}
			add(Due, r.DueOn())
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(b.On.DaysUntil(a.On.Date), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}

// DueOn is the day by which somebody has to compare the rule with its source.
func (r *Rule) DueOn() civil.Date {
	year := civil.Date{Year: r.CheckedOn.Year + 1, Month: r.CheckedOn.Month, Day: r.CheckedOn.Day}.AddDays(0) // February 29 becomes March 1
	if r.ReviewBy.Before(year) {
		return r.ReviewBy.Date
	}
	return year
}
