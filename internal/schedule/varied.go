package schedule

import (
	"slices"

	"bedside/internal/civil"
)

// Varied takes n of the times: the first, then again and again the one that is least like those it has: the other half
// of the day, another day and of these the next, another time of day, another provider; of several the one that stands
// first. They come back in order of their start, no start twice. Of three or more, not all are in one half
// of the day nor on one day, if there are others. Nobody is offered three times around nine.
func Varied[T any](all []T, n int, slot func(T) Slot) []T {
	left, order := make([]*candidate, len(all)), map[civil.Date]int{}
	for i, o := range all {
		s := slot(o)
		day := civil.DateOf(s.Start)
		if _, seen := order[day]; !seen {
			order[day] = i
		}
		left[i] = &candidate{n: i, slot: s, day: day, order: order[day], at: civil.ClockOf(s.Start)}
	}
	var picked []*candidate
	for len(left) > 0 && len(picked) < n {
		next, least := left[0], left[0].likeness(picked)
		for _, c := range left[1:] {
			if l := c.likeness(picked); slices.Compare(l[:], least[:]) < 0 {
				next, least = c, l
			}
		}
		picked = append(picked, next)
		left = slices.DeleteFunc(left, func(c *candidate) bool { return c.slot.Start.Equal(next.slot.Start) })
		for _, c := range left {
			c.beside(next)
		}
	}
	slices.SortFunc(picked, func(a, b *candidate) int { return a.slot.Start.Compare(b.slot.Start) })
	varied := make([]T, len(picked))
	for i, c := range picked {
		varied[i] = all[c.n]
	}
	return varied
}

const (
	soon    = 7 // days around the first time: one farther off is taken only for what no sooner one has
	unalike = 2 // hours between two times of day that are not alike
)

// candidate is a time that may be taken, and how many of those that are taken are like it.
type candidate struct {
	n                   int
	slot                Slot
	day                 civil.Date
	order               int // the sooner a day comes in the list, the sooner it is taken
	at                  civil.Clock
	days, halves, whose int
	close               int // by how many hours it is too close to the time of day of one of them
}

func (c *candidate) beside(o *candidate) {
	c.days += one(c.day == o.day)
	c.halves += one(c.morning() == o.morning())
	c.whose += one(c.slot.Provider == o.slot.Provider)
	c.close = max(c.close, unalike-max(int(c.at-o.at), int(o.at-c.at))/60)
}

func (c *candidate) morning() bool { return c.at < 12*60 }

// likeness is compared from the left; the least is taken next.
func (c *candidate) likeness(picked []*candidate) [9]int {
	far := 0
	if len(picked) > 0 {
		away := picked[0].day.DaysUntil(c.day)
		far = one(max(away, -away) > soon)
	}
	otherHalf := c.halves == 0
	return [...]int{one(!otherHalf), far * one(otherHalf), one(c.days == len(picked)), far, c.days, c.order, c.halves, c.close, c.whose}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
