package web

import (
	"fmt"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const (
	visitsBefore  = 20
	messagesShown = 20
)

// thisPatient reads the patient of the address and enters the disclosure.
func (c *call) thisPatient(t tx.Tx) (patient.Patient, error) {
	to, err := c.Patients.Get(c.r.Context(), t, patient.ID(c.r.PathValue("id")))
	if err != nil {
		return to, err
	}
	return to, c.Audit.Disclose(c.r.Context(), t, "patient", string(to.ID))
}

// patient is the page of one patient.
func (c *call) patient() error {
	var p *practice.Practice
	var to patient.Patient
	var visits []schedule.Appointment
	var proxies []view.ProxyRow
	var ledger []patient.Consent
	var prefers patient.Preferences
	var dues []view.Fact
	looked, uninvited := "", false
	names, err := c.staffNames()
	if err != nil {
		return err
	}
	err = c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if p, err = c.Practice.Get(ctx, t); err != nil {
			return err
		}
		if to, err = c.thisPatient(t); err != nil {
			return err
		}
		if proxies, err = c.proxyRows(t, to, names); err != nil {
			return err
		}
		if uninvited, err = c.Outreach.Unwanted(ctx, t, to.ID); err != nil {
			return err
		}
		if ledger, err = c.Patients.Ledger(ctx, t, to.ID); err != nil {
			return err
		}
		if prefers, err = c.Patients.Preferences(ctx, t, to.ID); err != nil {
			return err
		}
		if dues, err = c.dueFacts(t, p, to.ID); err != nil {
			return err
		}
		if visits, err = c.Schedule.OfPatient(ctx, t, to.ID); err != nil || !c.by.May(actor.SeeAudit) {
			return err
		}
		looked, err = c.lookedLately(t, to.ID)
		return err
	})
	if err != nil {
		return err
	}
	home := zoneOf(p, "")
	base := "/console/patients/" + string(to.ID)
	v := view.Patient{Console: c.console("Patient", view.InPatients), Banner: c.banner(to), Facts: patientFacts(to, home)}
	v.Banner.URL, v.Proxies = "", proxies
	for _, ct := range to.Contacts {
		v.Contacts = append(v.Contacts, c.contactCard(base, ct, home, c.saidAbout(ledger, ct, names)))
	}
	v.Past = c.saidOfPast(ledger, to, names)
	v.Prefers, v.Dues = c.preferFacts(prefers, names), dues
	if c.by.May(actor.ManageOutbox) {
		v.DueURL = base + "/recall"
	}
	coming, before := c.comingAndBefore(visits)
	for _, a := range coming {
		v.Coming = append(v.Coming, c.datedRow(p, a, to))
	}
	for _, a := range before[:min(visitsBefore, len(before))] {
		v.Before = append(v.Before, c.datedRow(p, a, to))
	}
	if c.by.May(actor.SeeOutbox) {
		items, err := c.Outreach.List(c.r.Context(), c.by, outreach.Filter{Patient: to.ID, Limit: messagesShown})
		if err != nil {
			return err
		}
		for _, m := range items {
			row := c.messageRow(m)
			row.To = ""
			v.Messages = append(v.Messages, row)
		}
	}
	if c.by.May(actor.ChangeVisits) {
		v.BookURL = "/console/book/" + string(to.ID)
	}
	if c.by.May(actor.ChangePatients) {
		v.EditURL, v.ProxyURL, v.PreferURL, v.CopyURL = base+"/edit", base+"/proxies", base+"/preferences", base+"/copy"
		if p.Settings.Invitations || uninvited {
			v.InviteAction, v.Uninvited = base+"/invitations", uninvited
		}
	}
	if c.by.May(actor.ManageStaff) {
		v.AppsURL = base + "/apps"
	}
	if looked != "" {
		v.LookedURL, v.Looked = base+"/looked", looked
	}
	return c.page(v)
}

// datedRow is a visit in a list that spans days.
func (c *call) datedRow(p *practice.Practice, a schedule.Appointment, to patient.Patient) view.VisitRow {
	row := c.row(p, a, to)
	row.Time = a.Start.Format("Jan\u00a02,\u00a02006 ") + row.Time
	row.Patient, row.DOB = "", "" // the page says so above
	return row
}

func patientFacts(to patient.Patient, zone *time.Location) []view.Fact {
	var facts []view.Fact
	if number := to.Number.Reveal(); number != "" {
		facts = append(facts, view.Fact{Name: "Your number", Value: number})
	}
	return append(facts, view.Fact{Name: "Added", Value: to.Created.In(zone).Format("Jan 2, 2006")}, view.Fact{Name: "Changed", Value: to.Changed.In(zone).Format("Jan 2, 2006")})
}

// patientInvitations keeps whether the patient wants invitations for their calendar.
func (c *call) patientInvitations() error {
	to := patient.ID(c.r.PathValue("id"))
	err := c.do(func(t tx.Tx) error {
		if _, err := c.Patients.Get(c.r.Context(), t, to); err != nil {
			return err
		}
		return c.Outreach.SetUnwanted(c.r.Context(), t, to, c.form("unwanted") != "")
	})
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/patients/" + string(to))
}

// lookedLately says how many people have looked at the record in the last month.
func (c *call) lookedLately(t tx.Tx, to patient.ID) (string, error) {
	events, err := c.Audit.Find(c.r.Context(), t, audit.Filter{Patient: string(to), Verb: audit.Read, Since: t.Now().AddDate(0, 0, -30)})
	var who []string
	for _, e := range events {
		if e.By.Kind == actor.Staff && !slices.Contains(who, e.By.ID) {
			who = append(who, e.By.ID)
		}
	}
	if len(who) == 1 {
		return "1 person in the last 30 days.", err
	}
	return fmt.Sprintf("%d people in the last 30 days.", len(who)), err
}
