package ical

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

// Method says what an object is for (RFC 5546 §1.4).
type Method string

const (
	Publish Method = "PUBLISH"
	Request Method = "REQUEST" // an invitation, or a change of one
	Cancel  Method = "CANCEL"
)

// Object is an iCalendar object to be written: a calendar, or one invitation.
type Object struct {
	Method  Method
	Name    string        // of the calendar (RFC 7986), "" for none
	Color   string        // a CSS name of a color, "" for none
	Refresh time.Duration // how often it is worth fetching, 0 for no word
	Items   []Item
}

// Item is one event of an [Object].
type Item struct {
	UID      string
	Sequence int64     // grows with every change; an older one is passed over by whoever has a newer one
	Stamp    time.Time // when this was said
	Modified time.Time // when the event last changed; zero for no word
	Start    time.Time
	End      time.Time
	Zone     string // IANA name by whose clock the times are written
	Status   Status
	Summary  string
	Location string
	Text     string // the description

	Organizer Person // both are empty outside invitations
	Attendee  Person
}

// Status is the state of an event.
type Status string

const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Person is somebody of an invitation.
type Person struct {
	Name string // may be empty
	Mail string // a bare address
}

const (
	product  = "-//Bedside//EN"
	fold     = 75 // octets of a line without its end (RFC 5545 §3.1)
	utcStamp = "20060102T150405Z"
	local    = "20060102T150405"
)

// Write writes the object: UTF-8, lines that end in CR LF and are folded without cutting a character, and every zone
// that its times name. The same object gives the same bytes. Invalid for an event that does not end after it begins,
// without an id, or in a zone that is not known.
func Write(o Object) ([]byte, error) {
	w := new(writer)
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", product)
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", string(o.Method))
	if o.Name != "" {
		w.text("NAME", o.Name)
		w.text("X-WR-CALNAME", o.Name) // before RFC 7986; Google and Outlook read this one
	}
	if o.Color != "" {
		w.text("COLOR", o.Color)
	}
	if o.Refresh > 0 {
		every := "PT" + fmt.Sprint(int(o.Refresh/time.Minute)) + "M"
		w.line("REFRESH-INTERVAL;VALUE=DURATION", every)
		w.line("X-PUBLISHED-TTL", every)
	}
	if err := w.zones(o.Items); err != nil {
		return nil, err
	}
	for _, i := range o.Items {
		if err := w.item(i, o.Method); err != nil {
			return nil, err
		}
	}
	w.line("END", "VCALENDAR")
	return w.Bytes(), nil
}

type writer struct{ bytes.Buffer }

func (w *writer) item(i Item, m Method) error {
	const op = "ical.Write"
	zone, err := civil.Zone(i.Zone)
	switch {
	case err != nil:
		return fault.At(op, err)
	case i.UID == "" || strings.ContainsFunc(i.UID, unicode.IsControl):
		return fault.New(fault.Invalid, op, "An event needs an id.")
	case !i.End.After(i.Start):
		return fault.New(fault.Invalid, op, "An event must end after it begins.")
	}
	w.line("BEGIN", "VEVENT")
	w.line("UID", escape(i.UID))
	w.line("SEQUENCE", fmt.Sprint(max(i.Sequence, 0)))
	w.line("DTSTAMP", i.Stamp.UTC().Format(utcStamp))
	if !i.Modified.IsZero() {
		w.line("LAST-MODIFIED", i.Modified.UTC().Format(utcStamp))
	}
	w.time("DTSTART", i.Start, zone)
	w.time("DTEND", i.End, zone)
	w.text("SUMMARY", i.Summary)
	if i.Location != "" {
		w.text("LOCATION", i.Location)
	}
	if i.Text != "" {
		w.text("DESCRIPTION", i.Text)
	}
	w.line("STATUS", string(i.Status))
	w.line("CLASS", "PRIVATE")
	w.line("TRANSP", transparency(i.Status))
	if err := w.person("ORGANIZER", "", i.Organizer); err != nil {
		return err
	}
	part := ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE" // nobody reads answers
	if m == Cancel {
		part = ";ROLE=REQ-PARTICIPANT"
	}
	if err := w.person("ATTENDEE", part, i.Attendee); err != nil {
		return err
	}
	w.line("END", "VEVENT")
	return nil
}

func transparency(s Status) string {
	if s == Cancelled {
		return "TRANSPARENT"
	}
	return "OPAQUE"
}

// time writes an instant by the zone's clock, or in UTC where that clock shows the time twice: by RFC 5545 §3.3.5 the
// first is meant then, but programs take either.
func (w *writer) time(name string, t time.Time, zone *time.Location) {
	l := t.In(zone)
	if zone == time.UTC || twice(l) {
		w.line(name, t.UTC().Format(utcStamp))
		return
	}
	w.line(name+";TZID="+zone.String(), l.Format(local))
}

// twice reports whether the clock of t's zone shows the time once more, before or after.
func twice(t time.Time) bool {
	back := func(at time.Time) time.Duration {
		_, before := at.Add(-time.Second).Zone()
		_, after := at.Zone()
		return time.Duration(before-after) * time.Second
	}
	from, to := t.ZoneBounds()
	return !from.IsZero() && t.Sub(from) < back(from) || !to.IsZero() && to.Sub(t) <= back(to)
}

func (w *writer) person(name, params string, p Person) error {
	if p.Mail == "" {
		return nil
	}
	if strings.ContainsFunc(p.Mail, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return fault.New(fault.Invalid, "ical.Write", "An invitation needs whole addresses.")
	}
	if p.Name != "" {
		params = `;CN="` + parameter(p.Name) + `"` + params
	}
	w.line(name+params, "mailto:"+p.Mail)
	return nil
}

// text writes a property whose value is text.
func (w *writer) text(name, value string) { w.line(name, escape(value)) }

// line writes one line, folded.
func (w *writer) line(name, value string) {
	rest := name + ":" + value
	for room := fold; len(rest) > room; room = fold - 1 {
		cut := room
		for cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.WriteString(rest[:cut])
		w.WriteString("\r\n ")
		rest = rest[cut:]
	}
	w.WriteString(rest)
	w.WriteString("\r\n")
}

// escape makes a value of text (RFC 5545 §3.3.11). What cannot stand in a calendar is left out.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD") {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case !unicode.IsControl(r) || r == '\t':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// parameter makes a value of a parameter between quotation marks (RFC 6868).
func parameter(s string) string {
	s = strings.NewReplacer("^", "^^", "\r\n", "^n", "\n", "^n", `"`, "^'").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// zones writes each zone that the items name, once, in order of their names.
func (w *writer) zones(items []Item) error {
	type span struct{ from, to time.Time }
	spans := map[string]span{}
	for _, i := range items {
		s, ok := spans[i.Zone]
		if !ok || i.Start.Before(s.from) {
			s.from = i.Start
		}
		if !ok || i.End.After(s.to) {
			s.to = i.End
		}
		spans[i.Zone] = s
	}
	names := make([]string, 0, len(spans))
	for name := range spans {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		zone, err := civil.Zone(name)
		if err != nil {
			return fault.At("ical.Write", err)
		}
		if zone != time.UTC {
			w.zone(zone, spans[name].from, spans[name].to)
		}
	}
	return nil
}
