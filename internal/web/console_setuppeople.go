package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const (
	rowsLeast = 3  // rows of providers
	rowsSpare = 2  // empty rows below what is there
	rowsMost  = 50 // that are read
)

// usualServices are what a form offers before anything is saved.
var usualServices = []practice.Service{
	{Name: "New patient", Minutes: 40}, {Name: "Follow-up", Minutes: 20, Online: true}, {Name: "Yearly physical", Minutes: 30, Online: true},
	{Name: "Same-day visit", Minutes: 20, Online: true}, {Name: "Vaccine", Minutes: 15, Online: true}, {Name: "Blood pressure check", Minutes: 15, Online: true},
}

// setupPeople asks who works here and what visits there are.
func (c *call) setupPeople() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	have := activeLocations(p)
	if len(have) == 0 {
		return c.see("/console/setup/hours")
	}
	v := view.SetupPeople{Setup: c.setup(3, "Who, and what for")}
	for _, w := range p.Providers {
		if w.Active {
			v.People = append(v.People, view.SetupPerson{ID: string(w.ID), Name: view.Field{Value: w.Given + " " + w.Family}, Credentials: view.Field{Value: w.Credentials},
				Locations: whereChoices(have, func(l practice.LocationID) bool { return len(weekOf(p, w.ID, l)) > 0 })})
		}
	}
	for spare := 0; spare < rowsSpare || len(v.People) < rowsLeast; spare++ {
		v.People = append(v.People, view.SetupPerson{Locations: whereChoices(have, func(l practice.LocationID) bool { return l == have[0].ID })})
	}
	services := p.Services
	if len(services) == 0 {
		services = usualServices
	}
	for _, svc := range services {
		v.Services = append(v.Services, view.SetupService{ID: string(svc.ID), On: svc.Active || svc.ID == "", Name: view.Field{Value: svc.Name}, Minutes: view.Field{Value: strconv.Itoa(svc.Minutes)}, Online: svc.Online})
	}
	for range rowsSpare {
		v.Services = append(v.Services, view.SetupService{Online: true})
	}
	return c.page(numbered(v))
}

func whereChoices(have []practice.Location, chosen func(practice.LocationID) bool) []view.Choice {
	var all []view.Choice
	for _, l := range have {
		all = append(all, view.Option(string(l.ID), l.Name, chosen(l.ID)))
	}
	return all
}

// numbered gives the rows their places.
func numbered(v view.SetupPeople) view.SetupPeople {
	for i := range v.People {
		v.People[i].Index = i
	}
	for i := range v.Services {
		v.Services[i].Index = i
	}
	return v
}

// setupPeoplePost saves providers and services. Everybody offers everything and works the hours of their locations;
// both can be changed one by one later.
func (c *call) setupPeoplePost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.SetupPeople{Setup: c.setup(3, "Who, and what for")}
	var m mistakes
	people := c.readPeople(&v, &m, activeLocations(p))
	services := c.readServices(&v, &m)
	v = numbered(v)
	if len(v.People) == 0 {
		return fault.New(fault.Invalid, "web.setupPeople", "The form did not arrive whole. Please open the page again.")
	}
	if m == 0 && !slices.ContainsFunc(v.People, func(w view.SetupPerson) bool { return w.Name.Value != "" }) {
		m.need(&v.People[0].Name, "Write at least one name.")
	}
	if m == 0 && !slices.ContainsFunc(services, func(s practice.Service) bool { return s.Active }) {
		v.Error = "Tick at least one service."
		m++
	}
	if m == 0 {
		err := c.do(func(t tx.Tx) error { return c.saveHouse(t, services, people) })
		var wrong *rowError
		switch {
		case err == nil:
			return c.see("/console/setup/patients")
		case errors.As(err, &wrong) && fault.Is(err, fault.Invalid):
			m.at(wrong.field(&v), err)
		default:
			return c.notSaved(err, nil, func(n *view.Notice) view.Page { v.Notice = n; return v })
		}
	}
	v.Notice = view.Mend(int(m))
	return c.Render.Page(c.w, http.StatusBadRequest, v)
}

// rowError is what is wrong with one row of the form.
type rowError struct {
	err      error
	services bool // of the table of services, else of providers
	row      int
}

func (e *rowError) Error() string { return e.err.Error() }
func (e *rowError) Unwrap() error { return e.err }

func (e *rowError) field(v *view.SetupPeople) *view.Field {
	if e.services {
		return &v.Services[e.row].Name
	}
	return &v.People[e.row].Name
}

// somebody is one row of providers: who, and where they work.
type somebody struct {
	row    int
	who    practice.Provider
	places []practice.LocationID
}

// readPeople reads the rows of providers. One that was there and has no name any more ends.
func (c *call) readPeople(v *view.SetupPeople, m *mistakes, have []practice.Location) (people []somebody) {
	for i := 0; i < rowsMost && c.r.PostForm.Has("who_name_"+strconv.Itoa(i)); i++ {
		n := strconv.Itoa(i)
		places := c.r.PostForm["who_loc_"+n]
		row := view.SetupPerson{ID: c.form("who_id_" + n), Name: c.field("who_name_" + n), Credentials: c.field("who_creds_" + n),
			Locations: whereChoices(have, func(l practice.LocationID) bool { return slices.Contains(places, string(l)) })}
		one := somebody{row: i, who: practice.Provider{ID: practice.ProviderID(row.ID), Active: row.Name.Value != ""}}
		if one.who.Active {
			one.who.Given, one.who.Family, one.who.Credentials = splitName(row.Name.Value, row.Credentials.Value)
			switch {
			case one.who.Given == "":
				m.at(&row.Name, fault.New(fault.Invalid, "web.setupPeople", "Write first and last name."))
			case len(places) == 0:
				m.at(&row.Name, fault.New(fault.Invalid, "web.setupPeople", "Tick where this provider works."))
			}
		}
		for _, l := range places {
			one.places = append(one.places, practice.LocationID(l))
		}
		if row.ID != "" || one.who.Active {
			people = append(people, one)
		}
		v.People = append(v.People, row)
	}
	return people
}

// splitName reads "Dr. Ines Marlow, MD": what follows the comma is the degree if there is no other.
func splitName(name, degree string) (given, family, credentials string) {
	name, after, _ := strings.Cut(name, ",")
	if degree == "" {
		degree = strings.TrimSpace(after)
	}
	words := strings.Fields(name)
	if len(words) > 2 && strings.EqualFold(strings.TrimSuffix(words[0], "."), "dr") {
		words = words[1:]
	}
	last := max(len(words)-1, 0)
	return strings.Join(words[:last], " "), strings.Join(words[last:], " "), degree
}

// readServices reads the rows of services, one for each row. One that was there and is not ticked ends.
func (c *call) readServices(v *view.SetupPeople, m *mistakes) (services []practice.Service) {
	for i := 0; i < rowsMost && c.r.PostForm.Has("svc_name_"+strconv.Itoa(i)); i++ {
		n := strconv.Itoa(i)
		row := view.SetupService{ID: c.form("svc_id_" + n), On: c.form("svc_on_"+n) != "", Name: c.field("svc_name_" + n), Minutes: c.field("svc_minutes_" + n), Online: c.form("svc_online_"+n) != ""}
		svc := practice.Service{ID: practice.ServiceID(row.ID), Name: row.Name.Value, Minutes: c.number("svc_minutes_" + n), Online: row.Online, Active: row.On}
		if row.On && m.need(&row.Name, "Give it a name, or clear its box.") && (svc.Minutes < 5 || svc.Minutes%5 != 0) {
			m.at(&row.Minutes, fault.New(fault.Invalid, "web.setupPeople", "A multiple of 5, such as 20."))
		}
		services = append(services, svc)
		v.Services = append(v.Services, row)
	}
	return services
}
