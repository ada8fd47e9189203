package chart

import (
	"fmt"
	"html/template"
	"strings"
)

// Cover is one column a day, filled from midnight at its top to midnight by who is there. Callers style the classes of
// the parts.
type Cover struct {
	Title string
	Days  []Day
}

// Day is one column.
type Day struct {
	Label string
	Tick  string
	Now   bool
	Parts []Part
}

// Part is a stretch of a day, in minutes after its midnight.
type Part struct {
	From, To int
	Text     string // who
	Class    string
}

const (
	wide    = 24  // of a day
	high    = 120 // of a day
	minutes = 24 * 60
)

// SVG is the picture.
func (c Cover) SVG() template.HTML {
	w := left + len(c.Days)*wide
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="plot cover" viewBox="-10 -8 %d %d" role="img" aria-label="%s">`, w+10, high+below+8, esc(c.Title))
	for _, h := range []int{0, 6, 12, 18, 24} {
		y := h * high / 24
		fmt.Fprintf(&s, `<text class="hour" x="%d" y="%d" text-anchor="end">%s</text>`, left-6, y+4, []string{"12 am", "6", "noon", "6", "12 am"}[h/6])
	}
	for i, d := range c.Days {
		x := left + i*wide
		for _, p := range d.Parts {
			y, tall := p.From*high/minutes, max((min(p.To, minutes)-p.From)*high/minutes, 1)
			fmt.Fprintf(&s, `<rect class="%s" x="%d" y="%d" width="%d" height="%d"><title>%s: %s</title></rect>`, esc(p.Class), x+2, y, wide-4, tall, esc(d.Label), esc(p.Text))
		}
		if d.Tick == "" {
			continue
		}
		class := ""
		if d.Now {
			class = ` class="now"`
		}
		fmt.Fprintf(&s, `<text%s x="%d" y="%d" text-anchor="middle">%s</text>`, class, x+wide/2, high+below-2, esc(d.Tick))
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}
