package fhir

import (
	"strings"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
)

// person reads who a Patient resource says somebody is.
func (a *ask) person(r Patient) (p patient.Person, err error) {
	p.How = "api"
	if len(r.Name) == 0 || r.Name[0].Family == "" || len(r.Name[0].Given) == 0 {
		return p, problem{code: "required", at: "Patient.name", text: "A patient needs a family name and a given one."}
	}
	given := strings.Join(r.Name[0].Given, " ")
	for at, part := range map[string]string{"Patient.name.given": given, "Patient.name.family": r.Name[0].Family} {
		if err := patient.CheckName(part); err != nil {
			return p, bad(at, "That is not a name that can be kept.")
		}
	}
	p.Name = phi.NewName(given, r.Name[0].Family)
	d, err := civil.ParseDate(r.BirthDate)
	if err != nil {
		return p, problem{code: "required", at: "Patient.birthDate", text: "A patient needs a whole date of birth, such as 1980-05-17."}
	}
	if p.Birth, err = patient.ParseBirth(d.String(), today(a)); err != nil {
		return p, bad("Patient.birthDate", "That is not a date of birth.")
	}
	for _, c := range r.Telecom {
		switch {
		case (c.System == "phone" || c.System == "sms") && p.Phone.IsZero():
			if p.Phone, err = patient.ParsePhone(c.Value); err != nil {
				return p, bad("Patient.telecom.value", "That is not a telephone number.")
			}
		case c.System == "email" && p.Email.IsZero():
			if p.Email, err = phi.ParseEmail(c.Value); err != nil {
				return p, bad("Patient.telecom.value", "That is not an e-mail address.")
			}
		}
	}
	if p.Phone.IsZero() && p.Email.IsZero() {
		return p, problem{code: "required", at: "Patient.telecom", text: "A patient needs a telephone number or an e-mail address, so that the practice can reach them."}
	}
	return p, nil
}

// stateOf is where somebody says they are, for a video visit.
func stateOf(r Patient) string {
	for _, at := range r.Address {
		if at.State != "" {
			return at.State
		}
	}
	return ""
}
