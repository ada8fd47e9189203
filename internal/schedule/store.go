package schedule

import (
	"context"
	"time"

	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Store keeps appointments and the cells they own.
type Store interface {
	// Get returns an appointment; NotFound if there is none.
	Get(ctx context.Context, t tx.Tx, i ID) (Appointment, error)
	// Between returns the appointments that begin in [from, to) and match, in order of their beginning.
	Between(ctx context.Context, t tx.Tx, from, to time.Time, f Filter) ([]Appointment, error)
	// OfPatient returns a patient's appointments, the latest first.
	OfPatient(ctx context.Context, t tx.Tx, i patient.ID) ([]Appointment, error)
	// Coming returns the patient's visits that stand in the book and begin after now, the next first.
	Coming(ctx context.Context, t tx.Tx, i patient.ID, now time.Time) ([]Appointment, error)
	// Insert adds appointments.
	Insert(ctx context.Context, t tx.Tx, all ...Appointment) error
	// Update replaces an appointment whose version is still a.Version-1; Conflict if it is not.
	Update(ctx context.Context, t tx.Tx, a Appointment) error
	// Busy returns what blocks providers and rooms in [from, to), in no order.
	Busy(ctx context.Context, t tx.Tx, from, to time.Time) ([]Busy, error)
	// Taken returns which of the resources own a cell in [from, to).
	Taken(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) (map[string]bool, error)
	// Occupy gives the cells to the appointment, all or none; false if one of them has an owner. After false the
	// transaction must not commit.
	Occupy(ctx context.Context, t tx.Tx, i ID, spans ...Span) (bool, error)
	// Release frees every cell of the appointment.
	Release(ctx context.Context, t tx.Tx, i ID) error
	// Recall returns the appointment that was booked under the key and whether the request was the same one;
	// NotFound for a new key.
	Recall(ctx context.Context, t tx.Tx, key, request string) (i ID, same bool, err error)
	// Remember keeps under the key what was booked.
	Remember(ctx context.Context, t tx.Tx, key, request string, i ID) error
	// Forget drops keys older than before.
	Forget(ctx context.Context, before time.Time) error
}

// Filter chooses appointments; zero fields choose all.
type Filter struct {
	Provider practice.ProviderID
	Location practice.LocationID
	Status   Status
}

// Busy is a stretch of time in which a visit blocks its provider and its room.
type Busy struct {
	Provider practice.ProviderID
	Room     practice.RoomID
	From, To time.Time
}

// Span is a stretch of time of one resource. From and To lie on whole cells.
type Span struct {
	Resource string
	From, To time.Time
}

// Cell is the length of what a resource is divided into. One cell of one resource has one owner.
const Cell = 5 * time.Minute

func ofProvider(i practice.ProviderID) string { return "provider:" + string(i) }
func ofRoom(i practice.RoomID) string         { return "room:" + string(i) }
func ofPatient(i patient.ID) string           { return "patient:" + string(i) }
