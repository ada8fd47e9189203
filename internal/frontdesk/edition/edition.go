// Package edition keeps what a practice makes of the front desk's flows: one draft, the edition that callers hear, and
// all that were before.
//
// It promises that exactly one edition is published at a time, that nothing is published which [flow.Build] refuses or
// whose rules were not tried, that nobody's work is overwritten unseen, and that every change says who, when and why.
// Callers owe the actor who acts, and for what they change the part as they saw it ([Service.Change]).
package edition

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// State is where a version stands.
type State string

const (
	Draft     State = "draft"     // it is being written; there is one at most
	Published State = "published" // callers hear it; there is one at most
	Past      State = "past"      // callers heard it once
	Aside     State = "aside"     // a draft that was put aside; nothing that was written is lost
)

// Version is one edition as it is kept. Number 0 is the flows as they are shipped, which are always there.
type Version struct {
	Number   int64
	State    State
	Base     int64 // the number it was made from
	Revision int64 // raised by every change of a draft
	Document string
	Tried    string // the rules that were tried on past conversations, as [flow.Edition.RulesMark]

	SavedBy     identity.StaffID // "" for Bedside
	SavedAt     time.Time
	PublishedBy identity.StaffID
	PublishedAt time.Time // zero for never
	Note        string    // why it was published
}

// Mark names a draft as somebody saw it. The zero Mark is that there was none.
type Mark struct{ Number, Revision int64 }

// Mark returns the version's.
func (v Version) Mark() Mark { return Mark{v.Number, v.Revision} }

// Edition reads the document; Invalid if this program cannot.
func (v Version) Edition() (flow.Edition, error) { return flow.ParseEdition(v.Document) }

// Store keeps versions. Its methods return faults.
type Store interface {
	// Add adds a version; Conflict if its number is taken, or if there is a draft, or a published one, and it is another.
	Add(ctx context.Context, t tx.Tx, v Version) error
	// Put replaces the version of a number, NotFound if there is none.
	Put(ctx context.Context, t tx.Tx, number int64, v Version) error
	// Get returns the version of a number, NotFound if there is none.
	Get(ctx context.Context, t tx.Tx, number int64) (Version, error)
	// In returns the versions in a state, the last first.
	In(ctx context.Context, t tx.Tx, s State) ([]Version, error)
	// Published returns the number of the published one, 0 for none; Last the highest number there is.
	Published(ctx context.Context, t tx.Tx) (int64, error)
	Last(ctx context.Context, t tx.Tx) (int64, error)
}

// Candidate is what is about to be published.
type Candidate struct {
	Draft     Version // or, where Back, the one that is gone back to
	Published Version // what callers hear until now
	Back      bool
	Note      string // the reason that was given
	By        actor.Actor
}

// Gate may refuse to publish: whatever it returns is what the person is told, and nothing is published. It runs outside
// of any transaction and may take its time; the draft is published only if it is still the same afterwards.
type Gate interface {
	MayPublish(ctx context.Context, c Candidate) error
}

// Practices is the practice as it is.
type Practices interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Staff lists who works here, and who did.
type Staff interface {
	List(ctx context.Context, t tx.Tx) ([]identity.Staff, error)
}

// Service is the editor's. It may be used by several goroutines at once. All fields but Gate are needed.
type Service struct {
	DB       tx.DB
	Store    Store
	Practice Practices
	Staff    Staff
	Guard    flow.Clearer
	Triage   *triage.Reader
	Audit    *audit.Log
	Gate     Gate // nil lets everything pass that [flow.Build] lets pass
}
