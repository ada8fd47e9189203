package web

import (
	"strings"

	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/web/view"
)

// stoppable are what somebody may stop by itself, as the page says it.
var stoppable = []struct {
	purpose patient.Purpose
	label   string
}{{patient.Reminders, "Reminders of visits"}, {patient.FollowUps, "Follow-up, and when the next visit is due"}, {patient.Announcements, "News of the practice"}}

const stopAll = "Yes, stop them all"

// stopAsk asks whether to stop messages. Mail programs fetch links, so looking stops nothing.
func (c *call) stopAsk() error {
	ref := c.r.PathValue("ref")
	masked, err := c.Outreach.CheckStop(c.r.Context(), ref)
	if err != nil {
		return err
	}
	v := view.StopMessages{Site: c.site("Stop messages", ""), Action: "/stop/" + ref, Channel: "e-mail", Masked: string(masked), All: stopAll}
	for _, s := range stoppable {
		v.Some = append(v.Some, view.Option(string(s.purpose), s.label, false))
	}
	return c.page(v)
}

// stop ends messages to the address of the link at once: all, or those that were chosen. A mail program's own button sends
// no choice and means all (RFC 8058).
func (c *call) stop() error {
	if err := c.r.ParseForm(); err != nil {
		return err
	}
	said, labels := patient.Said{How: "link", Words: phi.NewText(stopAll)}, []string(nil)
	for _, s := range stoppable {
		for _, chosen := range c.r.PostForm["for"] {
			if chosen == string(s.purpose) {
				said.For, labels = append(said.For, s.purpose), append(labels, s.label)
			}
		}
	}
	if c.form("what") == "some" && len(labels) > 0 {
		said.Words = phi.NewText("Stop only these: " + strings.Join(labels, "; "))
	} else {
		said.For, labels = nil, nil
	}
	if _, err := c.Outreach.Stop(c.r.Context(), c.r.PathValue("ref"), said); err != nil {
		return err
	}
	return c.page(view.StopMessagesDone{Site: c.site("Messages are stopped", ""), Channel: "e-mail", Some: labels})
}
