package twilio

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/words"
)

// Alerter is the part of an [oncall.Sender] that goes by telephone.
type Alerter struct{ *Client }

// Text sends an alert to a member of staff.
func (a Alerter) Text(ctx context.Context, w guard.Cleared, to phi.Phone, recipient string) (attempt.Outcome, error) {
	const op = "twilio.Alerter.Text"
	_, body, err := oncall.Words(w, oncall.Text, recipient)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	out, err := a.text(ctx, body, to, url.Values{})
	return out, fault.At(op, err)
}

// Call rings a member of staff and reads the words twice. What is pressed comes back to /twilio/voice/alert with ref.
// The words travel with the request, since cleared words are not kept for a webhook to fetch them later.
func (a Alerter) Call(ctx context.Context, w guard.Cleared, to phi.Phone, recipient, ref string) (attempt.Outcome, error) {
	const op = "twilio.Alerter.Call"
	_, body, err := oncall.Words(w, oncall.Call, recipient)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	if err := dialable(to); err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	prompts := spoken(body, words.English)
	twiml, err := xml.Marshal(response{Verbs: []any{a.askKey(ref, append(prompts, prompts...)), hangup{}}})
	if err != nil {
		return attempt.Outcome{}, fault.Wrap(fault.Internal, op, "", err)
	}
	out, err := a.create(ctx, "/Calls.json", url.Values{"To": {to.Reveal()}, "From": {a.Number}, "Twiml": {string(twiml)}, "Timeout": {"30"}})
	return out, fault.At(op, err)
}

// alerted takes what somebody who was alerted pressed. A key that means nothing is asked for again.
func (h *handler) alerted(w http.ResponseWriter, r *webhook) {
	a, err := within(r.ctx, func(ctx context.Context) (oncall.Answer, error) {
		return h.OnCall.Pressed(ctx, r.query.Get("ref"), r.value("Digits"))
	})
	var body string
	if err == nil {
		_, body, err = oncall.Words(a.Words, oncall.Call, a.Recipient)
	}
	switch {
	case err != nil:
		h.failed("on call", err)
		write(w, append(verbs(spoken(h.toStaff(notDone), words.English)), hangup{})...)
	case a.What == oncall.Unclear:
		write(w, h.Client.askKey(r.query.Get("ref"), spoken(body, words.English)), hangup{})
	default:
		write(w, append(verbs(spoken(body, words.English)), hangup{})...)
	}
}

// askKey listens for the key that answers an alert.
func (c *Client) askKey(ref string, prompts []say) gather {
	return oneKey(c.public("/twilio/voice/alert?"+url.Values{"ref": {ref}}.Encode()), prompts)
}
