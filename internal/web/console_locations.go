package web

import (
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

var endedMark = view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Ended"}

// locations lists the sites.
func (c *call) locations() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.Locations{Settings: c.under("Locations")}
	for _, l := range p.Locations {
		v.Rows = append(v.Rows, locationRow(l, "/console/practice/locations/"+string(l.ID)))
	}
	if v.CanEdit {
		v.NewURL = "/console/practice/locations/new"
	}
	return c.page(v)
}

func locationRow(l practice.Location, url string) view.LocationRow {
	row := view.LocationRow{URL: url, Name: l.Name, Address: address(l), Zone: zoneName(l.In()), Phone: phone(l.Phone), Rooms: strings.Join(roomNames(l), ", ")}
	if !l.Active {
		row.Mark = &endedMark
	}
	return row
}

// address is the location's on one line, as far as it is known.
func address(l practice.Location) string {
	parts := []string{l.Address, l.City, strings.TrimSpace(l.State + " " + l.ZIP)}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func roomNames(l practice.Location) (names []string) {
	for _, r := range l.Rooms {
		if r.Active {
			names = append(names, r.Name)
		}
	}
	return names
}

// thisLocation is the one of the address; "new" is one that is not there yet.
func (c *call) thisLocation(p *practice.Practice) (practice.Location, error) {
	i := c.r.PathValue("id")
	if i == "new" {
		return practice.Location{Zone: p.Settings.Zone, Active: true}, nil
	}
	l, ok := p.Location(practice.LocationID(i))
	if !ok {
		return l, fault.New(fault.NotFound, "web.location", "There is no such location.")
	}
	return l, nil
}

// location shows one, or an empty form for "new".
func (c *call) location() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	l, err := c.thisLocation(p)
	if err != nil {
		return err
	}
	return c.page(view.LocationForm{
		Settings: c.under("Locations"), New: l.ID == "", Action: c.r.URL.Path, BackURL: "/console/practice/locations", Version: fingerprint(l), Zones: zoneChoices(l.Zone),
		Name: view.Field{Value: l.Name}, Street: view.Field{Value: l.Address}, City: view.Field{Value: l.City}, State: view.Field{Value: l.State}, Zip: view.Field{Value: l.ZIP},
		Phone: view.Field{Value: phone(l.Phone)}, Rooms: view.Field{Value: strings.Join(roomNames(l), "\n")}, Pools: view.Field{Value: pooled(l)}, There: view.Field{Value: strings.Join(l.Presences(), "\n")}, Notes: view.Field{Value: l.Notes}, NotesES: view.Field{Value: l.NotesES}, Active: l.Active,
	})
}

// locationPost saves it.
func (c *call) locationPost() error {
	v := view.LocationForm{
		Settings: c.under("Locations"), New: c.r.PathValue("id") == "new", Action: c.r.URL.Path, BackURL: "/console/practice/locations", Version: c.form("version"), Zones: zoneChoices(c.form("zone")),
		Name: c.field("name"), Street: c.field("street"), City: c.field("city"), State: c.field("state"), Zip: c.field("zip"), Phone: c.field("phone"), Rooms: c.field("rooms"), Pools: c.field("pools"), There: c.field("there"),
		Notes: c.field("notes"), NotesES: c.field("notes_es"), Active: c.form("active") != "",
	}
	var m mistakes
	m.place(&v.Name, &v.Street, &v.City, &v.State, &v.Zip)
	number := m.phone(&v.Phone, "")
	m.public(c, &v.Notes, &v.NotesES)
	m.untold(c, &v.Name, &v.Notes, &v.NotesES)
	_ = readPools(nil, &v.Pools, &m)
	at := places{"There": &v.There, "Zone": &v.Zone, "Resources": &v.Pools, "Name": &v.Name, "Address": &v.Street, "City": &v.City, "State": &v.State, "ZIP": &v.Zip, "Rooms": &v.Rooms, "Notes": &v.Notes, "NotesES": &v.NotesES}
	return c.save(m, at, v.BackURL, func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		l, err := c.thisLocation(p)
		if err != nil {
			return err
		}
		if err := c.unchanged(l); err != nil {
			return err
		}
		l.Name, l.Zone, l.Phone, l.Notes, l.NotesES, l.Active = v.Name.Value, c.form("zone"), number, v.Notes.Value, v.NotesES.Value, v.Active
		l.Address, l.City, l.State, l.ZIP = v.Street.Value, v.City.Value, v.State.Value, v.Zip.Value
		l.Rooms, l.Resources = rooms(l.Rooms, v.Rooms.Value), readPools(l.Resources, &v.Pools, &m)
		if err := l.SetPresences(lines(v.There.Value)); err != nil {
			return err
		}
		_, err = c.Practice.SaveLocation(c.r.Context(), t, l)
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// place asks for what every location must have.
func (m *mistakes) place(name, street, city, state, zip *view.Field) {
	m.need(name, "Give the location a short name.")
	m.need(street, "Write street and number.")
	m.need(city, "Write the city.")
	m.need(state, "Write two letters, such as MN.")
	m.need(zip, "Write five digits.")
}

// rooms reads one room a line. A name that was there before is the same room, also if it was ended; one that is no
// longer there ends.
func rooms(had []practice.Room, typed string) []practice.Room {
	var now []practice.Room
	for _, name := range lines(typed) {
		room := practice.Room{Name: name, Active: true}
		same := func(r practice.Room) bool { return strings.EqualFold(r.Name, name) }
		if k := slices.IndexFunc(had, same); k >= 0 && !slices.ContainsFunc(now, same) {
			room.ID, room.There = had[k].ID, had[k].There
		}
		now = append(now, room)
	}
	return now
}
