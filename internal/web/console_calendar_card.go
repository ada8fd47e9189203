package web

import (
	"fmt"
	"net/url"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/outreach"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// calendarCard is one visit beside the calendar, with everything that can be done with it.
func (c *call) calendarCard() error {
	o, err := c.open("visit")
	if err != nil {
		return err
	}
	a, p := o.visit, o.practice
	base := "/console/visits/" + string(a.ID)
	v := view.CalendarCard{ID: string(a.ID), URL: base, Patient: c.banner(o.patient), Mark: view.VisitMark(string(a.Status)), When: dayTime(a.Start), Length: length(a.End.Sub(a.Start)), Facts: visitFacts(p, a)}
	var reach outreach.Informed
	if v.Sharing, reach, err = c.around(a); err != nil {
		return err
	}
	if m := reachMark(a, reach); m != nil && a.Status.Open() {
		v.Reach = &m.Mark
	}
	if svc, _ := p.Service(a.Service); svc.Seats > 1 {
		v.Facts = append([]view.Fact{{Name: "Seats", Value: fmt.Sprintf("%d of %d taken", len(v.Sharing)+1, svc.Seats)}}, v.Facts...)
	}
	if !c.by.May(actor.ChangeVisits) {
		return c.piece(v)
	}
	v.Action, v.Version, v.Marks = base+"/close", strconv.FormatInt(a.Version, 10), markSteps(a, c.Now())
	v.AgainURL = "/console/book/" + string(a.Patient)
	if a.Status.Open() {
		v.MoveURL, v.EndURL = base+"/move", base+"/cancel"
	}
	if a.Start.After(c.Now()) && a.Status.Takes() {
		v.OverURL = "/console/book?" + url.Values{"provider": {string(a.Provider)}, "location": {string(a.Location)}, "start": {slotTime(a.Start)}}.Encode()
	}
	return c.piece(v)
}

// around reads who else has the visit, of one that several patients share, and how far its patient is told.
func (c *call) around(a schedule.Appointment) (sharing []view.Link, r outreach.Informed, err error) {
	err = c.view(func(t tx.Tx) error {
		ctx, end := c.r.Context(), a.Start.Add(1)
		told, err := c.Outreach.Reached(ctx, t, a.ID)
		if err != nil {
			return err
		}
		r = told[a.ID]
		p, err := c.Practice.Get(ctx, t)
		if svc, _ := p.Service(a.Service); err != nil || svc.Seats <= 1 {
			return err
		}
		all, err := c.Schedule.Between(ctx, t, a.Start, end, schedule.Filter{Provider: a.Provider, Location: a.Location})
		if err != nil {
			return err
		}
		who, err := c.patientsOf(t, "visits", all)
		for _, o := range all {
			if o.ID != a.ID && o.Service == a.Service && o.Status.Takes() {
				sharing = append(sharing, view.Link{Text: who[o.Patient].Name.Reveal(), URL: "/console/visits/" + string(o.ID)})
			}
		}
		return err
	})
	return sharing, r, err
}
