package flow

import (
	"time"

	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/knowledge"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// World is what a flow can see and do during one turn.
type World interface {
	// Practice is the practice as it is, and Now the time in its zone.
	Practice() *practice.Practice
	Now() time.Time
	// Answers are the practice's approved answers.
	Answers() *Answers
	// Written answers a question from the practice's own pages and files, or says that it is for a clinician; Unanswered
	// keeps one that nothing answered.
	Written(question string, l words.Language) (knowledge.Answer, knowledge.Verdict)
	Unanswered(question string, l words.Language) error
	// Channel is voice, sms or chat; From the number they call or write from, zero for none.
	Channel() string
	From() phi.Phone
	// Ready reports whether an alert would reach somebody. Until then the line takes messages only.
	Ready() bool

	// Free returns free times, earliest first.
	Free(q schedule.Query) ([]schedule.Slot, error)
	// Match returns the one patient whom one of the names and one of the birth dates verify, with their visits to come;
	// false if there is no visit that may be spoken of, for whatever reason. To somebody who speaks for them it may only be
	// spoken of if their authority is on record.
	Match(names []phi.Name, births []phi.BirthDate, by *Speaker) (patient.ID, []schedule.Appointment, bool, error)

	// Codes reports whether a code can be sent to a number on file. SendCode sends one to the patient whom the name and
	// the date of birth fit, if a number of theirs takes texts, and tells nothing; CheckCode tells whose it is that was said.
	Codes() bool
	SendCode(names []phi.Name, births []phi.BirthDate) error
	CheckCode(digits string) (patient.ID, CodeState, error)

	Replies
	Waits
	Book(r schedule.Request) (schedule.Appointment, error)
	Move(by patient.ID, m schedule.Move) (schedule.Appointment, error)
	Cancel(by patient.ID, i schedule.ID, version int64) (schedule.Appointment, error)
	// Assignee is who gets a task that is for a staff member or for a provider's care team, "" for nobody in particular.
	Assignee(f For) (identity.StaffID, error)
	// Task gives staff something to do and returns its id. Named says who they say they are.
	Task(k inbox.Task) (string, error)
	Named(n phi.Name) error
	// Stop ends texts and automated calls to the number, Start undoes it for the purposes, none for all. Wrong takes the
	// number off every record, because somebody else has it.
	Stop(p phi.Phone) error
	Start(p phi.Phone, of ...patient.Purpose) error
	Wrong(p phi.Phone) error
}

// CodeState is what a code that was said is.
type CodeState string

const (
	CodeRight CodeState = "right"
	CodeWrong CodeState = "wrong"
	CodeOver  CodeState = "over" // too many tries, or too late
)

// Effects of a turn, as the contract names them.
const (
	Booked    = "appointment_booked"
	Moved     = "appointment_moved"
	Cancelled = "appointment_cancelled"
	TaskMade  = "task_created"
	Alerted   = "alert_raised"
	Connected = "transfer"
	OptedOut  = "opted_out"
	Waited    = "waitlist_added"
	Unwaited  = "waitlist_removed"
	Confirmed = "appointment_confirmed"
)

// Effect is something that a turn did.
type Effect struct{ Type, ID string }

// Out is what a turn made.
type Out struct {
	Pieces    []inbox.Piece
	Effects   []Effect
	Transfer  string // a number to connect to
	Voicemail bool
	Hangup    bool
	Silent    bool
	Hold      bool              // it reads back what will be done: nobody agrees to what they have not heard
	Known     map[string]string // the values said so far; of the flow that ended in this turn, if one did
	Notes     []string          // what decided, beside what was heard: codes
}
