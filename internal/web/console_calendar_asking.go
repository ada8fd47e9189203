package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/practice"
)

// asking is what the calendar is asked to show. All of it is in the address, and none of it is a patient's.
type asking struct {
	view      string // day, week, month or list
	date      civil.Date
	location  practice.LocationID
	who       []string // slugs of providers; none: everybody
	near      string   // the slug of whose column is looked for
	cancelled bool
}

// everybody is how an address says that nobody was left out, whatever this browser remembers.
const everybody = "all"

func (a asking) query() string {
	v := url.Values{"view": {a.view}, "date": {a.date.String()}, "who": {cmp.Or(strings.Join(a.who, ","), everybody)}}
	if a.location != "" {
		v.Set("location", string(a.location))
	}
	if a.cancelled {
		v.Set("cancelled", "1")
	}
	return v.Encode()
}

func (a asking) url() string { return "/console/calendar" + a.here() }

// here is the address as a page of the calendar writes it.
func (a asking) here() string { return "?" + a.query() }

func (a asking) on(d civil.Date) asking    { a.date = d; return a }
func (a asking) as(view string) asking     { a.view = view; return a }
func (a asking) only(who ...string) asking { a.who = who; return a }

// shows reports whether the provider was not left out.
func (a asking) shows(w practice.Provider) bool {
	return len(a.who) == 0 || slices.Contains(a.who, w.Slug)
}

// everybody are the providers who were not left out.
func (a asking) everybody(p *practice.Practice) (all []practice.Provider) {
	for _, w := range p.Providers {
		if a.shows(w) {
			all = append(all, w)
		}
	}
	return all
}

// span is the first day that is shown, and how many are.
func (a asking) span() (first civil.Date, days int) {
	switch a.view {
	case "week":
		return a.date.Monday(), 7
	case "month":
		month := firstOf(a.date)
		first = month.Monday()
		return first, first.DaysUntil(firstOf(month.AddDays(31)).AddDays(-1).Monday().AddDays(7))
	}
	return a.date, 1
}

// grid reports whether what is shown has columns of visits: a day, or one provider's week.
func (a asking) grid() bool { return a.view == "day" || a.view == "week" && len(a.who) == 1 }

// calendarCookie remembers location and providers in this browser: ids and slugs, nothing of a patient.
const calendarCookie = "bedside_calendar"

// askedCalendar reads the address, and where it is silent what this browser remembers. Without a location the first one
// is shown: a picture of the day has one zone.
func (c *call) askedCalendar(p *practice.Practice) (asking, practice.Location) {
	a := asking{view: c.form("view"), near: c.form("near"), location: practice.LocationID(c.form("location")), cancelled: c.form("cancelled") == "1"}
	if !slices.Contains([]string{"day", "week", "month", "list"}, a.view) {
		a.view = "day"
	}
	who := strings.Split(strings.Join(c.r.Form["who"], ","), ",")
	if w, ok := p.Provider(practice.ProviderID(c.form("provider"))); ok {
		who = []string{w.Slug}
	}
	if cookie, err := c.r.Cookie(calendarCookie); err == nil && c.form("keep") == "" {
		where, slugs, _ := strings.Cut(cookie.Value, "|")
		a.location = cmp.Or(a.location, practice.LocationID(where))
		if len(who) == 1 && who[0] == "" {
			who = strings.Split(slugs, ".")
		}
	}
	for _, w := range p.Providers { // in the practice's order, and only those there are
		if slices.Contains(who, w.Slug) {
			a.who = append(a.who, w.Slug)
		}
	}
	l, ok := p.Location(a.location)
	if !ok || !l.Active {
		l = firstLocation(p)
		a.location = l.ID
	}
	a.date = civil.DateOf(c.Now().In(l.In()))
	if d, err := civil.ParseDate(c.form("date")); err == nil {
		a.date = d
	}
	if c.form("keep") == "1" {
		c.remember(calendarCookie, string(a.location)+"|"+strings.Join(a.who, "."))
	}
	return a, l
}

// remember keeps a choice in this browser for a year.
func (c *call) remember(cookie, value string) {
	http.SetCookie(c.w, &http.Cookie{Name: cookie, Value: value, Path: "/console/calendar", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure(c.r)})
}
