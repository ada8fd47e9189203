package web

import (
	"net/http"
	"slices"
	"strings"

	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/web/view"
)

// stoppable are what somebody may stop by itself, as the page says it.
var stoppable = []struct {
	purpose          patient.Purpose
	english, spanish string
}{
	{patient.Reminders, "Reminders of visits", "Recordatorios de citas"},
	{patient.FollowUps, "Follow-up, and when the next visit is due", "Seguimiento, y cuándo toca la próxima cita"},
	{patient.Announcements, "News of the practice", "Noticias del consultorio"},
}

// stopPage is the page for the address of the link, in the language in which it is read.
func (c *call) stopPage() view.StopMessages {
	lang := c.language("")
	v := view.StopMessages{Site: c.siteIn(lang, "", ""), Action: c.r.URL.Path + "?lang=" + string(lang)}
	v.Title, v.All = v.Say("Stop messages", "No recibir más mensajes"), v.Say("Yes, stop them all", "Sí, no recibir ninguno")
	for _, s := range stoppable {
		v.Some = append(v.Some, view.Option(string(s.purpose), v.Say(s.english, s.spanish), false))
	}
	return v
}

// stopAsk asks whether to stop messages. Mail programs fetch links, so looking stops nothing.
func (c *call) stopAsk() error {
	masked, err := c.Outreach.CheckStop(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	v := c.stopPage()
	v.Masked = string(masked)
	return c.page(v)
}

// stop ends messages to the address of the link at once: all, or those that were chosen. A mail program's own button sends
// no choice and means all (RFC 8058).
func (c *call) stop() error {
	if err := c.r.ParseForm(); err != nil {
		return err
	}
	v := c.stopPage()
	said, labels := patient.Said{How: "link", Words: phi.NewText(v.All)}, []string(nil)
	if c.form("what") == "some" {
		for _, s := range v.Some {
			if slices.Contains(c.r.PostForm["for"], s.Value) {
				said.For, labels = append(said.For, patient.Purpose(s.Value)), append(labels, s.Label)
			}
		}
		if len(labels) == 0 {
			masked, err := c.Outreach.CheckStop(c.r.Context(), c.r.PathValue("ref"))
			if err != nil {
				return err
			}
			v.Masked, v.Error = string(masked), v.Say("Tick what to stop, or stop them all above.", "Marque lo que no quiere recibir, o elija arriba no recibir ninguno.")
			return c.Render.Page(c.w, http.StatusBadRequest, v)
		}
		said.Words = phi.NewText(v.Say("Stop only these: ", "No recibir solo estos: ") + strings.Join(labels, "; "))
	}
	if _, err := c.Outreach.Stop(c.r.Context(), c.r.PathValue("ref"), said); err != nil {
		return err
	}
	done := view.StopMessagesDone{Site: v.Site, Some: labels}
	done.Other, done.Title = nil, v.Say("Messages are stopped", "Ya no hay más mensajes")
	return c.page(done)
}
