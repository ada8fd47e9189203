package schedule

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// About is what is known of whom a visit is for. What is zero is not known: a search then shows what may suit, and a
// booking asks for what the service needs to know.
type About struct {
	Birth  phi.BirthDate
	Seen   practice.Seen // Anyone: not known
	State  string        // two letters: where the patient is during a video visit
	Reason string
}

// Field is the cause of an error about one thing that was asked for, so that a form says it beside that field: what a
// service needs to know of the patient, which is Birth, Seen, State or Reason; Overbook; the Times and Every of a series;
// and of a place on the waitlist its To, Until and Provider.
type Field string

// Error makes it a cause. People read the sentence around it.
func (f Field) Error() string { return "field " + string(f) }

func about(f Field, sentence string) error {
	return fault.Wrap(fault.Invalid, "schedule.about", sentence, f)
}

// suits says why the service is not for the patient, as far as they are known. To a stranger it says nothing that they
// have not said themselves.
func (r rules) suits(start time.Time, l practice.Location) error {
	a, s := r.about, r.svc
	if a.Birth != (phi.BirthDate{}) {
		if !s.OfAge(a.Birth.AgeOn(civil.DateOf(start.In(l.In())))) {
			return about("Birth", "This kind of visit is "+Ages(s)+". Please choose another kind, or call us.")
		}
	}
	switch {
	case a.Seen == practice.Returning && s.Seen == practice.New:
		return about("Seen", "This kind of visit is for people who have not been here before. Please choose another kind.")
	case a.Seen == practice.New && s.Seen == practice.Returning:
		return about("Seen", "This kind of visit is for people who have been here before. Please choose a visit for new patients.")
	case a.Reason != "" && len(s.Reasons) > 0 && !r.staff && !slices.ContainsFunc(s.Reasons, func(o string) bool { return strings.EqualFold(o, strings.TrimSpace(a.Reason)) }):
		return about("Reason", "This kind of visit is for: "+strings.Join(s.Reasons, ", ")+". Please choose one of these, or another kind of visit.")
	}
	return nil
}

// knows asks a booking for what the service needs to know. Staff know their patients, but for where they will be.
func (r rules) knows() error {
	a, s := r.about, r.svc
	switch {
	case s.Telehealth && a.State == "" && !r.staff:
		return about("State", "Please say in which state you will be during the visit. Providers may only see patients where they are licensed.")
	case s.Seen != practice.Anyone && a.Seen == practice.Anyone && !r.staff:
		return about("Seen", "Please say whether you have been here before.")
	case len(s.Reasons) > 0 && strings.TrimSpace(a.Reason) == "" && !r.staff:
		return about("Reason", "Please say what the visit is for: "+strings.Join(s.Reasons, ", ")+".")
	}
	return nil
}

// Ages says for whom a service is, such as "for people from 18 years of age"; "" where it is for everybody.
func Ages(s practice.Service) string {
	n := func(years int) string {
		if years == 1 {
			return "1 year"
		}
		return itoa(years) + " years"
	}
	switch {
	case !s.Aged():
		return ""
	case s.AgeTo == 0:
		return "for people from " + n(s.AgeFrom) + " of age"
	case s.AgeFrom == 0:
		return "for people up to " + n(s.AgeTo) + " of age"
	}
	return "for people from " + itoa(s.AgeFrom) + " to " + n(s.AgeTo) + " of age"
}

// licensed reports whether the provider may see the patient by video: yes as long as nobody knows where the patient is.
func (r rules) licensed(v practice.ProviderID, day civil.Date) bool {
	return !r.svc.Telehealth || r.about.State == "" || r.p.Licensed(v, r.about.State, day)
}
