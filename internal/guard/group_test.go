package guard_test

import (
	"strings"
	"testing"

	"bedside/internal/guard"
	"bedside/internal/guard/reident"
	"bedside/internal/guard/rules"
)

// inBatavia is a practice in a county of about 58,000 people.
var inBatavia = guard.Own{States: []string{"NY"}, Practice: reident.Practice{Towns: []reident.Town{{Name: "Batavia", State: "NY"}}}}

// groupFindings are the words of the findings on how few people fit, with their severity.
func groupFindings(r guard.Report) (out []string) {
	for _, f := range r.Findings {
		if f.Rule == guard.GroupRule {
			out = append(out, string(f.Severity)+" "+f.Text)
		}
	}
	return out
}

func TestGroup(t *testing.T) {
	unknown := guard.Own{}
	for _, c := range []struct {
		text      string
		own       guard.Own
		low, high int // 0 for no group at all
		to        reident.Observer
		worst     rules.Severity // "" for no finding
	}{
		{"A 71-year-old dairy farmer from Elba, NY, was seen last Tuesday.", unknown, 1, 2, reident.ToReader, rules.Block},
		{"A woman in her 60s with high blood pressure told me this.", inBatavia, 1000, 4000, reident.ToReader, ""},
		{"Last week a woman in her 60s with high blood pressure told me this.", inBatavia, 3, 20, reident.ToInsider, rules.Warn},
		{"My patient is a nurse in her 40s who had breast cancer.", inBatavia, 1, 5, reident.ToReader, rules.Block},
		{"My patient from Ohio is a nurse in her 40s who had breast cancer.", unknown, 80, 600, reident.ToReader, ""},
		{"My patient, a truck driver in his 50s with diabetes, walked a mile.", inBatavia, 3, 90, reident.ToReader, rules.Warn},
		{"She was the first patient in the state to get the device.", inBatavia, 1, 1, reident.ToReader, rules.Warn},
		{"My patient was the first person in the state to get the device.", inBatavia, 1, 1, reident.ToReader, rules.Block},
		{"A 34-year-old man with ALS has asked what to expect.", unknown, 1, 200, reident.ToReader, ""},
		{"A 9-year-old in Batavia, NY, died of measles, officials said.", unknown, 1, 2, reident.ToReader, rules.Warn},
		{"Women over 60 with high blood pressure should walk each day.", inBatavia, 0, 0, "", ""},
		{"Our flu clinic is on Saturday in Elba, NY.", inBatavia, 0, 0, "", ""},
	} {
		r := newGuard(t, c.own).Check(post(c.text))
		if r.Group == nil {
			if c.low != 0 {
				t.Errorf("%q describes nobody", c.text)
			}
			continue
		}
		if r.Group.Low != c.low || r.Group.High > 2*c.high || 2*r.Group.High < c.high || r.Group.For != c.to {
			t.Errorf("%q: %d to %d for a %s, want %d to about %d for a %s", c.text, r.Group.Low, r.Group.High, r.Group.For, c.low, c.high, c.to)
		}
		found := groupFindings(r)
		if c.worst == "" && len(found) > 0 || c.worst != "" && (len(found) == 0 || !strings.HasPrefix(found[0], string(c.worst))) {
			t.Errorf("%q: %q, want %s", c.text, found, c.worst)
		}
	}
}

// The first finding of a description explains itself: how many people fit, for whom, why, and what it does not promise.
func TestGroupMessage(t *testing.T) {
	r := newGuard(t, inBatavia).Check(post("Last Tuesday I saw a 71-year-old dairy farmer from Elba, NY."))
	var all strings.Builder
	for _, f := range r.Findings {
		if f.Rule == guard.GroupRule {
			if f.Category != guard.Privacy || f.Type == "" || f.Authority == "" || f.Fix == nil {
				t.Errorf("%+v", f)
			}
			all.WriteString(f.Message)
		}
	}
	for _, want := range []string{"between 1 and 2 people", "“dairy farmer”", "knows who was seen then", "no de-identification"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is not in %s", want, all.String())
		}
	}
	if !strings.Contains(r.Group.Message(), "Counted: ") {
		t.Error(r.Group.Message())
	}
}

func TestNoGroupForOthersThanThePublic(t *testing.T) {
	g := newGuard(t, inBatavia)
	for _, a := range []guard.Audience{guard.Patient, guard.Staff} {
		d := post("My patient, a 71-year-old dairy farmer from Elba, was seen last Tuesday.")
		d.Kind, d.Audience, d.Recipient = guard.Chat, a, "cp-1"
		if r := g.Check(d); r.Group != nil || len(groupFindings(r)) > 0 {
			t.Errorf("for %s: %+v", a, r.Group)
		}
	}
}

func TestGroupThresholdIsASetting(t *testing.T) {
	text := "My patient is a woman in her 60s with high blood pressure."
	for least, want := range map[int]guard.Verdict{0: guard.Clear, 11: guard.Clear, 10_000: guard.Block} {
		own := inBatavia
		own.Practice.Readers = least
		if r := newGuard(t, own).Check(post(text)); r.Verdict != want {
			t.Errorf("at least %d: %s, want %s", least, r.Verdict, want)
		}
	}
}

// The rewrite says it less exactly, in a sentence that stays one, and what is left is a group of enough people.
func TestRedactBlurs(t *testing.T) {
	g := newGuard(t, inBatavia)
	for text, want := range map[string]string{
		"I saw an 88-year-old beekeeper with gout last week.":      "I saw a senior worker with gout recently.",
		"My patient is a nurse in her 40s who had breast cancer.":  "My patient is a health worker in her 40s who had breast cancer.",
		"I met a man in his 70s with ALS.":                         "I met a man in his 70s with a health condition.",
		"A 19-year-old roofer came to us with testicular cancer.":  "A younger roofer came to us with cancer.",
		"We treated the mayor for gout.":                           "We treated the community leader for gout.",
		"A woman in her 60s with high blood pressure told me why.": "A woman in her 60s with high blood pressure told me why.",
	} {
		got := g.Redact(post(text))
		if got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
		if found := groupFindings(g.Check(post(got))); len(found) > 0 {
			t.Errorf("%q is left: %q", got, found)
		}
	}
}
