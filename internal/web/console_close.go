package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/closing"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// saying is a sentence to begin with. %s is the day.
type saying struct{ name, reason, english, spanish string }

var sayings = []saying{
	{"Snow or storm", "Weather", "We are closed on %s because of the weather. If you have a visit then, we will contact you about a new time.",
		"Estamos cerrados el %s por el mal tiempo. Si tiene una cita ese día, le avisaremos de una nueva hora."},
	{"No power", "No power", "We are closed on %s because the power is out. If you have a visit then, we will contact you about a new time.",
		"Estamos cerrados el %s porque no hay electricidad. Si tiene una cita ese día, le avisaremos de una nueva hora."},
	{"Closed", "Closed", "We are closed on %s. If you have a visit then, we will contact you about a new time.",
		"Estamos cerrados el %s. Si tiene una cita ese día, le avisaremos de una nueva hora."},
}

// closeForm asks what is to be closed.
func (c *call) closeForm() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.closePage(p)
	v.Ask = true
	today := p.Today(c.Now())
	v.From.Value, v.To.Value = today.String(), today.String()
	if c.form("provider") != "" {
		v.Reason.Value = "Away"
	}
	for _, s := range sayings {
		if s.name == c.form("say") {
			v.Reason.Value = s.reason
			v.English.Value, v.Spanish.Value = s.on(today)
		}
	}
	return c.page(v)
}

// on is the sentence about a day in both languages.
func (s saying) on(d civil.Date) (english, spanish string) {
	return strings.Replace(s.english, "%s", d.Format("Monday, January 2"), 1), strings.Replace(s.spanish, "%s", spanishDay(d), 1)
}

func (c *call) closePage(p *practice.Practice) view.Close {
	v := view.Close{Console: c.console("Close", view.InCalendar), From: c.field("from"), To: c.field("to"), Begins: c.field("begins"), Ends: c.field("ends"),
		Reason: c.field("reason"), English: c.field("english"), Spanish: c.field("spanish"), Ask: c.form("ask") != ""}
	v.Locations = []view.Choice{view.Option("", "All locations", c.form("location") == "")}
	for _, l := range p.Locations {
		if l.Active {
			v.Locations = append(v.Locations, view.Option(string(l.ID), l.Name, string(l.ID) == c.form("location")))
		}
	}
	v.Providers = []view.Choice{view.Option("", "Everybody", c.form("provider") == "")}
	for _, w := range p.Providers {
		if w.Active {
			v.Providers = append(v.Providers, view.Option(string(w.ID), w.Name(), string(w.ID) == c.form("provider")))
		}
	}
	for _, s := range sayings {
		v.Begin = append(v.Begin, view.Link{Text: s.name, URL: "/console/close?say=" + url.QueryEscape(s.name)})
	}
	for _, ch := range c.promptChannels() {
		v.Channels = append(v.Channels, view.Option(string(ch), postChannels[ch], slices.Contains(c.r.Form["channel"], string(ch))))
	}
	return v
}

// promptChannels are those on which a post appears without a person's hand: what is closed today is no news tomorrow.
func (c *call) promptChannels() []publish.Channel {
	return slices.DeleteFunc(publish.Channels(), func(ch publish.Channel) bool { return c.Posts.Publishers[ch] == nil })
}

// closePost shows what closing would do, or does it.
func (c *call) closePost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.closePage(p)
	plan, m := c.closePlan(p, &v)
	if m == 0 && c.form("step") == "close" {
		done, err := c.Closures.Close(c.r.Context(), c.by, plan)
		if err == nil {
			c.say("shut")
			return c.see("/console/closures/" + string(done.Closure))
		}
		if done.Closure != "" {
			return err
		}
		at := places{"To": &v.To, "When": &v.Ends, "Name": &v.Reason, "English": &v.English, "Spanish": &v.Spanish}
		return c.notSaved(err, at, func(n *view.Notice) view.Page { v.Notice = n; return v })
	}
	if m > 0 {
		v.Notice = view.Mend(int(m))
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	if v.Look, err = c.closeLook(p, plan); err != nil {
		return err
	}
	return c.page(v)
}

// closePlan reads the form.
func (c *call) closePlan(p *practice.Practice, v *view.Close) (closing.Plan, mistakes) {
	var m mistakes
	if m.need(&v.Reason, "Say why in a word or two. It stands in the calendar and on the site.") {
		m.public(c, &v.Reason)
	}
	from, err := civil.ParseUSDate(v.From.Value)
	m.at(&v.From, err)
	to, err := civil.ParseUSDate(v.To.Value)
	m.at(&v.To, err)
	if m == 0 && to.Before(from) {
		m.at(&v.To, fault.New(fault.Invalid, "web.closePlan", "The last day is before the first."))
	}
	plan := closing.Plan{Closure: practice.Closure{Location: practice.LocationID(c.form("location")), Provider: practice.ProviderID(c.form("provider")), From: from, To: to, Name: v.Reason.Value},
		English: v.English.Value, Spanish: v.Spanish.Value, Ask: v.Ask}
	if v.Begins.Value != "" || v.Ends.Value != "" {
		plan.Closure.When, err = readStretch(v.Begins.Value, v.Ends.Value)
		m.at(&v.Ends, err)
	}
	if m == 0 {
		at := places{"To": &v.To, "When": &v.Ends, "Name": &v.Reason}
		if err := plan.Closure.Check(civil.DateOf(c.Now().In(zoneOf(p, plan.Closure.Location)))); err != nil {
			m.at(at.of(err), err)
		}
	}
	for _, ch := range c.r.Form["channel"] {
		if slices.Contains(c.promptChannels(), publish.Channel(ch)) {
			plan.Channels = append(plan.Channels, publish.Channel(ch))
		}
	}
	if plan.English == "" && (plan.Spanish != "" || len(plan.Channels) > 0) {
		m.at(&v.English, fault.New(fault.Invalid, "web.closePlan", "Write what is to be said."))
	}
	if plan.English != "" {
		m.need(&v.Spanish, "Write it in Spanish too: callers hear it in their language.")
	}
	return plan, m
}

// closeLook is what the guard finds in the words, and whom the closure concerns.
func (c *call) closeLook(p *practice.Practice, plan closing.Plan) (*view.CloseLook, error) {
	look := &view.CloseLook{}
	for _, r := range c.Closures.Read(plan) {
		row := view.CloseRead{Place: placeNames[r.Place], Language: map[string]string{"en": "English", "es": "Spanish"}[r.Language], Mark: view.Mark{Tone: view.Good, Icon: "shield-check", Word: "May be said"}}
		if r.Sentence != "" {
			row.Mark, row.Text, look.Refuse = view.Mark{Tone: view.Stop, Icon: "shield-alert", Word: "Not like this"}, r.Sentence, true
		}
		look.Reads = append(look.Reads, row)
	}
	err := c.view(func(t tx.Tx) error {
		all, err := c.Schedule.Foresee(c.r.Context(), t, plan.Closure)
		if err != nil {
			return err
		}
		look.Rows, err = c.affectedRows(t, p, all)
		return err
	})
	return look, err
}

var placeNames = map[closing.Place]string{closing.Callers: "Callers hear it first", closing.Chat: "The chat says it first", closing.Texts: "Texts may say it", closing.Site: "On every page of the site", closing.Post: "In a post"}

// affectedRows shows affected visits, and enters the patients as disclosed.
func (c *call) affectedRows(t tx.Tx, p *practice.Practice, all []schedule.Affected) ([]view.AffectedRow, error) {
	rows := make([]view.AffectedRow, 0, len(all))
	var shown []string
	for _, f := range all {
		to, err := c.Patients.Get(c.r.Context(), t, f.Visit.Patient)
		if err != nil {
			return nil, err
		}
		rows, shown = append(rows, c.affectedRow(p, f, to)), append(shown, string(to.ID))
	}
	return rows, c.Audit.Disclose(c.r.Context(), t, "closure", shown...)
}
