package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// how asks how somebody is after a visit. Whoever fetches the link learns nothing, and changes nothing.
func (c *call) how() error {
	m, err := c.Outreach.FollowUpOf(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	lang, err := c.languageOf(m.Patient)
	if err != nil {
		return err
	}
	return c.page(c.howPage(lang))
}

func (c *call) howPage(lang words.Language) view.How {
	v := view.How{Site: c.siteIn(lang, "", ""), Action: c.r.URL.Path + "?lang=" + string(lang), Key: string(id.New[frontdesk.Wellbeing](c.IDs))}
	v.Title = v.Say("How are you?", "¿Cómo está?")
	return v
}

// howPost hears the answer, as the front desk hears a caller.
func (c *call) howPost() error {
	m, err := c.Outreach.FollowUpOf(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	lang, err := c.languageOf(m.Patient)
	if err != nil {
		return err
	}
	text, feels, key := strings.TrimSpace(readable(c.form("text"))), c.form("feels"), c.form("key")
	if text == "" && feels == "" || !turnKey(key) {
		v := c.howPage(lang)
		v.Feels, v.Text, v.Error = feels, text, v.Say("Choose one, or write something first.", "Elija una, o escriba algo primero.")
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	r := c.Desk.Wellbeing(c.r.Context(), frontdesk.Wellbeing{Message: string(m.ID), Patient: m.Patient, Visit: m.Appointment, Key: key, Worse: feels == "worse", Text: text, Language: lang})
	v := view.HowDone{Site: c.siteIn(lang, "", ""), Urgent: r.Urgency != triage.None}
	v.Other, v.Title = nil, v.Say("Thank you", "Gracias")
	if _, v.Said, err = r.Words.For(guard.Patient, frontdesk.Chat, r.Recipient); err != nil {
		v.Said = v.Say("This did not reach us. Please call us. In an emergency call 911.", "Esto no nos llegó. Por favor llámenos. En una emergencia llame al 911.")
	}
	v.SaidLang = cmp.Or(c.tongue.foreign(v.Said), string(lang))
	return c.page(v)
}

// device lets anybody try camera, microphone and connection. Nothing is recorded or sent.
func (c *call) device() error {
	v := view.Device{Site: c.both("", "Try your device", "Pruebe su equipo")}
	return c.page(v)
}

// join asks where somebody is before a video visit.
func (c *call) join() error {
	v, _, err := c.joinPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

// joinPage is the page for the visit of the address, with what was typed so far.
func (c *call) joinPage() (v view.Join, a schedule.Appointment, err error) {
	if a, err = c.Outreach.JoinOf(c.r.Context(), c.r.PathValue("ref")); err != nil {
		return v, a, err
	}
	lang, err := c.languageOf(a.Patient)
	if err != nil {
		return v, a, err
	}
	v = view.Join{Site: c.siteIn(lang, "", ""), Action: c.r.URL.Path + "?lang=" + string(lang), Where: c.field("where"), Phone: c.field("phone"),
		When: begins(tongue(lang).when(a.Start))}
	v.Title = v.Say("Join your visit", "Entre a su cita")
	v.States = []view.Choice{view.Option("", v.Say("Choose", "Elija"), true)}
	for _, s := range schedule.States() {
		v.States = append(v.States, view.Option(s, s, s == c.form("state")))
	}
	return v, a, nil
}

// joinPost tells staff that somebody is ready, and where.
func (c *call) joinPost() error {
	v, a, err := c.joinPage()
	if err != nil {
		return err
	}
	in := frontdesk.Joining{Visit: a, Where: phi.NewText(strings.TrimSpace(readable(v.Where.Value))), State: c.form("state"), Phone: phi.NewText(strings.TrimSpace(readable(v.Phone.Value)))}
	var m mistakes
	m.need(&v.Where, v.Say("Say where you are: street and town.", "Díganos dónde está: calle y ciudad."))
	if _, err := patient.ParsePhone(v.Phone.Value); err != nil {
		v.Phone.Error = v.Say("Give a number with its area code, such as 218-555-0100.", "Escriba un número con su código de área, como 218-555-0100.")
		m++
	}
	if !slices.Contains(schedule.States(), in.State) {
		v.StateError = v.Say("Choose the state in which you are now.", "Elija el estado en el que está ahora.")
		m++
	}
	if m > 0 {
		v.Notice = &view.Notice{Tone: view.Stop, Title: v.Say("Please look at what is marked below", "Revise por favor lo que está marcado")}
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	if err := c.Desk.Join(c.r.Context(), in); err != nil {
		return err
	}
	done := view.Joined{Site: v.Site}
	done.Other, done.Title = nil, v.Say("We know that you are ready", "Ya sabemos que está aquí")
	return c.page(done)
}
