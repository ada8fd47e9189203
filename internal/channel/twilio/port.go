package twilio

import (
	"context"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/phi"
)

// Texts sends outreach's texts.
type Texts struct{ *Client }

var _ outreach.Port = Texts{}

// Send implements [outreach.Port]. Its errors are faults: what the guard says of words that are not cleared for the
// recipient, Invalid for what is no number, Unavailable without an account.
func (p Texts) Send(ctx context.Context, w guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	to := e.To.Reveal()
	out, err := p.Text(ctx, w, phi.NewPhone(to), to, e.ID)
	return out, fault.At("twilio.Texts.Send", err)
}

// Find implements [outreach.Port].
func (p Texts) Find(ctx context.Context, e outreach.Envelope, said phi.Text, since time.Time) (attempt.Outcome, error) {
	out, err := p.find(ctx, phi.NewPhone(e.To.Reveal()), said.Reveal(), since)
	return out, fault.At("twilio.Texts.Find", err)
}
