package guard

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/guard/lift"
	"bedside/internal/guard/rules"
)

// lifted writes a proposal as testdata/lift.txt lists them: the text, "? " before what a person writes anew, and what
// was dropped.
func lifted(p lift.Proposal) string {
	var b strings.Builder
	b.WriteString(p.Text + "\n")
	for _, s := range p.Anew {
		fmt.Fprintf(&b, "? %s\n", s.Text)
	}
	var dropped []string
	for _, d := range p.Dropped {
		dropped = append(dropped, d.What+" "+d.Text)
	}
	fmt.Fprintf(&b, "- %s", strings.Join(dropped, "; "))
	return b.String()
}

func TestLift(t *testing.T) {
	b, err := os.ReadFile("testdata/lift.txt")
	if err != nil {
		t.Fatal(err)
	}
	g := redactor(t)
	stories := strings.Split(strings.TrimSpace(string(b)), "\n---\n")
	for _, c := range stories {
		before, after, ok := strings.Cut(c, "\n=>\n")
		if !ok {
			t.Fatalf("no => in %q", c)
		}
		if got := lifted(g.Lift(public(before))); strings.TrimSpace(got) != strings.TrimSpace(after) {
			t.Errorf("%s\ngot  %s\nwant %s", before, got, after)
		}
	}
	if len(stories) < 60 {
		t.Errorf("only %d stories", len(stories))
	}
}

// soundLift says what is wrong with the lift of a draft, whatever its text.
func soundLift(g *Guard, d Draft) string {
	text, _, _ := d.render()
	p := g.Lift(d)
	again := d
	again.Title, again.Body = nil, []Part{Literal(p.Text)}
	for _, f := range g.Check(again).Findings {
		if f.Category == Privacy && f.Severity == rules.Block {
			return "what blocks is left: " + f.Type + " " + f.Text + " in " + p.Text
		}
	}
	points := []rune(text)
	for _, s := range p.Anew {
		if s.Why == "" || s.End > len(points) || strings.ToValidUTF8(string(points[s.Start:s.End]), "\ufffd") != strings.ToValidUTF8(s.Text, "\ufffd") {
			return fmt.Sprintf("a sentence to write anew is not where it says: %q", s.Text)
		}
	}
	for _, dropped := range p.Dropped {
		if dropped.What == "" || dropped.Why == "" || dropped.Text == "" {
			return "something was dropped without a reason"
		}
	}
	if !p.Changed && p.Text != text {
		return "a text without a story changed"
	}
	return ""
}

func TestLiftOfDevelopmentData(t *testing.T) {
	g := redactor(t)
	eachText(t, func(t *testing.T, text string) string { return soundLift(g, public(text)) })
}

func TestLiftOfAnything(t *testing.T) {
	g := redactor(t)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(storyPieces, "has asthma", "Call 911.", "You should wash your hands.", "It can be treated.", "with a rash", "because")), 0, 30).Draw(t, "pieces"), " ")
		if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
			text = rapid.String().Draw(t, "text")
		}
		if wrong := soundLift(g, public(text)); wrong != "" {
			t.Fatal(wrong)
		}
	})
}

// Nothing that names, places or dates the person is left in the text that is proposed.
func TestLiftLeavesNothingOfWhatItDropped(t *testing.T) {
	b, err := os.ReadFile("testdata/lift.txt")
	if err != nil {
		t.Fatal(err)
	}
	g := redactor(t)
	for _, c := range strings.Split(strings.TrimSpace(string(b)), "\n---\n") {
		before, _, _ := strings.Cut(c, "\n=>\n")
		p := g.Lift(public(before))
		for _, d := range p.Dropped {
			switch d.What {
			case "a name", "a place", "a date", "an age", "a number or an address":
				if strings.Contains(p.Text, d.Text) {
					t.Errorf("%s %q is left in %q", d.What, d.Text, p.Text)
				}
			}
		}
	}
}
