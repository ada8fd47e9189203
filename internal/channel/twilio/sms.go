package twilio

import (
	"context"
	"net/http"
	"strings"

	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/words"
)

// texted takes a text: first as the answer of somebody who was alerted, which only few words from few numbers are,
// then as a turn.
func (h *handler) texted(w http.ResponseWriter, r *webhook) {
	from := r.value("From")
	if !e164.MatchString(from) { // a short code or a name: nobody who could be answered
		write(w)
		return
	}
	t := frontdesk.Turn{Channel: frontdesk.SMS, Session: from, ID: r.value("MessageSid"), From: phi.NewPhone(from), Text: r.value("Body"),
		Event: frontdesk.Said, Detail: r.value("OptOutType")}
	text, err := within(r.ctx, func(ctx context.Context) (string, error) {
		if text, mine := h.acknowledged(ctx, t); mine {
			return text, nil
		}
		return h.reply(ctx, t)
	})
	if err != nil {
		h.failed("desk", err)
		lines := append(h.emergency(sms, from, t), h.to(sms, from, unread[words.English]), h.to(sms, from, unread[words.Spanish]))
		text = strings.Join(lines, "\n")
	}
	write(w, texted(text)...)
}

// acknowledged returns what to say to somebody who answered an alert, and whether it was one. Where that cannot be
// told the text is a turn, for it may be an emergency.
func (h *handler) acknowledged(ctx context.Context, t frontdesk.Turn) (string, bool) {
	a, mine, err := h.OnCall.Reply(ctx, t.From, t.Text)
	if err != nil || !mine {
		if err != nil {
			h.failed("on call", err)
		}
		return "", false
	}
	_, body, err := oncall.Words(a.Words, oncall.Text, a.Recipient)
	if err != nil {
		h.failed("on call", err)
	}
	return body, true
}

// reply returns what the desk says to a text, "" where a person speaks.
func (h *handler) reply(ctx context.Context, t frontdesk.Turn) (string, error) {
	r, err := h.Desk.Turn(ctx, t)
	if err != nil || r.Silent {
		return "", err
	}
	_, body, err := r.Words.For(guard.Patient, sms, r.Recipient)
	return body, err
}

// textStatus hears what became of a text.
func (h *handler) textStatus(w http.ResponseWriter, r *webhook) {
	var state inbox.SendState
	switch r.value("MessageStatus") {
	case "delivered":
		state = inbox.Delivered
	case "undelivered", "failed":
		state = inbox.Failed
	default: // on its way
		w.WriteHeader(http.StatusNoContent)
		return
	}
	_, err := within(r.ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, h.Inbox.Delivered(ctx, r.value("MessageSid"), state, r.value("ErrorCode"))
	})
	h.acknowledge(w, "inbox", err)
}
