package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Ranges is one line for each figure that is known only within an interval, around a line at nothing. Callers style the
// classes ground, zero, range, point and named.
type Ranges struct {
	Title  string
	Ranges []Range
}

// Range is a figure and the interval in which it may lie, in points.
type Range struct {
	Name          string
	Low, Is, High float64
	Said          string // beside it, and in the words for those who cannot see it
}

const (
	rangeWide = 760
	rangeHigh = 56 // of a range with its name
)

// SVG is the picture.
func (c Ranges) SVG() template.HTML {
	edge := 5.0
	for _, r := range c.Ranges {
		edge = max(edge, math.Abs(r.Low), math.Abs(r.High))
	}
	edge = math.Ceil(edge/5) * 5
	at := func(v float64) float64 { return 8 + (v+edge)/(2*edge)*(rangeWide-16) }
	var s strings.Builder
	high := max(len(c.Ranges)*rangeHigh, 1) + 18
	fmt.Fprintf(&s, `<svg class="plot ranges" viewBox="0 0 %d %d" role="img" aria-label="%s">`, rangeWide, high, esc(c.Desc()))
	fmt.Fprintf(&s, `<line class="zero" x1="%.1f" x2="%.1f" y1="0" y2="%d"/>`, at(0), at(0), high-16)
	for i, r := range c.Ranges {
		y := i * rangeHigh
		fmt.Fprintf(&s, `<text class="named" x="0" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text>`, y+20, esc(r.Name), rangeWide, y+20, esc(r.Said))
		fmt.Fprintf(&s, `<line class="range" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/><circle class="point" cx="%.1f" cy="%d" r="4"/>`, at(r.Low), at(r.High), y+36, y+36, at(r.Is), y+36)
	}
	fmt.Fprintf(&s, `<text x="0" y="%d">%.0f</text><text x="%.1f" y="%d" text-anchor="middle">0</text><text x="%d" y="%d" text-anchor="end">+%.0f points</text></svg>`,
		high-4, -edge, at(0), high-4, rangeWide, high-4, edge)
	return template.HTML(s.String())
}

// Desc says in a sentence what the picture shows.
func (c Ranges) Desc() string {
	parts := make([]string, 0, len(c.Ranges))
	for _, r := range c.Ranges {
		parts = append(parts, r.Name+": "+r.Said)
	}
	return c.Title + ". " + strings.Join(parts, "; ") + "."
}
