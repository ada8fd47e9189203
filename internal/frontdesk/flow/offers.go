package flow

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/frontdesk/when"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

const (
	atOnce   = 3                // times that are offered together
	longest  = 61               // days that one search spans
	settling = 15 * time.Minute // until a time that is offered must still be free to be booked
)

// rewish forgets what was chosen and offered; what was wished before stays until something else is.
func (t *talk) rewish() { t.Wished, t.Chosen, t.Offered = false, nil, nil }

// rewished takes a new wish in place of the time that was chosen, "actually, Thursday", and reports whether there is one.
func (t *talk) rewished() bool {
	want := t.in.Heard.When.Want
	if want.IsZero() || t.in.Heard.When.Clash != nil || want.At(t.local(*t.Chosen)) && len(want.NotDates) == 0 {
		return false
	}
	t.rewish()
	t.Want, t.Wished = t.Want.With(want), true
	t.mentions()
	return true
}

// takeWish takes which days and times would suit.
func (t *talk) takeWish() (bool, error) {
	h := t.in.Heard
	if c := h.When.Clash; c != nil {
		return true, t.clash(c)
	}
	changed := t.prefer()
	want := h.When.Want
	switch {
	case !want.IsZero():
		t.Want = t.Want.With(want)
		t.mentions()
	case changed, h.Has(hear.Unsure), h.Has(hear.Affirm):
	case h.Has(hear.RequestAlternatives), h.Has(hear.Deny):
		t.Want = when.Want{}
	default:
		return false, nil
	}
	t.Wished, t.Offered = true, nil
	delete(t.Slots, "other")
	return true, nil
}

// clash asks which day was meant where the words contradict themselves.
func (t *talk) clash(c *when.Clash) error {
	t.asks = true
	days := slices.DeleteFunc(slices.Clone(c.Readings), func(d civil.Date) bool { return d.Before(civil.DateOf(t.Now())) })
	if len(days) < 2 {
		t.say("noday", nil)
		return t.ask("again")
	}
	args := Args{"day": t.calendar().day(days[0]), "other": t.calendar().day(days[1])}
	t.say("which", args)
	t.Question = Text(t.out.Pieces)
	return nil
}

// takeOffer takes the choice among the times on offer, or what would suit better.
func (t *talk) takeOffer() (bool, error) {
	h := t.in.Heard
	if h.When.Clash != nil {
		return true, t.clash(h.When.Clash)
	}
	i := t.chosen(len(t.Offered))
	want := h.When.Want
	switch yes := h.Has(hear.Affirm) && !h.Has(hear.Deny); {
	case i >= 0 && i < len(t.Offered):
	case t.prefer():
		t.Offered = nil
		if !want.IsZero() {
			t.Want = t.Want.With(want)
		}
		return true, nil
	case !want.IsZero():
		if i = t.means(want); i >= 0 {
			break
		}
		t.rewish()
		t.Want, t.Wished = t.Want.With(want), true
		t.mentions()
		return true, nil
	case h.Has(hear.RequestAlternatives), h.Has(hear.Deny):
		t.rewish()
		t.Slots["other"] = "asked"
		return true, nil
	case yes && len(t.Offered) == 1, h.Has(hear.Unsure):
		i = 0
	case yes:
		t.say("time.which", t.args())
		t.asks = true
		return true, nil
	default:
		return false, nil
	}
	chosen := t.Offered[i]
	t.Chosen, t.Offered = &chosen, nil
	return true, nil
}

// ordinals are the words for a place in a list, folded.
var ordinals = [][]string{
	{"1", "one", "first", "the first", "first one", "the first one", "number one", "number 1", "option 1", "option one", "uno", "la primera", "primera", "el primero"},
	{"2", "two", "second", "the second", "second one", "the second one", "number two", "number 2", "option 2", "option two", "dos", "la segunda", "segunda", "el segundo"},
	{"3", "three", "third", "the third", "third one", "the third one", "number three", "number 3", "option 3", "option three", "tres", "la tercera", "tercera", "el tercero"},
	{"4", "four", "fourth", "the fourth", "the fourth one", "number 4", "number four", "cuatro", "la cuarta"},
	{"5", "five", "fifth", "the fifth", "the fifth one", "number 5", "number five", "cinco", "la quinta"},
}

// chosen is the place in a numbered list of n that was said or keyed, -1 for none.
func (t *talk) chosen(n int) int {
	i := t.in.Heard.Selected
	said := strings.TrimSpace(plainly(t.in.Text))
	if t.in.Digits != "" {
		said = t.in.Digits
	}
	for place, all := range ordinals {
		if slices.Contains(all, said) || slices.Contains(all, strings.TrimSuffix(said, " please")) {
			i = place
		}
	}
	if i >= n {
		return -1
	}
	return i
}

// means returns the one time on offer that the words name, -1 if none or several fit.
func (t *talk) means(want when.Want) int {
	if len(want.NotDates) > 0 || want.Other {
		return -1
	}
	found := -1
	for i, o := range t.Offered {
		if want.At(t.local(o)) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// offer looks for times that suit. Where none does it says so and offers the nearest; where there is none at all it
// takes a message.
func (t *talk) offer() error {
	free, err := t.free()
	if err != nil {
		return err
	}
	fits := slices.DeleteFunc(slices.Clone(free), func(o Offer) bool { return !t.Want.At(t.local(o)) })
	if len(fits) == 0 && len(free) > 0 {
		t.say("none", nil)
		fits = t.nearest(free)
	}
	if len(fits) == 0 {
		t.say("none.at.all", nil)
		return t.orMessage(t.summary())
	}
	if t.Want.Prefer == when.Latest {
		slices.Reverse(fits)
	}
	n := atOnce
	if t.Want.Exact && len(t.Want.Dates) == 1 && t.Want.At(t.local(fits[0])) {
		n = 1
	}
	t.Offered = t.varied(fits, n)
	t.Shown = append(t.Shown, t.Offered...)
	return nil
}

// free returns the times of the coming weeks that were not offered yet.
func (t *talk) free() ([]Offer, error) {
	today := civil.DateOf(t.Now())
	q := schedule.Query{Service: t.service(), Provider: practice.ProviderID(t.Slots["provider"]), Location: practice.LocationID(t.Slots["location"]),
		From: today, To: today.AddDays(min(t.p.Settings.Horizon, longest))}
	if t.Visit != nil && q.Provider == "" {
		q.Provider = t.Visit.Provider
	}
	slots, err := t.Free(q)
	if err != nil {
		return nil, err
	}
	var all []Offer
	for _, s := range slots {
		o := offerOf(s)
		if o.Start.Before(t.Now().Add(t.p.Settings.Notice + settling)) {
			continue
		}
		if !slices.ContainsFunc(t.Shown, o.same) && (t.Visit == nil || !o.Start.Equal(t.Visit.Start)) {
			all = append(all, o)
		}
	}
	return all, nil
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
		at := t.local(o)
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
func (t *talk) varied(fits []Offer, n int) []Offer {
	picked := []Offer{fits[0]}
	differs := []func(a, b Offer) bool{
		func(a, b Offer) bool { return civil.DateOf(t.local(a)) != civil.DateOf(t.local(b)) },
		func(a, b Offer) bool { return (t.local(a).Hour() < 12) != (t.local(b).Hour() < 12) },
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

// service is what is booked: what was said, or what the practice books for whoever says nothing more.
func (t *talk) service() practice.ServiceID {
	if svc, ok := t.p.Service(t.State.Service()); ok && (t.Visit != nil || svc.Online && !t.tooLate(svc)) {
		return svc.ID
	}
	provider, known := t.p.Provider(practice.ProviderID(t.Slots["provider"]))
	for _, wanted := range []func(practice.Service) bool{
		func(s practice.Service) bool { return !s.Telehealth && !narrow(s.Name) },
		func(s practice.Service) bool { return true },
	} {
		for _, s := range t.p.Services {
			if s.Active && s.Online && wanted(s) && (!known || provider.Offers(s.ID)) {
				return s.ID
			}
		}
	}
	return ""
}

// tooLate reports whether a service is for the same day and another day is wanted.
func (t *talk) tooLate(s practice.Service) bool {
	return saysAny(plainly(s.Name), []string{"same day"}) && !t.Want.Day(civil.DateOf(t.Now()))
}

// narrow reports whether the name of a service says that it is not for whatever may come.
func narrow(name string) bool {
	return saysAny(plainly(name), []string{"new", "same", "annual", "injection", "procedure", "vaccination", "follow"})
}

// known reports whether a step needs no question any more. It prepares what the question is about, and may end the
// flow, which then has asked by itself.
func (t *talk) known(step string) (bool, error) {
	switch step {
	case "name":
		return t.Who.Given != "" && t.Who.Family != "", nil
	case "dob":
		return t.Who.Birth != "", nil
	case "phone":
		return t.Who.Phone != "" || t.Who.Email != "" || t.Slots["phone"] != "", nil
	case "visit":
		if t.Visit != nil {
			return true, nil
		}
		if len(t.Visits) == 0 {
			if ok, err := t.verify(); !ok || err != nil {
				return false, err
			}
		}
		if does := t.flow().Does; len(t.Visits) == 1 || does == "tell" || does == "confirm" {
			t.Visit = &t.Visits[0]
		}
		return t.Visit != nil, nil
	case "date":
		return t.Wished, nil
	case "time":
		if t.Chosen == nil && len(t.Offered) == 0 {
			if err := t.offer(); err != nil {
				return false, err
			}
		}
		return t.Chosen != nil, nil
	}
	return strings.TrimSpace(t.Slots[step]) != "", nil
}
