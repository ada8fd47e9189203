package fhir

import (
	"strings"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// about is what is known of whom the visit is for.
func (q *query) about(t tx.Tx, who *Patient) (about schedule.About, err error) {
	a := q.a
	i := a.own()
	err = q.each("patient-reference", func(v value) error {
		refs, err := v.refs(a.base, "Patient")
		if err != nil {
			return err
		}
		if i = patient.ID(refs[0].Reference); a.own() == "" && !a.sees() {
			return a.need("Patient", 'r')
		}
		return nil
	})
	if err != nil {
		return about, err
	}
	if i != "" {
		if about.Birth, about.Seen, err = a.facts(t, i); err != nil {
			return about, err
		}
	}
	if who != nil {
		if about.State, err = state(*who); err != nil {
			return about, err
		}
		if d, err := civil.ParseDate(who.BirthDate); err == nil && i == "" {
			if about.Birth, err = patient.ParseBirth(d.String(), today(a)); err != nil {
				return about, bad("Patient.birthDate", "That is not a date of birth.")
			}
		}
	}
	return about, q.each("seen", func(v value) (err error) {
		about.Seen, err = seen(v.raw)
		return err
	})
}

// facts are what is on record that decides which visits are for somebody. They are not shown.
func (a *ask) facts(t tx.Tx, i patient.ID) (birth phi.BirthDate, was practice.Seen, err error) {
	p, err := a.record(t, i)
	if err != nil {
		return birth, was, err
	}
	ok, err := a.Schedule.Store.Seen(a.r.Context(), t, i, t.Now())
	if was = practice.New; ok {
		was = practice.Returning
	}
	return p.Birth, was, err
}

func seen(s string) (practice.Seen, error) {
	if w := practice.Seen(s); w == practice.New || w == practice.Returning {
		return w, nil
	}
	return "", bad("seen", "Say new or returning.")
}

func state(r Patient) (string, error) {
	s := strings.ToUpper(stateOf(r))
	if s == "" {
		return "", nil
	}
	s, err := schedule.ParseState(s)
	if err != nil {
		return "", bad("Patient.address.state", "A state is two letters, such as MN.")
	}
	return s, nil
}
