package fhir

import (
	"slices"
	"time"

	"bedside/internal/practice"
)

// role is a provider at a location where they have hours: a PractitionerRole, and the Schedule of the same id.
type role struct {
	v practice.Provider
	l practice.Location
}

func (o role) id() string   { return short(string(o.v.ID)) + "." + short(string(o.l.ID)) }
func (o role) active() bool { return o.v.Active && o.l.Active }

// short is the end of an id, of which 62 bits are random: nothing of one practice has the same.
func short(id string) string {
	if len(id) != 36 {
		return ""
	}
	return id[19:23] + id[24:]
}

func (a *ask) roles() (all []role) {
	for _, l := range a.p.Locations {
		for _, v := range a.p.Providers {
			hours := slices.ContainsFunc(a.p.Hours, func(h practice.Hours) bool { return h.Provider == v.ID && h.Location == l.ID && !h.Break })
			special := slices.ContainsFunc(a.p.Specials, func(s practice.Special) bool { return s.Provider == v.ID && s.Location == l.ID })
			if hours || special {
				all = append(all, role{v, l})
			}
		}
	}
	return all
}

// services are those that other programs may book with the role.
func (a *ask) services(o role) (all []practice.Service) {
	for _, s := range a.p.Services {
		if s.Active && s.Online && o.v.Offers(s.ID) {
			all = append(all, s)
		}
	}
	return all
}

func practitionerRoles(a *ask) (all []item) {
	for _, o := range a.roles() {
		r := PractitionerRole{ResourceType: "PractitionerRole", ID: o.id(), Active: o.active(), Practitioner: providerRef(o.v), Organization: a.organization(),
			Specialty: specialty(o.v), Location: []Reference{locationRef(o.l)}}
		offered := a.services(o)
		for _, s := range offered {
			r.HealthcareService = append(r.HealthcareService, serviceRef(s))
		}
		all = append(all, item{"PractitionerRole", r.ID, r, r.Active, func(v value) (bool, error) {
			switch v.name {
			case "practitioner":
				return v.names(a.base, "Practitioner", string(o.v.ID), "Practitioner")
			case "location":
				return v.names(a.base, "Location", string(o.l.ID), "Location")
			case "specialty":
				return hasSpecialty(o.v, v), v.unmodified()
			}
			refs, err := v.refs(a.base, "HealthcareService")
			return slices.ContainsFunc(refs, func(w Reference) bool {
				return slices.ContainsFunc(offered, func(s practice.Service) bool { return string(s.ID) == w.Reference })
			}), err
		}})
	}
	return all
}

func schedules(a *ask) (all []item) {
	from := a.Now()
	to := from.AddDate(0, 0, a.p.Settings.Horizon)
	for _, o := range a.roles() {
		z := o.l.In()
		r := Schedule{ResourceType: "Schedule", ID: o.id(), Active: o.active(), Specialty: specialty(o.v), Actor: []Reference{providerRef(o.v), locationRef(o.l)},
			PlanningHorizon: &Period{from.In(z).Format(time.DateOnly), to.In(z).Format(time.DateOnly)}}
		offered := a.services(o)
		for _, s := range offered {
			r.ServiceType = append(r.ServiceType, service(s))
		}
		all = append(all, item{"Schedule", r.ID, r, r.Active, func(v value) (bool, error) {
			switch v.name {
			case "actor":
				refs, err := v.refs(a.base, "Practitioner", "Location")
				return slices.ContainsFunc(refs, func(w Reference) bool {
					return w.Type == "Practitioner" && w.Reference == string(o.v.ID) || w.Type == "Location" && w.Reference == string(o.l.ID)
				}), err
			case "specialty":
				return hasSpecialty(o.v, v), v.unmodified()
			case "date":
				s, err := v.within(a.Now(), a.zone())
				return !s.Not && (s.From.IsZero() || s.From.Before(to)) && (s.To.IsZero() || s.To.After(from)), err
			}
			return slices.ContainsFunc(offered, func(s practice.Service) bool { return isService(s, v) }), v.unmodified()
		}})
	}
	return all
}
