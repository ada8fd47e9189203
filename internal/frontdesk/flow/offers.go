package flow

import (
	"cmp"
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

const (
	atOnce   = 3                // times that are offered together
	longest  = 61               // days that one search spans
	settling = 15 * time.Minute // until a time that is offered must still be free to be booked
	enough   = 500              // times to choose what is offered from
)

// offer looks for times that suit. Where none does it says so and offers the nearest; where there is none at all it
// takes a message.
func (t *talk) offer() error {
	slots, err := t.free()
	if err != nil {
		return err
	}
	fits := t.fitting(slots, t.Want)
	if len(fits) == 0 {
		if fits = t.nearest(t.fitting(slots, when.Want{Prefer: when.Latest})); len(fits) > 0 {
			t.say("none", nil)
		}
	}
	if len(fits) == 0 {
		t.say("none.at.all", nil)
		return t.orMessage(t.summary())
	}
	if t.Want.Prefer == when.Latest {
		slices.Reverse(fits)
	}
	n := atOnce
	if t.Want.Exact && len(t.Want.Dates) == 1 && t.Want.At(fits[0].Start) {
		n = 1
	}
	t.Offered = varied(fits, n)
	t.Shown = append(t.Shown, t.Offered...)
	return nil
}

// free returns the free times of the coming weeks, each in the zone of its place.
func (t *talk) free() ([]schedule.Slot, error) {
	today := civil.DateOf(t.Now())
	q := schedule.Query{Service: t.service(), Provider: practice.ProviderID(t.Slots["provider"]), Location: practice.LocationID(t.Slots["location"]),
		From: today, To: today.AddDays(min(t.p.Settings.Horizon, longest))}
	if t.Visit != nil && q.Provider == "" {
		q.Provider = t.Visit.Provider
	}
	return t.Free(q)
}

// fitting returns the times that are wanted and were not offered yet, earliest first: the first of them, or all where
// the latest are wanted.
func (t *talk) fitting(slots []schedule.Slot, want when.Want) []Offer {
	var fits []Offer
	earliest := t.Now().Add(t.p.Settings.Notice + settling)
	var day civil.Date
	wanted := false
	for _, s := range slots {
		if d := civil.DateOf(s.Start); d != day {
			day, wanted = d, want.Day(d)
		}
		if !wanted || s.Start.Before(earliest) || !want.At(s.Start) || t.Visit != nil && s.Start.Equal(t.Visit.Start) {
			continue
		}
		if o := offerOf(s); !slices.ContainsFunc(t.Shown, o.same) {
			fits = append(fits, o)
		}
		if len(fits) == enough && want.Prefer != when.Latest {
			break
		}
	}
	return fits
}

// nearest orders times by how far they are from what was wanted: first the day, then the hour.
func (t *talk) nearest(free []Offer) []Offer {
	first, _ := t.Want.Days(civil.DateOf(t.Now()), min(t.p.Settings.Horizon, longest))
	onDay, atTime := t.Want, t.Want
	onDay.Clocks, atTime.Dates = nil, nil
	for i := range onDay.Dates {
		onDay.Dates = slices.Clone(onDay.Dates)
		onDay.Dates[i].Clocks = nil
	}
	far := func(o Offer) int {
		at := o.Start
		days := first.DaysUntil(civil.DateOf(at))
		score := 10 * max(days, -days)
		if !onDay.Day(civil.DateOf(at)) {
			score += 20
		}
		if !atTime.At(at) {
			score += 15
		}
		return score
	}
	near := slices.Clone(free)
	slices.SortStableFunc(near, func(a, b Offer) int { return cmp.Compare(far(a), far(b)) })
	near = near[:min(len(near), 12)]
	slices.SortStableFunc(near, func(a, b Offer) int { return a.Start.Compare(b.Start) })
	return near
}

// varied takes n times that differ: another day before another half of the day, that before another hour.
func varied(fits []Offer, n int) []Offer {
	picked := []Offer{fits[0]}
	differs := []func(a, b Offer) bool{
		func(a, b Offer) bool { return civil.DateOf(a.Start) != civil.DateOf(b.Start) },
		func(a, b Offer) bool { return (a.Start.Hour() < 12) != (b.Start.Hour() < 12) },
		func(a, b Offer) bool { d := a.Start.Sub(b.Start).Abs().Hours(); return d >= 1 },
		func(a, b Offer) bool { return !a.Start.Equal(b.Start) },
	}
	for _, differ := range differs {
		for _, o := range fits {
			if len(picked) < n && !slices.ContainsFunc(picked, func(p Offer) bool { return !differ(o, p) }) {
				picked = append(picked, o)
			}
		}
	}
	slices.SortFunc(picked, func(a, b Offer) int { return a.Start.Compare(b.Start) })
	return picked
}
