package fhir_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/limit"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const house = `
[practice]
name = "Harbor Street Medicine"
phone = "218-555-0100"
email = "desk@harborstreet.example"
zone = "America/Chicago"

[[location]]
name = "Harbor Street"
address = "14 Harbor Street"
city = "Elder Bay"
state = "MN"
zip = "55604"
rooms = ["Room 1", "Room 2", "Room 3"]

[[service]]
name = "Office visit"
minutes = 20
online = true

[[service]]
name = "Video visit"
minutes = 30
online = true
telehealth = true

[[service]]
name = "Minor procedure"
minutes = 40

[[provider]]
given = "Ines"
family = "Marlow"
credentials = "MD"
specialty = "Family medicine"
npi = "1999999984"
services = ["Office visit", "Video visit", "Minor procedure"]

[[provider]]
given = "Ruth"
family = "Bergström"
credentials = "NP"
specialty = "Women's health"
services = ["Office visit"]

[[hours]]
provider = "Ines Marlow"
location = "Harbor Street"
mon = "08:00-17:00"
tue = "08:00-17:00"

[[hours]]
provider = "Ruth Bergström"
location = "Harbor Street"
mon = "08:00-12:00"
tue = "08:00-12:00"
`

const everything = "system/Appointment.crus system/Patient.rs system/Slot.rs system/Schedule.rs system/Practitioner.rs system/PractitionerRole.rs system/Location.rs system/HealthcareService.rs"

var boss = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "boss"}

// door is the door of a practice whose clock stands on Monday, November 2, 2026, ten in the morning.
type door struct {
	*app.App
	t      *testing.T
	clock  *testkit.Clock
	url    string
	log    *bytes.Buffer
	token  string // that may do everything
	ines   practice.ProviderID
	ruth   practice.ProviderID
	visit  practice.ServiceID
	video  practice.ServiceID
	at     practice.LocationID
	minnie patient.ID
}

func open(t *testing.T) *door {
	t.Helper()
	database, keys, heads := app.Files(t.TempDir())
	must(t, app.MakeKeys(keys))
	d := &door{t: t, log: &bytes.Buffer{}, clock: testkit.NewClock(time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC))}
	log := slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a, err := app.New(t.Context(), app.Config{Database: database, KeyFile: keys, Heads: heads, Log: log, Now: d.clock.Now})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	d.App = a
	file, err := practice.ReadFile(strings.NewReader(house))
	must(t, err)
	must(t, a.Store.Do(t.Context(), actor.System(), func(tr tx.Tx) error {
		return errors.Join(file.Apply(t.Context(), tr, a.Practice), a.Practice.GoLive(t.Context(), tr))
	}))
	must(t, a.Store.Do(t.Context(), actor.System(), func(tr tx.Tx) error {
		p, err := a.Practice.Get(t.Context(), tr)
		if err != nil {
			return err
		}
		d.visit, d.video, d.ines, d.ruth, d.at = p.Services[0].ID, p.Services[1].ID, p.Providers[0].ID, p.Providers[1].ID, p.Locations[0].ID
		d.minnie, err = a.Patients.Add(t.Context(), tr, patient.Patient{Name: phi.NewName("Minnie", "Hallström"), Birth: phi.NewBirthDate(civil.Date{Year: 1971, Month: 3, Day: 14}), Number: phi.NewText("MR-0042"),
			Contacts: []patient.Contact{{Kind: patient.Phone, Value: phi.NewText("+12185550142")}, {Kind: patient.Email, Value: phi.NewText("minnie@example.net")}}})
		return err
	}))
	d.token = d.connect(everything, "")
	server := httptest.NewServer(a.FHIR(limit.Limits{}))
	t.Cleanup(server.Close)
	d.url = server.URL + "/fhir"
	return d
}

// connect makes a connection and returns its token.
func (d *door) connect(scopes string, of patient.ID) string {
	d.t.Helper()
	_, token, err := d.Programs.Make(d.t.Context(), boss, "Test program", scopes, string(of), 24*time.Hour)
	must(d.t, err)
	return token
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	head   http.Header
	raw    string
	body   map[string]any
}

// ask sends a request; extra are names and values of headers.
func (d *door) ask(token, method, path, body string, extra ...string) answer {
	d.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = d.url + path
	}
	r, err := http.NewRequestWithContext(d.t.Context(), method, path, strings.NewReader(body))
	must(d.t, err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	for i := 0; i+1 < len(extra); i += 2 {
		r.Header.Set(extra[i], extra[i+1])
	}
	got, err := http.DefaultClient.Do(r)
	must(d.t, err)
	defer func() { _ = got.Body.Close() }()
	raw, err := io.ReadAll(got.Body)
	must(d.t, err)
	a := answer{t: d.t, status: got.StatusCode, head: got.Header, raw: string(raw)}
	if len(raw) > 0 {
		must(d.t, json.Unmarshal(raw, &a.body))
		invariants(d.t, a.body)
	}
	return a
}

func (d *door) get(path string, extra ...string) answer {
	d.t.Helper()
	return d.ask(d.token, http.MethodGet, path, "", extra...)
}

func (d *door) post(path string, body any, extra ...string) answer {
	d.t.Helper()
	return d.ask(d.token, http.MethodPost, path, text(d.t, body), extra...)
}

func text(t testing.TB, v any) string {
	t.Helper()
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	must(t, err)
	return string(b)
}

// want fails unless the status is the one wanted, and returns the answer.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got %d, want %d: %.600s", a.status, status, a.raw)
	}
	return a
}

// at reads a value by a path such as entry.0.resource.id.
func (a answer) at(path string) any { return within(a.body, path) }

func within(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch have := v.(type) {
		case map[string]any:
			v = have[name]
		case []any:
			n := 0
			for _, c := range name {
				n = 10*n + int(c-'0')
			}
			if n >= len(have) {
				return nil
			}
			v = have[n]
		default:
			return nil
		}
	}
	return v
}

func (a answer) str(path string) string { s, _ := a.at(path).(string); return s }

// entries are the resources of a list with the mode.
func (a answer) entries(mode string) (all []map[string]any) {
	list, _ := a.at("entry").([]any)
	for _, e := range list {
		if within(e, "search.mode") == mode {
			all = append(all, within(e, "resource").(map[string]any))
		}
	}
	return all
}

type m = map[string]any

// params makes a Parameters resource of names and values.
func params(all ...m) m { return m{"resourceType": "Parameters", "parameter": all} }

func reference(id string) m {
	return m{"name": "appointment-reference", "valueReference": m{"reference": "Appointment/" + id}}
}

// person is a Patient resource of somebody new.
func person() m {
	return m{"name": "patient-resource", "resource": m{"resourceType": "Patient", "name": []m{{"family": "Quartermaine", "given": []string{"Wilhelmina"}}}, "birthDate": "1980-05-17",
		"telecom": []m{{"system": "phone", "value": "(218) 555-0199"}}, "address": []m{{"state": "MN"}}}}
}

// findTuesday proposes appointments of the kind on Tuesday.
func (d *door) findTuesday(more string) []map[string]any {
	d.t.Helper()
	return d.get("/Appointment/$find?start=2026-11-03&end=2026-11-03&_count=200" + more).want(200).entries("match")
}

// bookTuesday books the n-th office visit of Tuesday with Ines for Minnie.
func (d *door) bookTuesday(n int) answer {
	d.t.Helper()
	found := d.findTuesday("&visit-type=" + string(d.visit) + "&practitioner=Practitioner/" + string(d.ines))
	who := m{"name": "patient-resource", "resource": m{"resourceType": "Patient", "id": string(d.minnie)}}
	return d.post("/Appointment/$book", params(reference(found[n]["id"].(string)), who)).want(200)
}
