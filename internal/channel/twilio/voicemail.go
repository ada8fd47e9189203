package twilio

import (
	"net/http"
	"net/url"

	"bedside/internal/frontdesk"
	"bedside/internal/words"
)

const longestMessage = 180 // seconds

// record takes a message after a tone. Where nothing is said the caller comes back as silence on the token.
func (h *handler) record(l words.Language, token string) []any {
	after := h.Client.public("/twilio/voice/recording?" + url.Values{"t": {token}, "l": {string(l)}}.Encode())
	return []any{
		record{Action: after, Method: http.MethodPost, Timeout: 6, MaxLength: longestMessage, PlayBeep: true,
			Done: h.Client.callback("/twilio/voice/recorded"), Text: h.Client.callback("/twilio/voice/transcription"),
			Transcribe: l != words.Spanish}, // Twilio writes down English alone
		redirect{Method: http.MethodPost, URL: after},
	}
}

// recorded thanks whoever left a message. If the desk cannot take it now, Twilio brings it again to recordingKept.
func (h *handler) recorded(w http.ResponseWriter, r *webhook) {
	t := left(r)
	if t.Detail == "" {
		t.ID, t.Event = r.query.Get("t"), frontdesk.Silence
	}
	t = h.caller(r, t)
	var reply frontdesk.Reply
	var err error
	if t.ID != "" {
		if reply, err = h.ask(r.ctx, t); err == nil {
			err = h.answer(w, t, reply)
		}
	}
	if err != nil {
		h.failed("desk", err)
	}
	if err != nil || t.ID == "" {
		write(w, append(h.both(t.Session, thanks, t.Language), hangup{})...)
	}
}

// recordingKept hears that a recording is there. It is the same turn as recorded, whichever comes first.
func (h *handler) recordingKept(w http.ResponseWriter, r *webhook) {
	if r.value("RecordingStatus") != "completed" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	t := h.caller(r, left(r))
	if from, err := h.Client.Caller(r.ctx, r.call()); err == nil && e164.MatchString(from.Reveal()) {
		t.From = from
	}
	_, err := h.ask(r.ctx, t)
	h.acknowledge(w, "desk", err)
}

// transcribed takes the words of a message, as far as Twilio could make them out.
func (h *handler) transcribed(w http.ResponseWriter, r *webhook) {
	t := left(r)
	t.ID += ":text"
	t.Event = frontdesk.VoicemailRead
	t.Text = r.value("TranscriptionText")
	if r.value("TranscriptionStatus") != "completed" || t.Text == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	_, err := h.ask(r.ctx, h.caller(r, t))
	h.acknowledge(w, "desk", err)
}

func left(r *webhook) frontdesk.Turn {
	sid := r.value("RecordingSid")
	return frontdesk.Turn{ID: sid, Event: frontdesk.VoicemailLeft, Detail: sid, Seconds: seconds(r, "RecordingDuration")}
}
