package limit

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
)

// allow asks for a request from an address, with what a proxy said.
func allow(l *Limiter, from string, said ...string) bool {
	r := httptest.NewRequest("POST", "/book", nil)
	r.RemoteAddr = from
	for _, s := range said {
		r.Header.Add("X-Forwarded-For", s)
	}
	return l.Check(r) == nil
}

func clocked(most int) (*Limiter, *time.Time) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return &Limiter{Most: most, Per: 10 * time.Minute, Now: func() time.Time { return now }}, &now
}

func TestCheck(t *testing.T) {
	l, now := clocked(2)
	began := *now
	for i, want := range []bool{true, true, false, false} {
		if allow(l, "192.0.2.1:5000") != want {
			t.Fatalf("request %d: allowed is not %v", i+1, want)
		}
	}
	if !allow(l, "192.0.2.2:5000") {
		t.Error("another address pays for the first")
	}
	r := httptest.NewRequest("POST", "/book", nil)
	r.RemoteAddr = "192.0.2.1:6000"
	*now = began.Add(4 * time.Minute)
	var refused Refused
	if err := l.Check(r); !errors.As(err, &refused) || refused.Seconds() != 360 || !strings.Contains(fault.Message(err), "wait 6 minutes") {
		t.Errorf("after four minutes: %v", err)
	}
	*now = began.Add(10 * time.Minute)
	if !allow(l, "192.0.2.1:5000") {
		t.Error("still refused after the stretch")
	}
	*now = began.Add(-time.Hour)
	if !allow(l, "192.0.2.1:5000") {
		t.Error("a clock that was set back locks out")
	}
}

func TestNoLimit(t *testing.T) {
	if !allow(nil, "192.0.2.1:5000") {
		t.Error("a limiter that is not there refuses")
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		name, from string
		said       []string
		proxy      bool
		want       string
	}{
		{"a stranger", "192.0.2.1:5000", nil, false, "192.0.2.1/32"},
		{"a stranger who claims another address", "192.0.2.1:5000", []string{"198.51.100.9"}, false, "192.0.2.1/32"},
		{"through the proxy", "127.0.0.1:5000", []string{"198.51.100.9"}, true, "198.51.100.9/32"},
		{"through the proxy, claiming another address first", "127.0.0.1:5000", []string{"203.0.113.7, 198.51.100.9"}, true, "198.51.100.9/32"},
		{"claiming it in a line of its own", "127.0.0.1:5000", []string{"203.0.113.7", "198.51.100.9"}, true, "198.51.100.9/32"},
		{"a proxy that writes ports", "127.0.0.1:5000", []string{"198.51.100.9:41000"}, true, "198.51.100.9/32"},
		{"a proxy that says nothing", "127.0.0.1:5000", nil, true, "127.0.0.1/32"},
		{"a proxy that says nonsense", "127.0.0.1:5000", []string{"unknown"}, true, "127.0.0.1/32"},
		{"IPv6 counts by customer", "[2001:db8:1:2:3:4:5:6]:5000", nil, false, "2001:db8:1:2::/64"},
		{"IPv4 in IPv6", "[::ffff:192.0.2.1]:5000", nil, false, "192.0.2.1/32"},
		{"no address at all", "@", nil, false, "invalid Prefix"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/book", nil)
			r.RemoteAddr = c.from
			for _, s := range c.said {
				r.Header.Add("X-Forwarded-For", s)
			}
			if got := (&Limiter{BehindProxy: c.proxy}).address(r).String(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l, _ := clocked(1)
	for i := range 3 * remembered {
		allow(l, fmt.Sprintf("10.%d.%d.%d:80", i>>16, i>>8&255, i&255))
	}
	if len(l.known) != remembered || l.order.Len() != remembered {
		t.Errorf("%d addresses are kept, %d in order", len(l.known), l.order.Len())
	}
	if allow(l, fmt.Sprintf("10.%d.%d.%d:80", 0, (3*remembered-1)>>8&255, (3*remembered-1)&255)) {
		t.Error("the newest address was forgotten")
	}
	if !allow(l, "10.0.0.0:80") {
		t.Error("the oldest address was not forgotten")
	}
}
