package fhir

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// offer is a time at which a service could begin with somebody somewhere. It is a Slot and, as proposed, an Appointment;
// nothing of it is stored, and the same offer has the same id for ever.
type offer struct {
	role
	s     practice.Service
	start time.Time
}

// id names provider, location, service and the five minutes in which the offer begins.
func (o offer) id() string {
	return o.role.id() + "." + short(string(o.s.ID)) + "." + strconv.FormatInt(o.start.Unix()/int64(schedule.Cell/time.Second), 36)
}

func (o offer) end() time.Time { return o.start.Add(time.Duration(o.s.Minutes) * time.Minute) }

// offerOf reads an id; false if it names nothing of this practice.
func (a *ask) offerOf(id string) (o offer, ok bool) {
	parts := strings.Split(id, ".")
	if len(id) > 64 || len(parts) != 4 {
		return o, false
	}
	n, err := strconv.ParseInt(parts[3], 36, 64)
	if err != nil || n < 0 || n > 1<<31 || strconv.FormatInt(n, 36) != parts[3] {
		return o, false
	}
	for _, v := range a.p.Providers {
		if short(string(v.ID)) == parts[0] {
			o.v = v
		}
	}
	for _, l := range a.p.Locations {
		if short(string(l.ID)) == parts[1] {
			o.l = l
		}
	}
	for _, s := range a.p.Services {
		if short(string(s.ID)) == parts[2] {
			o.s = s
		}
	}
	if o.v.ID == "" || o.l.ID == "" || o.s.ID == "" {
		return o, false
	}
	o.start = time.Unix(n*int64(schedule.Cell/time.Second), 0).In(o.l.In())
	return o, inYears(o.start)
}

// wanted narrows offers.
type wanted struct {
	services []practice.Service
	only     func(role) bool
	from, to time.Time // of the start; to is not included
	about    schedule.About
}

const (
	longestLook = 62 * 24 * time.Hour
	usualLook   = 14 * 24 * time.Hour
)

// offers returns what is offered to a stranger, who is shown the same: a program keeps the practice's notice and horizon,
// and what is held is not there. The earliest first.
func (a *ask) offers(ctx context.Context, t tx.Tx, w wanted) (all []offer, err error) {
	if w.to.Sub(w.from) > longestLook {
		return nil, problem{code: "too-costly", text: "Please ask for at most 62 days at once."}
	}
	if !w.from.Before(w.to) {
		return nil, nil
	}
	ask := schedule.Query{From: civil.DateOf(w.from.Add(-24 * time.Hour)), To: civil.DateOf(w.to.Add(24 * time.Hour)), About: w.about}
	if today := civil.DateOf(t.Now().Add(-24 * time.Hour)); ask.From.Before(today) { // nothing is offered in the past
		ask.From = today
	}
	ask.To = earlier(ask.To, ask.From.AddDays(int(longestLook/(24*time.Hour))))
	roles := map[schedule.Slot]role{}
	for _, o := range a.roles() {
		if !o.active() || !w.only(o) {
			continue
		}
		if len(roles) == 0 {
			ask.Provider, ask.Location = o.v.ID, o.l.ID
		}
		if roles[schedule.Slot{Provider: o.v.ID, Location: o.l.ID}] = o; ask.Provider != o.v.ID {
			ask.Provider = ""
		}
		if ask.Location != o.l.ID {
			ask.Location = ""
		}
	}
	if len(roles) == 0 || !a.p.Settings.Live || ask.To.Before(ask.From) {
		return nil, nil
	}
	for _, s := range w.services {
		if !s.Active || !s.Online {
			continue
		}
		ask.Service = s.ID
		found, err := a.Schedule.Slots(ctx, t.As(actor.Visitor()), ask)
		if errors.As(err, new(schedule.Field)) && len(w.services) > 1 { // it is not for this patient, another may be
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			o, ok := roles[schedule.Slot{Provider: f.Provider, Location: f.Location}]
			if ok && !f.Start.Before(w.from) && f.Start.Before(w.to) {
				all = append(all, offer{o, s, f.Start})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y offer) int { return x.start.Compare(y.start) })
	return all, nil
}

func earlier(x, y civil.Date) civil.Date {
	if y.Before(x) {
		return y
	}
	return x
}

// free reports whether the offer can be had.
func (a *ask) free(ctx context.Context, t tx.Tx, o offer) (bool, error) {
	all, err := a.offers(ctx, t, wanted{services: []practice.Service{o.s}, only: func(r role) bool { return r.id() == o.role.id() }, from: o.start, to: o.start.Add(time.Second)})
	return len(all) > 0, err
}

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
		for _, i := range schedules(a) {
			if slices.ContainsFunc(l.entries, func(e Entry) bool { return e.Resource.(Slot).Schedule.Reference == "Schedule/"+i.id }) {
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
