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

// draft says what the messages that go out as one have to say, from the rows as they are: the practice's neutral name,
// when and where, whom to call, how to stop. Nothing about why, with whom or what for, and of several visits not whose
// (SAFETY 11).
func (s *Service) draft(all []item) guard.Draft {
	w := all[0].world
	d := guard.Draft{Kind: guard.Kind(w.channel), Audience: guard.Patient, Channel: w.channel, Recipient: w.contact.Value.Reveal(), Author: string(actor.Bedside)}
	if w.channel == Email {
		s.letter(&d, all)
	} else {
		d.Body = s.text(all)
	}
	return d
}

// said is what is said of the visits of several messages: when each is, and whether the next is to be planned too.
func saidOf(all []item) (visits []item, recall bool) {
	for _, i := range all {
		if i.Kind == Recall {
			recall = true
		} else {
			visits = append(visits, i)
		}
	}
	return visits, recall
}

// when is the wall time at the visit's place with its zone: "Tue, December 1 at 2:20 pm CST".
func (w world) when() string { return w.wall("Mon, January 2") }

func (w world) wall(day string) string {
	v := w.time()
	zone, err := civil.Zone(v.Zone)
	if err != nil {
		zone = time.UTC
	}
	t := v.Start.In(zone)
	return t.Format(day) + " at " + civil.ClockOf(t).Spoken() + t.Format(" MST")
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
	v := w.time()
	if svc, ok := w.practice.Service(v.Service); ok && svc.Telehealth {
		return []guard.Part{guard.Literal("By video or phone. You do not need to come in.")}
	}
	l, ok := w.practice.Location(v.Location)
	if !ok {
		return nil
	}
	return []guard.Part{guard.Place(l.Name)}
}

// page is the address of a page of the practice's own site, "" while it has none.
func (w world) page(path string) string {
	if w.practice.Settings.URL == "" {
		return ""
	}
	return strings.TrimRight(w.practice.Settings.URL, "/") + path
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
func (s *Service) preview(all []item) (title, body phi.Text, r guard.Report) {
	w := &all[0].world
	if w.channel == "" {
		w.channel = Email
	}
	d := s.draft(all)
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
