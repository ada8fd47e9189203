package web

import (
	"cmp"
	"slices"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// hours shows the week of one provider at one location.
func (c *call) hours() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.hoursPage(p)
	week := weekOf(p, practice.ProviderID(v.Provider), practice.LocationID(v.Location))
	v.Week, v.Sum, v.Version = weekGrid(week), weekSum(week), fingerprint(week)
	return c.page(v)
}

// hoursPage fills in whose week the address or the form is about; without one the first provider's, where they work.
func (c *call) hoursPage(p *practice.Practice) view.Hours {
	v := view.Hours{Settings: c.under("Hours")}
	w, ok := p.Provider(practice.ProviderID(c.form("provider")))
	if i := slices.IndexFunc(p.Providers, func(w practice.Provider) bool { return w.Active }); !ok && i >= 0 {
		w, ok = p.Providers[i], true
	}
	l, at := p.Location(practice.LocationID(c.form("location")))
	if !at {
		l, at = worksAt(p, w.ID)
	}
	for _, other := range p.Providers {
		if other.Active || other.ID == w.ID {
			v.Providers = append(v.Providers, view.Option(string(other.ID), other.Name(), other.ID == w.ID))
		}
	}
	for _, other := range p.Locations {
		if other.Active || other.ID == l.ID {
			v.Locations = append(v.Locations, view.Option(string(other.ID), other.Name, other.ID == l.ID))
		}
	}
	if ok && at {
		v.Provider, v.Location, v.Who, v.Zone = string(w.ID), string(l.ID), short(w)+" at "+l.Name, zoneName(l.In())
		v.DaysURL = daysURL(w.ID, l.ID)
	}
	return v
}

// worksAt is the first location at which the provider has hours, or the first of all.
func worksAt(p *practice.Practice, w practice.ProviderID) (practice.Location, bool) {
	for _, h := range p.Hours {
		if l, ok := p.Location(h.Location); ok && l.Active && h.Provider == w {
			return l, true
		}
	}
	l := firstLocation(p)
	return l, l.ID != ""
}

// weekOf returns the hours of the provider at the location.
func weekOf(p *practice.Practice, w practice.ProviderID, l practice.LocationID) (week []practice.Hours) {
	for _, h := range p.Hours {
		if h.Provider == w && h.Location == l {
			week = append(week, h)
		}
	}
	return week
}

// hoursPost saves the week.
func (c *call) hoursPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.hoursPage(p)
	w, l := practice.ProviderID(c.form("provider")), practice.LocationID(c.form("location"))
	if v.Provider != string(w) || v.Location != string(l) {
		return fault.New(fault.NotFound, "web.hours", "This provider or location is no longer here.")
	}
	var m mistakes
	week, grid := c.readWeek(&m)
	v.Week, v.Sum, v.Version = grid, weekSum(week), c.form("version")
	var wrong [7]view.Field
	at := places{}
	for i, d := range weekdays {
		at[practice.Field(d.String())] = &wrong[i]
	}
	return c.save(m, at, "/console/practice/hours?provider="+v.Provider+"&location="+v.Location, func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		if err := c.unchanged(weekOf(p, w, l)); err != nil {
			return err
		}
		return c.Practice.SaveHours(c.r.Context(), t, w, l, week)
	}, func(n *view.Notice) view.Page {
		v.Notice = n
		for i := range v.Week.Days {
			v.Week.Days[i].Error = cmp.Or(v.Week.Days[i].Error, wrong[i].Error)
		}
		return v
	})
}
