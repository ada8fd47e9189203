// Package chart draws small plots as SVG on the server. It promises a picture
// that scales, prints and says in words what it shows; callers style it by the
// classes bar, now, ahead and axis, and show Rows to those who cannot see it.
package chart

import (
	"fmt"
	"html/template"
	"strings"
)

// Bars is one bar for each day or other step.
type Bars struct {
	Title string
	Unit  string // "visits"
	Bars  []Bar
}

// Bar is one of them.
type Bar struct {
	Label string // "Mon, Nov 23", in the tooltip and the table
	Tick  string // under the axis; empty for most
	Value int
	Now   bool
	Ahead bool
}

// The picture's measures, in the SVG's own units.
const (
	slim, gap   = 14, 4
	broad       = 40 // a bar of a week, so that every day has room for its name
	tall        = 84
	left, below = 28, 18
)

// step is how far it is from bar to bar.
func (b Bars) step() int {
	if len(b.Bars) <= 10 {
		return broad
	}
	return slim
}

// SVG is the picture.
func (b Bars) SVG() template.HTML {
	top, step := ceiling(b.max()), b.step()
	w, h := left+len(b.Bars)*step, tall+below
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="plot" viewBox="0 -8 %d %d" role="img" aria-label="%s">`, w, h+8, esc(b.Desc()))
	for _, v := range []int{top, top / 2} {
		y := tall - v*tall/top
		fmt.Fprintf(&s, `<line class="axis" x1="%d" x2="%d" y1="%d" y2="%d"/>`, left, w, y, y)
		fmt.Fprintf(&s, `<text x="%d" y="%d" text-anchor="end">%d</text>`, left-6, y+4, v)
	}
	for i, bar := range b.Bars {
		x, tallness := left+i*step+gap/2, bar.Value*tall/top
		if bar.Value > 0 && tallness < 2 {
			tallness = 2
		}
		class := "bar"
		if bar.Ahead {
			class += " ahead"
		}
		if bar.Now {
			class += " now"
		}
		if tallness > 0 {
			fmt.Fprintf(&s, `<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="1.5"><title>%s: %d %s</title></rect>`,
				class, x, tall-tallness, step-gap, tallness, esc(bar.Label), bar.Value, esc(b.Unit))
		}
		if bar.Tick != "" {
			fmt.Fprintf(&s, `<text x="%d" y="%d" text-anchor="middle">%s</text>`, x+(step-gap)/2, h-2, esc(bar.Tick))
		}
	}
	fmt.Fprintf(&s, `<line class="axis" x1="%d" x2="%d" y1="%d" y2="%d"/></svg>`, left, w, tall, tall)
	return template.HTML(s.String())
}

// Desc says in a sentence what the picture shows.
func (b Bars) Desc() string {
	if len(b.Bars) == 0 {
		return b.Title + ": nothing yet."
	}
	sum, most := 0, b.Bars[0]
	for _, x := range b.Bars {
		sum += x.Value
		if x.Value > most.Value {
			most = x
		}
	}
	return fmt.Sprintf("%s, %s to %s: %d %s, the most on %s with %d.", b.Title,
		b.Bars[0].Label, b.Bars[len(b.Bars)-1].Label, sum, b.Unit, most.Label, most.Value)
}

func (b Bars) max() int {
	m := 0
	for _, x := range b.Bars {
		m = max(m, x.Value)
	}
	return m
}

// ceiling is the next round number that halves well.
func ceiling(n int) int {
	for size := 4; ; size *= 10 {
		for _, k := range []int{1, 2, 5} {
			if n <= size*k {
				return size * k
			}
		}
	}
}

func esc(s string) string { return template.HTMLEscapeString(s) }
