package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bedside/internal/web/chart"
	"bedside/internal/web/static"
	"bedside/internal/web/templates"
	"bedside/internal/web/view"
)

// funcs is all that templates can call.
var funcs = template.FuncMap{
	"static":  static.Path,
	"icon":    func(name string, more ...string) template.HTML { return icon("icon", name, more) },
	"icon_s":  func(name string, more ...string) template.HTML { return icon("icon-s", name, more) },
	"field":   field,
	"pick":    pick,
	"tick":    tick,
	"plot":    plot,
	"plotted": plotted,
	"cover":   cover,
	"mix":     mix,
	"ranges":  ranges,
	"tone":    tone,
	"tel":     tel,
	"date":    func(born string) string { return strings.TrimPrefix(born, "born ") },
	"inc":     func(i int) int { return i + 1 },
}

// tel makes the address of a phone number: html/template trusts no scheme but
// http and mailto, so only digits and a plus come through.
func tel(number string) template.URL {
	return template.URL("tel:" + strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number))
}

// drawn are the names in the sprite.
var drawn = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	b, _ := templates.FS.ReadFile("parts/sprite.html")
	for _, part := range strings.Split(string(b), `<symbol id="i-`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		names[name] = true
	}
	return names
})

// icon draws one icon of the sprite, and the one for "info" where a name is
// not in it.
func icon(size, name string, more []string) template.HTML {
	if !drawn()[name] {
		name = "info"
	}
	class := size
	if len(more) > 0 && more[0] != "" {
		class += " " + more[0]
	}
	return template.HTML(fmt.Sprintf(`<svg class="%s" aria-hidden="true"><use href="#i-%s"/></svg>`,
		template.HTMLEscapeString(class), template.HTMLEscapeString(name)))
}

// tone is the icon of a notice.
func tone(t view.Tone) string {
	switch t {
	case view.Stop:
		return "octagon-alert"
	case view.Caution:
		return "triangle-alert"
	case view.Good:
		return "circle-check"
	}
	return "info"
}

// input is what the templates "field", "select", "radios" and "checks" draw.
type input struct {
	Label, Name, ID, Value, Error, Hint   string
	Type, Autocomplete, Mode, Size, Class string
	Min, Optional                         string
	Rows                                  int
	Need, Quiet, Search, Flow             bool
	Choices                               []view.Choice
}

// field makes an input of a view.Field. Options: type= auto= mode= hint= size=
// (short, mid) rows= min= id= and the words need, optional (or optional= with what stands behind the label), quiet (label only
// for screen readers), search (the key "/" goes there).
func field(label, name string, f view.Field, opts ...string) (input, error) {
	in := input{Label: label, Name: name, ID: "f-" + name, Value: f.Value, Error: f.Error, Type: "text"}
	return in, in.set(opts)
}

// pick makes an input of choices; options as in field, and flow (side by side).
func pick(label, name string, c []view.Choice, opts ...string) (input, error) {
	in := input{Label: label, Name: name, ID: "f-" + name, Choices: c}
	return in, in.set(opts)
}

func (in *input) set(opts []string) error {
	for _, o := range opts {
		k, v, _ := strings.Cut(o, "=")
		switch k {
		case "type":
			in.Type = v
		case "auto":
			in.Autocomplete = v
		case "mode":
			in.Mode = v
		case "hint":
			in.Hint = v
		case "size":
			in.Size = v
		case "min":
			in.Min = v
		case "id":
			in.ID = v
		case "error":
			in.Error = v
		case "rows":
			n, err := strconv.Atoi(v)
			if err != nil {
				return fmt.Errorf("rows: %w", err)
			}
			in.Rows = n
		case "need":
			in.Need = true
		case "optional":
			in.Optional = cmp.Or(v, "if you like")
		case "quiet":
			in.Quiet = true
		case "search":
			in.Search = true
		case "flow":
			in.Flow = true
		default:
			return fmt.Errorf("field %s: no option %q", in.Name, o)
		}
	}
	return nil
}

// box is one checkbox with its words.
type box struct {
	Label, Name, Hint string
	On                bool
}

func tick(label, name string, on bool, hint ...string) box {
	return box{label, name, strings.Join(hint, " "), on}
}

// plot draws the visits per day.
func plot(days []view.DayCount) chart.Bars {
	return plotted("Visits per day", "visits", days)
}

// plotted draws a count for each day.
func plotted(title, unit string, days []view.DayCount) chart.Bars {
	bars := make([]chart.Bar, 0, len(days))
	for _, d := range days {
		bars = append(bars, chart.Bar{Label: d.Label, Tick: d.Tick, Value: d.Count, Now: d.Now, Ahead: d.Ahead})
	}
	return chart.Bars{Title: title, Unit: unit, Bars: slices.Clip(bars)}
}

// mix draws what kinds of posts were published.
func mix(shares []view.PostShare) chart.Shares {
	c := chart.Shares{Title: "Kinds of posts, in percent"}
	for _, s := range shares {
		c.Shares = append(c.Shares, chart.Share{Name: s.Kind, Percent: s.Percent, Aim: s.Aim, Said: fmt.Sprintf("%d percent, %d posts, aim %d percent", s.Percent, s.Posts, s.Aim)})
	}
	return c
}

// ranges draws what messages did.
func ranges(rows []view.EffectRow) chart.Ranges {
	c := chart.Ranges{Title: "How many more came with the message"}
	for _, r := range rows {
		c.Ranges = append(c.Ranges, chart.Range{Name: r.Kind, Low: r.Low, Is: r.Is, High: r.High, Said: r.Said})
	}
	return c
}

// cover draws who is on call in the next weeks.
func cover(days []view.DutyDay) template.HTML {
	c := chart.Cover{Title: "Who is on call, day by day. What is missing stands in the table below."}
	for _, d := range days {
		day := chart.Day{Label: d.Label, Tick: d.Tick, Now: d.Now}
		for _, p := range d.Parts {
			day.Parts = append(day.Parts, chart.Part{From: p.From, To: p.To, Text: p.Who, Class: p.Class})
		}
		c.Days = append(c.Days, day)
	}
	return c.SVG()
}
