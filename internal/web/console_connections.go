package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// grants are what a program may do, in words, with the scopes that it takes; of the app of a patient the words are own.
var grants = []struct {
	value, label, note string
	own                [2]string // label and note
	scopes             []string
}{
	{"book", "Book", "Find free times, keep one for ten minutes, book it", [2]string{"Book", "Find free times and book them for this patient"},
		[]string{"Appointment.c", "Slot.rs", "Schedule.rs", "Practitioner.rs", "PractitionerRole.rs", "Location.rs", "HealthcareService.rs"}},
	{"read", "See the book", "Every visit, with time, place and provider, without who it is for", [2]string{"See visits", "This patient’s, past ones too"}, []string{"Appointment.rs"}},
	{"change", "Change visits", "Move, cancel and mark them", [2]string{"Change visits", "Move and cancel them"}, []string{"Appointment.ru"}},
	{"patients", "See patients", "Who they are, how to reach them and why they come; never a list of everybody", [2]string{"See the record", "This patient’s name, date of birth and contact points"}, []string{"Patient.rs"}},
}

var tokenDays = []struct {
	days int
	say  string
}{{30, "30 days"}, {90, "90 days"}, {365, "one year"}, {730, "two years"}}

// connections lists the programs that may ask.
func (c *call) connections() error {
	v, err := c.connectionsPage("")
	if err != nil {
		return err
	}
	return c.page(v)
}

// patientApps lists the apps of one patient.
func (c *call) patientApps() error {
	v, err := c.connectionsPage(patient.ID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) connectionsPage(of patient.ID) (v view.Connections, err error) {
	v = view.Connections{Settings: c.under("Connections"), Action: "/console/practice/connections", Name: c.field("name"), Scopes: c.field("scopes"), Address: c.origin() + "/fhir"}
	chosen := c.r.PostForm["may"]
	for _, g := range grants {
		o := view.Choice{Value: g.value, Label: g.label, Note: g.note, Chosen: len(chosen) == 0 && c.r.Method == http.MethodGet && g.value == "book"}
		if of != "" {
			o.Label, o.Note = g.own[0], g.own[1]
		}
		for _, m := range chosen {
			o.Chosen = o.Chosen || m == g.value
		}
		v.May = append(v.May, o)
	}
	for _, d := range tokenDays {
		n := strconv.Itoa(d.days)
		v.Days = append(v.Days, view.Option(n, d.say, c.form("days") == n || c.form("days") == "" && d.days == 365))
	}
	p, err := c.current()
	if err != nil {
		return v, err
	}
	names, err := c.staffNames()
	if err != nil {
		return v, err
	}
	return v, c.view(func(t tx.Tx) error {
		if of != "" {
			who, err := c.thisPatient(t)
			if err != nil {
				return err
			}
			b := c.banner(who)
			v.Console, v.Patient, v.Action = c.console("Apps of a patient", view.InPatients), &b, "/console/patients/"+string(of)+"/apps"
		}
		all, err := c.Programs.All(c.r.Context(), t)
		v.Rows = nil
		for _, o := range all {
			if of == "" || o.Patient == string(of) {
				v.Rows = append(v.Rows, c.connectionRow(o, p, names, of != ""))
			}
		}
		return err
	})
}

func (c *call) connectionRow(o identity.Connection, p *practice.Practice, names map[string]string, own bool) view.ConnectionRow {
	zone := zoneOf(p, "")
	day := func(t time.Time) string { return t.In(zone).Format("Jan 2, 2006") }
	row := view.ConnectionRow{ID: string(o.ID), Name: o.Name, Scopes: o.Words(), Made: "made " + day(o.Made), Used: "never", Ends: "until " + day(o.Ends), Open: true,
		Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Works"}}
	if who := names[string(o.By)]; who != "" {
		row.Made += " by " + who
	}
	if o.Patient != "" && !own {
		row.Of = &view.Link{Text: "An app of one patient", URL: "/console/patients/" + o.Patient + "/apps"}
	}
	if !o.Used.IsZero() {
		row.Used = stamp(o.Used.In(zone))
	}
	switch {
	case !o.Revoked.IsZero():
		row.Mark, row.Ends, row.Open = endedMark, day(o.Revoked), false
	case !o.Open(c.Now()):
		row.Mark, row.Ends, row.Open = view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Over"}, day(o.Ends), false
	}
	return row
}

// connect makes a connection of the practice's, patientConnect the app of one patient; the token is shown once.
func (c *call) connect() error        { return c.connectFor("") }
func (c *call) patientConnect() error { return c.connectFor(patient.ID(c.r.PathValue("id"))) }

func (c *call) connectFor(of patient.ID) error {
	days, err := strconv.Atoi(c.form("days"))
	if err != nil {
		days = 0
	}
	if of != "" { // nobody gets a token for a patient who is not there
		if err := c.view(func(t tx.Tx) error { _, err := c.thisPatient(t); return err }); err != nil {
			return err
		}
	}
	made, token, err := c.Programs.Make(c.r.Context(), c.by, c.form("name"), c.scopes(of), string(of), time.Duration(days)*24*time.Hour)
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return err
	}
	v, failed := c.connectionsPage(of)
	if failed != nil {
		return failed
	}
	if err != nil {
		at := places{"Name": &v.Name, "Ends": &v.Long, "Scopes": &v.Scopes}
		if v.Scopes.Value == "" {
			at["Scopes"] = &v.Ticked
		}
		return c.notSaved(err, at, func(n *view.Notice) view.Page { v.Notice = n; return v })
	}
	v.Name, v.Scopes = view.Field{}, view.Field{}
	v.Token = &view.NewToken{Name: made.Name, Token: token, Try: "curl -H 'Authorization: Bearer " + token + "' '" + c.origin() + "/fhir/" + tryOut(made) + "'"}
	return c.page(v)
}

// tryOut is something that the connection may ask for.
func tryOut(o identity.Connection) string {
	for _, r := range []string{"Slot", "Appointment", "Patient"} {
		if o.Scopes.Allow(r, 's') && (r != "Patient" || o.Patient != "") {
			return r
		}
	}
	return "metadata"
}

// scopes writes what was ticked as scopes, letters of one resource together, and what was written beside it.
func (c *call) scopes(of patient.ID) string {
	level, letters := "system/", map[string]string{}
	if of != "" {
		level = "patient/"
	}
	for _, g := range grants {
		for _, m := range c.r.PostForm["may"] {
			if m != g.value {
				continue
			}
			for _, s := range g.scopes {
				resource, may, _ := strings.Cut(s, ".")
				letters[resource] += may
			}
		}
	}
	var all []string
	for _, r := range identity.Resources() {
		may := ""
		for _, l := range "crus" {
			if strings.ContainsRune(letters[r], l) {
				may += string(l)
			}
		}
		if may != "" {
			all = append(all, level+r+"."+may)
		}
	}
	return strings.Join(append(all, c.form("scopes")), " ")
}

// connectionEnd takes a token back.
func (c *call) connectionEnd() error {
	err := c.Programs.Revoke(c.r.Context(), c.by, identity.ConnectionID(c.r.PathValue("id")))
	if err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	c.say("saved")
	return c.see("/console/practice/connections")
}

// actorNames are the names of everybody who may have done something: staff and other programs.
func (c *call) actorNames() (map[string]string, error) {
	names, err := c.staffNames()
	if err != nil {
		return nil, err
	}
	return names, c.view(func(t tx.Tx) error {
		all, err := c.Programs.Names(c.r.Context(), t)
		for i, name := range all {
			names[string(i)] = name
		}
		return err
	})
}
