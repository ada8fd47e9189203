// Package frontdesk is the conversation: a turn comes in from any channel, and a reply with everything it did goes out.
//
// It promises that an emergency is answered before anything else and whatever else fails, that nothing is said to be
// done before it is committed, that a turn which comes twice gets the same answer and does nothing twice, and that
// nothing about a patient is told before two identifiers have matched. Callers owe that every turn has an id of its own
// and that they say nothing but [Reply.Words], which are cleared for the channel and [Reply.Recipient].
package frontdesk

import (
	"context"
	"io"
	"log/slog"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/knowledge"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Channels of a conversation. Words are cleared for the channel of the same name.
const (
	Voice = "voice"
	SMS   = "sms"
	Chat  = "chat"
)

// ID is a conversation's id: one call, one chat, or texts that follow one another within a day.
type ID = id.Of[Conversation]

// Event says what a turn is.
type Event string

const (
	Opened        Event = "opened" // the call was answered, the chat begun
	Said          Event = "said"   // with Text or Digits
	Silence       Event = "silence"
	Ended         Event = "ended"          // the caller is gone
	TransferDone  Event = "transfer_done"  // Detail is answered, busy, no-answer, failed or declined
	VoicemailRead Event = "voicemail_read" // Text is what the carrier made out of the recording of the turn whose id is Detail
	VoicemailLeft Event = "voicemail_left" // Detail is the recording's id at the carrier, Seconds its length, Text what is known of its words
)

// Turn is one thing that happened at the other end.
type Turn struct {
	Channel  string
	Session  string    // the call's id, the chat's secret key; for a text the number
	ID       string    // unique within the session; one that comes again gets the same answer
	From     phi.Phone // zero where there is none
	Text     string
	NBest    []string // other hearings of a voice, best first
	Digits   string
	Event    Event // "" is Said
	Detail   string
	Seconds  int
	Language words.Language // the one the channel listens in, "" unknown
	Heard    bool           // the reply before was heard to its end: nobody confirms what they have not heard
}

// Reply is what to say and do.
type Reply struct {
	Words     guard.Cleared // for guard.Patient, the turn's channel and Recipient
	Recipient string
	Language  words.Language
	Silent    bool // say nothing: a person speaks in the thread
	Hold      bool // say it to the end, whoever speaks meanwhile
	Expect    Expect
	Transfer  *Transfer // after the words
	Voicemail bool      // after the words, record
	Hangup    bool      // after the words
	Next      string    // on voice, a token for the id of the turn that answers this reply
	State     string    // the flow's and step's name, as "book.date"
	Slots     map[string]string
	Effects   []Effect
	Urgency   triage.Tier
	Thread    inbox.ThreadID
}

// Expect is what the caller is likely to say or press next.
type Expect struct {
	Speech, Digits bool
	NumDigits      int      // how many, 0 for any
	Long           bool     // a name, a number: wait longer before it is taken to be over
	Hints          []string // words that are likely
}

// Transfer is a number to connect the caller to.
type Transfer struct {
	Number  string        // E.164
	Seconds int           // how long it may ring
	Whisper guard.Cleared // told to who picks up; for guard.Staff, voice and the reply's Recipient
}

// Effect is something that a turn did. Types are those of the contract: appointment_booked, task_created and so on.
type Effect struct{ Type, ID string }

// Live is a conversation that is going on.
type Live struct {
	ID       ID
	Channel  string
	Since    time.Time
	Last     time.Time
	Language words.Language
	State    string // in words: "choosing a time"
	Step     string // as Reply.State
	Urgency  triage.Tier
	Thread   inbox.ThreadID
	Who      phi.Name // who they say they are
	Verified bool
	Line     phi.Text // the last thing said
	LineFrom inbox.From
	Speaker  string // the staff member who speaks, "" for Bedside
}

// Detail is a conversation with every turn.
type Detail struct {
	Live
	Ended   time.Time // zero while it goes on
	Turns   []Step
	Patient patient.ID
}

// Step is one entry of a conversation, with how it was understood.
type Step struct {
	Seq  int64
	At   time.Time
	From inbox.From
	Who  string // a staff member's first name
	Text phi.Text
	Why  *Why // of what the caller said; nil for others
}

// Transcript is what the page of a chat shows.
type Transcript struct {
	Lines     []Line
	Last      int64  // ask for what comes after
	Owner     string // the first name of the person who speaks, "" for Bedside
	Ended     bool
	Recipient string
}

// Line is one line of a transcript.
type Line struct {
	Seq   int64
	At    time.Time
	From  inbox.From
	Who   string        // a staff member's first name
	Own   phi.Text      // what the visitor wrote
	Words guard.Cleared // what was said to them

	Urgent bool // the words of an emergency
}

// Collaborators. Each is a domain's service, or what it asks of its own store.
type (
	Practices interface {
		Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
	}
	Patients interface {
		Verify(ctx context.Context, t tx.Tx, names []phi.Name, births []phi.BirthDate) ([]patient.Patient, error)
		Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error)
		Speaks(ctx context.Context, t tx.Tx, of patient.ID, names []phi.Name, births []phi.BirthDate, day civil.Date, want ...patient.Scope) (patient.ProxyID, error)
		StopAt(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text, s patient.Said) error
		StartAt(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text, s patient.Said) error
		Detach(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text, s patient.Said) ([]patient.ID, error)
		StoppedAt(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text) (bool, error)
	}
	Visits interface {
		Slots(ctx context.Context, t tx.Tx, q schedule.Query) ([]schedule.Slot, error)
		Coming(ctx context.Context, t tx.Tx, i patient.ID) ([]schedule.Appointment, error)
		BookIn(ctx context.Context, t tx.Tx, r schedule.Request) (schedule.Appointment, error)
		MoveIn(ctx context.Context, t tx.Tx, m schedule.Move) (schedule.Appointment, error)
		CancelIn(ctx context.Context, t tx.Tx, i schedule.ID, version int64, why string) (schedule.Appointment, error)
		ConfirmIn(ctx context.Context, t tx.Tx, i schedule.ID, version int64, how string) (schedule.Appointment, error)
		HoldIn(ctx context.Context, t tx.Tx, r schedule.Request, long time.Duration) (schedule.Hold, error)
		Unhold(ctx context.Context, t tx.Tx, i schedule.HoldID) error
		AcceptIn(ctx context.Context, t tx.Tx, i schedule.OfferID) (schedule.Appointment, error)
		DeclineIn(ctx context.Context, t tx.Tx, i schedule.OfferID) error
		WaitIn(ctx context.Context, t tx.Tx, j schedule.Joining) (schedule.Wait, error)
		WaitsOf(ctx context.Context, t tx.Tx, i patient.ID) ([]schedule.Waited, error)
		UnwaitIn(ctx context.Context, t tx.Tx, i schedule.WaitID) error
	}
	Inbox interface {
		Open(ctx context.Context, t tx.Tx, o inbox.Opening) (inbox.Thread, error)
		Add(ctx context.Context, t tx.Tx, e inbox.Entry) (inbox.Entry, error)
		Identify(ctx context.Context, t tx.Tx, i inbox.ThreadID, session string, p patient.ID, n phi.Name) (inbox.Thread, error)
		AddTask(ctx context.Context, t tx.Tx, k inbox.Task) (inbox.TaskID, error)
		Urgent(ctx context.Context, t tx.Tx, i inbox.ThreadID, tier triage.Tier) error
		Ended(ctx context.Context, t tx.Tx, i inbox.ThreadID) error
		Thread(ctx context.Context, t tx.Tx, i inbox.ThreadID) (inbox.Thread, error)
		Entries(ctx context.Context, t tx.Tx, i inbox.ThreadID, after int64, limit int) ([]inbox.Entry, error)
	}
	OnCall interface {
		Ready(ctx context.Context, t tx.Tx) (ready bool, why string, err error)
		Raise(ctx context.Context, t tx.Tx, r oncall.Request) (oncall.AlertID, error)
	}
	Texter interface {
		Ready() bool
		Text(ctx context.Context, c guard.Cleared, to phi.Phone, recipient, key string) (attempt.Outcome, error)
	}
	Replies interface {
		// AskedAt returns what the last messages to the number were about, the last sent first.
		AskedAt(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text) ([]outreach.Asked, error)
	}
	Clearer interface {
		Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
		ClearStanding(text string) (guard.Standing, error)
		Check(d guard.Draft) guard.Report
	}
)

// Library answers from what the practice has written, and keeps what nothing answered.
type Library interface {
	Ask(question string, l words.Language, channel string) (knowledge.Answer, knowledge.Verdict)
	Unanswered(ctx context.Context, t tx.Tx, a knowledge.Asked) error
}

// Deps is what a front desk works with. All fields are needed but Model, Knowledge, Editions, FollowUps, and Texter with Queue: without
// them no code is sent to anybody, and what asks for one goes to staff.
type Deps struct {
	DB        tx.DB
	Store     Store
	Practice  Practices
	Patients  Patients
	Visits    Visits
	Inbox     Inbox
	OnCall    OnCall
	Staff     inbox.Staff
	Triage    *triage.Reader
	Guard     Clearer
	Model     Model     // nil where the practice has none
	Knowledge Library   // nil where nothing is read
	Editions  Editions  // nil for the flows as they are shipped
	Replies   Replies   // nil where no messages go out
	FollowUps FollowUps // nil where nobody is asked how they are
	Texter    Texter
	Queue     job.Queue
	Random    io.Reader // of codes
	Audit     *audit.Log
	Keys      *phi.Keys
	IDs       *id.Source
	Now       func() time.Time
	Log       *slog.Logger
}
