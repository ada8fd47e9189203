package fhir

import (
	"net/http"
	"slices"
	"time"

	"bedside/internal/practice"
	"bedside/internal/tx"
)

// slot makes the resource. A site where people book has a page for it.
func (a *ask) slot(o offer, free bool) Slot {
	r := Slot{ResourceType: "Slot", ID: o.id(), ServiceType: []Concept{service(o.s)}, Specialty: specialty(o.v),
		Schedule: Reference{Reference: "Schedule/" + o.role.id(), Type: "Schedule"}, Status: "free", Start: o.start.Format(time.RFC3339), End: o.end().Format(time.RFC3339)}
	if !free {
		r.Status = "busy"
	}
	return r
}

func slotParams() []param {
	return []param{
		{"schedule", "reference", "Whose"}, {"start", "date", "When it begins; 14 days from now on if nothing is said, 62 days at most"}, {"status", "token", "Only free ones are listed"},
		{"service-type", "token", "The kind of visit"}, {"specialty", "token", "The provider's specialty"},
	}
}

func slots() kind {
	return kind{name: "Slot", read: (*ask).readSlot, search: (*ask).searchSlots, params: slotParams()}
}

func (a *ask) readSlot() (got reply, err error) {
	o, ok := a.offerOf(a.r.PathValue("id"))
	if !ok {
		return got, notHere("Slot")
	}
	err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
		free, err := a.free(a.r.Context(), t, o)
		got = reply{body: a.slot(o, free)}
		return err
	})
	return got, err
}

func (a *ask) searchSlots() (reply, error) {
	q, err := a.asked(slotParams(), "_include", "_sort")
	if err != nil {
		return reply{}, err
	}
	w, none, err := q.slotsWanted()
	if err != nil {
		return reply{}, err
	}
	var found []Entry
	if !none {
		err = a.DB.View(a.r.Context(), a.by, func(t tx.Tx) error {
			found = nil
			all, err := a.offers(a.r.Context(), t, w)
			for _, o := range all {
				if q.has("_id", o.id()) {
					found = append(found, a.entry("Slot", o.id(), a.slot(o, true), "match"))
				}
			}
			return err
		})
	}
	if err != nil {
		return reply{}, err
	}
	l, err := q.page(found)
	if slices.Contains(q.include, "Slot:schedule") {
		matches := l.entries
		for _, i := range schedules(a) {
			if slices.ContainsFunc(matches, func(e Entry) bool { return e.Resource.(Slot).Schedule.Reference == "Schedule/"+i.id }) {
				l.entries = append(l.entries, a.entry("Schedule", i.id, i.resource, "include"))
			}
		}
	}
	return q.bundle("Slot", l), err
}

// has reports whether a parameter that names values lets the one pass.
func (q *query) has(name, one string) bool {
	return q.each(name, func(v value) error {
		if !slices.Contains(v.alternatives(), one) {
			return http.ErrNotSupported
		}
		return nil
	}) == nil
}

// slotsWanted reads the parameters; none means that nothing can match.
func (q *query) slotsWanted() (w wanted, none bool, err error) {
	a := q.a
	w.services, w.from = a.p.Services, a.Now()
	starts, err := q.dates("start")
	if err != nil {
		return w, false, err
	}
	for _, s := range starts {
		if s.Not {
			return w, false, bad("start", "The prefix ne is not for slots.")
		}
		if s.From.After(w.from) {
			w.from = s.From
		}
		if !s.To.IsZero() && (w.to.IsZero() || s.To.Before(w.to)) {
			w.to = s.To
		}
	}
	if w.to.IsZero() {
		w.to = w.from.Add(usualLook)
	}
	roles := a.roles()
	err = q.each("schedule", func(v value) error {
		refs, err := v.refs(a.base, "Schedule")
		roles = slices.DeleteFunc(roles, func(o role) bool {
			return !slices.ContainsFunc(refs, func(r Reference) bool { return r.Reference == o.id() })
		})
		return err
	})
	if err != nil {
		return w, false, err
	}
	_ = q.each("specialty", func(v value) error {
		roles = slices.DeleteFunc(roles, func(o role) bool { return !hasSpecialty(o.v, v) })
		return nil
	})
	w.only = func(o role) bool { return slices.ContainsFunc(roles, func(r role) bool { return r.id() == o.id() }) }
	_ = q.each("service-type", func(v value) error {
		w.services = slices.DeleteFunc(slices.Clone(w.services), func(s practice.Service) bool { return !isService(s, v) })
		return nil
	})
	err = q.each("status", func(v value) error {
		for _, s := range v.alternatives() {
			switch codeOf(s).code {
			case "free":
				return nil
			case "busy", "busy-unavailable", "busy-tentative", "entered-in-error":
			default:
				return bad("status", "The status of a slot is one of free, busy, busy-unavailable, busy-tentative and entered-in-error.")
			}
		}
		none = true
		return nil
	})
	return w, none || len(roles) == 0 || len(w.services) == 0, err
}
