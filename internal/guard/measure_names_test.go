package guard

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
)

// TestMeasureNames prints how well names are found in real social posts and in clinical texts of two languages:
// go test -run MeasureNames -v. A labelled name is touched where a NAME overlaps it, whole where every letter is covered.
// A flagged span is false where it overlaps no labelled name; its share is of all flagged spans. The same is told for
// documents: flagged of those without names. Set MEASURE_SHOW to NAME or FALSE to list what is missed or flagged without
// reason.
func TestMeasureNames(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"social_names.jsonl", "phi.jsonl", "phi_es.jsonl"} {
		t.Run(file, func(t *testing.T) { measureNames(t, g, file) })
	}
}

func measureNames(t *testing.T, g *Guard, file string) {
	show := os.Getenv("MEASURE_SHOW")
	var names, touched, whole, spans, wrong, clean, flagged int
	for _, l := range readLabelled(t, file) {
		text := []rune(l.Text)
		covered := make([]bool, len(text))
		var found []Finding
		for _, f := range g.Check(Draft{Kind: Post, Audience: Public, Channel: "site", Body: []Part{Literal(l.Text)}}).Findings {
			if f.Type == "NAME" {
				found = append(found, f)
				for i := f.Start; i < f.End; i++ {
					covered[i] = true
				}
			}
		}
		labelled := make([]bool, len(text))
		before := names
		for _, s := range l.Spans {
			if s.Type != "NAME" || strings.HasPrefix(s.HIPAA, "-") {
				continue
			}
			names++
			any, all := false, true
			for i := s.Start; i < s.End; i++ {
				labelled[i] = true
				any = any || covered[i]
				all = all && (covered[i] || !unicode.IsLetter(text[i]))
			}
			if any {
				touched++
			}
			if !all && show == "NAME" {
				t.Logf("missed %q in %q", s.Text, l.Text)
			}
			if all {
				whole++
			}
		}
		for _, f := range found {
			spans++
			real := false
			for i := f.Start; i < f.End; i++ {
				real = real || labelled[i]
			}
			if !real {
				wrong++
				if show == "FALSE" {
					t.Logf("flagged %q in %q", f.Text, l.Text)
				}
			}
		}
		if names == before {
			clean++
			if len(found) > 0 {
				flagged++
			}
		}
	}
	t.Logf("%d names: touched %.3f, whole %.3f; %d of %d flagged spans are no names (%.3f); %d of %d documents without names flagged (%.3f)",
		names, ratio(touched, names), ratio(whole, names), wrong, spans, ratio(wrong, spans), flagged, clean, ratio(flagged, clean))
}
