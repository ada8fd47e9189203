package outreach

import (
	"bedside/internal/guard"
	"bedside/internal/schedule"
)

// time is the visit that the message names: the one it is about, or one that is offered.
func (w world) time() schedule.Appointment {
	if !w.matter.Visit.Start.IsZero() {
		return w.matter.Visit
	}
	return w.visit
}

// letter writes an e-mail.
func (s *Service) letter(d *guard.Draft, all []item) {
	w := all[0].world
	visits, recall := saidOf(all)
	kind := Recall
	if len(visits) > 0 {
		kind = visits[0].Kind
	}
	title, end, intro, after := "", "", "", ""
	switch kind {
	case Requested:
		title, intro, after = "You asked for a visit on ", "You asked for this visit:", "It is not certain yet. We will write to you when it is."
	case Confirmation:
		title, intro = "Your visit on ", "Your visit is booked for:"
	case Moved:
		title, intro = "New time for your visit: ", "Your visit has changed. Please come at this time:"
	case Cancelled:
		title, end, intro = "Your visit on ", " is cancelled", "This visit is cancelled:"
	case Proposal:
		title, intro = "Another time for your visit: ", "Your visit cannot take place as planned. We can offer you this time:"
	case Offer:
		title, intro = "An earlier time: ", "An earlier time for you is free:"
	case Missed:
		title, intro = "Your visit on ", "Your visit did not take place at this time:"
	case FollowUp:
		title, intro = "How are you after your visit on ", "You had a visit with us:"
	case Recall:
		d.Title = []guard.Part{guard.Literal("It is time to plan your next visit")}
		d.Body = []guard.Part{guard.Literal("Hello,\n\nIt is time to plan your next visit.")}
	case Announcement:
		d.Title = []guard.Part{guard.Literal("News from "), guard.PracticeName(w.practice.Settings.NeutralName)}
		d.Body = append([]guard.Part{guard.Literal("Hello,\n\n")}, w.matter.Words...)
	default:
		title, intro = "Reminder: your visit on ", "This is a reminder of your visit:"
		if len(visits) > 1 {
			title, intro = "Reminder: your visits on ", "This is a reminder of your visits:"
		}
	}
	if intro != "" {
		d.Title = []guard.Part{guard.Literal(title), guard.VisitTime(visits[0].when())}
		if len(visits) > 1 {
			end = " and more" + end
		}
		d.Title = append(d.Title, guard.Literal(end))
		d.Body = []guard.Part{guard.Literal("Hello,\n\n" + intro)}
		for _, v := range visits {
			d.Body = append(d.Body, guard.Literal("\n\n"), guard.VisitTime(v.when()))
			if kind != Cancelled && kind != Missed && kind != FollowUp {
				d.Body = append(d.Body, guard.Literal("\n"))
				d.Body = append(d.Body, v.place()...)
			}
		}
	}
	if after != "" {
		d.Body = append(d.Body, guard.Literal("\n\n"+after))
	}
	for _, l := range s.links(all[0], kind) {
		d.Body = append(d.Body, guard.Literal("\n\n"+l.say+"\n"), guard.Link(l.url))
	}
	d.Body = append(d.Body, guard.Literal("\n\n"+asks(kind)), guard.PracticeName(w.practice.Settings.NeutralName), guard.Literal(" at "), guard.PracticePhone(w.phone()), guard.Literal("."))
	if recall && kind != Recall {
		d.Body = append(d.Body, guard.Literal("\n\nIt is also time to plan the visit after that. Call us, and we find a time."))
	}
	d.Body = append(d.Body, guard.Literal("\n\nPlease do not send health questions by e-mail. In an emergency, call 911."))
	if link := s.StopLink(w.practice.Settings.URL, w.contact.ID); link != "" {
		d.Body = append(d.Body, guard.Literal("\n\nTo stop these e-mails:\n"), guard.Link(link))
	} else {
		d.Body = append(d.Body, guard.Literal("\n\nTo stop these e-mails, call us."))
	}
}

// asks begins the sentence that says whom to call, and why.
func asks(k Kind) string {
	switch k {
	case Cancelled, Missed, Recall:
		return "To set a new time, call "
	case FollowUp:
		return "You can also call "
	case Announcement:
		return "If you have questions, call "
	case Offer, Proposal:
		return "If it does not suit you, call "
	}
	return "If you need to change it, call "
}

// link is a page of the practice's own that a message names, and what it is for.
type link struct{ say, url string }

// links are the pages that a message of the kind names.
func (s *Service) links(m item, kind Kind) (all []link) {
	w := m.world
	add := func(say, url string) {
		if url != "" {
			all = append(all, link{say, url})
		}
	}
	svc, _ := w.practice.Service(w.visit.Service)
	switch kind {
	case Missed, Recall:
		add("To choose a new time:", w.page("/book"))
	case FollowUp:
		add("Tell us how you are:", s.FollowUpLink(w.practice.Settings.URL, m.ID))
	case Confirmation, Moved, Telehealth, Join, Reminder1, Reminder3, Reminder0:
		if !svc.Telehealth {
			return nil
		}
		add("To join the visit:", s.JoinLink(w.practice.Settings.URL, m.Appointment))
		if kind != Join {
			add("To try your camera and microphone before:", w.page(TryPath))
		}
	case Offer, Proposal:
		add("To take this time:", w.matter.Link)
	}
	return all
}
