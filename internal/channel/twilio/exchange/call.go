package exchange

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"bedside/internal/fault"
)

// Who speaks a line.
type Who string

const (
	Bedside Who = "bedside" // what the practice's answer says
	Person  Who = "person"  // whoever holds this handset
	Other   Who = "other"   // whoever they are connected to
	Note    Who = "note"    // what the exchange does, in words
)

// Line is one thing heard on a call.
type Line struct {
	At       time.Time
	Who      Who
	Text     string
	Language string // of Bedside, as es-US
}

// Phase is what a call is doing.
type Phase string

const (
	Ringing   Phase = "ringing"   // here or, after a transfer, there
	Speaking  Phase = "speaking"  // the practice is asked what comes next
	Listening Phase = "listening" // for speech, keys or both
	Recording Phase = "recording"
	Talking   Phase = "talking" // two people are connected
	Ended     Phase = "ended"
)

// State is what can be done on a call at the moment.
type State struct {
	Phase        Phase
	Speech, Keys bool   // of Listening
	NumDigits    int    // after how many keys the practice goes on, 0 for #
	Typed        string // keys so far
	Language     string
	How          string // of Ended: completed, busy, no-answer, failed, canceled
}

// Call is a call as one handset has it. It may be used by several goroutines at once; one thing happens at a time.
type Call struct {
	exchange          *Exchange
	sid, from, to     string
	number            string // the handset's
	direction         string
	began             time.Time
	parent            *Call  // of the call that a transfer makes
	start             string // what to ask for when a call that came in is answered
	document          []verb // or what to do then
	op                sync.Mutex
	mu                sync.Mutex // holds what follows; never while anything is asked of the practice
	lines             []Line
	size              int // bytes in lines
	state             State
	address           string // of the document that is carried out
	at                verb   // where it waits
	rest              []verb // what comes after
	said              string // while recording
	child             *Call
	until             time.Time // when it has rung long enough
	bridged           bool
	connected, hungUp time.Time
	detour            string // where the practice wants the call instead
}

// ID is the call's id, From and To its numbers.
func (c *Call) ID() string   { return c.sid }
func (c *Call) From() string { return c.from }
func (c *Call) To() string   { return c.to }

// Lines returns what was heard, the oldest first; of a very long call the end.
func (c *Call) Lines() []Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Line(nil), c.lines...)
}

// State returns what can be done.
func (c *Call) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// keepsLines is how much of a call is kept, in bytes.
const keepsLines = 256 << 10

func (c *Call) add(who Who, text, language string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, Line{c.exchange.Now(), who, text, language})
	c.size += len(text) + 64
	for c.size > keepsLines {
		c.size -= len(c.lines[0].Text) + 64
		c.lines = c.lines[1:]
	}
}

func conflict(msg string) error { return fault.New(fault.Conflict, "exchange.Call", msg) }

// Say speaks. While the practice listens, it hears the beginning of a sentence before its end, as it does over Twilio.
// Conflict if nobody listens.
func (c *Call) Say(text string) error {
	if len(text) > longest {
		return fault.New(fault.Invalid, "exchange.Call", "That is too long to say in one breath.")
	}
	c.op.Lock()
	defer c.op.Unlock()
	ctx := c.exchange.ctx
	c.mu.Lock()
	s, at, child, parent := c.state, c.at, c.child, c.parent
	c.mu.Unlock()
	switch {
	case s.Phase == Listening && s.Speech:
		c.add(Person, text, "")
		if p := at.with["partialResultCallback"]; p != "" && c.interim(ctx, p, text) {
			return nil
		}
		c.submit(ctx, url.Values{"SpeechResult": {text}, "Confidence": {"0.9"}})
	case s.Phase == Recording:
		c.add(Person, text, "")
		c.mu.Lock()
		if c.said = strings.TrimSpace(c.said + " " + text); len(c.said) > longest {
			c.said = c.said[:longest]
		}
		c.mu.Unlock()
	case s.Phase == Talking:
		c.add(Person, text, "")
		if child != nil {
			child.add(Other, text, "")
		}
		if parent != nil {
			parent.add(Other, text, "")
		}
	default:
		return conflict("Nobody is listening at the moment.")
	}
	return nil
}

// interim tells the practice how a sentence begins, and reports whether it led the call elsewhere meanwhile.
func (c *Call) interim(ctx context.Context, address, text string) bool {
	const steps = 4
	all := strings.Fields(text)
	before := 0
	for i := 1; i <= steps; i++ {
		if n := len(all) * i / steps; n > before {
			before = n
			form := c.form()
			form.Set("UnstableSpeechResult", strings.Join(all[:n], " "))
			form.Set("Stability", "0.8")
			_, _ = c.exchange.post(ctx, c.resolve(address), form) // nobody waits for its answer
			if c.takeDetour(ctx) {
				return true
			}
		}
	}
	return false
}

// Press presses keys. Where the practice waits for a number of them, it goes on after the last, else after #.
func (c *Call) Press(keys string) error {
	if keys == "" || len(keys) > 64 || strings.Trim(keys, "0123456789*#") != "" {
		return fault.New(fault.Invalid, "exchange.Call", "The keys are 0 to 9, * and #.")
	}
	c.op.Lock()
	defer c.op.Unlock()
	switch s := c.State(); {
	case s.Phase == Listening && s.Keys:
		c.add(Person, keys, "")
		typed, done := s.Typed, false
		for _, k := range keys {
			if k == '#' && typed != "" {
				done = true
			} else {
				typed += string(k)
				done = len(typed) == s.NumDigits
			}
			if done {
				break
			}
		}
		c.mu.Lock()
		c.state.Typed = typed
		c.mu.Unlock()
		if done {
			c.submit(c.exchange.ctx, url.Values{"Digits": {typed}})
		}
	case s.Phase == Recording:
		c.recorded(c.exchange.ctx, keys[:1])
	case s.Phase == Talking:
		c.add(Person, keys, "")
	default:
		return conflict("Keys do nothing at the moment.")
	}
	return nil
}

// Silence lets the practice wait until it stops waiting.
func (c *Call) Silence() error {
	c.op.Lock()
	defer c.op.Unlock()
	ctx := c.exchange.ctx
	c.mu.Lock()
	s, at, rest, said := c.state, c.at, c.rest, c.said
	c.mu.Unlock()
	switch {
	case s.Phase == Listening && s.Typed != "":
		c.submit(ctx, url.Values{"Digits": {s.Typed}})
	case s.Phase == Listening && at.with["actionOnEmptyResult"] == "true":
		c.submit(ctx, url.Values{})
	case s.Phase == Listening, s.Phase == Recording && said == "":
		c.run(ctx, rest)
	case s.Phase == Recording:
		c.recorded(ctx, "")
	default:
		return conflict("Nobody is waiting at the moment.")
	}
	return nil
}
