package web

import (
	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// dueFacts are the visits that a patient is due for.
func (c *call) dueFacts(t tx.Tx, p *practice.Practice, to patient.ID) (facts []view.Fact, err error) {
	if !c.by.May(actor.SeeOutbox) {
		return nil, nil
	}
	all, err := c.Outreach.DuesOf(c.r.Context(), t, to)
	for _, d := range all {
		if d.Status != outreach.IsDue && d.Status != outreach.IsPaused {
			continue
		}
		svc, _ := p.Service(d.Service)
		due := usDay(d.Day)
		if d.Tries > 0 {
			due += ", told " + plural(d.Tries, "time")
		}
		if d.Status == outreach.IsPaused {
			due += ", paused"
		}
		facts = append(facts, view.Fact{Name: svc.Name, Value: due})
	}
	return facts, err
}

func (c *call) openRecall() (v view.RecallForm, to patient.Patient, err error) {
	var p *practice.Practice
	err = c.view(func(t tx.Tx) (err error) {
		if p, err = c.Practice.Get(c.r.Context(), t); err != nil {
			return err
		}
		if to, err = c.thisPatient(t); err != nil {
			return err
		}
		v.Dues, err = c.dueFacts(t, p, to.ID)
		return err
	})
	if err != nil {
		return v, to, err
	}
	back := "/console/patients/" + string(to.ID)
	v.Console, v.Banner, v.Action, v.BackURL, v.Day = c.console("Recall", view.InPatients), c.banner(to), back+"/recall", back, c.field("day")
	v.Service.Value = c.form("service")
	v.Services = append([]view.Choice{view.Option("", "Choose", v.Service.Value == "")}, serviceChoices(p, []practice.ServiceID{practice.ServiceID(v.Service.Value)})...)
	return v, to, nil
}

// recallForm asks for which visit a patient is due, and by which day.
func (c *call) recallForm() error {
	v, _, err := c.openRecall()
	if err != nil {
		return err
	}
	return c.page(v)
}

// recallPost puts them on the due list.
func (c *call) recallPost() error {
	v, to, err := c.openRecall()
	if err != nil {
		return err
	}
	var m mistakes
	day := civil.Date{}
	if m.need(&v.Service, "Choose the kind of visit that is due.") && m.need(&v.Day, "Say by which day the visit is due.") {
		day = m.day(&v.Day, true)
	}
	return c.save(m, places{"Service": &v.Service, "Day": &v.Day}, v.BackURL+"#due", func(t tx.Tx) error {
		_, err := c.Outreach.AddRecall(c.r.Context(), t, to.ID, practice.ServiceID(v.Service.Value), day, "staff")
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}
