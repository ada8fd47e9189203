package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestSqueezed: what a browser unpacks is what was written, a browser that cannot unpack gets it as it is, and an
// answer without a body stays one.
func TestSqueezed(t *testing.T) {
	const body = "Office hours: Monday to Friday."
	answer := func(accept string, h func(http.ResponseWriter)) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		rec := httptest.NewRecorder()
		w, end := squeezed(rec, r)
		h(w)
		end()
		return rec
	}
	write := func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "31")
		w.WriteHeader(http.StatusGone)
		_, _ = io.WriteString(w, body)
	}
	for range 3 { // the second time with a writer that was used before
		rec := answer("br, gzip", write)
		z, err := gzip.NewReader(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(z)
		if err != nil || string(got) != body || rec.Code != http.StatusGone || rec.Header().Get("Content-Length") != "" || rec.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%d %q %v %v", rec.Code, got, rec.Header(), err)
		}
	}
	if rec := answer("identity", write); rec.Body.String() != body || rec.Header().Get("Content-Encoding") != "" || rec.Header().Get("Content-Length") != "31" {
		t.Errorf("%q %v", rec.Body, rec.Header())
	}
	if rec := answer("gzip", func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotModified) }); rec.Body.Len() != 0 || rec.Header().Get("Content-Encoding") != "" {
		t.Errorf("%q %v", rec.Body, rec.Header())
	}
}

// TestOnlyPublicPagesAreSqueezed: nothing behind sign-in, no chat and no booking, which hold somebody's data.
func TestOnlyPublicPagesAreSqueezed(t *testing.T) {
	public := 0
	for _, r := range (&Server{Demo: &Demo{}}).Routes() {
		if !r.public() {
			continue
		}
		public++
		for _, private := range []string{"POST", "/console", "/chat", "/book/", "/stop", "/demo", "/oncall"} {
			if strings.Contains(r.Pattern, private) {
				t.Errorf("%s is compressed", r.Pattern)
			}
		}
	}
	if public < 5 {
		t.Errorf("%d routes are", public)
	}
}
