package web

import (
	"fmt"
	"net/http"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const (
	patientsPage = 25
	patientsMost = 50 // shown of one search
	pairsMost    = 5
)

// patients lists those changed last, or finds some. What is searched for is never in an address.
func (c *call) patients() error {
	page := pageNumber(c.form("page"))
	v := view.Patients{Console: c.console("Patients", view.InPatients), Query: view.Field{Value: c.r.PostFormValue("q")}}
	v.Asked = c.r.Method == http.MethodPost && v.Query.Value != ""
	if c.by.May(actor.ChangePatients) {
		v.NewURL, v.ImportURL = "/console/patients/new", "/console/import?kind=patients"
	}
	err := c.view(func(t tx.Tx) error {
		ctx := c.r.Context()
		total, err := c.Patients.Count(ctx, t)
		if err != nil {
			return err
		}
		v.Total = plural(total, "patient")
		var found []patient.Patient
		if v.Asked {
			found, err = c.Patients.Find(ctx, t, v.Query.Value, patientsMost)
		} else if found, err = c.Patients.Recent(ctx, t, patientsPage, page*patientsPage); err == nil && (page+1)*patientsPage < total {
			v.Next = fmt.Sprintf("/console/patients?page=%d", page+1)
		}
		if err != nil {
			return err
		}
		if v.Found, err = c.patientRows(t, found); err != nil || v.Asked || page > 0 {
			return err
		}
		return c.pairs(t, &v)
	})
	if err != nil {
		return err
	}
	if page > 0 && !v.Asked {
		v.Prev = fmt.Sprintf("/console/patients?page=%d", page-1)
	}
	return c.page(v)
}

// patientRows are patients in a list with their next visits; it enters the disclosure.
func (c *call) patientRows(t tx.Tx, found []patient.Patient) ([]view.PatientRow, error) {
	var rows []view.PatientRow
	var shown []string
	for _, to := range found {
		row := patientRow(to, c.Now())
		visits, err := c.Schedule.OfPatient(c.r.Context(), t, to.ID)
		if err != nil {
			return nil, err
		}
		row.Next = "none"
		if coming, _ := c.comingAndBefore(visits); len(coming) > 0 {
			row.Next = stamp(coming[0].Start)
		}
		rows, shown = append(rows, row), append(shown, string(to.ID))
	}
	return rows, c.Audit.Disclose(c.r.Context(), t, "patients", shown...)
}

// comingAndBefore parts a patient's visits: those that are still to come, the next first, and the others, the last
// first.
func (c *call) comingAndBefore(visits []schedule.Appointment) (coming, before []schedule.Appointment) {
	for _, a := range visits {
		if a.Status == schedule.Booked && a.End.After(c.Now()) {
			coming = append(coming, a)
		} else {
			before = append(before, a)
		}
	}
	slices.Reverse(coming)
	return coming, before
}

// pairs shows who may be here twice.
func (c *call) pairs(t tx.Tx, v *view.Patients) error {
	pairs, err := c.Patients.Doubtful(c.r.Context(), t, pairsMost)
	if err != nil {
		return err
	}
	v.Pairs = nil
	for _, p := range pairs {
		v.Pairs = append(v.Pairs, view.Pair{A: patientRow(p[0], c.Now()), B: patientRow(p[1], c.Now()), Why: whyAlike(p[0], p[1])})
		if err := c.Audit.Disclose(c.r.Context(), t, "patients", string(p[0].ID), string(p[1].ID)); err != nil {
			return err
		}
	}
	return nil
}

// whyAlike says what two records have in common.
func whyAlike(a, b patient.Patient) string {
	why := "alike names"
	if a.Birth.Reveal() == b.Birth.Reveal() {
		why = "the same birth date"
	}
	for _, x := range a.Contacts {
		for _, y := range b.Contacts {
			if x.Kind == y.Kind && x.Value.Reveal() == y.Value.Reveal() {
				return why + " and " + kindWords[x.Kind]
			}
		}
	}
	return why
}
