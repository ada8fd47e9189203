package web

import (
	"net/url"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

// postsOnHome is how many posts the first page shows.
const postsOnHome = 4

// certified is what a list of people says of somebody's qualifications: the certifications, or else the licences, or
// else their own words.
func (c *call) certified(p *practice.Practice, v practice.Provider) (said []string) {
	profile := p.Profile(v, p.Today(c.Now()))
	for _, kind := range []practice.CredentialKind{practice.Certification, practice.Licence} {
		for _, k := range profile.Claims {
			if k.Kind == kind {
				said = append(said, k.Text+", checked "+usDay(k.CheckedOn))
			}
		}
		if said != nil {
			return said
		}
	}
	return profile.Lines
}

// profile fills what the page of one provider says beyond a list.
func (c *call) profile(p *practice.Practice, v practice.Provider, page *view.Provider) {
	profile := p.Profile(v, p.Today(c.Now()))
	page.Person.Credentials = nil
	page.Qualifications, page.Disclosures, page.NPI = profile.Lines, lines(v.Disclosures), v.NPI
	for _, k := range profile.Claims {
		line := view.CheckedLine{Icon: "graduation-cap", Text: k.Text, Checked: "Looked up " + usDay(k.CheckedOn)}
		if k.Kind == practice.Licence {
			line.Icon = "shield-check"
		}
		if u, err := url.Parse(k.Source); err == nil && u.Scheme == "https" {
			line.Checked += " at " + strings.TrimPrefix(u.Host, "www.")
			line.URL = k.Source
		}
		page.Checked = append(page.Checked, line)
	}
	if v.NPICheck.Differs == "" && !v.NPICheck.On.IsZero() {
		page.NPIChecked = "The national registry has this number under this name, looked up " + usDay(v.NPICheck.On) + ". "
	}
	page.Data = c.providerData(p, v)
}

// usDay writes a day as "Oct 2, 2026".
func usDay(d civil.Date) string { return d.Format("Jan 2, 2006") }
