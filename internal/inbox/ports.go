package inbox

import (
	"context"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Store keeps threads, entries and tasks. Its methods return faults, NotFound for one thing that is not there.
type Store interface {
	// AddThread adds a thread that Latest finds by its key: its contact point, or a chat's own key.
	AddThread(ctx context.Context, t tx.Tx, h Thread, key string) error
	Thread(ctx context.Context, t tx.Tx, i ThreadID) (Thread, error)
	// Latest returns the thread of the kind and key in which something was said last; with a patient, of theirs.
	Latest(ctx context.Context, t tx.Tx, kind patient.ContactKind, key string, p patient.ID) (Thread, error)
	// OfPatient returns the patient's threads, the last spoken in first.
	OfPatient(ctx context.Context, t tx.Tx, p patient.ID) ([]Thread, error)
	// SaveThread replaces a thread whose version is still was; Conflict if it is not.
	SaveThread(ctx context.Context, t tx.Tx, h Thread, was int64) error
	// FindThreads returns the threads that match: the most urgent first, then the last spoken in.
	FindThreads(ctx context.Context, t tx.Tx, q Query) ([]Thread, error)
	// Tally counts what waits, for the staff member.
	Tally(ctx context.Context, t tx.Tx, me identity.StaffID) (Counts, error)
	// Index replaces the words that a thread is found by beside those of its entries.
	Index(ctx context.Context, t tx.Tx, i ThreadID, words []string) error

	// AddEntry adds an entry and the words that it is found by. Conflict if its place or its key is taken.
	AddEntry(ctx context.Context, t tx.Tx, e Entry, words []string) error
	Entry(ctx context.Context, t tx.Tx, i EntryID) (Entry, error)
	// ByKey returns the entry of a thread with the key, ByRef the one with the carrier's id.
	ByKey(ctx context.Context, t tx.Tx, i ThreadID, key string) (Entry, error)
	ByRef(ctx context.Context, t tx.Tx, ref string) (Entry, error)
	// SaveEntry keeps State, Code, Ref, Tries and Tried of an entry.
	SaveEntry(ctx context.Context, t tx.Tx, e Entry) error
	// Entries returns the last entries of a thread, up to limit, in order.
	Entries(ctx context.Context, t tx.Tx, i ThreadID, limit int) ([]Entry, error)
	// Heard returns up to limit entries after a place that the person at the other end said or was told, in order.
	Heard(ctx context.Context, t tx.Tx, i ThreadID, after int64, limit int) ([]Entry, error)
	// Latests returns the last thing said in each of the threads.
	Latests(ctx context.Context, t tx.Tx, ids []ThreadID) (map[ThreadID]Entry, error)
	// NextOut returns the first entry of a thread that waits to be sent or is being sent.
	NextOut(ctx context.Context, t tx.Tx, i ThreadID) (Entry, error)
	// MoveSession moves the entries of a session to another thread, behind the place given there.
	MoveSession(ctx context.Context, t tx.Tx, session string, from, to ThreadID, behind int64) error
	// Report keeps what a carrier said of a ref that no entry has yet, and forgets what is older than forget. It is
	// bookkeeping and needs no event.
	Report(ctx context.Context, t tx.Tx, r Report, forget time.Time) error
	// Reported returns what Report kept and drops it.
	Reported(ctx context.Context, t tx.Tx, ref string) (Report, error)

	AddTask(ctx context.Context, t tx.Tx, k Task) error
	Task(ctx context.Context, t tx.Tx, i TaskID) (Task, error)
	// SaveTask replaces a task whose version is still k.Version-1; Conflict if it is not.
	SaveTask(ctx context.Context, t tx.Tx, k Task) error
	// FindTasks returns the tasks that match: open ones first, then the most urgent, the first due, the oldest.
	FindTasks(ctx context.Context, t tx.Tx, f TaskFilter, me identity.StaffID) ([]Task, error)
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

// Staff reads who works here, and who did; [identity.Store] does.
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
