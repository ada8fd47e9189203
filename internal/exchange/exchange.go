// Package exchange brings providers, patients, appointments and recalls in from CSV files of other systems, and writes them out;
// and it writes down for a patient what is on file about them.
//
// It promises that nothing is brought in before a dry run has looked at every row and said which it refuses and why;
// that a row is brought in whole or not at all; that a file which is being brought in comes to its end whatever dies in
// between; and that bringing it in again changes nothing. A file lies sealed in the database until then, and a
// sentence about a row repeats nothing of it. Callers owe that [Service.Step] is given to a job runner under [JobKind].
package exchange

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// ID is the id of a [Run].
type ID = id.Of[Run]

// Kind is what a file holds.
type Kind string

const (
	Providers    Kind = "providers"
	Patients     Kind = "patients"
	Appointments Kind = "appointments"
	Recalls      Kind = "recalls" // who is due for a visit, of which kind, by which day
)

// Kinds lists every kind in the order in which a practice brings them in.
func Kinds() []Kind { return []Kind{Providers, Patients, Appointments, Recalls} }

// Right is what it takes to bring the kind in.
func (k Kind) Right() actor.Right {
	switch k {
	case Providers:
		return actor.ManagePractice
	case Appointments:
		return actor.ChangeVisits
	case Recalls:
		return actor.ManageOutbox
	}
	return actor.ChangePatients
}

// Phase is how far a run is.
type Phase string

const (
	Checking Phase = "checking" // the dry run goes on
	Checked  Phase = "checked"  // somebody decides
	Applying Phase = "applying"
	Done     Phase = "done"
	Dropped  Phase = "dropped" // somebody decided against it
)

// Run is one file on its way in.
type Run struct {
	ID      ID
	Kind    Kind
	Name    phi.Text // of the file
	Plan    Plan
	Phase   Phase
	Lines   int // rows of the file
	At      int // rows looked at, or brought in
	Counts  Counts
	By      string // who brought it, "" for the command line
	Role    actor.Role
	Made    time.Time
	Changed time.Time
	Version int64
}

// Counts is what became of rows, or would.
type Counts struct{ Added, Changed, Moved, Cancelled, Unchanged, Refused int }

// Plan is how a file is read. It holds nothing of the file.
type Plan struct {
	Columns  []Field            `json:"columns"`            // what each column is taken for, "" for left out
	DayFirst bool               `json:"day_first"`          // dates are day, month, year
	Service  practice.ServiceID `json:"service,omitempty"`  // what a visit of a kind that is not known becomes; "" refuses it
	Overbook bool               `json:"overbook,omitempty"` // visits that overlap are entered all the same
}

// Refusal is a row that is refused, and why.
type Refusal struct {
	Line     int   // of the file, from 1
	Column   int   // from 1, 0 for the whole row
	Field    Field // what the column was taken for
	Sentence string
}

// Change is what a row does to a visit that is here, or would: "moved" or "cancelled".
type Change struct {
	Line  int
	What  string
	Visit schedule.ID
	Text  string // from when to when; it names nobody but the practice's own
}

// Foreign is a visit that another system has a name for.
type Foreign struct {
	Name        phi.Text
	Appointment schedule.ID
	Said        string // what the last file said of it, as [standing] writes it
}

// Store keeps runs with their files and refusals. Its methods return faults.
type Store interface {
	// Insert adds a run with its file, sealed in parts.
	Insert(ctx context.Context, t tx.Tx, r Run, file []byte) error
	// Get returns a run, NotFound if there is none.
	Get(ctx context.Context, t tx.Tx, i ID) (Run, error)
	// File returns the run's file, NotFound once it is gone.
	File(ctx context.Context, t tx.Tx, i ID) ([]byte, error)
	// Recent returns the latest runs.
	Recent(ctx context.Context, t tx.Tx, limit int) ([]Run, error)
	// Save replaces a run whose version is still r.Version-1; Conflict if it is not.
	Save(ctx context.Context, t tx.Tx, r Run) error
	// Forget removes the run's file.
	Forget(ctx context.Context, t tx.Tx, i ID) error
	// Refuse adds refusals, and Note what becomes of rows, which may have been "added" too; Clear removes both.
	Refuse(ctx context.Context, t tx.Tx, i ID, all []Refusal) error
	Note(ctx context.Context, t tx.Tx, i ID, all []Change) error
	Clear(ctx context.Context, t tx.Tx, i ID) error
	// Noted returns what was noted of the lines behind one.
	Noted(ctx context.Context, t tx.Tx, i ID, after int) ([]Change, error)
	// Changes returns up to limit of the visits that are moved or cancelled behind the line, in order.
	Changes(ctx context.Context, t tx.Tx, i ID, after, limit int) ([]Change, error)
	// Foreign returns the visit that another system calls so, NotFound if there is none; ForeignOf returns those of the
	// visits that have such a name; PutForeign adds one or replaces what was said of it.
	Foreign(ctx context.Context, t tx.Tx, name phi.Text) (Foreign, error)
	ForeignOf(ctx context.Context, t tx.Tx, visits []schedule.ID) (map[schedule.ID]Foreign, error)
	PutForeign(ctx context.Context, t tx.Tx, f Foreign) error
	// Refusals returns up to limit refusals of a run behind the line, in order.
	Refusals(ctx context.Context, t tx.Tx, i ID, after, limit int) ([]Refusal, error)
}

// Service brings files in and writes them. It may be used by several goroutines at once.
type Service struct {
	DB       tx.DB
	Store    Store
	Queue    job.Queue
	Practice *practice.Registry
	Patients *patient.Registry
	Schedule *schedule.Scheduler
	Outreach *outreach.Service // plans the reminders of visits that come in
	Staff    Staff             // whose names stand in a patient's copy
	Audit    *audit.Log
	IDs      *id.Source
}

// JobKind is the kind of the jobs that [Service.Step] handles. Their key and ref are the run's id.
const JobKind = "exchange.step"
