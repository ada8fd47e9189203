package web

import (
	"net/http"
	"slices"
	"strconv"
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
		return p, view.BookWait{}, q, refused{fault.New(fault.NotFound, "web.waitPage", "Nobody can wait for a time here. Please call us."),
			"Aquí nadie puede esperar una hora. Por favor llámenos."}
	}
	c.narrow(&q)
	v := view.BookWait{Site: c.both("book", "Tell me when something opens", "Avísenme cuando haya una hora"), Service: string(svc.ID), With: string(q.Provider), Where: string(q.Location),
		What: svc.Name, BackURL: c.to(wanted(q, ""))}
	v.After, v.Until = c.tongue.fullHours(q.After, 8, 18), c.tongue.fullHours(q.Until, 9, 20)
	if q.Provider != "" || q.Location != "" {
		v.What += ", " + c.withWhom(p, q)
	}
	for n := range 7 {
		d := time.Weekday((n + 1) % 7) // from Monday
		value := strconv.Itoa(int(d))
		on := slices.Contains(c.r.Form["only"], value) || len(q.Except) > 0 && !slices.Contains(q.Except, d)
		v.Only = append(v.Only, view.Option(value, c.tongue.weekday(d), on))
	}
	v.Details = view.BookDetails{Site: v.Site, RemindWords: v.Say("Yes, e-mail me when a time opens and about my visits", "Sí, avísenme por correo electrónico cuando haya una hora y sobre mis citas"),
		TextsWords: waitTexts(v.Site, c.settings().NeutralName)}
	c.typed(&v.Details)
	v.Sooner = c.r.PostFormValue("sooner") != ""
	c.needs(&v.Details, p, schedule.Request{Service: svc.ID, Provider: q.Provider, Start: c.Now()})
	return p, v, q, nil
}

// waitTexts are what the box about texts says to whoever waits, as the ledger of consent keeps it (47 CFR 64.1200(f)(9)).
func waitTexts(s view.Site, practice string) string {
	return s.Say("Yes, "+practice+" may text me at the number above when a time opens and about my visits, also by an automated system, at most three times a day about times that open. "+
		"Message and data rates may apply. Reply STOP to end it, HELP for help. I can be seen without agreeing.",
		"Sí, "+practice+" puede enviarme mensajes de texto al número de arriba cuando haya una hora y sobre mis citas, también con un sistema automático, como máximo tres veces al día sobre horas libres. "+
			"Pueden aplicarse tarifas de mensajes y datos. Responda STOP para terminar, HELP para ayuda. Me atienden aunque no lo acepte.")
}

// bookWait asks who wants to be told when a time opens.
func (c *call) bookWait() error {
	_, v, _, err := c.waitPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

// bookWaitPost puts them on the list. Who sends the form twice is on it once.
func (c *call) bookWaitPost() error {
	p, v, q, err := c.waitPage()
	if err != nil {
		return err
	}
	v.Other = nil // another language would lose what was typed
	again := func(n *view.Notice) error {
		v.Notice = n
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	person, mistakes := c.readPerson(&v.Details)
	if mistakes > 0 {
		return again(v.Mend(mistakes))
	}
	person.Language = words.Language(v.Lang)
	state := c.r.PostFormValue("state")
	j := schedule.Joining{Person: person, Seen: practice.Seen(c.r.PostFormValue("seen")), Sooner: v.Sooner, Wait: schedule.Wait{Service: q.Service, Provider: q.Provider, Location: q.Location,
		After: q.After, Until: q.Until, Reason: phi.NewText(v.Details.Reason.Value), State: phi.NewText(state), Channel: "site"}}
	for i, d := range v.Only {
		if d.Chosen {
			j.Days = append(j.Days, time.Weekday((i+1)%7))
		}
	}
	if len(j.Days) == len(v.Only) {
		j.Days = nil
	}
	svc, _ := p.Service(q.Service)
	_, err = c.Schedule.Wait(c.r.Context(), c.by, j)
	switch {
	case unsuited(&v.Details, svc, schedule.About{State: state, Seen: j.Seen}, err):
		return again(v.Details.Notice)
	case fault.Is(err, fault.Invalid):
		return again(&view.Notice{Tone: view.Stop, Title: v.Say(fault.Message(err), "Así no se puede esperar"),
			Text: v.Say("Nothing was saved yet.", "Todavía no se guardó nada. Revise los días y las horas: la cita tiene que caber entre ellas. Si no sabe qué es, llámenos.")})
	case err != nil:
		return err
	}
	return c.see("/book/wait/done?lang=" + v.HTMLLang())
}

// bookWaitDone says what happens next, and the same to everybody.
func (c *call) bookWaitDone() error {
	v, say := c.answerPage(linked{lang: c.language("")})
	v.Title, v.Head, v.Lead = say.listed, say.listed, say.toldLead
	return c.page(v)
}
