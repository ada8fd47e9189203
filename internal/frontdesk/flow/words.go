package flow

import (
	"fmt"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/phi"
)

// kinds are the placeholders of the wording and what the guard is told that each is.
var kinds = map[string]inbox.PieceKind{
	"when": inbox.VisitTime, "to": inbox.VisitTime, "day": inbox.VisitTime, "other": inbox.VisitTime, "times": inbox.VisitTime,
	"from": inbox.VisitTime, "date": inbox.VisitTime, "clock": inbox.VisitTime, "month": inbox.VisitTime,
	"provider": inbox.ProviderName, "place": inbox.Place, "address": inbox.Place, "service": inbox.ServiceName,
	"practice": inbox.PracticeName, "phone": inbox.PracticePhone, "name": inbox.FullName,
	"one": inbox.Literal, "two": inbox.Literal, "another": inbox.ServiceName, "spelled": inbox.FullName,
	"n": inbox.Literal, "text": inbox.Literal, "source": inbox.Literal,
	"offers": "", "list": "", "with": "", "where": "", "days": "", // made of pieces themselves
}

// Args fill the placeholders of a wording: a string, or pieces.
type Args map[string]any

// Wording is everything that is said in one language.
type Wording struct {
	Say      map[string]string `toml:"say"`
	State    map[string]string `toml:"state"` // for staff
	Calendar Calendar          `toml:"calendar"`
}

// Calendar is how days and times are said.
type Calendar struct {
	Days     []string          `toml:"days"`
	Months   []string          `toml:"months"`
	Date     string            `toml:"date"`
	Birth    string            `toml:"birth"` // a date with its year
	At       string            `toml:"at"`
	AtOne    string            `toml:"at_one"` // at one o'clock, where that is said otherwise
	AM       string            `toml:"am"`
	PM       string            `toml:"pm"`
	Ordinals []string          `toml:"ordinals"`
	Zones    map[string]string `toml:"zones"`
}

// line returns the wording of a key on a channel.
func (w *Wording) line(key, channel string) (string, bool) {
	if s, ok := w.Say[key+"@"+channel]; ok {
		return s, true
	}
	s, ok := w.Say[key]
	return s, ok
}

// cut splits a line into literal text and placeholders; the placeholders are at odd places.
func cut(line string) ([]string, error) {
	var parts []string
	for {
		before, rest, found := strings.Cut(line, "{")
		parts = append(parts, before)
		if !found {
			return parts, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if _, known := kinds[name]; !known || !closed {
			return nil, fault.New(fault.Invalid, "flow.cut", fmt.Sprintf("No placeholder {%s} is known.", name))
		}
		parts, line = append(parts, name), after
	}
}

// pieces fills a line. A placeholder without an argument stays empty.
func pieces(line string, args Args) []inbox.Piece {
	parts, err := cut(line)
	if err != nil {
		return nil // Load has read every line
	}
	var all []inbox.Piece
	for i, part := range parts {
		if i%2 == 0 {
			if n := len(all); n > 0 && strings.HasSuffix(all[n-1].Text.Reveal(), ".") {
				part = strings.TrimPrefix(part, ".") // after "p. m."
			}
			all = add(all, inbox.Literal, part)
			continue
		}
		switch v := args[part].(type) {
		case string:
			all = add(all, kinds[part], v)
		case []inbox.Piece:
			all = append(all, v...)
		}
	}
	return all
}

func add(all []inbox.Piece, kind inbox.PieceKind, text string) []inbox.Piece {
	if text == "" {
		return all
	}
	return append(all, inbox.Piece{Kind: kind, Text: phi.NewText(text)})
}

// Text is the pieces as they are read.
func Text(all []inbox.Piece) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.Text.Reveal())
	}
	return b.String()
}

func put(line string, fill ...string) string { return strings.NewReplacer(fill...).Replace(line) }

// day says a date without its year.
func (c *Calendar) day(d civil.Date) string {
	return put(c.Date, "{day}", c.Days[d.Weekday()], "{month}", c.Months[d.Month-1], "{n}", fmt.Sprint(d.Day))
}

// birth says a date with its year.
func (c *Calendar) birth(d civil.Date) string {
	return put(c.Birth, "{month}", c.Months[d.Month-1], "{n}", fmt.Sprint(d.Day), "{year}", fmt.Sprint(d.Year))
}

// clock says a time of day: "2:20 pm".
func (c *Calendar) clock(k civil.Clock) string {
	number, _, _ := strings.Cut(k.Spoken(), " ")
	if k%1440 >= 720 {
		return number + " " + c.PM
	}
	return number + " " + c.AM
}

// when says a day and a time, with the zone if zoned.
func (c *Calendar) when(t time.Time, zoned bool) string {
	k, line := civil.ClockOf(t), c.At
	if int(k)/60%12 == 1 {
		line = c.AtOne
	}
	s := put(line, "{date}", c.day(civil.DateOf(t)), "{clock}", c.clock(k))
	return s + c.zone(t, zoned)
}

// zone names the zone, if zoned.
func (c *Calendar) zone(t time.Time, zoned bool) string {
	if name, ok := c.Zones[t.Format("MST")]; ok && zoned {
		return ", " + name
	}
	return ""
}
