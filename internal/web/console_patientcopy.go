package web

import (
	"io"

	"bedside/internal/patient"
	"bedside/internal/web/view"
)

// patientCopy is what a patient who asks for a copy gets, to read and to print.
func (c *call) patientCopy() error {
	to := patient.ID(c.r.PathValue("id"))
	made, err := c.Exchange.Copy(c.r.Context(), c.by, to)
	if err != nil {
		return err
	}
	back := "/console/patients/" + string(to)
	return c.page(view.PatientCopy{Console: c.console("Copy for the patient", view.InPatients), Text: made.Text, Quiet: made.Quiet, Action: back + "/copy", BackURL: back})
}

// patientCopyFile is the same as a file. It is a POST, as every export is: nothing may fetch it by itself.
func (c *call) patientCopyFile() error {
	made, err := c.Exchange.Copy(c.r.Context(), c.by, patient.ID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	c.attachment("text/plain", "your-record.txt")
	_, err = io.WriteString(c.w, made.Text)
	return err
}
