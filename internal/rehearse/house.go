package rehearse

import (
	"context"
	"sync"
	"time"

	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// House is a front desk on a copy of the practice: somebody is on call, nobody is a patient, and nothing goes out. One
// goroutine at a time uses it.
type House struct {
	DB            tx.DB
	Practice      *practice.Practice
	Patients      *patient.Registry
	Visits        *schedule.Scheduler
	Inbox         *inbox.Service
	OnCall        *oncall.Service
	Conversations frontdesk.Store
	Desk          *frontdesk.Service
	Clock         *Clock
	Faults        *Faults

	// Reset puts the database back to how it was when the house was made, Digests tells for every table how many rows
	// it has and what they come to, as "3 0f3a…", and Close ends it all.
	Reset   func() error
	Digests func(ctx context.Context) (map[string]string, error)
	Close   func() error
}

// Clock stands where it is put.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now returns where it stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set puts it.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Faults counts what the front desk had to log as an error: a turn that failed, words that the guard did not clear. It
// is the writer of its log.
type Faults struct {
	mu sync.Mutex
	n  int
}

// Write implements [io.Writer].
func (f *Faults) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return len(b), nil
}

// take returns how many there were since it was last asked.
func (f *Faults) take() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.n
	f.n = 0
	return n
}
