package email

import (
	"context"
	"strconv"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/phi"
)

// Alerter is the part of an [oncall.Sender] that goes by e-mail.
type Alerter struct {
	*Mailer
	// From returns the practice's address and its neutral name as they are now.
	From func(ctx context.Context) (address, name string, err error)
}

// Mail sends an alert to a member of staff. Its errors are those of [Mailer.Send].
func (a Alerter) Mail(ctx context.Context, c guard.Cleared, to phi.Email, recipient string) (attempt.Outcome, error) {
	const op = "email.Alerter.Mail"
	if !a.Ready() {
		return attempt.Outcome{}, fault.New(fault.Unavailable, op, "No mail server is configured.")
	}
	title, body, err := oncall.Words(c, oncall.Email, recipient)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	from, name, err := a.From(ctx)
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	e := outreach.Envelope{To: phi.NewText(to.Reveal()), From: from, FromName: name, ID: recipient + "." + strconv.FormatInt(a.Now().UnixMicro(), 10)}
	letter, err := compose(e, title, body, a.Now())
	if err != nil {
		return attempt.Outcome{}, fault.At(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout())
	defer cancel()
	return a.deliver(ctx, e, letter)
}
