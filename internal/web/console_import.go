package web

import (
	"errors"
	"net/http"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/web/view"
)

// importSample shows what a file may look like. Nobody in it exists.
const importSample = `first name,last name,date of birth,phone,email,consent
Wilhelmina,Ostrander,03/14/1971,218-555-0142,wilhelmina@example.com,yes
Theodore,Applegarth,07/02/1958,218-555-0190,,no
`

const (
	rowsShown     = 10
	problemsShown = 50
)

// patientImport asks for a file.
func (c *call) patientImport() error { return c.importPage(http.StatusOK, "") }

func (c *call) importPage(status int, mistake string) error {
	return c.Render.Page(c.w, status, view.PatientImport{Console: c.console("Import patients", view.InPatients), File: view.Field{Error: mistake}, BackURL: "/console/patients", Sample: importSample})
}

// patientImportPost shows what was understood; nothing is stored yet.
func (c *call) patientImportPost() error {
	preview, err := c.receiveFile("/console/patients/import/apply")
	if fault.Is(err, fault.Invalid) {
		return c.importPage(http.StatusBadRequest, fault.Message(err))
	}
	if err != nil {
		return err
	}
	return c.page(view.PatientImportPreview{Console: c.console("Look before you import", view.InPatients), Import: preview, BackURL: "/console/patients/import"})
}

// receiveFile reads the file of the form, keeps what it says until its button is pressed, and shows it. Action is the
// address of the button. Invalid if the file cannot be used.
func (c *call) receiveFile(action string) (view.ImportPreview, error) {
	f, head, err := c.r.FormFile("file") // held in memory: a file of patients must not lie on the disk
	if errors.Is(err, http.ErrMissingFile) {
		return view.ImportPreview{}, fault.New(fault.Invalid, "web.receiveFile", "Choose a file first.")
	}
	if err != nil {
		return view.ImportPreview{}, unread(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	read, err := patient.ReadCSV(f, civil.DateOf(c.Now()))
	if err != nil {
		return view.ImportPreview{}, err
	}
	v := view.ImportPreview{Action: action, File: head.Filename, Good: len(read.Rows), Token: c.uploads.keep(c.by.ID, read), Bad: importErrors(read.Problems), BadMore: max(len(read.Problems)-problemsShown, 0)}
	for _, col := range read.Columns {
		v.Columns = append(v.Columns, importColumn(col))
	}
	for _, row := range read.Rows[:min(rowsShown, len(read.Rows))] {
		p := row.Patient
		v.Rows = append(v.Rows, view.ImportRow{Line: row.Line, Name: p.Name.Reveal(), DOB: usDate(p.Birth.RevealDate()), Phone: phone(contact(p, patient.Phone)), Email: contact(p, patient.Email)})
	}
	return v, nil
}

func importColumn(col patient.Column) view.ImportColumn {
	v := view.ImportColumn{File: col.Heading, As: string(col.Field), Used: col.Field != patient.LeftOut}
	if !v.Used {
		v.As = "left out"
	}
	return v
}

func importErrors(problems []patient.Problem) (shown []view.ImportError) {
	for _, p := range problems[:min(problemsShown, len(problems))] {
		shown = append(shown, view.ImportError{Line: p.Line, Text: p.Sentence})
	}
	return shown
}

// applyFile brings in what the form's file says. Invalid if it is no longer kept.
func (c *call) applyFile() (patient.Result, error) {
	read, ok := c.uploads.take(c.form("token"), c.by.ID)
	if !ok {
		return patient.Result{}, fault.New(fault.Invalid, "web.applyFile", "This file was added already, or it waited too long. Look among the patients; if they are not there, choose the file again.")
	}
	return read.Apply(c.r.Context(), c.DB, c.by, c.Patients, nil)
}

// patientImportApply adds the patients and says how many.
func (c *call) patientImportApply() error {
	sum, err := c.applyFile()
	if fault.Is(err, fault.Invalid) {
		return c.importPage(http.StatusBadRequest, fault.Message(err))
	}
	if err != nil {
		return err
	}
	return c.page(view.PatientImportResult{
		Console: c.console("Imported", view.InPatients), Added: sum.Added, Updated: sum.Updated, Known: sum.Unchanged, Skipped: len(sum.Problems),
		Bad: importErrors(sum.Problems), PatientsURL: "/console/patients",
	})
}
