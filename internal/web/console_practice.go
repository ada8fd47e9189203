package web

import (
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// tabNeeds is the right without which a tab of the practice is not shown.
var tabNeeds = map[string]actor.Right{"Staff": actor.ManageStaff, "Connections": actor.ManageStaff, "Calendars": actor.ManagePractice}

// under fills the frame of a page under Practice.
func (c *call) under(tab string) view.Settings {
	v := view.Settings{Console: c.console(tab, view.InPractice), CanEdit: c.by.May(actor.ManagePractice)}
	for _, t := range view.SettingsTabs(tab) {
		if need := tabNeeds[t.Text]; need == "" || c.by.May(need) {
			v.Tabs = append(v.Tabs, t)
		}
	}
	return v
}

// practiceForm shows the practice itself.
func (c *call) practiceForm() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	return c.page(c.practicePage(p.Settings))
}

func (c *call) practicePage(s practice.Settings) view.PracticeForm {
	v := view.PracticeForm{
		Settings: c.under("Practice"), Version: fingerprint(s),
		Name: view.Field{Value: s.Name}, Neutral: view.Field{Value: s.NeutralName}, Phone: view.Field{Value: phone(s.Phone)}, Email: view.Field{Value: s.Email},
		Web: view.Field{Value: s.URL}, Tagline: view.Field{Value: s.Tagline}, About: view.Field{Value: s.About},
		QuietTo: view.Field{Value: s.Quiet.From.String()}, QuietFrom: view.Field{Value: s.Quiet.To.String()},
	}
	v.Invite = s.Invitations
	practiceChoices(&v, s)
	if c.IndexAge != nil {
		v.Index = c.IndexAge()
	}
	return v
}

func practiceChoices(v *view.PracticeForm, s practice.Settings) {
	days := func(n int) string { return plural(n, "day") }
	v.Zones = zoneChoices(s.Zone)
	v.Lead = amounts(int(s.Notice/time.Minute), spell, 0, 60, 120, 240, 24*60, 48*60, 72*60)
	v.Horizon = amounts(s.Horizon, days, 14, 30, 60, 90, 180, 365)
	v.Step = amounts(s.SlotStep, spell, 5, 10, 15, 20, 30, 60)
}

// practicePost saves it.
func (c *call) practicePost() error {
	v := view.PracticeForm{
		Settings: c.under("Practice"), Version: c.form("version"), Name: c.field("name"), Neutral: c.field("neutral"), Phone: c.field("phone"), Email: c.field("email"),
		Web: c.field("web"), Tagline: c.field("tagline"), About: c.field("about"), QuietTo: c.field("quiet_to"), QuietFrom: c.field("quiet_from"),
	}
	s := practice.Settings{
		Name: v.Name.Value, NeutralName: v.Neutral.Value, Tagline: v.Tagline.Value, About: v.About.Value, Email: v.Email.Value, URL: v.Web.Value,
		Zone: c.form("zone"), Notice: time.Duration(c.number("lead")) * time.Minute, Horizon: c.number("horizon"), SlotStep: c.number("step"),
		Invitations: c.form("invitations") != "",
	}
	v.Invite = s.Invitations
	practiceChoices(&v, s)
	var m mistakes
	m.need(&v.Name, "Give the practice a name.")
	s.Phone = m.phone(&v.Phone, "Give a number that patients can call.")
	m.email(&v.Email)
	m.neutral(c, v.Name, &v.Neutral)
	m.public(c, &v.Tagline, &v.About)
	var err error
	s.Quiet.From, err = civil.ParseClock(v.QuietTo.Value)
	m.at(&v.QuietTo, err)
	s.Quiet.To, err = civil.ParseClock(v.QuietFrom.Value)
	m.at(&v.QuietFrom, err)
	at := places{"Name": &v.Name, "NeutralName": &v.Neutral, "Tagline": &v.Tagline, "About": &v.About, "URL": &v.Web, "Quiet": &v.QuietTo}
	return c.save(m, at, "/console/practice", func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		if err := c.unchanged(p.Settings); err != nil {
			return err
		}
		return c.Practice.SaveSettings(c.r.Context(), t, s)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// phone reads a telephone number of the practice; with a sentence it must not be empty.
func (m *mistakes) phone(f *view.Field, sentence string) string {
	if f.Value == "" && (sentence == "" || !m.need(f, sentence)) {
		return ""
	}
	e164, err := practice.ParsePhone(f.Value)
	m.at(f, err)
	return e164
}

// email checks an address that may be empty.
func (m *mistakes) email(f *view.Field) {
	if f.Value != "" {
		_, err := phi.ParseEmail(f.Value)
		m.at(f, err)
	}
}
