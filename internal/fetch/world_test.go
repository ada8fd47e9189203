package fetch_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
)

const agent = "Bedside/1.0 (+https://lakeside.example)"

// world is an Internet in memory: names with the addresses they resolve to, and one server behind all of them.
type world struct {
	names   map[string][]string
	handler http.HandlerFunc
	now     func() time.Time

	mu       sync.Mutex
	resolved []string
	dialled  []string
	broken   bool // nobody answers

	conns chan net.Conn
	cert  tls.Certificate
	*fetch.Client
}

// newWorld serves the handler at site.example and other.example, 93.184.216.34 and .35.
func newWorld(t testing.TB, handler http.HandlerFunc) *world {
	t.Helper()
	w := &world{handler: handler, now: time.Now, conns: make(chan net.Conn),
		names: map[string][]string{"site.example": {"93.184.216.34"}, "other.example": {"93.184.216.35", "2606:2800:220:1::1"}}}
	roots := w.certify(t)
	w.Client = fetch.New(fetch.Config{Agent: agent, Roots: roots, Resolve: w.resolve, Dial: w.dial, Now: func() time.Time { return w.now() }})
	server := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.handler(rw, r) }), ErrorLog: log.New(io.Discard, "", 0)}
	l := tls.NewListener(&listener{w.conns, make(chan struct{})}, &tls.Config{Certificates: []tls.Certificate{w.cert}})
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return w
}

// inBubble runs a test whose time is not real with a world in it. At its end both sides of what is still connected need
// a moment to see that the other has gone.
func inBubble(t *testing.T, handler http.HandlerFunc, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Cleanup(func() { time.Sleep(10 * time.Second) })
		test(t, newWorld(t, handler))
	})
}

func (w *world) certify(t testing.TB) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	names := []string{"site.example", "other.example", "inside.example", "mixed.example", "turns.example"}
	end := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, NotAfter: end, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	leaf, err := x509.ParseCertificate(der)
	must(t, err)
	w.cert = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return pool
}

func (w *world) resolve(_ context.Context, host string) ([]netip.Addr, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.resolved = append(w.resolved, host)
	var addrs []netip.Addr
	for _, a := range w.names[host] {
		addrs = append(addrs, netip.MustParseAddr(a))
	}
	if addrs == nil {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	return addrs, nil
}

func (w *world) dial(ctx context.Context, at netip.AddrPort) (net.Conn, error) {
	w.mu.Lock()
	w.dialled = append(w.dialled, at.Addr().String())
	broken := w.broken
	w.mu.Unlock()
	if broken {
		return nil, &net.OpError{Op: "dial", Err: io.ErrClosedPipe}
	}
	here, there := net.Pipe()
	select {
	case w.conns <- newBuffered(there):
		return newBuffered(here), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// reached returns the addresses that were connected to.
func (w *world) reached() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.dialled)
}

func (w *world) get(url string) (fetch.Response, error) {
	return w.Do(context.Background(), fetch.Request{URL: url})
}

// buffered is one end of a pipe whose writer does not wait for the reader, as a network's does not.
type buffered struct {
	net.Conn
	out  chan []byte
	done chan struct{}
	once sync.Once
}

func newBuffered(c net.Conn) *buffered {
	b := &buffered{Conn: c, out: make(chan []byte, 100), done: make(chan struct{})}
	go b.pump()
	return b
}

func (b *buffered) pump() {
	defer func() { _ = b.Conn.Close() }()
	for b.pass(b.done) {
	}
	_ = b.Close()
	for len(b.out) > 0 && b.pass(nil) {
	}
}

// pass hands one piece on and reports whether there may be more.
func (b *buffered) pass(done <-chan struct{}) bool {
	select {
	case p := <-b.out:
		_, err := b.Conn.Write(p)
		return err == nil
	case <-done:
		return false
	}
}

func (b *buffered) Write(p []byte) (int, error) {
	select {
	case b.out <- slices.Clone(p):
		return len(p), nil
	case <-b.done:
		return 0, net.ErrClosed
	}
}

// Close lets what was written last arrive.
func (b *buffered) Close() error {
	b.once.Do(func() {
		_ = b.SetWriteDeadline(time.Now().Add(time.Second))
		close(b.done)
	})
	return nil
}

type listener struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { close(l.done); return nil }
func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// broke checks an error's kind and code, and whether the other side may have had the request.
func broke(t testing.TB, err error, kind fault.Kind, code string, left bool) {
	t.Helper()
	if err == nil || !fault.Is(err, kind) || fetch.Code(err) != code || fetch.Left(err) != left {
		t.Errorf("the error is %v (code %q, left %v), want %s, code %q, left %v", err, fetch.Code(err), fetch.Left(err), kind, code, left)
	}
}
