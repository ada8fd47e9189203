package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bedside/internal/limit"
)

func TestFew(t *testing.T) {
	var said strings.Builder
	s := &Server{Log: slog.New(slog.NewTextHandler(&said, nil))}
	l := &limit.Limiter{Most: 2, Per: time.Minute, Now: func() time.Time { return time.Unix(1e9, 0) }}
	reached := 0
	h := few(l, func(*call) error { reached++; return nil })
	var last error
	for range 3 {
		r := httptest.NewRequest(http.MethodPost, "/book", nil)
		r.RemoteAddr = "127.0.0.1:5000"
		r.Header.Set("X-Forwarded-For", "192.0.2.1")
		last = h(&call{Server: s, r: r})
	}
	if reached != 2 || statusOf(last) != http.StatusTooManyRequests {
		t.Errorf("%d of 3 reached the handler, then %v", reached, last)
	}
	if n := strings.Count(said.String(), "behind_proxy"); n != 1 {
		t.Errorf("%d warnings of a proxy that is not declared, want one", n)
	}
	if strings.Contains(said.String(), "192.0.2.1") {
		t.Error("a visitor's address is in the log")
	}
}
