package chart

import (
	"fmt"
	"html/template"
	"strings"
)

// Shares is one bar for each part of a whole, in percent, with a line where it should be. Callers style the classes
// ground, bar, aim and named.
type Shares struct {
	Title  string
	Shares []Share
}

// Share is one part.
type Share struct {
	Name    string
	Percent int
	Aim     int
	Said    string // in the tooltip and the words for those who cannot see it
}

const (
	shareWide  = 280
	shareHigh  = 34 // of a share with its name
	shareThick = 8  // of its bar
)

// SVG is the picture.
func (c Shares) SVG() template.HTML {
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="plot shares" viewBox="0 0 %d %d" role="img" aria-label="%s">`, shareWide, max(len(c.Shares)*shareHigh, 1), esc(c.Desc()))
	for i, v := range c.Shares {
		y := i * shareHigh
		fmt.Fprintf(&s, `<text class="named" x="0" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%d %%</text>`, y+12, esc(v.Name), shareWide, y+12, v.Percent)
		fmt.Fprintf(&s, `<rect class="ground" x="0" y="%d" width="%d" height="%d" rx="2"/>`, y+17, shareWide, shareThick)
		if w := across(v.Percent); w > 0 {
			fmt.Fprintf(&s, `<rect class="bar" x="0" y="%d" width="%d" height="%d" rx="2"><title>%s</title></rect>`, y+17, w, shareThick, esc(v.Said))
		}
		fmt.Fprintf(&s, `<line class="aim" x1="%d" x2="%[1]d" y1="%d" y2="%d"/>`, across(v.Aim), y+15, y+17+shareThick+2)
	}
	s.WriteString(`</svg>`)
	return template.HTML(s.String())
}

// across is where a percentage stands.
func across(percent int) int { return min(max(percent, 0), 100) * shareWide / 100 }

// Desc says in a sentence what the picture shows.
func (c Shares) Desc() string {
	parts := make([]string, 0, len(c.Shares))
	for _, v := range c.Shares {
		parts = append(parts, v.Name+": "+v.Said)
	}
	return c.Title + ". " + strings.Join(parts, "; ") + "."
}
