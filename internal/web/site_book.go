package web

import (
	"net/url"
	"strconv"
	"time"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// Booking has four steps, each with a page and a file of its own: what for (here), with whom, when, about you. What was
// chosen stands in the address; what is said about a patient never does.

// bookSteps are the four, with what was chosen.
func (c *call) bookSteps(now int, said ...string) []view.BookStep {
	var steps []view.BookStep
	for i, text := range [...]string{c.tongue.say("What for", "Para qué"), c.tongue.say("With whom", "Con quién"), c.tongue.say("When", "Cuándo"), c.tongue.say("About you", "Sobre usted")} {
		step := view.BookStep{Text: text, Now: i == now, Done: i < now, Spanish: c.tongue == spanish}
		if i < len(said) {
			step.Said = said[i]
		}
		steps = append(steps, step)
	}
	return steps
}

// bookSite fills the frame of a step.
func (c *call) bookSite() view.Site { return c.both("book", "Book a visit", "Reservar una cita") }

// bookService asks what the visit is for.
func (c *call) bookService() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.BookService{Site: c.bookSite()}
	v.Steps = c.bookSteps(0)
	with := practice.ProviderID(c.form("provider"))
	groups := [3]view.ServiceGroup{{Name: v.Say("At the office", "En el consultorio")}, {Name: v.Say("By video", "Por video")}, {Name: v.Say("Call us to book", "Llámenos para reservar")}}
	for _, svc := range p.Services {
		if !svc.Active {
			continue
		}
		next := "/book/with?service=" + string(svc.ID)
		if w, ok := p.Provider(with); ok {
			if !w.Offers(svc.ID) {
				continue
			}
			next = "/book/time?service=" + string(svc.ID) + "&provider=" + string(with)
		}
		group := 0
		if svc.Telehealth {
			group = 1
		}
		if !svc.Online {
			group = 2
		}
		groups[group].Services = append(groups[group].Services, c.siteService(svc, next))
	}
	for _, g := range groups {
		if len(g.Services) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.page(v)
}

// asked reads the service, provider and location of a booking's address.
func (c *call) asked() (p *practice.Practice, svc practice.Service, q schedule.Query, err error) {
	if p, err = c.current(); err != nil {
		return p, svc, q, err
	}
	svc, ok := p.Service(practice.ServiceID(c.form("service")))
	if !ok || !svc.Active || !svc.Online {
		return p, svc, q, refused{fault.New(fault.NotFound, "web.book", "This kind of visit cannot be booked here. Please choose another or call us."),
			"Este tipo de cita no se puede reservar aquí. Por favor elija otro o llámenos."}
	}
	q = schedule.Query{Service: svc.ID, Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location")), Fair: true}
	return p, svc, q, nil
}

func detailsURL(svc practice.ServiceID, s schedule.Slot) string {
	return "/book/details?" + url.Values{"service": {string(svc)}, "provider": {string(s.Provider)}, "location": {string(s.Location)}, "start": {slotTime(s.Start)}}.Encode()
}

// slotTime writes a start for an address or a form: minutes since 1970.
func slotTime(t time.Time) string { return strconv.FormatInt(t.Unix()/60, 10) }

func parseSlotTime(s string) (time.Time, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > 1<<32 {
		return time.Time{}, refused{fault.New(fault.Invalid, "web.book", "This time cannot be read. Please choose it again."), "No se pudo leer esa hora. Por favor elíjala otra vez."}
	}
	return time.Unix(n*60, 0), nil
}
