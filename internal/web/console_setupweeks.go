package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
)

// weekCookie carries the hours of the locations from the second step to the third: hours belong to providers, and
// there may be none yet.
const weekCookie = "bedside_setup_hours"

// setupWeek is the week of a location in the first run: what its form said, else what somebody works there, else the
// usual.
func (c *call) setupWeek(p *practice.Practice, l practice.LocationID) []practice.Hours {
	if week := parseWeek(c.keptWeeks().Get(string(l))); len(week) > 0 {
		return week
	}
	for _, w := range p.Providers {
		if week := weekOf(p, w.ID, l); len(week) > 0 {
			return week
		}
	}
	return usualWeek()
}

func (c *call) keptWeeks() url.Values {
	cookie, err := c.r.Cookie(weekCookie)
	if err != nil {
		return url.Values{}
	}
	kept, err := url.ParseQuery(cookie.Value)
	if err != nil {
		return url.Values{}
	}
	return kept
}

func (c *call) keepWeek(l practice.LocationID, week []practice.Hours) {
	kept := c.keptWeeks()
	kept.Set(string(l), weekText(week))
	http.SetCookie(c.w, &http.Cookie{Name: weekCookie, Value: kept.Encode(), Path: "/console/setup", MaxAge: int((7 * 24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure(c.r)})
}

// weekText writes a week as weekday, w for work or b for a break, from and to in minutes: "1w480-1020.1b720-780".
func weekText(week []practice.Hours) string {
	var parts []string
	for _, h := range week {
		kind := 'w'
		if h.Break {
			kind = 'b'
		}
		parts = append(parts, fmt.Sprintf("%d%c%d-%d", h.Weekday, kind, h.When.From, h.When.To))
	}
	slices.Sort(parts)
	return strings.Join(parts, ".")
}

// parseWeek reads it, and nil if it is not one.
func parseWeek(s string) (week []practice.Hours) {
	for part := range strings.SplitSeq(s, ".") {
		var day, from, to int
		var kind rune
		if _, err := fmt.Sscanf(part, "%1d%c%d-%d", &day, &kind, &from, &to); err != nil || day > 6 {
			return nil
		}
		week = append(week, practice.Hours{Weekday: time.Weekday(day), Break: kind == 'b', When: civil.Interval{From: civil.Clock(from), To: civil.Clock(to)}})
	}
	return week
}
