package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

const voiceURL = "/console/practice/voice"

// voiceForm shows what holds for every post.
func (c *call) voiceForm() error {
	p, err := c.Posts.Policy(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	v, err := c.voicePage(p)
	if err != nil {
		return err
	}
	v.Version = fingerprint(p)
	return c.page(v)
}

func (c *call) voicePage(p publish.Policy) (view.VoiceForm, error) {
	v := view.VoiceForm{Settings: c.under("Posting")}
	v.Title, v.CanEdit = "What holds for every post", c.by.May(actor.ManageVoice)
	for _, w := range waits(&p.Cooling) {
		v.Waits = append(v.Waits, view.Wait{Name: w.name, Label: w.label, Choices: amounts(int(*w.is/time.Minute), spell, 0, 60, 4*60, 12*60, 24*60, 48*60, 72*60, 7*24*60)})
	}
	for _, k := range publish.Kinds() {
		v.Aims = append(v.Aims, view.Aim{Name: "aim-" + string(k), Label: postKinds[k], Share: view.Field{Value: strconv.Itoa(p.Aims[k])}})
	}
	posts := func(n int) string { return plural(n, "post") }
	v.Week, v.Day = amounts(p.PerWeek, posts, 1, 2, 3, 4, 5, 7, 10, 14), amounts(p.PerDay, posts, 1, 2, 3, 5)
	for d := time.Sunday; d <= time.Saturday; d++ {
		v.Quiet = append(v.Quiet, view.Option(strconv.Itoa(int(d)), d.String(), slices.Contains(p.QuietDays, d)))
	}
	now, err := c.current()
	if err != nil {
		return v, err
	}
	v.Fit = fmt.Sprintf("%s for a reader, %s for an insider", thousands(int64(now.Group.Readers)), thousands(int64(now.Group.Insiders)))
	all, err := c.colleagues(p.PrivacyOfficer)
	if err == nil {
		all[0].Label = "Any administrator"
	}
	v.Officer = all
	return v, err
}

// wait is one of the times to cool off, and what the form calls it.
type wait struct {
	name, label string
	is          *time.Duration
}

func waits(c *publish.CoolingOff) []wait {
	return []wait{
		{"clear", "The guard found nothing", &c.Clear},
		{"own", "On one's own account, at least", &c.Own},
		{"review", "The guard asks for a second look", &c.Review},
		{"block", "The guard blocks it and two people waive that", &c.Block},
		{"story", "It tells a story", &c.Story},
	}
}

// voicePost saves it.
func (c *call) voicePost() error {
	was, err := c.Posts.Policy(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	p := publish.Policy{Aims: map[publish.Kind]int{}, PerWeek: c.number("week"), PerDay: c.number("day"), PrivacyOfficer: identity.StaffID(c.form("officer"))}
	for _, w := range waits(&p.Cooling) {
		*w.is = time.Duration(c.number(w.name)) * time.Minute
	}
	for _, d := range c.r.PostForm["quiet"] {
		n, err := strconv.Atoi(d)
		if err != nil {
			return fault.New(fault.Invalid, "web.voicePost", "Choose the quiet days from the list.")
		}
		p.QuietDays = append(p.QuietDays, time.Weekday(n))
	}
	var m mistakes
	shares := map[string]view.Field{}
	for _, k := range publish.Kinds() {
		f := c.field("aim-" + string(k))
		share, err := strconv.Atoi(f.Value)
		if err != nil || share < 0 || share > 100 {
			m.at(&f, fault.New(fault.Invalid, "web.voicePost", "Write a number from 0 to 100."))
		}
		p.Aims[k], shares["aim-"+string(k)] = share, f
	}
	v, err := c.voicePage(p)
	if err != nil {
		return err
	}
	v.Version = c.form("version")
	for i, a := range v.Aims {
		v.Aims[i].Share = shares[a.Name]
	}
	again := func(n *view.Notice) view.Page { v.Notice = n; return v }
	if m > 0 {
		return c.Render.Page(c.w, http.StatusBadRequest, again(view.Mend(int(m))))
	}
	if err = c.unchanged(was); err == nil {
		err = c.Posts.SavePolicy(c.r.Context(), c.by, p)
	}
	if err != nil {
		return c.notSaved(err, places{}, again)
	}
	c.say("saved")
	return c.see(voiceURL)
}
