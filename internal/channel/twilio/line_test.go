package twilio_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/channel/twilio"
	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
)

const (
	account = "AC0123456789abcdef0123456789abcdef"
	token   = "a token of nobody"
	number  = "+12185550100"
	ana     = "+12185550123"
	nurse   = "+12185550199"
)

var now = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

// line is a practice's telephone line with an exchange at its other end and a desk that follows a script.
type line struct {
	*exchange.Exchange
	desk   *desk
	oncall *onCall
	inbox  *mail
	client *twilio.Client
	clock  *testkit.Clock
	log    *strings.Builder
	wrong  func(method, path string) exchange.Fault
}

func open(t testing.TB, script func(frontdesk.Turn) frontdesk.Reply) *line {
	t.Helper()
	l := &line{clock: testkit.NewClock(now), log: &strings.Builder{}}
	l.desk = &desk{t: t, script: script, replies: map[string]frontdesk.Reply{}}
	l.oncall, l.inbox = &onCall{t: t}, &mail{}
	var err error
	l.Exchange, err = exchange.Listen("127.0.0.1:0", exchange.Config{AccountSID: account, AuthToken: token, Number: number, Now: l.clock.Now,
		Fault: func(m, p string) exchange.Fault {
			if l.wrong == nil {
				return exchange.Fault{}
			}
			return l.wrong(m, p)
		}})
	if err != nil {
		t.Fatal(err)
	}
	var h http.Handler
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	t.Cleanup(func() { l.Settle(); site.Close(); _ = l.Close() })
	l.client = &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, PublicURL: site.URL, BaseURL: l.URL(), Now: l.clock.Now}}
	h = handler(t, l.client, l.desk, l.oncall, l.inbox, l.log)
	l.Point(site.URL)
	return l
}

func handler(t testing.TB, c *twilio.Client, d twilio.Desk, o twilio.OnCall, i twilio.Inbox, log *strings.Builder) http.Handler {
	t.Helper()
	reader, err := triage.New()
	if err != nil {
		t.Fatal(err)
	}
	h, err := twilio.NewHandler(twilio.Webhooks{Client: c, Desk: d, OnCall: o, Inbox: i, Triage: reader, Guard: newGuard(t),
		Log: slog.New(slog.NewTextHandler(&locked{b: log}, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

type locked struct {
	mu sync.Mutex
	b  *strings.Builder
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// theGuard is made once: it is immutable.
var theGuard = sync.OnceValues(func() (*guard.Guard, error) {
	return guard.New(nil, guard.Own{}, func() time.Time { return now })
})

func newGuard(t testing.TB) *guard.Guard {
	t.Helper()
	g, err := theGuard()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// words are cleared for a recipient of a conversation.
func words(t testing.TB, ch guard.Channel, text string) guard.Cleared {
	t.Helper()
	return clear(t, guard.Patient, ch, "c1", text)
}

func staffWords(t testing.TB, ch guard.Channel, recipient, text string) guard.Cleared {
	t.Helper()
	return clear(t, guard.Staff, ch, recipient, text)
}

func clear(t testing.TB, a guard.Audience, ch guard.Channel, recipient, text string) guard.Cleared {
	t.Helper()
	c, r, err := newGuard(t).Clear(guard.Draft{Kind: guard.Kind(ch), Audience: a, Channel: ch, Recipient: recipient, Author: "bedside",
		Body: []guard.Part{guard.Literal(text)}})
	if err != nil {
		t.Fatal(err, r.Findings)
	}
	return c
}

// desk follows its script, and as the real one it gives a turn that comes again the same reply.
type desk struct {
	t       testing.TB
	script  func(frontdesk.Turn) frontdesk.Reply
	mu      sync.Mutex
	turns   []frontdesk.Turn // as they came first
	replies map[string]frontdesk.Reply
	broken  bool
}

func (d *desk) Turn(_ context.Context, t frontdesk.Turn) (frontdesk.Reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken {
		return frontdesk.Reply{}, errors.New("the database is gone, and with it what Ana Ruiz said")
	}
	if r, again := d.replies[t.Session+" "+t.ID]; again {
		return r, nil
	}
	d.turns = append(d.turns, t)
	r := d.script(t)
	d.replies[t.Session+" "+t.ID] = r
	return r, nil
}

func (d *desk) breaks(broken bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = broken
}

// heard returns the turns as event, words and keys.
func (d *desk) heard() (all []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.turns {
		all = append(all, strings.TrimSpace(strings.Join([]string{string(t.Event), t.Text, t.Digits}, " ")))
	}
	return all
}

func (d *desk) last() frontdesk.Turn {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turns[len(d.turns)-1]
}

type onCall struct {
	t     testing.TB
	mu    sync.Mutex
	keys  []string
	mine  bool
	err   error
	texts []string
}

func (o *onCall) Reply(_ context.Context, from phi.Phone, text string) (oncall.Answer, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return oncall.Answer{}, false, o.err
	}
	if !o.mine || from.Reveal() != nurse || text != "1" {
		return oncall.Answer{}, false, nil
	}
	o.texts = append(o.texts, text)
	return oncall.Answer{What: oncall.Took, Words: staffWords(o.t, "sms", "p1", "It is yours. Thank you."), Recipient: "p1"}, true, nil
}

func (o *onCall) Pressed(_ context.Context, ref, digits string) (oncall.Answer, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return oncall.Answer{}, o.err
	}
	o.keys = append(o.keys, ref+" "+digits)
	a := oncall.Answer{What: oncall.Took, Words: staffWords(o.t, "voice", "p1", "It is yours. Thank you."), Recipient: "p1"}
	if digits != "1" {
		a.What, a.Words = oncall.Unclear, staffWords(o.t, "voice", "p1", "Press 1 to take it.")
	}
	return a, nil
}

// mail keeps what was said of texts.
type mail struct {
	mu  sync.Mutex
	all []string
}

func (m *mail) Delivered(_ context.Context, ref string, state inbox.SendState, code string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, ref+" "+string(state)+" "+code)
	return nil
}

// said returns what the practice said on a call, one line each.
func said(c *exchange.Call) (all []string) {
	for _, l := range c.Lines() {
		if l.Who == exchange.Bedside {
			all = append(all, l.Text)
		}
	}
	return all
}

func contains(lines []string, want string) bool {
	return strings.Contains(strings.Join(lines, "\n"), want)
}
