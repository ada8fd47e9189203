package fhir

import (
	"net/http"
	"time"

	"bedside/internal/fault"
	"bedside/internal/id"
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
