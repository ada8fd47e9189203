package web

import (
	"strings"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const answersURL = "/console/practice/answers"

// answers shows the list alone.
func (c *call) answers() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	return c.page(c.answersPage(p, ""))
}

func (c *call) answersPage(p *practice.Practice, now practice.AnswerID) view.Answers {
	v := view.Answers{Settings: c.under("Answers")}
	for _, a := range p.Answers {
		v.Rows = append(v.Rows, view.AnswerRow{URL: answersURL + "/" + string(a.ID) + "#answer", Ask: a.Asks[0], Says: a.English, Mark: answerMark(a), Now: a.ID == now})
	}
	if v.CanEdit {
		v.NewURL = answersURL + "/new#answer"
	}
	return v
}

func answerMark(a practice.Answer) view.Mark {
	switch {
	case !a.Active:
		return view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Not in use"}
	case a.Spanish == "":
		return view.Mark{Tone: view.Quiet, Icon: "languages", Word: "English only"}
	}
	return view.Mark{Tone: view.Good, Icon: "languages", Word: "English, Spanish"}
}

// thisAnswer is the one of the address; "new" is one that is not there yet.
func (c *call) thisAnswer(p *practice.Practice) (practice.Answer, error) {
	i := c.r.PathValue("id")
	if i == "new" {
		return practice.Answer{Active: true}, nil
	}
	a, ok := p.Answer(practice.AnswerID(i))
	if !ok {
		return a, fault.New(fault.NotFound, "web.answer", "There is no such answer.")
	}
	return a, nil
}

// answer shows one in its form beside the list, or an empty form for "new".
func (c *call) answer() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, err := c.thisAnswer(p)
	if err != nil {
		return err
	}
	v := c.answersPage(p, a.ID)
	v.Form = &view.AnswerForm{
		New: a.ID == "", Action: c.r.URL.Path, Version: fingerprint(a), Asks: view.Field{Value: strings.Join(a.Asks, "\n")}, English: view.Field{Value: a.English},
		Spanish: view.Field{Value: a.Spanish}, Source: view.Field{Value: a.Source}, Active: a.Active, OnSite: a.OnSite,
	}
	if a.ID != "" {
		v.Form.Approved = a.ApprovedBy + ", " + stamp(a.ApprovedAt.In(zoneOf(p, "")))
		if v.CanEdit {
			v.Form.RemoveURL = c.r.URL.Path + "/remove"
		}
	}
	return c.page(v)
}

// answerPost saves it. Whoever saves it approves it, and nothing is approved that the guard would not let be said.
func (c *call) answerPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	f := &view.AnswerForm{
		New: c.r.PathValue("id") == "new", Action: c.r.URL.Path, Version: c.form("version"), Asks: c.field("asks"), English: c.field("english"),
		Spanish: c.field("spanish"), Source: c.field("source"), Active: c.form("active") != "", OnSite: c.form("site") != "",
	}
	a := practice.Answer{
		Asks: lines(f.Asks.Value), English: f.English.Value, Spanish: f.Spanish.Value, Source: f.Source.Value,
		ApprovedBy: c.session.Staff.Name, Active: f.Active, OnSite: f.OnSite,
	}
	var m mistakes
	m.need(&f.Asks, "Write at least one way in which people ask it.")
	if m.need(&f.English, "Write the answer, as it is to be said.") {
		m.at(&f.English, c.sayable(a.English))
	}
	if a.Spanish != "" {
		m.at(&f.Spanish, c.sayable(a.Spanish))
	}
	if a.OnSite {
		for _, public := range []*view.Field{&f.Asks, &f.English, &f.Spanish} {
			if public.Value != "" && public.Error == "" && !c.forAll(public.Value) {
				m.at(public, fault.New(fault.Invalid, "web.answerPost", "The guard would not let this stand on the site. Change it, or leave it off the site."))
			}
		}
	}
	m.need(&f.Source, "Say where it stands, so that anybody can look it up.")
	at := places{"Asks": &f.Asks, "English": &f.English, "Spanish": &f.Spanish, "Source": &f.Source}
	return c.save(m, at, answersURL, func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		was, err := c.thisAnswer(p)
		if err != nil {
			return err
		}
		if err := c.unchanged(was); err != nil {
			return err
		}
		save := a
		save.ID = was.ID
		_, err = c.Practice.SaveAnswer(c.r.Context(), t, save)
		return err
	}, func(n *view.Notice) view.Page {
		v := c.answersPage(p, practice.AnswerID(c.r.PathValue("id")))
		v.Notice, v.Form = n, f
		return v
	})
}

// sayable is the guard's sentence about words that it would not let be said to a patient, by voice or in writing.
func (c *call) sayable(words string) error {
	for _, kind := range []guard.Kind{guard.Voice, guard.SMS, guard.Chat} {
		_, _, err := c.Guard.Clear(guard.Draft{
			Kind: kind, Audience: guard.Patient, Channel: guard.Channel(kind), Recipient: "anybody", Author: c.by.ID, Body: []guard.Part{guard.Literal(words)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// answerRemove removes it.
func (c *call) answerRemove() error {
	err := c.do(func(t tx.Tx) error {
		return c.Practice.RemoveAnswer(c.r.Context(), t, practice.AnswerID(c.r.PathValue("id")))
	})
	if err != nil {
		return err
	}
	c.say("removed")
	return c.see(answersURL)
}
