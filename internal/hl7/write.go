package hl7

import (
	"strings"
	"time"
)

// The separators of what is written here: | ^ ~ \ &.
var escapes = strings.NewReplacer(`\`, `\E\`, `|`, `\F\`, `^`, `\S\`, `&`, `\T\`, `~`, `\R\`, "\r\n", `\.br\`, "\r", `\.br\`, "\n", `\.br\`)

// Text escapes a value, so that it is read as it was.
func Text(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, escapes.Replace(s))
}

// Join joins components that were escaped by [Text], without empty ones at the end.
func Join(components ...string) string { return strings.TrimRight(strings.Join(components, "^"), "^") }

// Line is a segment of fields that were escaped, without empty ones at the end.
func Line(name string, fields ...string) string {
	return strings.TrimRight(name+"|"+strings.Join(fields, "|"), "|") + "\r"
}

// Stamp is an instant as HL7 writes it, with its offset from UTC.
func Stamp(t time.Time) string { return t.Format("20060102150405-0700") }

// Head says who sends what to whom.
type Head struct {
	FromApp, From, ToApp, To string
	Type                     string // "SIU^S12^SIU_S12"
	Control                  string // MSH-10
	Version                  string
	At                       time.Time
}

// Header is the MSH segment.
func Header(h Head) string {
	return "MSH|^~\\&|" + strings.TrimPrefix(Line("", Text(h.FromApp), Text(h.From), Text(h.ToApp), Text(h.To), Stamp(h.At), "", h.Type, Text(h.Control), "P", h.Version,
		"", "", "", "", "", "UNICODE UTF-8"), "|")
}

// Codes of an acknowledgement (table 0008).
const (
	Accept = "AA"
	Error  = "AE" // something in it is wrong
	Reject = "AR" // it cannot be taken at all
)

// Codes of what is wrong (table 0357).
const (
	MissingField    = "101"
	WrongType       = "102"
	NotInTable      = "103"
	UnknownType     = "200"
	UnknownEvent    = "201"
	UnknownKey      = "204"
	DuplicateKey    = "205"
	RecordLocked    = "206"
	InternalTrouble = "207"
)

// Ack is the acknowledgement of a message, or of bytes that are none: then m is the zero Message.
func Ack(m Message, code, number, text, control string, at time.Time) []byte {
	h := m.First("MSH")
	kind := "ACK"
	if e := h.Get(9, 2); e != "" {
		kind = Join("ACK", Text(e), "ACK")
	}
	version := h.Get(12, 1)
	if version == "" {
		version = "2.5.1"
	}
	out := Header(Head{FromApp: h.Get(5, 1), From: h.Get(6, 1), ToApp: h.Get(3, 1), To: h.Get(4, 1), Type: kind, Control: control, Version: Text(version), At: at})
	out += Line("MSA", code, Text(h.Get(10, 1)), Text(text))
	if number != "" {
		out += Line("ERR", "", "", number, "E", "", "", "", Text(text))
	}
	return []byte(out)
}

// Time reads a time as HL7 writes it. One without an offset is in the zone; a day without an hour is not a time.
func Time(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	digits, offset := s, ""
	if i := strings.IndexAny(s, "+-"); i >= 0 {
		digits, offset = s[:i], s[i:]
	}
	digits, _, _ = strings.Cut(digits, ".")
	layout := map[int]string{10: "2006010215", 12: "200601021504", 14: "20060102150405"}[len(digits)]
	if layout == "" {
		return time.Time{}, false
	}
	if offset != "" {
		t, err := time.Parse(layout+"-0700", digits+offset)
		return t, err == nil
	}
	t, err := time.ParseInLocation(layout, digits, zone)
	return t, err == nil
}
