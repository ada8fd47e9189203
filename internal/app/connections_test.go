package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/identity"
)

// connected makes a connection, connection returns the page that lists one.
func (d demo) connected(t *testing.T) identity.ConnectionID {
	t.Helper()
	c, _, err := d.Programs.Make(context.Background(), actor.System(), "Referral portal", "system/Appointment.cr system/Slot.rs system/Schedule.rs", "", 365*24*time.Hour)
	must(t, err)
	return c.ID
}

func (d demo) connection(t *testing.T) string {
	t.Helper()
	d.connected(t)
	return "/console/practice/connections"
}

// An administrator makes a token in the console; a program uses it until it is taken back. The token is shown once, and
// what the program saw is in the access log under its name.
func TestATokenFromTheConsole(t *testing.T) {
	d := startDemo(t)
	admin := d.as(t, actor.Admin)
	page := func(path string) string { return admin.ask(t, "GET "+path, path, nil).body }
	a := d.somebody(t)
	const list = "/console/practice/connections"
	made := admin.send(t, list, url.Values{"name": {"Front kiosk"}, "may": {"book", "read", "patients"}, "days": {"90"}}).body
	token := regexp.MustCompile(`bedside_[A-Za-z0-9_-]{43}`).FindString(made)
	if token == "" || !strings.Contains(made, "system/Appointment.crs system/Patient.rs") {
		t.Fatalf("no token in %s", made)
	}
	if now := page(list); strings.Contains(now, token) || !strings.Contains(now, "Front kiosk") {
		t.Error("the list shows the token, or not the program")
	}
	ask := func(path, token string) (int, map[string]any) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/fhir/"+path, nil)
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+token)
		got, err := http.DefaultClient.Do(r)
		must(t, err)
		defer func() { _ = got.Body.Close() }()
		var body map[string]any
		must(t, json.NewDecoder(got.Body).Decode(&body))
		return got.StatusCode, body
	}
	if status, body := ask("Patient/"+string(a.Patient), token); status != 200 || body["resourceType"] != "Patient" {
		t.Errorf("the program reads %d %v", status, body)
	}
	if looked := page("/console/patients/" + string(a.Patient) + "/looked"); !strings.Contains(looked, "Front kiosk") || !strings.Contains(looked, "The record, to another program") {
		t.Error("the access log does not say to whom the record was shown")
	}
	end := regexp.MustCompile(`/console/practice/connections/[0-9a-f-]{36}/end`).FindString(page(list))
	admin.send(t, end, nil)
	if status, _ := ask("Slot", token); status != http.StatusUnauthorized {
		t.Errorf("a token that was taken back gets %d", status)
	}

	// What is free is published for everybody, with an address at which it is booked.
	got, err := http.Get(d.url + "/fhir/bulk/Slot.ndjson")
	must(t, err)
	defer func() { _ = got.Body.Close() }()
	var slot struct {
		Extension []struct{ ValueURL string }
	}
	must(t, json.NewDecoder(got.Body).Decode(&slot))
	stranger := d.as(t, "")
	path := strings.TrimPrefix(slot.Extension[0].ValueURL, d.url)
	if a := stranger.ask(t, "GET "+path, path, nil); a.status != http.StatusOK || !strings.Contains(a.body, `action="/book"`) {
		t.Errorf("%s does not book: %d", path, a.status)
	}

	// An app of one patient; and what is not understood is said.
	apps := "/console/patients/" + string(a.Patient) + "/apps"
	own := regexp.MustCompile(`bedside_[A-Za-z0-9_-]{43}`).FindString(admin.send(t, apps, url.Values{"name": {"Their phone"}, "may": {"read"}, "days": {"365"}}).body)
	if status, body := ask("Appointment?_count=200", own); status != 200 || body["total"].(float64) < 1 {
		t.Errorf("the app reads %d %v", status, body)
	}
	for _, form := range []url.Values{{"name": {"X"}, "scopes": {"system/Appointment.d"}, "days": {"90"}}, {"name": {""}, "may": {"read"}, "days": {"90"}}, {"name": {"X"}, "days": {"90"}}, {"name": {"X"}, "may": {"read"}, "days": {"9000"}}} {
		if a := admin.send(t, list, form); a.status != http.StatusBadRequest || !strings.Contains(a.body, "notice stop") || strings.Contains(a.body, "bedside_") {
			t.Errorf("%v is not refused", form)
		}
	}
}
