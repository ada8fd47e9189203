package web

import (
	"net/netip"

	"bedside/internal/limit"
)

// few lets only so many requests from one network address through to a handler.
func few(l *limit.Limiter, h func(*call) error) func(*call) error {
	return func(c *call) error {
		c.warnOfProxy(l)
		if err := l.Check(c.r); err != nil {
			return err
		}
		return h(c)
	}
}

// warnOfProxy says once that all visitors count as one, because a proxy on this machine is not declared.
func (c *call) warnOfProxy(l *limit.Limiter) {
	if l == nil || l.BehindProxy || c.r.Header.Get("X-Forwarded-For") == "" {
		return
	}
	if peer, err := netip.ParseAddrPort(c.r.RemoteAddr); err != nil || !peer.Addr().IsLoopback() {
		return
	}
	c.proxy.Do(func() {
		c.Log.Warn("requests come through a proxy, so all visitors count as one when too much comes at once; write behind_proxy = true if the proxy is yours")
	})
}
