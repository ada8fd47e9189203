package web

import (
	"net/http"
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// setupHours asks for a location and when patients are seen there: the one of the address, an empty one for "new",
// else the last, so that going back shows what was saved.
func (c *call) setupHours() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	if p.Version == 0 {
		return c.see("/console/setup/practice")
	}
	l := practice.Location{Zone: p.Settings.Zone}
	have := activeLocations(p)
	asked := c.form("location")
	if i := slices.IndexFunc(have, func(l practice.Location) bool { return string(l.ID) == asked }); i >= 0 {
		l = have[i]
	} else if asked != "new" && len(have) > 0 {
		l = have[len(have)-1]
	}
	return c.page(view.SetupHours{
		Setup: c.setup(2, "Where, and when"), ID: string(l.ID), Have: setupLocations(have), Zones: zoneChoices(l.Zone), Week: weekGrid(c.setupWeek(p, l.ID)),
		Name: view.Field{Value: l.Name}, Street: view.Field{Value: l.Address}, City: view.Field{Value: l.City}, State: view.Field{Value: l.State}, Zip: view.Field{Value: l.ZIP},
		Rooms: view.Field{Value: strings.Join(roomNames(l), "\n")},
	})
}

func activeLocations(p *practice.Practice) []practice.Location {
	return slices.DeleteFunc(slices.Clone(p.Locations), func(l practice.Location) bool { return !l.Active })
}

func setupLocations(have []practice.Location) (rows []view.LocationRow) {
	for _, l := range have {
		rows = append(rows, locationRow(l, "/console/setup/hours?location="+string(l.ID)))
	}
	return rows
}

// setupHoursPost saves the location, and its hours for those who work there already.
func (c *call) setupHoursPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	i := practice.LocationID(c.form("id"))
	v := view.SetupHours{
		Setup: c.setup(2, "Where, and when"), ID: string(i), Have: setupLocations(activeLocations(p)), Zones: zoneChoices(c.form("zone")),
		Name: c.field("loc_name"), Street: c.field("street"), City: c.field("city"), State: c.field("state"), Zip: c.field("zip"), Rooms: c.field("rooms"),
	}
	var m mistakes
	var week []practice.Hours
	m.place(&v.Name, &v.Street, &v.City, &v.State, &v.Zip)
	week, v.Week = c.readWeek(&m)
	if len(week) == 0 && m == 0 {
		v.Week.Days[0].Error = "Tick the days on which patients are seen."
		m++
	}
	again := func(n *view.Notice) view.Page { v.Notice = n; return v }
	if m > 0 {
		return c.Render.Page(c.w, http.StatusBadRequest, again(view.Mend(int(m))))
	}
	before := c.setupWeek(p, i)
	err = c.do(func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		l, known := p.Location(practice.LocationID(v.ID))
		if v.ID != "" && !known {
			return fault.New(fault.NotFound, "web.setupHours", "There is no such location.")
		}
		l.Name, l.Zone, l.Active = v.Name.Value, c.form("zone"), true
		l.Address, l.City, l.State, l.ZIP = v.Street.Value, v.City.Value, v.State.Value, v.Zip.Value
		l.Rooms = rooms(l.Rooms, v.Rooms.Value)
		if i, err = c.Practice.SaveLocation(c.r.Context(), t, l); err != nil {
			return err
		}
		return c.changeWeeks(t, p, i, before, week)
	})
	if err != nil {
		return c.notSaved(err, places{"Name": &v.Name, "Address": &v.Street, "City": &v.City, "State": &v.State, "ZIP": &v.Zip, "Rooms": &v.Rooms}, again)
	}
	c.keepWeek(i, week)
	if c.form("again") != "" {
		return c.see("/console/setup/hours?location=new")
	}
	return c.see("/console/setup/people")
}

// changeWeeks gives the new week to everybody who has the location's week as it was.
func (c *call) changeWeeks(t tx.Tx, p *practice.Practice, l practice.LocationID, before, now []practice.Hours) error {
	for _, w := range p.Providers {
		if has := weekOf(p, w.ID, l); len(has) == 0 || weekText(has) != weekText(before) {
			continue
		}
		if err := c.Practice.SaveHours(c.r.Context(), t, w.ID, l, now); err != nil {
			return err
		}
	}
	return nil
}
