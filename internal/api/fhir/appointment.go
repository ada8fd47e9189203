package fhir

import (
	"strconv"
	"time"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

const (
	profileIHE  = "https://profiles.ihe.net/ITI/Scheduling/StructureDefinition/ihe-sched-appt"
	cancelCodes = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
	holdExpires = "urn:bedside:hold-expires" // an extension: until when a pending appointment is held
)

// whyCancelled are FHIR's words for who cancels.
var whyCancelled = map[string]Coding{
	"patient": {cancelCodes, "pat", "Patient"}, "practice": {cancelCodes, "prov", "Provider"}, "mistake": {cancelCodes, "oth-err", "Other: Error"},
}

// stored makes the resource of a visit that is in the book. Who the patient is and why they come is told to whom may see
// patients.
func (a *ask) stored(v schedule.Appointment) Appointment {
	o := a.offerAt(v.Provider, v.Location, v.Service, v.Start)
	r := a.appointment(o, string(v.ID), string(v.Status), v.End)
	r.Meta.VersionID, r.Meta.LastUpdated = strconv.FormatInt(v.Version, 10), v.Changed.UTC().Format(time.RFC3339Nano)
	r.Created = v.Created.In(v.Start.Location()).Format(time.RFC3339)
	if c, ok := whyCancelled[v.Why]; ok && v.Status == schedule.Cancelled {
		r.CancelationReason = &Concept{Coding: []Coding{c}}
	}
	if v.Quiet {
		r.Meta.Security = []Coding{{"http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted"}}
	}
	who := Reference{Type: "Patient", Display: "Patient"}
	if a.sees() {
		who = Reference{Type: "Patient", Reference: "Patient/" + string(v.Patient)}
		if text := v.Reason.Reveal(); text != "" {
			r.ReasonCode = []Concept{{Text: text}}
		}
	}
	r.Participant = append([]Participant{{Actor: &who, Required: "required", Status: "accepted"}}, r.Participant...)
	return r
}

// kept makes the resource of a hold, proposed that of an offer.
func (a *ask) kept(h schedule.Hold) Appointment {
	r := a.appointment(a.offerAt(h.Provider, h.Location, h.Service, h.Start), string(h.ID), "pending", h.End)
	r.Extension = []Extension{{URL: holdExpires, Instant: h.Expires.UTC().Format(time.RFC3339)}}
	return r
}

func (a *ask) proposed(o offer) Appointment { return a.appointment(o, o.id(), "proposed", o.end()) }

func (a *ask) offerAt(v practice.ProviderID, l practice.LocationID, s practice.ServiceID, start time.Time) (o offer) {
	o.v, _ = a.p.Provider(v)
	o.l, _ = a.p.Location(l)
	o.s, _ = a.p.Service(s)
	o.start = start.In(o.l.In())
	return o
}

// appointment is what all of them have in common.
func (a *ask) appointment(o offer, id, status string, end time.Time) Appointment {
	from, to := o.start.Format(time.RFC3339), end.In(o.start.Location()).Format(time.RFC3339)
	provider, place := providerRef(o.v), locationRef(o.l)
	answer := "accepted"
	if status == "proposed" || status == "pending" {
		answer = "tentative"
	}
	return Appointment{
		ResourceType: "Appointment", ID: id, Meta: &Meta{Profile: []string{profileIHE}}, Status: status, ServiceType: []Concept{service(o.s)}, Specialty: specialty(o.v),
		Start: from, End: to, MinutesDuration: int(end.Sub(o.start) / time.Minute), Slot: []Reference{{Reference: "Slot/" + o.id(), Type: "Slot"}},
		Participant:     []Participant{{Actor: &provider, Required: "required", Status: answer}, {Actor: &place, Required: "required", Status: answer}},
		RequestedPeriod: []Period{{from, to}},
	}
}

func appointments() kind {
	return kind{name: "Appointment", read: (*ask).readAppointment, search: (*ask).searchAppointments, params: appointmentParams()}
}

// readAppointment reads what is in the book, what is held, and what is offered: the id says which it is.
func (a *ask) readAppointment() (got reply, err error) {
	i := a.r.PathValue("id")
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		got, err = a.lookUp(t, i)
		return err
	})
	return got, err
}

func (a *ask) lookUp(t tx.Tx, i string) (reply, error) {
	ctx := a.r.Context()
	if o, ok := a.offerOf(i); ok {
		free, err := a.free(ctx, t, o)
		if err == nil && !free {
			err = notHere("Appointment")
		}
		return reply{body: a.proposed(o)}, err
	}
	n, err := id.Parse[schedule.Appointment](i)
	if err != nil {
		return reply{}, notHere("Appointment")
	}
	v, err := a.visible(t, n)
	if fault.Is(err, fault.NotFound) && a.conn.Scopes.Allow("Appointment", 'c') {
		h, err := a.Schedule.Kept(ctx, t, schedule.HoldID(n))
		if err != nil {
			return reply{}, notHere("Appointment")
		}
		return reply{body: a.kept(h)}, nil
	}
	if err != nil {
		return reply{}, err
	}
	if err := a.Audit.Disclose(ctx, t, "fhir visit", string(v.Patient)); err != nil {
		return reply{}, err
	}
	return a.whole(v, 0), nil
}

// whole is the answer that shows one visit.
func (a *ask) whole(v schedule.Appointment, status int) reply {
	r := a.stored(v)
	return reply{status: status, body: r, etag: etag(v), modified: v.Changed, location: a.base + "/Appointment/" + r.ID}
}

func etag(v schedule.Appointment) string { return `W/"` + strconv.FormatInt(v.Version, 10) + `"` }

// visible returns a visit that the program may know of.
func (a *ask) visible(t tx.Tx, i schedule.ID) (schedule.Appointment, error) {
	v, err := a.Schedule.Show(a.r.Context(), t, i)
	if fault.Is(err, fault.NotFound) {
		return v, notFound()
	}
	if err != nil {
		return v, err
	}
	hidden, err := a.hidden(t)
	if err == nil && (a.own() != "" && v.Quiet || contains(hidden, v.Service)) { // nobody knows who holds an app (SAFETY 9)
		err = notFound()
	}
	return v, err
}

func notFound() error {
	return fault.New(fault.NotFound, "fhir.visible", "There is no such Appointment here.")
}

// hidden are the kinds of visit of which the app of a minor is told nothing: who holds it may be a parent (SAFETY 9).
func (a *ask) hidden(t tx.Tx) ([]practice.ServiceID, error) {
	if a.own() == "" || len(a.p.Desk.Private) == 0 {
		return nil, nil
	}
	who, err := a.Patients.Get(a.r.Context(), t.As(bedside), a.own())
	if err != nil || !patient.Minor(who.Birth, today(a)) {
		return nil, err
	}
	return a.p.Desk.Private, nil
}
