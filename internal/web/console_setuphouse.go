package web

import (
	"slices"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// saveHouse writes what the third step of the first run says: services, then who offers them, then their hours.
func (c *call) saveHouse(t tx.Tx, services []practice.Service, people []somebody) error {
	ctx := c.r.Context()
	p, err := c.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	var added []practice.ServiceID
	for i, svc := range services {
		old, known := p.Service(svc.ID)
		switch {
		case known:
			old.Active = svc.Active
			if svc.Active {
				old.Name, old.Minutes, old.Online = svc.Name, svc.Minutes, svc.Online
			}
			svc = old
		case !svc.Active || svc.ID != "":
			continue
		}
		saved, err := c.Practice.SaveService(ctx, t, svc)
		if err != nil {
			return &rowError{err: err, services: true, row: i}
		}
		if !known {
			added = append(added, saved)
		}
	}
	for _, one := range people {
		if err := c.savePerson(t, p, one, added); err != nil {
			return &rowError{err: err, row: one.row}
		}
	}
	return nil
}

// savePerson adds or changes one provider. Somebody new offers all services, somebody known those that are new too.
func (c *call) savePerson(t tx.Tx, p *practice.Practice, one somebody, added []practice.ServiceID) error {
	ctx := c.r.Context()
	w, known := p.Provider(one.who.ID)
	switch {
	case known && !one.who.Active:
		w.Active = false
		_, err := c.Practice.SaveProvider(ctx, t, w)
		return err
	case !known && one.who.ID != "":
		return fault.New(fault.NotFound, "web.setupPeople", "This provider is no longer here.")
	case !known:
		w.Services = activeServices(p)
	}
	w.Given, w.Family, w.Credentials, w.Active = one.who.Given, one.who.Family, one.who.Credentials, true
	w.Services = append(slices.Clone(w.Services), added...)
	i, err := c.Practice.SaveProvider(ctx, t, w)
	if err != nil {
		return err
	}
	for _, l := range activeLocations(p) {
		works := len(weekOf(p, i, l.ID)) > 0
		if slices.Contains(one.places, l.ID) == works {
			continue
		}
		var week []practice.Hours
		if !works {
			week = c.setupWeek(p, l.ID)
		}
		err := c.Practice.SaveHours(ctx, t, i, l.ID, week)
		if fault.Is(err, fault.Invalid) {
			return fault.Wrap(fault.Invalid, "web.setupPeople", "These locations are open at the same time, so one person cannot have the hours of both. Tick one now; the days can be shared out later under Practice, Hours.", err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
