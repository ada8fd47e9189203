package practice

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
)

func (s *Service) checkRules() error {
	if s.Seats == 0 {
		s.Seats = 1
	}
	switch {
	case s.Notice < 0 || s.Notice > 60*24*time.Hour || s.Notice%time.Minute != 0:
		return in("Notice", invalid("The notice before this visit is between 0 minutes and 60 days; 0 is the practice's own."))
	case s.Horizon < 0 || s.Horizon > 365:
		return in("Horizon", invalid("This visit can be offered up to 365 days ahead; 0 is as far as the practice's others."))
	case s.Seats < 1 || s.Seats > 60:
		return in("Seats", invalid("Between 1 and 60 patients share a visit."))
	case s.Seen != Anyone && s.Seen != New && s.Seen != Returning:
		return in("Seen", invalid("A visit is for anyone, for new patients or for returning ones."))
	case s.AgeFrom < 0 || s.AgeFrom > 120 || s.AgeTo < 0 || s.AgeTo > 120:
		return in("AgeFrom", invalid("Ages are whole years, from 0 to 120."))
	case s.AgeTo != 0 && s.AgeTo < s.AgeFrom:
		return in("AgeTo", invalid("The oldest age is below the youngest."))
	}
	seen := map[string]bool{}
	for i := range s.Needs {
		n := &s.Needs[i]
		if err := needed("What the visit needs", &n.Pool, short); err != nil {
			return in("Needs", err)
		}
		if n.Count < 1 || n.Count > 20 {
			return in("Needs", invalid("A visit needs between 1 and 20 of "+n.Pool+"."))
		}
		if seen[strings.ToLower(n.Pool)] {
			return in("Needs", invalid(n.Pool+" is there twice. Write how many it needs in one line."))
		}
		seen[strings.ToLower(n.Pool)] = true
	}
	return nil
}

// Ahead is the notice that a visit of the service needs online, and how many days ahead it is offered: the service's own
// or the practice's.
func (s Settings) Ahead(v Service) (notice time.Duration, horizon int) {
	return cmp.Or(v.Notice, s.Notice), cmp.Or(v.Horizon, s.Horizon)
}

// Aged reports whether the service is only for some ages.
func (s Service) Aged() bool { return s.AgeFrom > 0 || s.AgeTo > 0 }

// OfAge reports whether the service is for somebody of so many years.
func (s Service) OfAge(years int) bool {
	return years >= s.AgeFrom && (s.AgeTo == 0 || years <= s.AgeTo)
}

// ParseNeed reads "2 Assistant", or "Ultrasound" for one.
func ParseNeed(s string) (Need, error) {
	s = strings.TrimSpace(s)
	count, pool, many := strings.Cut(s, " ")
	n, err := strconv.Atoi(count)
	switch {
	case err != nil && s != "":
		return Need{1, s}, nil
	case many && strings.TrimSpace(pool) != "":
		return Need{n, strings.TrimSpace(pool)}, nil
	}
	return Need{}, in("Needs", invalid("What a visit needs looks like: 2 Assistant."))
}

func (n Need) String() string { return strconv.Itoa(n.Count) + " " + n.Pool }

// Licensed reports whether the provider may see a patient who is in the state on the day: by a licence that is in
// force, or, where nobody has entered any, because they work at a location there.
func (p *Practice) Licensed(v ProviderID, state string, on civil.Date) bool {
	held := false
	for _, c := range p.Credentials {
		if c.Provider != v || c.Kind != Licence {
			continue
		}
		if held = true; c.State == state && !c.Ended(on) {
			return true
		}
	}
	return !held && slices.ContainsFunc(p.Hours, func(h Hours) bool {
		l, _ := p.Location(h.Location)
		return h.Provider == v && l.State == state
	})
}

// LicensedIn lists the states in which somebody who offers the service is licensed on the day, in alphabetical order.
func (p *Practice) LicensedIn(s ServiceID, on civil.Date) []string {
	var all []string
	for _, v := range p.Providers {
		if !v.Active || !v.Offers(s) {
			continue
		}
		for _, state := range p.statesOf(v) {
			if p.Licensed(v.ID, state, on) {
				all = append(all, state)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// In returns the zone by which the provider's days and weeks are counted.
func (p *Practice) In(v Provider) *time.Location {
	zone := v.Zone
	if zone == "" {
		zone = p.Settings.Zone
	}
	return Location{Zone: zone}.In()
}

// Pool returns the active resources of the location's pool, whatever its case.
func (l Location) Pool(name string) []ResourceID {
	var all []ResourceID
	for _, r := range l.Resources {
		if r.Active && strings.EqualFold(r.Pool, name) {
			all = append(all, r.ID)
		}
	}
	return all
}

// Speaks reports whether the provider's languages hold the language, by its first letters and whatever its case.
func (v Provider) Speaks(language string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(v.Languages), func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == ' ' }),
		func(l string) bool { return strings.HasPrefix(l, strings.ToLower(strings.TrimSpace(language))) })
}
