package frontdesk

import (
	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

func (w *world) identify(p patient.ID, n phi.Name) error {
	h, err := w.Service.Inbox.Identify(w.ctx, w.t, w.c.Thread, string(w.c.ID), p, n)
	if err == nil {
		w.thread, w.c.Thread = h, h.ID
	}
	return err
}

// A number, and a name, may be tried so often a day (SAFETY 8).
const triesADay = 8

// Match is [flow.World]'s. It does the same work and leaves the same traces whether or not there is somebody.
func (w *world) Match(names []phi.Name, births []phi.BirthDate) (patient.ID, []schedule.Appointment, bool, error) {
	over, err := w.tried(names, births)
	if err != nil {
		return "", nil, false, err
	}
	found, err := w.candidates(names, births)
	if err != nil {
		return "", nil, false, err
	}
	who := patient.Patient{ID: "nobody"}
	if len(found) == 1 && !over {
		who = found[0]
	}
	all, err := w.Visits.OfPatient(w.ctx, w.t.As(actor.Verified(string(who.ID))), who.ID)
	if err != nil {
		return "", nil, false, err
	}
	var visits []schedule.Appointment
	for i := len(all) - 1; i >= 0; i-- { // the latest comes first
		if a := all[i]; a.Status == schedule.Booked && a.Start.After(w.t.Now()) {
			visits = append(visits, a)
		}
	}
	verb := "not verified"
	if len(visits) > 0 {
		verb = "verified"
	}
	if err := w.Audit.Record(w.ctx, w.t, verb, audit.Ref{Kind: "conversation", ID: string(w.c.ID)}, "", nil); err != nil || len(visits) == 0 {
		return "", nil, false, err
	}
	if err := w.Audit.Disclose(w.ctx, w.t.As(actor.Verified(string(who.ID))), "visits", string(who.ID)); err != nil {
		return "", nil, false, err
	}
	return who.ID, visits, true, w.identify(who.ID, who.Name)
}

// tried counts the try under the number and under the name, and reports whether there were too many before it.
func (w *world) tried(names []phi.Name, births []phi.BirthDate) (over bool, err error) {
	var keys []string
	if n := w.in.From.Reveal(); n != "" {
		keys = append(keys, "number "+n)
	}
	if len(names) > 0 && len(births) > 0 {
		keys = append(keys, "name "+words.Fold(names[0].Reveal()))
	}
	for _, k := range keys {
		before, err := w.Store.Try(w.ctx, w.t, k, civil.DateOf(w.Now()))
		if err != nil {
			return false, err
		}
		over = over || before >= triesADay
	}
	return over, nil
}

// candidates are the patients whom a name and a birth date fit. Where one was typed exactly as it is on file, those
// that only sound like it do not count.
func (w *world) candidates(names []phi.Name, births []phi.BirthDate) (found []patient.Patient, err error) {
	seen := map[patient.ID]bool{}
	var exact []patient.Patient
	for _, n := range names {
		for _, b := range births {
			all, err := w.Patients.Match(w.ctx, w.t, n, b)
			if err != nil {
				return nil, err
			}
			for _, p := range all {
				if seen[p.ID] {
					continue
				}
				seen[p.ID] = true
				found = append(found, p)
				if words.Fold(p.Name.Reveal()) == words.Fold(names[0].Reveal()) {
					exact = append(exact, p)
				}
			}
		}
	}
	if w.in.Channel != Voice && len(exact) > 0 {
		return exact, nil
	}
	return found, nil
}
