package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tolerated  = 5 // failures in a row
	rest       = time.Minute
	longest    = 15 * time.Minute // that a host may ask us to wait
	remembered = 1024             // hosts
)

// circuits keep us from asking a host that does not answer, or that asked us to wait.
type circuits struct {
	mu    sync.Mutex
	hosts map[string]circuit
}

type circuit struct {
	failures int
	until    time.Time
}

// open returns how long a host is to be left alone.
func (c *circuits) open(host string, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(0, c.hosts[host].until.Sub(now))
}

// note learns from what a host did. A refusal of ours, such as an answer that is too large, is nothing it did wrong.
func (c *circuits) note(host string, res Response, err error, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[host]
	h.failures++
	switch code := Code(err); {
	case code == connect, code == lost, code == slow, code == dns, code == secure:
	case err == nil && res.Status >= 500:
	default:
		h.failures = 0
	}
	switch wait := asked(res, now); {
	case wait > 0:
		h.until = now.Add(wait)
	case h.failures >= tolerated:
		h.until = now.Add(rest)
	case h.failures == 0:
		delete(c.hosts, host)
		return
	}
	if c.hosts == nil {
		c.hosts = map[string]circuit{}
	}
	for other := range c.hosts {
		if len(c.hosts) < remembered {
			break
		}
		delete(c.hosts, other) // any will do: it is learnt anew
	}
	c.hosts[host] = h
}

// asked returns how long the answer asks us to wait: RFC 9110 §10.2.3, or the ratelimit-reset of some services, the
// second of the Unix clock at which more is allowed.
func asked(res Response, now time.Time) time.Duration {
	if res.Status != http.StatusTooManyRequests && res.Status != http.StatusServiceUnavailable {
		return 0
	}
	var wait time.Duration
	after := strings.TrimSpace(res.Header.Get("Retry-After"))
	reset := strings.TrimSpace(res.Header.Get("Ratelimit-Reset"))
	if n, err := strconv.ParseUint(after, 10, 31); err == nil {
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(after); err == nil {
		wait = at.Sub(now)
	} else if n, err := strconv.ParseInt(reset, 10, 63); err == nil {
		wait = time.Unix(n, 0).Sub(now)
	}
	return max(0, min(wait, longest))
}
