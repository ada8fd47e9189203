package bluesky_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/social"
	"bedside/internal/social/bluesky"
	"bedside/internal/testkit"
)

// script answers as a server does, but for requests that a test answers itself. Its access tokens are numbered; one
// from before stale is not taken, a refresh token works once.
type script struct {
	*httptest.Server
	answer func(w http.ResponseWriter, r *http.Request) bool // false leaves it to the script

	mu            sync.Mutex
	asked         []string
	token, stale  int
	refresh       bool // refresh tokens are taken
	scope, active string
}

var someone = testkit.Account{Name: "lakeside.test", Password: "abcd-efgh-ijkl-mnop"}

func play(t testing.TB, answer func(w http.ResponseWriter, r *http.Request) bool) *script {
	t.Helper()
	s := &script{answer: answer, refresh: true, scope: "com.atproto.appPass", active: "true"}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, method, _ := strings.Cut(r.URL.Path, "/xrpc/com.atproto.")
		s.mu.Lock()
		s.asked = append(s.asked, method)
		s.mu.Unlock()
		if s.answer != nil && s.answer(w, r) {
			return
		}
		s.usual(w, r, method)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *script) usual(w http.ResponseWriter, r *http.Request, method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	say := func(status int, body string, with ...any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, body, with...)
	}
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case method == "server.createSession":
		s.token++
	case method == "server.refreshSession" && s.refresh && bearer == fmt.Sprintf("r%d", s.token):
		s.token++
	case method == "server.refreshSession":
		say(400, `{"error":"ExpiredToken","message":"Token has been revoked"}`)
		return
	case bearer != s.access() || s.token <= s.stale:
		say(400, `{"error":"ExpiredToken","message":"Token has expired"}`)
		return
	case method == "repo.getRecord":
		say(400, `{"error":"RecordNotFound"}`)
		return
	default:
		say(200, `{}`)
		return
	}
	say(200, `{"did":"did:plc:abc","accessJwt":%q,"refreshJwt":"r%d","active":%s}`, s.access(), s.token, s.active)
}

func (s *script) access() string {
	return "h." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"scope":%q,"n":%d}`, s.scope, s.token)) + ".s"
}

// plain is a notice without anything that has to be asked for.
func plain(t testing.TB) (publish.Item, guard.Cleared) {
	item, _ := flu(t)
	item.Text, item.Media = "Flu shots on Mondays.", nil
	return cleared(t, item)
}

// What a server should not answer, at the request that makes the post public and at the first one.
func TestStrangeAnswers(t *testing.T) {
	say := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	is := func(r attempt.Result, permanent bool, code string) attempt.Outcome {
		return attempt.Outcome{Result: r, Permanent: permanent, Code: code}
	}
	for name, c := range map[string]struct {
		answer      http.HandlerFunc // nil never answers
		early, late attempt.Outcome
	}{
		"broken":            {say(500, "application/json", `{"error":"InternalServerError"}`), is("failed", false, "InternalServerError"), is("unknown", false, "InternalServerError")},
		"a gateway gave up": {say(502, "text/html", "<html>"), is("failed", false, "502"), is("unknown", false, "502")},
		"a page":            {say(200, "text/html", "<html>Just a moment</html>"), is("failed", false, "html"), is("unknown", false, "html")},
		"an empty answer":   {say(200, "application/json", ""), is("failed", false, "html"), is("unknown", false, "html")},
		"too many":          {say(429, "application/json", `{"error":"RateLimitExceeded"}`), is("failed", false, "RateLimitExceeded"), is("failed", false, "RateLimitExceeded")},
		"revoked":           {say(401, "application/json", `{"error":"AuthMissing"}`), is("failed", true, "AuthMissing"), is("failed", true, "AuthMissing")},
		"not taken":         {say(400, "application/json", `{"error":"InvalidRequest"}`), is("failed", true, "InvalidRequest"), is("failed", true, "InvalidRequest")},
		"a strange error":   {say(400, "application/json", `{"error":"<b>Ana Ruiz</b>"}`), is("failed", true, "400"), is("failed", true, "400")},
		"another address":   {say(307, "text/html", ""), is("failed", true, "redirect"), is("failed", true, "redirect")},
		"nothing at all":    {nil, is("failed", false, "slow"), is("unknown", false, "slow")},
	} {
		t.Run(name, func(t *testing.T) {
			for at, want := range map[string]attempt.Outcome{"server.createSession": c.early, "repo.putRecord": c.late} {
				item, w := plain(t)
				soon, cancel := context.WithCancel(ctx)
				defer cancel()
				s := play(t, func(w http.ResponseWriter, r *http.Request) bool {
					if !strings.HasSuffix(r.URL.Path, at) {
						return false
					}
					_, _ = io.Copy(io.Discard, r.Body)
					if c.answer != nil {
						c.answer(w, r)
						return true
					}
					cancel() // time is up
					<-r.Context().Done()
					return true
				})
				r, err := client(s.URL, someone).Publish(soon, w, item)
				if err != nil || r.Outcome != want {
					t.Errorf("%s: %+v, %v, want %+v", at, r.Outcome, err, want)
				}
				if step := social.NextStep(r.Code); strings.Contains(step, "refused it") {
					t.Errorf("there is no next step for %q", r.Code)
				}
			}
		})
	}
}

// A server that breaks after it did what it was asked for is asked whether it did.
func TestBrokenAfterDoingIt(t *testing.T) {
	account := testkit.PDS(t)
	item, w := plain(t)
	wire := testkit.NewWire(t, account.URL)
	broken := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), r.Method, wire.URL+r.URL.String(), r.Body)
		must(t, err)
		req.Header = r.Header
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		defer func() { _ = res.Body.Close() }()
		rw.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		if strings.HasSuffix(r.URL.Path, "putRecord") {
			rw.WriteHeader(500)
			return
		}
		rw.WriteHeader(res.StatusCode)
		_, _ = io.Copy(rw, res.Body)
	}))
	defer broken.Close()
	c := client(broken.URL, account)
	r, err := c.Publish(ctx, w, item)
	if err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Unknown, Code: "500"}) {
		t.Fatalf("Publish = %+v, %v", r, err)
	}
	r, err = c.Find(ctx, item)
	sent(t, r, err)
}

// One session serves many posts; an access token that has ended is refreshed, and when that does not help we sign in.
func TestSession(t *testing.T) {
	s := play(t, nil)
	c := client(s.URL, someone)
	item, w := plain(t)
	post := func(want ...string) {
		t.Helper()
		s.asked = nil
		if r, err := c.Publish(ctx, w, item); err != nil || r.Result != attempt.Sent || !slices.Equal(s.asked, want) {
			t.Errorf("%+v, %v after %q, want %q", r.Outcome, err, s.asked, want)
		}
	}
	post("server.createSession", "repo.putRecord")
	post("repo.putRecord")
	s.stale = s.token
	post("repo.putRecord", "server.refreshSession", "repo.putRecord")
	s.stale, s.refresh = s.token, false
	post("repo.putRecord", "server.refreshSession", "server.createSession", "repo.putRecord")
	s.stale = 1 << 30 // whatever we do
	s.asked = nil
	if r, err := c.Publish(ctx, w, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "ExpiredToken"}) || len(s.asked) > 4 {
		t.Errorf("%+v, %v after %q", r.Outcome, err, s.asked)
	}
}

// When the server asks us to slow down, it is not asked again until then.
func TestRateLimit(t *testing.T) {
	s := play(t, func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("RateLimit-Reset", fmt.Sprint(time.Now().Add(5*time.Minute).Unix()))
		w.WriteHeader(429)
		return true
	})
	c := client(s.URL, someone)
	item, w := plain(t)
	for _, code := range []string{"429", "later", "later"} {
		if r, err := c.Publish(ctx, w, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Code: code}) || len(s.asked) != 1 {
			t.Errorf("%+v, %v after %q", r.Outcome, err, s.asked)
		}
	}
}

// Refused before anything leaves: other words, no account, another account's post, the password that may do everything.
func TestNothingLeaves(t *testing.T) {
	s := play(t, nil)
	c := client(s.URL, someone)
	item, w := plain(t)
	other := item
	other.Text += " And more."
	if r, err := c.Publish(ctx, w, other); !fault.Is(err, fault.Forbidden) {
		t.Errorf("other words: %+v, %v", r, err)
	}
	if r, err := c.Update(ctx, guard.Cleared{}, item, "at://did:plc:abc/app.bsky.feed.post/a"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("words that nobody cleared: %+v, %v", r, err)
	}
	if len(s.asked) != 0 {
		t.Errorf("%q was asked", s.asked)
	}
	if none := bluesky.New(bluesky.Config{}); none.Ready() || !fault.Is(none.Check(ctx), fault.Unavailable) {
		t.Error("no account is ready")
	}
	keyless := item
	keyless.Key = "flu"
	if r, err := c.Publish(ctx, w, keyless); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a key: %+v, %v", r, err)
	}
	for _, ref := range []string{"", "at://did:plc:other/app.bsky.feed.post/a", "at://did:plc:abc/app.bsky.feed.like/a", "at://did:plc:abc/app.bsky.feed.post/", "7"} {
		if out, err := c.Remove(ctx, ref); !fault.Is(err, fault.Invalid) {
			t.Errorf("removing %q: %+v, %v", ref, out, err)
		}
	}
	for name, spoil := range map[string]func(*script){
		"own password": func(s *script) { s.scope = "com.atproto.access" }, "not active": func(s *script) { s.active = "false" },
	} {
		s := play(t, nil)
		spoil(s)
		if r, err := client(s.URL, someone).Publish(ctx, w, item); !fault.Is(err, fault.Forbidden) || slices.Contains(s.asked, "repo.putRecord") {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}
