package web

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// serviceList lists the kinds of visit.
func (c *call) serviceList() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.Services{Settings: c.under("Services")}
	for _, svc := range p.Services {
		v.Rows = append(v.Rows, view.ServiceRow{
			URL: "/console/practice/services/" + string(svc.ID), Name: svc.Name, Length: length(time.Duration(svc.Minutes) * time.Minute),
			Buffer: spell(svc.Buffer), Who: whoOffers(p, svc.ID), Online: bookingMark(svc),
		})
	}
	if v.CanEdit {
		v.NewURL = "/console/practice/services/new"
	}
	return c.page(v)
}

func bookingMark(svc practice.Service) view.Mark {
	switch {
	case !svc.Active:
		return endedMark
	case svc.Online:
		return view.Mark{Tone: view.Good, Icon: "globe", Word: "Bookable online"}
	}
	return view.Mark{Tone: view.Quiet, Icon: "phone", Word: "By phone only"}
}

// whoOffers names the providers of a service.
func whoOffers(p *practice.Practice, i practice.ServiceID) string {
	var names []string
	all := true
	for _, w := range p.Providers {
		if !w.Active {
			continue
		}
		if w.Offers(i) {
			names = append(names, short(w))
		} else {
			all = false
		}
	}
	switch {
	case len(names) == 0:
		return "nobody yet"
	case all && len(names) > 1:
		return "everyone"
	}
	return strings.Join(names, ", ")
}

// thisService is the one of the address; "new" is one that is not there yet.
func (c *call) thisService(p *practice.Practice) (practice.Service, error) {
	i := c.r.PathValue("id")
	if i == "new" {
		return practice.Service{Minutes: 20, Online: true, Active: true}, nil
	}
	svc, ok := p.Service(practice.ServiceID(i))
	if !ok {
		return svc, fault.New(fault.NotFound, "web.serviceForm", "There is no such service.")
	}
	return svc, nil
}

// serviceForm shows one, or an empty form for "new", which everybody offers.
func (c *call) serviceForm() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	svc, err := c.thisService(p)
	if err != nil {
		return err
	}
	v := view.ServiceForm{
		Settings: c.under("Services"), New: svc.ID == "", Action: c.r.URL.Path, BackURL: "/console/practice/services", Version: fingerprint(svc),
		Name: view.Field{Value: svc.Name}, Text: view.Field{Value: svc.Description}, Online: svc.Online, Video: svc.Telehealth, Active: svc.Active,
		Providers: offerChoices(p, func(w practice.Provider) bool { return svc.ID == "" || w.Offers(svc.ID) }),
	}
	serviceLengths(&v, svc)
	showRules(&v, p, svc)
	return c.page(v)
}

func serviceLengths(v *view.ServiceForm, svc practice.Service) {
	v.Minutes = amounts(svc.Minutes, spell, 5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 90, 120)
	v.Buffer = amounts(svc.Buffer, spell, 0, 5, 10, 15, 20, 30)
}

func offerChoices(p *practice.Practice, chosen func(practice.Provider) bool) []view.Choice {
	var all []view.Choice
	for _, w := range p.Providers {
		if w.Active {
			all = append(all, view.Option(string(w.ID), w.Name(), chosen(w)))
		}
	}
	return all
}

// servicePost saves it, and who offers it.
func (c *call) servicePost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	offers := func(w practice.Provider) bool { return slices.Contains(c.r.PostForm["provider"], string(w.ID)) }
	v := view.ServiceForm{
		Settings: c.under("Services"), New: c.r.PathValue("id") == "new", Action: c.r.URL.Path, BackURL: "/console/practice/services", Version: c.form("version"),
		Name: c.field("name"), Text: c.field("text"), Online: c.form("online") != "", Video: c.form("video") != "", Active: c.form("active") != "",
		Providers: offerChoices(p, offers),
	}
	now := practice.Service{Name: v.Name.Value, Description: v.Text.Value, Minutes: c.number("minutes"), Buffer: c.number("buffer"), Telehealth: v.Video, Online: v.Online, Active: v.Active}
	var m mistakes
	c.readRules(&v, &now, &m)
	v.Pools = poolsOf(p)
	m.pools(p, now, &v.Needs)
	serviceLengths(&v, now)
	m.need(&v.Name, "Give the service a name.")
	m.public(c, &v.Text)
	at := places{"Name": &v.Name, "Description": &v.Text, "Seats": &v.Seats, "AgeFrom": &v.AgeFrom, "AgeTo": &v.AgeTo, "Reasons": &v.Reasons, "Needs": &v.Needs,
		"Minutes": &v.Wrong.Minutes, "Buffer": &v.Wrong.Buffer, "Before": &v.Wrong.Before, "Notice": &v.Wrong.Notice, "Horizon": &v.Wrong.Horizon}
	return c.save(m, at, v.BackURL, func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		svc, err := c.thisService(p)
		if err != nil {
			return err
		}
		if err := c.unchanged(svc); err != nil {
			return err
		}
		save := now
		save.ID = svc.ID
		if save.ID, err = c.Practice.SaveService(c.r.Context(), t, save); err != nil {
			return err
		}
		return c.setOffers(t, p, save.ID, offers)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// setOffers makes exactly the active providers whom offers names offer the service.
func (c *call) setOffers(t tx.Tx, p *practice.Practice, i practice.ServiceID, offers func(practice.Provider) bool) error {
	for _, w := range p.Providers {
		if !w.Active || w.Offers(i) == offers(w) {
			continue
		}
		if offers(w) {
			w.Services = append(slices.Clone(w.Services), i)
		} else {
			w.Services = slices.DeleteFunc(slices.Clone(w.Services), func(s practice.ServiceID) bool { return s == i })
		}
		if _, err := c.Practice.SaveProvider(c.r.Context(), t, w); err != nil {
			return err
		}
	}
	return nil
}
