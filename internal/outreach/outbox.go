package outreach

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Filter chooses messages; zero fields choose all.
type Filter struct {
	Status      Status
	Kind        Kind
	Appointment schedule.ID
	Patient     patient.ID
	Ref         string
	Needy       bool // only what needs a person; see [Needs]
	Offset      int
	Limit       int // 0 is 50, the most is 500
}

// Needs counts the messages that need a person while their visit, or the end of their use, lies ahead.
type Needs struct {
	Unknown int // may or may not have arrived: find out, then settle
	Failed  int // did not arrive: mend the address, or phone
	Held    int // the guard found something: look
	Phone   int // not written to, and to be phoned instead: see [Message.Phone]
}

// Total is all of them together.
func (n Needs) Total() int { return n.Unknown + n.Failed + n.Held + n.Phone }

// Phone reports whether a person has to phone instead of the message: there is no address, the patient asked us to stop or
// wants a person to phone, or no hour is left in which word of a change may be texted.
func (m Message) Phone() bool {
	if m.Status != Skipped {
		return false
	}
	switch m.Why {
	case NoAddress, OptedOut, ByPhone:
		return true
	case QuietHours, Spacing:
		return m.Kind == Moved || m.Kind == Cancelled || m.Kind == Proposal || m.Kind == Offer
	}
	return false
}

// Item is a message as a list shows it.
type Item struct {
	Message
	Name  phi.Name             // the patient's
	Visit schedule.Appointment // zero for a message about no visit
	Zone  *time.Location       // in which its times are shown: the visit's, or the practice's
}

// Detail is a message with all that is known about it.
type Detail struct {
	Item
	Address  phi.Text  // "" for none
	End      time.Time // when there is nothing left to say
	Attempts []Attempt
	Would    bool // title, body and report say what would be said now; else they are the last attempt's words
	Title    phi.Text
	Body     phi.Text
	Report   guard.Report
}

// Stretch is a part of the list of messages, which begins with now.
type Stretch string

const (
	GoesNext  Stretch = "next"  // goes within [Soon], or waits longer than it should: the earliest first
	HasGone   Stretch = "past"  // went, or is settled otherwise: the latest first
	GoesLater Stretch = "later" // the earliest first
)

// Stretches lists every stretch in the order of the list.
func Stretches() []Stretch { return []Stretch{GoesNext, HasGone, GoesLater} }

// Soon is how far ahead the next messages reach.
const Soon = 24 * time.Hour

// Stretch is where in the list the message stands.
func (m Message) Stretch(now time.Time) Stretch {
	switch going := open(m) || m.Status == Sending; {
	case going && m.Due.Before(now.Add(Soon)):
		return GoesNext
	case !going && !m.Due.After(now):
		return HasGone
	}
	return GoesLater
}

// List returns messages in the order of [Stretches], and enters their patients in the access log. Forbidden without the
// right to see the outbox.
func (s *Service) List(ctx context.Context, by actor.Actor, f Filter) ([]Item, error) {
	const op = "outreach.List"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	var items []Item
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.Find(ctx, t, f)
		if err != nil {
			return err
		}
		items, err = s.items(ctx, t, all)
		return err
	})
	return items, fault.At(op, err)
}

// items adds patients and visits to messages, and discloses the patients.
func (s *Service) items(ctx context.Context, t tx.Tx, all []Message) ([]Item, error) {
	var ids []patient.ID
	var shown []string
	for _, m := range all {
		ids, shown = append(ids, m.Patient), append(shown, string(m.Patient))
	}
	people, err := s.Patients.Many(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	home := practice.Location{Zone: p.Settings.Zone}.In()
	items := make([]Item, 0, len(all))
	for _, m := range all {
		i := Item{Message: m, Name: people[m.Patient].Name, Zone: home}
		if m.Appointment != "" {
			if i.Visit, err = s.Visits.Get(ctx, t, m.Appointment); err != nil {
				return nil, err
			}
			i.Zone = i.Visit.Start.Location()
		}
		items = append(items, i)
	}
	return items, s.Audit.Disclose(ctx, t, "outbox", shown...)
}

// Tally counts all messages by status, and what needs a person. Forbidden without the right to see the outbox.
func (s *Service) Tally(ctx context.Context, by actor.Actor) (counts map[Status]int, n Needs, err error) {
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, n, fault.At("outreach.Tally", err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		counts, n, err = s.Store.Tally(ctx, t)
		return err
	})
	return counts, n, fault.At("outreach.Tally", err)
}

// NeedsPerson counts what needs a person, within the caller's reading. Forbidden without the right to see the outbox.
func (s *Service) NeedsPerson(ctx context.Context, t tx.Tx) (Needs, error) {
	if err := t.By().Need(actor.SeeOutbox); err != nil {
		return Needs{}, fault.At("outreach.NeedsPerson", err)
	}
	_, n, err := s.Store.Tally(ctx, t)
	return n, fault.At("outreach.NeedsPerson", err)
}

// Get returns a message with its attempts and its words: those of the last attempt, or for one that may still go
// what would be said now and what the guard finds in it. The patient is entered in the access log. NotFound if
// there is no such message, Forbidden without the right to see the outbox.
func (s *Service) Get(ctx context.Context, by actor.Actor, i ID) (Detail, error) {
	const op = "outreach.Get"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return Detail{}, fault.At(op, err)
	}
	var d Detail
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		m, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		items, err := s.items(ctx, t, []Message{m})
		if err != nil {
			return err
		}
		d = Detail{Item: items[0]}
		said := i
		if m.With != "" {
			said = m.With
		}
		if d.Attempts, err = s.Store.Attempts(ctx, t, said); err != nil {
			return err
		}
		if !open(m) { // where it went, though it failed there
			m.Avoided = nil
		}
		w, err := s.read(ctx, t, m)
		if err != nil {
			return err
		}
		d.Address, d.End = w.contact.Value, w.end(m)
		if n := len(d.Attempts); n > 0 && !open(m) {
			d.Title, d.Body = parted(m.Channel, d.Attempts[n-1].Text)
			return nil
		}
		d.Would = true
		all := []item{{m, w}}
		if m.Status == Waiting && w.channel != "" {
			if all, err = s.together(ctx, t, m, w); err != nil {
				return err
			}
		}
		d.Title, d.Body, d.Report, err = s.preview(ctx, t, all)
		return err
	})
	return d, fault.At(op, err)
}

// wasReleased is the verb of the event that says when a person had a message sent again.
const wasReleased = "message released"

// Resend sends a message again that failed, whose fate is unknown, that was held or skipped. It goes the same way
// as the first time: whatever stood in its way is looked at anew. Conflict if it is in another state, Invalid if
// what it is about has begun or is over.
func (s *Service) Resend(ctx context.Context, by actor.Actor, i ID) error {
	return s.manage(ctx, by, i, "outreach.Resend", func(t tx.Tx, m *Message) (string, error) {
		w, err := s.read(ctx, t, *m)
		if err != nil {
			return "", err
		}
		if !w.end(*m).After(t.Now()) {
			return "", fault.New(fault.Invalid, "outreach.Resend", "It is too late for this message: what it is about has begun or is over.")
		}
		if m.Status != Failed && m.Status != Unknown && m.Status != Held && m.Status != Skipped {
			return "", tooLate("outreach.Resend")
		}
		m.Status, m.Why, m.Due, m.With, m.Avoided = Waiting, WhyNone, t.Now(), "", nil
		return wasReleased, s.schedule(ctx, t, *m)
	})
}

// Settle says of a message whose fate is unknown what a person found out. Conflict if it is in another state.
func (s *Service) Settle(ctx context.Context, by actor.Actor, i ID, arrived bool) error {
	return s.manage(ctx, by, i, "outreach.Settle", func(t tx.Tx, m *Message) (string, error) {
		if m.Status != Unknown {
			return "", tooLate("outreach.Settle")
		}
		m.Status, m.Why = Failed, DidNotArrive
		result := attempt.Failed
		if arrived {
			m.Status, m.Why, result = Sent, Arrived, attempt.Sent
		}
		all, err := s.Store.Attempts(ctx, t, i)
		if err != nil {
			return "", err
		}
		for _, a := range all {
			if a.Outcome != attempt.Unknown {
				continue
			}
			a.Outcome = result
			if err := s.Store.End(ctx, t, a); err != nil {
				return "", err
			}
		}
		return "message settled", s.accompany(ctx, t, *m, "message settled")
	})
}

// GiveUp ends a message that was not sent: a person has told the patient, or nobody needs to. Conflict if it is
// being sent or was.
func (s *Service) GiveUp(ctx context.Context, by actor.Actor, i ID) error {
	return s.manage(ctx, by, i, "outreach.GiveUp", func(t tx.Tx, m *Message) (string, error) {
		if m.Status == Sending || m.Status == Sent || m.Why == ByStaff {
			return "", tooLate("outreach.GiveUp")
		}
		m.Status, m.Why = Skipped, ByStaff
		return "message given up", s.Queue.Drop(ctx, t, JobKind, string(m.ID))
	})
}

func tooLate(op string) error {
	return fault.New(fault.Conflict, op, "Something has become of this message meanwhile. Please look at it again.")
}

// manage changes a message for a staff member.
func (s *Service) manage(ctx context.Context, by actor.Actor, i ID, op string, f func(tx.Tx, *Message) (verb string, err error)) error {
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		m, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		verb, err := f(t, &m)
		if err != nil {
			return err
		}
		return s.save(ctx, t, &m, verb, nil)
	}))
}

// wakeAtOnce is how many messages Wake moves; any others look for a server every ten minutes by themselves.
const wakeAtOnce = 500

// Wake looks at once at what waits for a mail server, a line or a sender: the configuration has changed.
func (s *Service) Wake(ctx context.Context) error {
	return fault.At("outreach.Wake", s.work(ctx, func(t tx.Tx) error {
		all, err := s.Store.Stuck(ctx, t, wakeAtOnce)
		if err != nil {
			return err
		}
		for _, m := range all {
			m.Due = t.Now()
			if err := s.schedule(ctx, t, m); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Elapsed is how long the attempt took, 0 while it runs.
func (a Attempt) Elapsed() time.Duration {
	if a.Ended.IsZero() {
		return 0
	}
	return a.Ended.Sub(a.Started)
}
