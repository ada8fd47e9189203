package guard

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/guard/rules"
)

// apply puts a fix into the text that was read.
func apply(text string, f *Fix) string {
	points := []rune(text)
	out, at := "", 0
	for _, e := range f.Edits {
		out += string(points[at:e.Start]) + e.Text
		at = e.End
	}
	return out + string(points[at:])
}

// oneByOne takes the first fix that a text has until it has none.
func oneByOne(g *Guard, d Draft) string {
	text, _, _ := d.render()
	for range 100 {
		d.Body = []Part{Literal(text)}
		r := g.Check(d)
		next := text
		for _, f := range r.Fixes() {
			if f != nil {
				next = apply(text, f)
				break
			}
		}
		if next == text {
			break
		}
		text = next
	}
	return text
}

// Every fix of a story, one after the other: nothing that blocks for privacy is left, and nobody bears two labels.
func TestFixesOneByOne(t *testing.T) {
	g := redactor(t)
	for before, after := range map[string]string{
		"Dr. Patel and Dr. Wong operated on my patient Tom Reilly. Dr. Patel told us that the March 5 surgery went well.":      "The doctor and another doctor operated on my patient. The doctor told us that the surgery went well.",
		"Maria Lopez had surgery with Mr. Robert Hayes watching. Maria Lopez did well, and Robert Hayes fainted.":              "The patient had surgery with another person watching. The patient did well, and another person fainted.",
		"My patient Bob Reyes came back. Bob's hands hurt less, and Reyes can knit.":                                           "My patient came back. The patient's hands hurt less, and the patient can knit.",
		"\"We were worried,\" said his wife, Carol Hughes, after the surgery. Carol Hughes drove my patient home.":             "\"We were worried,\" said his wife after the surgery. His wife drove my patient home.",
		"My patient lives in Cloquet. She moved to Cloquet from New York City in March 2019.":                                  "My patient lives in the area. She moved to the area from another place in 2019.",
		"A man named Carl Fox lives at 12 North Elm St., Apt 3B, Duluth, MN 55802. Carl Fox walks with a cane.":                "A man lives in Minnesota. The man walks with a cane.",
		"My patient was in the ICU from March 3 to March 9, 2024.":                                                             "My patient was in the ICU in 2024.",
		"I saw a 93-year-old woman with a rash.":                                                                               "I saw a 90-or-older woman with a rash.",
		"My patient's SSN is 123-45-6789 and her MRN: CH-12345.":                                                               "My patient's SSN is withheld and her MRN: [record number].",
		"Mi paciente María González vino el 3 de octubre de 2026. Su esposo Pedro llamó el 4 de octubre. Pedro está contento.": "Mi paciente vino en 2026. Su esposo llamó hace poco. Su esposo está contento.",
	} {
		if got := oneByOne(g, public(before)); got != after {
			t.Errorf("%s\ngot  %s\nwant %s", before, got, after)
		}
	}
}

// All fixes of a draft together are one pass of the rewrite, and each of them is sound by itself.
func TestFixesAreTheRewrite(t *testing.T) {
	g := redactor(t)
	readable := slices.DeleteFunc(slices.Clone(storyPieces), func(s string) bool { return !utf8.ValidString(s) }) // edits count code points
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(readable), 0, 30).Draw(t, "pieces"), " ")
		r := g.Check(public(text))
		var all []Edit
		mended := map[Edit]bool{}
		for i, f := range r.Fixes() {
			if f == nil {
				continue
			}
			if r.Findings[i].Fix == nil {
				t.Fatalf("a fix for %q, which has none", r.Findings[i].Text)
			}
			for _, e := range f.Edits {
				if !mended[e] {
					mended[e] = true
					all = append(all, e)
				}
			}
		}
		slices.SortFunc(all, func(a, b Edit) int { return a.Start - b.Start })
		if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Fix == nil && f.Category == Privacy && f.Severity == rules.Block }) {
			return // its sentence goes, which is not offered by itself
		}
		if got, want := apply(text, &Fix{Edits: all}), r.rewrite(false); got != want && want != removed {
			t.Fatalf("%q\nfixes   %q\nrewrite %q", text, got, want)
		}
	})
}

func TestFixesSay(t *testing.T) {
	g := redactor(t)
	for text, want := range map[string][]string{
		"Hi Maria, thank you for the note. Your patient care team": {""},
		"My patient Maria Lopez came on March 5, 2023.":            {"", "in 2023"},
		"I saw a 93-year-old man with a rash.":                     {"a 90-or-older"},
		"I treated James Whitaker. James' knee is better.":         {"the patient", "The patient's"},
		"Come prior to your visit.":                                {"before"},
		"An individual came in.":                                   nil,
	} {
		var says []string
		r := g.Check(public(text))
		for _, f := range r.Fixes() {
			if f != nil {
				says = append(says, f.Says)
			}
		}
		if !slices.Equal(says, want) {
			t.Errorf("%s: %q, want %q", text, says, want)
		}
	}
}
