package demo

import (
	"testing"
	"time"

	"bedside/internal/guard"
)

// The answers of the demo are said on every channel, in both languages, and the guard lets each of them pass.
func TestAnswersPassTheGuard(t *testing.T) {
	p, now := plan(t, days[0], 1)
	g, err := guard.New(nil, guard.Own{Names: []string{p.File.Practice.Name, p.File.Practice.NeutralName}}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if len(p.File.Answers) < 14 {
		t.Errorf("there are only %d answers", len(p.File.Answers))
	}
	for _, a := range p.File.Answers {
		for _, kind := range []guard.Kind{guard.Voice, guard.SMS, guard.Chat} {
			for _, words := range []string{a.English, a.Spanish} {
				r := g.Check(guard.Draft{Kind: kind, Audience: guard.Patient, Channel: guard.Channel(kind), Recipient: "somebody", Body: []guard.Part{guard.Literal(words)}})
				if words == "" || r.Verdict != guard.Clear {
					t.Errorf("%s as %s: %s, %+v", a.Asks[0], kind, r.Verdict, r.Findings)
				}
			}
		}
	}
}
