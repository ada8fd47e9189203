package exchange

import (
	"context"
	"net/url"
	"strconv"
	"strings"
)

// recorded ends a recording by a key, by hanging up or by silence, and tells the practice. The caller holds op.
func (c *Call) recorded(ctx context.Context, by string) {
	c.mu.Lock()
	at, said, rest := c.at, c.said, c.rest
	c.said = ""
	c.mu.Unlock()
	if said == "" {
		c.run(ctx, rest)
		return
	}
	e := c.exchange
	seconds := 1 + len(strings.Fields(said))*2/5 // at two and a half words a second
	sid := e.id("RE")
	e.mu.Lock()
	e.tapes[sid] = tape{c.sid, seconds}
	e.mu.Unlock()
	of := url.Values{"RecordingSid": {sid}, "RecordingDuration": {strconv.Itoa(seconds)}, "RecordingUrl": {e.URL() + e.path("/Recordings/"+sid)}}
	if u := at.with["recordingStatusCallback"]; u != "" {
		e.tell(c.resolve(u), of, url.Values{"CallSid": {c.sid}, "RecordingStatus": {"completed"}})
	}
	if u := at.with["transcribeCallback"]; u != "" && at.with["transcribe"] == "true" {
		e.tell(c.resolve(u), of, url.Values{"CallSid": {c.sid}, "From": {c.from}, "To": {c.to}, "TranscriptionStatus": {"completed"}, "TranscriptionText": {said}})
	}
	of = merge(of, url.Values{"Digits": {by}})
	if by == "hangup" {
		_, _ = e.answer(ctx, c.resolve(at.with["action"]), merge(c.form(), of)) // nobody is there to hear it
		return
	}
	c.follow(ctx, c.resolve(at.with["action"]), of)
}

// tell delivers a webhook whose answer nobody waits for.
func (e *Exchange) tell(address string, forms ...url.Values) {
	e.later(func() { _, _ = e.post(e.ctx, address, merge(forms...)) })
}

func merge(forms ...url.Values) url.Values {
	all := url.Values{}
	for _, f := range forms {
		for k, vs := range f {
			all[k] = vs
		}
	}
	return all
}
