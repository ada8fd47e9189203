package fhir

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// update moves, cancels or marks a visit: PUT Appointment/{id}.
func (a *ask) update() (got reply, err error) {
	var r Appointment
	if err := a.resource("Appointment", &r); err != nil {
		return got, err
	}
	if r.ID != a.r.PathValue("id") {
		return got, bad("Appointment.id", "The id of the resource must be that of the address.")
	}
	return a.changedBy(r)
}

// patch is update by a JSON Patch (RFC 6902) of what is there: PATCH Appointment/{id}.
func (a *ask) patch() (got reply, err error) {
	raw, err := a.body("application/json-patch+json")
	if err != nil {
		return got, err
	}
	var now reply
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		v, err := a.named(t)
		now = reply{body: a.stored(v)}
		return err
	})
	if err != nil {
		return got, err
	}
	whole, err := json.Marshal(now.body)
	if err != nil {
		return got, err
	}
	if whole, err = patched(whole, raw); err != nil {
		return got, err
	}
	var r Appointment
	if err := decode(whole, "Appointment", &r); err != nil {
		return got, err
	}
	r.Meta = nil // the version is the one that If-Match names
	return a.changedBy(r)
}

// named is the visit of the address.
func (a *ask) named(t tx.Tx) (v schedule.Appointment, err error) {
	i, err := id.Parse[schedule.Appointment](a.r.PathValue("id"))
	if err != nil {
		return v, notHere("Appointment")
	}
	return a.visible(t, i)
}

func (a *ask) changedBy(r Appointment) (got reply, err error) {
	v, err := a.changed(schedule.ID(a.r.PathValue("id")), r)
	if err != nil {
		return got, err
	}
	got = a.whole(v, 0)
	got.location = ""
	return got, nil
}

// version is what the caller says they saw: If-Match, or the resource's own.
func (a *ask) seenVersion(r Appointment) (int64, error) {
	said := a.r.Header.Get("If-Match")
	if said == "" && r.Meta != nil && strings.HasSuffix(a.r.URL.Path, "$book") {
		said = r.Meta.VersionID
	}
	if said == "" {
		return 0, problem{status: http.StatusPreconditionRequired, code: "required", at: "If-Match", text: "Send If-Match with the ETag of the visit that you read, such as W/\"1\", so that nobody's change is lost."}
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(strings.TrimSpace(said), "W/"), `"`), 10, 64)
	if err != nil || n < 1 {
		return 0, stale()
	}
	return n, nil
}

func stale() error {
	return problem{status: http.StatusPreconditionFailed, code: "conflict", at: "If-Match", text: "Somebody else changed this visit meanwhile. Read it again."}
}

// changed makes the visit what the resource says, in one transaction: another time, another state, and never both at once.
func (a *ask) changed(i schedule.ID, r Appointment) (v schedule.Appointment, err error) {
	version, err := a.seenVersion(r)
	if err != nil {
		return v, err
	}
	err = a.DB.Do(a.r.Context(), a.by, func(t tx.Tx) error {
		was, err := a.visible(t, i)
		if err != nil {
			return err
		}
		if was.Version != version {
			return stale()
		}
		if v, err = a.apply(t, was, r); err != nil {
			return err
		}
		return a.Audit.Disclose(a.r.Context(), t, "fhir visit", string(v.Patient))
	})
	return v, err
}

// apply finds out what differs and does it by the schedule's own rules.
func (a *ask) apply(t tx.Tx, was schedule.Appointment, r Appointment) (schedule.Appointment, error) {
	ctx := a.r.Context()
	m, moved, err := a.move(was, r)
	if err != nil {
		return was, err
	}
	to := schedule.Status(r.Status)
	if !slices.Contains(states, to) {
		return was, bad("Appointment.status", "A visit in the book cannot be in this state.")
	}
	switch {
	case to == was.Status && !moved:
		return was, nil
	case to == was.Status:
		return a.Schedule.MoveIn(ctx, t, m)
	case moved:
		return was, problem{status: http.StatusUnprocessableEntity, code: "not-supported", at: "Appointment", text: "Change either the time or the state, not both at once."}
	case to == schedule.Cancelled:
		return a.Schedule.CancelIn(ctx, t, was.ID, was.Version, a.why(r))
	}
	v, err := a.Schedule.MarkIn(ctx, t, was.ID, was.Version, to)
	if fault.Is(err, fault.Forbidden) {
		err = problem{status: http.StatusForbidden, code: "forbidden", at: "Appointment.status", text: "The app of a patient can move a visit or cancel it."}
	}
	return v, err
}

// why says who cancels, as the resource gives the reason.
func (a *ask) why(r Appointment) string {
	if r.CancelationReason == nil || a.own() != "" {
		return "patient"
	}
	for _, c := range r.CancelationReason.Coding {
		switch {
		case strings.HasPrefix(c.Code, "prov") || strings.HasPrefix(c.Code, "maint"):
			return "practice"
		case c.Code == "oth-err":
			return "mistake"
		}
	}
	return "patient"
}

// move reads whether the resource wants another time, provider or place. What cannot be changed must be as it is.
func (a *ask) move(was schedule.Appointment, r Appointment) (m schedule.Move, moved bool, err error) {
	m = schedule.Move{ID: was.ID, Version: was.Version, Start: was.Start}
	from, err := instant(r.Start, "Appointment.start")
	if err != nil {
		return m, false, err
	}
	to, err := instant(r.End, "Appointment.end")
	if err != nil {
		return m, false, err
	}
	if !from.Before(to) {
		return m, false, bad("Appointment.end", "A visit ends after it begins.")
	}
	unchangeable := func(at, what string) error {
		return problem{status: http.StatusUnprocessableEntity, code: "not-supported", at: at, text: what + " of a visit cannot be changed here. Cancel it and book another."}
	}
	if to.Sub(from) != was.End.Sub(was.Start) {
		return m, false, unchangeable("Appointment.end", "The length")
	}
	if s, _ := a.p.Service(was.Service); len(r.ServiceType) > 0 && !slices.ContainsFunc(r.ServiceType, func(c Concept) bool { return a.means(c, s) }) {
		return m, false, unchangeable("Appointment.serviceType", "The kind")
	}
	for _, p := range r.Participant {
		if p.Actor == nil || p.Actor.Reference == "" {
			continue
		}
		typ, i, _ := strings.Cut(strings.TrimPrefix(p.Actor.Reference, a.base+"/"), "/")
		switch typ {
		case "Patient":
			if i != string(was.Patient) {
				return m, false, unchangeable("Appointment.participant", "The patient")
			}
		case "Practitioner":
			if i != string(was.Provider) {
				m.Provider, moved = practice.ProviderID(i), true
			}
		case "Location":
			if i != string(was.Location) {
				m.Location, moved = practice.LocationID(i), true
			}
		}
	}
	m.Start = from
	return m, moved || !from.Equal(was.Start), nil
}

// means reports whether a concept means the service.
func (a *ask) means(c Concept, s practice.Service) bool {
	if len(c.Coding) == 0 {
		return strings.EqualFold(c.Text, s.Name)
	}
	return slices.ContainsFunc(c.Coding, func(c Coding) bool {
		return isService(s, value{raw: strings.NewReplacer(`\`, `\\`, ",", `\,`).Replace(c.System + "|" + c.Code)}) || c.System == "" && isService(s, value{raw: c.Code})
	})
}

// instant reads a moment with its offset.
func instant(s, at string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || !inYears(t) {
		return t, bad(at, "An instant looks like 2026-11-24T09:00:00-06:00.")
	}
	return t, nil
}
