package web

import (
	"slices"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const providersURL = "/console/practice/providers"

// providerList lists the providers.
func (c *call) providerList() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v, today := view.ProvidersList{Settings: c.under("Providers")}, p.Today(c.Now())
	if n := p.DueChecks(today); n > 0 {
		v.Due = plural(n, "credential") + " to look up again"
	}
	for _, w := range p.Providers {
		shown := c.person(p, w)
		row := view.ProviderRow{URL: providersURL + "/" + string(w.ID), Name: shown.Name, Initials: shown.Initials, Field: w.Specialty, Where: shown.Where, Services: plural(len(w.Services), "service")}
		switch hasHours := slices.ContainsFunc(p.Hours, func(h practice.Hours) bool { return h.Provider == w.ID }); {
		case !w.Active:
			row.Marks = append(row.Marks, endedMark)
		case !hasHours:
			row.Marks = append(row.Marks, view.Mark{Tone: view.Caution, Icon: "clock", Word: "No hours yet"})
		case shown.Telehealth:
			row.Marks = append(row.Marks, view.Mark{Tone: view.Note, Icon: "video", Word: "Video only"})
		}
		if w.Active && (w.NPIDue(today) || slices.ContainsFunc(p.CredentialsOf(w.ID), func(k practice.Credential) bool { return k.Due(today) })) {
			row.Marks = append(row.Marks, lookAgain)
		}
		v.Rows = append(v.Rows, row)
	}
	if v.CanEdit {
		v.NewURL = providersURL + "/new"
	}
	return c.page(v)
}

// thisProvider is the one of the address; "new" is one that is not there yet and offers everything.
func (c *call) thisProvider(p *practice.Practice) (practice.Provider, error) {
	i := c.r.PathValue("id")
	if i == "new" {
		return practice.Provider{Active: true, Services: activeServices(p)}, nil
	}
	w, ok := p.Provider(practice.ProviderID(i))
	if !ok {
		return w, fault.New(fault.NotFound, "web.providerForm", "There is no such provider.")
	}
	return w, nil
}

func activeServices(p *practice.Practice) (all []practice.ServiceID) {
	for _, svc := range p.Services {
		if svc.Active {
			all = append(all, svc.ID)
		}
	}
	return all
}

// providerForm shows one, or an empty form for "new".
func (c *call) providerForm() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	w, err := c.thisProvider(p)
	if err != nil {
		return err
	}
	v := view.ProviderForm{
		Settings: c.under("Providers"), New: w.ID == "", Action: c.r.URL.Path, BackURL: providersURL, Version: fingerprint(w),
		Given: view.Field{Value: w.Given}, Family: view.Field{Value: w.Family}, Degree: view.Field{Value: w.Credentials}, Field: view.Field{Value: w.Specialty},
		Qualifications: view.Field{Value: w.Qualifications}, Bio: view.Field{Value: w.Bio}, Languages: view.Field{Value: w.Languages}, Limits: view.Field{Value: w.Limits},
		Disclosures: view.Field{Value: w.Disclosures}, NPI: view.Field{Value: w.NPI}, Services: serviceChoices(p, w.Services), Active: w.Active,
		MostDay: view.Field{Value: unlessZero(w.MostDay)}, MostWeek: view.Field{Value: unlessZero(w.MostWeek)}, Zones: ownZone(p, w.Zone),
	}
	c.checks(p, w, &v)
	return c.page(v)
}

// serviceChoices are the services of a form: those that are on, and those that are chosen.
func serviceChoices(p *practice.Practice, chosen []practice.ServiceID) []view.Choice {
	var all []view.Choice
	for _, svc := range p.Services {
		if on := slices.Contains(chosen, svc.ID); on || svc.Active {
			all = append(all, view.Option(string(svc.ID), svc.Name, on))
		}
	}
	return all
}

// providerPost saves it.
func (c *call) providerPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	var services []practice.ServiceID
	for _, i := range c.r.PostForm["service"] {
		services = append(services, practice.ServiceID(i))
	}
	v := view.ProviderForm{
		Settings: c.under("Providers"), New: c.r.PathValue("id") == "new", Action: c.r.URL.Path, BackURL: providersURL, Version: c.form("version"),
		Given: c.field("given"), Family: c.field("family"), Degree: c.field("degree"), Field: c.field("field"), Qualifications: c.field("qualifications"), Bio: c.field("bio"),
		Languages: c.field("languages"), Limits: c.field("limits"), Disclosures: c.field("disclosures"), NPI: c.field("npi"),
		Services: serviceChoices(p, services), Active: c.form("active") != "",
		MostDay: c.field("most_day"), MostWeek: c.field("most_week"), Zones: ownZone(p, c.form("zone")),
	}
	if w, err := c.thisProvider(p); err == nil {
		c.checks(p, w, &v)
	}
	var m mistakes
	m.need(&v.Given, "Write the first name.")
	m.need(&v.Family, "Write the last name.")
	mostDay, mostWeek := m.count(&v.MostDay, 0), m.count(&v.MostWeek, 0)
	m.public(c, &v.Qualifications, &v.Bio, &v.Limits, &v.Disclosures)
	at := places{"Given": &v.Given, "Family": &v.Family, "Credentials": &v.Degree, "Specialty": &v.Field, "Qualifications": &v.Qualifications, "Bio": &v.Bio, "Languages": &v.Languages, "Limits": &v.Limits,
		"Disclosures": &v.Disclosures, "NPI": &v.NPI, "MostDay": &v.MostDay, "MostWeek": &v.MostWeek}
	return c.save(m, at, v.BackURL, func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		w, err := c.thisProvider(p)
		if err != nil {
			return err
		}
		if err := c.unchanged(w); err != nil {
			return err
		}
		w.Given, w.Family, w.Credentials, w.Specialty = v.Given.Value, v.Family.Value, v.Degree.Value, v.Field.Value
		w.Qualifications, w.Bio, w.Languages, w.Limits = v.Qualifications.Value, v.Bio.Value, v.Languages.Value, v.Limits.Value
		w.Disclosures, w.NPI = v.Disclosures.Value, v.NPI.Value
		w.Services, w.Active = services, v.Active
		w.MostDay, w.MostWeek, w.Zone = mostDay, mostWeek, c.form("zone")
		_, err = c.Practice.SaveProvider(c.r.Context(), t, w)
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// ownZone are the zones of a provider: first the practice's.
func ownZone(p *practice.Practice, now string) []view.Choice {
	own := view.Option("", "the practice’s time, "+zoneName(zoneOf(p, "")), now == "")
	if now == "" {
		now = p.Settings.Zone
	}
	all := zoneChoices(now)
	for i := range all {
		all[i].Chosen = all[i].Chosen && !own.Chosen
	}
	return append([]view.Choice{own}, all...)
}
