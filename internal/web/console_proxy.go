package web

import (
	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

var relationNames = map[patient.Relation]string{patient.Parent: "Parent of a minor", patient.Guardian: "Guardian", patient.Spouse: "Spouse or partner",
	patient.Caregiver: "Caregiver", patient.PowerOfAttorney: "Power of attorney"}

var scopeNames = map[patient.Scope][2]string{
	patient.ForVisits:      {"Visits", "Set, move and cancel them, and be told when they are"},
	patient.ForInformation: {"Information", "Be told what the patient may be told, change nothing"},
	patient.ForAll:         {"All", "Both"},
}

// proxyRows are those who may or could speak for a patient.
func (c *call) proxyRows(t tx.Tx, to patient.Patient, names map[string]string) ([]view.ProxyRow, error) {
	all, err := c.Patients.Proxies(c.r.Context(), t, to.ID)
	var rows []view.ProxyRow
	today := civil.DateOf(c.Now().In(c.office()))
	for _, p := range all {
		row := view.ProxyRow{Name: p.Name.Reveal(), Born: usDate(p.Birth.RevealDate()), Is: relationNames[p.Relation], May: scopeNames[p.Scope][0],
			Until: usDay(p.From) + " to " + usDay(p.To), Seen: p.Document.Reveal(), By: names[p.By] + ", " + usDay(civil.DateOf(p.Recorded.In(c.office())))}
		switch {
		case !p.Ended.IsZero():
			row.Mark = view.Mark{Tone: view.Stop, Icon: "ban", Word: "Withdrawn"}
		case p.To.Before(today):
			row.Mark = view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Over"}
		case today.Before(p.From):
			row.Mark = view.Mark{Tone: view.Note, Icon: "clock", Word: "Not yet"}
		default:
			row.Mark = inForce
		}
		if c.by.May(actor.ChangePatients) && p.Ended.IsZero() && !p.To.Before(today) {
			row.EndAction = "/console/patients/" + string(to.ID) + "/proxies/" + string(p.ID) + "/end"
		}
		rows = append(rows, row)
	}
	return rows, err
}

// proxyForm is an empty form of an authority.
func (c *call) proxyForm() error {
	v, to, err := c.openProxy()
	if err != nil {
		return err
	}
	today := civil.DateOf(c.Now().In(c.office()))
	v.From.Value, v.To.Value = today.String(), civil.Date{Year: today.Year + 1, Month: today.Month, Day: today.Day}.AddDays(0).String()
	if patient.Minor(to.Birth, today) {
		v.Note = "The patient is a minor. A parent’s authority ends on the day before the eighteenth birthday. Visits that a minor may consent to alone are told to nobody; you choose which under How the front desk answers."
	}
	return c.page(v)
}

func (c *call) openProxy() (v view.ProxyForm, to patient.Patient, err error) {
	err = c.view(func(t tx.Tx) (err error) { to, err = c.thisPatient(t); return err })
	back := "/console/patients/" + string(to.ID)
	v = view.ProxyForm{Console: c.console("Who may speak for a patient", view.InPatients), Banner: c.banner(to), Action: back + "/proxies", BackURL: back,
		Given: c.field("given"), Family: c.field("family"), DOB: c.field("dob"), From: c.field("from"), To: c.field("to"), Document: c.field("document")}
	for _, r := range patient.Relations() {
		v.Relations = append(v.Relations, view.Option(string(r), relationNames[r], c.form("relation") == string(r)))
	}
	for _, s := range patient.Scopes() {
		v.Scopes = append(v.Scopes, view.Choice{Value: string(s), Label: scopeNames[s][0], Note: scopeNames[s][1], Chosen: c.form("scope") == string(s) || c.form("scope") == "" && s == patient.ForVisits})
	}
	return v, to, err
}

// proxyPost records it.
func (c *call) proxyPost() error {
	v, to, err := c.openProxy()
	if err != nil {
		return err
	}
	var m mistakes
	m.at(&v.Given, patient.CheckName(v.Given.Value))
	m.at(&v.Family, patient.CheckName(v.Family.Value))
	born, err := patient.ParseBirth(v.DOB.Value, civil.DateOf(c.Now()))
	m.at(&v.DOB, err)
	p := patient.Proxy{Patient: to.ID, Name: phi.NewName(v.Given.Value, v.Family.Value), Birth: born, Relation: patient.Relation(c.form("relation")),
		Scope: patient.Scope(c.form("scope")), Document: phi.NewText(v.Document.Value)}
	p.From, p.To = m.day(&v.From, true), m.day(&v.To, true)
	return c.save(m, nil, v.BackURL+"#proxies", func(t tx.Tx) error {
		_, err := c.Patients.AddProxy(c.r.Context(), t, p)
		return err
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// proxyEnd withdraws one at once.
func (c *call) proxyEnd() error {
	of, i := patient.ID(c.r.PathValue("id")), patient.ProxyID(c.r.PathValue("proxy"))
	if err := c.do(func(t tx.Tx) error { return c.Patients.EndProxy(c.r.Context(), t, of, i) }); err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/patients/" + string(of) + "#proxies")
}
