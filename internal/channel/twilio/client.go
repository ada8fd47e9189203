package twilio

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/phi"
)

// Config says which account and number are the practice's. The zero Config is no telephone.
type Config struct {
	AccountSID string
	AuthToken  string
	Number     string       // E.164
	PublicURL  string       // where Twilio reaches Bedside, https://desk.example, without what comes behind
	BaseURL    string       // "" is Twilio's own
	HTTP       *http.Client // nil is a plain one
	Now        func() time.Time
}

var (
	callSID      = regexp.MustCompile(`^CA[0-9a-f]{32}$`)
	recordingSID = regexp.MustCompile(`^RE[0-9a-f]{32}$`)
	e164         = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// Client speaks to Twilio's REST interface. It may be used by several goroutines at once; every method ends within
// ten seconds, a recording's body aside.
type Client struct{ Config }

const (
	patience = 10 * time.Second
	lookup   = 3 * time.Second // of what Twilio waits for while it waits for us
)

// Ready reports whether an account is configured.
func (c *Client) Ready() bool { return c.AccountSID != "" }

// public returns the address of one of our own webhooks.
func (c *Client) public(path string) string { return strings.TrimSuffix(c.PublicURL, "/") + path }

// Redirect takes a call that is in progress away from what it hears and asks the webhook at path what comes next.
// NotFound for a call that is over.
func (c *Client) Redirect(ctx context.Context, call, path string) error {
	const op = "twilio.Redirect"
	if !callSID.MatchString(call) {
		return fault.New(fault.Invalid, op, "That is not the id of a call.")
	}
	out, err := c.create(ctx, "/Calls/"+call+".json", url.Values{"Url": {c.public(path)}, "Method": {http.MethodPost}})
	switch {
	case err != nil:
		return fault.At(op, err)
	case out.Result == attempt.Sent:
		return nil
	case out.Permanent:
		return fault.New(fault.NotFound, op, "The call is over.")
	}
	return fault.New(fault.Unavailable, op, "Twilio does not answer ("+out.Code+").")
}

// Recording opens a recording as a WAV file. The caller closes it. NotFound for one that is not there, or not yet.
func (c *Client) Recording(ctx context.Context, sid string) (io.ReadCloser, error) {
	const op = "twilio.Recording"
	if !c.Ready() {
		return nil, notReady(op)
	}
	if !recordingSID.MatchString(sid) {
		return nil, fault.New(fault.NotFound, op, "There is no such recording.")
	}
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(patience, cancel)
	res, err := c.do(ctx, http.MethodGet, "/Recordings/"+sid+".wav", nil)
	late.Stop()
	if err != nil {
		cancel()
		return nil, fault.Wrap(fault.Unavailable, op, "The recording cannot be fetched right now.", plain(err))
	}
	switch {
	case res.StatusCode == http.StatusOK:
		return body{res.Body, cancel}, nil
	case res.StatusCode == http.StatusNotFound:
		err = fault.New(fault.NotFound, op, "There is no such recording.")
	default:
		err = fault.New(fault.Unavailable, op, "The recording cannot be fetched right now (Twilio says "+strconv.Itoa(res.StatusCode)+").")
	}
	cancel()
	_ = res.Body.Close()
	return nil, err
}

// body is the body of an answer that ends with its reader.
type body struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b body) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// Caller returns the number that a call comes from.
func (c *Client) Caller(ctx context.Context, call string) (phi.Phone, error) {
	const op = "twilio.Caller"
	if !c.Ready() {
		return phi.Phone{}, notReady(op)
	}
	if !callSID.MatchString(call) {
		return phi.Phone{}, fault.New(fault.Invalid, op, "That is not the id of a call.")
	}
	ctx, cancel := context.WithTimeout(ctx, lookup)
	defer cancel()
	res, err := c.do(ctx, http.MethodGet, "/Calls/"+call+".json", nil)
	if err != nil {
		return phi.Phone{}, fault.Wrap(fault.Unavailable, op, "Twilio does not answer.", plain(err))
	}
	defer func() { _ = res.Body.Close() }()
	var said struct {
		From string `json:"from"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&said); err != nil || res.StatusCode != http.StatusOK {
		return phi.Phone{}, fault.New(fault.Unavailable, op, "Twilio says "+strconv.Itoa(res.StatusCode)+".")
	}
	return phi.NewPhone(said.From), nil
}

// create posts a form and tells honestly what became of it: whatever breaks after the first byte was written is
// Unknown, and so is a gateway that answers for somebody else (502, 504). A refusal is Failed, for good where it is
// about this message and not about our account, Twilio's load or its health.
func (c *Client) create(ctx context.Context, path string, form url.Values) (attempt.Outcome, error) {
	if !c.Ready() {
		return attempt.Outcome{}, notReady("twilio.create")
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var wrote atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaderField: func(string, []string) { wrote.Store(true) }})
	res, err := c.do(ctx, http.MethodPost, path, form)
	switch {
	case err != nil && wrote.Load():
		return attempt.Outcome{Result: attempt.Unknown, Code: "lost"}, nil
	case err != nil:
		return attempt.Outcome{Result: attempt.Failed, Code: "connect"}, nil
	}
	defer func() { _ = res.Body.Close() }()
	var said struct {
		SID  string `json:"sid"`
		Code int    `json:"code"`
	}
	_ = json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&said) // what is not there is not needed: the status decides
	code := strconv.Itoa(res.StatusCode)
	if said.Code != 0 && res.StatusCode >= 400 {
		code = strconv.Itoa(said.Code)
	}
	switch s := res.StatusCode; {
	case s >= 200 && s < 300:
		return attempt.Outcome{Result: attempt.Sent, Code: code, Ref: said.SID}, nil
	case s == http.StatusBadGateway, s == http.StatusGatewayTimeout:
		return attempt.Outcome{Result: attempt.Unknown, Code: code}, nil
	case s >= 500, s < 400, s == http.StatusTooManyRequests, s == http.StatusRequestTimeout, s == http.StatusUnauthorized, s == http.StatusForbidden:
		return attempt.Outcome{Result: attempt.Failed, Code: code}, nil
	}
	return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: code}, nil
}

// do asks for a path below the account. It follows no redirect, so that the token goes to nobody else.
func (c *Client) do(ctx context.Context, method, path string, form url.Values) (*http.Response, error) {
	return c.ask(ctx, method, "/2010-04-01/Accounts/"+c.AccountSID+path, form)
}

func (c *Client) ask(ctx context.Context, method, path string, form url.Values) (*http.Response, error) {
	base := c.BaseURL
	if base == "" {
		base = "https://api.twilio.com"
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(base, "/")+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(c.AccountSID, c.AuthToken)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := http.Client{}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client.Do(req)
}

func notReady(op string) error {
	return fault.New(fault.Unavailable, op, "No telephone number is configured.")
}

// plain takes the address out of an error of net/http: a query holds a number.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
