package rehearse

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// Whatever a caller tells of who they are, in whichever of the usual ways, none of it is in the scenario that is made of it.
func TestNothingOfThePatientIsKept(t *testing.T) {
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		given := rapid.SampledFrom([]string{"Rosalind", "Deshawn", "Itzel", "Bartholomew", "Mei", "Aoife", "Kwabena"}).Draw(r, "given")
		family := rapid.SampledFrom([]string{"Vandersloot", "Okonkwo", "Quintanilla", "McAllister", "Nguyen", "Szymanski", "Young"}).Draw(r, "family")
		phone := rapid.StringMatching(`[2-9][0-9]{2}-555-01[0-9]{2}`).Draw(r, "phone")
		year := rapid.StringMatching(`19[3-9][0-9]`).Draw(r, "year")
		street := rapid.SampledFrom([]string{"12 Elm Street", "407 Quarry Road"}).Draw(r, "street")
		lower := rapid.Bool().Draw(r, "recognised")
		say := rapid.SampledFrom([]string{
			"this is {n}, I need more of my pills", "it ran out, my number is {p}", "I'm {n}, born March 4 {y}, I need a refill", "{n} here, I live at {s} and it ran out",
			"can you send it to {g}@example.com, I am {n}", "my name is {n} and my mother is Maria {f}, we need a refill", "I need a refill for {n}, {p}, March 4 {y}",
		}).Draw(r, "words")
		text := strings.NewReplacer("{n}", given+" "+family, "{g}", given, "{f}", family, "{p}", phone, "{y}", year, "{s}", street).Replace(say)
		if lower {
			text = recognised(text)
		}
		turns := []frontdesk.Step{
			{Seq: 1, From: inbox.FromPatient, Text: phi.NewText(given + " " + family), Why: &frontdesk.Why{Before: "refill.name", Slots: map[string]string{"name": given + " " + family}}},
			{Seq: 2, From: inbox.FromPatient, Text: phi.NewText(text), Why: &frontdesk.Why{Before: "idle", Slots: map[string]string{}}},
		}
		d := frontdesk.Detail{Turns: turns}
		d.Who, d.Channel, d.Language = phi.NewName(given, family), frontdesk.Chat, words.English
		c := cleaner{guard: g, practice: &practice.Practice{}, names: known(d)}
		kept := " " + words.Fold(c.clean(turns[1], true)) + " "
		for _, secret := range []string{given, family, phone, phone[8:], year, "elm", "quarry", "example"} {
			if strings.Contains(spoken(kept), spoken(secret)) || strings.Contains(kept, words.Fold(secret)) && len(secret) > 4 {
				r.Fatalf("%q keeps %q: %q", text, secret, kept)
			}
		}
		if c.clean(turns[0], false) != "{name}" {
			r.Fatal("an answer about who somebody is was kept")
		}
		if _, err := Parse("own", own("own.x", "refill", d, []string{"hello: " + c.clean(turns[0], false)})); err != nil {
			r.Fatal(err)
		}
	})
}
