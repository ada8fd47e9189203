package exchange_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bedside/internal/channel/twilio"
	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/fault"
	"bedside/internal/testkit"
)

const (
	account = "AC0123456789abcdef0123456789abcdef"
	token   = "a token of nobody"
	number  = "+12185550100"
	ana     = "+12185550123"
)

var start = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

// practice serves webhooks by path; what is not served is 404.
func practice(t testing.TB, answers map[string]http.HandlerFunc) (*exchange.Exchange, *testkit.Clock, string) {
	t.Helper()
	clock := testkit.NewClock(start)
	e, err := exchange.Listen("127.0.0.1:0", exchange.Config{AccountSID: account, AuthToken: token, Number: number, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for path, f := range answers {
		mux.HandleFunc(path, f)
	}
	site := httptest.NewServer(mux)
	t.Cleanup(func() { site.Close(); _ = e.Close() })
	e.Point(site.URL)
	return e, clock, site.URL
}

func twiml(verbs string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<Response>"+verbs+"</Response>")
	}
}

func said(c *exchange.Call) (all []string) {
	for _, l := range c.Lines() {
		if l.Who == exchange.Bedside {
			all = append(all, l.Text)
		}
	}
	return all
}

// Whatever is not the TwiML that a practice writes is an error, and the caller is not left in silence.
func TestStrict(t *testing.T) {
	for name, verbs := range map[string]string{
		"an unknown verb":      "<Play>x</Play>",
		"an unknown attribute": `<Say loudness="11">x</Say>`,
		"a verb out of place":  "<Say>a<Hangup/></Say>",
		"Number outside Dial":  "<Number>+12185550199</Number>",
		"text between verbs":   "<Hangup/>hello",
		"broken XML":           "<Say>",
		"two documents":        "</Response><Response>",
		"an entity":            "<Say>&nbsp;</Say>",
		"a text on a call":     "<Message>x</Message>",
		"round and round":      "<Redirect>/twilio/voice</Redirect>",
		"too many verbs":       strings.Repeat("<Hangup/>", 2000),
	} {
		t.Run(name, func(t *testing.T) {
			e, _, _ := practice(t, map[string]http.HandlerFunc{"/twilio/voice": twiml(verbs)})
			c, err := e.Call(context.Background(), ana)
			if err != nil || c.State().Phase != exchange.Ended || c.State().How != "failed" {
				t.Errorf("%v, and the call is %+v", err, c.State())
			}
		})
	}
}

func TestFallback(t *testing.T) {
	var code string
	e, _, _ := practice(t, map[string]http.HandlerFunc{"/twilio/voice/fallback": func(w http.ResponseWriter, r *http.Request) {
		code = r.PostFormValue("ErrorCode")
		twiml("<Say>Call 911.</Say><Record/>")(w, r)
	}})
	c, err := e.Call(context.Background(), ana)
	if err != nil || !slices.Equal(said(c), []string{"Call 911."}) || c.State().Phase != exchange.Recording || code != "11200" {
		t.Errorf("%v, %q, %+v, code %q", err, said(c), c.State(), code)
	}
}

// A practice that dies before it answers is asked again, with the same token, so that it can tell that it is the same.
func TestConnectionThatBreaksIsTriedAgain(t *testing.T) {
	var tokens []string
	e, _, _ := practice(t, map[string]http.HandlerFunc{"/twilio/voice": func(w http.ResponseWriter, r *http.Request) {
		tokens = append(tokens, r.Header.Get("I-Twilio-Idempotency-Token")+r.PostFormValue("CallSid"))
		if len(tokens) == 1 {
			panic(http.ErrAbortHandler)
		}
		twiml("<Say>Hello.</Say>")(w, r)
	}})
	c, err := e.Call(context.Background(), ana)
	if err != nil || len(tokens) != 2 || tokens[0] != tokens[1] || !slices.Equal(said(c), []string{"Hello."}) {
		t.Errorf("%v, asked with %q, said %q", err, tokens, said(c))
	}
}

func TestEveryWebhookIsSigned(t *testing.T) {
	var unsigned atomic.Int32
	var site string
	check := func(next string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			if !twilio.Valid(token, site+r.RequestURI, r.PostForm, r.Header.Get("X-Twilio-Signature")) {
				unsigned.Add(1)
			}
			twiml(next)(w, r)
		}
	}
	e, _, url := practice(t, map[string]http.HandlerFunc{
		"/twilio/voice":        check(`<Gather input="speech" action="turn?t=1&amp;x=%20" partialResultCallback="partial"/>`),
		"/twilio/turn":         check(`<Record action="/done?x=1" recordingStatusCallback="/kept#rc=2&amp;rp=5xx" transcribe="true" transcribeCallback="/text"/>`),
		"/twilio/partial":      check(""),
		"/done":                check("<Hangup/>"),
		"/kept":                check(""),
		"/text":                check(""),
		"/twilio/voice/status": check(""),
		"/twilio/sms":          check("<Message>Hello.</Message>"),
	})
	site = url
	c, err := e.Call(context.Background(), ana)
	for _, f := range []func() error{func() error { return c.Say("one two three") }, func() error { return c.Say("a message") }, func() error { return c.Press("#") },
		func() error { return e.Text(context.Background(), ana, "Hello?") }} {
		if err == nil {
			err = f()
		}
	}
	e.Settle()
	var paths []string
	for _, d := range e.Deliveries() {
		paths = append(paths, d.Path())
	}
	slices.Sort(paths)
	want := []string{"/done", "/kept", "/text", "/twilio/partial", "/twilio/partial", "/twilio/partial", "/twilio/sms", "/twilio/turn", "/twilio/voice", "/twilio/voice/status"}
	if err != nil || unsigned.Load() != 0 || !slices.Equal(paths, want) {
		t.Errorf("%v, %d unsigned, asked for %q", err, unsigned.Load(), paths)
	}
}

func TestKeys(t *testing.T) {
	var got []string
	answer := func(verbs string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/k" {
				got = append(got, r.PostFormValue("Digits"))
			}
			twiml(verbs)(w, r)
		}
	}
	e, _, _ := practice(t, map[string]http.HandlerFunc{
		"/twilio/voice": answer(`<Gather action="/k" actionOnEmptyResult="true"/>`), "/k": answer(`<Gather action="/k" numDigits="2"/><Say>Nothing came.</Say><Hangup/>`)})
	c, err := e.Call(context.Background(), ana)
	for _, f := range []func() error{func() error { return c.Press("12") }, func() error { return c.Press("3#") }, func() error { return c.Press("45") }, c.Silence} {
		if err == nil {
			err = f()
		}
	}
	if err != nil || !slices.Equal(got, []string{"123", "45"}) || !slices.Equal(said(c), []string{"Nothing came."}) || c.State().Phase != exchange.Ended {
		t.Errorf("%v, %q, %q, %+v", err, got, said(c), c.State())
	}
	for _, f := range []func() error{func() error { return c.Press("1") }, func() error { return c.Say("hello") }, c.Silence, c.Answer, c.Decline} {
		if err := f(); !fault.Is(err, fault.Conflict) {
			t.Errorf("after the end: %v", err)
		}
	}
	if err := c.Press("12x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a key that is none: %v", err)
	}
}

// Nothing leaves this machine: no other address is listened on, and no number that somebody may have is called.
func TestNothingGoesFurther(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:80", "nowhere", ""} {
		if _, err := exchange.Listen(addr, exchange.Config{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("Listen(%q): %v", addr, err)
		}
	}
	e, _, _ := practice(t, nil)
	for _, n := range []string{"+12186660123", "+12185550223", "911", "+442079460123", ""} {
		if _, err := e.Call(context.Background(), n); !fault.Is(err, fault.Invalid) {
			t.Errorf("a call from %q: %v", n, err)
		}
		if err := e.Text(context.Background(), n, "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a text from %q: %v", n, err)
		}
	}
	for what, form := range map[string]url.Values{
		"Messages to somebody": {"To": {"+12186660123"}, "From": {number}, "Body": {"x"}}, "Messages from another": {"To": {ana}, "From": {ana}, "Body": {"x"}},
		"Messages of nothing": {"To": {ana}, "From": {number}}, "Messages too long": {"To": {ana}, "From": {number}, "Body": {strings.Repeat("x", 1601)}},
		"Calls to somebody": {"To": {"911"}, "From": {number}, "Url": {"http://x"}}, "Calls to say nothing": {"To": {ana}, "From": {number}},
		"Calls to say nonsense": {"To": {ana}, "From": {number}, "Twiml": {"<Shout/>"}},
	} {
		if got := ask(t, e, "/"+strings.Fields(what)[0]+".json", form, token); got != 400 {
			t.Errorf("%s: %d", what, got)
		}
	}
	if got := ask(t, e, "/Messages.json", url.Values{"To": {ana}, "From": {number}, "Body": {"x"}}, "guessed"); got != 401 {
		t.Errorf("with another token: %d", got)
	}
	if len(e.Texts(ana)) != 0 || len(e.Incoming(ana)) != 0 {
		t.Error("something came")
	}
}

func ask(t *testing.T, e *exchange.Exchange, path string, form url.Values, key string) int {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, e.URL()+"/2010-04-01/Accounts/"+account+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(account, key)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// What it keeps has an end: calls that are over are forgotten, calls that go on are not.
func TestMemory(t *testing.T) {
	ctx := context.Background()
	e, _, _ := practice(t, map[string]http.HandlerFunc{"/twilio/voice": twiml(`<Gather input="speech" action="/again"/>`), "/again": twiml(`<Gather input="speech" action="/again"/>`),
		"/twilio/sms": twiml("<Message>Hello.</Message>"), "/twilio/voice/status": twiml("")})
	first, err := e.Call(ctx, ana)
	if err != nil {
		t.Fatal(err)
	}
	for range 60 {
		c, err := e.Call(ctx, ana)
		if err != nil {
			t.Fatal(err)
		}
		c.Hangup()
	}
	if e.Find(first.ID()) == nil {
		t.Error("a call that goes on is forgotten")
	}
	for range 49 {
		if _, err := e.Call(ctx, ana); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := e.Call(ctx, ana); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a call too many: %v", err)
	}
	for i := range 400 {
		if err := e.Text(ctx, ana, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := e.Texts(ana); len(got) != 300 || got[299].Body != "Hello." {
		t.Errorf("%d texts are kept", len(got))
	}
	for range 10 {
		if err := first.Say(strings.Repeat("x", 60<<10)); err != nil {
			t.Fatal(err)
		}
	}
	size := 0
	for _, l := range first.Lines() {
		size += len(l.Text)
	}
	if size == 0 || size > 256<<10 || len(e.Deliveries()) > 300 {
		t.Errorf("a call keeps %d bytes, and %d webhooks are kept", size, len(e.Deliveries()))
	}
	if err := first.Say(strings.Repeat("x", 65<<10)); !fault.Is(err, fault.Invalid) {
		t.Errorf("too much in one breath: %v", err)
	}
}

// A call that the practice makes rings as long as it was asked to, by the clock that can be moved.
func TestRinging(t *testing.T) {
	e, clock, _ := practice(t, nil)
	if got := ask(t, e, "/Calls.json", url.Values{"To": {ana}, "From": {number}, "Twiml": {"<Response><Say>Hello.</Say></Response>"}, "Timeout": {"30"}}, token); got != 201 {
		t.Fatal(got)
	}
	calls := e.Incoming(ana)
	if len(calls) != 1 || calls[0].State().Phase != exchange.Ringing {
		t.Fatalf("%d calls ring", len(calls))
	}
	clock.Advance(30 * time.Second)
	testkit.Eventually(t, "the ringing ends", func() bool { return calls[0].State().Phase == exchange.Ended })
	if got := calls[0].State().How; got != "no-answer" || len(e.Incoming(ana)) != 0 {
		t.Errorf("the call ended as %q", got)
	}
}
