package twilio

import "sync"

// recent remembers the last so many keys. It may be used by several goroutines at once.
type recent struct {
	mu    sync.Mutex
	known map[string]bool
	order []string // a ring
	next  int
}

func newRecent(most int) *recent {
	return &recent{known: map[string]bool{}, order: make([]string, most)}
}

// first notes a key and reports whether it was new.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[key] {
		return false
	}
	delete(r.known, r.order[r.next])
	r.known[key], r.order[r.next] = true, key
	r.next = (r.next + 1) % len(r.order)
	return true
}
