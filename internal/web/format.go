package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// What people read, in one place: times, days, zones, numbers, as Americans write them.

func clock(t time.Time) string   { return civil.ClockOf(t).Spoken() }
func day(t time.Time) string     { return t.Format("Monday, January 2") }
func dayTime(t time.Time) string { return day(t) + ", " + clock(t) }
func stamp(t time.Time) string   { return t.Format("Mon, Jan 2, ") + clock(t) }

// stampAway is [stamp], with the zone where it is not the practice's.
func (c *call) stampAway(t time.Time) string {
	_, there := t.Zone()
	if _, here := t.In(c.office()).Zone(); here == there || t.IsZero() {
		return stamp(t)
	}
	return stamp(t) + t.Format(" MST")
}

func length(d time.Duration) string { return fmt.Sprintf("%d min", int(d.Minutes())) }

// usDate writes a birth date as 03/14/1971.
func usDate(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Format("01/02/2006")
}

var zoneNames = map[string]string{
	"E": "Eastern time", "C": "Central time", "M": "Mountain time", "P": "Pacific time",
	"AK": "Alaska time", "H": "Hawaii time", "A": "Atlantic time", "Ch": "Chamorro time", "S": "Samoa time",
}

// zoneName says a zone as people do: "Central time".
func zoneName(loc *time.Location) string {
	abbreviation, _ := time.Date(2026, 1, 15, 12, 0, 0, 0, loc).Zone()
	if name, ok := zoneNames[strings.TrimSuffix(abbreviation, "ST")]; ok {
		return name
	}
	return loc.String()
}

// zones are the choices of a form.
var zones = []string{
	"America/New_York", "America/Detroit", "America/Indiana/Indianapolis", "America/Chicago", "America/Denver", "America/Phoenix",
	"America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
}

// phone writes +12185550100 as (218) 555-0100.
func phone(e164 string) string {
	if len(e164) == 12 && strings.HasPrefix(e164, "+1") {
		return fmt.Sprintf("(%s) %s-%s", e164[2:5], e164[5:8], e164[8:])
	}
	return e164
}

// short is how people call a provider: "Dr. Marlow", "Ruth Bergstrom, NP".
func short(v practice.Provider) string {
	for _, c := range []string{"MD", "DO", "DDS", "DMD", "DPM", "PhD", "PsyD", "OD", "DC"} {
		if strings.HasPrefix(v.Credentials, c) {
			return "Dr. " + v.Family
		}
	}
	return v.Name()
}

func initials(given, family string) string {
	first := func(s string) string {
		for _, r := range s {
			return string(r)
		}
		return ""
	}
	return first(given) + first(family)
}

// contact returns the patient's first contact point of the kind, "" if there is none.
func contact(p patient.Patient, kind patient.ContactKind) string {
	for _, c := range p.Contacts {
		if c.Kind == kind {
			return c.Value.Reveal()
		}
	}
	return ""
}

func lines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// pageNumber reads the number of a page, 0 for the first.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 10000 {
		return 0
	}
	return n
}

// spanishDay is "lunes 23 de noviembre".
func spanishDay(d civil.Date) string {
	return fmt.Sprintf("%s %d de %s", words.SpanishDay(d.Weekday()), d.Day, words.SpanishMonth(d.Month))
}
