package fhir

import (
	"net/http"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

const (
	holdFor    = 10 * time.Minute
	longestKey = 255
)

// wish is what $hold, $book and a POST ask for.
type wish struct {
	ref     string // an Appointment's id: proposed, held or booked
	visit   *Appointment
	who     []Patient
	comment string
	req     schedule.Request
}

// key is the caller's key for a request that may come twice, apart from those of other programs.
func (a *ask) key() (string, error) {
	k := a.r.Header.Get("Idempotency-Key")
	if len(k) > longestKey {
		return "", bad("Idempotency-Key", "An Idempotency-Key has at most 255 characters.")
	}
	if k != "" {
		k = "fhir:" + string(a.conn.ID) + ":" + k
	}
	return k, nil
}

// wished reads the Parameters of an operation.
func (a *ask) wished() (w wish, err error) {
	var in Parameters
	if err := a.resource("Parameters", &in); err != nil {
		return w, err
	}
	for _, p := range in.Parameter {
		switch p.Name {
		case "appointment-reference":
			var refs []Reference
			if refs, err = (value{name: p.Name, raw: p.text()}).refs(a.base, "Appointment"); err == nil {
				w.ref = refs[0].Reference
			}
		case "appointment-resource":
			w.visit = &Appointment{}
			err = decode(p.Resource, "Appointment", w.visit)
		case "patient-resource":
			w.who = append(w.who, Patient{})
			err = decode(p.Resource, "Patient", &w.who[len(w.who)-1])
		case "comment":
			w.comment = p.text()
		case "seen":
			w.req.Seen, err = seen(p.text())
		}
		if err != nil {
			return w, err
		}
	}
	if w.ref == "" && w.visit == nil || w.ref != "" && w.visit != nil {
		return w, problem{code: "required", at: "Parameters.parameter", text: "Send either appointment-reference or appointment-resource."}
	}
	return w, nil
}

// hold keeps a proposed appointment for ten minutes: POST Appointment/$hold, ITI-116.
func (a *ask) hold() (got reply, err error) {
	w, err := a.wished()
	if err != nil {
		return got, fatal(err, "")
	}
	if w.visit != nil {
		w.ref = w.visit.ID
	}
	o, ok := a.offerOf(w.ref)
	if !ok {
		return got, fatal(problem{status: http.StatusNotFound, code: "not-found", at: "appointment-reference", text: "This is not an appointment that $find proposed."}, "")
	}
	r := w.req
	r.Provider, r.Location, r.Service, r.Start, r.Channel, r.Patient = o.v.ID, o.l.ID, o.s.ID, o.start, "fhir", a.own()
	if r.Key, err = a.key(); err != nil {
		return got, err
	}
	if len(w.who) > 0 {
		if r.State, err = state(w.who[0]); err != nil {
			return got, fatal(err, "")
		}
	}
	h, err := a.Schedule.Hold(a.r.Context(), a.by, r, holdFor)
	if err != nil {
		return got, fatal(err, "not-found") // the code of ITI-116 for what cannot be held
	}
	return a.one(a.kept(h), "This time is kept until "+h.Expires.In(o.start.Location()).Format(time.RFC3339)+"."), nil
}

// one is the list of one appointment that an operation answers with.
func (a *ask) one(r Appointment, note string) reply {
	n := 1
	b := Bundle{ResourceType: "Bundle", Type: "searchset", Total: &n, Entry: []Entry{a.entry("Appointment", r.ID, r, "match")}}
	if note != "" {
		b.Entry = append(b.Entry, Entry{Resource: outcome(Issue{Severity: "information", Code: "informational", Diagnostics: note}), Search: &InList{"outcome"}})
	}
	return reply{body: b}
}

// book books what was proposed or held, and moves, cancels or marks what is booked: POST Appointment/$book, ITI-117.
func (a *ask) book() (got reply, err error) {
	w, err := a.wished()
	if err != nil {
		return got, fatal(err, "")
	}
	v, err := a.booked(w)
	if err != nil {
		return got, fatal(err, "")
	}
	got = a.one(a.stored(v), "")
	got.etag, got.modified = etag(v), v.Changed
	return got, nil
}

// create books an Appointment that is posted: POST Appointment.
func (a *ask) create() (got reply, err error) {
	w := wish{visit: &Appointment{}}
	if err := a.resource("Appointment", w.visit); err != nil {
		return got, err
	}
	w.visit.ID = "" // R4 §3.1.0.8: the server gives ids
	v, err := a.booked(w)
	if err != nil {
		return got, err
	}
	return a.whole(v, http.StatusCreated), nil
}

// booked does what is wished.
func (a *ask) booked(w wish) (v schedule.Appointment, err error) {
	if w.visit != nil && w.visit.ID != "" {
		if _, err := id.Parse[schedule.Appointment](w.visit.ID); err == nil {
			held, err := a.isHold(w.visit.ID)
			if err != nil {
				return v, err
			}
			if !held {
				if err := a.need("Appointment", 'u'); err != nil {
					return v, err
				}
				return a.changed(schedule.ID(w.visit.ID), *w.visit)
			}
		}
		w.ref = w.visit.ID
	}
	if err := a.need("Appointment", 'c'); err != nil {
		return v, err
	}
	r, err := a.request(w)
	if err != nil {
		return v, err
	}
	err = a.DB.Do(a.r.Context(), a.by, func(t tx.Tx) error {
		if v, err = a.Schedule.BookIn(a.r.Context(), t, r); err != nil {
			return err
		}
		return a.Audit.Disclose(a.r.Context(), t, "fhir visit", string(v.Patient))
	})
	return v, err
}

func (a *ask) isHold(i string) (held bool, err error) {
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		_, err := a.Schedule.Kept(a.r.Context(), t, schedule.HoldID(i))
		held = err == nil
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
			err = nil
		}
		return err
	})
	return held, err
}

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
