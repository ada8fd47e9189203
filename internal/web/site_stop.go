package web

import "bedside/internal/web/view"

// stopAsk asks whether to stop messages. Mail programs fetch links, so looking stops nothing.
func (c *call) stopAsk() error {
	ref := c.r.PathValue("ref")
	masked, err := c.Outreach.CheckStop(c.r.Context(), ref)
	if err != nil {
		return err
	}
	return c.page(view.StopMessages{Site: c.site("Stop messages", ""), Action: "/stop/" + ref, Channel: "e-mail", Masked: string(masked)})
}

// stop ends messages to the address of the link at once.
func (c *call) stop() error {
	_, err := c.Outreach.Stop(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return c.page(view.StopMessagesDone{Site: c.site("Messages are stopped", ""), Channel: "e-mail"})
}
