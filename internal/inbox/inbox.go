// Package inbox keeps every conversation with a patient as one thread, whatever the channel, with what staff have to
// do about it: tasks, assignment, notes, replies, and who speaks.
//
// It promises that either Bedside or one staff member speaks in a thread and never both, because that stands in the
// database and is looked at again when something is sent; that a text goes out at most once, or the carrier says what
// became of it, or a person is asked to; and that every change leaves an event without a patient's words. Callers owe
// that whoever speaks for Bedside reads the thread in the transaction that says something, that every change of a
// visit reaches [Service.AppointmentChanged], and that [Service.Send] is given to a job runner under [JobKind].
package inbox

import (
	"context"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Ids.
type (
	ThreadID = id.Of[Thread]
	EntryID  = id.Of[Entry]
	TaskID   = id.Of[Task]
)

// Thread is the running conversation with one person.
type Thread struct {
	ID       ThreadID
	Patient  patient.ID          // "" until they are verified, or staff say who it is
	Name     phi.Name            // who they say they are
	Kind     patient.ContactKind // of Contact; "" for a chat
	Contact  phi.Text            // the number or address it runs over; "" for a chat
	Language words.Language
	Status   Status
	Owner    Owner // who speaks
	Assignee identity.StaffID
	Urgency  triage.Tier // the worst since it was last resolved
	Unread   bool        // the person said something that no staff member has looked at
	Opened   time.Time
	Changed  time.Time // its state: status, owner, assignee, patient
	Last     time.Time // its last entry
	Version  int64     // counts changes of its state; an entry is none
}

// Status is the state of a thread.
type Status string

const (
	Open     Status = "open"     // somebody has to look, or Bedside is talking
	Waiting  Status = "waiting"  // for the patient
	Resolved Status = "resolved" // until the person says something again
)

// Statuses lists every status, what needs a person first.
func Statuses() []Status { return []Status{Open, Waiting, Resolved} }

// Owner is who speaks in a thread: the staff member, or Bedside.
type Owner struct{ Staff identity.StaffID }

// Bedside reports whether Bedside speaks.
func (o Owner) Bedside() bool { return o.Staff == "" }

// Entry is one thing in a thread.
type Entry struct {
	ID      EntryID
	Thread  ThreadID
	Session string // the call or chat it belongs to: an id, never a number
	At      time.Time
	Seq     int64 // its place in the thread, from 1
	From    From
	Staff   identity.StaffID // who, if From is FromStaff or Note
	Channel string           // chat, sms, voice, voicemail, email, console
	Text    phi.Text         // exactly what was said
	Said    phi.Text         // what it was rendered from, by [Keep], to be cleared again; "" for literal words
	Why     phi.Text         // JSON: what was understood, which rule or score decided
	Urgency triage.Tier
	Key     string // whoever adds the same key to the thread again gets this entry; "" for none
	State   SendState
	Code    string // why it is Held, Failed or Unknown: the carrier's code, or a [Code]
	Ref     string // the carrier's id of the message or the recording
	Seconds int    // of a recording
	Tries   int    // how often it was tried to send
	Tried   time.Time
}

// From is who an entry is from.
type From string

const (
	FromPatient From = "patient" // or whoever writes or calls
	FromBedside From = "bedside"
	FromStaff   From = "staff"
	FromSystem  From = "system" // something that happened; for staff
	FromNote    From = "note"   // a note among staff
)

// Heard reports whether the person at the other end said or was told it.
func (e Entry) Heard() bool {
	return e.From == FromPatient || (e.From == FromBedside || e.From == FromStaff) && e.State != Held && e.State != Failed
}

// SendState is what became of an entry that goes out over a carrier.
type SendState string

const (
	NotSent   SendState = ""          // needs no sending: it was said as it was added
	Queued    SendState = "waiting"   // for its turn
	Sending   SendState = "sending"   // an attempt runs, or its program died
	Sent      SendState = "sent"      // the carrier took it
	Delivered SendState = "delivered" // and says that it arrived
	Failed    SendState = "failed"    // it did not arrive
	Unknown   SendState = "unknown"   // it may or may not have gone; a person decides
	Held      SendState = "held"      // it is not sent; Code says why
)

// Codes of ours, beside those of the carrier.
const (
	CodeTakenOver = "taken_over" // held: somebody else speaks in the thread by now
	CodeGuard     = "guard"      // held: the guard's verdict on the words is no longer clear
	CodeOptedOut  = "opted_out"  // failed: somebody at the number asked us to stop
	CodeNoNumber  = "no_number"  // failed: the thread runs over no number
	CodeNoLine    = "no_line"    // failed: no text line for an hour
	CodeOutOfTime = "out_of_time"
	CodeCrashed   = "crashed"   // unknown: the program died between sending and knowing, and the carrier cannot say
	CodeNoAnswer  = "no_answer" // sending, unknown: the carrier's answer never came
)

// Task is something that a staff member has to do.
type Task struct {
	ID          TaskID
	Kind        TaskKind
	Thread      ThreadID // "" for none, as Patient and Appointment
	Patient     patient.ID
	Appointment schedule.ID
	Text        phi.Text // what is to be done
	Assignee    identity.StaffID
	Urgency     triage.Tier
	Due         time.Time // zero for none
	Created     time.Time
	By          identity.StaffID // "" for Bedside
	Done        time.Time        // zero while it is open
	DoneBy      identity.StaffID
	Note        phi.Text // what whoever did it wrote down
	Version     int64
}

// TaskKind is what a task is about.
type TaskKind string

const (
	Message      TaskKind = "message"
	Refill       TaskKind = "refill"
	Records      TaskKind = "records"
	Billing      TaskKind = "billing"
	Referral     TaskKind = "referral"
	Callback     TaskKind = "callback"
	Insurance    TaskKind = "insurance"
	Proposal     TaskKind = "proposal"   // something Bedside would do if it were let
	Voicemail    TaskKind = "voicemail"  // listen to it
	Unanswered   TaskKind = "unanswered" // an alert that nobody acknowledged, a question without an answer
	PhonePatient TaskKind = "phone_patient"
	ChartCopy    TaskKind = "copy"
	Doubt        TaskKind = "doubt" // find out whether a text arrived, or who somebody is
)

// TaskKinds lists every kind.
func TaskKinds() []TaskKind {
	return []TaskKind{Message, Refill, Records, Billing, Referral, Callback, Insurance, Proposal, Voicemail, Unanswered, PhonePatient, ChartCopy, Doubt}
}

// Store keeps threads, entries and tasks. Its methods return faults.
type Store interface {
	// AddThread adds a thread that [Store.Latest] finds by its key: its contact point, or a chat's own key.
	AddThread(ctx context.Context, t tx.Tx, h Thread, key string) error
	// Thread returns a thread, NotFound if there is none.
	Thread(ctx context.Context, t tx.Tx, i ThreadID) (Thread, error)
	// Latest returns the thread of the kind and key in which something was said last, NotFound if there is none. With
	// a patient only one that is theirs or nobody's counts.
	Latest(ctx context.Context, t tx.Tx, kind patient.ContactKind, key string, p patient.ID) (Thread, error)
	// OfPatient returns the patient's threads, the last spoken in first.
	OfPatient(ctx context.Context, t tx.Tx, p patient.ID) ([]Thread, error)
	// SaveThread replaces a thread whose version is still h.Version-1; Conflict if it is not.
	SaveThread(ctx context.Context, t tx.Tx, h Thread) error
	// Touch keeps Status, Urgency, Unread and Last of a thread, whatever its version.
	Touch(ctx context.Context, t tx.Tx, h Thread) error
	// FindThreads returns the threads that match: the most urgent first, then the last spoken in.
	FindThreads(ctx context.Context, t tx.Tx, f Filter) ([]Thread, error)
	// Tally counts what waits, for the staff member.
	Tally(ctx context.Context, t tx.Tx, me identity.StaffID) (Counts, error)

	// AddEntry gives an entry the next place in its thread, which it returns, and keeps it with the words that it is
	// found by; nil for one that nobody searches for.
	AddEntry(ctx context.Context, t tx.Tx, e Entry, find []string) (seq int64, err error)
	// Entry returns an entry, ByKey and ByRef the one with the key or the carrier's id; NotFound if there is none.
	Entry(ctx context.Context, t tx.Tx, i EntryID) (Entry, error)
	ByKey(ctx context.Context, t tx.Tx, i ThreadID, key string) (Entry, error)
	ByRef(ctx context.Context, t tx.Tx, ref string) (Entry, error)
	// SaveEntry keeps State, Code, Ref, Tries and Tried of an entry.
	SaveEntry(ctx context.Context, t tx.Tx, e Entry) error
	// Entries returns up to limit entries of a thread after a place, in order.
	Entries(ctx context.Context, t tx.Tx, i ThreadID, after int64, limit int) ([]Entry, error)
	// LastEntries returns up to limit entries of a thread before a place (0 for its end), in order.
	LastEntries(ctx context.Context, t tx.Tx, i ThreadID, before int64, limit int) ([]Entry, error)
	// Lasts returns the last thing said in each of the threads, without notes and what happened.
	Lasts(ctx context.Context, t tx.Tx, ids []ThreadID) (map[ThreadID]Entry, error)
	// NextOut returns the first entry of a thread that waits to be sent or is being sent, NotFound if there is none.
	NextOut(ctx context.Context, t tx.Tx, i ThreadID) (Entry, error)
	// MoveSession moves the entries of a session, with their words, to the end of another thread.
	MoveSession(ctx context.Context, t tx.Tx, from, to ThreadID, session string) error
	// FindBy replaces the words that a thread is found by beside its entries.
	FindBy(ctx context.Context, t tx.Tx, i ThreadID, find []string) error
	// Report keeps what a carrier said of a ref that no entry has yet, and forgets what is older than forget.
	Report(ctx context.Context, t tx.Tx, ref string, state SendState, forget time.Time) error
	// Reported returns what Report kept, NotSent for nothing, and drops it.
	Reported(ctx context.Context, t tx.Tx, ref string) (SendState, error)

	// AddTask adds a task, Task returns one, NotFound if there is none.
	AddTask(ctx context.Context, t tx.Tx, k Task) error
	Task(ctx context.Context, t tx.Tx, i TaskID) (Task, error)
	// SaveTask replaces a task whose version is still k.Version-1; Conflict if it is not.
	SaveTask(ctx context.Context, t tx.Tx, k Task) error
	// FindTasks returns the tasks that match: the most urgent first, then the first due, then the oldest.
	FindTasks(ctx context.Context, t tx.Tx, f TaskFilter) ([]Task, error)
	// OpenTasks counts the open tasks of each of the threads.
	OpenTasks(ctx context.Context, t tx.Tx, ids []ThreadID) (map[ThreadID]int, error)
	// SetTaskPatient says of the open tasks of a thread which patient they are about.
	SetTaskPatient(ctx context.Context, t tx.Tx, i ThreadID, p patient.ID) error
}

// Patients is what the inbox asks of the patient registry.
type Patients interface {
	Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error)
	Many(ctx context.Context, t tx.Tx, ids []patient.ID) (map[patient.ID]patient.Patient, error)
	StoppedAt(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text) (bool, error)
}

// Practice reads the practice as it is.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Staff reads who works here; [identity.Store] does.
type Staff interface {
	List(ctx context.Context, t tx.Tx) ([]identity.Staff, error)
}

// Clearer is the guard as it reads now.
type Clearer interface {
	Check(d guard.Draft) guard.Report
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Texter sends texts over a carrier. It may be used by several goroutines at once.
type Texter interface {
	// Ready reports whether a text line is configured.
	Ready() bool
	// Text says the cleared words once, within a time limit of its own. The recipient is whom they are cleared for on
	// channel "sms", the key is unique among all texts. An error means that nothing left the house.
	Text(ctx context.Context, c guard.Cleared, to phi.Phone, recipient, key string) (attempt.Outcome, error)
	// Find asks the carrier whether the words went to the number since then: Sent, Failed where it is certain that they
	// did not, Unknown when it cannot say.
	Find(ctx context.Context, to phi.Phone, c guard.Cleared, recipient string, since time.Time) (attempt.Outcome, error)
}

// Service is the inbox. All fields are needed; it may be used by several goroutines at once.
type Service struct {
	DB       tx.DB
	Store    Store
	Queue    job.Queue
	Patients Patients
	Practice Practice
	Staff    Staff
	Guard    Clearer
	Texter   Texter
	Audit    *audit.Log
	IDs      *id.Source
}

// JobKind is the kind of the jobs that [Service.Send] handles. Their key and ref are a thread's id: what waits in a
// thread goes out in order, one text at a time.
const JobKind = "inbox.send"

// Channels of entries that go out by themselves.
const (
	Chat = "chat"
	SMS  = "sms"
)
