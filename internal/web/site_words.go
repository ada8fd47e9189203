package web

import (
	"cmp"
	"slices"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/outreach/template"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

// The practice's words about itself are public. A form refuses what the guard blocks; what came in another way, or is
// blocked by a newer rule, stays off the site until somebody mends it.

// blocked returns what the guard blocks in words for the site: its sentence, or "".
func (c *call) blocked(words string) string {
	if words == "" {
		return ""
	}
	r := c.Reads.Check(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(words)}})
	for _, f := range r.Findings {
		if f.Severity == rules.Block {
			return f.Message
		}
	}
	return ""
}

// public writes beside each field what the guard blocks in it.
func (m *mistakes) public(c *call, fields ...*view.Field) {
	for _, f := range fields {
		if why := c.blocked(f.Value); why != "" {
			m.at(f, fault.New(fault.Invalid, "web.public", "Everybody can read this on the site. "+why))
		}
	}
}

// untold writes beside each field what a message to a patient would tell with it, to whoever sees the message.
func (m *mistakes) untold(c *call, fields ...*view.Field) {
	for _, f := range fields {
		if found, tells := template.Tells(c.Reads, f.Value); tells && f.Error == "" {
			m.at(f, fault.New(fault.Invalid, "web.untold", "It stands in messages to patients, and “"+found.Text+"” tells what kind of care it is. Say it without."))
		}
	}
}

// neutral asks for a name in messages that does not tell what kind of care it is; left empty, it is the practice's own.
func (m *mistakes) neutral(c *call, name view.Field, f *view.Field) {
	if found, tells := template.Tells(c.Reads, cmp.Or(f.Value, name.Value)); tells {
		m.at(f, fault.New(fault.Invalid, "web.neutral", "Whoever sees a message from it learns what kind of care it is: “"+found.Text+"”. Write the name without."))
	}
}

// published is the practice as the site may show it: without the words that the guard blocks.
func (c *call) published(p *practice.Practice) *practice.Practice {
	shown := *p
	keep := func(words ...*string) {
		for _, w := range words {
			if c.blocked(*w) != "" {
				*w = ""
			}
		}
	}
	keep(&shown.Settings.Tagline, &shown.Settings.About)
	shown.Providers, shown.Locations, shown.Services = slices.Clone(p.Providers), slices.Clone(p.Locations), slices.Clone(p.Services)
	shown.Closures = slices.Clone(p.Closures)
	for i := range shown.Closures {
		keep(&shown.Closures[i].Name)
	}
	for i := range shown.Providers {
		v := &shown.Providers[i]
		keep(&v.Qualifications, &v.Bio, &v.Limits, &v.Disclosures)
	}
	for i := range shown.Locations {
		keep(&shown.Locations[i].Notes, &shown.Locations[i].NotesES)
	}
	for i := range shown.Services {
		keep(&shown.Services[i].Description)
	}
	return &shown
}
