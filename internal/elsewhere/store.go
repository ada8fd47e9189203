package elsewhere

import (
	"context"
	"time"

	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Store keeps feeds, interfaces and their messages.
type Store interface {
	// PutFeed adds a feed or replaces it; NoteFeed replaces what its readings say, which needs no event. Conflict if its
	// version is not one more than the one that is there.
	PutFeed(ctx context.Context, t tx.Tx, f Feed) error
	NoteFeed(ctx context.Context, t tx.Tx, f Feed) error
	// Feed returns a feed; NotFound if there is none. Feeds returns all, in order of their names.
	Feed(ctx context.Context, t tx.Tx, i FeedID) (Feed, error)
	Feeds(ctx context.Context, t tx.Tx) ([]Feed, error)
	RemoveFeed(ctx context.Context, t tx.Tx, i FeedID) error
	// Clashes returns the visits of which staff were told; PutClashes takes their place.
	Clashes(ctx context.Context, t tx.Tx, source, ref string) ([]Clash, error)
	PutClashes(ctx context.Context, t tx.Tx, source, ref string, all []Clash) error

	// PutInterface adds an interface or replaces it; NoteInterface replaces what it heard, which needs no event. Conflict
	// if its version is not one more than the one that is there.
	PutInterface(ctx context.Context, t tx.Tx, i Interface) error
	NoteInterface(ctx context.Context, t tx.Tx, i Interface) error
	// Interface returns an interface; NotFound if there is none. Interfaces returns all, in order of their names.
	Interface(ctx context.Context, t tx.Tx, name string) (Interface, error)
	Interfaces(ctx context.Context, t tx.Tx) ([]Interface, error)
	// Owned reports whether an interface that owns its book has a code for the provider.
	Owned(ctx context.Context, t tx.Tx, v practice.ProviderID) (bool, error)
	// Mappings returns what the codes of an interface are, in order of kind and code; PutMapping adds or replaces one.
	Mappings(ctx context.Context, t tx.Tx, name string) ([]Mapping, error)
	PutMapping(ctx context.Context, t tx.Tx, name string, m Mapping) error

	// AddMessage adds a message in the next place of its direction; Conflict if its number is there.
	AddMessage(ctx context.Context, t tx.Tx, m Message) error
	// Numbered returns the message with the number; NotFound if there is none.
	Numbered(ctx context.Context, t tx.Tx, name string, out bool, control string) (Message, error)
	// Message returns a message; NotFound if there is none.
	Message(ctx context.Context, t tx.Tx, i MessageID) (Message, error)
	// NextMessage returns the first message in one of the states; NotFound if there is none.
	NextMessage(ctx context.Context, t tx.Tx, name string, out bool, states ...MessageState) (Message, error)
	// LastMessages returns the newest messages of both directions, without their words.
	LastMessages(ctx context.Context, t tx.Tx, name string, limit int) ([]Message, error)
	// SaveMessage replaces what became of a message; Conflict if it was tried more often since.
	SaveMessage(ctx context.Context, t tx.Tx, m Message) error
	// NewerAbout reports whether a newer message about the same appointment was written.
	NewerAbout(ctx context.Context, t tx.Tx, m Message) (bool, error)
	// SkipAbout skips what waits about an appointment.
	SkipAbout(ctx context.Context, t tx.Tx, m Message) error
	// Reconsider makes messages that were held new.
	Reconsider(ctx context.Context, t tx.Tx, name string) error
	Counts(ctx context.Context, t tx.Tx, name string) (Counts, error)

	// Spoken returns the visit with the placer's or the filler's name for it, the filler's first; NotFound if there is
	// none.
	Spoken(ctx context.Context, t tx.Tx, name, placer, filler string) (Visit, error)
	// VisitOf returns how an interface speaks of an appointment; NotFound if it does not.
	VisitOf(ctx context.Context, t tx.Tx, name string, i schedule.ID) (Visit, error)
	PutVisit(ctx context.Context, t tx.Tx, v Visit) error

	// Forget drops the words of messages that came to an end before, and what was taken until then.
	Forget(ctx context.Context, before time.Time) error
}

// Clash is a visit of ours at a time that is taken elsewhere.
type Clash struct {
	Appointment schedule.ID
	Start       time.Time // of the visit, when staff were told
}
