package web

import (
	"context"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

var (
	lookAgain = view.Mark{Tone: view.Caution, Icon: "clock", Word: "Look up again"}
	inForce   = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "In force"}
)

// checks fills what was looked up of a provider, and what the site therefore says and does not say.
func (c *call) checks(p *practice.Practice, w practice.Provider, v *view.ProviderForm) {
	if w.ID == "" {
		return
	}
	today, own := p.Today(c.Now()), providersURL+"/"+string(w.ID)
	v.HoursURL, v.SiteURL = "/console/practice/hours?provider="+string(w.ID), "/providers/"+w.Slug
	if v.CanEdit {
		v.NewURL = own + "/credentials/new"
	}
	for _, k := range p.CredentialsOf(w.ID) {
		v.Held = append(v.Held, view.CredentialRow{URL: own + "/credentials/" + string(k.ID), Text: credentialText(k), Mark: credentialMark(k, today),
			Checked: k.CheckedBy + ", " + usDay(k.CheckedOn) + "; again by " + usDay(k.Next)})
	}
	for _, h := range p.Profile(w, today).Hidden {
		v.Hidden = append(v.Hidden, view.HiddenLine{Text: h.Text, Why: h.Why})
	}
	if w.NPI != "" {
		v.Box = npiBox(w, today)
		if v.CanEdit && c.Numbers != nil {
			v.Box.Action = own + "/npi"
		}
	}
}

func credentialText(k practice.Credential) string {
	if k.Kind == practice.Licence {
		return k.State + " license " + k.Number + ", " + k.Issuer
	}
	return k.Field + ", " + k.Issuer
}

func credentialMark(k practice.Credential, today civil.Date) view.Mark {
	switch {
	case k.Ended(today):
		return view.Mark{Tone: view.Stop, Icon: "circle-slash", Word: "Ended"}
	case k.Due(today):
		return lookAgain
	case k.Status == practice.Conditions:
		return view.Mark{Tone: view.Caution, Icon: "circle-alert", Word: "With conditions"}
	}
	return inForce
}

func npiBox(w practice.Provider, today civil.Date) *view.NPIBox {
	n := w.NPICheck
	b := &view.NPIBox{Number: w.NPI, Differs: n.Differs, Mark: lookAgain}
	if n.On.IsZero() {
		b.Says = "Nobody has looked it up yet."
		return b
	}
	b.Says, b.Checked = n.Name, n.Source+", "+usDay(n.On)
	for _, more := range []string{n.Taxonomy, n.States} {
		if more != "" {
			b.Says += ", " + more
		}
	}
	switch {
	case n.Differs != "":
		b.Mark = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Does not fit"}
	case !w.NPIDue(today):
		b.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Fits"}
	}
	return b
}

// lookUpTime is how long the registry, or its file, may take.
const lookUpTime = 100 * time.Second

// providerNPI looks a provider's number up and keeps what the registry says.
func (c *call) providerNPI() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	w, err := c.thisProvider(p)
	if err != nil {
		return err
	}
	back := providersURL + "/" + string(w.ID)
	if c.Numbers == nil || w.NPI == "" {
		return c.see(back)
	}
	ctx, cancel := context.WithTimeout(c.r.Context(), lookUpTime)
	defer cancel()
	found, err := c.Numbers.Find(ctx, w.NPI)
	if fault.Is(err, fault.NotFound) {
		found, err = practice.Registered{NPI: w.NPI, Missing: true, Source: "NPPES"}, nil
	}
	if err != nil {
		return err
	}
	if err := c.do(func(t tx.Tx) error { return c.Practice.SaveNPICheck(c.r.Context(), t, w.ID, found) }); err != nil {
		return err
	}
	c.say("saved")
	return c.see(back + "#checks")
}

// thisCredential is the one of the address; "new" is one that is not there yet.
func (c *call) thisCredential(p *practice.Practice) (practice.Provider, practice.Credential, error) {
	w, err := c.thisProvider(p)
	if err != nil || w.ID == "" {
		return w, practice.Credential{}, fault.New(fault.NotFound, "web.credential", "There is no such provider.")
	}
	i := c.r.PathValue("credential")
	if i == "new" {
		today := p.Today(c.Now())
		return w, practice.Credential{Provider: w.ID, Kind: practice.Licence, Status: practice.InForce, CheckedOn: today, Next: today.AddDays(lookEvery)}, nil
	}
	k, ok := p.Credential(practice.CredentialID(i))
	if !ok || k.Provider != w.ID {
		return w, k, fault.New(fault.NotFound, "web.credential", "There is no such license or certification.")
	}
	return w, k, nil
}

// lookEvery is after how many days the form proposes to look again.
const lookEvery = 180

// credential shows one, or an empty form for "new".
func (c *call) credential() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	w, k, err := c.thisCredential(p)
	if err != nil {
		return err
	}
	v := c.credentialPage(w, string(k.Kind), string(k.Status))
	v.Version = fingerprint(k)
	v.Issuer, v.State, v.Number, v.Field = view.Field{Value: k.Issuer}, view.Field{Value: k.State}, view.Field{Value: k.Number}, view.Field{Value: k.Field}
	v.Source, v.Expires, v.Checked, v.Next = view.Field{Value: k.Source}, view.Field{Value: k.Expires.String()}, view.Field{Value: k.CheckedOn.String()}, view.Field{Value: k.Next.String()}
	if k.ID != "" {
		v.By = k.CheckedBy
	}
	return c.page(v)
}

func (c *call) credentialPage(w practice.Provider, kind, status string) view.CredentialForm {
	v := view.CredentialForm{
		Settings: c.under("Providers"), New: c.r.PathValue("credential") == "new", Who: w.Name(), Action: c.r.URL.Path, BackURL: providersURL + "/" + string(w.ID) + "#checks",
		Kinds: []view.Choice{
			{Value: string(practice.Licence), Label: "License", Note: "Of a state, with its number", Chosen: kind == string(practice.Licence)},
			{Value: string(practice.Certification), Label: "Board certification", Note: "In a field, by a board", Chosen: kind == string(practice.Certification)},
		},
		Statuses: []view.Choice{
			view.Option(string(practice.InForce), "In force", status == string(practice.InForce)),
			view.Option(string(practice.Conditions), "In force, with conditions", status == string(practice.Conditions)),
			view.Option(string(practice.Lapsed), "Ended, or not found there", status == string(practice.Lapsed)),
		},
	}
	if !v.New && v.CanEdit {
		v.RemoveURL = c.r.URL.Path + "/remove"
	}
	return v
}

// credentialPost saves it. Whoever saves it is the one who looked it up.
func (c *call) credentialPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	w, _, err := c.thisCredential(p)
	if err != nil {
		return err
	}
	v := c.credentialPage(w, c.form("kind"), c.form("status"))
	v.Version, v.Issuer, v.State, v.Number, v.Field = c.form("version"), c.field("issuer"), c.field("state"), c.field("number"), c.field("field")
	v.Source, v.Expires, v.Checked, v.Next = c.field("source"), c.field("expires"), c.field("checked"), c.field("next")
	var m mistakes
	typed := practice.Credential{Provider: w.ID, Kind: practice.CredentialKind(c.form("kind")), Issuer: v.Issuer.Value, State: v.State.Value, Number: v.Number.Value, Field: v.Field.Value,
		Status: practice.CredentialStatus(c.form("status")), Source: v.Source.Value, CheckedBy: c.session.Staff.Name}
	typed.Expires = m.day(&v.Expires, false)
	typed.CheckedOn, typed.Next = m.day(&v.Checked, true), m.day(&v.Next, true)
	at := places{"Issuer": &v.Issuer, "State": &v.State, "Number": &v.Number, "Field": &v.Field, "CheckedOn": &v.Checked, "Source": &v.Source, "Next": &v.Next}
	return c.save(m, at, v.BackURL, func(t tx.Tx) error {
		p, err := c.Practice.Get(c.r.Context(), t)
		if err != nil {
			return err
		}
		_, was, err := c.thisCredential(p)
		if err != nil {
			return err
		}
		if err := c.unchanged(was); err != nil {
			return err
		}
		save := typed
		save.ID = was.ID
		_, err = c.Practice.SaveCredential(c.r.Context(), t, save)
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// day reads a day; one that is not needed may be left out.
func (m *mistakes) day(f *view.Field, need bool) civil.Date {
	if f.Value == "" && !need {
		return civil.Date{}
	}
	d, err := civil.ParseUSDate(f.Value)
	m.at(f, err)
	return d
}

// credentialRemove removes one that was entered by mistake.
func (c *call) credentialRemove() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	w, k, err := c.thisCredential(p)
	if err != nil {
		return err
	}
	if err := c.do(func(t tx.Tx) error { return c.Practice.RemoveCredential(c.r.Context(), t, k.ID) }); err != nil {
		return err
	}
	c.say("removed")
	return c.see(providersURL + "/" + string(w.ID) + "#checks")
}
