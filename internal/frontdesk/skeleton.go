package frontdesk

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

var errSoon = fault.New(fault.Unavailable, "frontdesk", "")

// Conversation is a row.
type Conversation struct{ ID ID }

// Store keeps conversations.
type Store interface {
	Get(ctx context.Context, t tx.Tx, i ID) (Conversation, error)
}

// Service is the front desk. It may be used by several goroutines at once.
type Service struct {
	Deps
}

// New clears every sentence that must be there when all else fails; an error means that one was not cleared.
func New(d Deps) (*Service, error) { return &Service{Deps: d}, nil }

// Turn answers a turn. It returns an error only for a turn without channel, session or id, which is Invalid: whatever
// else fails, there is something to say.
func (s *Service) Turn(ctx context.Context, in Turn) (Reply, error) { return Reply{}, errSoon }

// Transcript returns the lines of a conversation after a place, also what staff wrote. NotFound if there is none.
func (s *Service) Transcript(ctx context.Context, channel, session string, after int64) (Transcript, error) {
	return Transcript{}, errSoon
}

// Live returns the conversations that are going on, the most urgent first. SeeInbox.
func (s *Service) Live(ctx context.Context, by actor.Actor) ([]Live, error) { return nil, errSoon }

// Conversation returns one with every turn and enters its patient in the access log. SeeInbox.
func (s *Service) Conversation(ctx context.Context, by actor.Actor, i ID) (Detail, error) {
	return Detail{}, errSoon
}

// Why is how a turn was understood and what was decided.
type Why struct {
	Text   string // the hearing that was taken, if not the first
	Intent string // and how sure
	Sure   float64
	Also   []string // other intents in the same turn
	Acts   []string
	Slots  map[string]string
	Rules  []string // triage rules that fired
	Before string   // the state
	After  string
	Did    []Effect
	Took   time.Duration
	Note   string // what else decided: an expired offer, a guard's finding, a limit
}
