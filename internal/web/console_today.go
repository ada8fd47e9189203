package web

import (
	"fmt"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
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
		if !a.Status.Takes() {
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

// todayNeeds lists what a person has to look at, and who is on call.
func (c *call) todayNeeds(v *view.Today) error {
	if err := c.todayInbox(v); err != nil {
		return err
	}
	n := c.waits()
	loc := c.office()
	for _, a := range n.alerts {
		v.Alerts = append(v.Alerts, c.alertRow(oncall.Item{Alert: a}, loc))
	}
	for _, n := range []struct {
		count     int
		mark      view.Mark
		state     string
		one, many string
	}{
		{n.outbox.Unknown, view.MessageMark("unknown"), "unknown", "One message may or may not have arrived", "%d messages may or may not have arrived"},
		{n.outbox.Held, view.MessageMark("held"), "held", "The guard holds one message back", "The guard holds %d messages back"},
		{n.outbox.Failed, view.MessageMark("failed"), "failed", "One message could not be delivered", "%d messages could not be delivered"},
		{n.outbox.Phone, view.Mark{Tone: view.Caution, Icon: "phone", Word: "Phone"}, "needs", "One message about a coming visit cannot go by e-mail", "%d messages about coming visits cannot go by e-mail"},
	} {
		v.Needs = needed(v.Needs, n.count, n.mark, n.one, n.many, view.Link{Text: "Look", URL: "/console/outbox?state=" + n.state})
	}
	return c.view(func(t tx.Tx) error {
		pairs, err := c.Patients.Doubtful(c.r.Context(), t, mostPairs)
		if err != nil {
			return err
		}
		v.Needs = needed(v.Needs, len(pairs), view.Mark{Tone: view.Caution, Icon: "users", Word: "Duplicates"}, "Two records may be one patient", "%d pairs of records may be one patient each", view.Link{Text: "Compare", URL: "/console/patients"})
		if !c.by.May(actor.SeeOnCall) {
			return nil
		}
		duty, err := c.OnCall.OnDuty(c.r.Context(), t, c.Now())
		v.OnCall = dutyRows(duty)
		return err
	})
}

// mostUrgent is how many urgent conversations stand on the first page by name.
const mostUrgent = 3

// todayInbox lists what waits in the inbox: what is urgent by name, the rest counted.
func (c *call) todayInbox(v *view.Today) error {
	if !c.by.May(actor.SeeInbox) {
		return nil
	}
	n := c.waits().inbox
	if n.Urgent > 0 {
		items, err := c.Inbox.List(c.r.Context(), c.by, inbox.Filter{Running: true, Urgent: true, Limit: mostUrgent})
		if err != nil {
			return err
		}
		for _, i := range items {
			mark := view.UrgencyMark(string(i.Urgency))
			v.Needs = append(v.Needs, view.Need{Mark: *mark, Text: mark.Word + ": " + whoWrites(i.Who, i.Thread), Count: 1, Link: view.Link{Text: "Open", URL: "/console/inbox/" + string(i.ID)}})
		}
		v.Needs = needed(v.Needs, n.Urgent-len(items), *view.UrgencyMark("urgent"), "One more conversation is urgent", "%d more conversations are urgent", view.Link{Text: "Look", URL: "/console/inbox?show=urgent"})
	}
	unread, tasks := view.Mark{Tone: view.Note, Icon: "inbox", Word: "Inbox"}, view.Mark{Tone: view.Note, Icon: "list-checks", Word: "Tasks"}
	v.Needs = needed(v.Needs, n.Unread, unread, "One conversation has something new", "%d conversations have something new", view.Link{Text: "Read", URL: "/console/inbox"})
	v.Needs = needed(v.Needs, n.Overdue, view.Mark{Tone: view.Caution, Icon: "clock", Word: "Overdue"}, "One task is overdue", "%d tasks are overdue", view.Link{Text: "Look", URL: "/console/inbox/tasks?show=overdue"})
	v.Needs = needed(v.Needs, n.Tasks-n.Overdue, tasks, "One task to do", "%d tasks to do", view.Link{Text: "Look", URL: "/console/inbox/tasks"})
	return nil
}

// needed adds a line for what is there.
func needed(all []view.Need, count int, m view.Mark, one, many string, to view.Link) []view.Need {
	switch {
	case count <= 0:
		return all
	case count > 1:
		one = fmt.Sprintf(many, count)
	}
	return append(all, view.Need{Mark: m, Text: one, Count: count, Link: to})
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
