package exchange

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// dial rings another handset.
func (c *Call) dial(v verb, rest []verb) {
	to := v.in[0]
	number := strings.TrimSpace(to.text)
	rings, err := strconv.Atoi(v.with["timeout"])
	if err != nil {
		rings = 30
	}
	c.wait(v, rest, State{Phase: Ringing})
	e := c.exchange
	child := &Call{exchange: e, sid: e.id("CA"), from: c.from, to: number, number: number, direction: "outbound-dial", parent: c,
		until: e.Now().Add(time.Duration(rings) * time.Second)}
	if u := to.with["url"]; u != "" {
		child.start = c.resolve(u)
	}
	c.mu.Lock()
	c.child = child
	c.mu.Unlock()
	if !fictional.MatchString(number) || e.begin(child) != nil {
		child.end("", "failed")
		return
	}
	c.add(Note, "The practice's telephone rings.", "")
}

// bridge connects the two ends of a transfer.
func (c *Call) bridge() {
	c.parent.mu.Lock()
	over := c.parent.state.Phase == Ended
	if !over {
		c.parent.state = State{Phase: Talking}
	}
	c.parent.mu.Unlock()
	if over {
		c.end("", "completed")
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state, c.bridged, c.connected = State{Phase: Talking}, true, c.exchange.Now()
}

// returned goes on with a caller whose transfer is over.
func (c *Call) returned(child *Call, how string) {
	c.op.Lock()
	defer c.op.Unlock()
	c.mu.Lock()
	mine := c.child == child && c.state.Phase != Ended
	action, rest := c.at.with["action"], c.rest
	if mine {
		c.child = nil
	}
	c.mu.Unlock()
	if !mine {
		return
	}
	child.mu.Lock()
	form := url.Values{"DialCallStatus": {how}, "DialCallSid": {child.sid}, "DialBridged": {strconv.FormatBool(child.bridged)}}
	if child.bridged {
		form.Set("DialCallDuration", duration(child.connected, child.hungUp))
	}
	child.mu.Unlock()
	ctx := c.exchange.ctx
	if action == "" {
		c.run(ctx, rest)
		return
	}
	c.follow(ctx, c.resolve(action), form)
}
