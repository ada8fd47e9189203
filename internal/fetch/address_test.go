package fetch_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
)

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

func TestAddressesThatAreRefused(t *testing.T) {
	w := newWorld(t, ok)
	for _, url := range []string{
		"", "site.example", "//site.example/", "http://site.example/", "ftp://site.example/", "file:///etc/passwd", "javascript:alert(1)", "https:", "https://",
		"https:site.example", "https://user@site.example/", "https://user:hunter2@site.example/", "https://site.example:22/", "https://site.example:0/",
		"https://site.example:99999/", "https://127.0.0.1/", "https://localhost/", "https://LOCALHOST./", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
		"https://10.0.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://100.100.100.200/",
		"https://168.63.129.16/", "https://0.0.0.0/", "https://255.255.255.255/", "https://224.0.0.1/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/",
		"https://[fd00:ec2::254]/", "https://[ff02::1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://[2001:0:a00:1::]/",
		"https://[::]/",
		"https://[::10.0.0.1]/",
		"https://198.18.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://site.example:443:80/", "https://site.example\x00/",
	} {
		res, err := w.get(url)
		if err == nil || fetch.Left(err) || fetch.Code(err) != "address" && fetch.Code(err) != "dns" {
			t.Errorf("%q gave %d, %v", url, res.Status, err)
		}
		if msg := fault.Message(err); strings.Contains(msg, "hunter2") || strings.Contains(msg, "passwd") {
			t.Errorf("%q: the sentence repeats the address: %s", url, msg)
		}
	}
	if got := w.reached(); len(got) != 0 {
		t.Errorf("%q were connected to", got)
	}
	for _, url := range []string{"https://site.example", "https://site.example:8443/feed?a=b#c", " https://SITE.example/ ", "https://93.184.216.34/"} {
		must(t, w.Allowed(url))
	}
}

// A name that leads inside is refused, also if only one of its addresses does.
func TestNamesThatLeadInside(t *testing.T) {
	w := newWorld(t, ok)
	for _, addrs := range [][]string{{"127.0.0.1"}, {"10.1.2.3"}, {"93.184.216.34", "192.168.0.1"}, {"::ffff:169.254.169.254"}, {"fd00::1"},
		{"2606:2800:220:1::1", "::1"},
	} {
		w.names["inside.example"] = addrs
		_, err := w.get("https://inside.example/")
		broke(t, err, fault.Invalid, "address", false)
	}
	if got := w.reached(); len(got) != 0 {
		t.Errorf("%q were connected to", got)
	}
}

// A name is resolved once for a connection, and what was checked is what is connected to.
func TestNameThatTurns(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) { rw.Header().Set("Connection", "close"); ok(rw, r) })
	w.names["turns.example"] = []string{"93.184.216.34"}
	_, err := w.get("https://turns.example/")
	must(t, err)
	w.names["turns.example"] = []string{"127.0.0.1"}
	_, err = w.get("https://turns.example/again")
	broke(t, err, fault.Invalid, "address", false)
	if got := w.reached(); !slices.Equal(got, []string{"93.184.216.34"}) || len(w.resolved) != 2 {
		t.Errorf("%q were connected to after resolving %q", got, w.resolved)
	}
}

func TestRedirectsAreCheckedAnew(t *testing.T) {
	var to string
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			http.Redirect(rw, r, to, http.StatusFound)
			return
		}
		_, _ = rw.Write([]byte("secret " + r.Header.Get("Authorization")))
	})
	w.names["inside.example"] = []string{"10.0.0.1"}
	for _, to = range []string{
		"http://site.example/", "https://127.0.0.1/", "http://127.0.0.1/", "https://[::1]/", "https://inside.example/", "file:///etc/passwd", "//169.254.169.254/",
	} {
		res, err := w.get("https://site.example/from")
		broke(t, err, fault.Invalid, "address", false)
		if len(res.Body) > 0 {
			t.Errorf("to %s gave %q", to, res.Body)
		}
	}
	with := fetch.Request{URL: "https://site.example/from", Header: http.Header{"Authorization": {"Basic key"}}}
	for target, want := range map[string]string{"https://other.example/to": "secret ", "/to": "secret Basic key"} {
		to = target
		if res, err := w.Do(context.Background(), with); err != nil || string(res.Body) != want || !strings.HasSuffix(res.URL, "/to") {
			t.Errorf("to %s gave %q from %s, %v", to, res.Body, res.URL, err)
		}
	}
	to = "/from"
	_, err := w.get("https://site.example/from")
	broke(t, err, fault.Unavailable, "turns", true)
	for _, r := range []fetch.Request{{Method: "POST", URL: "https://site.example/from"}, {URL: "https://site.example/from", Stay: true}} {
		if res, err := w.Do(context.Background(), r); err != nil || res.Status != http.StatusFound {
			t.Errorf("%+v: %d, %v", r, res.Status, err)
		}
	}
}

// This machine is asked only where that is allowed, and then only by its own name or number.
func TestLoopback(t *testing.T) {
	dialled := 0
	c := fetch.New(fetch.Config{Loopback: true, Now: time.Now,
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			if host == "localhost" {
				return []netip.Addr{netip.MustParseAddr("93.184.216.34")}, nil // a name server that lies
			}
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
		Dial: func(context.Context, netip.AddrPort) (net.Conn, error) { dialled++; return nil, net.ErrClosed }})
	for _, url := range []string{"https://named.example/", "http://localhost/", "http://site.example/", "http://192.168.0.1/"} {
		if err := c.Allowed(url); err == nil {
			_, err := c.Do(context.Background(), fetch.Request{Method: "POST", URL: url})
			broke(t, err, fault.Invalid, "address", false)
		}
	}
	if dialled != 0 {
		t.Errorf("%d connections", dialled)
	}
	_, err := c.Do(context.Background(), fetch.Request{Method: "POST", URL: "http://127.0.0.1:80/"})
	broke(t, err, fault.Unavailable, "connect", false)
}

// Whatever somebody writes as an address, and whatever it resolves to, nothing inside is connected to.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"https://site.example/", "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://0177.1/", "https://a@b/", "https://site.example:8443/x"} {
		f.Add(seed, []byte{10, 0, 0, 1})
		f.Add(seed, []byte{93, 184, 216, 34})
	}
	f.Fuzz(func(t *testing.T, url string, resolved []byte) {
		c := fetch.New(fetch.Config{Agent: agent, Now: time.Now,
			Resolve: func(context.Context, string) ([]netip.Addr, error) {
				a, ok := netip.AddrFromSlice(resolved)
				if !ok {
					return nil, net.ErrClosed
				}
				return []netip.Addr{a}, nil
			},
			Dial: func(_ context.Context, at netip.AddrPort) (net.Conn, error) {
				a := at.Addr().Unmap()
				if !a.IsGlobalUnicast() || a.IsPrivate() {
					t.Errorf("connected to %s", a)
				}
				return nil, net.ErrClosed
			}})
		if _, err := c.Do(context.Background(), fetch.Request{Method: "POST", URL: url}); err == nil || fetch.Left(err) {
			t.Errorf("%q: %v", url, err)
		}
	})
}
