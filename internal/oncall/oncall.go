// Package oncall knows who is on call and alerts them until somebody takes what came in.
//
// It promises that an alert which nobody took always has work due: its ladder ends with the owner, who is alerted again
// and again until a person acknowledges, and never in silence; that once somebody has, nobody else is alerted; and that
// an alert says nothing about a patient. Callers owe that [Service.Step] is given to a job runner under [JobKind],
// and that nothing but messages is taken while [Service.Ready] says that the roster is not filled.
package oncall

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/triage"
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

// Person is somebody who can be alerted, with or without a sign-in of their own.
type Person struct {
	ID     PersonID
	Staff  identity.StaffID // "" for somebody without a sign-in
	Name   string
	Phone  phi.Phone // the zero Phone or Email if there is none
	Email  phi.Email
	Active bool
}

// Rank is the place of a person among those who are on call together.
type Rank string

const (
	Primary Rank = "primary"
	Backup1 Rank = "backup1"
	Backup2 Rank = "backup2"
)

// Ranks lists every rank, who is alerted first before others.
func Ranks() []Rank { return []Rank{Primary, Backup1, Backup2} }

// Shift is a stretch of time in which a person is on call. Where two of a rank overlap, the one entered last holds.
type Shift struct {
	ID       ShiftID
	Person   PersonID
	Rank     Rank
	From, To time.Time
}

// Override has somebody stand in for another: a holiday, a swap. Where several overlap, the one entered last holds.
type Override struct {
	ID       OverrideID
	From, To time.Time
	Instead  PersonID // who is away; "" is whoever would be primary
	Person   PersonID // who stands in
	Note     string
}

// How is a way of alerting somebody.
type How string

const (
	Text  How = "text"
	Call  How = "call"
	Email How = "email"
)

// Hows lists every way.
func Hows() []How { return []How{Text, Call, Email} }

// Who is whom a step alerts: a rank, the owner, or "person:" and an id.
type Who string

// Owner is the person to whom every ladder comes in the end.
const Owner Who = "owner"

// ToPerson is always that person, whoever is on call.
func ToPerson(i PersonID) Who { return Who(personPrefix) + Who(i) }

const personPrefix = "person:"

// Step is one rung of a ladder.
type Step struct {
	After time.Duration // since the step before; 0 for the first
	Who   Who
	How   How
}

// Group is a ladder: who is alerted how, one after the other, for what.
type Group struct {
	ID    GroupID
	Name  string
	Tiers []triage.Tier // what it is for; no two groups are for the same
	Steps []Step
	Wait  time.Duration // after the last step, until the owner is alerted
}

// Policy is what holds for every ladder.
type Policy struct {
	Owner    PersonID
	Fallback PersonID      // is on call whenever nobody else is; has no dates, so it cannot run out
	Again    time.Duration // how often the owner is alerted after the end of a ladder
	Promise  time.Duration // within which a patient is told to expect a call
}

// Status is the state of an alert.
type Status string

const (
	Open         Status = "open"         // its ladder runs
	Unanswered   Status = "unanswered"   // the ladder is at its end; the owner is alerted again and again
	Acknowledged Status = "acknowledged" // somebody took it
	Closed       Status = "closed"       // it is done
)

// Statuses lists every status, what needs a person first.
func Statuses() []Status { return []Status{Unanswered, Open, Acknowledged, Closed} }

// Live reports whether somebody still has to take the alert.
func (s Status) Live() bool { return s == Open || s == Unanswered }

// Alert is something that somebody on call has to take.
type Alert struct {
	ID     AlertID
	Thread string // the conversation it came from; "" for a drill
	Tier   triage.Tier
	Rule   string // the triage rule, or a code of whoever raised it
	Group  GroupID
	Status Status
	Step   int // the step that comes next
	Round  int // 0 on the ladder, then how often the owner was alerted
	Raised time.Time
	Next   time.Time // when the next step is due
	Acked  time.Time // zero until somebody took it
	By     PersonID  // who took it, "" for somebody who is not on the list of persons
	Staff  identity.StaffID
	Note   phi.Text // of whoever closed it
	Drill  bool
	Row    int64 // its version
}

// Try is one alerting of one person. One without an outcome runs, or its program died.
type Try struct {
	ID      TryID
	Alert   AlertID
	Round   int
	Step    int
	Person  PersonID // "" if nobody was there to be alerted
	How     How
	Started time.Time
	Ended   time.Time
	Outcome attempt.Result // "" while it runs
	Code    string         // the carrier's code or a word of ours
}

// Codes of tries that did not reach a carrier.
const (
	Nobody    = "nobody"     // nobody has that rank now
	NoAddress = "no_address" // the person has no number, or no e-mail address
	NoCarrier = "no_carrier" // nothing is set up to send it
	ByGuard   = "guard"      // the guard did not let the words pass
	Refused   = "refused"    // the port refused them
	Crashed   = "crashed"    // the program died in between; it is repeated once
	PassedOn  = "passed_on"  // the person passed the alert on; also of a try that reached nobody for that reason
)

// Duty is who answers in a stretch of time, and why.
type Duty struct {
	From, To                  time.Time // zero in an answer about one moment
	Primary, Backup1, Backup2 *Person   // nil for nobody
	Why                       Why
}

// Why says where the primary of a [Duty] comes from.
type Why string

const (
	ByShift    Why = "shift"
	ByOverride Why = "override"
	ByFallback Why = "fallback" // nobody was entered
	ByNobody   Why = ""         // nobody was entered, and there is no fallback
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
