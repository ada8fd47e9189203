package fhir

import (
	"slices"
	"time"
)

// kinds are all resources, in the order in which the CapabilityStatement lists them.
func kinds() []kind {
	return []kind{
		appointments(), slots(), patients(),
		ofDirectory("Schedule", []param{{"actor", "reference", "A Practitioner or Location"}, {"date", "date", "The days that are open for booking"}, {"service-type", "token", "The kind of visit"},
			{"specialty", "token", "The provider's specialty"}, {"active", "token", "true or false"}}, schedules),
		ofDirectory("Practitioner", []param{{"name", "string", "A part of the name"}, {"family", "string", "The family name"}, {"given", "string", "A given name"},
			{"identifier", "token", "The NPI"}, {"active", "token", "true or false"}}, practitioners),
		ofDirectory("PractitionerRole", []param{{"practitioner", "reference", "Who"}, {"location", "reference", "Where"}, {"specialty", "token", "The provider's specialty"},
			{"service", "reference", "A HealthcareService"}, {"active", "token", "true or false"}}, practitionerRoles),
		ofDirectory("Location", []param{{"name", "string", "The name"}, {"address", "string", "A part of the address"}, {"address-city", "string", "The city"},
			{"address-state", "string", "The state"}, {"address-postalcode", "string", "The ZIP code"}, {"status", "token", "active or inactive"}}, locations),
		ofDirectory("HealthcareService", []param{{"name", "string", "The name"}, {"service-type", "token", "The kind of visit"}, {"location", "reference", "Where"}, {"active", "token", "true or false"}}, healthcareServices),
	}
}

// metadata says what the door does: GET /metadata. It is a CapabilityStatement and needs no token.
func (a *ask) metadata() (reply, error) {
	type m = map[string]any
	var resources []m
	for _, k := range kinds() {
		does := []m{{"code": "read"}, {"code": "search-type"}}
		var params []m
		for _, p := range slices.Concat(k.params, common()[:1]) {
			params = append(params, m{"name": p.name, "type": p.typ, "documentation": p.doc})
		}
		r := m{"type": k.name, "interaction": does, "versioning": "versioned", "readHistory": false, "searchParam": params}
		switch k.name {
		case "Appointment":
			r["interaction"] = append(does, m{"code": "create"}, m{"code": "update"}, m{"code": "patch"})
			r["versioning"], r["updateCreate"] = "versioned-update", false
			r["searchInclude"] = []string{"Appointment:patient", "Appointment:practitioner", "Appointment:location", "Appointment:actor"}
			r["supportedProfile"] = []string{profileIHE}
			r["documentation"] = "What is proposed and what is held is computed or short-lived; what is booked is in the book. Updates, patches and changes by $book need the version that was read, in If-Match. An update changes either the time, provider and place, or the status."
			r["operation"] = []m{
				{"name": "find", "definition": "https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-find"},
				{"name": "hold", "definition": "https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-hold"},
				{"name": "book", "definition": "https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-book"},
			}
		case "Slot":
			r["searchInclude"], r["versioning"] = []string{"Slot:schedule"}, "no-version"
		}
		resources = append(resources, r)
	}
	const about = "The book of a medical practice, after IHE ITI Scheduling (ITI-115 to ITI-118). JSON only. Every disclosure of a patient is entered in the practice's own access log, which takes the place of AuditEvent resources. A hold and a booking may carry an Idempotency-Key header: sent again, it gives the same. Failures are an OperationOutcome with an HTTP status of 400 or more, also for operations."
	return reply{body: m{
		"resourceType": "CapabilityStatement", "status": "active", "date": a.Now().UTC().Format(time.DateOnly), "publisher": a.p.Settings.Name, "kind": "instance",
		"description": about, "software": m{"name": "Bedside"}, "implementation": m{"description": a.p.Settings.Name, "url": a.base}, "fhirVersion": "4.0.1",
		"format": []string{"json", mime4}, "patchFormat": []string{"application/json-patch+json"}, "implementationGuide": []string{"https://profiles.ihe.net/ITI/Scheduling/ImplementationGuide/ihe.iti.scheduling"},
		"rest": []m{{
			"mode":     "server",
			"security": m{"cors": false, "description": "A bearer token that the practice makes in its console, with scopes as SMART App Launch 2 writes them: system/… for the practice's own programs, patient/… for the app of one patient.", "service": []Concept{{Text: "Bearer token"}}},
			"resource": resources,
		}},
	}}, nil
}
