package web

import (
	"net/http"
	"strconv"

	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// setupPatients asks for a file of patients.
func (c *call) setupPatients() error { return c.setupFile(http.StatusOK, "") }

func (c *call) setupFile(status int, mistake string) error {
	return c.Render.Page(c.w, status, view.SetupPatients{Setup: c.setup(4, "Your patients"), File: view.Field{Error: mistake}, Sample: exchange.Sample(exchange.Patients)})
}

// setupPatientsPost takes the file and shows what was understood.
func (c *call) setupPatientsPost() error {
	run, err := c.receiveFile(exchange.Patients)
	if fault.Is(err, fault.Invalid) {
		return c.setupFile(http.StatusBadRequest, fault.Message(err))
	}
	if err != nil {
		return err
	}
	return c.see(runURL(run.ID))
}

// setupSkip ends the first run without patients.
func (c *call) setupSkip() error { return c.goLive() }

// goLive opens the site, or says what it still needs.
func (c *call) goLive() error {
	err := c.do(func(t tx.Tx) error { return c.Practice.GoLive(c.r.Context(), t) })
	if fault.Is(err, fault.Invalid) {
		v := view.SetupPatients{Setup: c.setup(4, "Your patients"), Sample: exchange.Sample(exchange.Patients)}
		v.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(err), Link: &view.Link{Text: "To providers and services", URL: "/console/setup/people"}}
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	if err != nil {
		return err
	}
	http.SetCookie(c.w, &http.Cookie{Name: weekCookie, Path: "/console/setup", MaxAge: -1})
	return c.see("/console/setup/done")
}

// setupDone says where the site is and what is left to do.
func (c *call) setupDone() error {
	var p *practice.Practice
	patients := 0
	err := c.view(func(t tx.Tx) (err error) {
		if p, err = c.Practice.Get(c.r.Context(), t); err != nil {
			return err
		}
		patients, err = c.Patients.Count(c.r.Context(), t)
		return err
	})
	if err != nil {
		return err
	}
	if !p.Settings.Live {
		return c.see("/console/setup/practice")
	}
	providers := 0
	for _, w := range p.Providers {
		if w.Active {
			providers++
		}
	}
	v := view.SetupDone{Setup: c.setup(5, "Your site is live"), SiteURL: c.origin() + "/", ConsoleURL: "/console", Left: c.left(p)}
	if p.Settings.URL != "" {
		v.SiteURL = p.Settings.URL + "/"
	}
	for _, f := range []struct {
		name string
		n    int
	}{{"Locations", len(activeLocations(p))}, {"Providers", providers}, {"Services", len(activeServices(p))}, {"Patients", patients}} {
		v.Made = append(v.Made, view.Fact{Name: f.name, Value: strconv.Itoa(f.n)})
	}
	return c.page(v)
}

// left is what is worth doing soon.
func (c *call) left(p *practice.Practice) (needs []view.Need) {
	need := func(icon string, tone view.Tone, text, link, url string) {
		needs = append(needs, view.Need{Mark: view.Mark{Tone: tone, Icon: icon}, Text: text, Link: view.Link{Text: link, URL: url}})
	}
	if !c.Mail {
		need("mail", view.Caution, "No mail server is set up yet: confirmations and reminders wait in the Outbox until it is", "How to", "/console/outbox")
	}
	if p.Settings.Email == "" {
		need("mail", view.Caution, "The practice has no e-mail address: messages need one to come from", "Give one", "/console/practice")
	}
	if p.Settings.URL == "" {
		need("globe", view.Caution, "Give the address of your site, so that messages can carry a link to stop them", "Give it", "/console/practice")
	}
	need("lock", view.Note, "Set a password if you skipped it, so that you can sign in again", "Set it", "/console/password")
	need("user-plus", view.Note, "Invite the others who work here", "Invite", "/console/practice/staff")
	need("calendar-x", view.Note, "Say on which days you are closed", "Closures", "/console/practice/closures")
	need("pencil", view.Note, "Write a line about the practice and each provider for your site", "Write", "/console/practice")
	return needs
}
