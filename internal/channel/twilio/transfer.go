package twilio

import (
	"net/http"
	"net/url"

	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/words"
)

// Transferred is how a transfer ended; [frontdesk.TransferDone] carries it as its detail.
type Transferred string

const (
	Answered Transferred = "answered"
	Busy     Transferred = "busy"
	NoAnswer Transferred = "no-answer"
	Declined Transferred = "declined" // somebody or a machine picked up, and nobody pressed 1
	Broken   Transferred = "failed"
)

const ringing = 25 // seconds, where the practice says nothing

// dial rings a person of the practice. Who picks up must press 1, so that no voicemail box takes a caller.
func (h *handler) dial(t frontdesk.Turn, reply frontdesk.Reply) dial {
	rings := reply.Transfer.Seconds
	if rings <= 0 {
		rings = ringing
	}
	done := url.Values{"t": {reply.Next}, "l": {string(t.Language)}}
	heard := url.Values{"s": {t.Session}, "t": {t.ID}}
	return dial{Action: h.Client.public("/twilio/voice/dial?" + done.Encode()), Method: http.MethodPost, Timeout: min(rings, 120), AnswerOnBridge: true,
		Number: number{URL: h.Client.public("/twilio/voice/whisper?" + heard.Encode()), Method: http.MethodPost, E164: reply.Transfer.Number}}
}

// whisper speaks to the person who picked up, before the caller hears them. The words are those of the reply that
// transfers, for which the desk is asked again, since cleared words are not kept.
func (h *handler) whisper(w http.ResponseWriter, r *webhook) {
	if r.query.Has("p") {
		if r.value("Digits") == "1" {
			write(w)
			return
		}
		write(w, hangup{})
		return
	}
	text := h.toStaff(whisper)
	reply, err := h.ask(r.ctx, frontdesk.Turn{Channel: frontdesk.Voice, Session: r.query.Get("s"), ID: r.query.Get("t")})
	if err == nil && reply.Transfer != nil {
		if _, body, err := reply.Transfer.Whisper.For(guard.Staff, voiceChannel, reply.Recipient); err == nil {
			text = body
		}
	}
	write(w, oneKey(h.Client.public("/twilio/voice/whisper?p=1"), spoken(text, words.English)), hangup{})
}

// oneKey listens for one key, and goes on without the action if there is none.
func oneKey(action string, prompts []say) gather {
	return gather{Input: "dtmf", Action: action, Method: http.MethodPost, Timeout: 8, NumDigits: 1, Prompts: prompts}
}

// dialed takes the caller back when the transfer is over.
func (h *handler) dialed(w http.ResponseWriter, r *webhook) {
	how := transferred(r)
	t := h.caller(r, frontdesk.Turn{ID: r.query.Get("t"), Event: frontdesk.TransferDone, Detail: string(how), Seconds: seconds(r, "DialCallDuration")})
	reply, err := h.ask(r.ctx, t)
	if err == nil {
		err = h.answer(w, t, reply)
	}
	switch {
	case err == nil:
	case how == Answered: // the conversation was had
		h.failed("desk", err)
		write(w, hangup{})
	default:
		h.failed("desk", err)
		write(w, append(h.both(t.Session, missed, t.Language), h.record(t.Language, "")...)...)
	}
}

func transferred(r *webhook) Transferred {
	switch r.value("DialCallStatus") {
	case "completed", "answered":
		if r.value("DialBridged") == "false" {
			return Declined
		}
		return Answered
	case "busy":
		return Busy
	case "no-answer", "canceled":
		return NoAnswer
	}
	return Broken
}
