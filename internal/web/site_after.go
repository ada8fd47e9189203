package web

import (
	"net/http"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/web/view"
)

// how asks how somebody is after a visit. Whoever fetches the link learns nothing, and changes nothing.
func (c *call) how() error {
	if _, err := c.Outreach.FollowUpOf(c.r.Context(), c.r.PathValue("ref")); err != nil {
		return err
	}
	return c.page(c.howPage())
}

func (c *call) howPage() view.How {
	return view.How{Site: c.site("How are you?", ""), Action: c.r.URL.Path, Key: string(id.New[frontdesk.Wellbeing](c.IDs))}
}

// howPost hears the answer, as the front desk hears a caller.
func (c *call) howPost() error {
	m, err := c.Outreach.FollowUpOf(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	text, feels, key := strings.TrimSpace(readable(c.form("text"))), c.form("feels"), c.form("key")
	if text == "" && feels == "" || !turnKey(key) {
		v := c.howPage()
		v.Error = "Choose one, or write something first."
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	r := c.Desk.Wellbeing(c.r.Context(), frontdesk.Wellbeing{Message: string(m.ID), Patient: m.Patient, Visit: m.Appointment, Key: key, Worse: feels == "worse", Text: text})
	_, body, err := r.Words.For(guard.Patient, frontdesk.Chat, r.Recipient)
	if err != nil {
		body = "This did not reach us. Please call us. In an emergency call 911."
	}
	return c.page(view.HowDone{Site: c.site("Thank you", ""), Said: body, Lang: foreign(body), Urgent: r.Urgency != triage.None})
}

// device lets anybody try camera, microphone and connection. Nothing is recorded or sent.
func (c *call) device() error {
	return c.page(view.Device{Site: c.site("Try your device", "")})
}

// join asks where somebody is before a video visit.
func (c *call) join() error {
	a, err := c.Outreach.JoinOf(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	v := view.Join{Site: c.site("Join your visit", ""), Action: c.r.URL.Path, When: dayTime(a.Start) + " " + zoneName(a.Start.Location())}
	v.States = stateChoices("")
	return c.page(v)
}

func stateChoices(now string) []view.Choice {
	all := []view.Choice{view.Option("", "Choose", now == "")}
	for _, s := range schedule.States() {
		all = append(all, view.Option(s, s, s == now))
	}
	return all
}

// joinPost tells staff that somebody is ready, and where.
func (c *call) joinPost() error {
	a, err := c.Outreach.JoinOf(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	in := frontdesk.Joining{Visit: a, Where: phi.NewText(strings.TrimSpace(readable(c.form("where")))), State: c.form("state"), Phone: phi.NewText(strings.TrimSpace(readable(c.form("phone"))))}
	err = c.Desk.Join(c.r.Context(), in)
	if fault.Is(err, fault.Invalid) {
		v := view.Join{Site: c.site("Join your visit", ""), Action: c.r.URL.Path, When: dayTime(a.Start) + " " + zoneName(a.Start.Location()), Where: c.field("where"), Phone: c.field("phone"), States: stateChoices(c.form("state")), Error: fault.Message(err)}
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	if err != nil {
		return err
	}
	return c.page(view.Joined{Site: c.site("We know that you are ready", "")})
}
