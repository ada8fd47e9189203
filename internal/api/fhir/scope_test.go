package fhir_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Without a token that works nothing is told, and every token that does not gets the same answer.
func TestTokens(t *testing.T) {
	d := open(t)
	d.ask("", http.MethodGet, "/metadata", "").want(200)
	revoked := d.connect(everything, "")
	must(t, d.Store.View(t.Context(), boss, func(tr tx.Tx) error {
		all, err := d.Programs.All(t.Context(), tr)
		if err == nil {
			err = d.Programs.Revoke(t.Context(), boss, all[0].ID)
		}
		return err
	}))
	old := d.connect(everything, "")
	var first answer
	for i, token := range []string{"", "x", "bedside_" + strings.Repeat("A", 43), revoked, d.token + "x", strings.ToUpper(d.token), strings.Repeat("bedside_", 5000)} {
		a := d.ask(token, http.MethodGet, "/Slot", "")
		if a.status != http.StatusUnauthorized && (a.status != http.StatusRequestHeaderFieldsTooLarge) || a.status == http.StatusUnauthorized && !strings.HasPrefix(a.head.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("token %d: %d %v", i, a.status, a.head)
		}
		if i == 0 {
			first = a
		} else if a.raw != first.raw && a.status == http.StatusUnauthorized {
			t.Errorf("token %d is told more: %s", i, a.raw)
		}
	}
	d.ask(old, http.MethodGet, "/Location", "").want(200)
	d.clock.Advance(25 * time.Hour)
	d.ask(old, http.MethodGet, "/Location", "").want(401)
	if strings.Contains(d.log.String(), d.token) {
		t.Error("the log holds a token")
	}
}

// A token does what its scopes say and nothing else.
func TestScopes(t *testing.T) {
	d := open(t)
	id := d.bookTuesday(0).str("entry.0.resource.id")
	free := d.findTuesday("")[3]["id"].(string)
	book, put := text(t, params(reference(free), person())), d.get("/Appointment/"+id).raw
	hold := text(t, params(reference(free)))
	search := "/Patient?birthdate=1971-03-14&family=hallstrom"
	asks := []struct{ need, method, path, body string }{
		{"Appointment.r", "GET", "/Appointment/" + id, ""}, {"Appointment.s", "GET", "/Appointment?date=2026-11-03", ""}, {"Appointment.u", "PUT", "/Appointment/" + id, put},
		{"Patient.r", "GET", "/Patient/" + string(d.minnie), ""}, {"Patient.s", "GET", search, ""}, {"Slot.r", "GET", "/Slot/" + free, ""}, {"Slot.s", "GET", "/Slot", ""},
		{"Schedule.s", "GET", "/Schedule", ""}, {"Practitioner.s", "GET", "/Practitioner", ""}, {"PractitionerRole.s", "GET", "/PractitionerRole", ""}, {"Location.r", "GET", "/Location/" + string(d.at), ""},
		{"HealthcareService.s", "GET", "/HealthcareService", ""}, {"Appointment.c", "POST", "/Appointment/$hold", hold}, {"Appointment.c", "POST", "/Appointment/$book", book},
	}
	for _, scope := range []string{"Appointment.r", "Appointment.s", "Appointment.u", "Appointment.c", "Patient.r", "Patient.s", "Slot.r", "Slot.s", "Schedule.s", "Practitioner.s", "PractitionerRole.s", "Location.r", "HealthcareService.s"} {
		token := d.connect("system/"+scope, "")
		for _, q := range asks {
			if a := d.ask(token, q.method, q.path, q.body, "If-Match", `W/"1"`); (a.status == http.StatusForbidden) != (q.need != scope) || a.status == http.StatusInternalServerError {
				t.Errorf("with %s: %s %s is %d %.300s", scope, q.method, q.path, a.status, a.raw)
			}
		}
	}
	// Without a scope for patients, an appointment says neither who nor why.
	bare := d.connect("system/Appointment.crus system/Slot.s", "")
	for _, a := range []answer{d.ask(bare, http.MethodGet, "/Appointment/"+id, ""), d.ask(bare, http.MethodGet, "/Appointment?_include=Appointment:patient", "")} {
		if a.want(200); strings.Contains(a.raw, string(d.minnie)) || strings.Contains(a.raw, "reasonCode") || strings.Contains(a.raw, "Hallström") {
			t.Errorf("told: %s", a.raw)
		}
	}
	d.ask(bare, http.MethodGet, "/Appointment?patient="+string(d.minnie), "").want(403)
	d.ask(bare, http.MethodGet, "/Appointment?actor=Patient/"+string(d.minnie), "").want(403)
	d.ask(bare, http.MethodGet, "/Appointment?patient.identifier=MR-0042", "").want(403)
}

// The app of a patient sees and changes what is theirs, and everything else is not there.
func TestAPatientsApp(t *testing.T) {
	d := open(t)
	mine := d.bookTuesday(0).str("entry.0.resource.id")
	other := d.post("/Appointment/$book", params(reference(d.findTuesday("")[4]["id"].(string)), person())).want(200)
	theirs, stranger := other.str("entry.0.resource.id"), strings.TrimPrefix(other.str("entry.0.resource.participant.0.actor.reference"), "Patient/")
	app := d.connect("patient/Appointment.crus patient/Patient.rs patient/Slot.rs", d.minnie)
	get := func(path string) answer { return d.ask(app, http.MethodGet, path, "") }

	get("/Appointment/" + mine).want(200)
	get("/Patient/" + string(d.minnie)).want(200)
	get("/Appointment/" + theirs).want(404)
	get("/Patient/" + stranger).want(404)
	for _, path := range []string{"/Appointment", "/Appointment?patient=" + string(d.minnie), "/Appointment?_id=" + mine + "," + theirs} {
		if all := get(path).want(200).entries("match"); len(all) != 1 || all[0]["id"] != mine {
			t.Errorf("%s finds %v", path, all)
		}
	}
	if a := get("/Appointment?patient=" + stranger).want(200); a.at("total") != 0.0 {
		t.Errorf("somebody else's: %s", a.raw)
	}
	if all := get("/Patient?name=a").want(200).entries("match"); len(all) > 1 || len(get("/Patient").want(200).entries("match")) != 1 {
		t.Errorf("patients: %v", all)
	}
	body := get("/Appointment/" + mine).raw
	d.ask(app, http.MethodPut, "/Appointment/"+theirs, strings.Replace(body, mine, theirs, 1), "If-Match", `W/"1"`).want(404)
	d.ask(app, http.MethodPut, "/Appointment/"+mine, strings.Replace(body, `"status":"booked"`, `"status":"fulfilled"`, 1), "If-Match", `W/"1"`).want(403)
	moved := d.ask(app, http.MethodPut, "/Appointment/"+mine, strings.NewReplacer("T08:00", "T13:00", "T08:20", "T13:20").Replace(body), "If-Match", `W/"1"`).want(200)

	// It books for its patient without saying who that is, and for nobody else.
	book := d.ask(app, http.MethodPost, "/Appointment/$book", text(t, params(reference(d.findTuesday("")[9]["id"].(string))))).want(200)
	if book.str("entry.0.resource.participant.0.actor.reference") != "Patient/"+string(d.minnie) {
		t.Errorf("booked for %s", book.raw)
	}
	wrong := strings.Replace(moved.raw, "Patient/"+string(d.minnie), "Patient/"+stranger, 1)
	d.ask(app, http.MethodPost, "/Appointment", wrong).want(403)

	// A quiet visit is told at its contact point alone; a program of the practice's own sees that it is one.
	_, err := d.Schedule.Quiet(t.Context(), boss, schedule.ID(mine), 2, true, "")
	must(t, err)
	get("/Appointment/" + mine).want(404)
	if all := get("/Appointment").want(200).entries("match"); len(all) != 1 || all[0]["id"] == mine {
		t.Errorf("the app finds a quiet visit: %v", all)
	}
	if a := d.get("/Appointment/" + mine).want(200); a.str("meta.security.0.code") != "R" {
		t.Errorf("not marked: %s", a.raw)
	}
	_, err = d.Schedule.Quiet(t.Context(), boss, schedule.ID(mine), 3, false, "")
	must(t, err)

	// A visit that a minor may consent to alone is not told to whoever holds the app.
	must(t, d.Store.Do(t.Context(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Practice.Get(t.Context(), tr)
		if err != nil {
			return err
		}
		desk := p.Desk
		desk.Private = []practice.ServiceID{d.visit}
		return d.Practice.SaveDesk(t.Context(), tr, desk)
	}))
	get("/Appointment/" + mine).want(200) // she is of age
	d.born(d.minnie, 2012)
	get("/Appointment/" + mine).want(404)
	if a := get("/Appointment").want(200); a.at("total") != 0.0 {
		t.Errorf("told of a minor: %s", a.raw)
	}
}

// born changes the year in which a patient was born.
func (d *door) born(i patient.ID, year int) {
	d.t.Helper()
	must(d.t, d.Store.Do(d.t.Context(), boss, func(tr tx.Tx) error {
		p, err := d.Patients.Get(d.t.Context(), tr, i)
		if err != nil {
			return err
		}
		day := p.Birth.RevealDate()
		day.Year = year
		p.Birth = phi.NewBirthDate(day)
		return d.Patients.Change(d.t.Context(), tr, p)
	}))
}

// Every disclosure is in the access log with the connection that it was made to.
func TestDisclosuresAreLogged(t *testing.T) {
	d := open(t)
	id := d.bookTuesday(0).str("entry.0.resource.id")
	d.get("/Appointment/" + id).want(200)
	d.get("/Appointment?date=2026-11-03").want(200)
	d.get("/Patient/" + string(d.minnie)).want(200)
	d.get("/Patient?family=Hallstr%C3%B6m&phone=218-555-0142").want(200)
	d.get("/Appointment?date=2027").want(200) // discloses nobody
	var what []string
	must(t, d.Store.View(t.Context(), boss, func(tr tx.Tx) error {
		events, err := d.Audit.Accesses(t.Context(), tr, string(d.minnie))
		names, err2 := d.Programs.Names(t.Context(), tr)
		for _, e := range events {
			if e.By.Kind != actor.Peer || names[identity.ConnectionID(e.By.ID)] != "Test program" {
				t.Errorf("disclosed to %+v", e.By)
			}
			what = append(what, e.Subject.Kind)
		}
		booked, err3 := d.Audit.Find(t.Context(), tr, audit.Filter{About: id, Verb: "booked"})
		if len(booked) != 1 || booked[0].By.Kind != actor.Peer || booked[0].Facts["channel"] != "fhir" {
			t.Errorf("booked: %+v", booked)
		}
		return errors.Join(err, err2, err3)
	}))
	if want := []string{"fhir visit", "fhir visit", "fhir visits", "fhir patient", "fhir search"}; !slices.Equal(what, want) {
		t.Errorf("logged %q, want %q", what, want)
	}
}

// A program marks what staff mark, by the states' own rules.
func TestMarks(t *testing.T) {
	d := open(t)
	id := d.bookTuesday(0).str("entry.0.resource.id")
	patch := func(status, version string) answer {
		return d.ask(d.token, http.MethodPatch, "/Appointment/"+id, `[{"op":"replace","path":"/status","value":"`+status+`"}]`, "Content-Type", "application/json-patch+json", "If-Match", version)
	}
	patch("fulfilled", `W/"1"`).want(409) // it has not begun
	patch("dreamt", `W/"1"`).want(400)
	d.clock.Set(time.Date(2026, 11, 3, 13, 50, 0, 0, time.UTC))
	d.token = d.connect(everything, "")
	if a := patch("arrived", `W/"1"`).want(200); a.str("status") != string(schedule.Arrived) {
		t.Errorf("arrived: %s", a.raw)
	}
	patch("checked-in", `W/"1"`).want(412)
	patch("checked-in", `W/"2"`).want(200)
	d.clock.Advance(time.Hour)
	patch("fulfilled", `W/"3"`).want(200)
	patch("noshow", `"4"`).want(200)
}
