package outreach

import (
	"context"

	"bedside/internal/attempt"
	"bedside/internal/guard"
	"bedside/internal/phi"
)

// Mailer sends e-mail. It may be used by several goroutines at once.
type Mailer interface {
	// Ready reports whether a server is configured.
	Ready() bool
	// Send says the cleared words to e.To, once, within a time limit of its own. An error means that it refused and
	// nothing left the house: the words are not cleared for this recipient, or the envelope cannot be written.
	Send(ctx context.Context, c guard.Cleared, e Envelope) (attempt.Outcome, error)
}

// Envelope is what a letter needs besides its words.
type Envelope struct {
	To       phi.Email
	From     string      // the practice's address
	FromName string      // its neutral name
	ID       string      // unique among all letters, without patient's values
	Stop     string      // where one request stops further e-mail (RFC 8058); "" for none
	Invite   *Invitation // for the patient's own calendar; nil for none
}
