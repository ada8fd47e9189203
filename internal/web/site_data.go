package web

import (
	"strings"
	"time"

	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// What pages say to machines, in the words of schema.org. Everything in it stands on the page too.

const schemaOrg = "https://schema.org"

// clinicData is the practice with its locations.
func (c *call) clinicData(p *practice.Practice) view.Data {
	d := c.houseData(p)
	d.Context = schemaOrg
	for _, l := range p.Locations {
		if l.Active {
			d.Department = append(d.Department, placeData(p, l))
		}
	}
	return d
}

// houseData is the practice as others refer to it.
func (c *call) houseData(p *practice.Practice) *view.Thing {
	return &view.Thing{Type: "MedicalClinic", ID: c.base() + "/#practice", Name: p.Settings.Name, URL: c.base() + "/", Telephone: p.Settings.Phone}
}

func placeData(p *practice.Practice, l practice.Location) *view.Thing {
	number := l.Phone
	if number == "" {
		number = p.Settings.Phone
	}
	return &view.Thing{Type: "MedicalClinic", Name: l.Name, Telephone: number,
		Address: &view.Thing{Type: "PostalAddress", Street: l.Address, Locality: l.City, Region: l.State, ZIP: l.ZIP, Country: "US"}}
}

// providerData is a provider with what was looked up of them.
func (c *call) providerData(p *practice.Practice, v practice.Provider) view.Data {
	d := c.personData(p, v)
	d.Context = schemaOrg
	for _, l := range strings.Split(v.Languages, ",") {
		if l = strings.TrimSpace(l); l != "" {
			d.Languages = append(d.Languages, l)
		}
	}
	return d
}

// personData is a provider as posts refer to them. Only a physician is one in schema.org too.
func (c *call) personData(p *practice.Practice, v practice.Provider) *view.Thing {
	d := &view.Thing{Type: "Person", ID: c.base() + "/providers/" + v.Slug + "#person", Name: v.Name(), URL: c.base() + "/providers/" + v.Slug, JobTitle: v.Specialty, WorksFor: c.houseData(p)}
	if v.Physician() {
		d.Type, d.Specialty, d.PracticesAt, d.NPI = "IndividualPhysician", v.Specialty, d.WorksFor, v.NPI
		d.JobTitle, d.WorksFor = "", nil
	}
	if v.NPI != "" {
		d.Identifier = &view.Thing{Type: "PropertyValue", PropertyID: "NPI", Value: v.NPI}
	}
	for _, k := range p.Profile(v, p.Today(c.Now())).Claims {
		held := &view.Thing{Type: "EducationalOccupationalCredential", Category: "certification", Name: k.Text, RecognizedBy: &view.Thing{Type: "Organization", Name: k.Issuer}, Expires: k.Expires.String()}
		if k.Kind == practice.Licence {
			held.Category, held.ValidIn = "license", &view.Thing{Type: "State", Name: k.State}
		}
		d.HasCredential = append(d.HasCredential, held)
	}
	return d
}

// writerData is who stands for a post: a provider, or the practice.
func (c *call) writerData(s shelf, who identity.StaffID) *view.Thing {
	if v, ok := s.people[who]; ok {
		return c.personData(s.practice, v)
	}
	return c.houseData(s.practice)
}

// postData is a post. That it was reviewed is said only of a provider who did not write it.
func (c *call) postData(s shelf, p publish.Public) view.Data {
	at := func(t time.Time) string { return t.In(zoneOf(s.practice, "")).Format(time.RFC3339) }
	url := c.base() + publish.SitePath(p.Slug)
	d := &view.Thing{
		Context: schemaOrg, Type: "MedicalWebPage", ID: url, URL: url, Name: p.Version.Title, Headline: p.Version.Title,
		Language: p.Version.Language, Published: at(p.First), Modified: at(p.Changed), Author: c.writerData(s, p.Author), Publisher: c.houseData(s.practice), Citation: p.Version.Sources,
	}
	if _, provider := s.people[p.ReviewedBy]; provider && p.ReviewedBy != p.Author {
		d.ReviewedBy, d.LastReviewed = c.writerData(s, p.ReviewedBy), p.Reviewed.In(zoneOf(s.practice, "")).Format(time.DateOnly)
	}
	for _, k := range p.Corrections {
		d.Correction = append(d.Correction, k.Note)
	}
	for _, m := range p.Version.Media {
		d.Image = append(d.Image, c.base()+pictureURL(m.ID))
	}
	return d
}

// listData is the list of posts.
func (c *call) listData(s shelf) view.Data {
	d := &view.Thing{Context: schemaOrg, Type: "CollectionPage", URL: c.base() + postsURL, Name: "Worth reading", Publisher: c.houseData(s.practice)}
	for _, p := range s.posts {
		d.Parts = append(d.Parts, &view.Thing{Type: "MedicalWebPage", URL: c.base() + publish.SitePath(p.Slug), Name: p.Version.Title})
	}
	return d
}
