package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// public reports whether a route shows everybody the same: only that is compressed. The length of a compressed page can
// tell what is in it, and a page with somebody's data in it must not (BREACH, 2013).
func (r Route) public() bool {
	return !r.Console && strings.HasPrefix(r.Pattern, "GET ") && !strings.HasPrefix(r.Pattern, "GET /chat") && !strings.HasPrefix(r.Pattern, "GET /book/") && !strings.HasPrefix(r.Pattern, "GET /stop")
}

var squeezers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one of the package's own
	return z
}}

// squeezed compresses an answer where the browser can read it. Call the function when the answer is written.
func squeezed(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, func()) {
	w.Header().Add("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return w, func() {}
	}
	s := &squeezer{ResponseWriter: w}
	return s, s.end
}

type squeezer struct {
	http.ResponseWriter
	zip *gzip.Writer // nil until something is written
}

func (s *squeezer) WriteHeader(status int) {
	if s.zip == nil && status != http.StatusNoContent && status != http.StatusNotModified {
		h := s.Header()
		h.Del("Content-Length")
		h.Set("Content-Encoding", "gzip")
		s.zip = squeezers.Get().(*gzip.Writer)
		s.zip.Reset(s.ResponseWriter)
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *squeezer) Write(b []byte) (int, error) {
	if s.zip == nil {
		s.WriteHeader(http.StatusOK)
	}
	return s.zip.Write(b)
}

func (s *squeezer) end() {
	if s.zip == nil {
		return
	}
	_ = s.zip.Close() // a browser that is gone needs no end
	squeezers.Put(s.zip)
}
