package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// soonEnough is how far a visit must lie ahead for a sooner one to be worth waiting for.
const soonEnough = 24 * time.Hour

// mayWait reports whether whoever holds the visit of a link can wait for a sooner one.
func (c *call) mayWait(l linked) bool {
	svc, _ := l.p.Service(l.visit.Service)
	return svc.Online && svc.Active && l.p.Desk.Dial("sooner") == practice.Act && l.visit.Start.Sub(c.Now()) > soonEnough
}

// visitWait puts the patient on the list for a sooner time than their visit, and shows what is free before it already.
// Whether they were on it before is not told: the link tells nothing that the message did not.
func (c *call) visitWait(l linked, at time.Time) error {
	_, err := c.Schedule.Wait(c.r.Context(), l.by(), schedule.Joining{Wait: schedule.Wait{Patient: l.of, Service: l.visit.Service, Provider: l.visit.Provider, Location: l.visit.Location,
		Instead: l.visit.ID, Channel: "link"}})
	if err != nil {
		return err
	}
	v, say := c.answerPage(l)
	v.Head, v.When, v.Lead = say.listed, l.when(at), say.listedLead
	if l.p.Desk.Dial("reschedule") == practice.Act {
		v.Label = say.orNow
		if err := c.freeTimes(l, &v, l.visit.Start); err != nil {
			return err
		}
	}
	v.Buttons = []view.Choice{view.Option("leave", say.leave, false)}
	return c.page(v)
}

// visitLeave takes them off it again.
func (c *call) visitLeave(l linked, at time.Time) error {
	err := c.DB.Do(c.r.Context(), l.by(), func(t tx.Tx) error {
		all, err := c.Schedule.WaitsOf(c.r.Context(), t, l.of)
		for _, w := range all {
			if err == nil && w.Instead == l.visit.ID {
				err = c.Schedule.UnwaitIn(c.r.Context(), t, w.ID)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.answered(l, http.StatusOK, answering[l.lang].thanks, answering[l.lang].unlisted, at)
}

// waitPage is the page on which somebody asks to be told when a time opens, with what they wrote already.
func (c *call) waitPage() (*practice.Practice, view.BookWait, schedule.Query, error) {
	p, svc, q, err := c.asked()
	if err != nil {
		return p, view.BookWait{}, q, err
	}
	if p.Desk.Dial("waitlist") != practice.Act {
		return p, view.BookWait{}, q, fault.New(fault.NotFound, "web.waitPage", "Nobody can wait for a time here. Please call us.")
	}
	c.narrow(&q)
	l, other := words.English, view.Link{Text: "En español"}
	if c.r.URL.Query().Get("lang") == "es" {
		l, other.Text = words.Spanish, "In English"
	}
	v := view.BookWait{Site: c.site(tell, "book"), Lang: string(l), Words: waitWords(l, c.settings().NeutralName), Service: string(svc.ID), With: string(q.Provider), Where: string(q.Location), BackURL: wanted(q, ""),
		After: clockChoices(l, q.After, 8, 18), Until: clockChoices(l, q.Until, 9, 20), What: svc.Name}
	if q.Provider != "" || q.Location != "" {
		v.What += ", " + c.withWhom(p, q)
	}
	other.URL = strings.Replace(wanted(q, ""), "/book/time?", "/book/wait?", 1)
	if v.Other = other; l == words.English {
		v.Other.URL += "&lang=es"
	}
	for n := range 7 {
		d := time.Weekday((n + 1) % 7) // from Monday
		value := strconv.Itoa(int(d))
		on := slices.Contains(c.r.Form["only"], value) || len(q.Except) > 0 && !slices.Contains(q.Except, d)
		v.Only = append(v.Only, view.Option(value, weekdaysOf[l][d], on))
	}
	said := c.r.PostFormValue // never from an address
	v.Details = view.BookDetails{RemindWords: v.Words.Remind, TextsWords: v.Words.Texts, Remind: said("remind") != "", Texts: said("texts") != "",
		Given: view.Field{Value: said("given")}, Family: view.Field{Value: said("family")}, DOB: view.Field{Value: said("dob")},
		Phone: view.Field{Value: said("phone")}, Email: view.Field{Value: said("email")}, Reason: view.Field{Value: said("reason")}}
	v.Sooner = said("sooner") != ""
	c.needs(&v.Details, p, schedule.Request{Service: svc.ID, Provider: q.Provider, Start: c.Now()})
	return p, v, q, nil
}

func (c *call) waitRender(status int, v view.BookWait) error {
	if v.Lang == string(words.Spanish) {
		inSpanish(&v)
	}
	return c.Render.Page(c.w, status, v)
}

// bookWait asks who wants to be told when a time opens.
func (c *call) bookWait() error {
	_, v, _, err := c.waitPage()
	if err != nil {
		return err
	}
	return c.waitRender(http.StatusOK, v)
}

// bookWaitPost puts them on the list. Who sends the form twice is on it once.
func (c *call) bookWaitPost() error {
	_, v, q, err := c.waitPage()
	if err != nil {
		return err
	}
	person, mistakes := c.readPerson(&v.Details)
	if mistakes > 0 {
		v.Notice = view.Mend(mistakes)
		return c.waitRender(http.StatusBadRequest, v)
	}
	j := schedule.Joining{Person: person, Seen: practice.Seen(c.r.PostFormValue("seen")), Sooner: v.Sooner, Wait: schedule.Wait{Service: q.Service, Provider: q.Provider, Location: q.Location,
		After: q.After, Until: q.Until, Reason: phi.NewText(v.Details.Reason.Value), State: phi.NewText(c.r.PostFormValue("state")), Channel: "site"}}
	for i, d := range v.Only {
		if d.Chosen {
			j.Days = append(j.Days, time.Weekday((i+1)%7))
		}
	}
	if len(j.Days) == len(v.Only) {
		j.Days = nil
	}
	_, err = c.Schedule.Wait(c.r.Context(), c.by, j)
	switch {
	case mend(&v.Details, err):
		v.Notice = v.Details.Notice
		return c.waitRender(http.StatusBadRequest, v)
	case fault.Is(err, fault.Invalid):
		v.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was saved yet."}
		return c.waitRender(http.StatusBadRequest, v)
	case err != nil:
		return err
	}
	return c.see("/book/wait/done?lang=" + v.Lang)
}

// bookWaitDone says what happens next, and the same to everybody.
func (c *call) bookWaitDone() error {
	l := words.English
	if c.r.URL.Query().Get("lang") == "es" {
		l = words.Spanish
	}
	v, _ := c.answerPage(linked{lang: l, path: "/book/wait/done"})
	v.Title, v.Head, v.Lead = onList[l][0], onList[l][0], onList[l][1]
	return c.page(v)
}
