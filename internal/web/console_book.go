package web

import (
	"cmp"
	"errors"
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

// bookConfirm shows what is about to be booked.
func (c *call) bookConfirm() error { return c.confirmPage(http.StatusOK, nil) }

// confirmPage says beside its field what is wrong with one, and else above the form.
func (c *call) confirmPage(status int, mistake error) error {
	p, to, err := c.bookFor()
	if err != nil {
		return err
	}
	r, chosen, err := c.staffRequest(p, to)
	if err != nil {
		return err
	}
	v := view.BookConfirm{Console: c.console("Book a visit", view.InCalendar), Patient: c.banner(to), Action: "/console/book/" + string(to.ID) + "/confirm",
		Chosen: chosen, BackURL: "/console/book/" + string(to.ID) + "?service=" + string(r.Service), Reason: view.Field{Value: c.r.PostFormValue("reason")}}
	svc, _ := p.Service(r.Service)
	if svc.Telehealth {
		v.States = []view.Choice{view.Option("", "not said", c.r.PostFormValue("state") == "")}
		for _, s := range schedule.States() {
			if p.Licensed(r.Provider, s, civil.DateOf(r.Start)) {
				v.States = append(v.States, view.Option(s, s, c.r.PostFormValue("state") == s))
			}
		}
	}
	every := c.number("every")
	if every < 1 {
		every = 7
	}
	v.Every = amounts(every, func(n int) string { return plural(n, "day") }, 1, 7, 14, 21, 28)
	v.Times, v.Overbook = view.Field{Value: cmp.Or(c.r.PostFormValue("times"), "1")}, view.Field{Value: c.r.PostFormValue("overbook")}
	v.Over = mistake != nil || v.Times.Value != "1" || v.Overbook.Value != ""
	at := wishes{"Reason": &v.Reason, "Overbook": &v.Overbook, "Times": &v.Times, "Every": &v.Wrong.Every}
	if svc.Telehealth {
		at["State"] = &v.Wrong.State
	}
	if at.mend(mistake) {
		v.Notice = view.Mend(1)
	} else if mistake != nil {
		v.Error = fault.Message(mistake)
	}
	if v.Tell, v.TellNote, err = c.tellNote(schedule.Appointment{Patient: to.ID, Location: r.Location, Start: r.Start}, tellAtOnce); err != nil {
		return err
	}
	v.TellNote = strings.Replace(v.TellNote, "with the change ", "that confirms the visit ", 1)
	return c.Render.Page(c.w, status, v)
}

// wishes says where a form shows what is wrong with what was asked of the schedule.
type wishes map[schedule.Field]*view.Field

// mend writes the sentence of an error beside its field; false if the form has none for it.
func (w wishes) mend(err error) bool {
	var of schedule.Field
	if !errors.As(err, &of) || w[of] == nil {
		return false
	}
	w[of].Error = fault.Message(err)
	return true
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
		return c.confirmPage(statusOf(err), err)
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
		return schedule.Appointment{}, fault.Wrap(fault.Invalid, "web.bookSeries", "Write how many visits in a row, such as 6, or 1 for this one only.", schedule.Field("Times"))
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
