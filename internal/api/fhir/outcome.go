package fhir

import (
	"errors"
	"net/http"

	"bedside/internal/fault"
	"bedside/internal/httpstatus"
	"bedside/internal/limit"
	"bedside/internal/schedule"
)

// Outcome is an OperationOutcome.
type Outcome struct {
	ResourceType string  `json:"resourceType"`
	Issue        []Issue `json:"issue"`
}

// Issue is one thing that it says.
type Issue struct {
	Severity    string   `json:"severity"` // fatal, error, warning, information
	Code        string   `json:"code"`     // of http://hl7.org/fhir/issue-type
	Details     *Concept `json:"details,omitempty"`
	Diagnostics string   `json:"diagnostics,omitempty"`
	Expression  []string `json:"expression,omitempty"`
}

func outcome(all ...Issue) Outcome { return Outcome{"OperationOutcome", all} }

// problem is an error with what FHIR wants to know about it. Its words repeat nothing of what was sent but names of
// parameters and elements.
type problem struct {
	status   int // 0 is 400
	severity string
	code     string // "" is invalid
	text     string
	at       string // a FHIRPath, or the name of a parameter
}

func (p problem) Error() string { return "fhir: " + p.text }

// bad is a problem with a value that was sent.
func bad(at, text string) error { return problem{code: "value", at: at, text: text} }

// failed makes the answer for an error.
func failed(err error) reply {
	status, i := http.StatusBadRequest, Issue{Severity: "error", Code: "invalid"}
	var p problem
	if errors.As(err, &p) {
		if p.status != 0 {
			status = p.status
		}
		if p.code != "" {
			i.Code = p.code
		}
		if p.severity != "" {
			i.Severity = p.severity
		}
		if i.Diagnostics = p.text; p.at != "" {
			i.Expression = []string{p.at}
		}
	} else {
		status, i.Code, i.Diagnostics = httpstatus.Of(err), codes[fault.KindOf(err)], fault.Message(err)
		var f schedule.Field
		if errors.As(err, &f) {
			i.Expression = []string{fields[f]}
		}
		switch {
		case errors.As(err, new(*http.MaxBytesError)):
			i.Code = "too-long"
		case errors.As(err, new(limit.Refused)):
			i.Code = "throttled"
		}
	}
	i.Details = &Concept{Text: i.Diagnostics}
	return reply{status: status, body: outcome(i)}
}

// codes are FHIR's words for the kinds of fault.
var codes = map[fault.Kind]string{
	fault.Invalid: "business-rule", fault.NotFound: "not-found", fault.Conflict: "conflict", fault.Forbidden: "forbidden",
	fault.Unavailable: "transient", fault.Internal: "exception",
}

// fields say where what a service needs to know is sent.
var fields = map[schedule.Field]string{
	"Birth": "Patient.birthDate", "Seen": "Parameters.parameter.where(name='seen')", "State": "Patient.address.state", "Reason": "Appointment.reasonCode.text",
}

// fatal is the error as an operation reports it (ITI-116, ITI-117).
func fatal(err error, code string) error {
	var p problem
	if errors.As(err, &p) {
		p.severity = "fatal"
		return p
	}
	if kind := fault.KindOf(err); kind != fault.Conflict && kind != fault.NotFound && kind != fault.Invalid || errors.As(err, new(*http.MaxBytesError)) {
		return err
	}
	p = problem{severity: "fatal", status: httpstatus.Of(err), code: codes[fault.KindOf(err)], text: fault.Message(err)}
	if fault.Is(err, fault.Conflict) && code != "" {
		p.code = code
	}
	var f schedule.Field
	if errors.As(err, &f) {
		p.code, p.at = "required", fields[f]
	}
	return p
}
