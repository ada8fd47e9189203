package web

import (
	"cmp"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

const searchDays = 7 // days of free times on one page

// bookTime shows a week of free times.
func (c *call) bookTime() error {
	p, svc, q, err := c.asked()
	if err != nil {
		return err
	}
	loc := zoneOf(p, q.Location)
	today := civil.DateOf(c.Now().In(loc))
	q.From = today
	if from, err := civil.ParseDate(c.form("from")); err == nil && today.Before(from) && today.DaysUntil(from) < 400 {
		q.From = from
	}
	c.narrow(&q)
	if c.form("from") == "first" {
		if q.From, err = c.firstFree(q); err != nil {
			return err
		}
	}
	q.To = q.From.AddDays(searchDays - 1)
	v := view.BookTime{Site: c.bookSite(), Only: c.tongue.onlyFor(svc)}
	v.Steps, v.Zone, v.Narrow = c.bookSteps(2, svc.Name, c.withWhom(p, q)), c.tongue.zones(p, q), c.narrowed(p, q)
	v.Steps[0].URL, v.Steps[1].URL = c.to("/book"), c.to("/book/with?service="+string(svc.ID))
	v.Days, err = c.slotDays(p, q, 0, func(s schedule.Slot) view.Slot {
		return c.shown(p, q, s, view.Slot{URL: c.to(detailsURL(svc.ID, s))})
	})
	if err != nil {
		return err
	}
	if svc.Telehealth {
		v.Zone = oneZone(v.Zone, v.Days)
	}
	here := func(from civil.Date) string { return c.to(wanted(q, from.String())) }
	if today.Before(q.From) {
		earlier := q.From.AddDays(-searchDays)
		if earlier.Before(today) {
			earlier = today
		}
		v.Earlier = here(earlier)
	}
	if today.DaysUntil(q.To) < cmp.Or(svc.Horizon, p.Settings.Horizon) {
		v.Later = here(q.To.AddDays(1))
	}
	if len(v.Days) == 0 {
		v.NoneText = v.Say("Nothing is free in these days. Look at later days, or call us at ", "No hay nada libre en estos días. Mire días más adelante o llámenos al ") + phone(p.Settings.Phone) + "."
		if v.Narrow.On {
			v.NoneText = v.Say("Nothing that suits is free in these days. Look at later days or at all times, or call us at ",
				"No hay nada libre que le sirva en estos días. Mire días más adelante o todas las horas, o llámenos al ") + phone(p.Settings.Phone) + "."
		}
		v.Others = append(v.Others, view.Link{Text: v.Say("The first that is free", "La primera libre"), URL: c.to(wanted(q, "first"))})
	}
	if p.Desk.Dial("waitlist") == practice.Act {
		v.WaitURL = c.to(waitURL(q))
	}
	if q.Provider != "" {
		v.Others = append(v.Others, view.Link{Text: v.Say("With anyone", "Con cualquiera"), URL: c.to("/book/time?service=" + string(svc.ID))})
	}
	return c.page(v)
}

// waitURL is where somebody asks to be told of such times.
func waitURL(q schedule.Query) string {
	return strings.Replace(wanted(q, ""), "/book/time?", "/book/wait?", 1)
}

// shown fills in who and where, as far as it does not go without saying.
func (c *call) shown(p *practice.Practice, q schedule.Query, s schedule.Slot, v view.Slot) view.Slot {
	v.Time = c.tongue.at(s.Start)
	if w, ok := p.Provider(s.Provider); ok && q.Provider == "" {
		v.Who = short(w)
	}
	if l, ok := p.Location(s.Location); ok && q.Location == "" && len(p.Locations) > 1 {
		v.Where = l.Name
		if svc, _ := p.Service(q.Service); svc.Telehealth { // nobody goes there
			v.Where = c.tongue.zone(l.In())
		}
	}
	return v
}

// oneZone says the zone of video visits once, above the times, if it is the same for all.
func oneZone(note string, days []view.SlotDay) string {
	zone := ""
	for _, d := range days {
		for _, s := range d.Slots {
			if s.Where == "" || zone != "" && s.Where != zone {
				return note
			}
			zone = s.Where
		}
	}
	if zone == "" {
		return note
	}
	for _, d := range days {
		for i := range d.Slots {
			d.Slots[i].Where = ""
		}
	}
	return zone
}

// zones says by which clock the times of a search are shown.
func (l tongue) zones(p *practice.Practice, q schedule.Query) string {
	if at, ok := p.Location(q.Location); ok {
		return l.zone(at.In()) + ", " + at.Name
	}
	names := map[string]bool{}
	var first string
	for _, at := range p.Locations {
		if at.Active {
			first = l.zone(at.In())
			names[first] = true
		}
	}
	if len(names) > 1 {
		return l.say("each location's own time", "hora de cada lugar")
	}
	return first
}
