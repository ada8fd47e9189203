package fhir_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	goodID        = regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)
	goodInstant   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)
	inAppointment = []string{"proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error", "checked-in", "waitlist"}
)

// invariants holds every answer against what R4 demands of the resource.
func invariants(t testing.TB, r map[string]any) {
	t.Helper()
	typ, _ := r["resourceType"].(string)
	wrong := func(what string) {
		t.Helper()
		t.Errorf("%s breaks %s: %v", typ, what, r)
	}
	for name, v := range r {
		if v == nil || v == "" {
			wrong("ele-1: " + name + " is empty")
		}
		if list, ok := v.([]any); ok && len(list) == 0 {
			wrong("ele-1: " + name + " is an empty list")
		}
	}
	if i, ok := r["id"]; ok && !goodID.MatchString(i.(string)) {
		wrong("the id type")
	}
	if at := within(r, "meta.lastUpdated"); at != nil && !goodInstant.MatchString(at.(string)) {
		wrong("the instant type")
	}
	status, _ := r["status"].(string)
	switch typ {
	case "Appointment":
		start, end := r["start"], r["end"]
		switch {
		case !slices.Contains(inAppointment, status):
			wrong("the binding of status")
		case (start == nil) != (end == nil):
			wrong("app-2")
		case start == nil && status != "proposed" && status != "cancelled" && status != "waitlist":
			wrong("app-3")
		case r["cancelationReason"] != nil && status != "cancelled" && status != "noshow":
			wrong("app-4")
		}
		from, err := time.Parse(time.RFC3339, start.(string))
		to, err2 := time.Parse(time.RFC3339, end.(string))
		if err != nil || err2 != nil || !from.Before(to) || within(r, "minutesDuration") != to.Sub(from).Minutes() {
			wrong("start and end")
		}
		people, _ := r["participant"].([]any)
		if len(people) == 0 {
			wrong("participant 1..*")
		}
		for _, p := range people {
			if within(p, "actor") == nil && within(p, "type") == nil {
				wrong("app-1")
			}
			if s := within(p, "status"); s != "accepted" && s != "declined" && s != "tentative" && s != "needs-action" {
				wrong("participant.status")
			}
		}
	case "Slot":
		if !slices.Contains([]string{"busy", "free", "busy-unavailable", "busy-tentative", "entered-in-error"}, status) || within(r, "schedule.reference") == nil || !goodInstant.MatchString(r["start"].(string)) || !goodInstant.MatchString(r["end"].(string)) {
			wrong("Slot")
		}
	case "Schedule":
		if people, _ := r["actor"].([]any); len(people) == 0 {
			wrong("actor 1..*")
		}
	case "OperationOutcome":
		all, _ := r["issue"].([]any)
		if len(all) == 0 {
			wrong("issue 1..*")
		}
		for _, i := range all {
			if s, _ := within(i, "severity").(string); !slices.Contains([]string{"fatal", "error", "warning", "information"}, s) || within(i, "code") == nil || within(i, "code") == "" {
				wrong("issue.severity and issue.code")
			}
		}
	case "Bundle":
		list, _ := r["entry"].([]any)
		seen := map[any]bool{}
		for _, e := range list {
			if within(e, "search.mode") == nil || within(e, "resource.resourceType") == nil {
				wrong("bdl-2 or an entry without a resource")
			}
			url := within(e, "fullUrl")
			if url != nil && (seen[url] || !strings.HasSuffix(url.(string), within(e, "resource.resourceType").(string)+"/"+within(e, "resource.id").(string))) {
				wrong("bdl-7: fullUrl")
			}
			seen[url] = true
			invariants(t, within(e, "resource").(map[string]any))
		}
	case "Patient", "Practitioner", "PractitionerRole", "Location", "HealthcareService", "CapabilityStatement":
	default:
		t.Errorf("there is no resource %q: %v", typ, r)
	}
}
