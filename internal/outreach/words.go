package outreach

import (
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/phi"
)

// draft says what the message has to say, from the rows as they are: the practice's neutral name, when and where,
// whom to call, how to stop. Nothing about why, with whom or what for (SAFETY 11).
func (s *Service) draft(m Message, w world) guard.Draft {
	d := guard.Draft{Kind: guard.Kind(w.channel), Audience: guard.Patient, Channel: w.channel, Recipient: w.contact.Value.Reveal(), Author: string(actor.Bedside)}
	if w.channel == SMS {
		d.Body = s.text(m, w)
		return d
	}
	d.Kind = guard.Email
	name := guard.PracticeName(w.practice.Settings.NeutralName)
	call := guard.PracticePhone(w.phone())
	when := guard.VisitTime(w.when())
	switch m.Kind {
	case Offer:
		d.Title = []guard.Part{guard.Literal("An earlier time for your visit: "), when}
		d.Body = []guard.Part{guard.Literal("Hello,\n\nYou asked to be told of an earlier time. This one is free:\n\n"), when,
			guard.Literal("\n\nIt is kept for you until "), guard.VisitTime(w.until(m)), guard.Literal(". Take it or let it go with one press:\n"), guard.Link(w.matter.Link),
			guard.Literal("\n\nOr call "), name, guard.Literal(" at "), call, guard.Literal(".")}
		return s.closing(d, w)
	case Cancelled:
		d.Title = []guard.Part{guard.Literal("Your visit on "), when, guard.Literal(" is cancelled")}
		d.Body = []guard.Part{guard.Literal("Hello,\n\nYour visit on "), when, guard.Literal(" is cancelled. To set a new time, call "), name, guard.Literal(" at "), call, guard.Literal(".")}
		return s.closing(d, w)
	case Confirmation:
		d.Title = []guard.Part{guard.Literal("Your visit on "), when}
		d.Body = []guard.Part{guard.Literal("Hello,\n\nYour visit is booked for:\n\n")}
	case Moved:
		d.Title = []guard.Part{guard.Literal("New time for your visit: "), when}
		d.Body = []guard.Part{guard.Literal("Hello,\n\nYour visit has changed. Please come at this time:\n\n")}
	default:
		d.Title = []guard.Part{guard.Literal("Reminder: your visit on "), when}
		d.Body = []guard.Part{guard.Literal("Hello,\n\nThis is a reminder of your visit:\n\n")}
	}
	d.Body = append(d.Body, when, guard.Literal("\n"))
	d.Body = append(d.Body, w.place()...)
	d.Body = append(d.Body, guard.Literal("\n\nIf you need to change it, call "), name, guard.Literal(" at "), call, guard.Literal("."))
	return s.closing(d, w)
}

// text is the same in a text, which is to fit into one segment of 160 characters.
func (s *Service) text(m Message, w world) []guard.Part {
	begin, end := "your visit is on ", ""
	switch m.Kind {
	case Offer:
		return []guard.Part{guard.PracticeName(w.practice.Settings.NeutralName), guard.Literal(": an earlier time is free: "), guard.VisitTime(w.when()),
			guard.Literal(". Reply YES to take it or NO, by "), guard.VisitTime(w.until(m)), guard.Literal(". Call "), guard.PracticePhone(w.phone()), guard.Literal(". STOP ends texts.")}
	case Cancelled:
		begin, end = "your visit on ", " is cancelled"
	case Confirmation:
		begin = "your visit is booked for "
	case Moved:
		begin = "your visit has a new time: "
	}
	return []guard.Part{guard.PracticeName(w.practice.Settings.NeutralName), guard.Literal(": " + begin), guard.VisitTime(w.when()), guard.Literal(end + ask(m.Kind)),
		guard.PracticePhone(w.phone()), guard.Literal(". STOP ends texts.")}
}

// closing says how to stop and what not to use e-mail for.
func (s *Service) closing(d guard.Draft, w world) guard.Draft {
	d.Body = append(d.Body, guard.Literal("\n\nPlease do not send health questions by e-mail. In an emergency, call 911."))
	if link := s.StopLink(w.practice.Settings.URL, w.contact.ID); link != "" {
		d.Body = append(d.Body, guard.Literal("\n\nTo stop these e-mails:\n"), guard.Link(link))
	} else {
		d.Body = append(d.Body, guard.Literal("\n\nTo stop these e-mails, call us."))
	}
	return d
}

// when is the wall time at the visit's place with its zone: "Tue, December 1 at 2:20 pm CST".
func (w world) when() string {
	zone, err := civil.Zone(w.visit.Zone)
	if err != nil {
		zone = time.UTC
	}
	t := w.visit.Start.In(zone)
	return t.Format("Mon, January 2") + " at " + civil.ClockOf(t).Spoken() + t.Format(" MST")
}

// ask says in a text how to answer it; what follows is the number to call.
func ask(k Kind) string {
	switch k {
	case Cancelled, Requested, Missed:
		return ". For a new time, call "
	}
	return ". Reply C to confirm, R to change, or call "
}

// until is when an offer ends, by the clock of the visit: "4:00 pm", or with the day where that is another.
func (w world) until(m Message) string {
	zone, err := civil.Zone(w.visit.Zone)
	if err != nil {
		zone = time.UTC
	}
	t := m.Until.In(zone)
	return t.Format("Mon ") + civil.ClockOf(t).Spoken()
}

// phone is the number to call back, the location's or else the practice's, as Americans write it.
func (w world) phone() string {
	n := w.practice.Settings.Phone
	if l, ok := w.practice.Location(w.visit.Location); ok && l.Phone != "" {
		n = l.Phone
	}
	if len(n) == 12 && strings.HasPrefix(n, "+1") {
		return "(" + n[2:5] + ") " + n[5:8] + "-" + n[8:]
	}
	return n
}

// place says where to be. Whoever comes by video must not set out for the office.
func (w world) place() []guard.Part {
	if v, ok := w.practice.Service(w.visit.Service); ok && v.Telehealth {
		return []guard.Part{guard.Literal("By video or phone. You do not need to come in.")}
	}
	l, ok := w.practice.Location(w.visit.Location)
	if !ok {
		return nil
	}
	return []guard.Part{guard.Place(l.Name)}
}

// Words are the cleared words for the address on the channel; Forbidden if they were not cleared for it.
func Words(c guard.Cleared, channel guard.Channel, to phi.Text) (title, body string, err error) {
	return c.For(guard.Patient, channel, to.Reveal())
}

// said is what an attempt keeps of the words; parted takes it apart.
func said(title, body string) phi.Text {
	if title != "" {
		body = title + "\n\n" + body
	}
	return phi.NewText(body)
}

func parted(c guard.Channel, said phi.Text) (title, body phi.Text) {
	if c != Email {
		return phi.Text{}, said
	}
	above, below, _ := strings.Cut(said.Reveal(), "\n\n")
	return phi.NewText(above), phi.NewText(below)
}

// preview renders what would be said now, for staff to read, with what the guard finds in it. It is cleared for
// nobody, so that it also works without an address and cannot be sent.
func (s *Service) preview(m Message, w world) (title, body phi.Text, r guard.Report) {
	if w.channel == "" {
		w.channel = Email
	}
	d := s.draft(m, w)
	d.Recipient = "preview"
	_, r, _ = s.Guard.Clear(d)
	title, body = parted(w.channel, phi.NewText(r.Text))
	return title, body, r
}

// found names the rules that stood in the way.
func found(r guard.Report) string {
	var names []string
	for _, f := range r.Findings {
		if f.Severity != rules.Note {
			names = append(names, f.Rule)
		}
	}
	return strings.Join(names, " ")
}
