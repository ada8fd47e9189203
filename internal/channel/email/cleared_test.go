package email_test

import (
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/outreach"
)

const (
	visit     = "Tue, December 1 at 2:20 pm CST"
	wantTitle = "Your visit on " + visit
	wantBody  = "Hello,\n\nYour visit is booked for:\n\n" + visit + "\nHarbor Street\n\nTo stop these e-mails:\nhttps://practice.example/stop/c1.mac"
)

// cleared returns the words as the guard clears them for the address.
func cleared(t testing.TB, to string) guard.Cleared {
	t.Helper()
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	c, report, err := g.Clear(guard.Draft{Kind: guard.Email, Audience: guard.Patient, Channel: outreach.Email, Recipient: to, Author: "bedside",
		Title: []guard.Part{guard.Literal("Your visit on "), guard.VisitTime(visit)},
		Body: []guard.Part{guard.Literal("Hello,\n\nYour visit is booked for:\n\n"), guard.VisitTime(visit), guard.Literal("\n"), guard.Place("Harbor Street"),
			guard.Literal("\n\nTo stop these e-mails:\n"), guard.Link("https://practice.example/stop/c1.mac")}})
	if err != nil {
		t.Fatal(err, report.Findings)
	}
	return c
}
