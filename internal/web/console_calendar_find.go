package web

import (
	"net/url"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const (
	mostFound  = 8 // patients that a search from the calendar shows
	mostVisits = 6 // visits of each
)

// calendarFind looks for patients and their visits. What is searched for is in no address.
func (c *call) calendarFind() error {
	v := view.CalendarFind{Console: c.console("Find a visit", view.InCalendar), BackURL: "/console/calendar"}
	found, err := c.findVisits()
	if err != nil {
		return err
	}
	if c.r.Header.Get("Accept") == linesType {
		return c.piece(found)
	}
	v.FindResult = found
	return c.page(v)
}

func (c *call) findVisits() (v view.FindResult, err error) {
	v = view.FindResult{Query: view.Field{Value: c.r.PostFormValue("q")}, Asked: c.r.Method == "POST"}
	if !v.Asked {
		return v, nil
	}
	p, err := c.current()
	if err != nil {
		return v, err
	}
	err = c.view(func(t tx.Tx) error {
		ctx := c.r.Context()
		people, err := c.Patients.Find(ctx, t, v.Query.Value, mostFound)
		if err != nil {
			return err
		}
		var shown []string
		for _, to := range people {
			visits, err := c.Schedule.OfPatient(ctx, t, to.ID)
			if err != nil {
				return err
			}
			one := view.FoundVisits{Patient: c.banner(to)}
			if c.by.May(actor.ChangeVisits) {
				one.BookURL = "/console/book/" + string(to.ID)
			}
			for _, a := range nextFirst(visits, c.Now()) {
				row := c.row(p, a, to)
				row.Time, row.Patient = stamp(a.Start), ""
				w, _ := p.Provider(a.Provider)
				row.URL = asking{view: "day", date: a.DayOf(), location: a.Location, who: slices.DeleteFunc([]string{w.Slug}, func(string) bool { return w.Active })}.url() + "&near=" + w.Slug + "#" + string(a.ID)
				one.Visits = append(one.Visits, row)
			}
			v.Found = append(v.Found, one)
			shown = append(shown, string(to.ID))
		}
		return c.Audit.Disclose(ctx, t, "search", shown...)
	})
	return v, err
}

// nextFirst are the visits to come, the next first, and after them the last ones that were.
func nextFirst(latestFirst []schedule.Appointment, now time.Time) (all []schedule.Appointment) {
	var past []schedule.Appointment
	for _, a := range latestFirst {
		if a.End.After(now) {
			all = slices.Insert(all, 0, a)
		} else {
			past = append(past, a)
		}
	}
	all = append(all, past...)
	return all[:min(len(all), mostVisits)]
}

// calendarFree lists the next free times of a service, from which one books.
func (c *call) calendarFree() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	q := schedule.Query{Service: practice.ServiceID(c.form("service")), Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location"))}
	v := view.CalendarFree{Console: c.console("Next free time", view.InCalendar), Zone: c.tongue.zones(p, q), BackURL: "/console/calendar", From: c.field("from"), After: c.field("after"), Until: c.field("until")}
	v.Services, v.Providers, v.Locations = searched(p, q)
	for _, d := range weekdays {
		not := slices.Contains(c.r.Form["not"], dayKey(d))
		v.Not = append(v.Not, view.Option(dayKey(d), d.String()[:3], not))
		if not {
			q.Except = append(q.Except, d)
		}
	}
	today := civil.DateOf(c.Now().In(zoneOf(p, q.Location)))
	q.From = today
	if d, err := civil.ParseDate(v.From.Value); err == nil && today.Before(d) {
		q.From = d
	}
	v.From.Value = q.From.String()
	q.To = q.From.AddDays(2*searchDays - 1)
	if t, err := civil.ParseClock(v.After.Value); err == nil {
		q.After = t
	}
	if t, err := civil.ParseClock(v.Until.Value); err == nil {
		q.Until = t
	}
	if q.Service == "" {
		return c.page(v)
	}
	v.Ready = true
	v.Days, err = c.slotDays(p, q, mostADay, func(s schedule.Slot) view.Slot {
		to := url.Values{"service": {string(q.Service)}, "provider": {string(s.Provider)}, "location": {string(s.Location)}, "start": {slotTime(s.Start)}}
		return c.shown(p, q, s, view.Slot{URL: "/console/book?" + to.Encode()})
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) {
		v.Error, err = fault.Message(err), nil
	}
	here := func(d civil.Date) string {
		more := c.r.URL.Query()
		more.Set("from", d.String())
		return "/console/calendar/free?" + more.Encode()
	}
	if today.Before(q.From) {
		v.Earlier = here(q.From.AddDays(-2 * searchDays))
	}
	v.Later = here(q.To.AddDays(1))
	if err != nil {
		return err
	}
	return c.page(v)
}

// mostADay is how many free times of a day the list shows; the rest are in the calendar.
const mostADay = 12
