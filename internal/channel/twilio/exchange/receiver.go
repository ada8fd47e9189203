package exchange

// Answer picks up a telephone that rings. Conflict if it does not.
func (c *Call) Answer() error {
	c.op.Lock()
	defer c.op.Unlock()
	if !c.pickUp() {
		return conflict("This telephone does not ring.")
	}
	switch ctx := c.exchange.ctx; {
	case c.document != nil:
		c.run(ctx, c.document)
	case c.start != "":
		c.follow(ctx, c.start, nil)
	default:
		c.run(ctx, nil)
	}
	return nil
}

// pickUp ends the ringing, once.
func (c *Call) pickUp() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.direction == "inbound" || c.state.Phase != Ringing {
		return false
	}
	c.state, c.connected = State{Phase: Speaking}, c.exchange.Now()
	return true
}

// Decline sends away a call that rings, and the caller hears that the line is busy.
func (c *Call) Decline() error {
	if c.direction == "inbound" || !c.end(Ringing, "busy") {
		return conflict("This telephone does not ring.")
	}
	return nil
}

// Hangup ends the call at this end. What was recorded until then is kept.
func (c *Call) Hangup() {
	if c.State().Phase == Recording {
		c.op.Lock()
		defer c.op.Unlock()
		c.mu.Lock()
		said := c.state.Phase == Recording && c.said != ""
		c.mu.Unlock()
		if said {
			c.recorded(c.exchange.ctx, "hangup")
		}
	}
	c.end("", "completed")
}
