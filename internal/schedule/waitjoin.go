package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Joining asks for a place on the waitlist. Where no day is named, it is any from today to the visit that they have, or
// to as far ahead as such visits are booked.
type Joining struct {
	Wait                  // its Patient, or else
	Person patient.Person // who somebody says they are
	Seen   practice.Seen  // whether they say they have been here before
	Sooner bool           // they say they have such a visit: the next one is moved if they accept
}

const longestWait = 2 * 366 // days ahead

// Wait puts somebody on the waitlist. Asking again asks for nothing twice: a patient has one entry for a kind of visit, or
// one for each visit that they want earlier, which takes the last wishes and keeps its place. Invalid with a sentence for
// days that are over, times that fit no visit, and whomever the kind of visit is not for; staff, the patient themselves,
// or whoever says who they are, as for a booking.
func (s *Scheduler) Wait(ctx context.Context, by actor.Actor, j Joining) (w Wait, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		w, err = s.WaitIn(ctx, t, j)
		return err
	})
	return w, err
}

// WaitIn is [Scheduler.Wait] within the caller's transaction.
func (s *Scheduler) WaitIn(ctx context.Context, t tx.Tx, j Joining) (Wait, error) {
	w := j.Wait
	if err := t.By().Need(actor.Book); err != nil {
		return w, err
	}
	if w.Patient != "" {
		if err := t.By().NeedFor(actor.ChangeVisits, string(w.Patient)); err != nil {
			return w, err
		}
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return w, err
	}
	if !short(j.Reason) {
		return w, errReason()
	}
	if err := s.fill(ctx, t, p, &j); err != nil {
		return w, err
	}
	if w = j.Wait; w.Patient == "" {
		if w.Patient, err = s.Patients.Admit(ctx, t, j.Person); err != nil {
			return w, err
		}
		if j.Sooner {
			if err := s.nextOf(ctx, t, &w); err != nil {
				return w, err
			}
		}
	}
	before, err := s.Waits.Waiting(ctx, t, w.Patient)
	if err != nil {
		return w, err
	}
	if i := slices.IndexFunc(before, w.like); i >= 0 {
		return s.wish(ctx, t, before[i], w)
	}
	return w, s.enlist(ctx, t, &w)
}

// fill checks what is asked for, and fills in the days that are not named.
func (s *Scheduler) fill(ctx context.Context, t tx.Tx, p *practice.Practice, j *Joining) error {
	today := p.Today(t.Now())
	if j.From.IsZero() {
		j.From = today
	}
	var rules rules
	if j.Instead != "" {
		a, err := s.Store.Get(ctx, t, j.Instead)
		if err != nil || a.Patient != j.Patient || a.Service != j.Service || !a.Status.Open() {
			return fault.New(fault.Invalid, "schedule.Wait", "The visit that they have is of another kind, or no longer open to change.")
		}
		if rules, err = rulesFor(p, j.Service, t, About{State: a.State.Reveal()}); err != nil {
			return err
		}
		if j.To.IsZero() {
			j.To = a.DayOf()
		}
	} else {
		var err error
		if rules, err = s.known(ctx, t, p, Request{Patient: j.Patient, Person: j.Person, Service: j.Service, Seen: j.Seen, State: j.State.Reveal(), Reason: j.Reason}); err != nil {
			return err
		}
	}
	if j.To.IsZero() {
		j.To = civil.DateOf(rules.latest)
	}
	given := rules.spots(j.Provider, j.Location)
	switch {
	case j.To.Before(j.From) || j.To.Before(today):
		return about("To", "The last day is before the first, or over. Choose days that are still to come.")
	case today.DaysUntil(j.To) > longestWait:
		return about("To", "That is more than two years ahead. Choose a nearer day.")
	case j.Until != 0 && int(j.Until-j.After) < rules.svc.Minutes:
		return about("Until", "The visit does not fit between these times. Choose a longer stretch of the day.")
	case !slices.ContainsFunc(given, func(o spot) bool { return rules.licensed(o.v.ID, j.From) }):
		return about("Provider", "Nobody gives this kind of visit there. Choose anybody, or another kind of visit.")
	}
	l := given[0].l
	first := rules.suits(j.From.At(0, l.In()), l)
	if first != nil && rules.suits(j.To.At(0, l.In()), l) == nil { // they come into the age meanwhile
		return nil
	}
	return first
}

// nextOf makes the entry one for an earlier time than the patient's next visit of the kind, if they have one.
func (s *Scheduler) nextOf(ctx context.Context, t tx.Tx, w *Wait) error {
	all, err := s.Store.Coming(ctx, t, w.Patient, t.Now())
	if i := slices.IndexFunc(all, func(a Appointment) bool { return a.Service == w.Service && w.From.Before(a.DayOf()) }); i >= 0 {
		w.Instead = all[i].ID
	}
	return err
}

// like reports whether two entries are for one visit.
func (w Wait) like(o Wait) bool {
	return o.Because == "" && o.Service == w.Service && (o.Instead == w.Instead || o.Instead == "" || w.Instead == "")
}

// wishes is what is wanted, to tell whether it changed.
func (w Wait) wishes() string {
	return fmt.Sprint(w.Provider, "|", w.Location, "|", w.From, w.To, w.Days, w.After, w.Until, w.Instead, w.Urgent, w.State.Reveal(), w.Reason.Reveal())
}

// wish puts the last wishes in the place of those that an entry has.
func (s *Scheduler) wish(ctx context.Context, t tx.Tx, w, last Wait) (Wait, error) {
	before := w.wishes()
	w.Provider, w.Location, w.From, w.To, w.Days, w.After, w.Until = last.Provider, last.Location, last.From, last.To, last.Days, last.After, last.Until
	if last.Instead != "" {
		w.Instead = last.Instead
	}
	if strings.TrimSpace(last.Reason.Reveal()) != "" {
		w.Reason = last.Reason
	}
	if last.State.Reveal() != "" {
		w.State = last.State
	}
	if w.Urgent = w.Urgent || last.Urgent; w.wishes() == before {
		return w, nil
	}
	w.Changed = t.Now()
	if err := s.Waits.PutWait(ctx, t, w); err != nil {
		return w, err
	}
	return w, s.Audit.Record(ctx, t, "waits otherwise", audit.Ref{Kind: "waitlist", ID: string(w.ID)}, "", nil)
}

// enlist puts an entry on the list.
func (s *Scheduler) enlist(ctx context.Context, t tx.Tx, w *Wait) error {
	w.ID, w.Status, w.Created, w.Changed = id.New[Wait](s.IDs), Waiting, t.Now(), t.Now()
	if err := s.Waits.PutWait(ctx, t, *w); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, "waits", audit.Ref{Kind: "waitlist", ID: string(w.ID)}, "",
		audit.Facts{"patient": string(w.Patient), "service": string(w.Service), "channel": w.Channel})
}

// replaces makes whoever waited for such a visit, and now has it, one who would have it earlier: what they accept moves
// it, and nobody has two.
func (s *Scheduler) replaces(ctx context.Context, t tx.Tx, a Appointment) error {
	if s.Waits == nil || !a.Start.After(t.Now()) {
		return nil
	}
	all, err := s.Waits.Waiting(ctx, t, a.Patient)
	for _, w := range all {
		if err == nil && w.Service == a.Service && w.Instead == "" {
			w.Instead, w.Changed = a.ID, t.Now()
			err = s.Waits.PutWait(ctx, t, w)
		}
	}
	return err
}

// WaitsOf returns what a patient waits for and may still be offered, the oldest first, each with the offer that is open.
// The caller enters the disclosure. Staff, or the patient themselves.
func (s *Scheduler) WaitsOf(ctx context.Context, t tx.Tx, i patient.ID) ([]Waited, error) {
	if err := t.By().NeedFor(actor.SeeSchedule, string(i)); err != nil {
		return nil, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	all, err := s.Waits.Waiting(ctx, t, i)
	if err != nil {
		return nil, err
	}
	var list []Waited
	for _, w := range all {
		if w.Because != "" || w.To.Before(p.Today(t.Now())) {
			continue
		}
		if w.Instead != "" {
			if a, err := s.Store.Get(ctx, t, w.Instead); err != nil {
				return nil, err
			} else if !a.Status.Open() || !a.Start.After(t.Now()) {
				continue
			}
		}
		offers, err := s.Waits.OffersOf(ctx, t, w.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, Waited{w, slices.DeleteFunc(offers, func(o Offer) bool { return o.Status != OfferOpen || !o.Expires.After(t.Now()) })})
	}
	return list, nil
}
