package guard

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"bedside/internal/guard/rules"
	"bedside/internal/guard/yardstick"
	"bedside/internal/testkit"
)

// labels says which of our types may cover a label. Where a label is not here, any type may.
var labels = map[string][]string{
	"NAME": {"NAME"}, "DATE": {"DATE"}, "EMAIL": {"EMAIL"}, "SSN": {"SSN"}, "URL": {"URL"},
	"PHONE": {"PHONE", "FAX"}, "GEO": {"GEO"}, "FACILITY": {"GEO"},
}

type labelledText struct {
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	Label string `json:"label"`
	Spans []struct {
		Start, End int
		Type, Text string
		HIPAA      string `json:"hipaa"`
	} `json:"spans"`
}

func readLabelled(t testing.TB, file string) []labelledText {
	t.Helper()
	return readRows[labelledText](t, file)
}

// readRows reads a file of the development data.
func readRows[T any](t testing.TB, file string) []T {
	t.Helper()
	f, err := os.Open(testkit.Data(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l T
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// TestMeasure prints how much of labelled text the detectors find: go test -run Measure -v.
// Set MEASURE_SHOW to a label, such as NAME or FALSE, to list what is missed or flagged without reason.
func TestMeasure(t *testing.T) {
	texts := append(readLabelled(t, "phi.jsonl"), readLabelled(t, "phi_es.jsonl")...)
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	type count struct{ all, any, whole, typed int }
	byKind := map[string]map[string]*count{}
	clean, flagged := map[string]int{}, map[string]int{}
	show := os.Getenv("MEASURE_SHOW")
	for _, l := range texts {
		covered := make([]bool, len([]rune(l.Text)))
		var spans []Finding
		for _, f := range g.Check(Draft{Kind: Post, Audience: Public, Channel: "site", Body: []Part{Literal(l.Text)}}).Findings {
			if f.Category == Privacy {
				spans = append(spans, f)
				for i := f.Start; i < f.End; i++ {
					covered[i] = true
				}
			}
		}
		identifiers := 0
		for _, s := range l.Spans {
			if strings.HasPrefix(s.HIPAA, "-") || s.HIPAA == "" && yardstick.MayStay(s.Type) {
				continue
			}
			identifiers++
			if byKind[l.Kind] == nil {
				byKind[l.Kind] = map[string]*count{}
			}
			for _, key := range []string{s.Type, "all"} {
				c := byKind[l.Kind][key]
				if c == nil {
					c = &count{}
					byKind[l.Kind][key] = c
				}
				hit, whole := 0, true
				for i, r := range []rune(l.Text)[s.Start:s.End] {
					if covered[s.Start+i] {
						hit++
					} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
						whole = false
					}
				}
				c.all++
				if hit > 0 {
					c.any++
				}
				if whole {
					c.whole++
				}
				if slices.ContainsFunc(spans, func(f Finding) bool {
					return f.Start < s.End && s.Start < f.End && (labels[s.Type] == nil || slices.Contains(labels[s.Type], f.Type))
				}) {
					c.typed++
				}
				if key == show && !whole {
					t.Logf("missed %s %q in %q", s.Type, s.Text, l.Text)
				}
			}
		}
		if identifiers == 0 {
			clean[l.Kind]++
			if len(spans) > 0 {
				flagged[l.Kind]++
				if show == "FALSE" {
					t.Logf("flagged %s %q in %q", spans[0].Type, spans[0].Text, l.Text)
				}
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		t.Logf("%s", kind)
		for _, typ := range slices.Sorted(maps.Keys(byKind[kind])) {
			c := byKind[kind][typ]
			t.Logf("  %-10s %5d  any %.3f  whole %.3f  right type %.3f", typ, c.all, ratio(c.any, c.all), ratio(c.whole, c.all), ratio(c.typed, c.all))
		}
	}
	for kind, n := range clean {
		t.Logf("%s without identifiers: %d of %d flagged (%.3f)", kind, flagged[kind], n, ratio(flagged[kind], n))
	}
}

// TestMeasureFalseAlarms prints which rules and identifiers are reported on statements that are true, and on social
// posts: a rule that fires often there fires without reason. Claim and advice rules may block 1 % of what is true.
func TestMeasureFalseAlarms(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"claims.jsonl", "social_names.jsonl"} {
		texts := readLabelled(t, file)
		verdicts, byRule := map[Verdict]int{}, map[string]int{}
		trueOnes, blocked := 0, 0
		for _, l := range texts {
			r := g.Check(Draft{Kind: Post, Audience: Public, Channel: "site", Body: []Part{Literal(l.Text)}})
			verdicts[r.Verdict]++
			if l.Label == "true" {
				trueOnes++
				if slices.ContainsFunc(r.Findings, func(f Finding) bool {
					return f.Severity == rules.Block && (f.Category == "claim" || f.Category == "advice")
				}) {
					blocked++
				}
			}
			for _, f := range r.Findings {
				byRule[fmt.Sprint(f.Severity, " ", f.Rule)]++
			}
		}
		t.Logf("%s: %d texts, %v, %v", file, len(texts), verdicts, byRule)
		t.Logf("%s: %d of %d true statements are blocked as claims or advice", file, blocked, trueOnes)
		if 100*blocked > trueOnes {
			t.Errorf("%d of %d true statements are blocked as claims or advice", blocked, trueOnes)
		}
	}
}

func ratio(a, b int) float64 { return float64(a) / float64(max(1, b)) }
