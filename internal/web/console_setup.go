package web

import (
	"cmp"

	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// The first run: four steps that somebody who reads no manual finishes in twenty minutes. Each saves what it asks, so
// that going back shows it again; the last one opens the site.

// setup fills the frame of a step.
func (c *call) setup(step int, title string) view.Setup {
	return view.Setup{Bare: c.bare(title), Step: step, Steps: view.SetupSteps(step)}
}

// setupPractice asks for the practice itself.
func (c *call) setupPractice() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	s := p.Settings
	return c.page(view.SetupPractice{
		Setup: c.setup(1, "Your practice"), Name: view.Field{Value: s.Name}, Neutral: view.Field{Value: s.NeutralName}, Phone: view.Field{Value: phone(s.Phone)},
		Email: view.Field{Value: s.Email}, Zones: zoneChoices(s.Zone),
	})
}

// setupPracticePost saves it.
func (c *call) setupPracticePost() error {
	v := view.SetupPractice{Setup: c.setup(1, "Your practice"), Name: c.field("name"), Neutral: c.field("neutral"), Phone: c.field("phone"), Email: c.field("email"), Zones: zoneChoices(c.form("zone"))}
	var m mistakes
	m.need(&v.Name, "Give your practice a name.")
	number := m.phone(&v.Phone, "Give a number that patients can call.")
	m.email(&v.Email)
	m.neutral(c, v.Name, &v.Neutral)
	return c.save(m, places{"Name": &v.Name, "NeutralName": &v.Neutral}, "/console/setup/hours", func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		s := p.Settings
		s.Name, s.NeutralName, s.Phone, s.Email, s.Zone = v.Name.Value, v.Neutral.Value, number, v.Email.Value, cmp.Or(c.form("zone"), practice.Defaults().Zone)
		if p.Version == 0 && secure(c.r) {
			s.URL = c.origin() // the address that works for the one who sets it up; Practice can change it
		}
		return c.Practice.SaveSettings(c.r.Context(), t, s)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}
