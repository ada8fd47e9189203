package fhir_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is asked for in another form is refused with a resource that says so.
func TestNegotiation(t *testing.T) {
	d := open(t)
	for _, c := range []struct {
		path, accept string
		status       int
	}{
		{"/Slot", "", 200}, {"/Slot", "application/fhir+json", 200}, {"/Slot", "application/json", 200}, {"/Slot", "text/html, */*;q=0.1", 200}, {"/Slot", "application/fhir+json;fhirVersion=4.0", 200},
		{"/Slot", "application/fhir+json; charset=utf-8, */*", 200}, {"/Slot", "application/fhir+xml", 406}, {"/Slot", "text/html", 406}, {"/Slot", "application/fhir+json;fhirVersion=3.0", 406},
		{"/Slot?_format=json", "application/fhir+xml", 200}, {"/Slot?_format=application/fhir%2Bjson", "", 200}, {"/Slot?_format=application/fhir+json", "", 200}, {"/Slot?_format=xml", "", 406},
		{"/Slot?_format=application/fhir%2Bxml", "application/json", 406}, {"/metadata", "application/xml", 406}, {"/Slot?_pretty=true", "", 200},
	} {
		a := d.get(c.path, "Accept", c.accept)
		if a.status != c.status || a.head.Get("Content-Type") != "application/fhir+json; charset=utf-8" || a.head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s, %s: %d %v", c.path, c.accept, a.status, a.head)
		}
	}
	for path, status := range map[string]int{"": 404, "/": 404, "/Encounter": 404, "/Encounter/1": 404, "/Appointment/1/_history": 405, "/Slot/1/2/3": 405, "/.well-known/smart-configuration": 404} {
		d.get(path).want(status)
	}
	for _, method := range []string{"DELETE", "PUT", "PATCH", "OPTIONS"} {
		d.ask(d.token, method, "/Patient/"+string(d.minnie), "").want(405)
	}
	head := d.ask(d.token, http.MethodHead, "/Location/"+string(d.at), "").want(200)
	if head.raw != "" || head.head.Get("ETag") == "" {
		t.Errorf("HEAD: %v %q", head.head, head.raw)
	}
	if a := d.get("/metadata").want(200); a.str("fhirVersion") != "4.0.1" || a.str("implementation.url") != d.url || len(a.at("rest.0.resource").([]any)) != 8 {
		t.Errorf("metadata: %s", a.raw)
	}
	if a := d.ask(d.token, http.MethodPost, "/Appointment", "{}", "Prefer", "return=minimal"); a.status != 400 || a.raw == "" {
		t.Errorf("minimal: %d %s", a.status, a.raw)
	}
}

// Whatever is sent, the answer is an OperationOutcome in time that repeats nothing of it.
func TestHostileBodies(t *testing.T) {
	d := open(t)
	id := d.bookTuesday(0).str("entry.0.resource.id")
	good := d.get("/Appointment/" + id).raw
	for name, c := range map[string]struct {
		method, path, body, kind string
		status                   int
	}{
		"nothing":               {"POST", "/Appointment/$book", " ", "", 400},
		"no JSON":               {"POST", "/Appointment/$book", "<Parameters/>", "", 400},
		"a list":                {"POST", "/Appointment/$book", "[]", "", 400},
		"a word":                {"POST", "/Appointment/$book", `"Secretname"`, "", 400},
		"two objects":           {"POST", "/Appointment/$book", `{"resourceType":"Parameters"}{}`, "", 400},
		"an open one":           {"POST", "/Appointment/$book", `{"resourceType":"Parameters"`, "", 400},
		"another resource":      {"POST", "/Appointment/$book", `{"resourceType":"Patient"}`, "", 400},
		"no resource":           {"POST", "/Appointment", `{"status":"booked"}`, "", 400},
		"another inside":        {"POST", "/Appointment/$book", `{"resourceType":"Parameters","parameter":[{"name":"appointment-resource","resource":{"resourceType":"Patient"}}]}`, "", 400},
		"a name twice":          {"POST", "/Appointment", `{"resourceType":"Appointment","status":"booked","status":"cancelled"}`, "", 400},
		"a name twice, deeper":  {"POST", "/Appointment", `{"resourceType":"Appointment","participant":[{"status":"accepted","status":"declined"}]}`, "", 400},
		"nested":                {"POST", "/Appointment", strings.Repeat(`{"contained":[`, 1000), "", 400},
		"nested and closed":     {"POST", "/Appointment", `{"resourceType":"Appointment","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, "", 400},
		"300 KB":                {"POST", "/Appointment", `{"resourceType":"Appointment","comment":"` + strings.Repeat("Secretname ", 30_000) + `"}`, "", 413},
		"invalid UTF-8":         {"POST", "/Appointment", "{\"resourceType\":\"Appointment\",\"comment\":\"\xff\"}", "", 400},
		"a number for a text":   {"POST", "/Appointment", `{"resourceType":"Appointment","status":7}`, "", 400},
		"XML":                   {"POST", "/Appointment", "<Appointment/>", "application/fhir+xml", 415},
		"a form":                {"POST", "/Appointment", "status=booked", "application/x-www-form-urlencoded", 415},
		"JSON for a search":     {"POST", "/Appointment/_search", "{}", "application/json", 415},
		"no kind":               {"POST", "/Appointment", "{}", "/", 415},
		"both parameters":       {"POST", "/Appointment/$book", `{"resourceType":"Parameters","parameter":[{"name":"appointment-reference","valueReference":{"reference":"Appointment/x"}},{"name":"appointment-resource","resource":` + good + `}]}`, "", 400},
		"neither":               {"POST", "/Appointment/$book", `{"resourceType":"Parameters"}`, "", 400},
		"held by nobody":        {"POST", "/Appointment/$book", text(t, params(reference("01a19cfd-2c00-701d-ab67-72ef236cf960"), person())), "", 409},
		"proposed by nobody":    {"POST", "/Appointment/$hold", text(t, params(reference("a.b.c.d"))), "", 404},
		"for nobody":            {"POST", "/Appointment/$book", text(t, params(reference(d.findTuesday("")[0]["id"].(string)))), "", 400},
		"for two":               {"POST", "/Appointment/$book", text(t, params(reference(d.findTuesday("")[0]["id"].(string)), person(), person())), "", 400},
		"no patch":              {"PATCH", "/Appointment/" + id, `{"op":"replace"}`, "application/json-patch+json", 400},
		"a merge patch":         {"PATCH", "/Appointment/" + id, `{"status":"cancelled"}`, "application/merge-patch+json", 415},
		"a patch of nowhere":    {"PATCH", "/Appointment/" + id, `[{"op":"replace","path":"/participant/9/status","value":"x"}]`, "application/json-patch+json", 422},
		"a test that fails":     {"PATCH", "/Appointment/" + id, `[{"op":"test","path":"/status","value":"cancelled"}]`, "application/json-patch+json", 422},
		"another id":            {"PUT", "/Appointment/" + id, strings.Replace(good, id, "01a19cfd-2c00-701d-ab67-72ef236cf960", 1), "", 400},
		"nobody's id":           {"PUT", "/Appointment/01a19cfd-2c00-701d-ab67-72ef236cf960", strings.Replace(good, id, "01a19cfd-2c00-701d-ab67-72ef236cf960", 1), "", 404},
		"ends before it starts": {"PUT", "/Appointment/" + id, strings.Replace(good, `"end":"2026-11-03T08:20`, `"end":"2026-11-03T07:20`, 1), "", 400},
		"longer":                {"PUT", "/Appointment/" + id, strings.Replace(good, `"end":"2026-11-03T08:20`, `"end":"2026-11-03T09:20`, 1), "", 422},
		"for somebody else":     {"PUT", "/Appointment/" + id, strings.Replace(good, string(d.minnie), "01a19cfd-2c00-701d-ab67-72ef236cf960", 1), "", 422},
		"another kind":          {"PUT", "/Appointment/" + id, strings.ReplaceAll(good, string(d.visit), string(d.video)), "", 422},
		"both at once":          {"PUT", "/Appointment/" + id, strings.NewReplacer(`"booked"`, `"cancelled"`, "T08:00", "T13:00", "T08:20", "T13:20").Replace(good), "", 422},
		"at night":              {"PUT", "/Appointment/" + id, strings.NewReplacer("T08:00", "T03:00", "T08:20", "T03:20").Replace(good), "", 400},
		"in the year 9999":      {"PUT", "/Appointment/" + id, strings.NewReplacer("2026-11-03T", "9999-11-03T").Replace(good), "", 400},
		"without an offset":     {"PUT", "/Appointment/" + id, strings.Replace(good, "T08:00:00-06:00", "T08:00:00", 1), "", 400},
		"with nobody":           {"PUT", "/Appointment/" + id, strings.Replace(good, `"Practitioner/`+string(d.ines), `"Practitioner/nobody`, 1), "", 400},
	} {
		kind := c.kind
		if kind == "" {
			kind = "application/fhir+json"
		}
		start := time.Now()
		a := d.ask(d.token, c.method, c.path, c.body, "Content-Type", kind, "If-Match", `W/"1"`)
		if a.status != c.status || a.str("resourceType") != "OperationOutcome" {
			t.Errorf("%s: %d, want %d: %.400s", name, a.status, c.status, a.raw)
		}
		if strings.Contains(a.raw, "Secretname") {
			t.Errorf("%s is repeated: %s", name, a.raw)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
	if now := d.get("/Appointment/" + id); now.raw != good {
		t.Errorf("something of it was done: %s", now.raw)
	}
	if strings.Contains(d.log.String(), "panic") {
		t.Error(d.log.String())
	}
}

// What a service needs to know is asked for at its field.
func TestWhatIsMissing(t *testing.T) {
	d := open(t)
	video := d.findTuesday("&visit-type=Video+visit")[0]["id"].(string)
	who := person()
	delete(who["resource"].(m), "address")
	a := d.post("/Appointment/$book", params(reference(video), who)).want(400)
	if a.str("issue.0.code") != "required" || a.str("issue.0.expression.0") != "Patient.address.state" || a.str("issue.0.severity") != "fatal" {
		t.Errorf("the state: %s", a.raw)
	}
	for at, change := range map[string]m{
		"Patient.name": {"name": []m{}}, "Patient.birthDate": {"birthDate": "1980"}, "Patient.telecom": {"telecom": []m{}}, "Patient.telecom.value": {"telecom": []m{{"system": "phone", "value": "12"}}}, "Patient.address.state": {"address": []m{{"state": "ZZ"}}},
	} {
		p := person()
		for k, v := range change {
			p["resource"].(m)[k] = v
		}
		if a := d.post("/Appointment/$book", params(reference(video), p)).want(400); a.str("issue.0.expression.0") != at {
			t.Errorf("%s: %s", at, a.raw)
		}
	}
}
