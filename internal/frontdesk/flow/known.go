package flow

import (
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// service is what is booked: what was said, or what the practice books for whoever says nothing more.
func (t *talk) service() practice.ServiceID {
	provider, known := t.p.Provider(practice.ProviderID(t.Slots["provider"]))
	if svc, ok := t.p.Service(t.State.Service()); ok && (t.Visit != nil || t.isFor(svc)) && (t.Visit != nil || svc.Online && !t.tooLate(svc) && (!known || provider.Offers(svc.ID) || t.nobody(svc))) {
		return svc.ID
	}
	for _, wanted := range []func(practice.Service) bool{
		func(s practice.Service) bool { return !s.Telehealth && !narrow(s.Name) },
		func(s practice.Service) bool { return true },
	} {
		for _, s := range t.p.Services {
			if s.Active && s.Online && wanted(s) && t.isFor(s) && (!known || provider.Offers(s.ID)) {
				return s.ID
			}
		}
	}
	return ""
}

// isFor reports whether the service is for them, as far as they said when they were born and whether they were here
// before.
func (t *talk) isFor(s practice.Service) bool {
	return t.ofAge(s) && (s.Seen == practice.Anyone || t.Slots["seen"] == "" || s.Seen == practice.Seen(t.Slots["seen"]))
}

// ofAge reports whether they are of an age for the service now or on the last day of a search, or did not say their age.
func (t *talk) ofAge(s practice.Service) bool {
	b, today := t.birth(), civil.DateOf(t.Now())
	return b == (phi.BirthDate{}) || s.OfAge(b.AgeOn(today)) || s.OfAge(b.AgeOn(today.AddDays(longest)))
}

// ofWrongAge returns the service that they want if they are too young or too old for it.
func (t *talk) ofWrongAge() (practice.Service, bool) {
	wanted, ok := t.p.Service(t.State.Service())
	return wanted, ok && t.Visit == nil && !t.ofAge(wanted)
}

// birth is the date of birth of whom the visit is for, zero while nobody said it.
func (t *talk) birth() (b phi.BirthDate) {
	if d, err := civil.ParseDate(t.Who.Birth); err == nil && t.Behalf != ofCaller && t.Behalf != whose {
		b = phi.NewBirthDate(d)
	}
	return b
}

// forAges reports whether what is booked is only for some ages.
func (t *talk) forAges() bool {
	svc, _ := t.p.Service(t.service())
	return t.Flow == "book" && svc.Aged()
}

// ageFirst asks who they are before a time, where a new visit is only for some ages: none is offered that is then refused.
func (t *talk) ageFirst(steps []string) []string {
	at := slices.Index(steps, "time")
	if !t.forAges() || at < 0 {
		return steps
	}
	who := func(s string) bool { return s == "name" || s == "dob" }
	before := slices.DeleteFunc(slices.Clone(steps[:at]), who)
	return slices.Concat(before, []string{"name", "dob"}, slices.DeleteFunc(slices.Clone(steps[at:]), who))
}

// nobody reports whether no provider who can be booked offers the service: then another provider is no way out.
func (t *talk) nobody(s practice.Service) bool {
	return !slices.ContainsFunc(t.p.Providers, func(v practice.Provider) bool { return v.Active && v.Offers(s.ID) })
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
	if t.Bound != "" && slices.Contains([]string{"name", "dob", "code", "state"}, step) {
		return true, nil
	}
	switch step {
	case "name":
		return t.Who.Given != "" && t.Who.Family != "", nil
	case "dob":
		return t.Who.Birth != "", nil
	case "phone":
		return t.Who.Phone != "" || t.Who.Email != "" || t.Slots["phone"] != "", nil
	case "code":
		return t.codeKnown()
	case "list":
		return t.Slots["list"] != "", nil
	case "held":
		if t.Slots["held"] == "yes" {
			return false, t.turnTo("sooner")
		}
		return t.Slots["held"] != "", nil
	case "visit":
		if t.listed() {
			if len(t.Waits) > 0 {
				return true, nil
			}
			return t.verify()
		}
		if t.Visit != nil {
			return t.lookedInto()
		}
		if len(t.Visits) == 0 {
			if ok, err := t.verify(); !ok || err != nil {
				return false, err
			}
		}
		if does := t.flow().Does; len(t.Visits) == 1 || does == "tell" || does == "confirm" {
			t.Visit = &t.Visits[0]
		}
		if t.Visit == nil {
			return false, nil
		}
		return t.lookedInto()
	case "state":
		svc, _ := t.p.Service(t.service())
		return !svc.Telehealth || t.Slots["state"] != "", nil
	case "seen":
		svc, _ := t.p.Service(t.service())
		return svc.Seen == practice.Anyone || t.Slots["seen"] != "", nil
	case "date":
		if !t.Wished {
			return false, nil
		}
		return t.lookedInto()
	case "time":
		if _, of := t.ofWrongAge(); of {
			t.Chosen, t.Offered = nil, nil
		}
		if t.Chosen == nil && len(t.Offered) == 0 {
			if err := t.offer(); err != nil {
				return false, err
			}
		}
		return t.Chosen != nil, nil
	}
	return strings.TrimSpace(t.Slots[step]) != "", nil
}
