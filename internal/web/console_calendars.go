package web

import (
	"net/http"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/schedule/feed"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const calendarsURL = "/console/practice/calendars"

// calendars lists the calendars that other programs subscribe to.
func (c *call) calendars() error {
	v, err := c.calendarsPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) calendarsPage() (v view.Calendars, err error) {
	p, err := c.current()
	if err != nil {
		return v, err
	}
	v = view.Calendars{Settings: c.under("Calendar feeds")}
	for _, w := range p.Providers {
		if w.Active {
			v.Of = append(v.Of, view.Option("provider:"+string(w.ID), w.Name(), c.form("of") == "provider:"+string(w.ID)))
		}
	}
	for _, l := range p.Locations {
		if l.Active {
			v.Of = append(v.Of, view.Option("location:"+string(l.ID), "Everybody at "+l.Name, c.form("of") == "location:"+string(l.ID)))
		}
	}
	var all []feed.Feed
	var names map[identity.StaffID]string
	err = c.view(func(t tx.Tx) (err error) {
		if all, err = c.Feeds.All(c.r.Context(), t); err == nil {
			names, err = c.Identity.Names(c.r.Context(), t)
		}
		return err
	})
	if err != nil {
		return v, err
	}
	for _, f := range all {
		zone := zoneOf(p, f.Location)
		row := view.CalendarRow{ID: string(f.ID), Of: calendarOf(p, f), Shows: "Times only", Made: stamp(f.Made.In(zone)), Fetched: "Not yet"}
		if by := names[identity.StaffID(f.By)]; by != "" {
			row.Made += ", " + by
		}
		if f.Services {
			row.Shows = "Times and kinds of visits"
		}
		if !f.Fetched.IsZero() {
			row.Fetched = stamp(f.Fetched.In(zone))
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func calendarOf(p *practice.Practice, f feed.Feed) string {
	if w, ok := p.Provider(f.Provider); ok {
		return w.Name()
	}
	l, _ := p.Location(f.Location)
	return "Everybody at " + l.Name
}

// calendarsPost makes a calendar and shows its address, this once: it is on no page again and in no history.
func (c *call) calendarsPost() error {
	var f feed.Feed
	kind, of, _ := strings.Cut(c.form("of"), ":")
	if kind == "provider" {
		f.Provider = practice.ProviderID(of)
	} else {
		f.Location = practice.LocationID(of)
	}
	f.Services = c.form("services") != ""
	token, err := c.Feeds.Make(c.r.Context(), c.by, f)
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	v, pageErr := c.calendarsPage()
	if pageErr != nil {
		return pageErr
	}
	if err != nil {
		v.Error = fault.Message(err)
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	v.Address = c.base() + "/calendar/feed/" + token + ".ics"
	return c.page(v)
}

// calendarRevoke ends one at once.
func (c *call) calendarRevoke() error {
	i, err := id.Parse[feed.Feed](c.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := c.Feeds.Revoke(c.r.Context(), c.by, i); err != nil {
		return err
	}
	c.say("removed")
	return c.see(calendarsURL)
}
