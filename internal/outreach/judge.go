package outreach

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// world is everything a message depends on, read in one transaction.
type world struct {
	practice *practice.Practice
	visit    schedule.Appointment
	contact  patient.Contact // the zero Contact when the patient has no address
	zones    []string        // where the patient's area codes say they may be
}

// to is the address the message goes to.
func (w world) to() phi.Email {
	e, err := phi.ParseEmail(w.contact.Value.Reveal())
	if err != nil {
		return phi.Email{}
	}
	return e
}

func (s *Service) read(ctx context.Context, t tx.Tx, m Message) (w world, err error) {
	if w.practice, err = s.Practice.Get(ctx, t); err != nil {
		return w, err
	}
	if w.visit, err = s.Visits.Get(ctx, t, m.Appointment); err != nil {
		return w, err
	}
	p, err := s.Patients.Get(ctx, t, m.Patient)
	if err != nil {
		return w, err
	}
	w.contact, _ = address(p, m.Contact)
	for _, c := range p.Contacts {
		if c.Kind == patient.Phone {
			w.zones = append(w.zones, practice.PhoneZones(c.Value.Reveal())...)
		}
	}
	return w, nil
}

// address picks the patient's e-mail address: the one with the id if the patient still has it, else one that agreed
// to reminders and did not ask us to stop, else any.
func address(p patient.Patient, wanted patient.ContactID) (best patient.Contact, found bool) {
	for _, c := range p.Contacts {
		if c.Kind != patient.Email {
			continue
		}
		if c.ID == wanted {
			return c, true
		}
		if !found || welcome(c) && !welcome(best) {
			best, found = c, true
		}
	}
	return best, found
}

func welcome(c patient.Contact) bool { return c.Consent && !c.OptedOut }

// judgement is what is to be done with a message that is due.
type judgement struct {
	status Status // Sending: send it; Skipped: why; Waiting: why, and look again at again
	why    Why
	again  time.Time
}

const (
	serverGap = 10 * time.Minute // how often a message that waits for a mail server looks for one
	// lastCall is how long before the visit a reminder is still of use.
	lastCall = time.Hour
)

// judge decides whether the message may go out now. before are the patient's reminders of the last days.
func (w world) judge(m Message, now time.Time, ready bool, before []time.Time) judgement {
	if why := w.moot(m, now); why != WhyNone {
		return judgement{status: Skipped, why: why}
	}
	switch {
	case w.to().IsZero():
		return judgement{status: Skipped, why: NoAddress}
	case w.contact.OptedOut:
		return judgement{status: Skipped, why: OptedOut}
	case m.Kind.Reminder() && !w.contact.Consent:
		return judgement{status: Skipped, why: NoConsent}
	case !ready:
		return judgement{status: Waiting, why: NoServer, again: now.Add(serverGap)}
	case w.practice.Settings.Email == "" || w.practice.Settings.Phone == "" || w.practice.Settings.NeutralName == "":
		return judgement{status: Waiting, why: NoSender, again: now.Add(serverGap)}
	}
	if m.Kind.Reminder() {
		at, why := callingFor(w.visit, w.practice.Settings, w.zones...).free(now, before)
		if at.After(now) && at.Before(w.last(m)) {
			return judgement{status: Waiting, why: why, again: at}
		}
		if at.After(now) {
			return judgement{status: Skipped, why: why}
		}
	}
	return judgement{status: Sending}
}

// moot says why the message no longer makes sense, WhyNone if it does.
func (w world) moot(m Message, now time.Time) Why {
	cancelled := w.visit.Status == schedule.Cancelled
	switch {
	case m.Kind == Cancelled && !cancelled:
		return VisitOn
	case m.Kind != Cancelled && cancelled:
		return VisitOff
	case m.Kind != Cancelled && w.visit.Status != schedule.Booked, !now.Before(w.last(m)):
		return TooLate
	}
	return WhyNone
}

// last is when the message stops to be of use: a reminder of three days when the one of one day is due, any reminder
// an hour before the visit, everything else when the visit begins.
func (w world) last(m Message) time.Time {
	switch m.Kind {
	case Reminder3:
		return callingFor(w.visit, w.practice.Settings).reminderAt(w.visit, 1)
	case Reminder1:
		return w.visit.Start.Add(-lastCall)
	}
	return w.visit.Start
}

// before returns the reminders that count against the caps of a message.
func (s *Service) before(ctx context.Context, t tx.Tx, m Message) ([]time.Time, error) {
	if !m.Kind.Reminder() {
		return nil, nil
	}
	all, err := s.Store.Reminded(ctx, t, m.Patient, t.Now().Add(-week))
	return all, fault.At("outreach.before", err)
}
