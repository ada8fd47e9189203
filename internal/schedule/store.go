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
	// Extents returns what [Scheduler.Extents] does.
	Extents(ctx context.Context, t tx.Tx, from, to time.Time, l practice.LocationID, cancelled bool) (map[practice.ProviderID]Extent, error)
	// OfPatient returns a patient's appointments, the latest first.
	OfPatient(ctx context.Context, t tx.Tx, i patient.ID) ([]Appointment, error)
	// Coming returns the patient's visits that stand in the book or were asked for and begin after now, the next first.
	Coming(ctx context.Context, t tx.Tx, i patient.ID, now time.Time) ([]Appointment, error)
	// Search returns up to q.Limit appointments that match, from q.After on, in the order that q wants.
	Search(ctx context.Context, t tx.Tx, q Search) ([]Appointment, error)
	// Count counts those that match, wherever q.After is, but no further than most.
	Count(ctx context.Context, t tx.Tx, q Search, most int) (int, error)
	// Insert adds appointments.
	Insert(ctx context.Context, t tx.Tx, all ...Appointment) error
	// Update replaces an appointment whose version is still a.Version-1; Conflict if it is not.
	Update(ctx context.Context, t tx.Tx, a Appointment) error
	// Busy returns what blocks providers and rooms in [from, to), visits and holds that have not expired, those of one
	// provider together.
	Busy(ctx context.Context, t tx.Tx, from, to time.Time) ([]Busy, error)
	// Cells returns the cells in [from, to) that the resources own, but for those of holds that have expired.
	Cells(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) ([]Span, error)
	// Sessions returns the visits and holds of the service that begin in [from, to), but for one.
	Sessions(ctx context.Context, t tx.Tx, service practice.ServiceID, from, to time.Time, but ID) ([]Session, error)
	// Seen reports whether the patient was here for a visit before the moment.
	Seen(ctx context.Context, t tx.Tx, i patient.ID, before time.Time) (bool, error)
	// Missed reports whether the patient did not come to a visit that began before the moment.
	Missed(ctx context.Context, t tx.Tx, i patient.ID, before time.Time) (bool, error)
	// OfSeries returns the visits of a series, the earliest first.
	OfSeries(ctx context.Context, t tx.Tx, series ID) ([]Appointment, error)
	// Taken returns the lanes, one bit each, in which each of the resources owns a cell in [from, to).
	Taken(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) (map[string]uint64, error)
	// Occupy gives the cells to the appointment or the hold, all or none; false if one of them has an owner. After
	// false the transaction must not commit.
	Occupy(ctx context.Context, t tx.Tx, i ID, spans ...Span) (bool, error)
	// Block takes the place of what the visit of the source took before: spans of laneElsewhere on whole cells, none
	// longer than a day. Blocked returns it, in order of resource and time.
	Block(ctx context.Context, t tx.Tx, source, ref string, spans []Span) error
	Blocked(ctx context.Context, t tx.Tx, source, ref string) ([]Span, error)
	// Elsewhere returns what is taken in other books in [from, to), each with its source. [Store.Taken] and
	// [Store.Cells] know of it too.
	Elsewhere(ctx context.Context, t tx.Tx, from, to time.Time) ([]Span, []string, error)
	// Release frees every cell of the appointment or the hold.
	Release(ctx context.Context, t tx.Tx, i ID) error
	// InsertHold adds a hold; Hold returns it, NotFound if there is none; DeleteHold removes it.
	InsertHold(ctx context.Context, t tx.Tx, h Hold) error
	Hold(ctx context.Context, t tx.Tx, i HoldID) (Hold, error)
	DeleteHold(ctx context.Context, t tx.Tx, i HoldID) error
	// Expired returns holds that have expired by then, a bounded number at a time.
	Expired(ctx context.Context, t tx.Tx, by time.Time) ([]HoldID, error)
	// Holds returns the holds that have not expired, begin in [from, to) and match, the earliest first.
	Holds(ctx context.Context, t tx.Tx, from, to time.Time, f Filter) ([]Hold, error)
	// Pulses returns the pulse of every provider with a visit or a hold that begins in [from, to).
	Pulses(ctx context.Context, t tx.Tx, from, to time.Time) (map[practice.ProviderID]Pulse, error)
	// Undecided counts the holds of strangers.
	Undecided(ctx context.Context, t tx.Tx) (int, error)
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
	Among    []practice.ProviderID // any of them
	Location practice.LocationID
	Status   Status
}

// Busy is a stretch of time in which a visit or a hold blocks its provider and its room.
type Busy struct {
	Provider practice.ProviderID
	Room     practice.RoomID
	From, To time.Time
	Start    time.Time // of the visit itself
	Lane     int
}

// Session is a visit or hold of a service that several patients share, as one of them has it.
type Session struct {
	Provider  practice.ProviderID
	Location  practice.LocationID
	Room      practice.RoomID
	Resources []practice.ResourceID
	Start     time.Time
	Lane      int
}

// Span is a stretch of time in one lane of a resource. From and To lie on whole cells.
type Span struct {
	Resource string
	Lane     int
	From, To time.Time
}

// Cell is the length of what a resource is divided into. One cell of one resource has one owner.
const Cell = 5 * time.Minute

func ofProvider(i practice.ProviderID) string { return "provider:" + string(i) }
func ofRoom(i practice.RoomID) string         { return "room:" + string(i) }
func ofResource(i practice.ResourceID) string { return "resource:" + string(i) }
func ofPatient(i patient.ID) string           { return "patient:" + string(i) }
