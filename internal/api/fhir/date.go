package fhir

import (
	"strings"
	"time"

	"bedside/internal/schedule"
)

// stretchOf reads a FHIR date, dateTime or instant, or a part of one, as the stretch of time that it names: a year, a
// month, a day, a minute, a second. Without an offset it is by the practice's clock.
func stretchOf(s string, zone *time.Location) (from, to time.Time, ok bool) {
	if len(s) > 40 {
		return from, to, false
	}
	s = strings.ReplaceAll(s, " ", "+") // a plus that an address lost
	for _, f := range []struct {
		layout string
		end    func(time.Time) time.Time
	}{
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{time.DateOnly, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04Z07:00", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
		{time.RFC3339, func(t time.Time) time.Time { return t.Add(time.Second) }},
	} {
		t, err := time.ParseInLocation(f.layout, s, zone)
		if err != nil {
			continue
		}
		if strings.Contains(s, ".") { // a fraction is a moment
			return t, t.Add(time.Microsecond), inYears(t)
		}
		return t, f.end(t), inYears(t)
	}
	return from, to, false
}

// inYears keeps instants within what columns can hold.
func inYears(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 2200 }

// within reads a date parameter with its prefix as what it demands of an instant (R4 §3.1.1.4.9).
func (v value) within(now time.Time, zone *time.Location) (schedule.Stretch, error) {
	if err := v.unmodified(); err != nil {
		return schedule.Stretch{}, err
	}
	raw, prefix := v.raw, "eq"
	if len(raw) > 2 && raw[0] >= 'a' && raw[0] <= 'z' {
		prefix, raw = raw[:2], raw[2:]
	}
	from, to, ok := stretchOf(raw, zone)
	if !ok {
		return schedule.Stretch{}, bad(v.name, "A date looks like 2026-11-24, ge2026-11-24 or 2026-11-24T09:00:00-06:00; several go in several parameters.")
	}
	switch prefix {
	case "eq":
		return schedule.Stretch{From: from, To: to}, nil
	case "ne":
		return schedule.Stretch{From: from, To: to, Not: true}, nil
	case "gt", "sa":
		return schedule.Stretch{From: to}, nil
	case "ge":
		return schedule.Stretch{From: from}, nil
	case "lt", "eb":
		return schedule.Stretch{To: from}, nil
	case "le":
		return schedule.Stretch{To: to}, nil
	case "ap": // a tenth of how far away it is, as R4 suggests, and no less than what it names
		about := now.Sub(from).Abs() / 10
		return schedule.Stretch{From: from.Add(-about), To: to.Add(about)}, nil
	}
	return schedule.Stretch{}, bad(v.name, "The prefix is none of eq, ne, gt, ge, lt, le, sa, eb and ap.")
}

// dates reads every value of a date parameter.
func (q *query) dates(name string) (all []schedule.Stretch, err error) {
	err = q.each(name, func(v value) error {
		s, err := v.within(q.a.Now(), q.a.zone())
		all = append(all, s)
		return err
	})
	return all, err
}

// zone is the practice's, by which a date without an offset is read.
func (a *ask) zone() *time.Location {
	for _, l := range a.p.Locations {
		if l.Zone == a.p.Settings.Zone {
			return l.In()
		}
	}
	if z, err := time.LoadLocation(a.p.Settings.Zone); err == nil {
		return z
	}
	return time.UTC
}
