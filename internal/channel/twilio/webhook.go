// Package twilio answers the practice's telephone number at Twilio: calls, texts, transfers, voicemail, and the calls
// and texts that alert whoever is on call.
//
// It promises that nothing happens on a webhook which Twilio did not sign for this practice's account and number, that
// a webhook is always answered in time and never with silence, that no value can become a verb of the answer, and that
// the outcome of what it sends is honest. Callers owe a desk that gives the same turn the same reply, and an attempt
// that is committed before anything is sent.
package twilio

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/triage"
)

// Webhooks is what the webhooks work with. All fields are needed.
type Webhooks struct {
	Client *Client
	Desk   Desk
	OnCall OnCall
	Inbox  Inbox
	Triage Triage
	Guard  Clearer
	Log    *slog.Logger
}

// Desk is the conversation: the same turn twice gets the same reply.
type Desk interface {
	Turn(ctx context.Context, t frontdesk.Turn) (frontdesk.Reply, error)
}

// OnCall hears what somebody who was alerted says or presses.
type OnCall interface {
	Reply(ctx context.Context, from phi.Phone, text string) (oncall.Answer, bool, error)
	Pressed(ctx context.Context, ref, digits string) (oncall.Answer, error)
}

// Inbox hears what became of a text.
type Inbox interface {
	Delivered(ctx context.Context, ref string, state inbox.SendState, code string) error
}

// Triage hears an emergency.
type Triage interface {
	Read(text string) triage.Result
}

// handler answers Twilio's webhooks. It may be used by several goroutines at once.
type handler struct {
	Webhooks
	sentences
	over *recent // gathers that ended or were cut short
}

// NewHandler returns the webhooks, to be mounted at /twilio/. It fails if the guard does not clear a sentence that
// must always be there.
func NewHandler(w Webhooks) (http.Handler, error) {
	s, err := clearAll(w.Guard)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "twilio.NewHandler", "", err)
	}
	h := &handler{w, s, newRecent(4096)}
	mux := http.NewServeMux()
	for path, answer := range map[string]func(http.ResponseWriter, *webhook){
		"/twilio/voice":               h.opened,
		"/twilio/voice/turn":          h.turn,
		"/twilio/voice/partial":       h.partial,
		"/twilio/voice/dial":          h.dialed,
		"/twilio/voice/whisper":       h.whisper,
		"/twilio/voice/recording":     h.recorded,
		"/twilio/voice/recorded":      h.recordingKept,
		"/twilio/voice/transcription": h.transcribed,
		"/twilio/voice/status":        h.ended,
		"/twilio/voice/fallback":      h.fallback,
		"/twilio/voice/alert":         h.alerted,
		"/twilio/sms":                 h.texted,
		"/twilio/sms/status":          h.textStatus,
	} {
		mux.HandleFunc("POST "+path, h.signed(answer))
	}
	return mux, nil
}

// webhook is a request that Twilio signed.
type webhook struct {
	ctx   context.Context
	query url.Values
	form  url.Values
}

func (w *webhook) value(name string) string { return strings.ToValidUTF8(w.form.Get(name), "\uFFFD") }

func (w *webhook) call() string { return w.form.Get("CallSid") }

// largest is the longest body read: a turn of ten thousand characters, three bytes each, percent-encoded.
const largest = 512 << 10

// signed lets through what Twilio signed for our account and, where it is about a call or text of ours, our number.
func (h *handler) signed(answer func(http.ResponseWriter, *webhook)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, largest)
		if err := r.ParseForm(); err != nil {
			status := http.StatusBadRequest
			if errors.As(err, new(*http.MaxBytesError)) {
				status = http.StatusRequestEntityTooLarge
			}
			http.Error(w, "", status)
			return
		}
		if why := h.refuse(r); why != "" {
			h.Log.Warn("a webhook was refused", "path", r.URL.Path, "why", why)
			http.Error(w, "", http.StatusForbidden)
			return
		}
		answer(w, &webhook{r.Context(), r.URL.Query(), r.PostForm})
	}
}

// refuse returns why a request is not one of ours, "" if it is. The address is the configured one: a Host header is
// anybody's to write.
func (h *handler) refuse(r *http.Request) string {
	path := r.RequestURI
	if !strings.HasPrefix(path, "/") {
		path = r.URL.RequestURI()
	}
	f := r.PostForm
	switch {
	case !Valid(h.Client.AuthToken, h.Client.public(path), f, r.Header.Get(signatureHeader)):
		return "signature"
	case f.Get("AccountSid") != h.Client.AccountSID:
		return "account"
	case r.URL.Path == "/twilio/voice/whisper", r.URL.Path == "/twilio/voice/transcription", r.URL.Path == "/twilio/voice/recorded":
		return "" // they tell of another number, or of none
	case f.Get("To") != h.Client.Number && f.Get("From") != h.Client.Number:
		return "number"
	}
	return ""
}

// deskTime is how long a caller waits for the desk; Twilio itself waits for 15 s.
const deskTime = 8 * time.Second

// ask gives the desk a turn. What it started it may finish though Twilio has hung up: the reply is kept then, for the
// next time the same webhook comes. An error is anything that leaves the caller without a reply in time.
func (h *handler) ask(ctx context.Context, t frontdesk.Turn) (frontdesk.Reply, error) {
	return within(ctx, func(ctx context.Context) (frontdesk.Reply, error) { return h.Desk.Turn(ctx, t) })
}

// within runs f for as long as anybody waits; a panic is an error.
func within[T any](ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deskTime)
	done := make(chan result, 1)
	go func() {
		defer cancel()
		var r result
		defer func() {
			if p := recover(); p != nil { // never the value itself, which may hold a patient's words
				r.err = fault.New(fault.Internal, "twilio.within", fmt.Sprintf("panic of type %T", p))
			}
			done <- r
		}()
		r.value, r.err = f(ctx)
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		select {
		case r := <-done: // it ended in time and cancelled by itself
			return r.value, r.err
		default:
			var none T
			return none, fault.Wrap(fault.Unavailable, "twilio.within", "", ctx.Err())
		}
	}
}

// failed notes that something did not answer, without a word of what was said.
func (h *handler) failed(what string, err error) {
	h.Log.Error("the telephone line has no answer", "from", what, "kind", fault.KindOf(err).String())
}

// acknowledge answers a webhook that wants no words: Twilio tries again where we could not take it.
func (h *handler) acknowledge(w http.ResponseWriter, what string, err error) {
	if err != nil {
		h.failed(what, err)
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
