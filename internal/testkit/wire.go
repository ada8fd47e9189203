package testkit

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// Cut says where a [Wire] cuts a request off.
type Cut int

const (
	Whole  Cut = iota
	Before     // the server never hears of it
	After      // the server does what it was asked for, and nobody hears its answer
)

// Wire is a line to a server that can be cut at one request. It may be used by several goroutines at once.
type Wire struct {
	URL string

	mu    sync.Mutex
	asked int
	at    int
	how   Cut
}

// NewWire returns a line to the server at the address, until the test ends.
func NewWire(t testing.TB, address string) *Wire {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{}
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch w.next() {
		case Before:
			panic(http.ErrAbortHandler)
		case After:
			through.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		through.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

func (w *Wire) next() Cut {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	if w.asked == w.at {
		return w.how
	}
	return Whole
}

// Cut cuts the nth request from now on, counted from one, and no other; zero cuts none.
func (w *Wire) Cut(n int, how Cut) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked, w.at, w.how = 0, n, how
}

// Asked returns how many requests there were since the line was cut last.
func (w *Wire) Asked() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked
}
