package web

import (
	"cmp"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const lookedPage = 50

// disclosures says in words what was shown.
var disclosures = map[string]string{
	"patient": "The record", "patients": "A list of patients", "search": "A search", "visit": "A visit", "visits": "A list of visits", "booking": "The record, to book a visit",
	"outbox": "The outbox", "message": "A message", "message words": "What a message will say", "receipt": "A visit's receipt", "booked page": "The page after booking", "stop link": "The page behind a stop link",
	"fhir visit": "A visit, to another program", "fhir visits": "A list of visits, to another program", "fhir patient": "The record, to another program", "fhir search": "A search by another program",
}

// patientLooked is the access log of one record, newest first.
func (c *call) patientLooked() error {
	names, err := c.actorNames()
	if err != nil {
		return err
	}
	f := audit.Filter{Verb: audit.Read, Patient: c.r.PathValue("id"), Limit: lookedPage + 1}
	f.OlderThan = pageEnd(c.form("before"))
	var p *practice.Practice
	var to patient.Patient
	var events []audit.Event
	err = c.view(func(t tx.Tx) (err error) {
		if p, err = c.Practice.Get(c.r.Context(), t); err != nil {
			return err
		}
		if to, err = c.thisPatient(t); err != nil {
			return err
		}
		events, err = c.Audit.Find(c.r.Context(), t, f)
		return err
	})
	if err != nil {
		return err
	}
	here := "/console/patients/" + string(to.ID) + "/looked"
	v := view.PatientLooked{Console: c.console("Who has looked", view.InPatients), Banner: c.banner(to)}
	if f.OlderThan.ID != "" {
		v.Prev = here
	}
	if len(events) > lookedPage {
		events = events[:lookedPage]
		v.Next = here + "?before=" + pageMark(events[lookedPage-1])
	}
	for _, e := range events {
		look := view.Look{When: stamp(e.At.In(zoneOf(p, ""))), Who: actorName(e.By, names), What: cmp.Or(disclosures[e.Subject.Kind], e.Subject.Kind)}
		if e.By.Kind == actor.Staff {
			look.Role = roleNames[e.By.Role]
		}
		v.Rows = append(v.Rows, look)
	}
	return c.page(v)
}
