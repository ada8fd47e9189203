package oncall

import (
	"context"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/triage"
)

// channels says as what the guard clears words for each way.
var channels = map[How]struct {
	kind    guard.Kind
	channel guard.Channel
}{
	Text:  {guard.SMS, "sms"},
	Call:  {guard.Voice, "voice"},
	Email: {guard.Email, "email"},
}

// Words are the cleared words for a way and a person, whose id is the recipient; every [Sender] calls it. Forbidden if
// they were not cleared for it.
func Words(c guard.Cleared, h How, recipient string) (title, body string, err error) {
	return c.For(guard.Staff, channels[h].channel, recipient)
}

func draft(h How, to PersonID, title, body []guard.Part) guard.Draft {
	if h != Email {
		title = nil
	}
	return guard.Draft{Kind: channels[h].kind, Audience: guard.Staff, Channel: channels[h].channel, Recipient: string(to),
		Author: string(actor.Bedside), Title: title, Body: body}
}

// what says why somebody is alerted, and nothing about whom it is about.
func (a Alert) what() string {
	what := "an urgent request needs you"
	switch {
	case a.Drill:
		return "this is a drill of the on-call alarm. Please answer it as if it were not"
	case a.Tier == triage.Emergency:
		what = "an emergency was reported and needs you"
	}
	if a.Round > 0 {
		what = "nobody on call has answered, and " + what
	}
	return what
}

// words clears what a try says. What the practice entered about itself must not keep an alert from going out: if the
// guard refuses it, the alert goes without.
func (s *Service) words(a Alert, y Try, p *practice.Practice) (guard.Cleared, error) {
	link := s.link(p, y.ID)
	c, _, err := s.Guard.Clear(draft(y.How, y.Person, alertTitle(a), alertBody(a, y.How, p.Settings.NeutralName, link)))
	if err != nil {
		c, _, err = s.Guard.Clear(draft(y.How, y.Person, alertTitle(a), alertBody(a, y.How, "", "")))
	}
	return c, err
}

func alertTitle(a Alert) []guard.Part {
	if a.Drill {
		return []guard.Part{guard.Literal("On call: a drill")}
	}
	return []guard.Part{guard.Literal("On call: somebody has to answer now")}
}

func alertBody(a Alert, h How, name, link string) []guard.Part {
	from := []guard.Part{guard.Literal("On call: ")}
	if name != "" {
		from = []guard.Part{guard.PracticeName(name), guard.Literal(": ")}
	}
	what := guard.Literal(a.what() + ".")
	switch h {
	case Call:
		from[0] = guard.PracticeName(orElse(name, "your practice"))
		return append([]guard.Part{guard.Literal("This is an automated call to who is on call, from "), from[0], guard.Literal(". Please note: ")},
			what, guard.Literal(" Press 1 to take it. Press 2 to pass it on."))
	case Email:
		body := append(from, what)
		if link != "" {
			return append(body, guard.Literal("\n\nTo take it or to pass it on:\n"), guard.Link(link))
		}
		return append(body, guard.Literal("\n\nTo take it, sign in and open On call."))
	}
	body := append(from, what)
	if link != "" {
		body = append(body, guard.Literal(" Open: "), guard.Link(link))
	}
	return append(body, guard.Literal(" Reply 1 to take it, 2 to pass it on."))
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// say clears what answers somebody's reply or key. A refusal leaves no words: what was decided stands all the same.
func (s *Service) say(n Answer, h How, p *practice.Practice, y Try) guard.Cleared {
	body := []guard.Part{guard.Literal(sentences[n.What])}
	switch n.What {
	case Others:
		at := n.Since.In(zone(p))
		body = []guard.Part{guard.ProviderName(orElse(n.Name, "A colleague")), guard.Literal(" has it since " + civil.ClockOf(at).Spoken() + ".")}
	case Took, Yours:
		if link := s.link(p, y.ID); h == Text && link != "" {
			body = append(body, guard.Literal(" Open: "), guard.Link(link))
		}
	case Last, Unclear:
		body = append(body, guard.Literal(prompts[h]))
	}
	if n.More > 0 {
		body = append(body, guard.Literal(" Still waiting for somebody: "+strconv.Itoa(n.More)+"."))
		if h == Text {
			body = append(body, guard.Literal(" Reply 1 to take the next one."))
		}
	}
	c, _, err := s.Guard.Clear(draft(h, y.Person, nil, body))
	if err != nil {
		return guard.Cleared{}
	}
	return c
}

var sentences = map[What]string{
	Took:    "It is yours. Thank you.",
	Yours:   "It is yours already. To hand it on, open it in the console.",
	Passed:  "Thank you. The next one on call is alerted.",
	Last:    "There is nobody left to pass it on to. You are alerted again until somebody takes it.",
	Done:    "This is done already. Thank you.",
	Unclear: "That was not understood.",
}

var prompts = map[How]string{
	Text: " Reply 1 to take it.",
	Call: " Press 1 to take it.",
}

// zone is the practice's, by which the roster is typed and read.
func zone(p *practice.Practice) *time.Location {
	z, err := civil.Zone(p.Settings.Zone)
	if err != nil {
		return time.UTC
	}
	return z
}

// link is where a try is answered on the site, "" while the site's address is unknown.
func (s *Service) link(p *practice.Practice, i TryID) string {
	if p.Settings.URL == "" {
		return ""
	}
	return strings.TrimRight(p.Settings.URL, "/") + LinkPath + s.ref(i)
}

// send alerts the person of a try.
func (s *Service) send(ctx context.Context, w *warning) (attempt.Outcome, error) {
	to := string(w.person.ID)
	switch w.try.How {
	case Call:
		return s.Sender.Call(ctx, w.cleared, w.person.Phone, to, s.ref(w.try.ID))
	case Email:
		return s.Sender.Mail(ctx, w.cleared, w.person.Email, to)
	}
	return s.Sender.Text(ctx, w.cleared, w.person.Phone, to)
}
