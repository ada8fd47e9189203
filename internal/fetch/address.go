package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"bedside/internal/fault"
)

// special are the networks that are not the public Internet: IANA's special-purpose registries of IPv4 and IPv6, what
// carries an IPv4 address inside an IPv6 one, and the one public number at which a cloud answers its own machines.
// Of IPv6 only 2000::/3 is public at all.
var special = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")

var public6 = netip.MustParsePrefix("2000::/3")

func prefixes(of ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, p := range of {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

// public reports whether an address is one on the public Internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || a.Zone() != "" || a.Is6() && !public6.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Allowed is nil for an address that may be asked, as far as can be seen without asking anybody; otherwise an Invalid
// fault whose sentence is for the person who wrote it.
func (c *Client) Allowed(raw string) error {
	_, err := c.parse(raw)
	return err
}

// parse reads an address. Only https is taken, and http to this machine where that is allowed.
func (c *Client) parse(raw string) (*url.URL, error) {
	wrong := func(sentence string) (*url.URL, error) {
		return nil, fault.Wrap(fault.Invalid, "fetch.parse", sentence, &failure{code: address})
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Opaque != "" || u.Hostname() == "" || len(raw) > 4096 {
		return wrong(`That is not an address. It looks like "https://lakeside.example/feed".`)
	}
	if u.User != nil {
		return wrong("An address must not have a name or password in it.")
	}
	here := c.Loopback && loopback(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return wrong("The address must begin with https://.")
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !here && !public(a) {
		return wrong(inside)
	}
	if p := u.Port(); p != "" && p != "443" && !here {
		if n, err := strconv.Atoi(p); err != nil || n < 1024 || n > 65535 {
			return wrong("The port in the address is not one of a website.")
		}
	}
	u.Host, u.Fragment = strings.ToLower(u.Host), ""
	return u, nil
}

const inside = "The address is inside a network. Only addresses on the public Internet are asked."

// loopback reports whether a host is this machine by name or number.
func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && a.Unmap().IsLoopback()
}

// errInside is the cause when a name leads inside a network.
var errInside = errors.New("the name leads inside a network")

// dial resolves the name once and connects to what it has checked, so that a name that answers differently the next
// time changes nothing. One address inside a network is enough to refuse them all.
func (c *Client) dial(ctx context.Context, _, hostport string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{a}
	} else if addrs, err = c.Resolve(ctx, host); err != nil || len(addrs) == 0 {
		return nil, errors.Join(errNoName, err)
	}
	here := c.Loopback && loopback(host)
	for _, a := range addrs {
		if here != a.Unmap().IsLoopback() || !here && !public(a) {
			return nil, errInside
		}
	}
	for _, a := range addrs {
		var conn net.Conn
		if conn, err = c.connect(ctx, netip.AddrPortFrom(a.Unmap(), uint16(n))); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

var errNoName = errors.New("the name cannot be resolved")

// connect gives one address half the time, so that the next has some.
func (c *Client) connect(ctx context.Context, at netip.AddrPort) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime/2)
	defer cancel()
	return c.Dial(ctx, at)
}
