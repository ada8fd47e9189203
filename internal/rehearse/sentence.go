package rehearse

import (
	"context"
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/tx"
)

// details are how the closer parts of an expectation are said, in their order.
var details = [][2]string{
	{"service", " as "}, {"visit", ": "}, {"day", " on "}, {"time", " at "}, {"part", " in the "}, {"with", " with "}, {"at", " at "}, {"name", " for "}, {"born", " born "}, {"phone", ", phone "}, {"email", ", e-mail "},
	{"sooner", " for a sooner visit: "}, {"kind", ": "}, {"has", " that says “"}, {"lacks", " that does not say “"}, {"tier", ": "}, {"flow", " "}, {"step", " for "}, {"most", " at most "},
}

// sentence says for staff what is expected.
func (e Expect) sentence(c cast) string {
	switch e.Verb {
	case "said":
		return "somewhere it is said: “" + c.say(e.Text) + "”"
	case "never":
		return "it is never said: “" + c.say(e.Text) + "”"
	}
	text := map[string]string{
		"booked": "a visit is booked", "moved": "the visit is moved", "cancelled": "the visit is cancelled", "waits": "the caller is on the waiting list", "task": "staff get a task", "allow": "staff may get a task", "alert": "whoever is on call is alerted",
		"verified": "the caller is verified", "stopped": "texts to the caller's number are stopped", "transferred": "the caller is connected to a person",
		"voicemail": "the caller may leave a spoken message", "hangup": "the front desk ends the call", "asked": "it asks", "meant": "it understands",
	}[e.Verb]
	for _, d := range details {
		v, ok := e.With[d[0]]
		if !ok {
			continue
		}
		text += d[1] + strings.ReplaceAll(c.say(v), "_", " ")
		if strings.HasSuffix(d[1], "“") {
			text += "”"
		}
		if d[0] == "most" {
			text += " times"
		}
	}
	return text
}

// understood reads what each thing that the caller said was taken for.
func (p *played) understood(ctx context.Context, a *after) error {
	var i frontdesk.ID
	err := p.stage.h.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		c, err := p.stage.h.Conversations.Latest(ctx, t, p.channel, p.session)
		i = c.ID
		return err
	})
	if err != nil || !slices.ContainsFunc(p.Expects, func(e Expect) bool { return e.Verb == "meant" }) {
		return err
	}
	d, err := p.stage.h.Desk.Conversation(ctx, actor.System(), i)
	n := 0
	for _, s := range d.Turns {
		if s.From != inbox.FromPatient || s.Why == nil {
			continue
		}
		if n == len(p.Says[script]) { // the last of what is said whatever is asked
			a.meant = append(append(a.meant, s.Why.Intent), s.Why.Also...)
		}
		n++
	}
	return err
}
