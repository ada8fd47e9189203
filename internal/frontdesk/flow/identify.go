package flow

import (
	"bedside/internal/frontdesk/hear"
	"bedside/internal/schedule"
)

// maxTries is how often somebody may try to say who they are in one conversation (SAFETY 8).
const maxTries = 3

// verify asks the World whether the name and the date of birth are those of one patient with visits to come. The words
// are the same whether there is no such patient, no such visit, or no more tries.
func (t *talk) verify() (bool, error) {
	if t.Tries < maxTries {
		if ok, err := t.matched(); ok || err != nil {
			return ok, err
		}
	}
	t.Tries++
	t.note("not verified")
	if t.Behalf == ofPatient {
		return false, t.unproven()
	}
	doubted := append([]string{t.Who.Birth}, t.Who.OtherBirths...)
	t.forget("name")
	t.forget("dob")
	t.Who.Doubted = doubted
	unknown := "unknown"
	if t.listed() {
		unknown = "wait.unknown"
	}
	if t.Tries >= maxTries {
		t.say(unknown+".last", nil)
		return false, t.orMessage("")
	}
	t.say(unknown, nil)
	t.Step, t.Fails = "name", 0
	return false, t.ask("")
}

// matched takes the patient whom the name and the date of birth verify, with what the flow is about.
func (t *talk) matched() (bool, error) {
	names, births := t.Who.claims()
	if t.listed() {
		i, waits, ok, err := t.MatchWaiting(names, births, t.speaker())
		if ok {
			t.Who.Patient, t.Waits = i, waits
		}
		return ok, err
	}
	i, visits, ok, err := t.Match(names, births, t.speaker())
	if !ok || err != nil {
		return false, err
	}
	t.Who.Patient = i
	for _, v := range visits {
		t.Visits = append(t.Visits, VisitOf(v))
	}
	return true, nil
}

// VisitOf is as much of a visit as a conversation remembers.
func VisitOf(a schedule.Appointment) Visit {
	return Visit{ID: a.ID, Version: a.Version, Service: a.Service, Provider: a.Provider, Location: a.Location, Start: a.Start, Requested: a.Status == schedule.Pending}
}

// takeVisit takes which of their visits is meant.
func (t *talk) takeVisit() (bool, error) {
	h := t.in.Heard
	i := t.chosen(len(t.Visits))
	if i < 0 {
		i = t.meant(h)
	}
	if i < 0 {
		return false, nil
	}
	v := t.Visits[i]
	t.Visit = &v
	return true, nil
}

// meant returns the one visit whose day, time or provider the words name, -1 if none or several fit.
func (t *talk) meant(h hear.Heard) int {
	found := -1
	provider, named := h.Slot("provider")
	for i, v := range t.Visits {
		l, _ := t.p.Location(v.Location)
		byTime := !h.When.Want.IsZero() && h.When.Want.At(v.Start.In(l.In()))
		if byTime || named && string(v.Provider) == provider.ID {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}
