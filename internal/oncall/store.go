package oncall

import (
	"context"
	"time"

	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Store keeps the roster, the alerts and the tries. Its methods return faults; every list is in the order in which its
// rows were entered unless it says otherwise.
type Store interface {
	// Persons returns everybody, also who is not alerted any more, by name.
	Persons(ctx context.Context, t tx.Tx) ([]Person, error)
	// PersonAt returns who has the number, the active before others; NotFound if nobody has.
	PersonAt(ctx context.Context, t tx.Tx, p phi.Phone) (Person, error)
	// PutPerson, PutShift and PutGroup add a row or replace the one with its id.
	PutPerson(ctx context.Context, t tx.Tx, p Person) error

	// Shifts and Overrides return those that share a moment with the stretch.
	Shifts(ctx context.Context, t tx.Tx, from, to time.Time) ([]Shift, error)
	PutShift(ctx context.Context, t tx.Tx, s Shift) error
	Overrides(ctx context.Context, t tx.Tx, from, to time.Time) ([]Override, error)
	AddOverride(ctx context.Context, t tx.Tx, o Override) error
	// DropShift, DropOverride and DropGroup remove a row; NotFound if there is none.
	DropShift(ctx context.Context, t tx.Tx, i ShiftID) error
	DropOverride(ctx context.Context, t tx.Tx, i OverrideID) error

	Groups(ctx context.Context, t tx.Tx) ([]Group, error)
	PutGroup(ctx context.Context, t tx.Tx, g Group) error
	DropGroup(ctx context.Context, t tx.Tx, i GroupID) error

	// Policy returns the policy, the zero Policy before the first PutPolicy.
	Policy(ctx context.Context, t tx.Tx) (Policy, error)
	PutPolicy(ctx context.Context, t tx.Tx, p Policy) error

	// Add adds an alert, under a key that raises once; Conflict if the key is taken.
	Add(ctx context.Context, t tx.Tx, a Alert, key string) error
	// Raised returns the alert that the key raised, NotFound if it raised none.
	Raised(ctx context.Context, t tx.Tx, key string) (Alert, error)
	// Get returns an alert, NotFound if there is none.
	Get(ctx context.Context, t tx.Tx, i AlertID) (Alert, error)
	// Save replaces an alert whose row is still a.Row-1; Conflict if it is not.
	Save(ctx context.Context, t tx.Tx, a Alert) error
	// Find returns the alerts that match, the last raised first.
	Find(ctx context.Context, t tx.Tx, f Filter) ([]Alert, error)

	// Start adds a try.
	Start(ctx context.Context, t tx.Tx, y Try) error
	// End keeps ended, outcome and code of a try.
	End(ctx context.Context, t tx.Tx, y Try) error
	// Tries returns the tries of an alert, oldest first.
	Tries(ctx context.Context, t tx.Tx, i AlertID) ([]Try, error)
	// Tried returns the tries to alert a person that began at since or later and did not fail, the last first.
	Tried(ctx context.Context, t tx.Tx, p PersonID, since time.Time) ([]Try, error)
	// Try returns one try, NotFound if there is none.
	Try(ctx context.Context, t tx.Tx, i TryID) (Try, error)
}

// Filter chooses alerts; zero fields choose all.
type Filter struct {
	Live   bool // somebody still has to take it
	Thread string
	Since  time.Time // raised then or later
	Limit  int       // 0 chooses all
	Offset int
}
