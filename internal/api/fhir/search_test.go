package fhir_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A date with a prefix means what R4 says, at every precision and with and without an offset.
func TestDates(t *testing.T) {
	d := open(t)
	d.bookTuesday(0) // 2026-11-03T08:00:00-06:00, which is 14:00 in UTC
	for date, found := range map[string]bool{
		"2026": true, "2026-11": true, "2026-11-03": true, "2026-11-02": false, "2026-11-03T08:00": true, "2026-11-03T08:00:00": true, "2026-11-03T14:00:00Z": true, "2026-11-03T08:00:00-06:00": true,
		"2026-11-03T08:00:00Z": false, "2026-11-03T14:00:00.000Z": true, "2026-11-03T14:00:00.001Z": false,
		"eq2026-11-03": true, "ne2026-11-03": false, "ne2026-11-02": true, "gt2026-11-02": true, "gt2026-11-03": false, "gt2026-11-03T07:59:59-06:00": true, "gt2026-11-03T08:00:00-06:00": false,
		"ge2026-11-03": true, "ge2026-11-03T08:00:00-06:00": true, "ge2026-11-04": false, "lt2026-11-03": false, "lt2026-11-04": true, "lt2026-11-03T08:00:00-06:00": false, "le2026-11-03": true,
		"le2026-11-02": false, "le2026": true, "sa2026-11-02": true, "sa2026-11-03": false, "eb2026-11-04": true, "eb2026-11-03": false, "ap2026-11-03": true, "ap2027-11-03": false, "ge2026-11-03&date=lt2026-11-04": true,
		"ge2026-11-04&date=lt2026-11-05": false,
	} {
		a := d.get("/Appointment?date=" + strings.ReplaceAll(date, "+", "%2B")).want(200)
		if got := len(a.entries("match")) == 1; got != found {
			t.Errorf("date=%s finds it: %t", date, got)
		}
	}
	for _, date := range []string{"tomorrow", "2026-13", "2026-11-31", "xx2026", "20261103", "2026-11-03T25:00", "ge", "2026-11-03,2026-11-04", "99999", "0001", "2026-11-03T08:00:00-06:00" + strings.Repeat("0", 99)} {
		if a := d.get("/Appointment?date=" + url.QueryEscape(date)).want(400); a.str("issue.0.expression.0") != "date" {
			t.Errorf("date=%s: %s", date, a.raw)
		}
	}
}

// Every parameter finds the one visit and not the other; what it cannot mean is said.
func TestAppointmentParameters(t *testing.T) {
	d := open(t)
	one := d.bookTuesday(0).str("entry.0.resource.id")
	ruths := d.findTuesday("&practitioner=Practitioner/" + string(d.ruth))
	other := d.post("/Appointment/$book", params(reference(ruths[8]["id"].(string)), person())).want(200).str("entry.0.resource.id")
	for query, want := range map[string]string{
		"": "both", "_id=" + one: "one", "_id=" + one + "," + other: "both", "_id=none": "", "identifier=" + other: "other", "patient=" + string(d.minnie): "one", "patient=Patient/" + string(d.minnie): "one",
		"patient:Patient=" + string(d.minnie): "one", "patient=" + url.QueryEscape(d.url+"/Patient/"+string(d.minnie)): "one", "patient=Patient/none": "", "patient.identifier=MR-0042": "one",
		"patient.identifier=urn:bedside:patient-number|MR-0042": "one", "patient.identifier=http://elsewhere|MR-0042": "", "practitioner=" + string(d.ines): "one", "practitioner=Practitioner/" + string(d.ruth): "other",
		"practitioner=" + string(d.ines) + "," + string(d.ruth): "both", "practitioner.identifier=1999999984": "one", "practitioner.identifier=http://hl7.org/fhir/sid/us-npi|1999999984": "one",
		"actor=Practitioner/" + string(d.ines): "one", "actor=Location/" + string(d.at): "both", "actor=Patient/" + string(d.minnie): "one", "location=" + string(d.at): "both", "location=Location/none": "",
		"status=booked": "both", "status=cancelled": "", "status=booked,cancelled": "both", "status:not=booked": "", "status=proposed": "", "status=http://hl7.org/fhir/appointmentstatus|booked": "both",
		"service-type=" + string(d.visit): "both", "service-type=Office+visit": "both", "service-type=urn:bedside:service|" + string(d.visit): "both", "service-type=Video+visit": "", "specialty=family-medicine": "one",
		"specialty=women-s-health": "other", "specialty=Women's+health": "other", "specialty=urn:bedside:specialty|family-medicine": "one", "_lastUpdated=2026-11-02": "both", "_lastUpdated=lt2026-11-02": "",
		"practitioner=" + string(d.ines) + "&practitioner=" + string(d.ruth): "", "status=": "both", "practitioner=" + string(d.ines) + "&location=" + string(d.at) + "&status=booked&date=2026-11-03": "one",
	} {
		a := d.get("/Appointment?" + strings.ReplaceAll(query, "|", "%7C")).want(200)
		var got []string
		for _, r := range a.entries("match") {
			got = append(got, r["id"].(string))
		}
		slices.Sort(got)
		both := []string{one, other}
		slices.Sort(both)
		if !slices.Equal(got, map[string][]string{"both": both, "one": {one}, "other": {other}, "": nil}[want]) || a.at("total") != float64(len(got)) {
			t.Errorf("%s finds %v, want %s", query, got, want)
		}
		// The same by a form, which keeps what is asked for out of addresses.
		post := d.ask(d.token, http.MethodPost, "/Appointment/_search", strings.ReplaceAll(query, "|", "%7C"), "Content-Type", "application/x-www-form-urlencoded").want(200)
		if len(post.entries("match")) != len(got) {
			t.Errorf("POST %s finds %s", query, post.raw)
		}
		if strings.Contains(a.raw, "MR-0042") && query != "" && strings.Contains(a.str("link.0.url"), "MR-0042") {
			t.Errorf("the link to itself knows a number: %s", a.str("link.0.url"))
		}
	}
	for _, query := range []string{"status=dreamt", "practitioner=Patient/x", "practitioner:Device=x", "actor=x", "actor=Practitioner/a,Location/b", "_count=-1", "_count=many", "_summary=all", "_sort=status", "_cursor=x", "_cursor=" + strings.Repeat("A", 4000), "status:text=x", "patient=Group/1"} {
		if a := d.get("/Appointment?" + query); a.status != 400 && a.status != 403 || a.str("issue.0.expression.0") == "" {
			t.Errorf("%s is %d %s", query, a.status, a.raw)
		}
	}
	if a := d.get("/Appointment?" + strings.Repeat("status=booked&", 100)); a.status != 400 {
		t.Errorf("a hundred parameters: %d", a.status)
	}
	// What nobody knows is passed over and said; whoever wants it is told no.
	a := d.get("/Appointment?reason-code=1&date=2026-11-03").want(200)
	if a.str("link.0.url") != d.url+"/Appointment?date=2026-11-03" || len(a.entries("outcome")) != 1 || len(a.entries("match")) != 2 {
		t.Errorf("lenient: %s", a.raw)
	}
	if a := d.get("/Appointment?reason-code=1", "Prefer", "handling=strict").want(400); a.str("issue.0.expression.0") != "reason-code" {
		t.Errorf("strict: %s", a.raw)
	}
	all := d.get("/Appointment?_include=Appointment:actor").want(200)
	if got := len(all.entries("include")); got != 2+2+1 {
		t.Errorf("%d included: %s", got, all.raw)
	}
	if a := d.get("/Appointment?_summary=count").want(200); a.at("total") != 2.0 || a.at("entry") != nil {
		t.Errorf("counted: %s", a.raw)
	}
}

// Pages follow one another without a gap or a repeat, in every order, whatever is booked in between.
func TestPages(t *testing.T) {
	d := open(t)
	for n := range 7 {
		d.bookTuesday(n) // each takes the first of what is still free
	}
	for _, sort := range []string{"date", "-date", "_lastUpdated", "-_lastUpdated"} {
		var ids []string
		next := "/Appointment?_count=3&_sort=" + sort
		for pages := 0; next != ""; pages++ {
			a := d.get(next).want(200)
			if a.at("total") != 7.0 || pages > 3 {
				t.Fatalf("%s: page %d of %s", sort, pages, a.raw)
			}
			for _, r := range a.entries("match") {
				ids = append(ids, r["id"].(string))
			}
			if next = ""; a.str("link.1.relation") == "next" {
				next = a.str("link.1.url")
			}
		}
		if sorted := slices.Sorted(slices.Values(ids)); len(ids) != 7 || len(slices.Compact(sorted)) != 7 {
			t.Errorf("%s: %v", sort, ids)
		}
	}
}

// Patients are found by two things that are known of them, in every spelling, and by no less.
func TestPatientSearch(t *testing.T) {
	d := open(t)
	good := []string{"family=Hallström&birthdate=1971-03-14", "family=hallstrom&phone=218-555-0142", "name=minnie&email=MINNIE@example.net", "given=Min&birthdate=eq1971-03-14", "name=Minnie+Hall&birthdate=1971-03-14",
		"identifier=MR-0042&birthdate=1971-03-14", "identifier=urn:bedside:patient-number%7CMR-0042&family=Hall", "_id=" + string(d.minnie), "phone=%2B12185550142&birthdate=1971-03-14", "family:exact=Hallström&birthdate=1971-03-14"}
	for _, q := range good {
		a := d.get("/Patient?" + strings.ReplaceAll(q, "ö", "%C3%B6")).want(200)
		if all := a.entries("match"); len(all) != 1 || all[0]["id"] != string(d.minnie) || within(all[0], "name.0.family") != "Hallström" || within(all[0], "birthDate") != "1971-03-14" {
			t.Errorf("%s finds %s", q, a.raw)
		}
		if link := a.str("link.0.url"); strings.Contains(link, "1971-03") || strings.Contains(strings.ToLower(link), "hall") || strings.Contains(strings.ReplaceAll(link, "-", ""), "2185550142") {
			t.Errorf("the link says %s", link)
		}
	}
	for _, q := range []string{"family=Hollstrom&birthdate=1971-03-14", "family=Hallstrom&birthdate=1971-03-15", "family=Hallstrom&phone=218-555-0143", "family:exact=hallström&birthdate=1971-03-14", "identifier=http://x%7CMR-0042&family=Hall", "_id=none"} {
		if a := d.get("/Patient?" + strings.ReplaceAll(q, "ö", "%C3%B6")).want(200); a.at("total") != 0.0 {
			t.Errorf("%s finds %s", q, a.raw)
		}
	}
	for _, q := range []string{"", "family=Hallstrom", "name=Minnie&family=Hallstrom", "birthdate=1971-03-14", "birthdate=1971&family=x", "identifier=MR-0042", "birthdate=ge1900-01-01&name=a"} {
		d.get("/Patient?" + q).want(400)
	}
}

// The directory is read and searched; what is no longer active is found only when it is asked for.
func TestDirectory(t *testing.T) {
	d := open(t)
	for query, want := range map[string]int{
		"/Practitioner": 2, "/Practitioner?name=bergstrom": 1, "/Practitioner?name=ine": 1, "/Practitioner?family:exact=Bergström": 1, "/Practitioner?name:contains=low": 1, "/Practitioner?identifier=1999999984": 1,
		"/Practitioner?identifier=http://x%7C1999999984": 0, "/Practitioner?active=false": 0, "/PractitionerRole": 2, "/PractitionerRole?practitioner=" + string(d.ines): 1, "/PractitionerRole?specialty=family-medicine": 1,
		"/PractitionerRole?service=HealthcareService/" + string(d.video): 1, "/PractitionerRole?location=Location/" + string(d.at): 2, "/Location?address=elder": 1, "/Location?address-postalcode=556": 1, "/Location?name=x": 0,
		"/Location?status=active": 1, "/HealthcareService": 3, "/HealthcareService?name=video": 1, "/HealthcareService?location=" + string(d.at): 3, "/HealthcareService?service-type=" + string(d.visit): 1,
		"/Schedule": 2, "/Schedule?actor=Practitioner/" + string(d.ines): 1, "/Schedule?actor=Location/" + string(d.at): 2, "/Schedule?service-type=Video+visit": 1, "/Schedule?date=ge2026-11-03": 2, "/Schedule?date=lt2026": 0, "/Schedule?active=true": 2,
	} {
		a := d.get(strings.ReplaceAll(query, "ö", "%C3%B6")).want(200)
		if got := len(a.entries("match")); got != want {
			t.Errorf("%s finds %d, want %d", query, got, want)
		}
		for _, r := range a.entries("match") {
			one := d.get(fmt.Sprintf("/%s/%s", r["resourceType"], r["id"])).want(200)
			if one.head.Get("ETag") == "" || one.str("id") != r["id"] {
				t.Errorf("%s reads %s", query, one.raw)
			}
		}
	}
	for _, path := range []string{"/Practitioner/none", "/Slot/none", "/Slot/a.b.c.d", "/Appointment/none", "/Schedule/" + string(d.at), "/Location/x.y"} {
		d.get(path).want(404)
	}
	a := d.get("/HealthcareService?_count=2").want(200)
	if b := d.get(a.str("link.1.url")).want(200); len(b.entries("match")) != 1 || a.at("total") != 3.0 {
		t.Errorf("pages of the directory: %s", b.raw)
	}
}

// Slots are those of the site; a time that is gone reads busy under the same id, and $find narrows by all it takes.
func TestSlotsAndFind(t *testing.T) {
	d := open(t)
	role := d.get("/Schedule?actor=Practitioner/" + string(d.ines)).str("entry.0.resource.id")
	tuesday := "&start=ge2026-11-03T00:00:00-06:00&start=lt2026-11-04T00:00:00-06:00"
	for query, want := range map[string]int{
		"schedule=Schedule/" + role + tuesday: 35 + 35, "schedule=" + role + "&service-type=Video+visit" + tuesday: 35, "service-type=Office+visit" + tuesday: 50, "specialty=women-s-health" + tuesday: 15,
		"status=busy" + tuesday: 0, "status=free,busy" + tuesday: 85, "service-type=Minor+procedure" + tuesday: 0, "start=2026-11-03T08:00&service-type=Office+visit": 2, "start=ge2026-11-10&start=lt2026-11-03": 0, "start=lt2026-11-02": 0,
	} {
		if a := d.get("/Slot?_count=200&" + query).want(200); len(a.entries("match")) != want {
			t.Errorf("%s finds %d, want %d", query, len(a.entries("match")), want)
		}
	}
	d.get("/Slot?start=ge2026-11-03&start=lt2027-11-03").want(400)
	d.get("/Slot?status=lost").want(400)
	first := d.findTuesday("&visit-type=" + string(d.visit) + "&practitioner=Practitioner/" + string(d.ines))[0]["id"].(string)
	if a := d.get("/Slot/" + first).want(200); a.str("status") != "free" {
		t.Errorf("free: %s", a.raw)
	}
	d.bookTuesday(0)
	if a := d.get("/Slot/" + first).want(200); a.str("status") != "busy" {
		t.Errorf("taken: %s", a.raw)
	}
	for more, want := range map[string]int{"&practitioner=Practitioner/" + string(d.ruth): 15, "&specialty=urn:bedside:specialty%7Cwomen-s-health": 15, "&location-string=Elder": 50 - 2, "&location-string=Duluth": 0,
		"&location-reference=Location/" + string(d.at): 48, "&visit-type=nothing": 0, "&patient-reference=Patient/" + string(d.minnie): 48} {
		visit := "&visit-type=" + string(d.visit)
		if strings.Contains(more, "visit-type") {
			visit = ""
		}
		if got := len(d.findTuesday(visit + more)); got != want {
			t.Errorf("$find%s proposes %d, want %d", more, got, want)
		}
	}
	for _, bad := range []string{"", "?start=2026-11-03", "?end=2026-11-03", "?start=2026-11-04&end=2026-11-03", "?start=x&end=y", "?start=2026-01-01&end=2027-01-01", "?start=2026-11-03&end=2026-11-03&seen=perhaps"} {
		d.get("/Appointment/$find" + bad).want(400)
	}
	a := d.get("/Appointment/$find?start=2026-11-03&end=2026-11-03&_count=4&visit-type=Office+visit").want(200)
	if b := d.get(a.str("link.1.url")).want(200); len(a.entries("match")) != 4 || len(b.entries("match")) != 4 || a.at("total") != 48.0 || a.str("entry.0.resource.id") == b.str("entry.0.resource.id") {
		t.Errorf("pages of proposals: %s", b.raw)
	}
}

// Slots bring their schedules along, each once, and no others.
func TestSlotsIncludeTheirSchedules(t *testing.T) {
	d := open(t)
	whose := map[string]bool{}
	for _, s := range d.get("/Slot?start=ge2026-11-03&start=lt2026-11-04&_count=200").want(200).entries("match") {
		whose[s["schedule"].(map[string]any)["reference"].(string)] = true
	}
	all := slices.Sorted(maps.Keys(whose))
	for _, want := range append([][]string{all}, []string{all[0]}, []string{all[len(all)-1]}) {
		a := d.get("/Slot?start=ge2026-11-03&start=lt2026-11-04&_count=200&_include=Slot:schedule&schedule=" + url.QueryEscape(strings.Join(want, ","))).want(200)
		var brought []string
		for _, s := range a.entries("include") {
			brought = append(brought, s["resourceType"].(string)+"/"+s["id"].(string))
		}
		if slices.Sort(brought); len(all) < 2 || !slices.Equal(brought, want) {
			t.Errorf("%d slots of %v bring %v", len(a.entries("match")), want, brought)
		}
	}
}
