package twilio_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/channel/twilio"
	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
)

func TestText(t *testing.T) {
	ctx := context.Background()
	w := words(t, "sms", "We can see you on Tuesday.")
	for name, c := range map[string]struct {
		fault exchange.Fault
		want  attempt.Outcome
		kept  int
		found attempt.Result
	}{
		"taken":                  {exchange.Fault{}, attempt.Outcome{Result: attempt.Sent, Code: "201"}, 1, attempt.Sent},
		"opted out":              {exchange.Fault{Status: 400, Code: 21610}, attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "21610"}, 0, attempt.Failed},
		"refused without a code": {exchange.Fault{Status: 422}, attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "422"}, 0, attempt.Failed},
		"too many":               {exchange.Fault{Status: 429, Code: 20429}, attempt.Outcome{Result: attempt.Failed, Code: "20429"}, 0, attempt.Failed},
		"the token is old":       {exchange.Fault{Status: 401, Code: 20003}, attempt.Outcome{Result: attempt.Failed, Code: "20003"}, 0, attempt.Failed},
		"broken there":           {exchange.Fault{Status: 500}, attempt.Outcome{Result: attempt.Failed, Code: "500"}, 0, attempt.Failed},
		"not now":                {exchange.Fault{Status: 503}, attempt.Outcome{Result: attempt.Failed, Code: "503"}, 0, attempt.Failed},
		"a gateway gave up":      {exchange.Fault{Status: 504}, attempt.Outcome{Result: attempt.Unknown, Code: "504"}, 0, attempt.Failed},
		"a redirection":          {exchange.Fault{Status: 307}, attempt.Outcome{Result: attempt.Failed, Code: "307"}, 0, attempt.Failed},
		"taken, the answer lost": {exchange.Fault{Drop: true}, attempt.Outcome{Result: attempt.Unknown, Code: "lost"}, 1, attempt.Sent},
		"lost before":            {exchange.Fault{Never: true}, attempt.Outcome{Result: attempt.Unknown, Code: "lost"}, 0, attempt.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, texting(t))
			l.wrong = func(method, _ string) exchange.Fault {
				if method == http.MethodPost {
					return c.fault
				}
				return exchange.Fault{}
			}
			began := l.clock.Now()
			got, err := l.client.Text(ctx, w, phi.NewPhone(ana), "c1", "key")
			ref := got.Ref
			got.Ref = ""
			if err != nil || got != c.want || (ref != "") != (c.want.Result == attempt.Sent) {
				t.Errorf("Text = %+v with ref %q, %v, want %+v", got, ref, err, c.want)
			}
			if kept := bodies(l, ana); len(kept) != c.kept {
				t.Errorf("the handset has %q", kept)
			}
			if soon, err := l.client.Find(ctx, phi.NewPhone(ana), w, "c1", began); err != nil || c.kept == 0 && soon.Result != attempt.Unknown {
				t.Errorf("before Twilio's list can be relied on, Find = %+v, %v", soon, err)
			}
			l.clock.Advance(5 * time.Minute)
			found, err := l.client.Find(ctx, phi.NewPhone(ana), w, "c1", began)
			if err != nil || found.Result != c.found || ref != "" && found.Ref != ref {
				t.Errorf("Find = %+v, %v, want %s", found, err, c.found)
			}
			l.Settle()
			if want := 0; c.kept == 1 {
				want = 1
				if len(l.inbox.all) != want || !strings.HasSuffix(l.inbox.all[0], " delivered ") {
					t.Errorf("the inbox heard %q", l.inbox.all)
				}
			}
		})
	}
}

// Only words for this recipient on this channel leave, and only to a number.
func TestTextRefuses(t *testing.T) {
	ctx := context.Background()
	l := open(t, texting(t))
	mine := words(t, "sms", "We can see you on Tuesday.")
	for name, c := range map[string]struct {
		w         guard.Cleared
		to        string
		recipient string
	}{
		"nothing cleared": {guard.Cleared{}, ana, "c1"}, "another recipient": {mine, ana, "c2"}, "another channel": {words(t, "voice", "Tuesday"), ana, "c1"},
		"words for staff": {staffWords(t, "sms", "c1", "Tuesday"), ana, "c1"}, "no number": {mine, "", "c1"}, "a name": {mine, "Ana", "c1"},
		"two numbers": {mine, ana + "," + nurse, "c1"},
	} {
		if out, err := l.client.Text(ctx, c.w, phi.NewPhone(c.to), c.recipient, "key"); err == nil || out != (attempt.Outcome{}) {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
	if got := l.Texts(ana); len(got) != 0 {
		t.Errorf("%d texts left", len(got))
	}
	none := &twilio.Client{}
	if _, err := none.Text(ctx, mine, phi.NewPhone(ana), "c1", "key"); none.Ready() || !fault.Is(err, fault.Unavailable) {
		t.Errorf("without an account: %v", err)
	}
	if _, err := none.Find(ctx, phi.NewPhone(ana), mine, "c1", now); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without an account Find: %v", err)
	}
	if _, err := none.Recording(ctx, "RE00000000000000000000000000000000"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without an account Recording: %v", err)
	}
}

func TestFind(t *testing.T) {
	ctx := context.Background()
	l := open(t, texting(t))
	w := words(t, "sms", "We can see you on Tuesday.")
	find := func(since time.Time) attempt.Result {
		out, err := l.client.Find(ctx, phi.NewPhone(ana), w, "c1", since)
		must(t, err)
		return out.Result
	}
	_, err := l.client.Text(ctx, w, phi.NewPhone(ana), "c1", "key")
	must(t, err)
	for range 250 { // further back than one page
		_, err := l.client.Text(ctx, words(t, "sms", "See you."), phi.NewPhone(ana), "c1", "key")
		must(t, err)
	}
	if got := find(now); got != attempt.Sent {
		t.Errorf("on the second page: %s", got)
	}
	l.clock.Advance(time.Hour)
	if got := find(now.Add(30 * time.Minute)); got != attempt.Failed {
		t.Errorf("the same words of before: %s", got)
	}
	l.wrong = func(string, string) exchange.Fault { return exchange.Fault{Status: 500} }
	if got := find(now); got != attempt.Unknown {
		t.Errorf("when Twilio does not say: %s", got)
	}
}

// Where Twilio keeps no words, it cannot say whether these went.
func TestFindWithRedaction(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"messages":[{"sid":"SM1","body":"","status":"delivered","direction":"outbound-api","date_created":"Mon, 23 Nov 2026 18:00:01 +0000"}]}`))
	}))
	defer api.Close()
	c := &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, BaseURL: api.URL, Now: func() time.Time { return now.Add(time.Hour) }}}
	out, err := c.Find(context.Background(), phi.NewPhone(ana), words(t, "sms", "Tuesday"), "c1", now)
	if err != nil || out.Result != attempt.Unknown {
		t.Errorf("%+v, %v", out, err)
	}
}

// pipe dials a server that is f.
func pipe(f func(net.Conn)) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go f(there)
		return here, nil
	}}}
}

// A server that says nothing is waited for ten seconds, and what became of the text is not known.
func TestTextTimesOut(t *testing.T) {
	w := words(t, "sms", "Tuesday")
	synctest.Test(t, func(t *testing.T) {
		c := &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, BaseURL: "http://twilio.example",
			HTTP: pipe(func(c net.Conn) {
				buffer := make([]byte, 4096)
				for {
					if _, err := c.Read(buffer); err != nil {
						return
					}
				}
			})}}
		began := time.Now()
		out, err := c.Text(context.Background(), w, phi.NewPhone(ana), "c1", "key")
		if err != nil || out != (attempt.Outcome{Result: attempt.Unknown, Code: "lost"}) || time.Since(began) > 11*time.Second {
			t.Errorf("%+v, %v after %s", out, err, time.Since(began))
		}
	})
	t.Run("nobody listens", func(t *testing.T) {
		c := &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, BaseURL: "http://127.0.0.1:1"}}
		out, err := c.Text(context.Background(), w, phi.NewPhone(ana), "c1", "key")
		if err != nil || out != (attempt.Outcome{Result: attempt.Failed, Code: "connect"}) {
			t.Errorf("%+v, %v", out, err)
		}
	})
}

// A long recording may take its time once it has begun; one that does not begin is not waited for.
func TestRecordingTakesItsTime(t *testing.T) {
	const sid = "RE00000000000000000000000000000000"
	for name, never := range map[string]bool{"at once": false, "never": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, BaseURL: "http://twilio.example",
					HTTP: pipe(func(c net.Conn) {
						_, _ = c.Read(make([]byte, 4096))
						if never {
							_, _ = c.Read(make([]byte, 1)) // until the other side gives up
							return
						}
						_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n")
						time.Sleep(20 * time.Second)
						_, _ = io.WriteString(c, "RIFF")
					})}}
				tape, err := c.Recording(context.Background(), sid)
				if never {
					if !fault.Is(err, fault.Unavailable) {
						t.Errorf("a recording that does not begin: %v", err)
					}
					return
				}
				must(t, err)
				got, err := io.ReadAll(tape)
				must(t, err, tape.Close())
				if string(got) != "RIFF" {
					t.Errorf("the recording is %q", got)
				}
			})
		})
	}
}

// The token is for Twilio alone: a redirection is not followed.
func TestTokenStaysHere(t *testing.T) {
	var asked []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.Path) }))
	defer elsewhere.Close()
	api := httptest.NewServer(http.RedirectHandler(elsewhere.URL+"/steal", http.StatusTemporaryRedirect))
	defer api.Close()
	c := &twilio.Client{Config: twilio.Config{AccountSID: account, AuthToken: token, Number: number, BaseURL: api.URL}}
	_, _ = c.Text(context.Background(), words(t, "sms", "Tuesday"), phi.NewPhone(ana), "c1", "key")
	_, _ = c.Recording(context.Background(), "RE00000000000000000000000000000000")
	if !slices.Equal(asked, nil) {
		t.Errorf("%q was asked", asked)
	}
}

func TestRedirect(t *testing.T) {
	ctx := context.Background()
	l := open(t, booking(t))
	for _, call := range []string{"", "../Messages", "CA00000000000000000000000000000000"} {
		if err := l.client.Redirect(ctx, call, "/twilio/voice/fallback"); err == nil {
			t.Errorf("%q was redirected", call)
		}
	}
	c, err := l.Call(ctx, ana)
	must(t, err, l.client.Redirect(ctx, c.ID(), "/twilio/voice/fallback"))
	l.Settle()
	if got := said(c); !contains(got, "911") || c.State().Phase != exchange.Recording {
		t.Errorf("the caller heard %q", got)
	}
	c.Hangup()
	if err := l.client.Redirect(ctx, c.ID(), "/twilio/voice/fallback"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a call that is over: %v", err)
	}
}
