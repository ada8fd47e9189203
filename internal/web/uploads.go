package web

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"bedside/internal/patient"
)

const (
	uploadsMost = 4                // files that wait at once
	uploadLife  = 15 * time.Minute // how long one waits
)

// uploads keeps what was read from a file between the page that shows it and the button that adds it. It is held in
// memory and nowhere else, because a file of patients must not lie on a disk unsealed: a restart, or another replica,
// asks for the file again. The zero uploads is ready; it may be used by several goroutines at once.
type uploads struct {
	mu   sync.Mutex
	kept []upload // the oldest first
}

type upload struct {
	token string
	by    string // the staff member who may take it
	what  patient.Import
}

// keep holds what for the staff member by, and returns the word to take it with. When too many wait, the oldest goes.
func (u *uploads) keep(by string, what patient.Import) string {
	token := rand.Text()
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.kept) >= uploadsMost {
		u.kept = slices.Delete(u.kept, 0, 1)
	}
	u.kept = append(u.kept, upload{token, by, what})
	time.AfterFunc(uploadLife, func() { u.take(token, by) })
	return token
}

// take returns what was kept, once; false if it is gone or somebody else's.
func (u *uploads) take(token, by string) (patient.Import, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	i := slices.IndexFunc(u.kept, func(k upload) bool { return k.token == token && k.by == by })
	if i < 0 {
		return patient.Import{}, false
	}
	what := u.kept[i].what
	u.kept = slices.Delete(u.kept, i, i+1) // which also clears the place, so that the rows can be forgotten
	return what, true
}
