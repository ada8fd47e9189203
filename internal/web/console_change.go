package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// tellNote says what the patient of a visit will hear of a change, and when.
func (c *call) tellNote(a schedule.Appointment, when string) (tell bool, note string, err error) {
	err = c.view(func(t tx.Tx) error {
		by, from, err := c.Outreach.Way(c.r.Context(), t, a)
		if tell = by != ""; from.After(c.Now()) {
			when = "when quiet hours end, at " + clock(from.In(a.Start.Location()))
		}
		if note = tellWords[by] + " with the change goes to the patient " + when + "."; !tell {
			note = "No message can go to the patient. Please phone."
		}
		return err
	})
	return tell, note, err
}

var tellWords = map[guard.Channel]string{outreach.Email: "An e-mail", outreach.SMS: "A text", outreach.Voice: "An automated call"}

const tellAtOnce = "at once"

// visitMove shows the free times that a visit can be moved to.
func (c *call) visitMove() error { return c.movePage(http.StatusOK, nil) }

func (c *call) movePage(status int, mistake error) error {
	o, err := c.open("visit")
	if err != nil {
		return err
	}
	a, p := o.visit, o.practice
	if !a.Status.Open() {
		return c.see("/console/visits/" + string(a.ID))
	}
	base := "/console/visits/" + string(a.ID)
	q := schedule.Query{Service: a.Service, Provider: practice.ProviderID(c.form("provider")), Location: a.Location}
	if c.form("provider") == "" {
		q.Provider = a.Provider
	}
	if c.form("provider") == "any" {
		q.Provider = ""
	}
	today := civil.DateOf(c.Now().In(a.Start.Location()))
	q.From = today
	if d, err := civil.ParseDate(c.form("from")); err == nil && today.Before(d) {
		q.From = d
	}
	q.To = q.From.AddDays(searchDays - 1)
	v := view.VisitMove{
		Console: c.console("Move a visit", view.InCalendar), Patient: c.banner(o.patient), Now: dayTime(a.Start), Zone: zoneName(a.Start.Location()), BackURL: base,
		Action: base + "/move", Key: strconv.FormatInt(a.Version, 10),
	}
	when := tellAtOnce
	if outreach.ToldAt(c.by, a, a, c.Now()).After(c.Now()) {
		when = "a minute after the move, unless it is put back by then"
	}
	if v.Tell, v.TellNote, err = c.tellNote(a, when); err != nil {
		return err
	}
	for _, w := range p.Providers {
		if w.Active && w.Offers(a.Service) {
			v.Providers = append(v.Providers, view.Link{Text: short(w), URL: base + "/move?provider=" + string(w.ID), Now: w.ID == q.Provider})
		}
	}
	v.Providers = append(v.Providers, view.Link{Text: "Anyone", URL: base + "/move?provider=any", Now: q.Provider == ""})
	v.On, v.At, v.Overbook, v.Over = c.field("on"), c.field("at"), view.Field{Value: c.r.PostFormValue("overbook")}, c.form("on") != ""
	if at := (wishes{"Overbook": &v.Overbook}); at.mend(mistake) {
		v.Notice = view.Mend(1)
	} else if mistake != nil {
		v.Error = fault.Message(mistake)
	}
	if v.On.Value == "" {
		v.On.Value, v.At.Value = a.DayOf().String(), civil.ClockOf(a.Start).String()
	}
	for _, w := range p.Providers {
		if w.Active && w.Offers(a.Service) {
			v.Who = append(v.Who, view.Option(string(w.ID), w.Name(), w.ID == a.Provider))
		}
	}
	v.Days, err = c.slotDays(p, q, 0, func(s schedule.Slot) view.Slot {
		return c.shown(p, q, s, view.Slot{Value: string(s.Provider) + " " + slotTime(s.Start)})
	})
	if err != nil {
		return err
	}
	here := func(d civil.Date) string {
		return base + "/move?" + url.Values{"from": {d.String()}, "provider": {c.form("provider")}}.Encode()
	}
	if today.Before(q.From) {
		v.Earlier = here(q.From.AddDays(-searchDays))
	}
	v.Later = here(q.To.AddDays(1))
	return c.Render.Page(c.w, status, v)
}

// visitMovePost moves it: to a time of the list, to one that somebody typed, or to where a script dropped it.
func (c *call) visitMovePost() error {
	version, err := parseVersion(c.form("key"))
	if err != nil {
		return err
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	i := schedule.ID(c.r.PathValue("id"))
	before, err := c.before(i)
	if err != nil {
		return err
	}
	m := schedule.Move{ID: i, Version: version, Location: practice.LocationID(c.form("location")), Overbook: phi.NewText(c.form("overbook"))}
	m.Provider, m.Start, err = parseSlotValue(c.form("start"))
	if at, typed := c.askedTime(p, cmp.Or(m.Location, before.Location)); typed {
		m.Provider, m.Start, err = practice.ProviderID(c.form("provider")), at, nil
	}
	if err != nil {
		return c.movePage(http.StatusBadRequest, err)
	}
	after, err := c.Schedule.Move(c.r.Context(), c.by, m)
	switch {
	case err == nil && c.scripted():
		return c.answerMoved(p, before, after)
	case (fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid)) && !c.scripted():
		return c.movePage(statusOf(err), err)
	case err != nil:
		return err
	}
	c.say("moved")
	return c.see("/console/visits/" + string(i))
}

// before reads a visit that is about to change, for what is said afterwards.
func (c *call) before(i schedule.ID) (a schedule.Appointment, err error) {
	err = c.view(func(t tx.Tx) error {
		a, err = c.Schedule.Get(c.r.Context(), t, i)
		return err
	})
	return a, err
}

// visitCancel asks who cancels.
func (c *call) visitCancel() error { return c.cancelPage(http.StatusOK, "") }

func (c *call) cancelPage(status int, mistake string) error {
	o, err := c.open("visit")
	if err != nil {
		return err
	}
	a := o.visit
	base := "/console/visits/" + string(a.ID)
	if !a.Status.Open() {
		return c.see(base)
	}
	v := view.VisitCancel{
		Console: c.console("Cancel a visit", view.InCalendar), Patient: c.banner(o.patient), Now: dayTime(a.Start), Zone: zoneName(a.Start.Location()), BackURL: base,
		Action: base + "/cancel", Error: mistake, Key: strconv.FormatInt(a.Version, 10),
		Reasons: []view.Choice{
			view.Option("patient", "The patient cancels", true), view.Option("practice", "The practice cancels", false), view.Option("mistake", "It was booked by mistake", false),
		},
	}
	if a.Series != "" {
		v.Series = []view.Choice{
			view.Option("", "Only this visit", true), view.Option("rest", "This one and all that follow in its series", false),
		}
	}
	if v.Tell, v.TellNote, err = c.tellNote(a, tellAtOnce); err != nil {
		return err
	}
	return c.Render.Page(c.w, status, v)
}

// visitCancelPost cancels it, or with it those that follow in its series.
func (c *call) visitCancelPost() error {
	version, err := parseVersion(c.form("key"))
	if err != nil {
		return err
	}
	i := schedule.ID(c.r.PathValue("id"))
	if c.form("series") == "rest" {
		_, err = c.Schedule.CancelSeries(c.r.Context(), c.by, i, c.form("reason"))
	} else {
		_, err = c.Schedule.Cancel(c.r.Context(), c.by, i, version, c.form("reason"))
	}
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return c.cancelPage(statusOf(err), fault.Message(err))
	}
	if err != nil {
		return err
	}
	c.say("cancelled")
	return c.see("/console/visits/" + string(i))
}

// visitClosePost marks a visit: arrived, checked in, took place, did not come.
func (c *call) visitClosePost() error {
	i := schedule.ID(c.r.PathValue("id"))
	version, err := parseVersion(c.form("key"))
	if err != nil {
		return err
	}
	a, err := c.Schedule.Mark(c.r.Context(), c.by, i, version, schedule.Status(c.form("status")))
	if err != nil {
		return err
	}
	if c.scripted() {
		return c.told(http.StatusOK, map[string]string{"said": view.VisitMark(string(a.Status)).Word + "."})
	}
	c.say("closed")
	return c.see("/console/visits/" + string(i))
}

// parseVersion reads the version that a form was made from.
func parseVersion(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "web.version", "The form did not arrive whole. Please open the page again.")
	}
	return n, nil
}
