package web

import (
	"fmt"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// today is the first page after sign-in: the visits of the day at one location, what needs a person, what is free.
func (c *call) today() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	if !p.Settings.Live && c.by.May(actor.ManagePractice) {
		return c.see("/console/setup/practice")
	}
	l, ok := p.Location(practice.LocationID(c.form("location")))
	if !ok {
		l = firstLocation(p)
	}
	loc := l.In()
	now := c.Now().In(loc)
	date := civil.DateOf(now)
	v := view.Today{Console: c.console("Today", view.InToday), Date: day(now), Zone: zoneName(loc), NoHours: len(p.Hours) == 0, SheetURL: "/console/calendar/sheet?location=" + string(l.ID)}
	if c.by.May(actor.ChangeVisits) {
		v.BookURL = "/console/book"
	}
	for _, other := range p.Locations {
		if other.Active {
			v.Tabs = append(v.Tabs, view.Link{Text: other.Name, URL: "/console?location=" + string(other.ID), Now: other.ID == l.ID})
		}
	}
	visits, who, err := c.visits(&p, date.At(0, loc), date.AddDays(1).At(0, loc), schedule.Filter{Location: l.ID})
	if err != nil {
		return err
	}
	open := -1
	for i, a := range visits {
		if a.Status == schedule.Cancelled {
			continue
		}
		row := c.row(p, a, who[a.Patient])
		row.URL = "/console?location=" + string(l.ID) + "&visit=" + string(a.ID)
		chosen := c.form("visit") == string(a.ID)
		if open < 0 && a.End.After(now) || chosen {
			open = i
		}
		v.Visits = append(v.Visits, row)
	}
	if open >= 0 {
		a := visits[open]
		v.Open = &view.VisitCard{Patient: c.banner(who[a.Patient]), URL: "/console/visits/" + string(a.ID), Mark: view.VisitMark(string(a.Status)),
			Facts: append([]view.Fact{{Name: "When", Value: dayTime(a.Start)}}, visitFacts(p, a)...)}
		for i := range v.Visits {
			v.Visits[i].Now = v.Visits[i].URL == "/console?location="+string(l.ID)+"&visit="+string(a.ID)
		}
	}
	if err := c.todayNeeds(&v); err != nil {
		return err
	}
	if err := c.todayFree(p, l, date, &v); err != nil {
		return err
	}
	if err := c.todayPlot(date, loc, &v); err != nil {
		return err
	}
	return c.page(v)
}

func firstLocation(p *practice.Practice) practice.Location {
	for _, l := range p.Locations {
		if l.Active {
			return l
		}
	}
	return practice.Location{Zone: p.Settings.Zone}
}

const mostPairs = 20 // possible duplicates that are looked for at once

// todayNeeds lists what a person has to look at.
func (c *call) todayNeeds(v *view.Today) error {
	return c.view(func(t tx.Tx) error {
		needs, err := c.Outreach.NeedsPerson(c.r.Context(), t)
		if err != nil {
			return err
		}
		for _, n := range []struct {
			count            int
			mark             view.Mark
			state, one, many string
		}{
			{needs.Unknown, view.MessageMark("unknown"), "unknown", "One message may or may not have arrived", "%d messages may or may not have arrived"},
			{needs.Held, view.MessageMark("held"), "held", "The guard holds one message back", "The guard holds %d messages back"},
			{needs.Failed, view.MessageMark("failed"), "failed", "One message could not be delivered", "%d messages could not be delivered"},
			{needs.Phone, view.Mark{Tone: view.Caution, Icon: "phone", Word: "Phone"}, "needs", "One message about a coming visit cannot go by e-mail", "%d messages about coming visits cannot go by e-mail"},
		} {
			if n.count == 0 {
				continue
			}
			text := n.one
			if n.count > 1 {
				text = fmt.Sprintf(n.many, n.count)
			}
			v.Needs = append(v.Needs, view.Need{Mark: n.mark, Text: text, Count: n.count, Link: view.Link{Text: "Look", URL: "/console/outbox?state=" + n.state}})
		}
		pairs, err := c.Patients.Doubtful(c.r.Context(), t, mostPairs)
		if err != nil {
			return err
		}
		if n := len(pairs); n > 0 {
			v.Needs = append(v.Needs, view.Need{Mark: view.Mark{Tone: view.Caution, Icon: "users", Word: "Duplicates"}, Text: "Patients who may be here twice", Count: n, Link: view.Link{Text: "Compare", URL: "/console/patients"}})
		}
		return nil
	})
}

// todayFree shows the next free times and the gaps of the day.
func (c *call) todayFree(p *practice.Practice, l practice.Location, date civil.Date, v *view.Today) error {
	svc, ok := shortest(p)
	if !ok || l.ID == "" || !c.by.May(actor.ChangeVisits) { // free times are there to be booked
		return nil
	}
	var slots []schedule.Slot
	err := c.view(func(t tx.Tx) (err error) {
		slots, err = c.Schedule.Slots(c.r.Context(), t, schedule.Query{Service: svc.ID, Location: l.ID, From: date, To: date.AddDays(3)})
		return err
	})
	if err != nil {
		return err
	}
	gaps := map[practice.ProviderID]int{}
	for _, s := range slots {
		w, _ := p.Provider(s.Provider)
		if len(v.Free) < 5 {
			when := clock(s.Start)
			if civil.DateOf(s.Start) != date {
				when = stamp(s.Start)
			}
			v.Free = append(v.Free, view.Slot{Time: when, Who: short(w), Where: l.Name, URL: "/console/book?start=" + slotTime(s.Start) + "&provider=" + string(w.ID) + "&location=" + string(l.ID) + "&service=" + string(svc.ID)})
		}
		if civil.DateOf(s.Start) == date {
			gaps[s.Provider]++
		}
	}
	for _, w := range p.Providers {
		if n := gaps[w.ID]; n > 0 {
			v.Gaps = append(v.Gaps, view.Gap{Who: short(w), Where: l.Name, Time: "today", Length: fmt.Sprintf("%d free starts", n),
				URL: "/console/calendar?view=day&provider=" + string(w.ID) + "&location=" + string(l.ID)})
		}
	}
	return nil
}

// shortest is the shortest office visit: where it does not fit, nothing does.
func shortest(p *practice.Practice) (practice.Service, bool) {
	var found []practice.Service
	for _, svc := range p.Services {
		if svc.Active && !svc.Telehealth {
			found = append(found, svc)
		}
	}
	if len(found) == 0 {
		return practice.Service{}, false
	}
	return slices.MinFunc(found, func(a, b practice.Service) int { return a.Minutes - b.Minutes }), true
}

// todayPlot counts visits a day, three weeks back and four ahead.
func (c *call) todayPlot(today civil.Date, loc *time.Location, v *view.Today) error {
	from := today.AddDays(-21)
	var counts map[civil.Date]int
	err := c.view(func(t tx.Tx) (err error) {
		counts, err = c.Schedule.CountByDay(c.r.Context(), t, from.At(0, loc), today.AddDays(29).At(0, loc), loc)
		return err
	})
	if err != nil {
		return err
	}
	week := 0
	for d := from; !today.AddDays(28).Before(d); d = d.AddDays(1) {
		bar := view.DayCount{Label: d.Format("Mon, Jan 2"), Count: counts[d], Now: d == today, Ahead: today.Before(d)}
		if d.Weekday() == time.Monday {
			bar.Tick = d.Format("Jan 2")
		}
		if !d.Before(today) && today.DaysUntil(d) < 7 {
			week += counts[d]
		}
		v.Days = append(v.Days, bar)
	}
	v.Week = fmt.Sprintf("%d visits in the next 7 days", week)
	return nil
}
