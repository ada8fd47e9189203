package fhir_test

import (
	"testing"

	"bedside/internal/testkit"
)

// Programs that others wrote go the whole way, and R4's own definitions find nothing wrong with what they get.
func TestClientsGoTheWholeWay(t *testing.T) {
	d := open(t)
	seen := testkit.FHIRClients(t, d.url, d.token)
	for typ, least := range map[string]int{"Appointment": 50, "Slot": 30, "Patient": 2, "OperationOutcome": 4, "Bundle": 10, "Schedule": 2, "Practitioner": 2, "PractitionerRole": 2, "Location": 2,
		"HealthcareService": 2, "CapabilityStatement": 1} {
		if seen[typ] < least {
			t.Errorf("%d resources of %s were validated, fewer than %d", seen[typ], typ, least)
		}
	}
}
