package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
)

func packed(t testing.TB, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.CopyN(z, zeros{}, int64(size))
	must(t, err, z.Close())
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// with answers "ok" with a header.
func with(name, value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		ok(w, r)
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	bomb, good := packed(t, 8<<20), packed(t, 1000)
	gzipped := func(w http.ResponseWriter, body []byte) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body)
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		types   []string
		code    string // "" is taken
		kind    fault.Kind
	}{
		"just enough": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) }, nil, "", 0},
		"a byte more": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20+1)) }, nil, "large", fault.Invalid},
		"without end": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		}, nil, "large", fault.Invalid},
		"a small thing, packed": {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, good) }, nil, "", 0},
		"a bomb":                {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, bomb) }, nil, "large", fault.Invalid},
		"packed twice": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip, br")
			ok(w, nil)
		}, nil, "type", fault.Invalid},
		"not packed as it says": {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, []byte("<html>hello, this is no gzip")) }, nil, "type", fault.Invalid},
		"half of it":            {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, good[:len(good)/2]) }, nil, "lost", fault.Unavailable},
		"less than announced":   {with("Content-Length", "100"), nil, "lost", fault.Unavailable},
		"a page instead of JSON": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			ok(w, nil)
		}, []string{"application/json"}, "type", fault.Invalid},
		"JSON": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "Application/JSON")
			ok(w, nil)
		}, []string{"text/json", "application/json"}, "", 0},
		"no type": {func(w http.ResponseWriter, _ *http.Request) { w.Header()["Content-Type"] = nil; ok(w, nil) }, []string{"application/json"}, "type", fault.Invalid},
		"a header of a hundred KB": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 100<<10))
			ok(w, nil)
		}, nil, "lost", fault.Unavailable},
		"a page that says no":        {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, []string{"application/json"}, "", 0},
		"a connection that is cut":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, nil, "lost", fault.Unavailable},
		"an answer that never comes": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, nil, "slow", fault.Unavailable},
		"a drop now and then": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("."))
				w.(http.Flusher).Flush()
				time.Sleep(time.Second)
			}
		}, nil, "slow", fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, c.handler, func(t *testing.T, w *world) {
				began := time.Now()
				_, err := w.Do(t.Context(), fetch.Request{Method: "POST", URL: "https://site.example/", Types: c.types})
				if took := time.Since(began); took > 21*time.Second {
					t.Errorf("took %s", took)
				}
				if c.code == "" {
					must(t, err)
					return
				}
				broke(t, err, c.kind, c.code, true)
				if msg := fault.Message(err); !strings.HasPrefix(msg, "site.example ") || strings.Contains(msg, "http") {
					t.Errorf("the sentence is %q", msg)
				}
			})
		})
	}
}

func TestWhoAsks(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(rw, r.Method, "|", r.UserAgent(), "|", r.Header.Get("Accept"), "|", r.Header.Get("Cookie"))
		http.SetCookie(rw, &http.Cookie{Name: "who", Value: "me"})
	})
	for range 2 { // no cookie is kept
		res, err := w.Do(context.Background(), fetch.Request{URL: "https://site.example/", Types: []string{"text/plain"}})
		if want := "GET|" + agent + "|text/plain|"; err != nil || string(res.Body) != want {
			t.Errorf("the server saw %q, %v, want %q", res.Body, err, want)
		}
	}
}

func TestCertificates(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(ok))
	defer server.Close()
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	_, err := fetch.New(fetch.Config{Agent: agent, Loopback: true, Now: time.Now}).Do(context.Background(), fetch.Request{Method: "POST", URL: server.URL})
	broke(t, err, fault.Unavailable, "tls", false)
	_, err = newWorld(t, ok).Do(context.Background(), fetch.Request{Method: "POST", URL: "https://nobody.example/"})
	broke(t, err, fault.Unavailable, "dns", false)
}

// What changes nothing is asked again when the other side was not there; anything else is sent once.
func TestRepeats(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		status []int // 0 cuts the connection
		asked  int
		want   int // status; 0 is an error
	}{
		"first not, then yes":       {"GET", []int{503, 0, 200}, 3, 200},
		"not at all":                {"HEAD", []int{502, 504, 503, 200}, 3, 503},
		"a no is an answer":         {"GET", []int{404, 200}, 1, 404},
		"broken is an answer":       {"GET", []int{500, 200}, 1, 500},
		"what changes things":       {"POST", []int{503, 200}, 1, 503},
		"what changes things, 2":    {"PUT", []int{0, 200}, 1, 0},
		"the connection cut thrice": {"GET", []int{0, 0, 0, 200}, 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			answer := func(rw http.ResponseWriter, _ *http.Request) {
				asked++
				if c.status[asked-1] == 0 {
					panic(http.ErrAbortHandler)
				}
				rw.WriteHeader(c.status[asked-1])
			}
			inBubble(t, answer, func(t *testing.T, w *world) {
				res, err := w.Do(t.Context(), fetch.Request{Method: c.method, URL: "https://site.example/"})
				if asked != c.asked || res.Status != c.want || (err != nil) != (c.want == 0) {
					t.Errorf("asked %d times, got %d, %v", asked, res.Status, err)
				}
			})
		})
	}
}

// A host that fails again and again is left alone for a minute, and one that asks for it as long as it asks.
func TestHostsAreLeftAlone(t *testing.T) {
	asked, status, header := 0, 500, http.Header{}
	answer := func(rw http.ResponseWriter, _ *http.Request) {
		asked++
		for k, v := range header {
			rw.Header()[k] = v
		}
		rw.WriteHeader(status)
	}
	inBubble(t, answer, func(t *testing.T, w *world) {
		post := func() error {
			_, err := w.Do(t.Context(), fetch.Request{Method: "POST", URL: "https://site.example/"})
			return err
		}
		for range 5 {
			must(t, post())
		}
		broke(t, post(), fault.Unavailable, "later", false)
		if _, err := w.get("https://other.example/"); err != nil || asked != 6 {
			t.Errorf("another host: %v after %d", err, asked)
		}
		time.Sleep(time.Minute)
		must(t, post())
		broke(t, post(), fault.Unavailable, "later", false) // it failed again
		time.Sleep(time.Minute)
		status = 200
		must(t, post(), post())
		status = 500
		must(t, post(), post()) // and counts from nothing

		status = 429
		for wait, value := range map[time.Duration]func() string{
			30 * time.Second: func() string { return "30" },
			40 * time.Second: func() string { return time.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat) },
			15 * time.Minute: func() string { return "99999999" },
		} {
			header.Set("Retry-After", value())
			must(t, post())
			time.Sleep(wait - 2*time.Second)
			broke(t, post(), fault.Unavailable, "later", false)
			time.Sleep(2 * time.Second)
		}
		header = http.Header{"Ratelimit-Reset": {fmt.Sprint(time.Now().Add(time.Minute).Unix())}}
		must(t, post())
		broke(t, post(), fault.Unavailable, "later", false)
		time.Sleep(time.Minute)
		must(t, post())
	})
}

// Who gives up waiting says nothing about the host.
func TestGivingUpIsNotAFailure(t *testing.T) {
	w := newWorld(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	for range 7 {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Millisecond, cancel)
		if _, err := w.Do(ctx, fetch.Request{URL: "https://site.example/"}); fetch.Code(err) == "later" || !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}

// Whatever bytes a server sends, the answer is within its limit or an error says what is wrong.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n\x1f\x8b"))
	f.Add([]byte("HTTP/1.1 302 Found\r\nLocation: https://[::1]/\r\nContent-Length: 0\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nEtag: \"\r\nCache-Control: max-age=1\r\n\r\nffffffff\r\n"))
	var answer []byte
	w := newWorld(f, func(rw http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = conn.Write(answer)
		_ = conn.Close()
	})
	hour := 0
	w.now = func() time.Time { return time.Now().Add(time.Duration(hour) * time.Hour) } // no host is left alone for so long
	f.Fuzz(func(t *testing.T, raw []byte) {
		answer = raw
		hour++
		res, err := w.Do(context.Background(), fetch.Request{Method: "POST", URL: "https://site.example/", Most: 1000})
		if err == nil && len(res.Body) > 1000 || err != nil && fetch.Code(err) == "" {
			t.Errorf("%d bytes, %v", len(res.Body), err)
		}
	})
}
