package twilio

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/words"
)

const voiceChannel = guard.Channel(frontdesk.Voice)

// opened answers a call that comes in.
func (h *handler) opened(w http.ResponseWriter, r *webhook) {
	h.converse(w, r, frontdesk.Turn{ID: "opened", Event: frontdesk.Opened})
}

// turn takes what was said or pressed. Without either it was silence, or the call was redirected here to hear the
// reply that the desk has kept for the turn.
func (h *handler) turn(w http.ResponseWriter, r *webhook) {
	t := frontdesk.Turn{ID: r.query.Get("t"), Event: frontdesk.Silence, Text: r.value("SpeechResult"), Digits: r.value("Digits"), Heard: r.query.Has("h")}
	if t.Text != "" || t.Digits != "" {
		t.Event = frontdesk.Said
	}
	h.over.first(r.call() + ":" + t.ID)
	h.converse(w, r, t)
}

// partial listens while somebody still speaks. An emergency is not waited for: it becomes the turn at once, and the
// call is led to its reply. When the rest of the sentence comes, it is the same turn and has the same reply.
func (h *handler) partial(w http.ResponseWriter, r *webhook) {
	t := frontdesk.Turn{ID: r.query.Get("t"), Event: frontdesk.Said, Heard: r.query.Has("h"),
		Text: strings.TrimSpace(r.value("StableSpeechResult") + " " + r.value("UnstableSpeechResult"))}
	if h.Triage.Read(t.Text).Tier != triage.Emergency || !h.over.first(r.call()+":"+t.ID) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	next := "/twilio/voice/turn?" + r.query.Encode()
	if _, err := h.ask(r.ctx, h.caller(r, t)); err != nil {
		h.failed("desk", err)
		next = "/twilio/voice/fallback"
	}
	if err := h.Client.Redirect(context.WithoutCancel(r.ctx), r.call(), next); err != nil {
		h.failed("redirect", err)
	}
	w.WriteHeader(http.StatusNoContent)
}

// ended tells the desk that the caller is gone.
func (h *handler) ended(w http.ResponseWriter, r *webhook) {
	switch status := r.value("CallStatus"); status {
	case "completed", "busy", "failed", "no-answer", "canceled":
		_, err := h.ask(r.ctx, h.caller(r, frontdesk.Turn{ID: "ended", Event: frontdesk.Ended, Detail: status, Seconds: seconds(r, "CallDuration")}))
		h.acknowledge(w, "desk", err)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// fallback is what a caller hears when nothing else answers. It asks nobody for anything.
func (h *handler) fallback(w http.ResponseWriter, r *webhook) {
	h.Log.Error("Twilio came to the fallback", "code", r.value("ErrorCode"))
	h.sorry(w, r, frontdesk.Turn{})
}

// converse gives the desk a turn of the call and says its reply.
func (h *handler) converse(w http.ResponseWriter, r *webhook, t frontdesk.Turn) {
	t = h.caller(r, t)
	reply, err := h.ask(r.ctx, t)
	if err == nil {
		err = h.answer(w, t, reply)
	}
	if err != nil {
		h.failed("desk", err)
		h.sorry(w, r, t)
	}
}

// caller says whose turn it is. Who hides their number has none.
func (h *handler) caller(r *webhook, t frontdesk.Turn) frontdesk.Turn {
	t.Channel, t.Session, t.Language = frontdesk.Voice, r.call(), words.Language(r.query.Get("l"))
	if from := r.value("From"); e164.MatchString(from) {
		t.From = phi.NewPhone(from)
	}
	return t
}

// answer says a reply and does what it asks for. It fails, with nothing written, if the words were not cleared.
func (h *handler) answer(w http.ResponseWriter, t frontdesk.Turn, reply frontdesk.Reply) error {
	if reply.Language != "" {
		t.Language = reply.Language
	}
	var prompts []say
	if !reply.Silent {
		_, body, err := reply.Words.For(guard.Patient, voiceChannel, reply.Recipient)
		if err != nil {
			return err
		}
		prompts = spoken(body, t.Language)
	}
	said := verbs(prompts)
	switch {
	case reply.Transfer != nil && e164.MatchString(reply.Transfer.Number):
		write(w, append(said, h.dial(t, reply))...)
	case reply.Transfer != nil:
		write(w, append(append(said, h.both(t.Session, missed, t.Language)...), h.record(t.Language, reply.Next)...)...)
	case reply.Voicemail:
		write(w, append(said, h.record(t.Language, reply.Next)...)...)
	case reply.Hangup:
		write(w, append(said, hangup{})...)
	case reply.Hold: // outside the Gather: inside, a key would cut it short
		write(w, append(said, h.gather(t, reply, nil))...)
	default:
		write(w, h.gather(t, reply, prompts))
	}
	return nil
}

// gather listens for speech and keys, whatever is expected: "staff" and 0 count at any time.
func (h *handler) gather(t frontdesk.Turn, reply frontdesk.Reply, prompts []say) gather {
	q := url.Values{"t": {reply.Next}, "l": {string(t.Language)}}
	if reply.Hold { // Twilio does not tell whether a prompt was cut short, so only one that cannot be counts as heard
		q.Set("h", "1")
	}
	g := gather{Input: "dtmf speech", Action: h.Client.public("/twilio/voice/turn?" + q.Encode()), Method: http.MethodPost,
		Timeout: 6, SpeechTimeout: "auto", NumDigits: 1, Language: locale(t.Language), Hints: hints(reply.Expect.Hints),
		Partial: h.Client.public("/twilio/voice/partial?" + q.Encode()), EmptyToo: true, Prompts: prompts}
	if reply.Expect.Digits {
		g.NumDigits = reply.Expect.NumDigits
	}
	if reply.Expect.Long {
		g.Timeout, g.SpeechTimeout = 10, "3"
	}
	return g
}

// hints are phrases with commas between them; Twilio reads 500 of them.
func hints(all []string) string {
	var clean []string
	for _, p := range all[:min(len(all), 500)] {
		clean = append(clean, strings.ReplaceAll(p, ",", " "))
	}
	return strings.Join(clean, ",")
}

// sorry is said when there is no reply: what to do in the emergency that was heard, what to do in any, and a tone to
// speak after.
func (h *handler) sorry(w http.ResponseWriter, r *webhook, t frontdesk.Turn) {
	var said []any
	for _, s := range h.emergency(voiceChannel, r.call(), t) {
		said = append(said, verbs(spoken(s, t.Language))...)
	}
	said = append(said, h.both(r.call(), apology, t.Language)...)
	write(w, append(said, h.record(t.Language, "")...)...)
}

// emergency returns what to say at once to the emergency in a turn, none if there is none.
func (h *handler) emergency(ch guard.Channel, recipient string, t frontdesk.Turn) (all []string) {
	if res := h.Triage.Read(t.Text); res.Tier == triage.Emergency {
		for _, s := range triage.Say(res, t.Language, triage.Situation{}) {
			all = append(all, h.to(ch, recipient, string(s)))
		}
	}
	return all
}

func seconds(r *webhook, name string) int {
	n, _ := strconv.Atoi(r.value(name)) // what is no number is not known
	return max(n, 0)
}
