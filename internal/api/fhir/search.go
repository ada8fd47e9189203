package fhir

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// bedside reads what decides about an answer and is not shown.
var bedside = actor.System()

func today(a *ask) civil.Date { return civil.DateOf(a.Now()) }

func contains[T comparable](all []T, one T) bool { return slices.Contains(all, one) }

func appointmentParams() []param {
	return []param{
		{"patient", "reference", "Whose; patient.identifier takes the practice's own number"}, {"date", "date", "When it begins"},
		{"practitioner", "reference", "With whom; practitioner.identifier takes an NPI"}, {"actor", "reference", "A Patient, Practitioner or Location"},
		{"location", "reference", "Where"}, {"status", "token", "Its state"}, {"service-type", "token", "The kind of visit"}, {"specialty", "token", "The provider's specialty"},
		{"identifier", "token", "Its id"}, {"_lastUpdated", "date", "When it changed last"},
	}
}

// errNone ends the reading of parameters: nothing can match.
var errNone = errors.New("nothing can match")

func (a *ask) searchAppointments() (reply, error) {
	q, err := a.asked(appointmentParams(), "_include", "_sort", "patient.identifier", "practitioner.identifier")
	if err != nil {
		return reply{}, err
	}
	var l list
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		l = list{}
		s, err := q.appointmentsWanted(t)
		if errors.Is(err, errNone) {
			return nil
		}
		if err != nil {
			return err
		}
		return q.searched(t, s, &l)
	})
	if err != nil {
		return reply{}, err
	}
	return q.bundle("Appointment", l), nil
}

// appointmentsWanted reads the parameters. A patient's app finds only what is theirs.
func (q *query) appointmentsWanted(t tx.Tx) (s schedule.Search, err error) {
	a := q.a
	if own := a.own(); own != "" {
		s.Patients = []patient.ID{own}
		s.Loud = true
		if s.Without, err = a.hidden(t); err != nil {
			return s, err
		}
	}
	if s.Starts, err = q.dates("date"); err != nil {
		return s, err
	}
	if s.Changed, err = q.dates("_lastUpdated"); err != nil {
		return s, err
	}
	for _, f := range []func() error{
		func() error { return q.idsWanted(&s) }, func() error { return q.patientsWanted(t, &s) }, func() error { return q.actorsWanted(&s) }, func() error { return q.kindsWanted(&s) },
		func() error { return q.order(&s) },
	} {
		if err := f(); err != nil {
			return s, err
		}
	}
	return s, nil
}

// both keeps what is in both lists, the first of which may be nil for anything. None ends the search.
func both[T comparable](have *[]T, want []T) error {
	if *have != nil {
		want = slices.DeleteFunc(want, func(w T) bool { return !slices.Contains(*have, w) })
	}
	if *have = want; len(want) == 0 {
		return errNone
	}
	return nil
}

func (q *query) idsWanted(s *schedule.Search) error {
	for _, name := range []string{"_id", "identifier"} {
		err := q.each(name, func(v value) error {
			var ids []schedule.ID
			for _, one := range v.alternatives() {
				if i, err := id.Parse[schedule.Appointment](codeOf(one).code); err == nil {
					ids = append(ids, i)
				}
			}
			return both(&s.IDs, ids)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// patientsWanted reads whose visits are asked for: only whoever may see patients knows of any.
func (q *query) patientsWanted(t tx.Tx, s *schedule.Search) error {
	a := q.a
	err := q.each("patient", func(v value) error {
		if a.own() == "" && !a.sees() {
			return a.need("Patient", 'r')
		}
		refs, err := v.refs(a.base, "Patient")
		if err != nil {
			return err
		}
		return both(&s.Patients, idsOf[patient.ID](refs, "Patient"))
	})
	if err != nil {
		return err
	}
	return q.each("patient.identifier", func(v value) error {
		if err := a.need("Patient", 's'); err != nil {
			return err
		}
		if a.own() != "" {
			return problem{code: "not-supported", at: v.name, text: "The app of a patient asks by their id."}
		}
		var ids []patient.ID
		for _, one := range v.alternatives() {
			found, err := a.numbered(t, codeOf(one))
			if err != nil {
				return err
			}
			ids = append(ids, found...)
		}
		delete(q.used, "patient.identifier") // a number of somebody stays out of the links
		for _, i := range ids {
			q.used.Add("patient", string(i))
		}
		return both(&s.Patients, ids)
	})
}

func idsOf[T ~string](refs []Reference, typ string) (all []T) {
	for _, r := range refs {
		if r.Type == typ {
			all = append(all, T(r.Reference))
		}
	}
	return all
}

func (q *query) actorsWanted(s *schedule.Search) error {
	a := q.a
	for name, take := range map[string]func(refs []Reference) error{
		"practitioner": func(refs []Reference) error {
			return both(&s.Providers, idsOf[practice.ProviderID](refs, "Practitioner"))
		},
		"location": func(refs []Reference) error { return both(&s.Locations, idsOf[practice.LocationID](refs, "Location")) },
	} {
		err := q.each(name, func(v value) error {
			refs, err := v.refs(a.base, map[string]string{"practitioner": "Practitioner", "location": "Location"}[name])
			if err != nil {
				return err
			}
			return take(refs)
		})
		if err != nil {
			return err
		}
	}
	err := q.each("practitioner.identifier", func(v value) error {
		var ids []practice.ProviderID
		for _, p := range a.p.Providers {
			if p.NPI != "" && slices.ContainsFunc(v.alternatives(), func(s string) bool { return codeOf(s).is(systemNPI, p.NPI) }) {
				ids = append(ids, p.ID)
			}
		}
		return both(&s.Providers, ids)
	})
	if err != nil {
		return err
	}
	return q.each("actor", func(v value) error {
		refs, err := v.refs(a.base, "Patient", "Practitioner", "Location")
		if err != nil {
			return err
		}
		if slices.ContainsFunc(refs, func(r Reference) bool { return r.Type != refs[0].Type }) {
			return problem{code: "not-supported", at: v.name, text: "Several actors in one parameter must be of one type."}
		}
		switch refs[0].Type {
		case "Practitioner":
			return both(&s.Providers, idsOf[practice.ProviderID](refs, "Practitioner"))
		case "Location":
			return both(&s.Locations, idsOf[practice.LocationID](refs, "Location"))
		}
		if a.own() == "" && !a.sees() {
			return a.need("Patient", 'r')
		}
		return both(&s.Patients, idsOf[patient.ID](refs, "Patient"))
	})
}

// states are all that an appointment in the book can be in; the others of FHIR match none.
var states = []schedule.Status{schedule.Pending, schedule.Booked, schedule.Arrived, schedule.CheckedIn, schedule.Fulfilled, schedule.NoShow, schedule.Cancelled, schedule.EnteredInError}

func (q *query) kindsWanted(s *schedule.Search) error {
	a := q.a
	err := q.each("status", func(v value) error {
		if err := v.unmodified("not"); err != nil {
			return err
		}
		var all []schedule.Status
		for _, one := range v.alternatives() {
			c := schedule.Status(codeOf(one).code)
			if !slices.Contains(states, c) && c != "proposed" && c != "waitlist" {
				return bad("status", "The status is one of proposed, pending, booked, arrived, fulfilled, cancelled, noshow, entered-in-error, checked-in and waitlist.")
			}
			all = append(all, c)
		}
		if v.modifier == "not" {
			all = slices.DeleteFunc(slices.Clone(states), func(s schedule.Status) bool { return slices.Contains(all, s) })
		} else {
			all = slices.DeleteFunc(all, func(s schedule.Status) bool { return !slices.Contains(states, s) })
		}
		return both(&s.Statuses, all)
	})
	if err != nil {
		return err
	}
	err = q.each("service-type", func(v value) error {
		var ids []practice.ServiceID
		for _, svc := range a.p.Services {
			if isService(svc, v) {
				ids = append(ids, svc.ID)
			}
		}
		return errors.Join(v.unmodified(), both(&s.Services, ids))
	})
	if err != nil {
		return err
	}
	return q.each("specialty", func(v value) error {
		var ids []practice.ProviderID
		for _, p := range a.p.Providers {
			if hasSpecialty(p, v) {
				ids = append(ids, p.ID)
			}
		}
		return errors.Join(v.unmodified(), both(&s.Providers, ids))
	})
}

// order reads how the answer is sorted and where its page begins.
func (q *query) order(s *schedule.Search) error {
	by, down := strings.CutPrefix(q.sort, "-")
	switch s.Latest = down; by {
	case "", "date":
	case "_lastUpdated":
		s.ByChange = true
	default:
		return problem{code: "not-supported", at: "_sort", text: "Appointments are sorted by date, -date, _lastUpdated or -_lastUpdated."}
	}
	if q.cursor == "" {
		return nil
	}
	text, ok := opened(q.cursor)
	parts := strings.Split(text, ":")
	if !ok || len(parts) != 3 || parts[0] != "a" {
		return errCursor()
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	i, err2 := id.Parse[schedule.Appointment](parts[2])
	if err != nil || err2 != nil {
		return errCursor()
	}
	s.After = schedule.Place{At: time.UnixMicro(n), ID: i}
	return nil
}
