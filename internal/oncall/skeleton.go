package oncall

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

var errSoon = fault.New(fault.Unavailable, "oncall", "This is not built yet.")

// Request asks for an alert.
type Request struct {
	Thread string
	Tier   triage.Tier
	Rule   string
	Key    string // the same key raises once; "" raises every time
}

// Raise raises an alert in t and returns it. Forbidden without the right WorkInbox.
func (s *Service) Raise(ctx context.Context, t tx.Tx, r Request) (AlertID, error) { return "", errSoon }

// Ready reports whether an alert would reach somebody, and if not what is missing, as a sentence.
func (s *Service) Ready(ctx context.Context, t tx.Tx) (ready bool, why string, err error) {
	return false, "", errSoon
}

// Promise is within what time a patient is told to expect a call.
func (s *Service) Promise(ctx context.Context, t tx.Tx) (time.Duration, error) { return 0, errSoon }

// Drill raises an alert that says it is a drill. ManageOnCall.
func (s *Service) Drill(ctx context.Context, by actor.Actor) (AlertID, error) { return "", errSoon }

// Step is the job.Handler of one step.
func (s *Service) Step(ctx context.Context, c job.Claimed) error { return errSoon }

// What says what an answer did.
type What string

const (
	Took    What = "took"    // it is theirs now
	Yours   What = "yours"   // it was theirs already
	Others  What = "others"  // somebody else has it
	Passed  What = "passed"  // the next one is alerted
	Last    What = "last"    // nobody is left to pass it on to
	Done    What = "done"    // it is closed
	Unclear What = "unclear" // neither 1 nor 2
)

// Answer is what to say to somebody who answered an alert.
type Answer struct {
	What      What
	Alert     AlertID
	Name      string        // of who has it, for Others
	Since     time.Time     // when they took it
	More      int           // alerts that still wait for this person
	Words     guard.Cleared // for a text or a call; zero for a page
	Recipient string
}

// Reply reads a text that came from the number. False means that it answers no alert: it is then a turn like any other.
func (s *Service) Reply(ctx context.Context, from phi.Phone, text string) (Answer, bool, error) {
	return Answer{}, false, errSoon
}

// Pressed takes what was pressed in the call with the ref.
func (s *Service) Pressed(ctx context.Context, ref, digits string) (Answer, error) {
	return Answer{}, errSoon
}

// Card is what the page behind a link shows.
type Card struct {
	Alert Alert
	To    string // name of who was alerted
	By    string // name of who took it
}

// Look says what the link is about and changes nothing: previews fetch links. NotFound for a link that is not ours.
func (s *Service) Look(ctx context.Context, ref string) (Card, error) { return Card{}, errSoon }

// Take takes the alert of a link, as a POST asks; Pass passes it on.
func (s *Service) Take(ctx context.Context, ref string) (Answer, error) { return Answer{}, errSoon }
func (s *Service) Pass(ctx context.Context, ref string) (Answer, error) { return Answer{}, errSoon }

// Acknowledge takes an alert in the console. Conflict with who has it if somebody else does. WorkInbox.
func (s *Service) Acknowledge(ctx context.Context, by actor.Actor, i AlertID) error { return errSoon }

// Close ends an alert that is done. WorkInbox.
func (s *Service) Close(ctx context.Context, by actor.Actor, i AlertID, note string) error {
	return errSoon
}

// OnDuty returns who answers at the moment. SeeOnCall.
func (s *Service) OnDuty(ctx context.Context, t tx.Tx, at time.Time) (Duty, error) {
	return Duty{}, errSoon
}

// Calendar returns who answers when and why, without gaps in time, from..to. SeeOnCall.
func (s *Service) Calendar(ctx context.Context, by actor.Actor, from, to time.Time) ([]Duty, error) {
	return nil, errSoon
}

// Gap is something that keeps an alert from reaching somebody.
type Gap struct {
	Kind     GapKind
	From, To time.Time   // zero for what has no dates
	Person   PersonID    // of NoPhone
	Tier     triage.Tier // of NoGroup
}

// GapKind is a kind of gap.
type GapKind string

const (
	NoPrimary  GapKind = "no_primary" // the fallback answers
	NoBackup   GapKind = "no_backup"
	NoOwner    GapKind = "no_owner"
	NoFallback GapKind = "no_fallback"
	NoGroup    GapKind = "no_group"
	NoPhone    GapKind = "no_phone"
	NoSender   GapKind = "no_sender"
)

// Gaps returns what is missing in the days from the moment on. SeeOnCall.
func (s *Service) Gaps(ctx context.Context, by actor.Actor, from time.Time, days int) ([]Gap, error) {
	return nil, errSoon
}

// Roster is everything that is entered, for the page.
type Roster struct {
	Persons   []Person // active and others, by name
	Shifts    []Shift  // that are not over
	Overrides []Override
	Groups    []Group
	Policy    Policy
}

// Roster returns what is entered and not over. SeeOnCall.
func (s *Service) Roster(ctx context.Context, by actor.Actor) (Roster, error) {
	return Roster{}, errSoon
}

// Wall is a time as it is typed: a day and what the practice's clock shows.
type Wall struct {
	Day   civil.Date
	Clock civil.Clock
}

// NewShift is a shift as it is typed.
type NewShift struct {
	Person   PersonID
	Rank     Rank
	From, To Wall
	Weeks    int // how many weeks in a row, 1 for once
}

// NewOverride is an override as it is typed.
type NewOverride struct {
	From, To Wall
	Instead  PersonID
	Person   PersonID
	Note     string
}

// What changes the roster needs ManageOnCall; Invalid with a sentence about what is wrong.
func (s *Service) SavePerson(ctx context.Context, by actor.Actor, p Person) (PersonID, error) {
	return "", errSoon
}
func (s *Service) RemovePerson(ctx context.Context, by actor.Actor, i PersonID) error { return errSoon }
func (s *Service) AddShifts(ctx context.Context, by actor.Actor, n NewShift) error    { return errSoon }
func (s *Service) ChangeShift(ctx context.Context, by actor.Actor, i ShiftID, n NewShift) error {
	return errSoon
}
func (s *Service) RemoveShift(ctx context.Context, by actor.Actor, i ShiftID) error { return errSoon }
func (s *Service) AddOverride(ctx context.Context, by actor.Actor, n NewOverride) error {
	return errSoon
}
func (s *Service) RemoveOverride(ctx context.Context, by actor.Actor, i OverrideID) error {
	return errSoon
}
func (s *Service) SaveGroup(ctx context.Context, by actor.Actor, g Group) (GroupID, error) {
	return "", errSoon
}
func (s *Service) RemoveGroup(ctx context.Context, by actor.Actor, i GroupID) error { return errSoon }
func (s *Service) SavePolicy(ctx context.Context, by actor.Actor, p Policy) error   { return errSoon }

// Import adds the shifts of a table, all or none: lines of name, rank, from, to ("2026-11-23 17:00").
func (s *Service) Import(ctx context.Context, by actor.Actor, table string) (n int, err error) {
	return 0, errSoon
}

// Item is an alert in a list, with names.
type Item struct {
	Alert
	GroupName string
	ByName    string // of who took it
}

// Detail is one alert with everything that was tried.
type Detail struct {
	Item
	Tries []NamedTry // oldest first
}

// NamedTry is a try with the name of who was alerted.
type NamedTry struct {
	Try
	Name string
}

// Alerts returns the alerts that match, the last raised first. SeeOnCall.
func (s *Service) Alerts(ctx context.Context, by actor.Actor, f Filter) ([]Item, error) {
	return nil, errSoon
}

// Alert returns one alert. SeeOnCall.
func (s *Service) Alert(ctx context.Context, by actor.Actor, i AlertID) (Detail, error) {
	return Detail{}, errSoon
}

// Words are the cleared words for a way and a person; every Sender calls it. Forbidden if they were not cleared for it.
func Words(c guard.Cleared, h How, recipient string) (title, body string, err error) {
	return "", "", errSoon
}
