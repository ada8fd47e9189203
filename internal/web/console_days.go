package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

func daysURL(w practice.ProviderID, l practice.LocationID) string {
	return "/console/practice/days?" + url.Values{"provider": {string(w)}, "location": {string(l)}}.Encode()
}

// days shows a provider's days at a location that are unlike the week, and what is kept free.
func (c *call) days() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	return c.page(c.daysPage(p))
}

func (c *call) daysPage(p *practice.Practice) view.Days {
	h := c.hoursPage(p)
	v := view.Days{Settings: h.Settings, Providers: h.Providers, Locations: h.Locations, Provider: h.Provider, Location: h.Location, Who: h.Who,
		HoursURL: "/console/practice/hours?provider=" + h.Provider + "&location=" + h.Location,
		Date:     c.field("date"), Hours: c.field("hours"), From: c.field("from"), To: c.field("to"), Name: c.field("name"), OpensAt: c.field("opens_at")}
	if v.OpensAt.Value == "" {
		v.OpensAt.Value = "07:00"
	}
	w, l := practice.ProviderID(v.Provider), practice.LocationID(v.Location)
	today := civil.DateOf(c.Now().In(zoneOf(p, l)))
	for _, s := range p.Specials {
		if s.Provider == w && s.Location == l && !s.Date.Before(today) {
			v.Specials = append(v.Specials, view.SpecialRow{Date: s.Date.String(), When: s.Date.Format("Mon, Jan 2, 2006"), Hours: stretches(s.Open), Shut: shutOn(p, s)})
		}
	}
	for _, k := range p.Reserved {
		if k.Provider != w || k.Location != l {
			continue
		}
		row := view.ReservedRow{ID: string(k.ID), Name: k.Name, When: k.Weekday.String() + ", " + stretches([]civil.Interval{k.When}), For: "any service", Opens: opens(k.OpensDays) + " at " + k.OpensAt.Spoken()}
		var names []string
		for _, i := range k.Services {
			svc, _ := p.Service(i)
			names = append(names, svc.Name)
		}
		if len(names) > 0 {
			row.For = strings.Join(names, ", ")
		}
		v.Reserved = append(v.Reserved, row)
	}
	for _, d := range weekdays {
		v.Weekdays = append(v.Weekdays, view.Option(dayKey(d), d.String(), c.form("weekday") == dayKey(d)))
	}
	v.OpensDays = amounts(max(c.number("opens_days"), 0), opens, 0, 1, 2, 3, 5, 7, 14)
	var chosen []practice.ServiceID
	for _, i := range c.r.PostForm["service"] {
		chosen = append(chosen, practice.ServiceID(i))
	}
	v.Services = serviceChoices(p, chosen)
	return v
}

// shutOn is why nobody is seen on a special day all the same, "" if somebody is.
func shutOn(p *practice.Practice, s practice.Special) string {
	if k, shut := p.ClosedOn(s.Date, s.Location, s.Provider); shut && len(s.Open) > 0 {
		return k.Name
	}
	return ""
}

// stretches says when somebody works: "8:00 am to 12:00 pm, 1:00 pm to 3:00 pm", or "off".
func stretches(open []civil.Interval) string {
	var all []string
	for _, w := range open {
		all = append(all, w.From.Spoken()+" to "+w.To.Spoken())
	}
	if len(all) == 0 {
		return "off"
	}
	return strings.Join(all, ", ")
}

func opens(days int) string {
	switch days {
	case 0:
		return "on the day"
	case 1:
		return "the day before"
	}
	return plural(days, "day") + " before"
}

// dayPost gives one date other hours.
func (c *call) dayPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.daysPage(p)
	s := practice.Special{Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location"))}
	var m mistakes
	s.Date, err = civil.ParseUSDate(v.Date.Value)
	m.at(&v.Date, err)
	if s.Open, err = readStretches(v.Hours.Value); err != nil {
		m.at(&v.Hours, fault.New(fault.Invalid, "web.dayPost", "Hours look like 8:00 am-12:00 pm, 1:00 pm-3:00 pm, each from earlier to later. Leave it empty for a day off."))
	}
	return c.save(m, places{"Date": &v.Date, "Open": &v.Hours}, daysURL(s.Provider, s.Location),
		func(t tx.Tx) error { return c.Practice.SaveSpecial(c.r.Context(), t, s) },
		func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// dayRemove gives the date the hours of the week again.
func (c *call) dayRemove() error {
	w, l := practice.ProviderID(c.form("provider")), practice.LocationID(c.form("location"))
	d, err := civil.ParseDate(c.form("date"))
	if err != nil {
		return err
	}
	if err := c.do(func(t tx.Tx) error { return c.Practice.RemoveSpecial(c.r.Context(), t, w, l, d) }); err != nil {
		return err
	}
	c.say("removed")
	return c.see(daysURL(w, l))
}

// reservedPost keeps a stretch of a weekday free.
func (c *call) reservedPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.daysPage(p)
	s := practice.Reserved{Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location")), Name: v.Name.Value, OpensDays: max(c.number("opens_days"), 0)}
	var m mistakes
	s.Weekday = time.Weekday(slices.IndexFunc([]time.Weekday{0, 1, 2, 3, 4, 5, 6}, func(d time.Weekday) bool { return dayKey(d) == c.form("weekday") }))
	s.When, err = readStretch(v.From.Value, v.To.Value)
	m.at(&v.From, err)
	s.OpensAt, err = civil.ParseClock(v.OpensAt.Value)
	m.at(&v.OpensAt, err)
	m.need(&v.Name, "Say what it is kept for, such as Same-day urgent.")
	for _, i := range c.r.PostForm["service"] {
		s.Services = append(s.Services, practice.ServiceID(i))
	}
	at := places{"When": &v.From, "Name": &v.Name, "OpensAt": &v.OpensAt, "OpensDays": &v.OpensAt, "Services": &v.Wrong}
	return c.save(m, at, daysURL(s.Provider, s.Location), func(t tx.Tx) error {
		_, err := c.Practice.SaveReserved(c.r.Context(), t, s)
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// reservedRemove gives the stretch back.
func (c *call) reservedRemove() error {
	err := c.do(func(t tx.Tx) error {
		return c.Practice.RemoveReserved(c.r.Context(), t, practice.ReservedID(c.r.PathValue("id")))
	})
	if err != nil {
		return err
	}
	c.say("removed")
	return c.see(daysURL(practice.ProviderID(c.form("provider")), practice.LocationID(c.form("location"))))
}

// holidaysPost says which federal holidays the practice keeps.
func (c *call) holidaysPost() error {
	err := c.do(func(t tx.Tx) error { return c.Practice.SaveHolidays(c.r.Context(), t, c.r.PostForm["holiday"]) })
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/practice/closures")
}
