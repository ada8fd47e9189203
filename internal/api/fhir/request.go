package fhir

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// request makes a booking of a wish.
func (a *ask) request(w wish) (r schedule.Request, err error) {
	r = w.req
	r.Channel = "fhir"
	if r.Key, err = a.key(); err != nil {
		return r, err
	}
	if err := a.time(&r, w); err != nil {
		return r, err
	}
	reason := w.comment
	if w.visit != nil && reason == "" {
		if reason = w.visit.Comment; len(w.visit.ReasonCode) > 0 {
			reason = textOf(w.visit.ReasonCode[0])
		}
	}
	r.Reason = phi.NewText(strings.TrimSpace(reason))
	return r, a.whom(&r, w)
}

func textOf(c Concept) string {
	if c.Text == "" && len(c.Coding) > 0 {
		return c.Coding[0].Display
	}
	return c.Text
}

// time reads when, where, with whom and what for: what was proposed, what was held, or a resource that says it.
func (a *ask) time(r *schedule.Request, w wish) error {
	ref := w.ref
	if w.visit != nil && ref == "" && len(w.visit.Slot) == 1 {
		_, ref, _ = strings.Cut(strings.TrimPrefix(w.visit.Slot[0].Reference, a.base+"/"), "/")
	}
	if o, ok := a.offerOf(ref); ok {
		r.Provider, r.Location, r.Service, r.Start = o.v.ID, o.l.ID, o.s.ID, o.start
		return nil
	}
	if n, err := id.Parse[schedule.Hold](ref); err == nil {
		var h schedule.Hold
		if r.Key == "" {
			r.Key = "fhir:hold:" + string(n) // a hold is booked once, and its booking may come twice
		}
		err := a.DB.View(a.r.Context(), a.by, func(t tx.Tx) (err error) {
			h, err = a.Schedule.Kept(a.r.Context(), t, n)
			if fault.Is(err, fault.NotFound) { // it may be booked by now: the same request again gives the same visit
				var v schedule.Appointment
				v, err = a.Schedule.OfKey(a.r.Context(), t, r.Key)
				h = schedule.Hold{Provider: v.Provider, Location: v.Location, Service: v.Service, Start: v.Start}
			}
			return err
		})
		r.Hold, r.Provider, r.Location, r.Service, r.Start = n, h.Provider, h.Location, h.Service, h.Start
		return err
	}
	if ref != "" || w.visit == nil {
		return problem{status: http.StatusNotFound, code: "not-found", at: "appointment-reference", text: "This is neither an appointment that $find proposed nor one that is held."}
	}
	return a.described(r, *w.visit)
}

// whom reads the patient: who an app belongs to, whom the resource names, or who somebody says they are.
func (a *ask) whom(r *schedule.Request, w wish) (err error) {
	if len(w.who) > 1 {
		return problem{code: "not-supported", at: "patient-resource", text: "A visit is booked for one patient at a time."}
	}
	named := a.own()
	if w.visit != nil {
		for _, p := range w.visit.Participant {
			if p.Actor == nil || !strings.Contains(p.Actor.Reference, "Patient/") {
				continue
			}
			i := patient.ID(p.Actor.Reference[strings.LastIndexByte(p.Actor.Reference, '/')+1:])
			if named != "" && named != i {
				return problem{status: http.StatusForbidden, code: "forbidden", at: "Appointment.participant", text: "This token books for one patient, and the visit is for another."}
			}
			named = i
		}
	}
	if len(w.who) == 1 {
		if r.State, err = state(w.who[0]); err != nil {
			return err
		}
		if named == "" && w.who[0].ID != "" && a.sees() {
			named = patient.ID(w.who[0].ID)
		}
	}
	if named != "" {
		if a.own() == "" && !a.sees() {
			return a.need("Patient", 'r')
		}
		r.Patient, r.Seen = named, ""
		return a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
			_, err := a.record(t, named)
			return err
		})
	}
	if len(w.who) == 0 {
		return problem{code: "required", at: "patient-resource", text: "Say for whom: a Patient resource with name, birthDate and telecom, or a Patient as participant."}
	}
	r.Person, err = a.person(w.who[0])
	return err
}

// described reads a booking out of a resource that names neither a slot nor a proposal.
func (a *ask) described(r *schedule.Request, v Appointment) (err error) {
	if v.Status != "pending" && v.Status != "booked" && v.Status != "proposed" {
		return bad("Appointment.status", "A visit that is to be booked is pending, proposed or booked.")
	}
	if r.Start, err = instant(v.Start, "Appointment.start"); err != nil {
		return err
	}
	for _, s := range a.p.Services {
		if slices.ContainsFunc(v.ServiceType, func(c Concept) bool { return a.means(c, s) }) {
			r.Service = s.ID
		}
	}
	if r.Service == "" {
		return problem{code: "required", at: "Appointment.serviceType", text: "Say which kind of visit, as a HealthcareService or a Schedule here names it."}
	}
	for _, p := range v.Participant {
		if p.Actor == nil {
			continue
		}
		switch typ, i, _ := strings.Cut(strings.TrimPrefix(p.Actor.Reference, a.base+"/"), "/"); typ {
		case "Practitioner":
			r.Provider = practice.ProviderID(i)
		case "Location":
			r.Location = practice.LocationID(i)
		}
	}
	if r.Location == "" {
		return problem{code: "required", at: "Appointment.participant", text: "Say at which Location."}
	}
	if s, _ := a.p.Service(r.Service); v.End != "" {
		to, err := instant(v.End, "Appointment.end")
		if err != nil {
			return err
		}
		if to.Sub(r.Start) != time.Duration(s.Minutes)*time.Minute {
			return bad("Appointment.end", "This kind of visit has another length.")
		}
	}
	return nil
}
