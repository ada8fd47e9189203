package guard_test

import (
	"fmt"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

var now = time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

var lakeside = guard.Own{
	Names:   []string{"Dr. Lena Ortiz", "Sam Whitfield", "Harbor Family Clinic"},
	Places:  []string{"14 Main Street, Duluth, MN 55802"},
	Phones:  []string{"(218) 555-0100"},
	Emails:  []string{"hello@lakeside.example"},
	Domains: []string{"https://www.lakeside.example/"},
}

func newGuard(t testing.TB, own guard.Own) *guard.Guard {
	t.Helper()
	g, err := guard.New(nil, own, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func post(text string) guard.Draft {
	return guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}}
}

// privacy lists what was found of category privacy, as "TYPE severity: words".
func privacy(r guard.Report) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Category == guard.Privacy {
			out = append(out, fmt.Sprintf("%s %s: %s", f.Type, f.Severity, f.Text))
		}
	}
	return out
}

// Every identifier is found whole, in a text about a person.
func TestWholeIdentifiers(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for _, c := range []struct{ text, typ, want string }{
		{"My patient Maria Lopez came back.", "NAME", "Maria Lopez"},
		{"The patient, Juan de la Cruz Jr., is well.", "NAME", "Juan de la Cruz Jr."},
		{"A patient saw Dr. Patel.", "NAME", "Dr. Patel"},
		{"My patient's wife Carol called.", "NAME", "Carol"},
		{"A 62-year-old woman, Oyelaran Bassey, was admitted.", "NAME", "Oyelaran Bassey"},
		{"A 50yo male, Smith J., was seen.", "NAME", "Smith J."},
		{"A patient wrote to J. Okafor.", "NAME", "J. Okafor"},
		{"A patient named Siobhán O’Sullivan came.", "NAME", "Siobhán O’Sullivan"},
		{"Patient: JOHN MILLER, admitted.", "NAME", "JOHN MILLER"},
		{"my patient john miller was admitted", "NAME", "john miller"},
		{"My patient came on October 3rd, 2026.", "DATE", "October 3rd, 2026"},
		{"My patient came on Tuesday, Oct. 3-5.", "DATE", "Tuesday, Oct. 3-5"},
		{"My patient came on 3 October 2026.", "DATE", "3 October 2026"},
		{"My patient came on the third of October.", "DATE", "third of October"},
		{"My patient came on 10/3/2026.", "DATE", "10/3/2026"},
		{"My patient came on 2026-10-03 08:15:00.", "DATE", "2026-10-03 08:15:00"},
		{"My patient was seen 4/21 at noon.", "DATE", "4/21"},
		{"My patient came in March 2026.", "DATE", "March 2026"},
		{"My patient came in October.", "DATE", "October"},
		{"Mi paciente vino el 3 de octubre de 2026.", "DATE", "3 de octubre de 2026"},
		{"A 93-year-old patient.", "AGE", "93-year-old"},
		{"My patient, aged 101, is well.", "AGE", "101"},
		{"My patient is a ninety-three-year-old.", "AGE", "ninety-three-year-old"},
		{"My patient was born in 1931.", "AGE", "1931"},
		{"My patient lives at 12 North Elm St., Apt 3B, Duluth, MN 55802-1234.", "GEO", "12 North Elm St., Apt 3B, Duluth, MN 55802-1234"},
		{"My patient lives at P.O. Box 12, Cloquet, MN 55720.", "GEO", "P.O. Box 12, Cloquet, MN 55720"},
		{"Mi paciente vive en Calle Luna 12, San Juan, PR 00901.", "GEO", "Calle Luna 12, San Juan, PR 00901"},
		{"My patient is from New York City.", "GEO", "New York City"},
		{"My patient grew up in Grand Marais, MN.", "GEO", "Grand Marais, MN"},
		{"My patient was seen at St. Mary's Medical Center.", "GEO", "St. Mary's Medical Center"},
		{"My patient's zip code is 55802.", "GEO", "55802"},
		{"Reach my patient at (218) 555-0199 ext. 12.", "PHONE", "(218) 555-0199 ext. 12"},
		{"Reach my patient at +1 218.555.0199.", "PHONE", "+1 218.555.0199"},
		{"My patient's fax is 218-555-0198.", "FAX", "218-555-0198"},
		{"Write to my patient: jen_hall+x@mail.example.org.", "EMAIL", "jen_hall+x@mail.example.org"},
		{"Write to my patient: jen dot hall at example dot com.", "EMAIL", "jen dot hall at example dot com"},
		{"My patient's SSN is 123-45-6789.", "SSN", "123-45-6789"},
		{"The last four of her SSN are 6789, says my patient.", "SSN", "6789"},
		{"My patient, MRN: CH-12345.", "MRN", "CH-12345"},
		{"My patient, chart #4472-91.", "MRN", "#4472-91"},
		{"My patient's member ID is W2034-556.", "PLAN", "W2034-556"},
		{"My patient has Medicare #1EG4-TE5-MK73.", "PLAN", "Medicare #1EG4-TE5-MK73"},
		{"My patient's card 4111 1111 1111 1111 was charged.", "ACCOUNT", "4111 1111 1111 1111"},
		{"My patient has pacemaker serial number PJN-2209-31.", "DEVICE", "PJN-2209-31"},
		{"My patient's plate number is KTR-4471.", "VEHICLE", "KTR-4471"},
		{"My patient wrote at https://gofundme.com/help-ana, see there.", "URL", "https://gofundme.com/help-ana"},
		{"My patient logged in from 203.0.113.9.", "IP", "203.0.113.9"},
		{"My patient logged in from 2001:db8::1.", "IP", "2001:db8::1"},
	} {
		r := g.Check(post(c.text))
		found := false
		for _, f := range r.Findings {
			found = found || f.Type == c.typ && f.Text == c.want
		}
		if !found {
			t.Errorf("%q: want %s %q, got %q", c.text, c.typ, c.want, privacy(r))
		}
	}
}

// What points to nobody is not a finding that asks for anything.
func TestPasses(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for _, text := range []string{
		"Flu clinic October 3, 14 Main Street.",
		"Join us Saturday, March 7 from 9 to noon at 200 Lake Avenue. Call our office at 218-555-0100.",
		"We are closed on Thanksgiving.",
		"People with Crohn's disease or Parkinson's can ask about a Foley catheter or a Wells score.",
		"Hope and grace will help you through May and June.",
		"A 62-year-old patient with diabetes was diagnosed in 2019.",
		"About 1 in 3 adults over 65 falls each year; 120/80 is a good reading.",
		"Talk to your doctor before you take more than 400 mg.",
		"The CDC recommends it: https://www.cdc.gov/flu/index.html",
		"Our staff speak Spanish, Hmong and Somali.",
		"",
	} {
		if r := g.Check(post(text)); r.Verdict != guard.Clear {
			t.Errorf("%q: %s, %q", text, r.Verdict, privacy(r))
		}
	}
}

func TestOwnIsANote(t *testing.T) {
	text := "My patient, seen at Harbor Family Clinic, thanked Dr. Ortiz at 14 Main Street, Duluth, MN 55802. Call 218-555-0100, write to front@lakeside.example or see https://www.lakeside.example/book."
	r := newGuard(t, lakeside).Check(post(text))
	if r.Verdict != guard.Clear || len(r.Findings) != 6 {
		t.Errorf("the practice's own: %s, %q", r.Verdict, privacy(r))
	}
	if r := newGuard(t, guard.Own{}).Check(post(text)); r.Verdict != guard.Block {
		t.Errorf("the same words of strangers: %s, %q", r.Verdict, privacy(r))
	}
}

func TestTiedBlocksUnattachedWarns(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for text, want := range map[string]guard.Verdict{
		"Thank you Maria Lopez!":                                    guard.Review,
		"My patient Maria Lopez is well.":                           guard.Block,
		"Maria Lopez had surgery.":                                  guard.Block,
		"12 Elm Street":                                             guard.Review,
		"He was treated at home, 12 Elm Street.":                    guard.Block,
		"Mrs. Thompson danced at 94, and she loved it.":             guard.Block,
		"Dr. Ruiz joins us. She trained in Boston.":                 guard.Clear,
		"Our new nurse, Maria Lopez, starts on Monday.":             guard.Clear,
		"A patient thanked Maria Lopez, RN.":                        guard.Review,
		"Glad to see her son Tom again.":                            guard.Block,
		"MRN 123456":                                                guard.Block,
		"Our front desk hero, Marcus, knows nine languages.":        guard.Clear,
		"Our nurse Patty says hydrate. Nobody argues with Patty.":   guard.Clear,
		"Please note our new fax number: 218-555-0142.":             guard.Clear,
		"My patient, a man from Elba, is well.":                     guard.Block,
		"St. John's wort can weaken birth control.":                 guard.Clear,
		"The rule took effect on October 3, 2025.":                  guard.Clear,
		"My patient came on October 3, 2025.":                       guard.Block,
		"A patient was cared for with his mother on Mother's Day.":  guard.Clear,
		"Yesterday a patient came from Hibbing with a broken wrist": guard.Block,
	} {
		if r := g.Check(post(text)); r.Verdict != want {
			t.Errorf("%q: %s, want %s; %q", text, r.Verdict, want, privacy(r))
		}
	}
}

// OCR's cases: a reply needs no name to disclose.
func TestReplies(t *testing.T) {
	g := newGuard(t, lakeside)
	reply := func(text string) guard.Verdict {
		d := post(text)
		d.Kind = guard.Reply
		return g.Check(d).Verdict
	}
	for _, text := range []string{
		"Thank you for being our patient!",
		"You were our patient in the spring.",
		"We are sorry about your visit.",
		"Your insurance denied it, not we.",
		"We have no record of you.",
		"Thank you, Maria!",
		"Your bill was explained twice.",
		"We treated you for what you told us.",
	} {
		if v := reply(text); v != guard.Block {
			t.Errorf("%q: %s, want block", text, v)
		}
	}
	for _, text := range []string{
		"Thank you for your kind words.",
		"We are sorry to read this and would like to hear more. Please call 218-555-0100 and ask for the manager.",
		"Privacy law does not let us discuss anything here. Please call our office.",
	} {
		if v := reply(text); v != guard.Clear {
			t.Errorf("%q: %s, want clear", text, v)
		}
	}
}

func TestOffsetsAreCodePoints(t *testing.T) {
	text := "Señora 👩‍⚕️ — my patient José Núñez, \xff 10/3/2026"
	r := newGuard(t, guard.Own{}).Check(post(text))
	points := []rune(text)
	if len(r.Findings) < 2 {
		t.Fatalf("got %q", privacy(r))
	}
	for _, f := range r.Findings {
		if got := string(points[f.Start:f.End]); got != string([]rune(f.Text)) {
			t.Errorf("%d-%d is %q, the finding says %q", f.Start, f.End, got, f.Text)
		}
	}
}

func TestRuleSetNamesWhatItReadsWith(t *testing.T) {
	a, b := newGuard(t, guard.Own{}), newGuard(t, guard.Own{})
	if a.RuleSet() != b.RuleSet() {
		t.Error("the same rules have two names")
	}
	if a.RuleSet() == newGuard(t, lakeside).RuleSet() {
		t.Error("what is the practice's own does not change the name")
	}
	packs, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	fewer, err := guard.New(packs[1:], guard.Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if a.RuleSet() == fewer.RuleSet() {
		t.Error("other packs do not change the name")
	}
}

// The examples of the rules hold when the whole guard reads them, not only the rule alone.
func TestRuleExamplesThroughTheGuard(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for _, rule := range g.Rules() {
		d := post("")
		if len(rule.Kinds) > 0 {
			d.Kind = guard.Kind(rule.Kinds[0])
		}
		if len(rule.Audiences) > 0 {
			d.Audience = guard.Audience(rule.Audiences[0])
		}
		if len(rule.Channels) > 0 {
			d.Channel = guard.Channel(rule.Channels[0])
		}
		for _, text := range rule.Examples.Must {
			d.Body = []guard.Part{guard.Literal(text)}
			found := false
			for _, f := range g.Check(d).Findings {
				found = found || f.Rule == rule.ID && f.Message == rule.Message
			}
			if !found {
				t.Errorf("%s does not fire on %q", rule.ID, text)
			}
		}
	}
}
