package exchange

import (
	"strings"
	"unicode"

	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// person reads who a row is about. Invalid with a sentence; the refusal says at which column.
func (r *reading) person(row Row) (p patient.Patient, no *Refusal) {
	given, family := r.value(row, GivenName), r.value(row, FamilyName)
	if given == "" && family == "" {
		given, family = split(r.value(row, FullName))
	}
	p.Name = phi.NewName(given, family)
	p.Number = phi.NewText(r.value(row, Number))
	if day := r.value(row, BirthDay); day != "" {
		day, err := r.orders[BirthDay].american(dateOnly(day))
		if err == nil {
			p.Birth, err = patient.ParseBirth(day, r.today)
		}
		if err != nil {
			return p, r.no(row, BirthDay, err)
		}
	}
	mayEmail, err := yes(r.value(row, MayEmail))
	if err != nil {
		return p, r.no(row, MayEmail, err)
	}
	mayText, err := yes(r.value(row, MayText))
	if err != nil {
		return p, r.no(row, MayText, err)
	}
	for i, f := range r.run.Plan.Columns {
		v := cell(row, i)
		if v == "" {
			continue
		}
		switch f {
		case Phone:
			if _, err := patient.ParsePhone(v); err != nil {
				return p, r.at(row, i, err)
			}
			p.Contacts = append(p.Contacts, patient.Contact{Kind: patient.Phone, Value: phi.NewText(v), Consent: mayText, ConsentHow: "import"})
		case Email:
			if _, err := phi.ParseEmail(v); err != nil {
				return p, r.at(row, i, err)
			}
			p.Contacts = append(p.Contacts, patient.Contact{Kind: patient.Email, Value: phi.NewText(v), Consent: mayEmail, ConsentHow: "import"})
		}
	}
	return p, nil
}

// split reads "Marlow, Ines" and "Ines Marlow".
func split(full string) (given, family string) {
	if family, given, found := strings.Cut(full, ","); found {
		return strings.TrimSpace(given), strings.TrimSpace(family)
	}
	i := strings.LastIndexFunc(full, unicode.IsSpace)
	return strings.TrimSpace(full[:max(i, 0)]), full[i+1:]
}

// yes reads a consent. Only a clear yes is one, nothing is a no, and what is neither is refused: no consent is made up.
func yes(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1", "x", "ok", "si", "sí":
		return true, nil
	case "", "no", "n", "false", "0", "none", "-":
		return false, nil
	}
	return false, refused("This is neither yes nor no. A consent must be one of the two.")
}

// provider reads a provider of the practice from a row.
func (r *reading) provider(row Row) (v practice.Provider, no *Refusal) {
	v.Given, v.Family, v.Credentials = r.value(row, GivenName), r.value(row, FamilyName), r.value(row, Credentials)
	if v.Given == "" && v.Family == "" {
		full := strings.TrimPrefix(strings.TrimPrefix(r.value(row, FullName), "Dr. "), "Dr ")
		if v.Credentials == "" {
			full, v.Credentials = degree(full)
		}
		v.Given, v.Family = split(full)
	}
	switch {
	case v.Family == "":
		return v, r.no(row, FamilyName, refused("The last name is missing."))
	case v.Given == "":
		return v, r.no(row, GivenName, refused("The first name is missing."))
	}
	v.Specialty, v.Languages = r.value(row, Specialty), r.value(row, Languages)
	if n := r.value(row, NPI); n != "" {
		npi, err := practice.ParseNPI(n)
		if err != nil {
			return v, r.no(row, NPI, err)
		}
		v.NPI = npi
	}
	for name := range strings.SplitSeq(strings.NewReplacer("|", ";", "/", ";").Replace(r.value(row, Services)), ";") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		s, ok := r.service(name)
		if !ok {
			return v, r.no(row, Services, refused("One of these services is not known here. Add it under Practice, Services first, or leave the column out."))
		}
		v.Services = append(v.Services, s.ID)
	}
	active, err := activity(r.value(row, Active))
	if err != nil {
		return v, r.no(row, Active, err)
	}
	v.Active = active
	return v, nil
}

// degree takes "Ines Marlow, MD" apart; "Marlow, Ines" has none.
func degree(full string) (name, credentials string) {
	i := strings.LastIndex(full, ",")
	if i < 0 {
		return full, ""
	}
	after := strings.TrimSpace(full[i+1:])
	if strings.ToUpper(after) == after || after == "PhD" || after == "PsyD" || strings.Contains(full[:i], ",") {
		return strings.TrimSpace(full[:i]), after
	}
	return full, ""
}

func activity(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "", "yes", "y", "true", "1", "active", "enabled":
		return true, nil
	case "no", "n", "false", "0", "inactive", "disabled", "terminated":
		return false, nil
	}
	return false, refused("This is neither yes nor no. Say whether the provider is active.")
}

// service finds a service by its name.
func (r *reading) service(name string) (practice.Service, bool) {
	for _, s := range r.practice.Services {
		if s.Active && strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return practice.Service{}, false
}
