package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bedside/internal/outreach"
	"bedside/internal/outreach/template"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// textPage shows the editor with what is written.
func (c *call) textPage(status int, h template.History, text template.Text, notice *view.Notice) error {
	k := c.textKey()
	check, err := c.textCheck(k, text)
	if err != nil {
		return err
	}
	var own []template.Edition
	if err := c.view(func(t tx.Tx) (err error) { own, err = c.Wording.Now(c.r.Context(), t); return err }); err != nil {
		return err
	}
	names, err := c.staffNames()
	if err != nil {
		return err
	}
	v := view.MessageText{Settings: c.under("Wording"), Switch: textCells(k.Kind, own, k), Language: string(k.Language), HasTitle: k.Channel == template.Email,
		Title: view.Field{Value: text.Title}, Body: view.Field{Value: text.Body}, Version: "0.0", Action: textsURL + "/" + k.String(),
		Long: c.form("long") != "", Bare: c.form("bare") != "", Check: check, Compare: compared(text, template.Default(k)), OwnSent: h.Sent.Number > 0}
	v.Settings.Title = messageKinds[string(k.Kind)].text
	if notice != nil {
		v.Notice = notice
	}
	v.Mark, v.Sent = view.Mark{Tone: view.Quiet, Icon: "check", Word: "As shipped"}, "Patients get the words that Bedside ships with."
	if h.Sent.Number > 0 {
		v.Mark = textMarks[template.Published]
		v.Sent = "Patients get your words, published " + c.stampOf(h.Sent.PublishedAt) + " by " + names[string(h.Sent.PublishedBy)] + "."
	}
	if h.Draft != nil {
		v.Mark, v.Draft, v.Version = textMarks[template.Draft], true, fmt.Sprintf("%d.%d", h.Draft.Number, h.Draft.Revision)
	}
	for _, p := range template.PlacesFor(k.Kind) {
		v.Places = append(v.Places, textPlace(k, p))
	}
	for _, e := range h.Past {
		v.Versions = append(v.Versions, c.textVersion(e, names))
	}
	c.textChoices(&v)
	if err := c.textVisits(&v); err != nil {
		return err
	}
	return c.Render.Page(c.w, status, v)
}

func (c *call) stampOf(at time.Time) string {
	local := at.In(c.office())
	return stamp(local) + local.Format(" 2006")
}

func (c *call) textVersion(e template.Edition, names map[string]string) view.TextVersion {
	row := view.TextVersion{Number: e.Number, When: c.stampOf(e.SavedAt), Who: names[string(e.SavedBy)], Title: e.Title, Body: e.Body, Mark: textMarks[e.State]}
	if e.State == template.Past {
		row.When, row.Who, row.Back = c.stampOf(e.PublishedAt), names[string(e.PublishedBy)], true
	}
	return row
}

// textPlace is a place as it is put into the words.
func textPlace(k template.Key, p template.Place) view.TextPlace {
	tag := "{{" + p.Name + "}}"
	switch {
	case p.Test:
		tag = "{{if " + p.Name + "}}…{{else}}…{{end}}"
	case p.Record:
		tag = "{{if " + p.Name + "}}" + tag + "{{else}}…{{end}}"
	case !p.Always:
		tag = "{{if " + p.Name + "}}" + tag + "{{end}}"
	}
	return view.TextPlace{Tag: tag, About: p.About, Record: p.Record, Needed: slices.Contains(template.Needs(k), p.Name)}
}

func (c *call) textChoices(v *view.MessageText) {
	now := outreach.Allow(c.form("show"))
	for _, o := range []struct {
		value outreach.Allow
		label string
	}{{outreach.AsChosen, "As the patient chose"}, {outreach.Neutral, "Neutral"}, {outreach.Everyone, "More on record"}} {
		v.Show = append(v.Show, view.Option(string(o.value), o.label, now == o.value))
	}
}

const (
	previewAhead = 14 * 24 * time.Hour
	mostPreviews = 20
)

// textVisits offers the coming visits for the preview, by their time and place alone: whose they are is shown, and
// entered in the access log, once one is chosen.
func (c *call) textVisits(v *view.MessageText) error {
	p, err := c.current()
	if err != nil {
		return err
	}
	var all []schedule.Appointment
	err = c.view(func(t tx.Tx) (err error) {
		all, err = c.Schedule.Between(c.r.Context(), t, c.Now(), c.Now().Add(previewAhead), schedule.Filter{Status: schedule.Booked})
		return err
	})
	if err != nil {
		return err
	}
	chosen := c.r.PostFormValue("visit")
	v.Visits = append(v.Visits, view.Option("", "An invented patient", chosen == ""))
	slices.SortStableFunc(all, func(a, b schedule.Appointment) int { return a.Start.Compare(b.Start) })
	for _, a := range all[:min(len(all), mostPreviews)] {
		v.Visits = append(v.Visits, view.Option(string(a.ID), visitLabel(p, a), chosen == string(a.ID)))
	}
	return nil
}

func visitLabel(p *practice.Practice, a schedule.Appointment) string {
	where := "by video"
	if s, ok := p.Service(a.Service); !ok || !s.Telehealth {
		l, _ := p.Location(a.Location)
		where = l.Name
	}
	who, _ := p.Provider(a.Provider)
	return strings.Trim(stamp(a.Start)+", "+where+", "+who.Name(), ", ")
}

// mostCompared is how many lines are set side by side; messages that are sent have a few dozen.
const mostCompared = 300

// compared sets the lines of two texts side by side.
func compared(now, was template.Text) (all []view.ComparedLine) {
	a, b := textLines(now), textLines(was)
	if len(a) > mostCompared {
		return nil
	}
	// most[i][j] is how many lines the rest of a from i and of b from j have in common, in order.
	most := make([][]int, len(a)+1)
	for i := range most {
		most[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if most[i][j] = max(most[i+1][j], most[i][j+1]); a[i] == b[j] {
				most[i][j] = most[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			all = append(all, view.ComparedLine{Now: a[i], Was: b[j], Same: true})
			i, j = i+1, j+1
		case j >= len(b) || i < len(a) && most[i+1][j] >= most[i][j+1]:
			all = append(all, view.ComparedLine{Now: a[i], NoShipped: true})
			i++
		default:
			all = append(all, view.ComparedLine{Was: b[j], NoNow: true})
			j++
		}
	}
	if !slices.ContainsFunc(all, func(l view.ComparedLine) bool { return !l.Same }) {
		return nil
	}
	return all
}

func textLines(t template.Text) []string {
	body := strings.Split(strings.TrimSpace(t.Body), "\n")
	if t.Title != "" {
		body = append([]string{t.Title, ""}, body...)
	}
	return body
}
