package inbox

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

var errSoon = fault.New(fault.Unavailable, "inbox", "")

// Opening says which thread a call, a text or a chat belongs to.
type Opening struct {
	Kind     patient.ContactKind // "" for a chat
	Contact  phi.Text            // E.164 or a lower-case address; "" for a chat
	Key      string              // of a chat: its own secret key
	Language words.Language
}

// Open returns the running thread of the contact point or chat. One that was resolved less than 30 days ago is opened
// again; otherwise it is a new one.
func (s *Service) Open(ctx context.Context, t tx.Tx, o Opening) (Thread, error) {
	return Thread{}, errSoon
}

// Add adds an entry to its thread and gives it ID, Seq and At. A Queued one is sent by [Service.Send].
func (s *Service) Add(ctx context.Context, t tx.Tx, e Entry) (Entry, error) { return e, errSoon }

// Identify says who the person in a session of a thread is; a patient only when two identifiers matched. Where the
// thread is another patient's already, the session's entries move to a thread of its own. The thread to go on in is
// returned.
func (s *Service) Identify(ctx context.Context, t tx.Tx, i ThreadID, session string, p patient.ID, n phi.Name) (Thread, error) {
	return Thread{}, errSoon
}

// AddTask adds a task; a thread that was resolved is opened again.
func (s *Service) AddTask(ctx context.Context, t tx.Tx, k Task) (TaskID, error) { return "", errSoon }

// Urgent raises a thread's urgency; it never lowers it.
func (s *Service) Urgent(ctx context.Context, t tx.Tx, i ThreadID, tier triage.Tier) error {
	return errSoon
}

// Ended says that a call or chat is over: a thread in which Bedside speaks and nobody has anything to do is resolved.
func (s *Service) Ended(ctx context.Context, t tx.Tx, i ThreadID) error { return errSoon }

// Thread returns a thread.
func (s *Service) Thread(ctx context.Context, t tx.Tx, i ThreadID) (Thread, error) {
	return Thread{}, errSoon
}

// Entries returns up to limit entries after a place that the person said or was told: no notes, nothing that was held.
func (s *Service) Entries(ctx context.Context, t tx.Tx, i ThreadID, after int64, limit int) ([]Entry, error) {
	return nil, errSoon
}

// AppointmentChanged adds what became of a visit to the patient's running thread, if there is one.
func (s *Service) AppointmentChanged(ctx context.Context, t tx.Tx, c schedule.Change) error {
	return errSoon
}

// Filter chooses threads; zero fields choose all.
type Filter struct {
	Status     Status
	Running    bool // not resolved
	Mine       bool // assigned to whoever asks, or they speak in it
	Assignee   identity.StaffID
	Unassigned bool
	Urgent     bool // urgent or an emergency
	Unread     bool
	Patient    patient.ID
	Words      phi.Text // what was said in it: every word; or a phone number
	Offset     int
	Limit      int // 0 is 50, the most is 500

	Me   identity.StaffID // for the store: Mine is whose
	Find []string         // for the store: Words as they are kept
	Over phi.Text         // for the store: Words is this number
}

// Item is a thread as a list shows it.
type Item struct {
	Thread
	Who        phi.Name // the patient's name on file, else who they say they are
	Speaker    string   // the staff member's name, "" for Bedside
	AssignedTo string   // the name, "" for nobody
	Latest     Entry    // the last thing said
	Tasks      int      // open ones
}

// Counts are how much waits.
type Counts struct {
	Open, Waiting, Unread, Mine, Unassigned, Urgent int // threads that are not resolved
	Tasks, MyTasks, Overdue                         int // open tasks
}

// List returns threads, the most urgent first, and enters their patients in the access log.
func (s *Service) List(ctx context.Context, by actor.Actor, f Filter) ([]Item, error) {
	return nil, errSoon
}

// Tally counts what waits.
func (s *Service) Tally(ctx context.Context, by actor.Actor) (Counts, error) {
	return Counts{}, errSoon
}

// Detail is a thread with all that is known about it.
type Detail struct {
	Thread
	Known   patient.Patient // zero for somebody unknown
	Entries []Entry         // the last 500
	Earlier bool            // there are entries before those
	Tasks   []Task          // open ones first
	Others  []Thread        // of the same patient
	Stopped bool            // the number asked us not to text
	Ready   bool            // a reply would go out: it is a chat, or a text line is configured
	Names   map[identity.StaffID]string
}

// Get returns a thread with everything in it, and enters its patient in the access log.
func (s *Service) Get(ctx context.Context, by actor.Actor, i ThreadID) (Detail, error) {
	return Detail{}, errSoon
}

// Seen says that a staff member has looked at a thread up to an entry.
func (s *Service) Seen(ctx context.Context, by actor.Actor, i ThreadID, upTo int64) error {
	return errSoon
}

// Note adds a note among staff.
func (s *Service) Note(ctx context.Context, by actor.Actor, i ThreadID, text phi.Text) error {
	return errSoon
}

// Assign gives a thread to a staff member, "" to nobody.
func (s *Service) Assign(ctx context.Context, by actor.Actor, i ThreadID, version int64, to identity.StaffID) error {
	return errSoon
}

// Resolve ends a thread until the person says something again, and hands it back to Bedside. Conflict while it has open
// tasks.
func (s *Service) Resolve(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return errSoon
}

// Reopen undoes Resolve.
func (s *Service) Reopen(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return errSoon
}

// Take makes the staff member the one who speaks, from Bedside or from a colleague.
func (s *Service) Take(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return errSoon
}

// HandBack lets Bedside speak again.
func (s *Service) HandBack(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return errSoon
}

// SetPatient says who the person of a thread is, "" for nobody we know.
func (s *Service) SetPatient(ctx context.Context, by actor.Actor, i ThreadID, version int64, p patient.ID) error {
	return errSoon
}

// Reply answers in a thread, in the chat at once and by text as soon as it may go, and takes it over. Words that the
// guard does not clear are Invalid: nothing changes, and the report says why. Conflict if a colleague speaks in the
// thread or its state has changed; the same key again is the same reply.
func (s *Service) Reply(ctx context.Context, by actor.Actor, i ThreadID, version int64, key string, text phi.Text) (guard.Report, error) {
	return guard.Report{}, errSoon
}

// CheckReply says what the guard would say to a reply.
func (s *Service) CheckReply(by actor.Actor, h Thread, text phi.Text) (guard.Report, error) {
	return guard.Report{}, errSoon
}

// TaskFilter chooses tasks; zero fields choose all.
type TaskFilter struct {
	Kind       TaskKind
	Open, Done bool
	Mine       bool // assigned to whoever asks
	Assignee   identity.StaffID
	Unassigned bool
	Overdue    bool
	Thread     ThreadID
	Patient    patient.ID
	Offset     int
	Limit      int // 0 is 50, the most is 500
}

// TaskItem is a task as a list shows it.
type TaskItem struct {
	Task
	Who        phi.Name // the patient's name on file, else who the person of the thread says they are
	AssignedTo string   // the name, "" for nobody
	AddedBy    string   // the name, "" for Bedside
}

// Tasks returns tasks, the most urgent first, and enters their patients in the access log.
func (s *Service) Tasks(ctx context.Context, by actor.Actor, f TaskFilter) ([]TaskItem, error) {
	return nil, errSoon
}

// NewTask adds a task by staff.
func (s *Service) NewTask(ctx context.Context, by actor.Actor, k Task) (TaskID, error) {
	return "", errSoon
}

// DoneTask says that a task is done.
func (s *Service) DoneTask(ctx context.Context, by actor.Actor, i TaskID, version int64, note phi.Text) error {
	return errSoon
}

// AssignTask gives a task to a staff member, "" to nobody.
func (s *Service) AssignTask(ctx context.Context, by actor.Actor, i TaskID, version int64, to identity.StaffID) error {
	return errSoon
}

// Copy returns the conversation as plain text for the chart, with its SHA-256, and enters it in the access log.
func (s *Service) Copy(ctx context.Context, by actor.Actor, i ThreadID) (string, error) {
	return "", errSoon
}

// Send is the [job.Handler] of what waits to be sent in a thread.
func (s *Service) Send(ctx context.Context, c job.Claimed) error { return errSoon }

// Delivered takes a carrier's word about the text with its ref: Delivered or Failed with a code. Word that comes twice
// or late changes nothing.
func (s *Service) Delivered(ctx context.Context, ref string, state SendState, code string) error {
	return errSoon
}

// Piece is a part of what Bedside says, as it is kept so that it can be cleared again.
type Piece struct {
	Kind PieceKind
	Text phi.Text
}

// PieceKind is the sort of a piece, as the constructors of guard.Part.
type PieceKind string

const (
	Literal       PieceKind = ""
	FirstName     PieceKind = "first_name"
	FullName      PieceKind = "full_name"
	VisitTime     PieceKind = "visit_time"
	Place         PieceKind = "place"
	Reason        PieceKind = "reason"
	ServiceName   PieceKind = "service"
	ProviderName  PieceKind = "provider"
	PracticeName  PieceKind = "practice"
	PracticePhone PieceKind = "phone"
	Link          PieceKind = "link"
)

// Keep makes Entry.Said of pieces.
func Keep(all []Piece) phi.Text { return phi.Text{} }

// Parts reads what Keep made.
func Parts(said phi.Text) ([]guard.Part, error) { return nil, errSoon }
