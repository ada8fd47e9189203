package outreach

import (
	"context"
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// world is everything a message depends on, read in one transaction.
type world struct {
	practice *practice.Practice
	visit    schedule.Appointment // zero for a message about no visit
	matter   Matter
	settings Settings
	pause    Pause
	channel  guard.Channel   // "" when the patient cannot be written to
	contact  patient.Contact // the zero Contact then
	zones    []string        // where the patient's area codes say they may be
	shared   bool            // somebody else has the address too
	told     []Told          // to the patient or the address, in the last days
	name     phi.Name
	prefers  patient.Preferences
	language words.Language
}

func (s *Service) read(ctx context.Context, t tx.Tx, m Message) (w world, err error) {
	if w.practice, err = s.Practice.Get(ctx, t); err != nil {
		return w, err
	}
	if m.Appointment != "" {
		if w.visit, err = s.Visits.Get(ctx, t, m.Appointment); err != nil {
			return w, err
		}
	}
	if source := s.source(m.Kind); source != nil {
		if w.matter, err = source.Matter(ctx, t, m); err != nil {
			return w, err
		}
	} else if m.Appointment == "" {
		w.matter.Moot = Settled // nobody knows any more what it was about
	}
	if w.settings, err = s.Store.Settings(ctx, t); err != nil {
		return w, err
	}
	p, err := s.Patients.Get(ctx, t, m.Patient)
	if err != nil {
		return w, err
	}
	w.name = p.Name
	if err := s.speaks(ctx, t, m.Patient, &w); err != nil {
		return w, err
	}
	w.zones = zonesOf(p)
	if m.Appointment == "" {
		w.visit = w.matter.Visit
	}
	way, err := s.choose(ctx, t, m, w.visit, w.prefers)
	if err != nil {
		return w, err
	}
	w.shared = way.shared
	if n := slices.IndexFunc(p.Contacts, func(c patient.Contact) bool { return c.ID == way.contact }); n >= 0 {
		w.channel, w.contact = way.channel, p.Contacts[n]
	}
	if w.pause, err = s.Store.PauseOf(ctx, t, m.Patient); err != nil {
		return w, err
	}
	w.told, err = s.Store.Told(ctx, t, m.Patient, w.contact.Value, t.Now().Add(-week))
	return w, err
}

// zonesOf are where the patient's area codes say they may be.
func zonesOf(p patient.Patient) (all []string) {
	for _, c := range p.Contacts {
		if c.Kind == patient.Phone {
			all = append(all, practice.PhoneZones(c.Value.Reveal())...)
		}
	}
	return all
}

// judgement is what is to be done with a message that is due.
type judgement struct {
	status Status // Sending: send it; Skipped: why; Waiting: why, and look again at again
	why    Why
	again  time.Time
}

const (
	serverGap = 10 * time.Minute // how often a message that waits for a mail server or a line looks for one
	// lastCall is how long before the visit a reminder is still of use.
	lastCall = time.Hour
)

// judge decides whether the message may go out now.
func (w world) judge(m Message, now time.Time, ready bool) judgement {
	if why := w.moot(m, now); why != WhyNone {
		return judgement{status: Skipped, why: why}
	}
	switch {
	case !w.settings.On(m.Kind):
		return judgement{status: Skipped, why: SwitchedOff}
	case w.channel == "":
		return judgement{status: Skipped, why: NoAddress}
	case w.prefers.Channel == patient.ByPerson:
		return judgement{status: Skipped, why: ByPhone}
	case m.Kind.stopped(w.contact):
		return judgement{status: Skipped, why: OptedOut}
	case m.Kind.agreed() && !w.contact.Agreed(m.Kind.Purpose()):
		return judgement{status: Skipped, why: NoConsent}
	}
	if again, held := w.pause.holds(m.Kind, now); held {
		return judgement{status: Waiting, why: Paused, again: again}
	}
	if w.shut(m.Kind) {
		return judgement{status: Waiting, why: Shut, again: now.Add(pauseGap)}
	}
	switch {
	case !ready && w.channel == Email:
		return judgement{status: Waiting, why: NoServer, again: now.Add(serverGap)}
	case !ready:
		return judgement{status: Waiting, why: NoLine, again: now.Add(serverGap)}
	case w.channel == Email && w.practice.Settings.Email == "" || w.practice.Settings.Phone == "" || w.practice.Settings.NeutralName == "":
		return judgement{status: Waiting, why: NoSender, again: now.Add(serverGap)}
	}
	if !m.Kind.agreed() && (w.channel == Email || w.passes(m, now)) {
		return judgement{status: Sending}
	}
	before := pastOf(w.told, w.channel)
	if !m.Kind.Reminder() {
		before.patient, before.address = nil, nil
	}
	at, why := w.calling().free(now, before)
	switch {
	case !at.After(now):
		return judgement{status: Sending}
	case at.Before(w.last(m)):
		return judgement{status: Waiting, why: why, again: at}
	}
	return judgement{status: Skipped, why: why}
}

// shut reports whether the message would remind of a visit that falls on a closure and was not put there on purpose:
// somebody has to move it first.
func (w world) shut(k Kind) bool {
	if !k.Reminder() || w.visit.ID == "" || w.visit.Status != schedule.Booked || !w.visit.Overbook.IsZero() {
		return false
	}
	_, falls := w.practice.Falls(w.visit.Location, w.visit.Provider, w.visit.Start, w.visit.End)
	return falls
}

// calling is when the patient may be written to: within the hours they chose too.
func (w world) calling() calling {
	c := callingFor(w.visit, w.practice.Settings, w.zones...)
	own := civil.Interval{From: max(c.hours.From, w.prefers.Hours.From), To: min(c.hours.To, w.prefers.Hours.To)}
	if w.prefers.Hours.Valid() && own.Valid() {
		c.hours = own
	}
	return c
}

// reply is how long an answer to what the patient did is one.
const reply = 15 * time.Minute

// passes reports whether a text passes quiet hours: the answer to what the patient did just now, and a visit of this
// day that is off (SAFETY 13).
func (w world) passes(m Message, now time.Time) bool {
	if m.Asked && now.Sub(m.Created).Abs() < reply {
		return true
	}
	zone, err := civil.Zone(w.visit.Zone)
	return err == nil && (m.Kind == Cancelled || m.Kind == Proposal) && civil.DateOf(w.visit.Start.In(zone)) == civil.DateOf(now.In(zone))
}

// moot says why the message no longer makes sense, WhyNone if it does.
func (w world) moot(m Message, now time.Time) Why {
	if w.matter.Moot != WhyNone {
		return w.matter.Moot
	}
	if m.Appointment != "" && m.Kind != Proposal && m.Kind != Offer {
		wanted, why := schedule.Booked, TooLate
		switch m.Kind {
		case Requested:
			wanted = schedule.Pending
		case Cancelled:
			wanted, why = schedule.Cancelled, VisitOn
		case Missed:
			wanted = schedule.NoShow
		case FollowUp:
			wanted = schedule.Fulfilled
		}
		switch {
		case w.visit.Status == schedule.Cancelled && wanted != schedule.Cancelled:
			return VisitOff
		case w.visit.Status != wanted:
			return why
		}
	}
	if !now.Before(w.last(m)) {
		return TooLate
	}
	return WhyNone
}

// last is when the message stops to be of use: a reminder of three days when the one of one day is due, any reminder
// an hour before the visit, everything else that says no time of its own when the visit begins.
func (w world) last(m Message) time.Time {
	switch m.Kind {
	case Reminder3:
		return callingFor(w.visit, w.practice.Settings).reminderAt(w.visit, 1)
	case Reminder1, Reminder0, Telehealth:
		return w.visit.Start.Add(-lastCall)
	}
	return w.end(m)
}

// end is when there is nothing left to say.
func (w world) end(m Message) time.Time {
	if !m.Until.IsZero() {
		return m.Until
	}
	return w.visit.Start
}
