package elsewhere

import (
	"time"

	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/schedule"
)

// Ids.
type (
	MessageID = id.Of[Message]
	VisitID   = id.Of[Visit]
)

// Message is one message over an interface.
type Message struct {
	ID          MessageID
	Interface   string
	Out         bool
	Seq         int64  // its place among those of its direction
	Control     string // MSH-10
	Event       string // "S12"
	Raw         phi.Text
	Mark        []byte    // of Raw, to tell the same message from another with its number
	Said        time.Time // MSH-7; zero if it does not say
	At          time.Time // when it came in, or was written
	State       MessageState
	Problem     string // a sentence, without anything of a patient
	Tries       int
	Tried       time.Time
	Appointment schedule.ID // "" where it is about none of ours
}

// MessageState is what became of a message.
type MessageState string

const (
	New     MessageState = "new"     // in: persisted and acknowledged, to be looked at
	Done    MessageState = "done"    // in: it counts
	Stale   MessageState = "stale"   // in: something newer about the visit was there already
	Ignored MessageState = "ignored" // in: it is about nobody of ours
	Held    MessageState = "held"    // in: somebody has to say what a code means

	Waiting MessageState = "waiting" // out: for its turn
	Sending MessageState = "sending" // out: an attempt runs, or its answer never came; it goes again with the same number
	Sent    MessageState = "sent"    // out: acknowledged
	Refused MessageState = "refused" // out: the other system does not take it
	Skipped MessageState = "skipped" // out: a person decided so
)

// Visit is a visit as an interface speaks of it.
type Visit struct {
	ID          VisitID
	Interface   string
	Placer      phi.Text // SCH-1: who asked for it calls it so
	Filler      phi.Text // SCH-2: who keeps the book calls it so
	Appointment schedule.ID
	State       VisitState
	Said        time.Time // of the newest message about it
}

// VisitState is what a visit of the other book takes here.
type VisitState string

const (
	TakesTime VisitState = "busy"
	TakesNone VisitState = "free"
	IsOurs    VisitState = "ours" // it is a visit of this book, which takes its own time
)
