package outreach

import (
	"context"
	"maps"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// afterConfirmation is how long after a confirmation no reminder of the same visit goes out.
const afterConfirmation = 4 * time.Hour

var _ schedule.Follower = (*Service)(nil)

// AppointmentChanged plans what a change of a visit has the patient told, in the transaction of the change. Nothing
// about its time is planned for a visit that has begun. It asks for no right of its own: schedule calls it within the
// right that the change itself needs.
//
//   - Booked: a confirmation now and the reminders whose time lies at least four hours ahead; the link to a video visit comes an hour before, however late it is booked. It ends the recall to a
//     visit of that kind.
//   - Moved: word of it when [ToldAt] says, unless staff put it back before, or the patient was told nothing yet and
//     the confirmation still waits; reminders that wait move along, appear or fall away.
//   - Cancelled: what waits is skipped. The patient is told unless nothing about the visit ever left the house and it
//     was the patient who cancelled, or the visit was a mistake.
//   - Closed: what waits is skipped. After a visit that took place the patient may be asked how they are, and the next
//     may become due; after one that did not, they may be offered another, as the practice chose.
//   - Entered in error: what waits is skipped.
//   - Asked for, or moved where somebody has to agree: word that it is asked for; the rest when they have agreed.
func (s *Service) AppointmentChanged(ctx context.Context, t tx.Tx, c schedule.Change) error {
	const op = "outreach.AppointmentChanged"
	all, err := s.Store.Of(ctx, t, c.After.ID)
	if err != nil {
		return fault.At(op, err)
	}
	switch {
	case c.After.Status == schedule.Pending && (c.Kind == schedule.WasBooked || c.Kind == schedule.WasMoved):
		if err = s.skipOpen(ctx, t, all, VisitMoved); err == nil && c.After.Start.After(t.Now()) {
			err = s.add(ctx, t, c.After, map[Kind]time.Time{Requested: t.Now()})
		}
	case c.Kind == schedule.WasBooked, c.Kind == schedule.WasMarked && c.Before.Status == schedule.Pending && c.After.Status == schedule.Booked:
		if err = s.skipOpen(ctx, t, all, Settled); err == nil {
			err = s.plan(ctx, t, c.After, true)
		}
	case c.Kind == schedule.WasMoved:
		err = s.moved(ctx, t, c, all)
	case c.Kind == schedule.WasCancelled:
		err = s.cancelled(ctx, t, c.After, all)
	case c.Kind == schedule.WasClosed:
		if err = s.skipOpen(ctx, t, all, TooLate); err == nil {
			err = s.closed(ctx, t, c.After, all)
		}
	case c.Kind == schedule.WasMarked && !c.After.Status.Takes():
		err = s.skipOpen(ctx, t, all, VisitOff)
	}
	return fault.At(op, err)
}

// Entered plans the reminders of visits that were taken over from another book. Patients know of them, so nothing
// is confirmed. Forbidden without the right to change visits.
func (s *Service) Entered(ctx context.Context, t tx.Tx, visits ...schedule.Appointment) error {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return fault.At("outreach.Entered", err)
	}
	for _, a := range visits {
		if a.Status != schedule.Booked {
			continue
		}
		if err := s.plan(ctx, t, a, false); err != nil {
			return fault.At("outreach.Entered", err)
		}
	}
	return nil
}

// plan adds the messages of a new visit, with one event for all of them.
func (s *Service) plan(ctx context.Context, t tx.Tx, a schedule.Appointment, confirm bool) error {
	if !a.Start.After(t.Now()) {
		return nil
	}
	due, err := s.reminders(ctx, t, a)
	if err != nil {
		return err
	}
	if confirm {
		due[Confirmation] = t.Now()
	}
	if err := s.add(ctx, t, a, due); err != nil {
		return err
	}
	return s.recalled(ctx, t, a)
}

const (
	onTheDay = 3 * time.Hour // how long before a visit who missed one before is reminded once more
	toJoin   = time.Hour     // how long before a video visit its link comes
)

// reminders returns when reminders of the visit are due, without those that would come too soon or are switched off.
func (s *Service) reminders(ctx context.Context, t tx.Tx, a schedule.Appointment) (map[Kind]time.Time, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	settings, err := s.Store.Settings(ctx, t)
	if err != nil {
		return nil, err
	}
	c := callingFor(a, p.Settings)
	all := map[Kind]time.Time{Reminder3: c.reminderAt(a, 3), Reminder1: c.reminderAt(a, 1)}
	if svc, _ := p.Service(a.Service); svc.Telehealth {
		all = map[Kind]time.Time{Reminder3: all[Reminder3], Telehealth: all[Reminder1], Join: a.Start.Add(-toJoin)}
	} else if missed, err := s.Visits.Missed(ctx, t, a.Patient, t.Now()); err != nil {
		return nil, err
	} else if at, ok := c.nearest(civil.DateOf(a.Start.In(c.zones[0])), a.Start.Add(-onTheDay)); missed && ok && at.Before(a.Start.Add(-lastCall)) {
		all[Reminder0] = at
	}
	maps.DeleteFunc(all, func(k Kind, at time.Time) bool {
		return !settings.On(k) || at.Before(t.Now()) || k != Join && at.Before(t.Now().Add(afterConfirmation))
	})
	return all, nil
}

// add adds one waiting message of each kind.
func (s *Service) add(ctx context.Context, t tx.Tx, a schedule.Appointment, due map[Kind]time.Time) error {
	if len(due) == 0 {
		return nil
	}
	to, err := s.choose(ctx, t, Message{Patient: a.Patient, Kind: Confirmation}, a, patient.Preferences{})
	if err != nil {
		return err
	}
	facts := audit.Facts{}
	for _, kind := range Kinds() {
		at, ok := due[kind]
		if !ok {
			continue
		}
		m := Message{ID: id.New[Message](s.IDs), Kind: kind, Channel: to.channel, Appointment: a.ID, Version: a.Version, Patient: a.Patient,
			Contact: to.contact, Due: at, Until: until(kind, at), Asked: asked(t.By()), Status: Waiting, Why: waits(kind, at, t.Now()), Created: t.Now(), Changed: t.Now(), Row: 1}
		if err := s.Store.Add(ctx, t, m); err != nil {
			return err
		}
		if err := s.schedule(ctx, t, m); err != nil {
			return err
		}
		facts[string(kind)] = at.UTC().Format(time.RFC3339)
	}
	return s.Audit.Record(ctx, t, "messages planned", audit.Ref{Kind: "appointment", ID: string(a.ID)}, string(a.ID), facts)
}

// waits says what a message that is planned waits for, beside its time.
func waits(k Kind, due, now time.Time) Why {
	if k == Moved && due.After(now) {
		return MayUndo
	}
	return WhyNone
}

// asked reports whether the patient does what is being done, and so asks for an answer.
func asked(by actor.Actor) bool { return by.Kind == actor.Patient }

func (s *Service) moved(ctx context.Context, t tx.Tx, c schedule.Change, all []Message) error {
	a := c.After
	if !a.Start.After(t.Now()) {
		return s.skipOpen(ctx, t, all, TooLate)
	}
	due, err := s.reminders(ctx, t, a)
	if err != nil {
		return err
	}
	due[Moved] = ToldAt(t.By(), c.Before, a, t.Now())
	for _, m := range all {
		if !open(m) {
			continue
		}
		at, wanted := due[m.Kind]
		if m.Kind == Confirmation { // nothing was said yet: it will say the new time
			at, wanted = t.Now(), true
			delete(due, Moved)
		}
		delete(due, m.Kind)
		back, err := s.takenBack(ctx, t, m, a)
		if err != nil {
			return err
		}
		if !wanted || back {
			why := VisitMoved
			if back {
				why = TakenBack
			}
			if err := s.skip(ctx, t, m, why); err != nil {
				return err
			}
			continue
		}
		m.Due, m.Version, m.Status, m.Why = at, a.Version, Waiting, waits(m.Kind, at, t.Now())
		if err := s.schedule(ctx, t, m); err != nil {
			return err
		}
		if err := s.save(ctx, t, &m, "message moved", audit.Facts{"due": at.UTC().Format(time.RFC3339)}); err != nil {
			return err
		}
	}
	return s.add(ctx, t, a, due)
}

func (s *Service) cancelled(ctx context.Context, t tx.Tx, a schedule.Appointment, all []Message) error {
	if err := s.skipOpen(ctx, t, all, VisitOff); err != nil {
		return err
	}
	if err := s.unbooked(ctx, t, a); err != nil {
		return err
	}
	told := false
	for _, m := range all {
		told = told || m.Status == Sent || m.Status == Sending || m.Status == Unknown
	}
	if !a.Start.After(t.Now()) || !told && a.Why != "practice" {
		return nil
	}
	return s.add(ctx, t, a, map[Kind]time.Time{Cancelled: t.Now()})
}

// open reports whether the message has not been tried and may still be.
func open(m Message) bool { return m.Status == Waiting || m.Status == Held }

// skipOpen skips every message that is open.
func (s *Service) skipOpen(ctx context.Context, t tx.Tx, all []Message, why Why) error {
	for _, m := range all {
		if !open(m) {
			continue
		}
		if err := s.skip(ctx, t, m, why); err != nil {
			return err
		}
	}
	return nil
}

// skip ends a message that is not to be sent, with its job.
func (s *Service) skip(ctx context.Context, t tx.Tx, m Message, why Why) error {
	if err := s.Queue.Drop(ctx, t, JobKind, string(m.ID)); err != nil {
		return err
	}
	m.Status, m.Why = Skipped, why
	return s.save(ctx, t, &m, "message skipped", nil)
}
