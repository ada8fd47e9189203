package ical

import (
	"fmt"
	"time"
)

// shift is a moment at which a zone's clock is set anew.
type shift struct {
	wall     time.Time // what the clock showed, as UTC
	from, to int       // seconds east of UTC before and after
	name     string    // what the time is called from then on
	saving   bool
}

// years is how many years a yearly rule must hold beyond what is asked, so that the fourth Sunday is not taken for the
// last.
const years = 8

// zone writes a VTIMEZONE that is right from a year before the one time to the other: as two rules, spring and autumn,
// where the zone keeps to such, else every change of the clock by itself.
func (w *writer) zone(zone *time.Location, from, to time.Time) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", zone.String())
	begin := from.AddDate(-1, 0, 0)
	short, long := shifts(zone, begin, to), shifts(zone, begin, to.AddDate(years, 0, 0))
	switch spring, autumn, ok := yearly(long); {
	case len(short) == 0:
		name, offset := from.In(zone).Zone()
		w.observance(shift{wall: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), from: offset, to: offset, name: name}, "")
	case ok:
		w.observance(spring.shift, spring.String())
		w.observance(autumn.shift, autumn.String())
	default:
		name, offset := begin.In(zone).Zone()
		w.observance(shift{wall: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), from: offset, to: offset, name: name, saving: begin.In(zone).IsDST()}, "")
		for _, s := range short {
			w.observance(s, "")
		}
	}
	w.line("END", "VTIMEZONE")
}

func (w *writer) observance(s shift, rule string) {
	kind := "STANDARD"
	if s.saving {
		kind = "DAYLIGHT"
	}
	w.line("BEGIN", kind)
	w.line("DTSTART", s.wall.Format(local))
	w.line("TZOFFSETFROM", offset(s.from))
	w.line("TZOFFSETTO", offset(s.to))
	w.line("TZNAME", escape(s.name))
	if rule != "" {
		w.line("RRULE", rule)
	}
	w.line("END", kind)
}

func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}

// shifts lists the changes of the clock in (from, to], the earliest first.
func shifts(zone *time.Location, from, to time.Time) (all []shift) {
	for at := from.In(zone); ; {
		_, end := at.ZoneBounds()
		switch {
		case end.IsZero() || end.After(to):
			return all
		case !end.After(at): // far in the future a year's end is taken for a bound
			at = at.Add(24 * time.Hour)
			continue
		}
		was, before := at.Zone()
		at = end.In(zone)
		if name, after := at.Zone(); name != was || after != before {
			wall := end.UTC().Add(time.Duration(before) * time.Second)
			all = append(all, shift{wall, before, after, name, at.IsDST()})
		}
	}
}

// swing is a change that comes every year on a weekday of a month.
type swing struct {
	shift
	nth int // 1 to 4, or -1 for the last
}

// String is the rule as an RRULE (RFC 5545 §3.3.10).
func (r swing) String() string {
	day := [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[r.wall.Weekday()]
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", r.wall.Month(), r.nth, day)
}

// yearly returns the two rules that all of the changes follow, the earliest first, or false.
func yearly(all []shift) (a, b swing, ok bool) {
	if len(all) < 2*years {
		return a, b, false
	}
	two := [2]swing{{shift: all[0]}, {shift: all[1]}}
	for n := range two {
		for _, nth := range []int{1, 2, 3, 4, -1} {
			if two[n].nth == 0 && holds(all, n, nth) {
				two[n].nth = nth
			}
		}
	}
	return two[0], two[1], two[0].nth != 0 && two[1].nth != 0
}

// holds reports whether every second change from the nth on is the one of the next year on the same weekday.
func holds(all []shift, first, nth int) bool {
	is := all[first]
	for k := first; k < len(all); k += 2 {
		s := all[k]
		week := (s.wall.Day() + 6) / 7
		if nth > 0 && week != nth || nth < 0 && s.wall.AddDate(0, 0, 7).Month() == s.wall.Month() {
			return false
		}
		same := s.from == is.from && s.to == is.to && s.name == is.name && s.wall.Month() == is.wall.Month() && s.wall.Weekday() == is.wall.Weekday()
		if !same || s.wall.Format("150405") != is.wall.Format("150405") || s.wall.Year() != is.wall.Year()+(k-first)/2 {
			return false
		}
	}
	return true
}
