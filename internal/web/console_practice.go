package web

import (
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// placeNeeds is the right without which a page under Practice is not shown.
var placeNeeds = map[string]actor.Right{"Staff": actor.ManageStaff, "Connections": actor.ManageStaff, "Calendar feeds": actor.ManagePractice, "Posting": actor.SeePosts, "Group size": actor.SeePosts}

// practiceGroups are the pages under Practice that the reader may see.
func (c *call) practiceGroups() (all []view.Group) {
	for _, g := range view.PracticeGroups() {
		g.Places = slices.DeleteFunc(g.Places, func(p view.Setting) bool { need := placeNeeds[p.Text]; return need != "" && !c.by.May(need) })
		if len(g.Places) > 0 {
			all = append(all, g)
		}
	}
	return all
}

// practicePages shows what there is to set.
func (c *call) practicePages() error {
	return c.page(view.PracticePages{Console: c.console("Practice", view.InPractice), Groups: c.practiceGroups()})
}

// under fills the frame of a page under Practice: beside it stand the pages of its group.
func (c *call) under(place string) view.Settings {
	v := view.Settings{Console: c.console(place, view.InPractice), Tabs: []view.Link{{Text: "Practice", URL: view.PracticeHome, Up: true}}, CanEdit: c.by.May(actor.ManagePractice)}
	is := func(p view.Setting) bool { return p.Text == place }
	for _, g := range c.practiceGroups() {
		if !slices.ContainsFunc(g.Places, is) {
			continue
		}
		for _, p := range g.Places {
			v.Tabs = append(v.Tabs, view.Link{Text: p.Text, URL: p.URL, Now: is(p)})
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
		Settings: c.under("General"), Version: fingerprint(s),
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
		Settings: c.under("General"), Version: c.form("version"), Name: c.field("name"), Neutral: c.field("neutral"), Phone: c.field("phone"), Email: c.field("email"),
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
	at := places{"Name": &v.Name, "NeutralName": &v.Neutral, "Tagline": &v.Tagline, "About": &v.About, "URL": &v.Web, "Quiet": &v.QuietTo,
		"Zone": &v.Wrong.Zone, "Notice": &v.Wrong.Lead, "Horizon": &v.Wrong.Horizon, "SlotStep": &v.Wrong.Step}
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
