// Package outreach tells patients about their visits, and what else the practice has to say to one of them: by e-mail,
// by text, or over whatever else is a [Port].
//
// It promises that a message is sent at most once, or that its fate is honestly unknown and a person decides; that
// whoever sends reads the world anew, so that nothing false, unwanted or too late goes out; that reminders stay within
// quiet hours and caps; and that every change of a message leaves an event. Callers owe that every change of a
// visit reaches [Service.AppointmentChanged] in its own transaction, and that [Service.Send] is given to a job
// runner under [JobKind].
package outreach

import (
	"context"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Ids.
type (
	ID        = id.Of[Message]
	AttemptID = id.Of[Attempt]
)

// Message is something that a patient is to be told. It holds no words: they are made from the rows as they are when
// it is sent.
type Message struct {
	ID          ID
	Kind        Kind
	Channel     guard.Channel // Email, SMS, Voice
	Appointment schedule.ID   // "" for one that is about no visit
	Version     int64         // of the appointment, when the message was last planned or sent
	Ref         string        // what else it is about, by the id that its [Source] knows; "" for nothing
	Patient     patient.ID
	Contact     patient.ContactID // "" while the patient has none for any channel
	Due         time.Time
	Until       time.Time           // when it stops to be of use; zero where the visit says so
	Asked       bool                // it answers what the patient did just then
	With        ID                  // the message that says it too, so that the patient gets one instead of two; "" for none
	Avoided     []patient.ContactID // that it failed at
	Delivered   time.Time           // when the carrier said that it arrived; zero where none did
	Status      Status
	Why         Why
	Created     time.Time
	Changed     time.Time
	Row         int64 // the message's own version
}

// Status is the state of a message.
type Status string

const (
	Waiting Status = "waiting" // for its time, or for what Why says
	Sending Status = "sending" // an attempt runs
	Sent    Status = "sent"    // the receiving server took it
	Failed  Status = "failed"  // it did not arrive and is not tried again
	Unknown Status = "unknown" // it may or may not have arrived; a person decides
	Held    Status = "held"    // a person must look before it may go
	Skipped Status = "skipped" // it is not to be sent
)

// Statuses lists every status, what needs a person first.
func Statuses() []Status { return []Status{Unknown, Failed, Held, Waiting, Sending, Sent, Skipped} }

// Why says in a code what a message waits for, or why it ended as it did.
type Why string

const (
	WhyNone      Why = ""
	NoServer     Why = "no_mail_server" // waiting: none is configured
	NoLine       Why = "no_text_line"   // waiting: no line for texts is configured
	NoSender     Why = "no_sender"      // waiting: the practice has no e-mail address or no number to call
	Paused       Why = "paused"         // waiting: a person holds it back
	Shut         Why = "closed_then"    // waiting: the visit falls on a closure, and somebody has to move it
	OtherWay     Why = "other_way"      // waiting: it failed at one address and goes to another
	MayUndo      Why = "may_undo"       // waiting: staff can still take the move back
	TakenBack    Why = "taken_back"     // skipped: staff took the move back before it was told
	Retrying     Why = "retrying"       // waiting: the last attempt failed and may be repeated
	QuietHours   Why = "quiet_hours"    // waiting, skipped: until quiet hours end
	Cap          Why = "cap"            // waiting, skipped: the patient had as many reminders as one may get
	NoAddress    Why = "no_address"     // skipped: phone the patient
	Spacing      Why = "spacing"        // waiting, skipped: another text went to the number minutes ago
	SwitchedOff  Why = "switched_off"   // skipped: the practice sends none of this kind
	OptedOut     Why = "opted_out"      // skipped: phone the patient
	ByPhone      Why = "by_phone"       // skipped: the patient wants a person to phone
	NoConsent    Why = "no_consent"     // skipped: the patient did not agree to reminders
	VisitOff     Why = "visit_cancelled"
	VisitOn      Why = "visit_stands" // skipped: a cancellation of a visit that is not cancelled
	VisitMoved   Why = "visit_moved"  // skipped: its day has passed after a move
	TooLate      Why = "too_late"
	Taken        Why = "taken"         // skipped: the time that was offered is theirs
	Settled      Why = "settled"       // skipped: what it was about is settled otherwise
	ByStaff      Why = "given_up"      // skipped: a person gave it up or did it otherwise
	ByGuard      Why = "guard"         // held: the guard's verdict on the words is not clear
	Crashed      Why = "crashed"       // unknown: the program died between sending and knowing
	NoAnswer     Why = "no_answer"     // sending, unknown: the line broke before the server answered
	Refused      Why = "refused"       // failed: the server refused the address or the message
	OutOfTime    Why = "out_of_time"   // failed: tried for a day, or until the visit began
	DidNotArrive Why = "not_arrived"   // failed: a person found out
	Arrived      Why = "found_arrived" // sent: a person found out
)

// Attempt is one try to send. One without an outcome runs, or its program died.
type Attempt struct {
	ID      AttemptID
	Message ID
	Started time.Time
	Ended   time.Time
	Outcome attempt.Result // "" while it runs
	Detail  string         // the server's code or a word of ours, never the server's words
	Ref     string         // what the carrier calls it, "" where it has no name for it
	To      phi.Text       // given to [Store.Start] and not read back: the address, or the number
	Text    phi.Text       // exactly what was said: the title, if there is one, an empty line, the body
}

// Store keeps messages and attempts, and what leads to them. Its methods return faults.
type Store interface {
	Recaller
	Announcer
	// Add adds a message.
	Add(ctx context.Context, t tx.Tx, m Message) error
	// Get returns a message, NotFound if there is none.
	Get(ctx context.Context, t tx.Tx, i ID) (Message, error)
	// Save replaces a message whose row is still m.Row-1; Conflict if it is not.
	Save(ctx context.Context, t tx.Tx, m Message) error
	// Of returns the messages of a visit, oldest first.
	Of(ctx context.Context, t tx.Tx, i schedule.ID) ([]Message, error)
	// OfVisits returns the messages of visits; of each only Appointment, Kind, Status and Why.
	OfVisits(ctx context.Context, t tx.Tx, ids []schedule.ID) ([]Message, error)
	// Tells returns, of the providers whose visits begin in [from, to), a number that is another after every outcome of a
	// message about one of them that was due since then; none for who has no such message.
	Tells(ctx context.Context, t tx.Tx, from, to, since time.Time) (map[practice.ProviderID]int64, error)
	// Find returns the messages that match, in the order of [Stretches].
	Find(ctx context.Context, t tx.Tx, f Filter) ([]Message, error)
	// Tally counts messages by status and, of those whose visit is still ahead, what needs a person.
	Tally(ctx context.Context, t tx.Tx) (map[Status]int, Needs, error)
	// About returns the messages about a ref, oldest first.
	About(ctx context.Context, t tx.Tx, ref string) ([]Message, error)
	// Stuck returns up to limit messages that wait for a mail server, a line for texts or a sender.
	Stuck(ctx context.Context, t tx.Tx, limit int) ([]Message, error)
	// SentTo returns the messages due since then that went to the contact point or may have, the latest due first.
	SentTo(ctx context.Context, t tx.Tx, p patient.ID, c patient.ContactID, since time.Time) ([]Message, error)
	// WaitingFor returns the messages that wait to be sent to the contact point's address, whoever it belongs to.
	WaitingFor(ctx context.Context, t tx.Tx, c patient.ContactID) ([]Message, error)
	// Ways returns the patient's contact points in their order. It tells ids and nothing about the patient, so whoever
	// may book may cause it.
	Ways(ctx context.Context, t tx.Tx, p patient.ID) ([]Way, error)
	// Start adds an attempt that runs.
	Start(ctx context.Context, t tx.Tx, a Attempt) error
	// End keeps ended, outcome, detail and ref of an attempt; whether it runs is the caller's to know.
	End(ctx context.Context, t tx.Tx, a Attempt) error
	// Attempts returns the attempts of a message, oldest first.
	Attempts(ctx context.Context, t tx.Tx, i ID) ([]Attempt, error)
	// ByRef returns the attempt that a carrier calls so, NotFound if there is none.
	ByRef(ctx context.Context, t tx.Tx, ref string) (Attempt, error)
	// Together returns the messages that the message says too, oldest first.
	Together(ctx context.Context, t tx.Tx, i ID) ([]Message, error)
	// Told returns what was said later than since to the patient, wherever, and to the address, whoever it was about:
	// attempts that did not fail.
	Told(ctx context.Context, t tx.Tx, p patient.ID, address phi.Text, since time.Time) ([]Told, error)
	// Last returns the last message of the kind that went to the address since then, NotFound if there is none.
	Last(ctx context.Context, t tx.Tx, k Kind, address phi.Text, since time.Time) (Message, error)
	// DueWithin returns up to limit messages that wait or are held and fall due in [from, to), the earliest first; CountDue
	// counts them.
	DueWithin(ctx context.Context, t tx.Tx, from, to time.Time, limit int) ([]Message, error)
	CountDue(ctx context.Context, t tx.Tx, from, to time.Time) (int, error)
	// Pauses returns what holds messages back, everybody's first; PauseOf what holds back a patient's, the zero Pause if
	// nothing does. PutPause adds or replaces one, DropPause removes it.
	Pauses(ctx context.Context, t tx.Tx) ([]Pause, error)
	PauseOf(ctx context.Context, t tx.Tx, p patient.ID) (Pause, error)
	PutPause(ctx context.Context, t tx.Tx, p Pause) error
	DropPause(ctx context.Context, t tx.Tx, p patient.ID) error
	// Settings returns what the practice chose, SaveSettings replaces it.
	Settings(ctx context.Context, t tx.Tx) (Settings, error)
	SaveSettings(ctx context.Context, t tx.Tx, s Settings) error
}

// Patients is what outreach asks of the patient registry.
type Patients interface {
	Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error)
	Preferences(ctx context.Context, t tx.Tx, i patient.ID) (patient.Preferences, error)
	Many(ctx context.Context, t tx.Tx, ids []patient.ID) (map[patient.ID]patient.Patient, error)
	Contact(ctx context.Context, t tx.Tx, i patient.ContactID) (patient.Patient, patient.Contact, error)
	Holders(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text) ([]patient.Patient, error)
	OptOut(ctx context.Context, t tx.Tx, i patient.ContactID, s patient.Said) error
}

// Practice reads the practice as it is.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Visits reads appointments; [schedule.Store] does.
type Visits interface {
	Get(ctx context.Context, t tx.Tx, i schedule.ID) (schedule.Appointment, error)
	OfPatient(ctx context.Context, t tx.Tx, i patient.ID) ([]schedule.Appointment, error)
	Missed(ctx context.Context, t tx.Tx, i patient.ID, before time.Time) (bool, error)
	Between(ctx context.Context, t tx.Tx, from, to time.Time, f schedule.Filter) ([]schedule.Appointment, error)
}

// Clearer is the guard as it reads now.
type Clearer interface {
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Texts are the practice's own words; [template.Service] keeps them.
type Texts interface {
	Text(ctx context.Context, t tx.Tx, k template.Key) (template.Text, error)
}

// Conversations know in which language a patient talked with the practice last, "" for none.
type Conversations interface {
	Spoke(ctx context.Context, t tx.Tx, p patient.ID) (words.Language, error)
}

// Service is outreach. All fields but Sources, Texts, Spoken, Invites, Caller and Reports are needed; it may be used by several goroutines at once.
type Service struct {
	DB       tx.DB
	Store    Store
	Queue    job.Queue
	Patients Patients
	Practice Practice
	Visits   Visits
	Guard    Clearer
	Ports    map[guard.Channel]Port
	Sources  map[Kind]Source // of the kinds that are about something beside a visit
	Texts    Texts           // nil says what Bedside ships with
	Spoken   Conversations   // nil where nobody talks
	Invites  Invitations     // nil: nobody is invited
	Caller   Caller          // nil: nobody is asked to phone
	Reports  Reports         // nil: no carrier says anything before it is asked
	Audit    *audit.Log
	Keys     *phi.Keys
	IDs      *id.Source
}

// JobKind is the kind of the jobs that [Service.Send] handles. Their key and ref are the message's id.
const JobKind = "outreach.send"

// save moves a message to its next row and records the event that says so.
func (s *Service) save(ctx context.Context, t tx.Tx, m *Message, verb string, facts audit.Facts) error {
	m.Changed = t.Now()
	m.Row++
	if err := s.Store.Save(ctx, t, *m); err != nil {
		return err
	}
	return s.record(ctx, t, *m, verb, facts)
}

func (s *Service) record(ctx context.Context, t tx.Tx, m Message, verb string, facts audit.Facts) error {
	all := audit.Facts{"kind": string(m.Kind), "channel": string(m.Channel), "status": string(m.Status)}
	if m.Why != WhyNone {
		all["why"] = string(m.Why)
	}
	for k, v := range facts {
		all[k] = v
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "message", ID: string(m.ID)}, string(m.Appointment), all)
}

// schedule puts the job that looks at the message when it is due.
func (s *Service) schedule(ctx context.Context, t tx.Tx, m Message) error {
	return s.Queue.Put(ctx, t, job.Job{Kind: JobKind, Key: string(m.ID), Ref: string(m.ID), Due: m.Due})
}
