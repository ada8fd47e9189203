// Package fetch is the one HTTP client for the outside world.
//
// It promises that no request reaches an address inside a network, whatever a name resolves to or a redirect says; that
// an answer is bounded in time and in size, packed and unpacked; and that an error says whether the other side may have
// had the request ([Left]) and where it broke ([Code]). Callers owe one [Client] for the whole program, since what it
// has learnt about hosts is kept in it, and that they put nothing secret in an address.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"bedside/internal/fault"
)

// Config says who asks, and what a test or an installation without a network has in the place of the system's.
type Config struct {
	Agent string // who asks, for a server's log: "Bedside/1.0 (+https://lakeside.example)"
	// Loopback allows this machine itself, by the name localhost or by number, over http too: for a server that runs
	// beside Bedside, and for tests.
	Loopback bool
	Roots    *x509.CertPool // whom to trust; nil is the system's
	Resolve  func(ctx context.Context, host string) ([]netip.Addr, error)
	Dial     func(ctx context.Context, at netip.AddrPort) (net.Conn, error)
	Now      func() time.Time
}

// Client asks. It may be used by several goroutines at once.
type Client struct {
	Config
	transport *http.Transport
	circuits  circuits
	cache     cache
}

// New returns a client. It reads no proxy from the environment: what a proxy connects to nobody here could check.
func New(c Config) *Client {
	if c.Resolve == nil {
		c.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if c.Dial == nil {
		c.Dial = func(ctx context.Context, at netip.AddrPort) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", at.String())
		}
	}
	f := &Client{Config: c}
	f.transport = &http.Transport{
		DialContext:            f.dial,
		TLSClientConfig:        &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialTime,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // we unpack ourselves, to count both sizes
		MaxIdleConnsPerHost:    2,
		MaxIdleConns:           32,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return f
}

// Request is one question.
type Request struct {
	Method string // "" is GET
	URL    string
	Header http.Header // for this origin alone: a redirect to another takes none of it along
	Body   []byte
	Types  []string      // media types that are taken, as "application/json"; none takes any
	Most   int64         // bytes of the answer; 0 is a megabyte
	Time   time.Duration // for all of it, retries and redirects included; 0 is 20 s
	Stay   bool          // a redirect is an answer and is not followed
}

// Response is what came back, whatever its status.
type Response struct {
	Status int
	URL    string // where it came from in the end
	Header http.Header
	Type   string // media type in small letters, "" if the server names none
	Body   []byte
}

const (
	usualSize   = 1 << 20
	usualTime   = 20 * time.Second
	dialTime    = 8 * time.Second
	mostTurns   = 5 // redirects
	mostRepeats = 2
	firstPause  = time.Second / 2 // four times as long before the second repeat
)

// Do asks and returns the answer, also one with a status that says no. GET and HEAD follow redirects and are repeated
// when the server is not there, breaks off or is overloaded; anything else is sent once. An answer to a GET without a
// header of its own is kept as long as the server allows.
//
// Errors are Invalid for an address that is not allowed and an answer of another type or size, Unavailable for
// everything that may be better later.
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if r.Most == 0 {
		r.Most = usualSize
	}
	if r.Time == 0 {
		r.Time = usualTime
	}
	u, err := c.parse(r.URL)
	if err != nil {
		return Response{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.Time)
	defer cancel()
	for n := 0; ; n++ {
		res, err := c.follow(ctx, r, u)
		if n == mostRepeats || !r.harmless() || !passing(res, err) || c.circuits.open(u.Host, c.Now()) > 0 || !pause(ctx, firstPause<<(2*n)) {
			return res, err
		}
	}
}

// harmless reports whether asking twice is the same as asking once.
func (r *Request) harmless() bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// passing reports whether the answer may be another in a moment.
func passing(res Response, err error) bool {
	switch Code(err) {
	case connect, lost:
		return true
	}
	return err == nil && (res.Status == http.StatusBadGateway || res.Status == http.StatusServiceUnavailable || res.Status == http.StatusGatewayTimeout)
}

// pause waits and reports whether there is time left.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// follow asks, and asks where a redirect points to. Every address on the way is checked as the first was.
func (c *Client) follow(ctx context.Context, r Request, u *url.URL) (Response, error) {
	for range mostTurns + 1 {
		res, err := c.cached(ctx, r, u)
		if err != nil || r.Stay || !r.harmless() || !redirects(res.Status) {
			return res, err
		}
		to, err := u.Parse(res.Header.Get("Location"))
		if err != nil {
			return Response{}, broken(fault.Unavailable, lost, true, u, "sends us to an address that is none.", nil)
		}
		if to, err = c.parse(to.String()); err != nil {
			return Response{}, err
		}
		if to.Scheme != u.Scheme || to.Host != u.Host {
			r.Header = nil
		}
		u = to
	}
	return Response{}, broken(fault.Unavailable, turns, true, u, "sends us from one address to the next without end.", nil)
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
