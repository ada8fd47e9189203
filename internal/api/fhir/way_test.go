package fhir_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The whole way: find, hold, book, read, move, cancel.
func TestTheWholeWay(t *testing.T) {
	d := open(t)
	all := d.findTuesday("&visit-type=" + string(d.visit))
	if len(all) != 35+15 {
		t.Fatalf("%d proposals", len(all))
	}
	first := all[0]["id"].(string)
	d.get("/Appointment/" + first).want(200)
	held := d.post("/Appointment/$hold", params(reference(first))).want(200)
	hold := held.str("entry.0.resource.id")
	if held.str("entry.0.resource.status") != "pending" || held.at("entry.0.resource.extension.0.valueInstant") != "2026-11-02T16:10:00Z" {
		t.Errorf("held: %s", held.raw)
	}
	for _, p := range d.findTuesday("&visit-type=" + string(d.visit)) {
		if p["id"] == first {
			t.Error("$find proposes what is held")
		}
	}
	if a := d.post("/Appointment/$hold", params(reference(first))).want(409); a.str("issue.0.severity") != "fatal" || a.str("issue.0.code") != "not-found" {
		t.Errorf("held twice: %s", a.raw)
	}
	if a := d.post("/Appointment/$book", params(reference(first), person())).want(409); a.str("issue.0.severity") != "fatal" || a.str("issue.0.code") != "conflict" {
		t.Errorf("booked what is held: %s", a.raw)
	}
	d.get("/Appointment/" + first).want(404)
	if a := d.get("/Appointment/" + hold).want(200); a.str("status") != "pending" {
		t.Errorf("the hold reads %s", a.raw)
	}
	booked := d.post("/Appointment/$book", params(reference(hold), person(), m{"name": "comment", "valueString": "A cough"})).want(200)
	id := booked.str("entry.0.resource.id")
	if booked.str("entry.0.resource.status") != "booked" || booked.head.Get("ETag") != `W/"1"` {
		t.Errorf("booked: %s", booked.raw)
	}
	if again := d.post("/Appointment/$book", params(reference(hold), person(), m{"name": "comment", "valueString": "A cough"})).want(200); again.str("entry.0.resource.id") != id {
		t.Error("booking a hold again books something else")
	}
	d.post("/Appointment/$book", params(reference(hold), person(), m{"name": "comment", "valueString": "Something else"})).want(409)

	read := d.get("/Appointment/" + id).want(200)
	if read.head.Get("ETag") != `W/"1"` || read.head.Get("Last-Modified") != "Mon, 02 Nov 2026 16:00:00 GMT" || read.str("reasonCode.0.text") != "A cough" || read.str("start") != "2026-11-03T08:00:00-06:00" {
		t.Errorf("read: %v %s", read.head, read.raw)
	}
	d.get("/Appointment/"+id, "If-None-Match", `W/"1"`).want(304)
	d.get("/Appointment/"+id, "If-None-Match", `W/"2"`).want(200)

	move := strings.NewReplacer("T08:00:00", "T14:00:00", "T08:20:00", "T14:20:00").Replace(read.raw)
	d.ask(d.token, http.MethodPut, "/Appointment/"+id, move).want(428)
	d.ask(d.token, http.MethodPut, "/Appointment/"+id, move, "If-Match", `W/"7"`).want(412)
	moved := d.ask(d.token, http.MethodPut, "/Appointment/"+id, move, "If-Match", `W/"1"`).want(200)
	if moved.str("start") != "2026-11-03T14:00:00-06:00" || moved.head.Get("ETag") != `W/"2"` {
		t.Errorf("moved: %s", moved.raw)
	}
	d.get("/Appointment/" + first).want(200) // free again
	gone := strings.Replace(moved.raw, `"status":"booked"`, `"status":"cancelled","cancelationReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason","code":"prov"}]}`, 1)
	cancelled := d.post("/Appointment/$book", `{"resourceType":"Parameters","parameter":[{"name":"appointment-resource","resource":`+gone+`}]}`).want(200)
	if cancelled.str("entry.0.resource.status") != "cancelled" || cancelled.str("entry.0.resource.cancelationReason.coding.0.code") != "prov" {
		t.Errorf("cancelled: %s", cancelled.raw)
	}
	d.ask(d.token, http.MethodPut, "/Appointment/"+id, move, "If-Match", `W/"3"`).want(409)
	if strings.Contains(d.log.String(), "Quartermaine") || strings.Contains(d.log.String(), "cough") {
		t.Error("the log knows the patient")
	}
}

// A hold ends by itself, and what it kept is proposed again.
func TestAHoldEnds(t *testing.T) {
	d := open(t)
	first := d.findTuesday("")[0]["id"].(string)
	hold := d.post("/Appointment/$hold", params(reference(first)), "Idempotency-Key", "k1").want(200).str("entry.0.resource.id")
	if again := d.post("/Appointment/$hold", params(reference(first)), "Idempotency-Key", "k1").want(200); again.str("entry.0.resource.id") != hold {
		t.Error("the same key holds twice")
	}
	d.post("/Appointment/$hold", params(reference(d.findTuesday("")[5]["id"].(string))), "Idempotency-Key", "k1").want(409)
	d.clock.Advance(11 * time.Minute)
	d.get("/Appointment/" + hold).want(404)
	if a := d.post("/Appointment/$book", params(reference(hold), person())).want(409); a.str("issue.0.severity") != "fatal" {
		t.Errorf("booked a hold that ended: %s", a.raw)
	}
	if d.findTuesday("")[0]["id"] != first {
		t.Error("what was held is not proposed again")
	}
}

// The same key books once, whatever happens to the answer; another request with it is refused.
func TestAKeyBooksOnce(t *testing.T) {
	d := open(t)
	all := d.findTuesday("&visit-type=Office+visit")
	first := params(reference(all[0]["id"].(string)), person())
	a := d.post("/Appointment/$book", first, "Idempotency-Key", "abc").want(200)
	if b := d.post("/Appointment/$book", first, "Idempotency-Key", "abc").want(200); b.str("entry.0.resource.id") != a.str("entry.0.resource.id") {
		t.Error("booked twice")
	}
	d.post("/Appointment/$book", params(reference(all[9]["id"].(string)), person()), "Idempotency-Key", "abc").want(409)
	other := d.connect("system/Appointment.crus", "")
	d.ask(other, http.MethodPost, "/Appointment/$book", text(t, first), "Idempotency-Key", "abc").want(409) // taken: another program's key is another key
	d.post("/Appointment/$book", first, "Idempotency-Key", strings.Repeat("k", 256)).want(400)
}

// Of many programs that book one time, one gets it, and the others are told that it is gone.
func TestOneTimeIsBookedOnce(t *testing.T) {
	d := open(t)
	first := d.findTuesday("&visit-type=Office+visit")[0]["id"].(string)
	statuses := make([]int, 16)
	var all sync.WaitGroup
	for i := range statuses {
		who := person()
		who["resource"].(m)["name"] = []m{{"family": "Quartermaine" + strings.Repeat("e", i), "given": []string{"Wilhelmina"}}}
		body := text(t, params(reference(first), who))
		operation := []string{"/Appointment/$book", "/Appointment/$hold"}[i%2]
		all.Go(func() { statuses[i] = d.ask(d.token, http.MethodPost, operation, body).status })
	}
	all.Wait()
	slices.Sort(statuses)
	if statuses[0] != 200 || statuses[1] != 409 || statuses[15] != 409 {
		t.Errorf("answers %v, want one 200 and else 409", statuses)
	}
}
