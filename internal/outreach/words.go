package outreach

import (
	"context"
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/outreach/template"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// draft says what the message has to say, from the rows as they are and in the practice's words: who writes, when and
// where, whom to call, how to stop; nothing of why, with whom or what for that the patient did not choose (SAFETY 11).
// Of several that go out as one it says every time.
func (s *Service) draft(ctx context.Context, t tx.Tx, all []item) (guard.Draft, error) {
	k := keyOf(all)
	text := template.Default(k)
	if s.Texts != nil {
		var err error
		if text, err = s.Texts.Text(ctx, t, k); err != nil {
			return guard.Draft{}, fault.At("outreach.draft", err)
		}
	}
	return s.written(all, k, text)
}

// written is a text with the values of the messages.
func (s *Service) written(all []item, k template.Key, text template.Text) (guard.Draft, error) {
	w := all[0].world
	said, err := template.Render(k, text, s.valuesOf(all, k))
	if k.Kind != template.Recall && slices.ContainsFunc(all, func(i item) bool { return i.Kind == Recall }) {
		said.Body = append(said.Body, guard.Literal(alsoNext[k.Language]))
	}
	return guard.Draft{Kind: guard.Kind(k.Channel), Audience: guard.Patient, Channel: guard.Channel(k.Channel), Recipient: w.contact.Value.Reveal(), Author: string(actor.Bedside),
		Title: said.Title, Body: said.Body}, fault.At("outreach.written", err)
}

// alsoNext is said beside a reminder where the next visit is to be planned too.
var alsoNext = map[words.Language]string{words.English: " It is also time to plan your next visit.", words.Spanish: " También es hora de planear su próxima visita."}

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
func (s *Service) preview(ctx context.Context, t tx.Tx, all []item) (title, body phi.Text, r guard.Report, err error) {
	w := &all[0].world
	if w.channel == "" {
		w.channel = Email
	}
	d, err := s.draft(ctx, t, all)
	if err != nil {
		return title, body, r, err
	}
	d.Recipient = "preview"
	_, r, _ = s.Guard.Clear(d)
	title, body = parted(w.channel, phi.NewText(r.Text))
	return title, body, r, nil
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
