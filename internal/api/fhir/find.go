package fhir

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Parameters are what an operation is asked with.
type Parameters struct {
	ResourceType string      `json:"resourceType"`
	Parameter    []Parameter `json:"parameter"`
}

// Parameter is one of them. Of the values that R4 has these are read.
type Parameter struct {
	Name     string          `json:"name"`
	String   string          `json:"valueString"`
	Code     string          `json:"valueCode"`
	URI      string          `json:"valueUri"`
	DateTime string          `json:"valueDateTime"`
	Instant  string          `json:"valueInstant"`
	Date     string          `json:"valueDate"`
	Ref      *Reference      `json:"valueReference"`
	Coding   *Coding         `json:"valueCoding"`
	Concept  *Concept        `json:"valueCodeableConcept"`
	Integer  json.Number     `json:"valueInteger"`
	Resource json.RawMessage `json:"resource"`
}

// text is the value as a search parameter would have it.
func (p Parameter) text() string {
	of := func(c Coding) string {
		if c.System == "" {
			return c.Code
		}
		return c.System + "|" + c.Code
	}
	switch {
	case p.Ref != nil:
		return p.Ref.Reference
	case p.Coding != nil:
		return of(*p.Coding)
	case p.Concept != nil && len(p.Concept.Coding) > 0:
		return of(p.Concept.Coding[0])
	case p.Concept != nil:
		return p.Concept.Text
	}
	for _, s := range []string{p.String, p.Code, p.URI, p.DateTime, p.Instant, p.Date} {
		if s != "" {
			return s
		}
	}
	return p.Integer.String()
}

// findParams are the parameters of $find that Bedside knows (ITI-115), and one of its own: seen, whether the patient was
// here before.
var findParams = []param{{name: "start"}, {name: "end"}, {name: "visit-type"}, {name: "practitioner"}, {name: "specialty"}, {name: "location-reference"}, {name: "location-string"},
	{name: "patient-reference"}, {name: "seen"}}

// find proposes appointments: GET or POST Appointment/$find, ITI-115. What is held or taken is not among them.
func (a *ask) find() (got reply, err error) {
	if !a.conn.Scopes.Allow("Slot", 's') {
		if err := a.need("Appointment", 'c'); err != nil {
			return got, err
		}
	}
	all, err := url.ParseQuery(a.r.URL.RawQuery)
	if err != nil {
		return got, bad("", "The address holds a parameter that cannot be read.")
	}
	var who *Patient
	if a.r.Method == http.MethodPost {
		if who, err = a.posted(all); err != nil {
			return got, err
		}
	}
	q, err := a.sorted(all, findParams)
	if err != nil {
		return got, err
	}
	w, err := q.findWanted()
	if err != nil {
		return got, err
	}
	var l list
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		if w.about, err = q.about(t, who); err != nil {
			return err
		}
		all, err := a.offers(a.r.Context(), t, w)
		if err != nil {
			return err
		}
		found := make([]Entry, 0, len(all))
		for _, o := range all {
			found = append(found, a.entry("Appointment", o.id(), a.proposed(o), "match"))
		}
		l, err = q.page(found)
		return err
	})
	if a.r.Method == http.MethodPost { // what was posted can be asked again only by posting it
		q.used, l.next = url.Values{}, ""
	}
	return q.bundle("Appointment/$find", l), err
}

// posted reads a Parameters resource into what an address would hold, and the patient that it is for.
func (a *ask) posted(all url.Values) (who *Patient, err error) {
	var in Parameters
	if err := a.resource("Parameters", &in); err != nil {
		return nil, err
	}
	for _, p := range in.Parameter {
		if p.Name == "patient-resource" {
			who = &Patient{}
			if err := decode(p.Resource, "Patient", who); err != nil {
				return nil, err
			}
			continue
		}
		all.Add(p.Name, p.text())
	}
	return who, nil
}

// findWanted reads the parameters. Of one kind any will do, and of different kinds all must match.
func (q *query) findWanted() (w wanted, err error) {
	a := q.a
	w.services = a.p.Services
	moment := func(name string) (from, to time.Time, err error) {
		n := 0
		err = q.each(name, func(v value) error {
			var ok bool
			if from, to, ok = stretchOf(v.raw, a.zone()); !ok {
				return bad(name, "The time looks like 2026-11-24T09:00:00-06:00 or 2026-11-24.")
			}
			n++
			return v.unmodified()
		})
		if err == nil && n != 1 {
			err = problem{code: "required", at: name, text: "$find needs one start and one end."}
		}
		return from, to, err
	}
	if w.from, _, err = moment("start"); err != nil {
		return w, err
	}
	from, to, err := moment("end")
	if err != nil {
		return w, err
	}
	if w.to = from; to.Sub(from) >= 24*time.Hour { // a whole day is meant with its end
		w.to = to
	}
	if !w.from.Before(w.to) {
		return w, bad("end", "The end must come after the start.")
	}
	one := func(name string, types ...string) (refs []Reference, err error) {
		err = q.each(name, func(v value) error {
			more, err := v.refs(a.base, types...)
			refs = append(refs, more...)
			return err
		})
		return refs, err
	}
	with, err := one("practitioner", "Practitioner")
	if err != nil {
		return w, err
	}
	at, err := one("location-reference", "Location")
	if err != nil {
		return w, err
	}
	var in, of, what []value
	for _, v := range q.values {
		switch v.name {
		case "location-string":
			in = append(in, v)
		case "specialty":
			of = append(of, v)
		case "visit-type":
			what = append(what, v)
		}
	}
	named := func(refs []Reference, id string) bool {
		return len(refs) == 0 || slices.ContainsFunc(refs, func(r Reference) bool { return r.Reference == id })
	}
	w.only = func(o role) bool {
		return named(with, string(o.v.ID)) && named(at, string(o.l.ID)) &&
			(len(of) == 0 || slices.ContainsFunc(of, func(v value) bool { return hasSpecialty(o.v, v) })) &&
			(len(in) == 0 || slices.ContainsFunc(in, func(v value) bool {
				ok, err := v.begins(o.l.Name, o.l.Address, o.l.City, o.l.State, o.l.ZIP)
				return ok && err == nil
			}))
	}
	if len(what) > 0 {
		w.services = slices.DeleteFunc(slices.Clone(w.services), func(s practice.Service) bool {
			return !slices.ContainsFunc(what, func(v value) bool { return isService(s, v) })
		})
	}
	return w, nil
}
