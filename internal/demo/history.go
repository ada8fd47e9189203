package demo

import (
	"context"
	"slices"
	"strconv"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// remembered is how many days back the messages of visits go.
const remembered = 10

// writeHistory enters the messages that would have gone out before now, as if they had, with a few that failed or
// whose fate is unknown.
func (s *seeding) writeHistory(ctx context.Context, t tx.Tx) error {
	first, count := s.now.AddDate(0, 0, -remembered), 0
	for n, a := range s.visits {
		if a.Start.Before(first) {
			continue
		}
		for _, m := range s.past(a, s.people[s.plan.Visits[n].Patient]) {
			count++
			if err := s.write(ctx, t, m, a, count); err != nil {
				return err
			}
		}
	}
	facts := audit.Facts{"messages": strconv.Itoa(count)}
	return s.Outreach.Audit.Record(ctx, t, "entered", audit.Ref{Kind: "outbox"}, "", facts)
}

// past lists the messages about a visit whose time was before now, with what became of them by the patient's wishes.
func (s *seeding) past(a schedule.Appointment, p patient.Patient) []outreach.Message {
	until := s.now
	if a.Status == schedule.Cancelled {
		until = a.Changed
	}
	var all []outreach.Message
	add := func(kind outreach.Kind, due time.Time) {
		if due.After(until) || kind.Reminder() && due.Before(a.Created.Add(4*time.Hour)) {
			return
		}
		m := outreach.Message{ID: id.New[outreach.Message](s.IDs), Kind: kind, Appointment: a.ID, Version: a.Version,
			Patient: p.ID, Due: due, Status: outreach.Sent, Created: a.Created, Changed: due, Row: 1}
		c, channel, ok := reached(p)
		m.Contact, m.Channel = c.ID, channel
		switch {
		case !ok:
			m.Status, m.Why = outreach.Skipped, outreach.NoAddress
		case c.OptedOut:
			m.Status, m.Why = outreach.Skipped, outreach.OptedOut
		case kind.Reminder() && !c.Consent:
			m.Status, m.Why = outreach.Skipped, outreach.NoConsent
		}
		all = append(all, m)
	}
	add(outreach.Confirmation, a.Created)
	clock := min(max(civil.ClockOf(a.Start), civil.NewClock(9, 0)), civil.NewClock(19, 0)) // within the hours for messages in both zones
	before := func(days int) time.Time {
		return civil.DateOf(a.Start).AddDays(-days).At(clock, a.Start.Location())
	}
	add(outreach.Reminder3, before(3))
	add(outreach.Reminder1, before(1))
	if a.Status == schedule.Cancelled {
		add(outreach.Cancelled, a.Changed)
	}
	slices.SortFunc(all, func(x, y outreach.Message) int { return x.Due.Compare(y.Due) })
	return all
}

// mail is the patient's e-mail address, one with consent before others.
func mail(p patient.Patient) (best patient.Contact, ok bool) {
	for _, c := range p.Contacts {
		if c.Kind == patient.Email && (!ok || c.Consent && !best.Consent) {
			best, ok = c, true
		}
	}
	return best, ok
}

// reached is how the patient was written to: by text who agreed to texts and not to e-mail, else by e-mail.
func reached(p patient.Patient) (patient.Contact, guard.Channel, bool) {
	c, ok := mail(p)
	for _, phone := range p.Contacts {
		if phone.Kind == patient.Phone && phone.Consent && !phone.OptedOut && (!ok || !c.Consent || c.OptedOut) {
			return phone, outreach.SMS, true
		}
	}
	return c, outreach.Email, ok
}

// write adds a message and the attempt to send it. A few failed, and of a few the fate is unknown.
func (s *seeding) write(ctx context.Context, t tx.Tx, m outreach.Message, a schedule.Appointment, n int) error {
	try := outreach.Attempt{ID: id.New[outreach.Attempt](s.IDs), Message: m.ID, Started: m.Due.Add(2 * time.Second), Outcome: attempt.Sent, Detail: "250"}
	switch {
	case m.Status != outreach.Sent:
		return s.Outreach.Store.Add(ctx, t, m)
	case n%240 == 80:
		m.Status, m.Why, try.Outcome, try.Detail = outreach.Failed, outreach.Refused, attempt.Failed, "550"
	case n%240 == 160:
		m.Status, m.Why, try.Outcome, try.Detail = outreach.Unknown, outreach.NoAnswer, attempt.Unknown, "lost"
	}
	try.Ended = try.Started.Add(time.Duration(300+n%700) * time.Millisecond)
	m.Changed = try.Ended
	if try.Text = phi.NewText(words(m.Kind, a)); m.Channel == outreach.SMS {
		try.Detail, try.Text = "201", phi.NewText(texted(m.Kind, a))
	}
	if err := s.Outreach.Store.Add(ctx, t, m); err != nil {
		return err
	}
	if err := s.Outreach.Store.Start(ctx, t, try); err != nil {
		return err
	}
	return s.Outreach.Store.End(ctx, t, try)
}

// texted is what such a text said.
func texted(kind outreach.Kind, a schedule.Appointment) string {
	when := a.Start.Format("Mon Jan 2, ") + civil.ClockOf(a.Start).Spoken() + a.Start.Format(" MST")
	say := "your visit is " + when
	switch kind {
	case outreach.Confirmation:
		say = "your visit is booked: " + when
	case outreach.Cancelled:
		say = "your visit " + when + " is cancelled"
	}
	return "Lakeside: " + say + ". To change it, call 218-555-0100. STOP to end texts."
}

// words are what such a message said. Nothing here is ever sent: it is a record of the past.
func words(kind outreach.Kind, a schedule.Appointment) string {
	when := a.Start.Format("Mon, January 2") + " at " + civil.ClockOf(a.Start).Spoken() + a.Start.Format(" MST")
	title, body := "Reminder: your visit on "+when, "This is a reminder of your visit:\n\n"+when
	switch kind {
	case outreach.Confirmation:
		title, body = "Your visit on "+when, "Your visit is booked for:\n\n"+when
	case outreach.Cancelled:
		title, body = "Your visit on "+when+" is cancelled", "Your visit on "+when+" is cancelled."
	}
	return title + "\n\nHello,\n\n" + body + "\n\nIf you need to change it, call Lakeside at (218) 555-0100." +
		"\n\nPlease do not send health questions by e-mail. In an emergency, call 911.\n\nTo stop these e-mails, call us."
}
