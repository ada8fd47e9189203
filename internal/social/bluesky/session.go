// Package bluesky publishes posts on Bluesky, or any server of the AT Protocol, with an app password.
//
// It promises that a post appears at most once: the name of its record follows from the item's key, and putting the same
// record twice is putting it once. It refuses the account's own password, which could do everything. Callers owe one
// [Client] for an account, since signing in is counted there and the session is kept in it.
package bluesky

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/social"
)

// Config says which account posts. The zero Config is none.
type Config struct {
	Server   string // https://bsky.social, or the account's own server
	Handle   string // lakeside.example, or a DID
	Password string // an app password
	HTTP     *fetch.Client
}

// Client is one account. It may be used by several goroutines at once.
type Client struct {
	Config
	mu  sync.Mutex
	now session
}

// session is what the server gave us when we signed in: an access token of two hours and a refresh token of 90 days.
type session struct {
	DID     string `json:"did"`
	Access  string `json:"accessJwt"`
	Refresh string `json:"refreshJwt"`
	Active  *bool  `json:"active"`
}

const (
	patience = 45 * time.Second // for all of one method
	each     = 20 * time.Second
)

// New returns a client that has not signed in yet.
func New(c Config) *Client { return &Client{Config: c} }

// Ready implements [publish.Publisher].
func (c *Client) Ready() bool { return c.Server != "" && c.Handle != "" && c.HTTP != nil }

// Check says what is wrong with the account in a sentence for the person who sets it up, nil if nothing is. Unavailable
// is passing, anything else is for that person to mend.
func (c *Client) Check(ctx context.Context) error {
	const op = "bluesky.Check"
	if !c.Ready() {
		return notReady(op)
	}
	if err := c.HTTP.Allowed(c.Server); err != nil {
		return fault.At(op, err)
	}
	_, out, err := c.session(ctx, "")
	switch {
	case err != nil:
		return fault.At(op, err)
	case out.Result == attempt.Sent:
		return nil
	case out.Permanent:
		return fault.New(fault.Forbidden, op, social.NextStep(out.Code))
	}
	return fault.New(fault.Unavailable, op, social.NextStep(out.Code))
}

// session returns the session, or a new one if there is none or its access token is the stale one. A refresh token
// works once, so only one goroutine at a time asks.
func (c *Client) session(ctx context.Context, stale string) (session, attempt.Outcome, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now.Access != "" && c.now.Access != stale {
		return c.now, attempt.Outcome{Result: attempt.Sent}, nil
	}
	var s session
	out := attempt.Outcome{Result: attempt.Failed, Permanent: true}
	if c.now.Refresh != "" {
		out = c.call(ctx, request{method: "com.atproto.server.refreshSession", token: c.now.Refresh, post: true}, &s)
	}
	if out.Result == attempt.Failed && out.Permanent { // there was none, or it is no good any more
		c.now = session{}
		say := map[string]string{"identifier": c.Handle, "password": c.Password}
		out = c.call(ctx, request{method: "com.atproto.server.createSession", say: say, post: true}, &s)
	}
	if out.Result != attempt.Sent {
		return session{}, social.Nothing(out), nil
	}
	switch {
	case s.DID == "" || s.Access == "":
		return session{}, attempt.Outcome{Result: attempt.Failed, Code: social.NotJSON}, nil
	case s.Active != nil && !*s.Active:
		return session{}, attempt.Outcome{}, fault.New(fault.Forbidden, "bluesky.session", "The Bluesky account is not active. Sign in there to see why.")
	case scope(s.Access) == "com.atproto.access":
		return session{}, attempt.Outcome{}, fault.New(fault.Forbidden, "bluesky.session", "That is the account's own password, which may do everything. "+
			"Make an app password on Bluesky under Settings, Privacy and security, and enter that one.")
	}
	c.now = s
	return s, out, nil
}

// scope reads what a token allows. The server checks tokens; this only looks.
func scope(token string) string {
	_, rest, _ := strings.Cut(token, ".")
	middle, _, _ := strings.Cut(rest, ".")
	b, err := base64.RawURLEncoding.DecodeString(middle)
	var claims struct {
		Scope string `json:"scope"`
	}
	if err != nil || json.Unmarshal(b, &claims) != nil {
		return ""
	}
	return claims.Scope
}

// request is one call of a method of the AT Protocol.
type request struct {
	method string
	post   bool
	query  url.Values
	say    any    // becomes JSON
	kind   string // of raw
	raw    []byte
	token  string
}

// ask calls a method as the account, with a fresh session if the server does not take the one we have.
func (c *Client) ask(ctx context.Context, r request, answer any) (attempt.Outcome, error) {
	s, out, err := c.session(ctx, "")
	for again := true; err == nil && out.Result == attempt.Sent; again = false {
		r.token = s.Access
		if out = c.call(ctx, r, answer); !again || !slices.Contains([]string{"ExpiredToken", "InvalidToken", "AuthMissing", "401"}, out.Code) {
			return out, nil
		}
		s, out, err = c.session(ctx, s.Access)
	}
	return out, err
}

var errorName = regexp.MustCompile(`^[A-Za-z]{1,40}$`)

// call sends one request. The server's name for an error is the code: an access token that is not good is a 400.
func (c *Client) call(ctx context.Context, r request, answer any) attempt.Outcome {
	ask := fetch.Request{URL: strings.TrimRight(c.Server, "/") + "/xrpc/" + r.method, Header: http.Header{}, Body: r.raw, Time: each, Stay: true}
	if r.post {
		ask.Method = http.MethodPost
	}
	if len(r.query) > 0 {
		ask.URL += "?" + r.query.Encode()
	}
	kind := r.kind
	if r.say != nil {
		var err error
		if ask.Body, err = json.Marshal(r.say); err != nil {
			return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "json"}
		}
		kind = "application/json"
	}
	if kind != "" {
		ask.Header.Set("Content-Type", kind)
	}
	if r.token != "" {
		ask.Header.Set("Authorization", "Bearer "+r.token)
	}
	res, err := c.HTTP.Do(ctx, ask)
	out := social.Outcome(res, err)
	if out.Result == attempt.Sent {
		if answer != nil && (res.Type != "application/json" || json.Unmarshal(res.Body, answer) != nil) {
			return attempt.Outcome{Result: attempt.Unknown, Code: social.NotJSON}
		}
		return out
	}
	var said struct {
		Error string `json:"error"`
	}
	if err == nil && res.Status >= 400 && json.Unmarshal(res.Body, &said) == nil && errorName.MatchString(said.Error) {
		out.Code = said.Error
	}
	return out
}

func notReady(op string) error {
	return fault.New(fault.Unavailable, op, "No Bluesky account is configured.")
}
