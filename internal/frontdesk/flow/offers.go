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
	if wanted, of := t.ofWrongAge(); of && t.service() != "" {
		t.Slots["service"] = string(t.service())
		t.say("none.age", Args{"service": wanted.Name, "another": t.serviceName(t.Slots["service"])})
	}
	slots, err := t.free()
	if err != nil {
		return err
	}
	fits := t.fitting(slots, t.Want)
	if len(fits) == 0 {
		if fits = t.instead(slots); len(fits) > 0 {
			t.nothingThen()
		}
	}
	if len(fits) == 0 {
		none := "none.at.all"
		if svc, _ := t.p.Service(t.service()); svc.Telehealth && len(slots) == 0 {
			none = "none.state"
		}
		t.say(none, nil)
		if none == "none.state" {
			return t.orMessage(t.summary())
		}
		return t.orWait()
	}
	if t.Want.Prefer == when.Latest {
		slices.Reverse(fits)
	}
	n := atOnce
	if t.Want.Exact && len(t.Want.Dates) == 1 && t.Want.At(fits[0].Start) {
		n = 1
	}
	t.Offered = schedule.Varied(t.together(fits, n), n, Offer.slot)
	t.Shown = append(t.Shown, t.Offered...)
	if t.Bound != "" {
		if err := t.give(""); err != nil {
			return err
		}
		if err := t.keep(); err != nil {
			return err
		}
	}
	if n == 1 { // exactly what was asked for: it is read back before it is booked
		if w := t.Who; t.Flow == "book" && (w.Given == "" || w.Birth == "" || w.Phone+w.Email == "") { // else it is read back at once
			t.say("time.have", Args{"offers": t.offers(t.Offered)})
		}
		t.choose(t.Offered, 0)
	}
	return nil
}

// instead returns times where none fits: on other days, if what is wanted is earlier or later than what was offered; else
// the nearest.
func (t *talk) instead(slots []schedule.Slot) []Offer {
	if wide := t.Want; len(wide.Dates) > 0 && (!wide.After.IsZero() || !wide.Before.IsZero()) {
		wide.Dates = nil
		if fits := t.fitting(slots, wide); len(fits) > 0 {
			return fits
		}
	}
	return t.nearest(t.fitting(slots, when.Want{Prefer: when.Latest}))
}

// nothingThen says that no time is as wanted: because the practice is closed on the day, or because all is taken.
func (t *talk) nothingThen() {
	d := t.in.Heard.When.Want.Dates
	if len(t.Shown) == 0 {
		d = t.Want.Dates
	}
	if len(d) == 1 && d[0].From == d[0].To && !d[0].From.IsZero() &&
		!slices.ContainsFunc(t.p.Locations, func(l practice.Location) bool { return l.Active && len(t.p.OpenOn(l.ID, d[0].From)) > 0 }) {
		t.say("none.closed", Args{"day": t.calendar().day(d[0].From)})
		return
	}
	t.say("none", nil)
}

// free returns the free times of the coming weeks, each in the zone of its place.
func (t *talk) free() ([]schedule.Slot, error) {
	today := civil.DateOf(t.Now())
	q := schedule.Query{Service: t.service(), Provider: practice.ProviderID(t.Slots["provider"]), Location: practice.LocationID(t.Slots["location"]),
		From: today, To: today.AddDays(min(t.p.Settings.Horizon, longest)), About: t.aboutThem(), Language: t.Slots["language"]}
	if q.Provider == "" {
		q.Provider = t.keeps()
	}
	if t.Bound != "" { // neither is spoken of
		q.Provider, q.Location = t.Visit.Provider, t.Visit.Location
	}
	slots, err := t.Free(q)
	if len(slots) == 0 && err == nil && q.Language != "" {
		t.say("none.language", nil)
		delete(t.Slots, "language")
		return t.free()
	}
	wanted := slices.DeleteFunc(slices.Clone(slots), t.unwanted)
	if len(wanted) == 0 && len(slots) > 0 {
		t.say("none.whom", nil)
		delete(t.Slots, "not")
		delete(t.Slots, "away")
		return slots, err
	}
	return wanted, err
}

// aboutThem is what they said of themselves that a service may ask for.
func (t *talk) aboutThem() schedule.About {
	a := schedule.About{State: t.Slots["state"], Seen: practice.Seen(t.Slots["seen"])}
	if svc, _ := t.p.Service(t.service()); svc.Aged() && t.Visit == nil { // whether a visit is for them was settled when it was booked
		a.Birth = t.birth()
	}
	return a
}

// fitting returns the times that are wanted, earliest first: the first of them, or all where the latest are wanted. Those
// that were offered before are among them only where there is nothing else, or where a time was named.
func (t *talk) fitting(slots []schedule.Slot, want when.Want) []Offer {
	if !want.Exact {
		if fresh := t.fits(slots, want, t.Shown); len(fresh) > 0 {
			return fresh
		}
	}
	return t.fits(slots, want, nil)
}

func (t *talk) fits(slots []schedule.Slot, want when.Want, but []Offer) []Offer {
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
		if o := offerOf(s); !slices.ContainsFunc(but, o.same) {
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
	days := when.Want{Dates: t.Want.Dates}
	first, _ := days.Days(civil.DateOf(t.Now()), min(t.p.Settings.Horizon, longest))
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
	for i, o := range near {
		if far(o) > far(near[0])+alsoNear {
			return near[:i]
		}
	}
	return near
}

// alsoNear is how much farther than the nearest a time may be that is offered with it, as nearest counts.
const alsoNear = 300

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

// together leaves the times at one place, where there are enough of them: that in the practice's own zone rather than
// another, if the soonest is not what is wanted.
func (t *talk) together(fits []Offer, n int) []Offer {
	places := []practice.LocationID{fits[0].Location}
	for _, l := range t.p.Locations {
		if !t.zoned(l) && t.Want.Prefer == "" {
			places = append([]practice.LocationID{l.ID}, places...)
			break
		}
	}
	for _, p := range places {
		here := slices.DeleteFunc(slices.Clone(fits), func(o Offer) bool { return o.Location != p })
		if len(here) >= n {
			return here
		}
	}
	return fits
}
