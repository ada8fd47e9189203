package triage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/words"
)

// TestCleared has the guard read every sentence for every way in which it may be said.
func TestCleared(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if len(triage.Sentences()) < 40 {
		t.Fatalf("only %d sentences", len(triage.Sentences()))
	}
	for _, s := range triage.Sentences() {
		for _, kind := range []guard.Kind{guard.Voice, guard.Chat, guard.SMS} {
			d := guard.Draft{Kind: kind, Audience: guard.Patient, Channel: "site", Recipient: "somebody", Body: []guard.Part{guard.Literal(string(s))}}
			_, report, err := g.Clear(d)
			if err != nil {
				t.Errorf("%s: %q: %v", kind, s, err)
			}
			for _, f := range report.Findings {
				if f.Severity != rules.Note {
					t.Errorf("%s: %q: %s", kind, s, f.Rule)
				}
			}
		}
	}
}

// TestSay holds the words to their golden file, for what is said in every situation.
func TestSay(t *testing.T) {
	r, err := triage.New()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	all := triage.Sentences()
	for _, turn := range []string{
		"I have chest pain", "my husband is not breathing", "me duele el pecho", "I don't want to live anymore", "ya no quiero vivir",
		"I took all my pills", "my son tried to kill himself", "my toddler swallowed a button battery", "se tomó cloro",
		"she drank bleach and now she won't wake up", "my boyfriend hit me", "mi esposo me pega", "he stabbed me and I'm bleeding out, my husband hit me",
		"I can't go on anymore", "it's an emergency", "I'm out of insulin", "se me acabó la insulina", "I'd like to book a visit",
	} {
		res := r.Read(turn)
		lang := words.Tell(words.Split(turn))
		_, _ = fmt.Fprintf(&b, "# %s\n", turn)
		for _, at := range []struct {
			name string
			triage.Situation
		}{
			{"open", triage.Situation{Open: true}}, {"closed", triage.Situation{Alerting: true, Minutes: 12}}, {"closed, nobody alerted", triage.Situation{Minutes: 12}},
			{"telehealth", triage.Situation{Telehealth: true, Open: true}}, {"safe, asked", triage.Situation{Safe: true, Asked: true, Alerting: true, Minutes: 500}},
		} {
			said := triage.Say(res, lang, at.Situation)
			_, _ = fmt.Fprintf(&b, "%s: %s\n", at.name, strings.Trim(fmt.Sprint(said), "[]"))
			for _, s := range said {
				if !slices.Contains(all, s) {
					t.Errorf("%q is not among those that are cleared", s)
				}
			}
			if first := fmt.Sprint(said[:min(2, len(said))]); res.Tier == triage.Emergency && !strings.Contains(first, "911") && !strings.Contains(first, "988") {
				t.Errorf("%q is answered without 911 or 988 at once", turn)
			}
		}
		b.WriteString("\n")
	}
	testkit.Golden(t, "testdata/say.golden", []byte(b.String()))
}

// TestNothingIsWaved holds that no words ever say that something is no emergency.
func TestNothingIsWaved(t *testing.T) {
	if said := triage.Say(triage.Result{Tier: triage.None}, words.English, triage.Situation{}); len(said) > 0 {
		t.Errorf("something is said where nothing was heard: %q", said)
	}
	for _, s := range triage.Sentences() {
		for _, never := range []string{"do not worry", "don't worry", "you are fine", "is not serious", "no es grave", "no se preocupe", "is not an emergency."} {
			if strings.Contains(strings.ToLower(string(s)), never) {
				t.Errorf("%q says %q", s, never)
			}
		}
	}
}
