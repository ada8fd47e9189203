package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// carried are the parts of a booking by staff that travel from page to page.
var carried = []string{"service", "provider", "location", "start", "on", "at"}

func (c *call) carry() url.Values {
	v := url.Values{}
	for _, name := range carried {
		if s := c.form(name); s != "" {
			v.Set(name, s)
		}
	}
	return v
}

// bookWho asks for whom. What is searched for is never in an address.
func (c *call) bookWho() error {
	v := view.BookPatient{Console: c.console("Book a visit", view.InCalendar), Query: view.Field{Value: c.r.PostFormValue("q")}, Asked: c.r.Method == http.MethodPost, NewURL: "/console/patients/new"}
	more := c.carry()
	for name, values := range more {
		v.Carried = append(v.Carried, view.Hidden{Name: name, Value: values[0]})
	}
	if !v.Asked {
		return c.page(v)
	}
	err := c.view(func(t tx.Tx) error {
		found, err := c.Patients.Find(c.r.Context(), t, v.Query.Value, 20)
		if err != nil {
			return err
		}
		var shown []string
		for _, to := range found {
			row := patientRow(to, c.Now())
			row.URL = "/console/book/" + string(to.ID)
			if len(more) > 0 {
				row.URL += "?" + more.Encode()
			}
			v.Found = append(v.Found, row)
			shown = append(shown, string(to.ID))
		}
		return c.Audit.Disclose(c.r.Context(), t, "search", shown...)
	})
	if err != nil {
		return err
	}
	return c.page(v)
}

// patientRow is one patient in a list.
func patientRow(to patient.Patient, now time.Time) view.PatientRow {
	row := view.PatientRow{Name: to.Name.Reveal(), DOB: born(to, now, false), Phone: phone(contact(to, patient.Phone)), URL: "/console/patients/" + string(to.ID)}
	if to.Like != "" {
		row.Mark = &view.Mark{Tone: view.Caution, Icon: "users", Word: "Perhaps here twice"}
	}
	return row
}

// bookFor reads the patient of the address and enters the disclosure.
func (c *call) bookFor() (p *practice.Practice, to patient.Patient, err error) {
	err = c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if p, err = c.Practice.Get(ctx, t); err != nil {
			return err
		}
		if to, err = c.Patients.Get(ctx, t, patient.ID(c.r.PathValue("patient"))); err != nil {
			return err
		}
		return c.Audit.Disclose(ctx, t, "booking", string(to.ID))
	})
	return p, to, err
}

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
	q := schedule.Query{Service: practice.ServiceID(c.form("service")), Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location"))}
	v := view.BookSlot{Console: c.console("Book a visit", view.InCalendar), Patient: c.banner(to), Action: base, Zone: c.tongue.zones(p, q), Service: string(q.Service), On: c.field("on"), At: c.field("at")}
	v.When, v.Carried = c.chosenTime(p, q.Location)
	v.Services = []view.Choice{view.Option("", "Choose a service", q.Service == "")}
	for _, svc := range p.Services {
		if svc.Active {
			v.Services = append(v.Services, view.Option(string(svc.ID), fmt.Sprintf("%s, %d min", svc.Name, svc.Minutes), svc.ID == q.Service))
		}
	}
	v.Providers = []view.Choice{view.Option("", "Anyone", q.Provider == "")}
	for _, w := range p.Providers {
		if w.Active && (q.Service == "" || w.Offers(q.Service)) {
			v.Providers = append(v.Providers, view.Option(string(w.ID), w.Name(), w.ID == q.Provider))
		}
	}
	v.Locations = []view.Choice{view.Option("", "Anywhere", q.Location == "")}
	for _, l := range p.Locations {
		if l.Active {
			v.Locations = append(v.Locations, view.Option(string(l.ID), l.Name, l.ID == q.Location))
		}
	}
	if q.Service == "" {
		return c.page(v)
	}
	v.Ready = true
	if err := c.view(func(t tx.Tx) (err error) { v.Visits, err = c.movable(t, to.ID, q.Service); return err }); err != nil {
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
		return c.page(v)
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
	return c.page(v)
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

// bookConfirm shows what is about to be booked.
func (c *call) bookConfirm() error { return c.confirmPage(http.StatusOK, "") }

func (c *call) confirmPage(status int, mistake string) error {
	p, to, err := c.bookFor()
	if err != nil {
		return err
	}
	r, chosen, err := c.staffRequest(p, to)
	if err != nil {
		return err
	}
	v := view.BookConfirm{Console: c.console("Book a visit", view.InCalendar), Patient: c.banner(to), Action: "/console/book/" + string(to.ID) + "/confirm",
		Chosen: chosen, BackURL: "/console/book/" + string(to.ID) + "?service=" + string(r.Service), Reason: view.Field{Value: c.r.PostFormValue("reason")}, Error: mistake}
	svc, _ := p.Service(r.Service)
	if svc.Telehealth {
		v.States = []view.Choice{view.Option("", "not said", c.r.PostFormValue("state") == "")}
		for _, s := range schedule.States() {
			if p.Licensed(r.Provider, s, civil.DateOf(r.Start)) {
				v.States = append(v.States, view.Option(s, s, c.r.PostFormValue("state") == s))
			}
		}
	}
	v.Every = amounts(max(c.number("every"), 7), func(n int) string { return plural(n, "day") }, 1, 7, 14, 21, 28)
	v.Times, v.Overbook = view.Field{Value: cmp.Or(c.r.PostFormValue("times"), "1")}, view.Field{Value: c.r.PostFormValue("overbook")}
	v.Over = mistake != "" || v.Times.Value != "1" || v.Overbook.Value != ""
	v.Tell, v.TellNote = tellNote(to, tellAtOnce)
	v.TellNote = strings.Replace(v.TellNote, "with the change ", "that confirms the visit ", 1)
	return c.Render.Page(c.w, status, v)
}

// staffRequest reads the visit that staff are about to book.
func (c *call) staffRequest(p *practice.Practice, to patient.Patient) (schedule.Request, view.Chosen, error) {
	svc, okS := p.Service(practice.ServiceID(c.form("service")))
	w, okW := p.Provider(practice.ProviderID(c.form("provider")))
	l, okL := p.Location(practice.LocationID(c.form("location")))
	start, err := parseSlotTime(c.form("start"))
	if err != nil || !okS || !okW || !okL {
		return schedule.Request{}, view.Chosen{}, fault.New(fault.Invalid, "web.book", "The visit cannot be read from this address. Please choose it again.")
	}
	key := c.r.PostFormValue("key")
	if key == "" {
		key = string(id.New[schedule.Request](c.IDs))
	}
	at := start.In(l.In())
	return schedule.Request{
			Key: "console:" + key, Patient: to.ID, Provider: w.ID, Location: l.ID, Service: svc.ID, Start: at, Channel: "console", Reason: phi.NewText(c.r.PostFormValue("reason")),
			State: c.r.PostFormValue("state"), Overbook: phi.NewText(c.r.PostFormValue("overbook")), Quiet: c.r.PostFormValue("quiet") != "",
		}, view.Chosen{
			Service: svc.Name, When: dayTime(at), Zone: zoneName(l.In()), Length: length(time.Duration(svc.Minutes) * time.Minute), Who: w.Name(), Where: l.Name,
			ServiceID: string(svc.ID), ProviderID: string(w.ID), LocationID: string(l.ID), Start: slotTime(start), Key: key,
		}, nil
}

// bookConfirmPost books it.
func (c *call) bookConfirmPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	r, _, err := c.staffRequest(p, patient.Patient{ID: patient.ID(c.r.PathValue("patient"))})
	if err != nil {
		return err
	}
	var a schedule.Appointment
	if times := c.r.PostFormValue("times"); times == "" || times == "1" {
		a, err = c.Schedule.Book(c.r.Context(), c.by, r)
	} else {
		a, err = c.bookSeries(r, times)
	}
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return c.confirmPage(statusOf(err), fault.Message(err))
	}
	if err != nil {
		return err
	}
	said := "booked"
	if a.Status == schedule.Pending {
		said = "requested"
	}
	c.say(said)
	return c.see("/console/visits/" + string(a.ID))
}

// bookSeries books several visits and returns the first.
func (c *call) bookSeries(r schedule.Request, times string) (schedule.Appointment, error) {
	n, err := strconv.Atoi(times)
	if err != nil {
		return schedule.Appointment{}, fault.New(fault.Invalid, "web.bookSeries", "Write how many visits in a row, such as 6, or 1 for this one only.")
	}
	all, err := c.Schedule.BookSeries(c.r.Context(), c.by, schedule.Series{Request: r, Every: max(c.number("every"), 1), Times: n})
	if err != nil {
		return schedule.Appointment{}, err
	}
	return all[0], nil
}

// parseSlotValue reads "provider minutes", the value of a slot that stands for both.
func parseSlotValue(s string) (practice.ProviderID, time.Time, error) {
	who, at, ok := strings.Cut(s, " ")
	if !ok {
		return "", time.Time{}, fault.New(fault.Invalid, "web.slot", "Please choose a time.")
	}
	start, err := parseSlotTime(at)
	return practice.ProviderID(who), start, err
}
