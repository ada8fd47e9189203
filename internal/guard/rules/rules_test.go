package rules_test

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/rules"
)

var today = civil.Date{Year: 2026, Month: time.November, Day: 22}

func embedded(t testing.TB) []rules.Pack {
	t.Helper()
	packs, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

func TestExamplesHold(t *testing.T) {
	for _, f := range rules.Try(embedded(t), today) {
		if !f.Stale {
			t.Errorf("%s: %s", f.Rule, f.Problem)
		}
	}
}

// What ships is broad and proven: many rules, every category, each with three texts that fire and three that do not.
func TestEmbeddedPacksAreBroad(t *testing.T) {
	have, total, myths := map[string]int{}, 0, 0
	for _, p := range embedded(t) {
		for _, r := range p.Rules {
			total++
			have[r.Category]++
			if strings.HasPrefix(r.ID, "myth.") {
				myths++
			}
			if len(r.Examples.Must) < 3 || len(r.Examples.MustNot) < 3 {
				t.Errorf("%s has %d examples that fire and %d that do not", r.ID, len(r.Examples.Must), len(r.Examples.MustNot))
			}
		}
	}
	for _, c := range rules.Categories() {
		if have[c] < 5 {
			t.Errorf("%d rules of category %s", have[c], c)
		}
	}
	if total < 250 || myths < 100 || have["boundary"] < 15 {
		t.Errorf("%d rules, %d of them about myths, %d on boundaries", total, myths, have["boundary"])
	}
	t.Logf("%d rules, %d about myths: %v", total, myths, have)
}

// A rule of one state is for practices there, and for those of whom nothing is known.
func TestStates(t *testing.T) {
	count := func(states ...string) (n int) {
		set, err := rules.NewSet(embedded(t), states...)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range set.Rules() {
			if r.Jurisdiction == "US-CA" {
				n++
			}
		}
		return n
	}
	if count() == 0 || count("MN", "CA") != count() || count("MN") != 0 {
		t.Errorf("rules of California: %d anywhere, %d in MN and CA, %d in MN", count(), count("MN", "CA"), count("MN"))
	}
}

// A pack says once what holds for all its rules, and uses the shared word lists.
func TestPackDefaults(t *testing.T) {
	short := strings.NewReplacer("authority = \"House policy\"\n", "", "jurisdiction = \"US\"\n", "", "checked_on = \"2026-11-22\"\n", "", "review_by = \"2027-11-22\"\n", "",
		`"bad {thing}"`, `"bad {supplement}|{thing}"`).Replace(rule)
	pack, err := rules.Parse([]byte("authority = \"Ours\"\njurisdiction = \"US-MN\"\nchecked_on = \"2026-11-22\"\nreview_by = \"2027-11-22\"\n" + head + short))
	if err != nil {
		t.Fatal(err)
	}
	if r := pack.Rules[0]; r.Authority != "Ours" || r.Jurisdiction != "US-MN" || r.ReviewBy.IsZero() {
		t.Errorf("got %+v", r)
	}
	if got := rules.Try([]rules.Pack{pack}, today); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}

// A finding is advice to a person: it says "may" or what is missing, and judges neither truth nor law.
func TestMessagesAreModest(t *testing.T) {
	for _, p := range embedded(t) {
		for _, r := range p.Rules {
			for _, word := range []string{"false", "illegal", "unlawful", "lie"} {
				if strings.Contains(" "+strings.ToLower(r.Message)+" ", " "+word+" ") {
					t.Errorf("%s says %q", r.ID, word)
				}
			}
			if !strings.HasSuffix(r.Message, ".") {
				t.Errorf("%s: the message is not a sentence", r.ID)
			}
		}
	}
}

const head = `
name = "Mine"
version = "1"
[words]
thing = ["thing"]
`

const rule = `
[[rule]]
id = "mine.a"
title = "A"
category = "fit"
severity = "warn"
check = "existence"
any = ["bad {thing}"]
message = "M."
authority = "House policy"
jurisdiction = "US"
checked_on = "2026-11-22"
review_by = "2027-11-22"
[rule.examples]
must = ["a bad thing"]
must_not = ["a good thing"]
`

func TestParseRefuses(t *testing.T) {
	if _, err := rules.Parse([]byte(head + rule)); err != nil {
		t.Fatalf("a whole pack: %v", err)
	}
	for name, pack := range map[string]string{
		"no TOML":               "=",
		"no name":               rule,
		"unknown key":           head + rule + "colour = 1\n",
		"rule twice":            head + rule + rule,
		"unknown category":      head + strings.Replace(rule, `"fit"`, `"taste"`, 1),
		"privacy without type":  head + strings.Replace(rule, `"fit"`, `"privacy"`, 1),
		"unknown severity":      head + strings.Replace(rule, `"warn"`, `"bad"`, 1),
		"unknown check":         head + strings.Replace(rule, `"existence"`, `"regexp"`, 1),
		"nothing to look for":   head + strings.Replace(rule, `any = ["bad {thing}"]`, "", 1),
		"unknown word list":     head + strings.Replace(rule, "{thing}", "{things}", 1),
		"begins with a gap":     head + strings.Replace(rule, "bad {thing}", "... bad", 1),
		"too many gaps":         head + strings.Replace(rule, "bad {thing}", "a ... b ... c ... d", 1),
		"empty word":            head + strings.Replace(rule, "bad {thing}", "bad|", 1),
		"not a date":            head + strings.Replace(rule, "2026-11-22", "22.11.2026", 1),
		"never checked":         head + strings.Replace(rule, `checked_on = "2026-11-22"`, "", 1),
		"without a bad example": head + strings.Replace(rule, `must = ["a bad thing"]`, "", 1),
	} {
		if _, err := rules.Parse([]byte(pack)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want an Invalid fault", name, err)
		}
	}
}

func TestTryReportsWhatDoesNotHold(t *testing.T) {
	pack, err := rules.Parse([]byte(head + strings.Replace(rule, "a bad thing", "all fine", 1)))
	if err != nil {
		t.Fatal(err)
	}
	got := rules.Try([]rules.Pack{pack}, today)
	if len(got) != 1 || got[0].Stale || got[0].Rule != "mine.a" {
		t.Errorf("got %+v", got)
	}
	if got := rules.Try([]rules.Pack{pack}, today.AddDays(400)); len(got) != 2 || !got[1].Stale {
		t.Errorf("400 days later: %+v, want a stale rule too", got)
	}
}

func TestEffectiveDates(t *testing.T) {
	r := rules.Rule{EffectiveFrom: rules.Day{Date: today}, EffectiveTo: rules.Day{Date: today.AddDays(1)}}
	for days, want := range map[int]bool{-1: false, 0: true, 1: true, 2: false} {
		if got := r.Valid(today.AddDays(days)); got != want {
			t.Errorf("%d days from the start: %v", days, got)
		}
	}
}

func TestIDsAreUniqueAcrossPacks(t *testing.T) {
	pack, err := rules.Parse([]byte(head + rule))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rules.NewSet([]rules.Pack{pack, pack}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want an Invalid fault", err)
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte(head + rule))
	f.Fuzz(func(t *testing.T, source []byte) {
		p, err := rules.Parse(source)
		if err != nil {
			return
		}
		if _, err := rules.NewSet([]rules.Pack{p}); err != nil {
			t.Errorf("a pack that parses does not compile: %v", err)
		}
		rules.Try([]rules.Pack{p}, today)
	})
}
