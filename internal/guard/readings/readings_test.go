package readings_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/guard"
	"bedside/internal/guard/readings"
)

var lakeside = guard.Own{Names: []string{"Dr. Lena Ortiz"}, Places: []string{"14 Main Street, Duluth, MN 55802"}, Phones: []string{"218-555-0100"}}

var build = sync.OnceValues(func() (*guard.Guard, error) {
	return guard.New(nil, lakeside, func() time.Time { return time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC) })
})

func newGuard(t testing.TB) *guard.Guard {
	t.Helper()
	g, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func draft(kind guard.Kind, text string) guard.Draft {
	return guard.Draft{Kind: kind, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}}
}

func read(t testing.TB, kind guard.Kind, text string) readings.Readings {
	d := draft(kind, text)
	return readings.Of(d, newGuard(t).Check(d))
}

// says returns everything that a reader says.
func says(r readings.Readings, who string) string {
	for _, v := range r.Readers {
		if v.Who == who {
			return strings.Join(v.Says, " ")
		}
	}
	return ""
}

// Each reader speaks of the words of the text that concern them, and is silent where nothing does.
func TestReaders(t *testing.T) {
	for _, c := range []struct {
		kind      guard.Kind
		text, who string
		want      string // "" for silence
	}{
		{guard.Post, "My patient Maria Lopez had surgery on October 3, 2025.", "patient", "“Maria Lopez”"},
		{guard.Post, "My patient Maria Lopez had surgery on October 3, 2025.", "described", "“Maria Lopez” and “October 3, 2025”"},
		{guard.Post, "My patient Maria Lopez had surgery on October 3, 2025.", "regulator", "The Office for Civil Rights would ask about “Maria Lopez”: 45 CFR 164.514(b)(2)(i)(A)"},
		{guard.Post, "My patient Maria Lopez had surgery on October 3, 2025.", "reporter", "“Maria Lopez”"},
		{guard.Post, "A patient cried in my office today. I cried too.", "described", "this is me"},
		{guard.Reply, "Thank you for being our patient!", "described", "“being our patient”"},
		{guard.Reply, "Thank you for being our patient!", "patient", "who comes here"},
		{guard.Post, "Our laser cures migraine.", "colleague", "“cures”"},
		{guard.Post, "Our laser cures migraine.", "patient", "promise"},
		{guard.Post, "Our laser cures migraine.", "regulator", "The Federal Trade Commission"},
		{guard.Post, "Our laser cures migraine.", "described", ""},
		{guard.Post, "No more excuses: get moving.", "patient", "“No more excuses”"},
		{guard.Post, "Flu shots are here. Come in any weekday.", "patient", ""},
		{guard.Post, "Flu shots are here. Come in any weekday.", "reporter", ""},
		{guard.Post, "Flu shots are here. Come in any weekday.", "regulator", ""},
	} {
		got := says(read(t, c.kind, c.text), c.who)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%q, %s: %q, want %q", c.text, c.who, got, c.want)
		}
	}
}

// The two that matter most come first, whatever the order of the text, and each rule once.
func TestMatter(t *testing.T) {
	r := read(t, guard.Post, "We utilize a laser that cures migraine. My patient Maria Lopez and her husband Carlos Diaz say so.")
	var got []string
	for _, m := range r.Matter {
		got = append(got, m.Rule)
	}
	if !slices.Equal(got, []string{"privacy.name", "claim.cure"}) {
		t.Errorf("got %q", got)
	}
	if r := read(t, guard.Post, "Flu shots are here."); len(r.Matter) != 0 {
		t.Errorf("nothing was found, and %v matters", r.Matter)
	}
}

func TestGradeAndWords(t *testing.T) {
	easy := "The shot can keep you well. Ask us when you come in. We can help you pick a day. Bring your card, and wear short sleeves. It takes five minutes, and then you sit for a while."
	hard := "Notwithstanding considerable heterogeneity, pharmacological optimization of hypertension subsequently diminishes cardiovascular mortality among individuals who utilize antihypertensives, whereas hypertension without pharmacological treatment facilitates cerebral complications of considerable severity in predisposed individuals everywhere."
	a, b := read(t, guard.Post, easy).Grade, read(t, guard.Post, hard).Grade
	if a == nil || b == nil || a.Years > readings.Aim || b.Years < 16 {
		t.Fatalf("easy %+v, hard %+v", a, b)
	}
	if len(a.Words) != 0 || a.Longest != nil {
		t.Errorf("easy words are called hard: %+v", a)
	}
	instead := map[string]string{}
	for _, w := range b.Words {
		instead[strings.ToLower(w.Text)] = w.Instead
		if got := string([]rune(hard)[w.Start:w.End]); got != w.Text {
			t.Errorf("%q stands where %q should", got, w.Text)
		}
	}
	if instead["hypertension"] != "high blood pressure" || instead["pharmacological"] != "with medicine" {
		t.Errorf("everyday words: %v", instead)
	}
	if b.Longest == nil || b.Longest.Words < 30 {
		t.Errorf("the longest sentence: %+v", b.Longest)
	}
	if read(t, guard.Post, "Flu shots are here.").Grade != nil {
		t.Error("five words have a grade")
	}
}

func TestTone(t *testing.T) {
	for text, want := range map[string]string{
		"You were late, and that's not what happened. For the record, nobody else has complained.": "defensive",
		"How dare you. Shame on you.":                                                 "hostile",
		"Another frequent flyer with a search engine. You can't make this up!":        "mocking",
		"High blood pressure, the silent killer, will kill you before it's too late.": "alarmist",
		"Limited time special offer! Book now, spots are limited!!":                   "salesy",
		"Thank you for your kind words. Ask us anything; no question is silly.":       "warm",
		"The office is closed on Monday.":                                             "",
		"Do not panic. It is not terrifying.":                                         "",
		"Gracias. Estamos aquí para usted.":                                           "warm",
		"STOP IGNORING THIS NOW and read on, friends.":                                "alarmist",
	} {
		tone := read(t, guard.Post, text).Tone
		switch {
		case want == "" && len(tone) > 0, want != "" && (len(tone) == 0 || tone[0].Name != want):
			t.Errorf("%q: %+v, want %s", text, tone, want)
		}
		for _, tn := range tone {
			for _, e := range tn.Evidence {
				if got := string([]rune(text)[e.Start:e.End]); got != e.Text {
					t.Errorf("%q stands where %q should", got, e.Text)
				}
			}
		}
	}
}

func TestFine(t *testing.T) {
	g := newGuard(t)
	for _, c := range []struct {
		text string
		want []string // what: text
	}{
		{"Last week we saw a 62-year-old teacher who lives in Minnesota.", []string{"an age under 90: 62-year-old", "a state: Minnesota"}},
		{"Asthma and high blood pressure are common since 2019.", []string{"a condition: Asthma", "a condition: high blood pressure", "a year: 2019"}},
		{"My patient has asthma.", nil},
		{"We are open 8 to 5 at 14 Main Street, Duluth, MN 55802. Call 218-555-0100.", []string{
			"opening hours: 8 to 5", "a place of the practice, or of an event: 14 Main Street, Duluth, MN 55802", "a way to reach the practice: 218-555-0100"}},
		{"Dr. Lena Ortiz speaks on asthma.", []string{"a clinician or colleague in their role: Dr. Lena Ortiz", "a condition: asthma"}},
		{"A 93-year-old patient lives in New York City.", nil},
		{"Take 2 to 3 cups, 1990 calories.", nil},
	} {
		var got []string
		for _, f := range readings.FineIn(g.Check(draft(guard.Post, c.text))) {
			got = append(got, f.What+": "+f.Text)
			if f.Why == "" || f.Authority == "" {
				t.Errorf("%q is not explained", f.Text)
			}
			if at := string([]rune(c.text)[f.Start:f.End]); at != f.Text {
				t.Errorf("%q stands where %q should", at, f.Text)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if why := readings.FineIn(g.Check(draft(guard.Post, "A 62-year-old patient came in.")))[0].Why; !strings.Contains(why, "one person") {
		t.Errorf("an age in a story is fine without a word of caution: %q", why)
	}
}

// Whatever the text, what is quoted stands where it is said to stand.
func TestReadingsAreSound(t *testing.T) {
	g := newGuard(t)
	pieces := []string{"My patient", "Maria Lopez", "é", "👩", "cures", "hypertension", "You were late.", "!!", "silent killer", "last week", "in 2019", "Minnesota", "62-year-old", "8 to 5", "open",
		"\n", "\xff", "individuals", "STOP THIS NOW", "October 3, 2025", "asthma", "thank you", "Subsequently", ".", "New", "York", "City", "and", "the", "of"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), " ")
		d := draft(rapid.SampledFrom([]guard.Kind{guard.Post, guard.Reply, guard.SMS}).Draw(t, "kind"), text)
		r := g.Check(d)
		runes := []rune(r.Text)
		at := func(what, text string, start, end int) {
			if start < 0 || end > len(runes) || start >= end || string(runes[start:end]) != string([]rune(text)) {
				t.Fatalf("%s %q does not stand at %d-%d of %q", what, text, start, end, r.Text)
			}
		}
		all := readings.Of(d, r)
		if len(all.Matter) > 2 {
			t.Fatal("more than two matter most")
		}
		for _, m := range all.Matter {
			at("matter", m.Text, m.Start, m.End)
		}
		for _, tn := range all.Tone {
			for _, e := range tn.Evidence {
				at("evidence", e.Text, e.Start, e.End)
			}
		}
		if all.Grade != nil {
			for _, w := range all.Grade.Words {
				at("word", w.Text, w.Start, w.End)
			}
		}
		for _, f := range readings.FineIn(r) {
			at("fine", f.Text, f.Start, f.End)
		}
		for _, v := range all.Readers {
			if len(v.Says) == 0 || len(v.Says) > 3 {
				t.Fatal(fmt.Sprint(v.Who, " says ", len(v.Says), " sentences"))
			}
		}
	})
}
