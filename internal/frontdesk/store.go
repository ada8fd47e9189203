package frontdesk

import (
	"context"
	"encoding/json"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Conversation is a call, a chat, or texts that follow one another, as it is kept.
type Conversation struct {
	ID       ID
	Channel  string
	Thread   inbox.ThreadID
	Patient  patient.ID // whom two identifiers verified, "" for nobody
	Language words.Language
	Step     string // the state's name: "book.date"
	Urgency  triage.Tier
	Memory   phi.Text // JSON of memory
	Turns    int64
	Started  time.Time
	Last     time.Time
	Ended    time.Time // zero while it goes on
	Version  int64
}

// Store keeps conversations and what was answered. Its methods return faults.
type Store interface {
	// Add adds a conversation, which [Store.Latest] finds by the session.
	Add(ctx context.Context, t tx.Tx, c Conversation, session string) error
	// Save replaces a conversation whose version is still c.Version-1; Conflict if it is not.
	Save(ctx context.Context, t tx.Tx, c Conversation) error
	// Get returns a conversation, NotFound if there is none.
	Get(ctx context.Context, t tx.Tx, i ID) (Conversation, error)
	// Latest returns the last conversation of a session, NotFound if there is none.
	Latest(ctx context.Context, t tx.Tx, channel, session string) (Conversation, error)
	// Running returns up to limit conversations that have not ended and in which something was said since, the last first.
	Running(ctx context.Context, t tx.Tx, since time.Time, limit int) ([]Conversation, error)
	// Past returns up to limit conversations, ended or not, the last first.
	Past(ctx context.Context, t tx.Tx, limit int) ([]Conversation, error)

	// Answer keeps what a turn was answered; Conflict if it was answered already. Answered returns it, NotFound for a
	// new turn.
	Answer(ctx context.Context, t tx.Tx, c ID, channel, session, turn string, answer phi.Text) error
	Answered(ctx context.Context, t tx.Tx, channel, session, turn string) (phi.Text, error)

	// Trace keeps what a turn of a conversation was decided by; Traced returns it with its time, NotFound if there is none.
	Trace(ctx context.Context, t tx.Tx, c ID, turn int64, trace phi.Text) error
	Traced(ctx context.Context, t tx.Tx, c ID, turn int64) (phi.Text, error)

	// AddCode adds a code; SaveCode replaces one. Code returns one, LatestCode the last that was asked for in a
	// conversation; NotFound if there is none.
	AddCode(ctx context.Context, t tx.Tx, c Code) error
	SaveCode(ctx context.Context, t tx.Tx, c Code) error
	Code(ctx context.Context, t tx.Tx, i CodeID) (Code, error)
	LatestCode(ctx context.Context, t tx.Tx, c ID) (Code, error)

	// Try counts a failure to be verified under what tells a number or a name, on a day; Tried returns how many there
	// were.
	Try(ctx context.Context, t tx.Tx, of string, day civil.Date) error
	Tried(ctx context.Context, t tx.Tx, of string, day civil.Date) (int, error)
}

// memory is what a conversation remembers between turns.
type memory struct {
	State flow.State
	Line  string // the last thing the caller said
	Asked int    // how often a model was asked what they meant
}

func (c *Conversation) remember(m memory) error {
	b, err := json.Marshal(m)
	c.Memory = phi.NewText(string(b))
	return fault.Wrap(fault.Internal, "frontdesk.remember", "", err)
}

// recalled is the memory of a conversation; one of another version of the program starts over.
func (c *Conversation) recalled() memory {
	var m memory
	if err := json.Unmarshal([]byte(c.Memory.Reveal()), &m); err != nil || !m.State.Current() {
		return memory{State: flow.NewState(c.Language)}
	}
	return m
}

// answer is what a turn was answered, as it is kept: to be rendered and cleared again when the turn comes again.
type answer struct {
	Conversation ID
	Thread       inbox.ThreadID
	Said         string // of [inbox.Keep], "" for nothing
	Language     words.Language
	Silent       bool
	Hold         bool
	Transfer     string
	Seconds      int
	Voicemail    bool
	Hangup       bool
	Digits       int
	Long         bool
	Next         string
	State        string
	Slots        map[string]string
	Effects      []Effect
	Urgency      triage.Tier
	Mark         string // of the turn's words: the same id with other words is another turn
}

func (a answer) text() (phi.Text, error) {
	b, err := json.Marshal(a)
	return phi.NewText(string(b)), fault.Wrap(fault.Internal, "frontdesk.text", "", err)
}

func readAnswer(text phi.Text) (a answer, err error) {
	err = json.Unmarshal([]byte(text.Reveal()), &a)
	return a, fault.Wrap(fault.Internal, "frontdesk.readAnswer", "what was answered cannot be read", err)
}
