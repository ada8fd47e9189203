package fhir

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bedside/internal/practice"
)

// Whatever a date parameter holds, it is refused or is a stretch of time that is not empty and not outside what columns hold.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026", "ge2026-11", "lt2026-11-03", "ap2026-11-03T08:00Z", "eq2026-11-03T08:00:00.123-06:00", "ne0001", "sa9999-12-31", "2026-11-03T24:00", "gt", "é2026"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		s, err := value{name: "date", raw: raw}.within(now, zone)
		if err != nil {
			if strings.Contains(err.Error(), raw) && len(raw) > 10 {
				t.Errorf("%q is repeated", raw)
			}
			return
		}
		if s.From.IsZero() && s.To.IsZero() || !s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To) {
			t.Errorf("%q is %v", raw, s)
		}
		if y := s.From.Year(); !s.From.IsZero() && (y < 1800 || y > 2300) {
			t.Errorf("%q begins in %d", raw, y)
		}
	})
}

// What is decoded as a resource is one JSON object, of the type, in which no name comes twice.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"resourceType":"Appointment","status":"booked"}`, `{"resourceType":"Appointment","a":{"b":1,"b":2}}`, `[]`, `{"resourceType":"Patient"}`, `{"a":[{"b":[{}]}]}`, `{"resourceType":"Appointment"} x`, "{\"\xff\":1}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a Appointment
		if decode(raw, "Appointment", &a) != nil {
			return
		}
		var whole map[string]any
		if err := json.Unmarshal(raw, &whole); err != nil || whole["resourceType"] != "Appointment" && a.ResourceType != "Appointment" {
			t.Errorf("%q was taken: %v", raw, err)
		}
		again, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := wellFormed(again); err != nil {
			t.Errorf("%q became %q", raw, again)
		}
	})
}

// A patch is refused or leaves a JSON object.
func FuzzPatch(f *testing.F) {
	for _, s := range []string{`[{"op":"replace","path":"/status","value":"x"}]`, `[{"op":"add","path":"/participant/-","value":{}}]`, `[{"op":"remove","path":"/participant/0"}]`, `[{"op":"test","path":"/a~1b~0","value":null}]`, `[{"op":"remove","path":"/"}]`, `[{}]`} {
		f.Add([]byte(s))
	}
	whole := []byte(`{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted"}],"a/b~":null}`)
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := patched(whole, raw)
		if err != nil {
			return
		}
		var doc map[string]any
		if err := json.Unmarshal(got, &doc); err != nil {
			t.Errorf("%q makes %q", raw, got)
		}
	})
}

// Alternatives, codes and references of any value are read without a fault.
func FuzzParameter(f *testing.F) {
	for _, s := range []string{"a,b", `a\,b`, `\`, "x|y", "|y", "x|", "Practitioner/1", "http://h/fhir/Practitioner/1", ",,,", "Practitioner/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v := value{name: "p", raw: raw}
		if n := len(v.alternatives()); n < 1 || n > strings.Count(raw, ",")+1 {
			t.Errorf("%q has %d alternatives", raw, n)
		}
		for _, s := range v.alternatives() {
			c := codeOf(s)
			_ = c.is(serviceSystem, "x")
		}
		refs, err := v.refs("http://h/fhir", "Practitioner", "Location")
		for _, r := range refs {
			if err == nil && r.Type != "Practitioner" && r.Type != "Location" {
				t.Errorf("%q is a reference to %q", raw, r.Type)
			}
		}
		if _, err := v.begins(raw); err != nil {
			t.Errorf("%q: %v", raw, err)
		}
		if _, ok := (&ask{p: &practice.Practice{}}).offerOf(raw); ok {
			t.Errorf("%q is an offer of nobody", raw)
		}
	})
}
