package web

import (
	"cmp"
	"slices"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// closures lists the days on which something is shut: those that come, the next first, then those that are over.
func (c *call) closures() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v, err := c.closuresPage(p)
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) closuresPage(p *practice.Practice) (view.Closures, error) {
	v := view.Closures{Settings: c.under("Closures"), From: c.field("from"), To: c.field("to"), Reason: c.field("reason"), Begins: c.field("begins"), Ends: c.field("ends"), Yearly: c.form("yearly") != ""}
	for _, name := range practice.FederalHolidays() {
		note := ""
		if d, ok := practice.Holiday(name, c.Now().Year()); ok {
			if today := civil.DateOf(c.Now().In(zoneOf(p, ""))); d.Before(today) {
				d, _ = practice.Holiday(name, c.Now().Year()+1)
			}
			note = d.Format("Mon, Jan 2, 2006")
		}
		v.Holidays = append(v.Holidays, view.Choice{Value: name, Label: name, Note: note, Chosen: slices.Contains(p.Holidays, name)})
	}
	v.Locations = []view.Choice{view.Option("", "All locations", c.form("location") == "")}
	for _, l := range p.Locations {
		if l.Active {
			v.Locations = append(v.Locations, view.Option(string(l.ID), l.Name, string(l.ID) == c.form("location")))
		}
	}
	v.Providers = []view.Choice{view.Option("", "Everybody", c.form("provider") == "")}
	for _, w := range p.Providers {
		if w.Active {
			v.Providers = append(v.Providers, view.Option(string(w.ID), w.Name(), string(w.ID) == c.form("provider")))
		}
	}
	all := slices.Clone(p.Closures)
	today := civil.DateOf(c.Now().In(zoneOf(p, "")))
	past := func(s practice.Closure) bool { return !s.Yearly && s.To.Before(today) }
	slices.SortFunc(all, func(a, b practice.Closure) int {
		switch {
		case past(a) && past(b):
			return cmp.Compare(b.From.String(), a.From.String())
		case past(a):
			return 1
		case past(b):
			return -1
		}
		return cmp.Compare(a.From.String(), b.From.String())
	})
	err := c.view(func(t tx.Tx) error {
		v.Rows = nil
		for _, s := range all {
			row := view.ClosureRow{ID: string(s.ID), When: dates(s.From, s.To) + s.To.Format(", 2006"), What: shuts(p, s), Reason: s.Name, Past: past(s)}
			if s.When.Valid() {
				row.When += ", " + stretches([]civil.Interval{s.When})
			}
			if s.Yearly {
				row.When = "Every year: " + dates(s.From, s.To)
			}
			if !row.Past {
				n, err := c.visitsIn(t, p, s)
				if err != nil {
					return err
				}
				if n > 0 {
					row.Visits = plural(n, "visit") + " to move"
					row.VisitsURL = "/console/closures/" + string(s.ID)
				}
			}
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	return v, err
}

// shuts says what a closure closes.
func shuts(p *practice.Practice, s practice.Closure) string {
	where, who := "All locations", ""
	if l, ok := p.Location(s.Location); ok {
		where = l.Name
	}
	if w, ok := p.Provider(s.Provider); ok {
		if who = short(w); s.Location == "" {
			return who
		}
		who += " at "
	}
	return who + where
}

// visitsIn counts the booked visits that fall on a closure. It names none of them.
func (c *call) visitsIn(t tx.Tx, p *practice.Practice, s practice.Closure) (int, error) {
	zone := zoneOf(p, s.Location)
	all, err := c.Schedule.Between(c.r.Context(), t, s.From.At(0, zone).AddDate(0, 0, -1), s.To.At(0, zone).AddDate(0, 0, 2),
		schedule.Filter{Provider: s.Provider, Location: s.Location, Status: schedule.Booked})
	n := 0
	for _, a := range all {
		if a.End.After(c.Now()) && s.Meets(a.Location, a.Provider, a.Start, a.End) {
			n++
		}
	}
	return n, err
}

// closuresPost adds one.
func (c *call) closuresPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v, err := c.closuresPage(p)
	if err != nil {
		return err
	}
	var m mistakes
	if m.need(&v.Reason, "Say why. Patients see it.") {
		m.public(c, &v.Reason)
	}
	from, err := civil.ParseUSDate(v.From.Value)
	m.at(&v.From, err)
	to, err := civil.ParseUSDate(v.To.Value)
	m.at(&v.To, err)
	if m == 0 && to.Before(from) {
		m.at(&v.To, fault.New(fault.Invalid, "web.closures", "The last day is before the first."))
	}
	closure := practice.Closure{Location: practice.LocationID(c.form("location")), Provider: practice.ProviderID(c.form("provider")), From: from, To: to, Name: v.Reason.Value, Yearly: v.Yearly}
	if v.Begins.Value != "" || v.Ends.Value != "" {
		closure.When, err = readStretch(v.Begins.Value, v.Ends.Value)
		m.at(&v.Ends, err)
	}
	for _, o := range p.Closures {
		same := closure
		if same.ID, same.Name = o.ID, o.Name; m == 0 && same == o && o.Name != closure.Name {
			m.at(&v.From, fault.New(fault.Invalid, "web.closures", "These days are closed already, for “"+o.Name+"”. Open them again first, or choose others."))
		}
	}
	at := places{"To": &v.To, "When": &v.Ends, "Name": &v.Reason}
	return c.save(m, at, "/console/practice/closures", func(t tx.Tx) error {
		_, err := c.Practice.AddClosure(c.r.Context(), t, closure)
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}
