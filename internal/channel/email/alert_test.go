package email_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/channel/email"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
)

const alertLink = "https://practice.example/oncall/a1.mac"

// alertFor returns an alert as the guard clears it for the person.
func alertFor(t testing.TB, person string) guard.Cleared {
	t.Helper()
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := g.Clear(guard.Draft{Kind: guard.Email, Audience: guard.Staff, Channel: "email", Recipient: person, Author: "bedside",
		Title: []guard.Part{guard.Literal("On call: somebody has to answer now")},
		Body:  []guard.Part{guard.Literal("An urgent request needs you.\n\nTo take it or to pass it on:\n"), guard.Link(alertLink)}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMail(t *testing.T) {
	ctx := context.Background()
	to, err := phi.ParseEmail("ana@practice.example")
	if err != nil {
		t.Fatal(err)
	}
	from := func(context.Context) (string, string, error) {
		return "office@practice.example", "Elm Street Practice", nil
	}
	for name, c := range map[string]struct {
		fault mailbox.Fault
		want  attempt.Outcome
	}{
		"taken":   {mailbox.Fault{}, attempt.Outcome{Result: attempt.Sent, Code: "250"}},
		"refused": {mailbox.Fault{Rcpt: 550}, attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "550"}},
		"lost":    {mailbox.Fault{Drop: true}, attempt.Outcome{Result: attempt.Unknown, Permanent: true, Code: "lost"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := box(t, func(string) mailbox.Fault { return c.fault })
			got, err := email.Alerter{Mailer: mailer(t, s.Addr()), From: from}.Mail(ctx, alertFor(t, "p1"), to, "p1")
			if err != nil || got != c.want {
				t.Errorf("Mail = %+v, %v, want %+v", got, err, c.want)
			}
			for _, m := range s.Messages() {
				if m.To != "ana@practice.example" || !strings.Contains(m.From, "Elm Street Practice") || m.Subject != "On call: somebody has to answer now" ||
					!strings.Contains(m.Text, alertLink) || !strings.Contains(m.HTML, alertLink) || m.Header["List-Unsubscribe"] != nil {
					t.Errorf("the letter is %+v", m)
				}
			}
		})
	}
	t.Run("what is refused before it leaves", func(t *testing.T) {
		s := box(t, func(string) mailbox.Fault { return mailbox.Fault{} })
		gone := func(context.Context) (string, string, error) { return "", "", errors.New("no database") }
		for name, f := range map[string]func() (attempt.Outcome, error){
			"for somebody else": func() (attempt.Outcome, error) {
				return email.Alerter{Mailer: mailer(t, s.Addr()), From: from}.Mail(ctx, alertFor(t, "p2"), to, "p1")
			},
			"for a patient": func() (attempt.Outcome, error) {
				return email.Alerter{Mailer: mailer(t, s.Addr()), From: from}.Mail(ctx, cleared(t, "p1"), to, "p1")
			},
			"without a sender": func() (attempt.Outcome, error) {
				return email.Alerter{Mailer: mailer(t, s.Addr()), From: gone}.Mail(ctx, alertFor(t, "p1"), to, "p1")
			},
		} {
			if out, err := f(); err == nil || out != (attempt.Outcome{}) {
				t.Errorf("%s: %+v, %v", name, out, err)
			}
		}
		if _, err := (email.Alerter{Mailer: &email.Mailer{}, From: from}).Mail(ctx, alertFor(t, "p1"), to, "p1"); !fault.Is(err, fault.Unavailable) {
			t.Errorf("without a server: %v", err)
		}
		if n := len(s.Messages()); n != 0 {
			t.Errorf("%d letters left the house", n)
		}
	})
}
