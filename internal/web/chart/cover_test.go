package chart

import (
	"strings"
	"testing"
)

// TestCover: a part is as tall as it lasts, the shortest can still be seen, one past midnight ends there, and names are
// escaped.
func TestCover(t *testing.T) {
	svg := string(Cover{Title: "Two days", Days: []Day{
		{Label: "Mon", Tick: "Nov 23", Now: true, Parts: []Part{{From: 0, To: 720, Text: "A <b>", Class: "by-shift"}, {From: 720, To: 2000, Text: "B", Class: "by-nobody"}}},
		{Label: "Tue", Parts: []Part{{From: 100, To: 101, Text: "C", Class: "by-fallback"}}},
	}}.SVG())
	for _, want := range []string{
		`aria-label="Two days"`, `class="by-shift" x="30" y="0" width="20" height="60"><title>Mon: A &lt;b&gt;</title>`, `class="by-nobody" x="30" y="60" width="20" height="60"`, `class="by-fallback" x="54" y="8" width="20" height="1"`,
		`class="now"`, `>Nov 23</text>`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %s:\n%s", want, svg)
		}
	}
	if n := strings.Count(svg, "<rect"); n != 3 {
		t.Errorf("%d parts of 3 are drawn", n)
	}
}
