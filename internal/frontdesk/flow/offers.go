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
	if n == 1 { // exactly what was asked for: it is read back before it is booked
		if w := t.Who; t.Flow == "book" && (w.Given == "" || w.Birth == "" || w.Phone+w.Email == "") { // else it is read back at once
			t.say("time.have", Args{"offers": t.offers(t.Offered)})
		}
		t.Chosen, t.Offered = &Offer{fits[0].Provider, fits[0].Location, fits[0].Start}, nil
	}
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

// nearest returns the times that are nearest to what was wanted: a day away counts as much as four hours.
func (t *talk) nearest(free []Offer) []Offer {
	first, _ := t.Want.Days(civil.DateOf(t.Now()), min(t.p.Settings.Horizon, longest))
	clocks := t.Want.Clocks
	for _, d := range t.Want.Dates {
		clocks = append(slices.Clip(clocks), d.Clocks...)
	}
	far := func(o Offer) int {
		days := first.DaysUntil(civil.DateOf(o.Start))
		return 240*max(days, -days) + away(civil.ClockOf(o.Start), clocks)
	}
	near := slices.Clone(free)
	slices.SortStableFunc(near, func(a, b Offer) int { return cmp.Compare(far(a), far(b)) })
	near = slices.CompactFunc(near, func(a, b Offer) bool { return a.Start.Equal(b.Start) })
	return near[:min(len(near), atOnce)]
}

// away is how many minutes a time of day is from the nearest of the hours, 0 within them or if there are none.
func away(c civil.Clock, hours []civil.Interval) int {
	least := -1
	for _, h := range hours {
		d := max(int(h.From-c), int(c-h.To+1), 0)
		if least < 0 || d < least {
			least = d
		}
	}
	return max(least, 0)
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
