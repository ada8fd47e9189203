package web

import (
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// bookWith asks with whom and where.
func (c *call) bookWith() error {
	p, svc, q, err := c.asked()
	if err != nil {
		return err
	}
	v := view.BookWith{Site: c.bookSite(), Service: string(svc.ID)}
	v.Steps = c.bookSteps(1, svc.Name)
	v.Steps[0].URL = c.to("/book")
	v.Providers = append(v.Providers, view.Choice{Label: v.Say("Anyone", "Cualquiera"), Note: v.Say("the first who is free", "quien esté libre primero"), Chosen: q.Provider == ""})
	where := map[practice.LocationID]bool{}
	for _, w := range p.Providers {
		if !w.Active || !w.Offers(svc.ID) {
			continue
		}
		v.Providers = append(v.Providers, view.Choice{Value: string(w.ID), Label: w.Name(), Note: w.Specialty, Chosen: w.ID == q.Provider})
		for _, h := range p.Hours {
			where[h.Location] = where[h.Location] || h.Provider == w.ID
		}
	}
	for _, l := range p.Locations {
		if l.Active && where[l.ID] {
			v.Locations = append(v.Locations, view.Choice{Value: string(l.ID), Label: l.Name, Note: l.City + ", " + l.State + ", " + c.tongue.zone(l.In())})
		}
	}
	return c.page(v)
}

// withWhom says who and where a search asks for.
func (c *call) withWhom(p *practice.Practice, q schedule.Query) string {
	who := c.tongue.say("Anyone", "Cualquiera")
	if w, ok := p.Provider(q.Provider); ok {
		who = short(w)
	}
	if l, ok := p.Location(q.Location); ok {
		who += ", " + l.Name
	}
	return who
}
