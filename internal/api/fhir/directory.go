package fhir

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/practice"
	"bedside/internal/words"
)

const systemNPI = "http://hl7.org/fhir/sid/us-npi"

// serviceSystem and specialtySystem name the codes of this practice; they are names and no addresses.
const (
	serviceSystem   = "urn:bedside:service"
	specialtySystem = "urn:bedside:specialty"
)

// item is a resource of the directory with what it is searched by.
type item struct {
	typ, id  string
	resource any
	active   bool
	match    func(v value) (bool, error) // of a parameter of its kind
}

// ofDirectory makes the two ways to a kind whose resources are all in the practice.
func ofDirectory(name string, params []param, all func(*ask) []item) kind {
	k := kind{name: name, params: params}
	k.read = func(a *ask) (reply, error) {
		for _, i := range all(a) {
			if i.id == a.r.PathValue("id") {
				return reply{body: i.resource, etag: a.version()}, nil
			}
		}
		return reply{}, notHere(name)
	}
	k.search = func(a *ask) (reply, error) {
		q, err := a.asked(params)
		if err != nil {
			return reply{}, err
		}
		var found []Entry
		for _, i := range all(a) {
			ok, err := q.matches(i)
			if err != nil {
				return reply{}, err
			}
			if ok {
				found = append(found, a.entry(i.typ, i.id, i.resource, "match"))
			}
		}
		l, err := q.page(found)
		return q.bundle(name, l), err
	}
	return k
}

// matches reports whether every value of the query matches. What is no longer active is found only if it is asked for.
func (q *query) matches(i item) (bool, error) {
	seen := false
	for _, v := range q.values {
		ok, err := true, error(nil)
		switch v.name {
		case "_id":
			seen, ok = true, slices.Contains(v.alternatives(), i.id)
		case "active", "status":
			seen = true
			want := v.raw == "true" || v.raw == "active"
			if !want && v.raw != "false" && v.raw != "inactive" && v.raw != "suspended" {
				return false, bad(v.name, "The value is true or false, of a location active or inactive.")
			}
			ok = want == i.active
		default:
			ok, err = i.match(v)
		}
		if err != nil || !ok {
			return false, err
		}
	}
	return i.active || seen, nil
}

func notHere(name string) error {
	return problem{status: http.StatusNotFound, code: "not-found", text: "There is no such " + name + " here."}
}

// version is the entity tag of everything in the directory: it grows with every change of the practice.
func (a *ask) version() string { return `W/"` + strconv.FormatInt(a.p.Version, 10) + `"` }

func service(s practice.Service) Concept {
	return Concept{Coding: []Coding{{serviceSystem, string(s.ID), s.Name}}, Text: s.Name}
}

func specialty(v practice.Provider) []Concept {
	if v.Specialty == "" {
		return nil
	}
	return []Concept{{Coding: []Coding{{specialtySystem, specialtyCode(v), v.Specialty}}, Text: v.Specialty}}
}

// specialtyCode is a provider's specialty as a code: what the practice calls it, in small letters with hyphens.
func specialtyCode(v practice.Provider) string {
	return strings.Join(strings.FieldsFunc(words.Fold(v.Specialty), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
}

// hasSpecialty reports whether one of the tokens means the provider's specialty, by its code or its name.
func hasSpecialty(v practice.Provider, value value) bool {
	return v.Specialty != "" && slices.ContainsFunc(value.alternatives(), func(s string) bool {
		c := codeOf(s)
		return c.is(specialtySystem, specialtyCode(v)) || c.any && words.Fold(c.code) == words.Fold(v.Specialty)
	})
}

// isService reports whether one of the tokens means the service, by its id, its name or its part of an address.
func isService(s practice.Service, value value) bool {
	return slices.ContainsFunc(value.alternatives(), func(text string) bool {
		c := codeOf(text)
		return c.is(serviceSystem, string(s.ID)) || (c.any || c.system == serviceSystem) && (c.code == s.Slug && s.Slug != "" || words.Fold(c.code) == words.Fold(s.Name))
	})
}

func (a *ask) organization() *Reference {
	return &Reference{Type: "Organization", Display: a.p.Settings.Name}
}

func providerRef(v practice.Provider) Reference {
	return Reference{Reference: "Practitioner/" + string(v.ID), Type: "Practitioner", Display: v.Name()}
}

func locationRef(l practice.Location) Reference {
	return Reference{Reference: "Location/" + string(l.ID), Type: "Location", Display: l.Name}
}

func serviceRef(s practice.Service) Reference {
	return Reference{Reference: "HealthcareService/" + string(s.ID), Type: "HealthcareService", Display: s.Name}
}

// names reports whether one of the references is to the id.
func (v value) names(base, typ, id string, types ...string) (bool, error) {
	all, err := v.refs(base, types...)
	return slices.ContainsFunc(all, func(r Reference) bool { return r.Type == typ && r.Reference == id }), err
}

func practitioner(v practice.Provider) Practitioner {
	r := Practitioner{ResourceType: "Practitioner", ID: string(v.ID), Active: v.Active, Name: []HumanName{{Use: "official", Text: v.Name(), Family: v.Family, Given: strings.Fields(v.Given)}}}
	if v.NPI != "" {
		r.Identifier = []Identifier{{systemNPI, v.NPI}}
	}
	if v.Credentials != "" {
		r.Name[0].Suffix = []string{v.Credentials}
		r.Qualification = []Qualification{{Concept{Text: v.Credentials}}}
	}
	for one := range strings.SplitSeq(v.Languages, ",") {
		if one = strings.TrimSpace(one); one != "" {
			r.Communication = append(r.Communication, Concept{Text: one})
		}
	}
	return r
}

func practitioners(a *ask) (all []item) {
	for _, v := range a.p.Providers {
		all = append(all, item{"Practitioner", string(v.ID), practitioner(v), v.Active, func(value value) (bool, error) {
			switch value.name {
			case "identifier":
				return v.NPI != "" && slices.ContainsFunc(value.alternatives(), func(s string) bool { return codeOf(s).is(systemNPI, v.NPI) }), value.unmodified()
			case "family":
				return value.begins(v.Family)
			case "given":
				return value.begins(strings.Fields(v.Given)...)
			}
			return value.begins(append(strings.Fields(v.Given), v.Given, v.Family, v.Given+" "+v.Family, v.Name())...)
		}})
	}
	return all
}

func location(a *ask, l practice.Location) Location {
	r := Location{ResourceType: "Location", ID: string(l.ID), Status: "active", Name: l.Name, Mode: "instance", Organization: a.organization(),
		Extension: []Extension{{URL: "http://hl7.org/fhir/StructureDefinition/timezone", Code: l.Zone}}}
	if !l.Active {
		r.Status = "inactive"
	}
	phone := l.Phone
	if phone == "" {
		phone = a.p.Settings.Phone
	}
	if phone != "" {
		r.Telecom = []Telecom{{System: "phone", Value: phone, Use: "work"}}
	}
	if l.Address != "" {
		r.Address = &Address{Line: []string{l.Address}, City: l.City, State: l.State, PostalCode: l.ZIP, Country: "US"}
	}
	return r
}

func locations(a *ask) (all []item) {
	for _, l := range a.p.Locations {
		all = append(all, item{"Location", string(l.ID), location(a, l), l.Active, func(v value) (bool, error) {
			switch v.name {
			case "address":
				return v.begins(l.Address, l.City, l.State, l.ZIP)
			case "address-city":
				return v.begins(l.City)
			case "address-state":
				return v.begins(l.State)
			case "address-postalcode":
				return v.begins(l.ZIP)
			}
			return v.begins(l.Name)
		}})
	}
	return all
}

func healthcareServices(a *ask) (all []item) {
	roles := a.roles()
	for _, s := range a.p.Services {
		r := HealthcareService{ResourceType: "HealthcareService", ID: string(s.ID), Active: s.Active, ProvidedBy: a.organization(), Type: []Concept{service(s)},
			Name: s.Name, Comment: s.Description, AppointmentRequired: true}
		if s.Telehealth {
			r.Characteristic = []Concept{{Text: "Video visit"}}
		}
		for _, o := range roles {
			if l := locationRef(o.l); o.v.Offers(s.ID) && !slices.Contains(r.Location, l) {
				r.Location = append(r.Location, l)
			}
		}
		all = append(all, item{"HealthcareService", r.ID, r, s.Active, func(v value) (bool, error) {
			switch v.name {
			case "service-type":
				return isService(s, v), v.unmodified()
			case "location":
				refs, err := v.refs(a.base, "Location")
				return slices.ContainsFunc(refs, func(w Reference) bool {
					return slices.ContainsFunc(r.Location, func(l Reference) bool { return l.Reference == "Location/"+w.Reference })
				}), err
			}
			return v.begins(s.Name)
		}})
	}
	return all
}
