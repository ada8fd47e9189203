// Package limit counts what comes from each network address, so that nobody guesses passwords or fills the calendar.
//
// It promises that its memory is bounded whatever comes, and that an address is neither kept longer than it counts
// nor written anywhere. Callers owe Most, Per and Now, and BehindProxy where every request comes through their own
// proxy: its word about the address is believed then, and nobody's otherwise.
package limit

import (
	"container/list"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"bedside/internal/fault"
)

// Limits are the practice's: what a person needs, ten times over, and what a program would like, not at all.
type Limits struct{ SignIn, Booking, Chat, Stop, Links, Check, Feed, Programs, Guesses *Limiter }

// New returns the limits of one program; site, console and API share them.
func New(now func() time.Time, behindProxy bool) Limits {
	limiter := func(most int) *Limiter {
		return &Limiter{Most: most, Per: 10 * time.Minute, Now: now, BehindProxy: behindProxy}
	}
	return Limits{SignIn: limiter(30), Booking: limiter(20), Chat: limiter(600), Stop: limiter(60), Links: limiter(240), Check: limiter(600), Feed: limiter(120), Programs: limiter(12_000), Guesses: limiter(60)}
}

// Refused is inside the error of a request that was one too many.
type Refused struct{ Wait time.Duration }

func (r Refused) Error() string { return "refused for " + r.Wait.String() }

// Seconds is the wait for a Retry-After header.
func (r Refused) Seconds() int { return int((r.Wait + time.Second - 1) / time.Second) }

// remembered is how many addresses are kept; the oldest is forgotten for a new one.
const remembered = 4096

// Limiter allows each network address so many in a stretch of time, counted from its first. It may be used by several
// goroutines at once.
type Limiter struct {
	Most        int
	Per         time.Duration
	Now         func() time.Time
	BehindProxy bool

	mu    sync.Mutex
	known map[netip.Prefix]*list.Element
	order list.List // of *stretch, the one that began first in front
}

// stretch is what came from an address since began.
type stretch struct {
	from  netip.Prefix
	began time.Time
	count int
}

// Check counts a request. One too many is Unavailable with [Refused] inside; a nil Limiter refuses nothing.
func (l *Limiter) Check(r *http.Request) error {
	if l == nil {
		return nil
	}
	wait, ok := l.count(l.address(r))
	if ok {
		return nil
	}
	text := "one minute"
	if m := int((wait + time.Minute - 1) / time.Minute); m > 1 {
		text = fmt.Sprintf("%d minutes", m)
	}
	return fault.Wrap(fault.Unavailable, "limit", "That was a lot from one connection. Please wait "+text+" and try again.", Refused{wait})
}

// count adds one to an address. If that is too many it says how long to wait.
func (l *Limiter) count(from netip.Prefix) (wait time.Duration, ok bool) {
	now := l.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[netip.Prefix]*list.Element{}
	}
	if e := l.known[from]; e != nil {
		s := e.Value.(*stretch)
		// A clock that was set back must not lock anybody out for longer than Per.
		if age := now.Sub(s.began); age >= 0 && age < l.Per {
			s.count++
			return l.Per - age, s.count <= l.Most
		}
		l.forget(e)
	}
	if l.order.Len() >= remembered {
		l.forget(l.order.Front())
	}
	l.known[from] = l.order.PushBack(&stretch{from, now, 1})
	return 0, l.Most > 0
}

func (l *Limiter) forget(e *list.Element) {
	delete(l.known, l.order.Remove(e).(*stretch).from)
}

// address is the network that a request comes from. An IPv6 customer has a whole /64 and counts as one.
func (l *Limiter) address(r *http.Request) netip.Prefix {
	var from netip.Addr
	if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		from = peer.Addr()
	}
	if l.BehindProxy {
		// Every proxy adds to the end what it saw; only the last word is our own proxy's.
		said := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		if a, ok := parse(said[strings.LastIndexByte(said, ',')+1:]); ok {
			from = a
		}
	}
	from = from.Unmap().WithZone("")
	bits := 64
	if from.Is4() {
		bits = 32
	}
	p, _ := from.Prefix(bits) // what has no address counts as one
	return p
}

// parse reads an address, which some proxies write with a port.
func parse(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(s); err == nil {
		return a, true
	}
	p, err := netip.ParseAddrPort(s)
	return p.Addr(), err == nil
}
