package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// bookSlot asks for what, with whom, where and when.
func (c *call) bookSlot() error {
	p, to, err := c.bookFor()
	if err != nil {
		return err
	}
	base := "/console/book/" + string(to.ID)
	if at, ok := c.typedTime(p); ok {
		more := c.carry()
		more.Set("start", slotTime(at))
		return c.see(base + "/confirm?" + more.Encode())
	}
	if c.form("start") != "" && c.form("service") != "" && c.form("provider") != "" && c.form("location") != "" {
		return c.see(base + "/confirm?" + c.carry().Encode())
	}
	return c.slotPage(http.StatusOK, p, to, view.WaitForm{}, nil)
}

// slotPage shows the free times, and the form for the waitlist as it was filled in.
func (c *call) slotPage(status int, p *practice.Practice, to patient.Patient, wait view.WaitForm, notice *view.Notice) (err error) {
	base := "/console/book/" + string(to.ID)
	q := schedule.Query{Service: practice.ServiceID(c.form("service")), Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location"))}
	v := view.BookSlot{Console: c.console("Book a visit", view.InCalendar), Patient: c.banner(to), Action: base, Zone: c.tongue.zones(p, q), Service: string(q.Service), On: c.field("on"), At: c.field("at"), Wait: wait}
	if notice != nil {
		v.Notice = notice
	}
	v.When, v.Carried = c.chosenTime(p, q.Location)
	v.Services, v.Providers, v.Locations = searched(p, q)
	if q.Service == "" {
		return c.Render.Page(c.w, status, v)
	}
	v.Ready = true
	if err := c.view(func(t tx.Tx) (err error) { v.Wait.Visits, err = c.movable(t, to.ID, q.Service); return err }); err != nil {
		return err
	}
	today := civil.DateOf(c.Now().In(zoneOf(p, q.Location)))
	q.From = today
	if d, err := civil.ParseDate(c.form("from")); err == nil && today.Before(d) {
		q.From = d
	}
	q.To = q.From.AddDays(searchDays - 1)
	q.Patient = to.ID
	v.Days, err = c.slotDays(p, q, 0, func(s schedule.Slot) view.Slot {
		to := url.Values{"service": {string(q.Service)}, "provider": {string(s.Provider)}, "location": {string(s.Location)}, "start": {slotTime(s.Start)}}
		return c.shown(p, q, s, view.Slot{URL: base + "/confirm?" + to.Encode()})
	})
	if errors.As(err, new(schedule.Field)) {
		v.NoneText = fault.Message(err)
		return c.Render.Page(c.w, status, v)
	}
	if err != nil {
		return err
	}
	here := func(d civil.Date) string {
		more := c.carry()
		more.Set("from", d.String())
		return base + "?" + more.Encode()
	}
	if today.Before(q.From) {
		v.Earlier = here(q.From.AddDays(-searchDays))
	}
	v.Later = here(q.To.AddDays(1))
	if len(v.Days) == 0 {
		v.NoneText = "Nothing is free in these days. Look later, with somebody else, or at another location."
	}
	return c.Render.Page(c.w, status, v)
}

// searched are the choices of what a free time is looked for, of those that offer it, and of where.
func searched(p *practice.Practice, q schedule.Query) (services, providers, locations []view.Choice) {
	services = []view.Choice{view.Option("", "Choose a service", q.Service == "")}
	for _, svc := range p.Services {
		if svc.Active {
			services = append(services, view.Option(string(svc.ID), fmt.Sprintf("%s, %d min", svc.Name, svc.Minutes), svc.ID == q.Service))
		}
	}
	providers = []view.Choice{view.Option("", "Anyone", q.Provider == "")}
	for _, w := range p.Providers {
		if w.Active && (q.Service == "" || w.Offers(q.Service)) {
			providers = append(providers, view.Option(string(w.ID), w.Name(), w.ID == q.Provider))
		}
	}
	locations = []view.Choice{view.Option("", "Anywhere", q.Location == "")}
	for _, l := range p.Locations {
		if l.Active {
			locations = append(locations, view.Option(string(l.ID), l.Name, l.ID == q.Location))
		}
	}
	return services, providers, locations
}

// chosenTime is the time that was chosen in the calendar before anybody said for whom and for what; it travels along.
func (c *call) chosenTime(p *practice.Practice, where practice.LocationID) (when string, carry []view.Hidden) {
	if c.form("service") != "" {
		return "", nil
	}
	at, ok := c.askedTime(p, where)
	if start, err := parseSlotTime(c.form("start")); err == nil {
		at, ok = start.In(zoneOf(p, where)), true
	}
	for _, name := range []string{"start", "on", "at"} {
		if s := c.form(name); s != "" {
			carry = append(carry, view.Hidden{Name: name, Value: s})
		}
	}
	if !ok {
		return "", nil
	}
	return dayTime(at), carry
}

// typedTime is a time that staff typed instead of choosing one; false as long as it is not whole.
func (c *call) typedTime(p *practice.Practice) (time.Time, bool) {
	at, ok := c.askedTime(p, practice.LocationID(c.form("location")))
	return at, ok && c.form("service") != "" && c.form("provider") != ""
}

// waitPost puts a patient on the waitlist.
func (c *call) waitPost() error {
	p, to, err := c.bookFor()
	if err != nil {
		return err
	}
	w := schedule.Wait{Patient: to.ID, Service: practice.ServiceID(c.form("service")), Provider: practice.ProviderID(c.form("provider")),
		Location: practice.LocationID(c.form("location")), Instead: schedule.ID(c.form("instead")), Urgent: c.form("urgent") != "", Channel: "console"}
	v := view.WaitForm{Open: true, From: c.field("from"), To: c.field("to"), After: c.field("after"), Until: c.field("until"), Urgent: w.Urgent}
	var m mistakes
	w.From, err = civil.ParseUSDate(v.From.Value)
	m.at(&v.From, err)
	w.To, err = civil.ParseUSDate(v.To.Value)
	m.at(&v.To, err)
	for f, at := range map[*view.Field]*civil.Clock{&v.After: &w.After, &v.Until: &w.Until} {
		if strings.TrimSpace(f.Value) != "" {
			*at, err = readClock(f.Value)
			m.at(f, err)
		}
	}
	if m > 0 {
		return c.slotPage(http.StatusBadRequest, p, to, v, view.Mend(int(m)))
	}
	_, err = c.Schedule.Wait(c.r.Context(), c.by, schedule.Joining{Wait: w})
	at := wishes{"To": &v.To, "Until": &v.Until, "Provider": &v.WrongProvider}
	switch {
	case at.mend(err):
		return c.slotPage(http.StatusBadRequest, p, to, v, view.Mend(1))
	case fault.Is(err, fault.Invalid):
		return c.slotPage(http.StatusBadRequest, p, to, v, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nobody was put on the waitlist."})
	case err != nil:
		return err
	}
	c.say("waits")
	return c.see("/console/waitlist")
}

// movable are the patient's visits of a service that an earlier one may replace.
func (c *call) movable(t tx.Tx, to patient.ID, svc practice.ServiceID) ([]view.Choice, error) {
	all, err := c.Schedule.OfPatient(c.r.Context(), t, to)
	instead := c.form("instead")
	choices := []view.Choice{view.Option("", "none, it is another visit", instead == "")}
	for _, a := range all {
		if a.Service == svc && a.Status.Open() && a.Start.After(c.Now().Add(time.Hour)) {
			choices = append(choices, view.Option(string(a.ID), dayTime(a.Start), string(a.ID) == instead))
		}
	}
	if len(choices) == 1 {
		choices = nil
	}
	return choices, err
}
