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

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
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
	Verified string      // the session in which the patient was verified; "" if staff said who it is
	Opened   time.Time
	Changed  time.Time // when the version last grew
	Last     time.Time // when something was last said in it
	Seq      int64     // the place of its last entry
	Version  int64     // grows when what staff decide changes: status, who speaks, assignee, patient
}

// Status is the state of a thread.
type Status string

const (
	Open     Status = "open"     // somebody has to look, or Bedside is talking
	Waiting  Status = "waiting"  // for the patient
	Resolved Status = "resolved" // until the person says something again
)

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

// said reports whether somebody said it, to somebody outside.
func (f From) said() bool { return f == FromPatient || f == FromBedside || f == FromStaff }

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

// Report is what a carrier said of a text.
type Report struct {
	Ref   string
	State SendState // Sent, Delivered or Failed
	Code  string    // of Failed
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

// Channels that a reply goes out on. The guard clears for them too.
const (
	Chat = "chat"
	SMS  = "sms"
)

// keep saves a thread whose state has not changed: what was said in it, its urgency.
func (s *Service) keep(ctx context.Context, t tx.Tx, h Thread) error {
	return s.Store.SaveThread(ctx, t, h, h.Version)
}

// change saves a thread whose state has changed and records the event that says so.
func (s *Service) change(ctx context.Context, t tx.Tx, h *Thread, verb string, facts audit.Facts) error {
	h.Version++
	h.Changed = t.Now()
	if err := s.Store.SaveThread(ctx, t, *h, h.Version-1); err != nil {
		return err
	}
	return s.record(ctx, t, h.ID, verb, facts)
}

func (s *Service) record(ctx context.Context, t tx.Tx, i ThreadID, verb string, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "thread", ID: string(i)}, "", facts)
}

// put adds an entry to a thread, which the caller saves with an event. A Queued one is sent when the transaction has
// committed.
func (s *Service) put(ctx context.Context, t tx.Tx, h *Thread, e Entry) (Entry, error) {
	h.Seq++
	e.ID, e.Thread, e.Seq, e.At = id.New[Entry](s.IDs), h.ID, h.Seq, t.Now()
	if e.Urgency == "" {
		e.Urgency = triage.None
	}
	if e.From.said() {
		h.Last = e.At
	}
	if err := s.Store.AddEntry(ctx, t, e, findable(e.Text.Reveal())); err != nil || e.State != Queued {
		return e, err
	}
	return e, s.Queue.Put(ctx, t, job.Job{Kind: JobKind, Key: string(h.ID), Ref: string(h.ID), Due: e.At})
}

// happened adds to a thread what happened, for staff to read; by is the staff member who did it.
func (s *Service) happened(ctx context.Context, t tx.Tx, h *Thread, what string) error {
	_, err := s.put(ctx, t, h, Entry{From: FromSystem, Staff: staffOf(t.By()), Channel: "console", Text: phi.NewText(what)})
	return err
}

// staffOf returns who acts if it is a staff member, else "".
func staffOf(by actor.Actor) identity.StaffID {
	if by.Kind != actor.Staff {
		return ""
	}
	return identity.StaffID(by.ID)
}

// worse reports whether a tier weighs more than another.
func worse(a, b triage.Tier) bool { return weight(a) > weight(b) }

func weight(tier triage.Tier) int {
	switch tier {
	case triage.Emergency:
		return 2
	case triage.Urgent:
		return 1
	}
	return 0
}
