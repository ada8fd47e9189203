// Package oncall knows who is on call and alerts them until somebody takes what came in.
//
// It promises that an alert which nobody took always has work due: its ladder ends with the owner, who is alerted again
// and again until a person acknowledges, and never in silence; that once somebody has, nobody else is alerted; and that
// an alert says nothing about a patient. Callers owe that [Service.Step] is given to a job runner under [JobKind],
// and that nothing but messages is taken while [Service.Ready] says that the roster is not filled.
package oncall

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Ids.
type (
	PersonID   = id.Of[Person]
	ShiftID    = id.Of[Shift]
	OverrideID = id.Of[Override]
	GroupID    = id.Of[Group]
	AlertID    = id.Of[Alert]
	TryID      = id.Of[Try]
)

// Sender reaches people. It may be used by several goroutines at once. An error means that it refused and nothing
// left the house; every method has a time limit of its own.
type Sender interface {
	// Ready reports whether something is set up that can alert this way.
	Ready(h How) bool
	Text(ctx context.Context, c guard.Cleared, to phi.Phone, recipient string) (attempt.Outcome, error)
	// Call reads the words aloud. What the person presses goes to [Service.Pressed] with ref, and what that answers is
	// read aloud too.
	Call(ctx context.Context, c guard.Cleared, to phi.Phone, recipient, ref string) (attempt.Outcome, error)
	Mail(ctx context.Context, c guard.Cleared, to phi.Email, recipient string) (attempt.Outcome, error)
}

// Follower hears what becomes of alerts, in the transaction in which it happens. It does not hear of drills.
type Follower interface {
	// AlertEnded says that the ladder is at its end and nobody took it: a person must be told what to do.
	AlertEnded(ctx context.Context, t tx.Tx, a Alert) error
	// AlertAcknowledged says that somebody took it.
	AlertAcknowledged(ctx context.Context, t tx.Tx, a Alert) error
}

// Clearer is the guard as it reads now.
type Clearer interface {
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Practice reads the practice as it is.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Service is on call. All fields but Followers are needed; it may be used by several goroutines at once.
type Service struct {
	DB        tx.DB
	Store     Store
	Queue     job.Queue
	Practice  Practice
	Guard     Clearer
	Sender    Sender
	Audit     *audit.Log
	Keys      *phi.Keys
	IDs       *id.Source
	Followers []Follower
}

// JobKind is the kind of the jobs that [Service.Step] handles. Their key and ref are the alert's id.
const JobKind = "oncall.step"

// save moves an alert to its next row and records the event that says so.
func (s *Service) save(ctx context.Context, t tx.Tx, a *Alert, verb string, facts audit.Facts) error {
	a.Row++
	if err := s.Store.Save(ctx, t, *a); err != nil {
		return err
	}
	return s.record(ctx, t, *a, verb, facts)
}

func (s *Service) record(ctx context.Context, t tx.Tx, a Alert, verb string, facts audit.Facts) error {
	all := audit.Facts{"thread": a.Thread, "tier": string(a.Tier), "rule": a.Rule, "status": string(a.Status)}
	if a.Drill {
		all["drill"] = "yes"
	}
	for k, v := range facts {
		all[k] = v
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "alert", ID: string(a.ID)}, "", all)
}

// work runs f as the program itself, if the program may do what falls due.
func (s *Service) work(ctx context.Context, f func(tx.Tx) error) error {
	by := actor.System()
	if err := by.Need(actor.RunDue); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, f)
}

// schedule puts the job that takes the alert's next step.
func (s *Service) schedule(ctx context.Context, t tx.Tx, a Alert) error {
	return s.Queue.Put(ctx, t, job.Job{Kind: JobKind, Key: string(a.ID), Ref: string(a.ID), Due: a.Next})
}
