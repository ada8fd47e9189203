package fhir

import (
	"slices"
	"strconv"

	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// searched fills in the page, with what it includes.
func (q *query) searched(t tx.Tx, s schedule.Search, l *list) error {
	a, ctx := q.a, q.a.r.Context()
	if s.Limit = q.count + 1; q.summary {
		s.Limit = 0
	}
	found, total, err := a.Schedule.Search(ctx, t, s)
	if err != nil {
		return err
	}
	if l.total = total; total > schedule.MostCounted {
		l.total = -1
		defer l.warn("Bundle.total", "More than "+strconv.Itoa(schedule.MostCounted)+" match; they are not counted. Narrow the search by date, practitioner or location.")
	}
	if len(found) > q.count {
		found = found[:q.count]
		last := found[q.count-1]
		at := last.Start
		if s.ByChange {
			at = last.Changed
		}
		l.next = sealed("a:" + strconv.FormatInt(at.UnixMicro(), 10) + ":" + string(last.ID))
	}
	var who []string
	for _, v := range found {
		l.entries = append(l.entries, a.entry("Appointment", string(v.ID), a.stored(v), "match"))
		who = append(who, string(v.Patient))
	}
	if err := q.includes(t, found, l); err != nil {
		return err
	}
	return a.Audit.Disclose(ctx, t, "fhir visits", who...)
}

// includes adds what the visits point to, each once.
func (q *query) includes(t tx.Tx, found []schedule.Appointment, l *list) error {
	a := q.a
	want := func(what string) bool {
		return slices.ContainsFunc(q.include, func(s string) bool {
			return s == "Appointment:"+what || s == "Appointment:actor" || s == "*" || s == "Appointment:*"
		})
	}
	known := map[string]bool{"Appointment:patient": true, "Appointment:practitioner": true, "Appointment:location": true, "Appointment:actor": true, "*": true, "Appointment:*": true}
	for _, s := range q.include {
		if !known[s] {
			l.warn("_include", "Bedside includes Appointment:patient, :practitioner, :location and :actor, and passed over what else was asked for.")
			break
		}
	}
	seen := map[string]bool{}
	add := func(typ, i string, resource func() any) {
		if !seen[typ+i] {
			seen[typ+i] = true
			l.entries = append(l.entries, a.entry(typ, i, resource(), "include"))
		}
	}
	for _, v := range found {
		if p, ok := a.p.Provider(v.Provider); ok && want("practitioner") && a.conn.Scopes.Allow("Practitioner", 'r') {
			add("Practitioner", string(v.Provider), func() any { return practitioner(p) })
		}
		if p, ok := a.p.Location(v.Location); ok && want("location") && a.conn.Scopes.Allow("Location", 'r') {
			add("Location", string(v.Location), func() any { return location(a, p) })
		}
	}
	if !want("patient") || len(found) == 0 || !a.conn.Scopes.Allow("Patient", 'r') {
		return nil
	}
	var ids []patient.ID
	for _, v := range found {
		ids = append(ids, v.Patient)
	}
	slices.Sort(ids)
	who, err := a.Patients.Many(a.r.Context(), t.As(bedside), slices.Compact(ids))
	for _, v := range found {
		if p, ok := who[v.Patient]; ok {
			add("Patient", string(v.Patient), func() any { return somebody(p) })
		}
	}
	return err
}
