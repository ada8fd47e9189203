package web

import (
	"slices"

	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// book is what a picture of some days is drawn from, as it stood at one moment.
type book struct {
	extents map[practice.ProviderID]schedule.Extent // at the location, of everybody
	visits  []schedule.Appointment
	holds   []schedule.Hold
	away    []schedule.Elsewhere // taken in other books
	who     map[patient.ID]patient.Patient
	reach   map[schedule.ID]outreach.Informed
	pulses  map[practice.ProviderID]schedule.Pulse
	tells   map[practice.ProviderID]int64 // of [outreach.Service.Tells]
}

// chooser says whose visits are to be read, when it is known how many there are.
type chooser func(map[practice.ProviderID]schedule.Extent) []practice.ProviderID

// readBook reads the days with a number of queries that does not grow with the providers, and enters in the access log
// whoever is read.
func (c *call) readBook(a asking, l practice.Location, first civil.Date, days int, of chooser) (b book, err error) {
	loc := l.In()
	from, to := first.At(0, loc), first.AddDays(days).At(0, loc)
	err = c.view(func(t tx.Tx) error {
		ctx := c.r.Context()
		if b.extents, err = c.Schedule.Extents(ctx, t, from, to, l.ID, a.cancelled); err != nil {
			return err
		}
		if b.pulses, err = c.Schedule.Pulses(ctx, t, from, to); err != nil {
			return err
		}
		if b.tells, err = c.Outreach.Tells(ctx, t, from, to); err != nil {
			return err
		}
		f := schedule.Filter{Location: l.ID, Among: of(b.extents)}
		if len(f.Among) == 0 {
			return nil
		}
		if b.visits, err = c.Schedule.Between(ctx, t, from, to, f); err != nil {
			return err
		}
		b.visits = slices.DeleteFunc(b.visits, func(v schedule.Appointment) bool {
			return !v.Status.Takes() && (v.Status != schedule.Cancelled || !a.cancelled)
		})
		if b.holds, err = c.Schedule.Holds(ctx, t, from, to, f); err != nil {
			return err
		}
		if b.away, err = c.Schedule.Elsewhere(ctx, t, from, to); err != nil {
			return err
		}
		ids := make([]schedule.ID, len(b.visits))
		for i, v := range b.visits {
			ids[i] = v.ID
		}
		if b.reach, err = c.Outreach.Reached(ctx, t, ids...); err != nil {
			return err
		}
		b.who, err = c.patientsOf(t, "visits", b.visits)
		return err
	})
	return b, err
}

// mostDrawn bounds how many visits a page brings along. The columns for which there is no room stand in their place
// and are drawn when somebody comes near, or by themselves on a page of their own: so that a day of 50 providers is
// there at once, and nobody is read whom nobody looks at.
const (
	mostDrawn  = 200
	columnCost = 3 // of a column without visits, in visits
)

// columns chooses whose columns a day has, and which of them are drawn: with only, those; else from the left as many as
// there is room for, but first the one that is looked for.
func (a asking) columns(p *practice.Practice, at practice.LocationID, only []string, extents map[practice.ProviderID]schedule.Extent) (all []practice.Provider, drawn []practice.ProviderID) {
	room := mostDrawn
	draw := func(w practice.Provider) {
		if cost := extents[w.ID].Visits + columnCost; len(only) > 0 || len(drawn) == 0 || cost <= room {
			drawn, room = append(drawn, w.ID), room-cost
		} else {
			room = 0
		}
	}
	for _, w := range p.Providers {
		_, has := extents[w.ID]
		if a.shows(w) && (len(only) == 0 || slices.Contains(only, string(w.ID))) && (has || w.Active && (len(a.who) > 0 || worksOn(p, a.date, at, w.ID))) {
			if all = append(all, w); w.Slug == a.near {
				draw(w)
			}
		}
	}
	for _, w := range all {
		if w.Slug != a.near {
			draw(w)
		}
	}
	return all, drawn
}

func idsOf(all []practice.Provider) (ids []practice.ProviderID) {
	for _, w := range all {
		ids = append(ids, w.ID)
	}
	return ids
}

// worksOn reports whether the provider has hours at the location on the day, before closures.
func worksOn(p *practice.Practice, day civil.Date, at practice.LocationID, v practice.ProviderID) bool {
	if s, ok := p.Special(v, at, day); ok {
		return len(s.Open) > 0
	}
	return slices.ContainsFunc(p.Hours, func(h practice.Hours) bool {
		return h.Provider == v && h.Location == at && h.Weekday == day.Weekday()
	})
}
