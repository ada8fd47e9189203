package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"bedside/internal/fault"
)

// round sends one request to one address and reads the answer.
func (c *Client) round(ctx context.Context, r Request, u *url.URL) (Response, error) {
	if wait := c.circuits.open(u.Host, c.Now()); wait > 0 {
		return Response{}, broken(fault.Unavailable, later, false, u, "did not answer lately and is left alone for a while. Bedside asks again by itself.", nil)
	}
	res, err := c.exchange(ctx, r, u)
	if ctx.Err() == nil || !errors.Is(ctx.Err(), context.Canceled) { // who gave up says nothing about the host
		c.circuits.note(u.Host, res, err, c.Now())
	}
	return res, err
}

// exchange does what round says for a host that may be asked.
func (c *Client) exchange(ctx context.Context, r Request, u *url.URL) (Response, error) {
	var left atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaderField: func(string, []string) { left.Store(true) }})
	req, err := http.NewRequestWithContext(traced, r.Method, u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return Response{}, broken(fault.Invalid, address, false, u, "cannot be asked like this.", err)
	}
	for name, values := range r.Header {
		req.Header[name] = slices.Clone(values)
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Accept-Encoding", "gzip")
	if len(r.Types) > 0 {
		req.Header.Set("Accept", strings.Join(r.Types, ", "))
	}
	got, err := c.transport.RoundTrip(req)
	if err != nil {
		return Response{}, said(ctx, u, err, left.Load())
	}
	defer func() { _ = got.Body.Close() }()
	res := Response{Status: got.StatusCode, URL: u.String(), Header: got.Header}
	res.Type, _, _ = mime.ParseMediaType(got.Header.Get("Content-Type")) // a type that cannot be read is none
	if ok := got.StatusCode >= 200 && got.StatusCode < 300; ok && len(r.Types) > 0 && !slices.Contains(r.Types, res.Type) && r.Method != http.MethodHead {
		return Response{}, broken(fault.Invalid, content, true, u, "answers with something else than was asked for.", nil)
	}
	if res.Body, err = read(got, r.Most); err != nil {
		return Response{}, said(ctx, u, err, true)
	}
	return res, nil
}

// errLarge is an answer over its limit, errPacked one that cannot be unpacked.
var (
	errLarge  = errors.New("the answer is too large")
	errPacked = errors.New("the answer cannot be unpacked")
)

// read reads the whole body, packed and unpacked within the limit.
func read(res *http.Response, most int64) ([]byte, error) {
	packed := res.Header.Get("Content-Encoding")
	wire := &limited{r: res.Body, left: most}
	body := io.Reader(wire)
	switch {
	case packed == "" || strings.EqualFold(packed, "identity"):
	case strings.EqualFold(packed, "gzip") || strings.EqualFold(packed, "x-gzip"):
		z, err := gzip.NewReader(wire)
		switch {
		case errors.Is(err, io.EOF): // an answer without a body
			return nil, nil
		case err != nil:
			return nil, unpacking(err)
		}
		body = &limited{r: z, left: most}
	default:
		return nil, errPacked
	}
	all, err := io.ReadAll(body)
	return all, unpacking(err)
}

func unpacking(err error) error {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, new(flate.CorruptInputError)) {
		return errPacked
	}
	return err
}

// limited reads at most so many bytes and says when there are more.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, errLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left+1)])
	if l.left -= int64(n); l.left < 0 {
		return 0, errLarge
	}
	return n, err
}

// said turns what the transport says into an error that a person can read.
func said(ctx context.Context, u *url.URL, err error, left bool) error {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(err, errInside):
		return fault.Wrap(fault.Invalid, "fetch", inside, &failure{address, false, err})
	case errors.Is(err, errNoName):
		return broken(fault.Unavailable, dns, false, u, "cannot be found. Check how it is written.", err)
	case errors.Is(err, errLarge):
		return broken(fault.Invalid, large, true, u, "answers with more than is taken.", err)
	case errors.Is(err, errPacked):
		return broken(fault.Invalid, content, true, u, "answers in a way that cannot be unpacked.", err)
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert):
		return broken(fault.Unavailable, secure, left, u, "has no certificate that can be trusted.", err)
	case ctx.Err() != nil:
		return broken(fault.Unavailable, slow, left, u, "takes too long to answer.", err)
	case left:
		return broken(fault.Unavailable, lost, left, u, "broke the connection off.", err)
	}
	return broken(fault.Unavailable, connect, left, u, "cannot be reached.", err)
}
