package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// chosen reads what visit the address or the form is about. It fills the page's frame first.
func (c *call) chosen() (p *practice.Practice, r schedule.Request, v view.BookDetails, err error) {
	p, svc, q, err := c.asked()
	if err != nil {
		return nil, r, v, err
	}
	start, err := parseSlotTime(c.form("start"))
	if err != nil {
		return nil, r, v, err
	}
	w, okW := p.Provider(q.Provider)
	l, okL := p.Location(q.Location)
	if !okW || !okL {
		return nil, r, v, refused{fault.New(fault.NotFound, "web.book", "This provider or location is no longer here. Please start again."),
			"Este profesional o lugar ya no está aquí. Por favor empiece otra vez."}
	}
	key := c.form("key")
	if key == "" {
		key = string(id.New[schedule.Request](c.IDs))
	}
	at := start.In(l.In())
	r = schedule.Request{Key: "site:" + key, Provider: w.ID, Location: l.ID, Service: svc.ID, Start: at, Channel: "site"}
	v.Site = c.bookSite()
	v.Chosen = view.Chosen{
		Service: svc.Name, Lang: c.tongue.theirs(svc.Name), When: c.tongue.dayTime(at), Zone: c.tongue.zone(l.In()), Length: c.tongue.minutes(svc.Minutes), Who: w.Name(),
		Where: l.Name, Address: fmt.Sprintf("%s, %s, %s %s", l.Address, l.City, l.State, l.ZIP),
		ServiceID: string(svc.ID), ProviderID: string(w.ID), LocationID: string(l.ID), Start: slotTime(start), Key: key,
	}
	return p, r, v, nil
}

// bookDetails asks who comes.
func (c *call) bookDetails() error {
	_, _, v, err := c.detailsPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

// detailsPage is the page for the visit of the address or the form, with what was typed so far.
func (c *call) detailsPage() (p *practice.Practice, r schedule.Request, v view.BookDetails, err error) {
	if p, r, v, err = c.chosen(); err != nil {
		return p, r, v, err
	}
	at := v.Chosen
	v.ChangeURL = c.to("/book/time?" + url.Values{"service": {at.ServiceID}, "provider": {at.ProviderID}, "location": {at.LocationID}}.Encode())
	v.Steps = c.bookSteps(3, at.Service, at.Who+", "+at.Where, at.When)
	v.Steps[0].URL, v.Steps[1].URL, v.Steps[2].URL = c.to("/book"), c.to("/book/with?service="+at.ServiceID), v.ChangeURL
	c.typed(&v)
	v.RemindWords = v.Say("Yes, remind me by e-mail", "Sí, recuérdenme por correo electrónico")
	v.TextsWords = textsWords(v.Site, c.settings().NeutralName)
	said := c.r.PostFormValue // nobody agrees by not looking, nor by opening an address
	v.Quiet = said("quiet") != ""
	for _, o := range [][2]string{{"", v.Say("Not at all: I come", "De ninguna manera: yo vengo")}, {"email", v.Say("By e-mail", "Por correo electrónico")},
		{"phone", v.Say("By text, or by a call from a person", "Por mensaje de texto, o por una llamada de una persona")}} {
		v.Reach = append(v.Reach, view.Option(o[0], o[1], said("reach") == o[0]))
	}
	messages := said("language")
	if c.r.PostForm == nil || !c.r.PostForm.Has("language") {
		messages = v.Lang
	}
	for _, o := range [][2]string{{"", v.Say("English or Spanish", "Inglés o español")}, {"en", "English"}, {"es", "Español"}} {
		v.Languages = append(v.Languages, view.Option(o[0], o[1], messages == o[0]))
	}
	c.needs(&v, p, r)
	return p, r, v, nil
}

// typed fills in what was typed so far: never from an address, which others make.
func (c *call) typed(v *view.BookDetails) {
	said := c.r.PostFormValue
	for name, f := range map[string]*view.Field{"given": &v.Given, "family": &v.Family, "dob": &v.DOB, "phone": &v.Phone, "email": &v.Email, "reason": &v.Reason} {
		f.Value = strings.TrimSpace(said(name))
	}
	v.Remind, v.Texts = said("remind") != "", said("texts") != ""
}

// textsWords are what the box about texts says, as the ledger of consent keeps it. It is asked by itself and in full, as the
// law wants (47 CFR 64.1200(f)(9)).
func textsWords(s view.Site, practice string) string {
	return s.Say("Yes, "+practice+" may text me about my visits at the number above, also by an automated system: answers to what I ask for, and at most one reminder a day and three a week. "+
		"Message and data rates may apply. Reply STOP to end it, HELP for help. I can be seen without agreeing.",
		"Sí, "+practice+" puede enviarme mensajes de texto sobre mis citas al número de arriba, también con un sistema automático: respuestas a lo que pida, y como máximo un recordatorio al día y tres a la semana. "+
			"Pueden aplicarse tarifas de mensajes y datos. Responda STOP para terminar, HELP para ayuda. Me atienden aunque no lo acepte.")
}

// needs asks for what the service needs to know of the patient. The states are those in which the provider, or any for
// none, is licensed on the day.
func (c *call) needs(page *view.BookDetails, p *practice.Practice, r schedule.Request) {
	svc, _ := p.Service(r.Service)
	page.Only = c.tongue.onlyFor(svc)
	said := c.r.PostFormValue // never from an address
	if svc.Telehealth {
		page.States = &view.Asked{Choices: []view.Choice{view.Option("", page.Say("Choose a state", "Elija un estado"), said("state") == "")}}
		for _, s := range schedule.States() {
			if slices.ContainsFunc(p.Providers, func(v practice.Provider) bool {
				return v.Active && v.Offers(svc.ID) && (r.Provider == "" || v.ID == r.Provider) && p.Licensed(v.ID, s, civil.DateOf(r.Start))
			}) {
				page.States.Choices = append(page.States.Choices, view.Option(s, s, said("state") == s))
			}
		}
	}
	if svc.Seen != practice.Anyone {
		page.Seen = &view.Asked{Choices: []view.Choice{
			view.Option(string(practice.New), page.Say("No, this is the first time", "No, es la primera vez"), said("seen") == string(practice.New)),
			view.Option(string(practice.Returning), page.Say("Yes", "Sí"), said("seen") == string(practice.Returning)),
		}}
	}
	if len(svc.Reasons) > 0 {
		page.Reasons = &view.Asked{Choices: []view.Choice{view.Option("", page.Say("Choose one", "Elija uno"), said("reason") == "")}}
		for _, o := range svc.Reasons {
			page.Reasons.Choices = append(page.Reasons.Choices, view.Option(o, o, said("reason") == o))
		}
	}
}
