package practice

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/tx"
)

// closure reads the days.
func (c FileClosure) closure() (Closure, error) {
	from, err := civil.ParseDate(c.From)
	to := from
	if err == nil && c.To != "" {
		to, err = civil.ParseDate(c.To)
	}
	if err != nil {
		return Closure{}, invalidFile("The days of the closure %q cannot be read. A day looks like 2026-11-26.", c.Name)
	}
	out := Closure{Name: c.Name, From: from, To: to, Yearly: c.Yearly}
	if c.When != "" {
		if out.When, err = interval(c.When); err != nil {
			return Closure{}, invalidFile("The hours of the closure %q cannot be read. They look like 13:00-15:00.", c.Name)
		}
	}
	return out, nil
}

// special reads the date and the stretches.
func (s FileSpecial) special() (Special, error) {
	out := Special{}
	var err error
	if out.Date, err = civil.ParseDate(s.Date); err != nil {
		return out, invalidFile("The date of the special hours of %q cannot be read. A date looks like 2026-11-26.", s.Provider)
	}
	if strings.TrimSpace(s.Hours) == "off" {
		return out, nil
	}
	for _, word := range strings.Fields(s.Hours) {
		w, err := interval(word)
		if err != nil {
			return out, invalidFile("The special hours of %q on %s cannot be read. They look like 08:00-12:00 13:00-15:00, or off.", s.Provider, s.Date)
		}
		out.Open = append(out.Open, w)
	}
	if len(out.Open) == 0 {
		return out, invalidFile("The special hours of %q on %s are missing. They look like 08:00-12:00 13:00-15:00, or off.", s.Provider, s.Date)
	}
	return out, nil
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// reserved reads the weekday and the times.
func (r FileReserved) reserved() (Reserved, error) {
	day := slices.Index(weekdays, r.Weekday)
	when, err := interval(r.When)
	opens, err2 := civil.ParseClock(r.OpensAt)
	if day < 0 || err != nil || err2 != nil {
		return Reserved{}, invalidFile("The reserved hours %q cannot be read. weekday looks like mon, when like 11:00-12:00, opens_at like 07:00.", r.Name)
	}
	return Reserved{Name: r.Name, Weekday: time.Weekday(day), When: when, OpensDays: r.OpensDays, OpensAt: opens}, nil
}

// checkTimes finds what cannot be read and names that nothing has.
func (f File) checkTimes(location, provider func(string) bool) error {
	for _, s := range f.Specials {
		if _, err := s.special(); err != nil {
			return err
		}
		if !location(s.Location) || !provider(s.Provider) {
			return invalidFile("The special hours on %s name a location or a provider that the file does not have.", s.Date)
		}
	}
	for _, r := range f.Reserved {
		if _, err := r.reserved(); err != nil {
			return err
		}
		if !location(r.Location) || !provider(r.Provider) {
			return invalidFile("The reserved hours %q name a location or a provider that the file does not have.", r.Name)
		}
		for _, s := range r.Services {
			if !slices.ContainsFunc(f.Services, func(o FileService) bool { return o.Name == s }) {
				return invalidFile("The reserved hours %q are for %q, and no service has this name.", r.Name, s)
			}
		}
	}
	for _, s := range f.Services {
		for _, n := range s.Needs {
			if _, err := ParseNeed(n); err != nil {
				return part("service "+s.Name, err)
			}
		}
	}
	return nil
}

// today is the day at a location, or at the practice for "".
func (f File) today(location string, now time.Time) civil.Date {
	zone := f.Practice.Zone
	if l, ok := find(f.Locations, func(l FileLocation) bool { return l.Name == location }); ok && l.Zone != "" {
		zone = l.Zone
	}
	return civil.DateOf(now.In(Location{Zone: zone}.In()))
}

// applyTimes makes hours, closures, holidays, special days and reserved hours as the file says. Days that are over are left out.
func (f File) applyTimes(ctx context.Context, t tx.Tx, r *Registry, names naming) error {
	for _, h := range f.Hours {
		week, err := h.Week()
		if err == nil {
			err = r.SaveHours(ctx, t, names.providers[h.Provider], names.locations[h.Location], week)
		}
		if err != nil {
			return part("hours of "+h.Provider+" at "+h.Location, err)
		}
	}
	for _, fc := range f.Closures {
		c, err := fc.closure()
		if over := !c.Yearly && c.To.Before(f.today(fc.Location, t.Now())); err == nil && !over {
			c.Location, c.Provider = names.locations[fc.Location], names.providers[fc.Provider]
			_, err = r.AddClosure(ctx, t, c)
		}
		if err != nil {
			return part("closure "+fc.Name, err)
		}
	}
	if f.Practice.Holidays != nil {
		kept := f.Practice.Holidays
		if slices.Equal(kept, []string{"federal"}) {
			kept = FederalHolidays()
		}
		if err := r.SaveHolidays(ctx, t, kept); err != nil {
			return part("holidays", err)
		}
	}
	for _, fs := range f.Specials {
		s, err := fs.special()
		if err == nil && !s.Date.Before(f.today(fs.Location, t.Now())) {
			s.Provider, s.Location = names.providers[fs.Provider], names.locations[fs.Location]
			err = r.SaveSpecial(ctx, t, s)
		}
		if err != nil {
			return part("special hours on "+fs.Date, err)
		}
	}
	for _, fr := range f.Reserved {
		s, err := fr.reserved()
		if err == nil {
			s.Provider, s.Location = names.providers[fr.Provider], names.locations[fr.Location]
			for _, n := range fr.Services {
				s.Services = append(s.Services, names.services[n])
			}
			_, err = r.SaveReserved(ctx, t, s)
		}
		if err != nil {
			return part("reserved hours "+fr.Name, err)
		}
	}
	return nil
}
