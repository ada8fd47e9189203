package web

import (
	"net/http"
	"strconv"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const groupURL = voiceURL + "/group"

// groupForm shows how many people a description of one person must fit.
func (c *call) groupForm() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	g := p.Group
	v := c.groupPage(p)
	v.Version = fingerprint(g)
	v.Readers.Value, v.Insiders.Value, v.Daily.Value = strconv.Itoa(g.Readers), strconv.Itoa(g.Insiders), strconv.Itoa(g.Daily)
	if g.Catchment > 0 {
		v.Catchment.Value = strconv.Itoa(g.Catchment)
	}
	return c.page(v)
}

// groupPage is the page without what is in its fields.
func (c *call) groupPage(p *practice.Practice) view.GroupForm {
	v := view.GroupForm{Settings: c.under("Group size"), Least: practice.LeastGroup}
	v.Title, v.CanEdit = "How many people must fit", c.by.May(actor.ManageVoice)
	for _, l := range p.Locations {
		if town := l.City + ", " + l.State; l.Active && l.City != "" && !strings.Contains(v.Towns, town) {
			if v.Towns != "" {
				v.Towns += "; "
			}
			v.Towns += town
		}
	}
	return v
}

// groupPost saves it.
func (c *call) groupPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := c.groupPage(p)
	v.Version = c.form("version")
	v.Readers, v.Insiders, v.Daily, v.Catchment = c.field("readers"), c.field("insiders"), c.field("daily"), c.field("catchment")
	var g practice.Group
	var m mistakes
	read := func(f *view.Field, n *int) {
		digits := strings.NewReplacer(",", "", " ", "").Replace(f.Value)
		var err error
		if *n, err = strconv.Atoi(digits); err != nil {
			m.at(f, fault.New(fault.Invalid, "web.groupPost", "Write a whole number."))
		}
	}
	read(&v.Readers, &g.Readers)
	read(&v.Insiders, &g.Insiders)
	read(&v.Daily, &g.Daily)
	if v.Catchment.Value != "" {
		read(&v.Catchment, &g.Catchment)
	}
	again := func(n *view.Notice) view.Page { v.Notice = n; return v }
	if err := c.unchanged(p.Group); m == 0 && err != nil {
		return c.Render.Page(c.w, http.StatusConflict, again(&view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was saved."}))
	}
	at := places{"Readers": &v.Readers, "Insiders": &v.Insiders, "Daily": &v.Daily, "Catchment": &v.Catchment}
	return c.save(m, at, groupURL, func(t tx.Tx) error { return c.Practice.SaveGroup(c.r.Context(), t, g) }, again)
}
