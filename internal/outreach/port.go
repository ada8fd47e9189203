package outreach

import (
	"context"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/guard"
	"bedside/internal/phi"
)

// The channels that a message can take.
const (
	Email guard.Channel = "email"
	SMS   guard.Channel = "sms"
	Voice guard.Channel = "voice"
)

// Port sends over one channel. It may be used by several goroutines at once.
type Port interface {
	// Ready reports whether the channel is configured.
	Ready() bool
	// Send says the cleared words to e.To, once, within a time limit of its own. An error means that it refused and
	// nothing left the house: the words are not cleared for this recipient, or the envelope cannot be written.
	Send(ctx context.Context, c guard.Cleared, e Envelope) (attempt.Outcome, error)
	// Find says what became of words that were sent after since and whose outcome was lost: Sent, Failed where it is
	// certain that they did not go, Unknown when it cannot say, Permanent where it never will.
	Find(ctx context.Context, e Envelope, said phi.Text, since time.Time) (attempt.Outcome, error)
}

// Envelope is what a message needs besides its words.
type Envelope struct {
	To       phi.Text    // an e-mail address, or a number in E.164
	From     string      // the practice's e-mail address
	FromName string      // its neutral name
	ID       string      // unique among all attempts, without patient's values
	Stop     string      // where one request stops further e-mail (RFC 8058); "" for none
	Invite   *Invitation // for the patient's own calendar; nil for none, and always but by e-mail
}

// Ready reports whether the channel is configured.
func (s *Service) Ready(c guard.Channel) bool {
	p, ok := s.Ports[c]
	return ok && p.Ready()
}
