package exchange

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// The copy speaks to the patient, in words that everybody reads.
var (
	forWords = map[patient.Purpose]string{patient.Reminders: "reminders of visits", patient.FollowUps: "word after a visit and when the next is due",
		patient.Announcements: "announcements", patient.AutoVoice: "automated calls"}
	actWords = map[patient.Act]string{patient.Gave: "Yes", patient.Withdrew: "No", patient.Stopped: "Stop", patient.Started: "Go on again", patient.Detached: "Wrong number or address: taken off your record"}
	wayWords = map[patient.Channel]string{"": "whichever may be used", patient.ByEmail: "e-mail", patient.ByText: "text", patient.ByVoice: "automated call", patient.ByPerson: "a person who phones"}
	sayWords = map[patient.Topic]string{patient.SayProvider: "with whom a visit is", patient.SayService: "what kind of visit it is"}

	messageWords = map[outreach.Kind]string{outreach.Requested: "Your visit was asked for", outreach.Confirmation: "Confirmation of a visit", outreach.Reminder3: "Reminder, three days before",
		outreach.Reminder1: "Reminder, one day before", outreach.Reminder0: "Reminder, on the day", outreach.Telehealth: "How to join a video visit", outreach.Join: "Link to a video visit",
		outreach.Moved: "A visit was moved", outreach.Cancelled: "A visit was cancelled", outreach.Proposal: "Another time for a visit", outreach.Missed: "After a visit that did not happen",
		outreach.FollowUp: "How you are after a visit", outreach.Offer: "An earlier time", outreach.Recall: "Time for the next visit", outreach.Announcement: "Announcement"}
	byWords   = map[string]string{string(outreach.Email): "by e-mail", string(outreach.SMS): "by text", string(outreach.Voice): "by call"}
	fateWords = map[outreach.Status]string{outreach.Waiting: "not sent yet", outreach.Sending: "being sent", outreach.Sent: "sent", outreach.Failed: "did not arrive",
		outreach.Unknown: "may or may not have arrived", outreach.Held: "not sent: somebody looks at it first", outreach.Skipped: "not sent"}
	visitWords = map[schedule.Status]string{schedule.Pending: "asked for", schedule.Booked: "booked", schedule.Arrived: "you are here", schedule.CheckedIn: "checked in", schedule.Fulfilled: "took place",
		schedule.NoShow: "did not happen: you did not come", schedule.Cancelled: "cancelled", schedule.EnteredInError: "entered by mistake"}
	dueWords = map[outreach.DueStatus]string{outreach.IsDue: "due", outreach.IsPaused: "due; nothing is sent about it for now", outreach.HasBooked: "booked", outreach.HasEnded: "taken off the list"}
)

// paper is a text that is written down line by line. What somebody said is indented, so that no line of theirs can pass for
// one of ours.
type paper struct{ strings.Builder }

func (p *paper) line(parts ...string) {
	p.WriteString(strings.Join(parts, "") + "\n")
}

func (p *paper) head(title string) { p.line("\n", strings.ToUpper(title)) }

// fact writes a name and a value on one line, nothing where there is no value.
func (p *paper) fact(name, value string) {
	if value = words.OneLine(value); value != "" {
		p.line("  ", name, ": ", value)
	}
}

func (p *paper) said(text string) {
	for l := range strings.Lines(words.Printed(text)) {
		p.line("      | ", strings.TrimRight(l, "\n"))
	}
}

func (p *paper) none(is bool, text string) {
	if is {
		p.line("  ", text)
	}
}

// write is the copy without the sum at its end.
func (r record) write(by string, now time.Time) string {
	var p paper
	p.line("Copy of what is on file about you at ", words.OneLine(r.house.Settings.Name))
	p.line("Made: ", civil.Moment(now.In(r.zone)), ", by ", words.OneLine(by))
	r.self(&p)
	r.reach(&p)
	r.consents(&p)
	r.coming(&p)
	r.messages(&p)
	p.head("Not in this copy")
	p.line("  What you and the front desk said to each other, and who has looked at your record. Ask for them, and you get them.")
	p.line("  What messages said: one that went to a number or address which you share may speak of somebody else.")
	p.line("  Your medical record. It is not kept in this program.")
	p.line()
	return p.String()
}

func (r record) self(p *paper) {
	p.head("Who you are")
	p.fact("Name", r.who.Name.Reveal())
	p.fact("Born", r.who.Birth.RevealDate().Format(dayFormat))
	p.fact("Our number for you", r.who.Number.Reveal())
	p.fact("On file since", civil.Moment(r.who.Created.In(r.zone)))
	p.fact("Last changed", civil.Moment(r.who.Changed.In(r.zone)))
	p.head("Who may speak for you")
	p.none(len(r.proxies) == 0, "Nobody.")
	for _, x := range r.proxies {
		p.line("  ", words.OneLine(x.Name.Reveal()), ", ", strings.ReplaceAll(string(x.Relation), "_", " "), ", from ", x.From.Format(dayFormat), " to ", x.To.Format(dayFormat))
		p.fact("  In", map[patient.Scope]string{patient.ForVisits: "visits", patient.ForInformation: "information", patient.ForAll: "everything"}[x.Scope])
		p.fact("  Seen", x.Document.Reveal())
		if !x.Ended.IsZero() {
			p.fact("  Withdrawn", civil.Moment(x.Ended.In(r.zone)))
		}
	}
}

const dayFormat = "January 2, 2006"

func (r record) reach(p *paper) {
	p.head("How we reach you")
	p.none(len(r.who.Contacts) == 0, "No phone number and no e-mail address.")
	for _, c := range r.who.Contacts {
		var yes []string
		for _, x := range patient.Purposes() {
			if c.May(x) {
				yes = append(yes, forWords[x])
			}
		}
		is := "you agreed to nothing that we send of our own accord"
		if len(yes) > 0 {
			is = "you agreed to " + strings.Join(yes, ", ")
		}
		if c.OptedOut {
			is = "somebody there asked us to stop; nothing is sent"
		}
		p.line("  ", at(c.Kind, c.Value.Reveal()), ": ", is)
	}
	p.head("How you want it")
	x := r.prefers
	p.fact("Language", map[words.Language]string{words.English: "English", words.Spanish: "Spanish", "": "not known"}[x.Language])
	p.fact("Reached by", wayWords[x.Channel])
	if x.Hours.Valid() {
		p.fact("Hours", x.Hours.From.Spoken()+" to "+x.Hours.To.Spoken())
	}
	var more []string
	for _, topic := range x.Say {
		more = append(more, sayWords[topic])
	}
	p.fact("Messages may say", strings.Join(append([]string{"when and where"}, more...), "; "))
	if !x.At.IsZero() {
		p.fact("On record", civil.Moment(x.At.In(r.zone))+", "+r.how(x.How, x.By))
	}
	if said := x.Words.Reveal(); said != "" {
		p.line("  In these words:")
		p.said(said)
	}
}

// consents is the ledger, the latest first. What somebody said at a number or an address who may be somebody else is not
// shown, only that it was said: else a copy would tell one of a family what another wrote.
func (r record) consents(p *paper) {
	p.head("What was said about messages: yes, no and stop")
	p.none(len(r.ledger) == 0, "Nothing.")
	for _, e := range r.ledger {
		of := "everything"
		if len(e.For) > 0 {
			var all []string
			for _, x := range e.For {
				all = append(all, forWords[x])
			}
			of = strings.Join(all, ", ")
		}
		p.line("  ", civil.Moment(e.At.In(r.zone)), ": ", actWords[e.Act])
		p.fact("  For", of)
		where := e.Value.Reveal()
		mine := slices.IndexFunc(r.who.Contacts, func(c patient.Contact) bool {
			return c.ID == e.Contact || e.Contact == "" && c.Kind == e.Kind && (where == "" || c.Value.Reveal() == where)
		})
		if where == "" && mine >= 0 {
			where = r.who.Contacts[mine].Value.Reveal()
		}
		p.fact("  At", at(e.Kind, where))
		p.fact("  How", r.how(e.How, e.By))
		said := e.Words.Reveal()
		switch {
		case said == "":
			p.line("    The words were not written down.")
		case e.Patient == "" && (mine < 0 || !r.alone[r.who.Contacts[mine].ID]):
			p.line("    The words are not shown: somebody else may have said them, who has the same number or address.")
		default:
			p.line("    In these words:")
			p.said(said)
		}
	}
}

// at names a contact point.
func at(k patient.ContactKind, value string) string {
	name := "E-mail"
	if k == patient.Phone {
		name, value = "Phone", american(value)
	}
	if value == "" {
		return name
	}
	return name + " " + words.OneLine(value)
}

// how says by which way something was said, and who wrote it down.
func (r record) how(how string, by actor.Actor) string {
	switch name := r.names[by.ID]; {
	case by.Kind == actor.Staff && name != "":
		return how + ", written down by " + name
	case by.Kind == actor.Staff:
		return how + ", written down by staff"
	}
	return how
}

func (r record) coming(p *paper) {
	p.head("Visits")
	p.none(len(r.visits) == 0, "None.")
	for _, a := range r.visits {
		v, _ := r.house.Provider(a.Provider)
		l, _ := r.house.Location(a.Location)
		svc, _ := r.house.Service(a.Service)
		p.line("  ", civil.Moment(a.Start), ": ", visitWords[a.Status])
		p.fact("  What", svc.Name)
		p.fact("  With", v.Name())
		p.fact("  Where", l.Name)
		p.fact("  Reason", a.Reason.Reveal())
		if a.Quiet {
			p.line("    Quiet: nobody but you is told of it.")
		}
	}
	p.head("What you wait for, and what is due")
	p.none(len(r.waits)+len(r.dues) == 0, "Nothing.")
	for _, w := range r.waits {
		svc, _ := r.house.Service(w.Service)
		p.line("  Waiting for an earlier time, ", w.From.Format(dayFormat), " to ", w.To.Format(dayFormat), ": ", words.OneLine(svc.Name))
	}
	for _, d := range r.dues {
		svc, _ := r.house.Service(d.Service)
		p.line("  Due ", d.Day.Format(dayFormat), ": ", words.OneLine(svc.Name), ", ", dueWords[d.Status])
	}
}

func (r record) messages(p *paper) {
	p.head("Messages to you")
	p.none(len(r.told) == 0, "None.")
	for _, m := range r.told {
		when := m.Due
		if !m.Left.IsZero() {
			when = m.Left
		}
		parts := []string{civil.Moment(when.In(r.zone)), messageWords[m.Kind]}
		if by := byWords[string(m.Channel)]; by != "" && !m.Left.IsZero() {
			parts = append(parts, by)
		}
		parts = append(parts, fateWords[m.Status])
		if !m.Delivered.IsZero() {
			parts = append(parts, "arrived "+civil.Moment(m.Delivered.In(r.zone)))
		}
		p.line("  ", strings.Join(parts, ", "))
	}
}
