package outreach

import "bedside/internal/guard"

// short is what a text of a kind says: before one time or several, before a link, and before the number to call.
type short struct{ one, many, link, call string }

var shorts = map[Kind]short{
	Requested:    {one: "you asked for a visit on ", many: "you asked for: ", call: "It is not certain yet. Call "},
	Confirmation: {one: "your visit is booked for ", many: "booked: ", link: "Join: ", call: "To change it, call "},
	Moved:        {one: "your visit has a new time: ", many: "new times: ", link: "Join: ", call: "To change it, call "},
	Cancelled:    {one: "cancelled: your visit on ", many: "cancelled: ", call: "For a new time, call "},
	Proposal:     {one: "your visit cannot be kept. We can offer ", link: "Take it: ", call: "Or call "},
	Offer:        {one: "an earlier time is free: ", link: "Take it: ", call: "Or call "},
	Missed:       {one: "your visit did not take place on ", link: "New time: ", call: "Or call "},
	FollowUp:     {link: "how are you? ", call: "Emergency: 911. Or call "},
	Recall:       {link: "it is time to plan your next visit: ", call: "Or call "},
	Announcement: {call: "Questions? Call "},
}

// reminded is what reminders say.
var reminded = short{one: "your visit is on ", many: "your visits: ", link: "Join: ", call: "To change it, call "}

// text writes a text, which is to fit into one segment wherever it can.
func (s *Service) text(all []item) []guard.Part {
	w := all[0].world
	visits, recall := saidOf(all)
	kind := Recall
	if len(visits) > 0 {
		kind = visits[0].Kind
	}
	say, ok := shorts[kind]
	if !ok {
		say = reminded
	}
	body := []guard.Part{guard.PracticeName(w.practice.Settings.NeutralName), guard.Literal(": ")}
	switch {
	case kind == Announcement:
		body = append(append(body, w.matter.Words...), guard.Literal(" "))
	case say.one != "" && len(visits) > 1:
		body = append(body, guard.Literal(say.many))
	default:
		body = append(body, guard.Literal(say.one))
	}
	if say.one != "" {
		for n, v := range visits {
			if n > 0 {
				body = append(body, guard.Literal("; "))
			}
			body = append(body, guard.VisitTime(v.wall("Mon, Jan 2")))
		}
		body = append(body, guard.Literal(". "))
	}
	links := s.links(all[0], kind)
	if len(links) > 0 {
		body = append(body, guard.Literal(say.link), guard.Link(links[0].url), guard.Literal(" "))
	} else if say.one == "" && kind != Announcement {
		body = append(body, guard.Literal(say.link))
	}
	body = append(body, guard.Literal(say.call), guard.PracticePhone(w.phone()))
	if recall && kind != Recall {
		body = append(body, guard.Literal(", also to plan the next one"))
	}
	return append(body, guard.Literal(". Reply STOP to end."))
}
