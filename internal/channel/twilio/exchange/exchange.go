// Package exchange is a telephone exchange on the loopback address that behaves as Twilio does: the demo's visitors
// call and text the practice over it, and tests find out what the practice says, signs and sends.
//
// It promises that every word goes over real HTTP with real signatures through the webhooks that the public would
// reach, that it reads the practice's answers strictly, that nothing goes any further, since only fictional numbers
// (555-01xx) exist here, and that it forgets: the last 50 calls, 300 texts and 300 webhooks are kept. Callers owe a
// Point before anybody calls, and a Close.
package exchange

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"

	"bedside/internal/fault"
)

const (
	keepsCalls  = 50
	keepsTexts  = 300
	keepsHooks  = 300
	longest     = 64 << 10 // bytes of one thing said
	tick        = 100 * time.Millisecond
	unanswered  = 60 * time.Second // for how long a telephone rings where nobody says
	readTimeout = 15 * time.Second
)

// Config is the account that the exchange knows, and its one number.
type Config struct {
	AccountSID string
	AuthToken  string
	Number     string                          // E.164
	Now        func() time.Time                // tells how long a telephone has rung
	HTTP       *http.Client                    // for webhooks; nil is a plain one
	Fault      func(method, path string) Fault // what a test wants to go wrong with a request; nil is nothing
}

// Fault is one thing that goes wrong with a request to the REST interface; the zero Fault is nothing.
type Fault struct {
	Status int  // refuse it with this HTTP status
	Code   int  // and Twilio's error code
	Drop   bool // do it and break the connection instead of answering
	Never  bool // break the connection and do nothing
}

// Exchange is a running exchange. It may be used by several goroutines at once.
type Exchange struct {
	Config
	server *http.Server
	addr   string
	prefix string          // of the ids of this run
	ctx    context.Context // until Close
	stop   context.CancelFunc

	mu      sync.Mutex
	changed *sync.Cond
	point   string // where the webhooks are
	last    int    // id given
	calls   []*Call
	texts   []Text
	hooks   []Delivery
	tapes   map[string]tape
	pending int // callbacks under way
}

// Text is a text that was sent, to the practice or from it.
type Text struct {
	SID      string
	At       time.Time
	From, To string
	Body     string
}

// tape is a recording.
type tape struct {
	call    string
	seconds int
}

// fictional are the numbers that nobody has.
var fictional = regexp.MustCompile(`^\+1[2-9][0-9]{2}55501[0-9]{2}$`)

// Listen starts an exchange on a loopback address with a port, such as 127.0.0.1:0. Any other address is Invalid, one
// that is in use is Unavailable.
func Listen(addr string, c Config) (*Exchange, error) {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Invalid, "exchange.Listen", "The exchange listens on this machine only, as 127.0.0.1:8090.")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "exchange.Listen", "The exchange cannot listen on "+addr+". Another program may be using the port.", err)
	}
	var run [8]byte
	_, _ = rand.Read(run[:]) // never fails
	e := &Exchange{Config: c, addr: l.Addr().String(), prefix: hex.EncodeToString(run[:]), tapes: map[string]tape{}}
	e.ctx, e.stop = context.WithCancel(context.Background())
	e.changed = sync.NewCond(&e.mu)
	e.server = &http.Server{Handler: e.rest(), ReadTimeout: readTimeout}
	go func() { _ = e.server.Serve(l) }()
	go e.watch()
	return e, nil
}

// URL is where its REST interface answers.
func (e *Exchange) URL() string { return "http://" + e.addr }

// Close stops it. Calls that go on end where they are.
func (e *Exchange) Close() error {
	e.stop()
	return e.server.Close()
}

// Point sets where the number's webhooks are, as one does in Twilio's console: below this address, at /twilio/.
func (e *Exchange) Point(publicURL string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.point = publicURL
}

// watch ends what has rung long enough.
func (e *Exchange) watch() {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-e.ctx.Done():
			return
		case <-t.C:
			for _, c := range e.all() {
				c.lapse(e.Now())
			}
		}
	}
}

// Call dials the practice from a handset and returns once the practice has answered, or could not. A number that is
// not fictional is Invalid; more than 50 calls at once are Unavailable.
func (e *Exchange) Call(ctx context.Context, from string) (*Call, error) {
	if !fictional.MatchString(from) {
		return nil, fault.New(fault.Invalid, "exchange.Call", "Only fictional numbers are in this exchange, as +12185550123.")
	}
	c := &Call{exchange: e, sid: e.id("CA"), from: from, to: e.Number, direction: "inbound", number: from}
	if err := e.begin(c); err != nil {
		return nil, err
	}
	c.op.Lock()
	defer c.op.Unlock()
	c.follow(ctx, e.hook("/twilio/voice"), nil)
	return c, nil
}

// Find returns a call by its id, nil if it is forgotten.
func (e *Exchange) Find(sid string) *Call {
	for _, c := range e.all() {
		if c.sid == sid {
			return c
		}
	}
	return nil
}

// Incoming returns the calls that ring at a handset or are held there, the newest first.
func (e *Exchange) Incoming(number string) []*Call {
	var mine []*Call
	for _, c := range slices.Backward(e.all()) {
		if c.number == number && c.direction != "inbound" && c.State().Phase != Ended {
			mine = append(mine, c)
		}
	}
	return mine
}

// Text sends a text to the practice. What the practice answers at once is in Texts when it returns.
func (e *Exchange) Text(ctx context.Context, from, body string) error {
	switch {
	case !fictional.MatchString(from):
		return fault.New(fault.Invalid, "exchange.Text", "Only fictional numbers are in this exchange, as +12185550123.")
	case len(body) > longest:
		return fault.New(fault.Invalid, "exchange.Text", "That is too long for a text.")
	}
	sid := e.id("SM")
	e.keep(Text{SID: sid, At: e.Now(), From: from, To: e.Number, Body: body})
	return e.receive(ctx, sid, from, body)
}

// Texts returns what a handset sent and got, the oldest first.
func (e *Exchange) Texts(number string) []Text {
	e.mu.Lock()
	defer e.mu.Unlock()
	var mine []Text
	for _, t := range e.texts {
		if t.From == number || t.To == number {
			mine = append(mine, t)
		}
	}
	return mine
}

// Settle waits until nothing is on its way to the webhooks any more.
func (e *Exchange) Settle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.pending > 0 {
		e.changed.Wait()
	}
}

// later does something that nobody waits for.
func (e *Exchange) later(f func()) {
	e.mu.Lock()
	e.pending++
	e.mu.Unlock()
	go func() {
		f()
		e.mu.Lock()
		defer e.mu.Unlock()
		e.pending--
		e.changed.Broadcast()
	}()
}

// begin gives a call a place.
func (e *Exchange) begin(c *Call) error {
	c.began, c.state.Phase = e.Now(), Ringing
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.calls) == keepsCalls {
		i := slices.IndexFunc(e.calls, func(c *Call) bool { return c.State().Phase == Ended })
		if i < 0 {
			return fault.New(fault.Unavailable, "exchange.begin", "All lines are busy. Hang up another call first.")
		}
		for sid, t := range e.tapes {
			if t.call == e.calls[i].sid {
				delete(e.tapes, sid)
			}
		}
		e.calls = slices.Delete(e.calls, i, i+1)
	}
	e.calls = append(e.calls, c)
	return nil
}

func (e *Exchange) all() []*Call {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.calls)
}

func (e *Exchange) keep(t Text) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.texts = last(append(e.texts, t), keepsTexts)
}

// last returns the last n of all.
func last[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	return slices.Clone(all[len(all)-n:])
}

// id returns a new id, as unlike that of another run as Twilio's are.
func (e *Exchange) id(kind string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last++
	return fmt.Sprintf("%s%s%016x", kind, e.prefix, e.last)
}
