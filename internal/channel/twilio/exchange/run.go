package exchange

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// mostDocuments is how many answers may follow one another without anybody being asked.
const mostDocuments = 20

// form is what every webhook of a call says.
func (c *Call) form() url.Values {
	status := "in-progress"
	c.mu.Lock()
	if c.address == "" {
		status = "ringing"
	}
	c.mu.Unlock()
	f := url.Values{"CallSid": {c.sid}, "From": {c.from}, "To": {c.to}, "Caller": {c.from}, "Called": {c.to}, "Direction": {c.direction}, "CallStatus": {status}}
	if c.parent != nil {
		f.Set("ParentCallSid", c.parent.sid)
	}
	return f
}

// resolve reads an address as the document that holds it means it.
func (c *Call) resolve(address string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	base, err := url.Parse(c.address)
	if err != nil {
		return address
	}
	u, err := base.Parse(address)
	if err != nil {
		return address
	}
	return u.String()
}

// submit brings what was said or pressed to where the document wants it. The caller holds op.
func (c *Call) submit(ctx context.Context, what url.Values) {
	c.mu.Lock()
	action := c.at.with["action"]
	c.mu.Unlock()
	c.follow(ctx, c.resolve(action), what)
}

// follow asks a webhook what comes next and does it. If it has no answer the fallback is asked, and after that the
// caller hears what Twilio says then. The caller holds op.
func (c *Call) follow(ctx context.Context, address string, what url.Values) {
	verbs, err := c.ask(ctx, address, what)
	if err != nil {
		c.add(Note, "No answer that can be used: "+err.Error()+".", "")
		if c.direction == "inbound" {
			verbs, err = c.ask(ctx, c.exchange.hook("/twilio/voice/fallback"), url.Values{"ErrorCode": {"11200"}, "ErrorUrl": {address}})
		}
	}
	if err != nil {
		c.add(Note, "An application error has occurred. Goodbye.", "")
		c.end("", "failed")
		return
	}
	c.run(ctx, verbs)
}

func (c *Call) ask(ctx context.Context, address string, what url.Values) ([]verb, error) {
	f := c.form()
	for k, vs := range what {
		f[k] = vs
	}
	verbs, err := c.exchange.answer(ctx, address, f)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.address, _, _ = strings.Cut(address, "#")
	if err == nil && c.state.Phase != Ended {
		c.state = State{Phase: Speaking}
	}
	return verbs, err
}

// run carries out verbs until one waits for somebody. The caller holds op.
func (c *Call) run(ctx context.Context, verbs []verb) {
	for documents := 0; len(verbs) > 0; {
		v := verbs[0]
		verbs = verbs[1:]
		switch v.name {
		case "Say":
			c.add(Bedside, v.text, v.with["language"])
		case "Gather":
			for _, p := range v.in {
				c.add(Bedside, p.text, p.with["language"])
			}
			n, _ := strconv.Atoi(v.with["numDigits"]) // none is any number
			c.wait(v, verbs, State{Phase: Listening, Speech: strings.Contains(v.with["input"], "speech"),
				Keys: v.with["input"] == "" || strings.Contains(v.with["input"], "dtmf"), NumDigits: n, Language: v.with["language"]})
			return
		case "Record":
			c.wait(v, verbs, State{Phase: Recording})
			return
		case "Dial":
			c.dial(v, verbs)
			return
		case "Hangup":
			c.end("", "completed")
			return
		case "Redirect":
			var err error
			if documents++; documents > mostDocuments {
				err = fmt.Errorf("%d answers led only to the next", mostDocuments)
			} else {
				verbs, err = c.ask(ctx, c.resolve(v.text), nil)
			}
			if err != nil {
				c.add(Note, "No answer that can be used: "+err.Error()+".", "")
				c.end("", "failed")
				return
			}
		default:
			c.add(Note, "A call cannot "+v.name+".", "")
			c.end("", "failed")
			return
		}
	}
	if c.parent != nil {
		c.bridge()
		return
	}
	c.end("", "completed")
}

// wait stops at a verb until somebody does something, unless the call is over.
func (c *Call) wait(at verb, rest []verb, s State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.Phase != Ended {
		c.at, c.rest, c.state, c.said = at, rest, s, ""
	}
}

// end ends a call that is in the phase, "" for any, and reports whether it did. Whoever has to know is told.
func (c *Call) end(in Phase, how string) bool {
	c.mu.Lock()
	if c.state.Phase == Ended || in != "" && c.state.Phase != in {
		c.mu.Unlock()
		return false
	}
	c.state, c.hungUp = State{Phase: Ended, How: how}, c.exchange.Now()
	child, e := c.child, c.exchange
	c.mu.Unlock()
	if child != nil {
		child.end("", "completed")
	}
	if c.parent != nil {
		e.later(func() { c.parent.returned(c, how) })
	}
	if c.direction == "inbound" {
		e.later(func() {
			f := c.form()
			f.Set("CallStatus", how)
			f.Set("CallDuration", duration(c.began, c.hungUp))
			f.Set("SequenceNumber", "3")
			_, _ = e.post(c.exchange.ctx, e.hook("/twilio/voice/status")+"#rc=5&rp=5xx,ct,rt", f) // Deliveries tells
		})
	}
	return true
}

func duration(from, to time.Time) string { return strconv.Itoa(int(to.Sub(from) / time.Second)) }

// lapse ends what has rung until now.
func (c *Call) lapse(now time.Time) {
	c.mu.Lock()
	over := c.direction != "inbound" && c.state.Phase == Ringing && !now.Before(c.until)
	c.mu.Unlock()
	if over {
		c.end(Ringing, "no-answer")
	}
}

// lead takes the call elsewhere, as the practice asked over the REST interface.
func (c *Call) lead(address string) {
	c.mu.Lock()
	c.detour = address
	c.mu.Unlock()
	c.exchange.later(func() {
		c.op.Lock()
		defer c.op.Unlock()
		c.takeDetour(c.exchange.ctx)
	})
}

// takeDetour goes where the practice led the call, and reports whether it did. The caller holds op.
func (c *Call) takeDetour(ctx context.Context) bool {
	c.mu.Lock()
	address, child := c.detour, c.child
	c.detour, c.child = "", nil
	over := c.state.Phase == Ended
	c.mu.Unlock()
	if address == "" || over {
		return false
	}
	if child != nil {
		child.end("", "canceled")
	}
	c.follow(ctx, address, nil)
	return true
}
