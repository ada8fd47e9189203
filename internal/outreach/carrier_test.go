package outreach_test

import (
	"cmp"
	"context"
	"strconv"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/phi"
)

// carrier is a line for texts that remembers what it took. Lost texts arrive, but nobody hears of it; a forgetful
// carrier cannot say what it took.
type carrier struct {
	t         testing.TB
	says      guard.Channel // "" is texts
	off       bool
	lost      bool
	forgetful bool
	refuses   attempt.Outcome // the zero Outcome refuses nothing
	texts     []sms
	taken     func(ref string) // is told of a text before its sender is
}

type sms struct{ to, text, ref string }

func (c *carrier) Ready() bool { return !c.off }

func (c *carrier) Send(_ context.Context, w guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	_, body, err := outreach.Words(w, cmp.Or(c.says, outreach.SMS), e.To)
	if err != nil {
		return attempt.Outcome{}, err
	}
	if c.refuses.Result != "" {
		return c.refuses, nil
	}
	t := sms{e.To.Reveal(), body, "SM" + strconv.Itoa(len(c.texts))}
	c.texts = append(c.texts, t)
	if c.taken != nil {
		c.taken(t.ref)
	}
	if c.lost {
		return attempt.Outcome{Result: attempt.Unknown, Code: "lost"}, nil
	}
	return attempt.Outcome{Result: attempt.Sent, Code: "201", Ref: t.ref}, nil
}

func (c *carrier) Find(_ context.Context, e outreach.Envelope, said phi.Text, _ time.Time) (attempt.Outcome, error) {
	if c.forgetful {
		return attempt.Outcome{Result: attempt.Unknown, Code: "not said"}, nil
	}
	for _, t := range c.texts {
		if t.to == e.To.Reveal() && t.text == said.Reveal() {
			return attempt.Outcome{Result: attempt.Sent, Code: "sent", Ref: t.ref}, nil
		}
	}
	return attempt.Outcome{Result: attempt.Failed, Code: "not there"}, nil
}

// to returns the texts that went to a number.
func (c *carrier) to(number string) (all []string) {
	for _, t := range c.texts {
		if t.to == number {
			all = append(all, t.text)
		}
	}
	return all
}
