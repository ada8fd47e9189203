package fhir

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

const numberSystem = "urn:bedside:patient-number" // the practice's own numbers

func patientParams() []param {
	return []param{
		{"name", "string", "A part of the name. Two of name, birthdate, phone, email and identifier are needed, or _id"}, {"family", "string", "The family name"}, {"given", "string", "A given name"},
		{"birthdate", "date", "The day, whole"}, {"phone", "token", "A telephone number"}, {"email", "token", "An e-mail address"}, {"identifier", "token", "The practice's own number"},
	}
}

func patients() kind {
	return kind{name: "Patient", read: (*ask).readPatient, search: (*ask).searchPatients, params: patientParams()}
}

// somebody makes the resource of a patient.
func somebody(p patient.Patient) Patient {
	r := Patient{ResourceType: "Patient", ID: string(p.ID), Meta: &Meta{VersionID: strconv.FormatInt(p.Version, 10), LastUpdated: p.Changed.UTC().Format(time.RFC3339Nano)}, Active: true,
		Name: []HumanName{{Use: "official", Text: p.Name.Reveal(), Family: p.Name.RevealFamily(), Given: strings.Fields(p.Name.RevealGiven())}}, BirthDate: p.Birth.RevealDate().String()}
	if n := p.Number.Reveal(); n != "" {
		r.Identifier = []Identifier{{numberSystem, n}}
	}
	for _, c := range p.Contacts {
		r.Telecom = append(r.Telecom, Telecom{System: string(c.Kind), Value: c.Value.Reveal()})
	}
	return r
}

func (a *ask) readPatient() (got reply, err error) {
	i := patient.ID(a.r.PathValue("id"))
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		p, err := a.record(t, i)
		if err != nil {
			return err
		}
		got = reply{body: somebody(p), etag: `W/"` + strconv.FormatInt(p.Version, 10) + `"`, modified: p.Changed}
		return a.Audit.Disclose(a.r.Context(), t, "fhir patient", string(i))
	})
	return got, err
}

// record returns a patient's record to whoever may see it: for an app, that of its own patient alone. The caller enters
// the disclosure.
func (a *ask) record(t tx.Tx, i patient.ID) (patient.Patient, error) {
	if _, err := id.Parse[patient.Patient](string(i)); err != nil || a.own() != "" && a.own() != i {
		return patient.Patient{}, notHere("Patient")
	}
	if a.own() != "" {
		t = t.As(bedside)
	}
	return a.Patients.Get(a.r.Context(), t, i)
}

// searchPatients finds who two things at least are known of: nobody leafs through the practice's patients (SAFETY 8).
func (a *ask) searchPatients() (got reply, err error) {
	q, err := a.asked(patientParams())
	if err != nil {
		return got, err
	}
	known := map[string]bool{}
	byID := false
	for _, v := range q.values {
		if _, err := v.isOf(patient.Patient{}); err != nil { // whether or not somebody is found
			return got, err
		}
		if v.name != "_id" && len(v.alternatives()) > 1 {
			return got, problem{code: "not-supported", at: v.name, text: "Patients are asked for one at a time."}
		}
		switch v.name {
		case "_id":
			byID = true
		case "family", "given":
			known["name"] = true
		default:
			known[v.name] = true
		}
	}
	if !byID && len(known) < 2 && a.own() == "" {
		return got, problem{code: "business-rule", text: "Give at least two of name, birthdate, phone, email and identifier, or the _id."}
	}
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		all, err := q.people(t)
		if err != nil {
			return err
		}
		var found []Entry
		var who []string
		for _, p := range all {
			found = append(found, a.entry("Patient", string(p.ID), somebody(p), "match"))
			who = append(who, string(p.ID))
		}
		l, err := q.page(found)
		if err != nil {
			return err
		}
		l.next = "" // whoever knows so little that there is another page must say more
		for name := range q.used {
			if !strings.HasPrefix(name, "_") {
				q.used[name] = nil // what is known of a patient stays out of addresses
			}
		}
		if got = q.bundle("Patient", l); q.summary {
			return nil
		}
		return a.Audit.Disclose(a.r.Context(), t, "fhir search", who...)
	})
	return got, err
}

const (
	mostFound  = 50   // records by id at once
	mostOpened = 2000 // records that one search compares
)

// key is what of a search a record is looked up by: one contact point or number, which few share, else all the rest.
func (q *query) key() string {
	var rest []string
	for _, v := range q.values {
		switch v.name {
		case "phone", "email", "identifier":
			return codeOf(v.alternatives()[0]).code
		case "birthdate":
			rest = append(rest, strings.TrimPrefix(v.raw, "eq"))
		default:
			rest = append(rest, v.alternatives()[0])
		}
	}
	return strings.Join(rest, " ")
}

// people finds records by the keys that Bedside keeps, and compares them with everything that was asked.
func (q *query) people(t tx.Tx) (all []patient.Patient, err error) {
	a := q.a
	switch own := a.own(); {
	case own != "":
		p, err := a.record(t, own)
		if err != nil {
			return nil, err
		}
		all = []patient.Patient{p}
	case slices.ContainsFunc(q.values, func(v value) bool { return v.name == "_id" }):
		err = q.each("_id", func(v value) error {
			ids := v.alternatives()
			if len(ids) > mostFound {
				return problem{code: "too-costly", at: "_id", text: "At most " + strconv.Itoa(mostFound) + " at once."}
			}
			found, err := a.Patients.Many(a.r.Context(), t, asIDs(ids))
			for _, p := range found {
				all = append(all, p)
			}
			return err
		})
	default:
		all, err = a.Patients.Find(a.r.Context(), t, q.key(), mostOpened)
	}
	if err != nil {
		return nil, err
	}
	for _, v := range q.values {
		left := all[:0:0]
		for _, p := range all {
			ok, err := v.isOf(p)
			if err != nil {
				return nil, err
			}
			if ok {
				left = append(left, p)
			}
		}
		all = left
	}
	slices.SortFunc(all, func(x, y patient.Patient) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return slices.CompactFunc(all, func(x, y patient.Patient) bool { return x.ID == y.ID }), nil
}

func asIDs(all []string) (ids []patient.ID) {
	for _, s := range all {
		if i, err := id.Parse[patient.Patient](s); err == nil {
			ids = append(ids, i)
		}
	}
	return ids
}

// isOf compares one parameter with a record.
func (v value) isOf(p patient.Patient) (bool, error) {
	given, family := p.Name.RevealGiven(), p.Name.RevealFamily()
	has := func(kind patient.ContactKind, parse func(string) string) (bool, error) {
		for _, want := range v.alternatives() {
			w := parse(codeOf(want).code)
			if w != "" && slices.ContainsFunc(p.Contacts, func(c patient.Contact) bool { return c.Kind == kind && c.Value.Reveal() == w }) {
				return true, nil
			}
		}
		return false, v.unmodified()
	}
	switch v.name {
	case "_id":
		return slices.Contains(v.alternatives(), string(p.ID)), nil
	case "family":
		return v.begins(append(strings.Fields(family), family)...)
	case "given":
		return v.begins(append(strings.Fields(given), given)...)
	case "name":
		return v.begins(slices.Concat(strings.Fields(given), strings.Fields(family), []string{given, family, p.Name.Reveal()})...)
	case "birthdate":
		d, err := civil.ParseDate(strings.TrimPrefix(v.raw, "eq"))
		if err != nil || v.modifier != "" {
			return false, bad("birthdate", "A birthdate is one whole day, such as 1980-05-17.")
		}
		return d == p.Birth.RevealDate(), nil
	case "phone":
		return has(patient.Phone, func(s string) string { n, _ := patient.ParsePhone(strings.Replace(s, " ", "+", 1)); return n.Reveal() })
	case "email":
		return has(patient.Email, func(s string) string { e, _ := phi.ParseEmail(s); return e.Reveal() })
	}
	return slices.ContainsFunc(v.alternatives(), func(s string) bool { return isNumber(codeOf(s), p) }), v.unmodified()
}

func isNumber(c code, p patient.Patient) bool {
	return p.Number.Reveal() != "" && c.is(numberSystem, p.Number.Reveal())
}

// numbered finds who has the practice's number.
func (a *ask) numbered(t tx.Tx, c code) (ids []patient.ID, err error) {
	if !c.any && c.system != numberSystem || c.code == "" {
		return nil, nil
	}
	all, err := a.Patients.Find(a.r.Context(), t, c.code, mostOpened)
	for _, p := range all {
		if isNumber(c, p) {
			ids = append(ids, p.ID)
		}
	}
	return ids, err
}
