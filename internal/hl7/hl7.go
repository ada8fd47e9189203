// Package hl7 reads and writes HL7 version 2 messages, with bars and hats (HL7 2.5.1 chapter 2; ANSI/HL7 V2.5.1-2007).
//
// It promises that any bytes are read or refused with a reason, in time that grows with their number, and that what was
// written is read as it was. Callers owe nothing; a field that is not there is "".
package hl7

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"bedside/internal/fault"
)

// Largest is how many bytes a message may have.
const Largest = 1 << 20

const (
	mostSegments = 2000
	mostFields   = 500
)

// Message is a message that was read.
type Message struct {
	Segments []Segment
}

// Segment is one line of a message.
type Segment struct {
	Name   string
	fields []string // the first is MSH-1, or the first behind the name
	marks  *marks
}

// marks are what separates: fields, components, repetitions, subcomponents, and what escapes.
type marks struct{ field, component, repetition, escape, sub byte }

// Parse reads a message. Invalid with the reason: it does not begin with MSH, or is larger than [Largest].
func Parse(text []byte) (Message, error) {
	text = bytes.Trim(text, "\r\n\x00\x0b\x1c ")
	if bytes.IndexByte(text, 0) >= 0 { // nobody means anything by it, and not every database keeps it
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	switch {
	case len(text) > Largest:
		return Message{}, wrong("The message is larger than a megabyte.")
	case !bytes.HasPrefix(text, []byte("MSH")) || len(text) < 9:
		return Message{}, wrong("The message does not begin with an MSH segment.")
	}
	k, err := marksOf(text)
	if err != nil {
		return Message{}, err
	}
	s := decode(text)
	var m Message
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		seg, err := segment(line, k)
		if err != nil {
			return Message{}, err
		}
		if m.Segments = append(m.Segments, seg); len(m.Segments) > mostSegments {
			return Message{}, wrong("The message has more than 2,000 segments.")
		}
	}
	if len(m.All("MSH")) != 1 {
		return Message{}, wrong("The message has more than one MSH segment: each must have a frame of its own.")
	}
	return m, nil
}

func wrong(sentence string) error { return fault.New(fault.Invalid, "hl7.Parse", sentence) }

func marksOf(text []byte) (*marks, error) {
	head, _, _ := bytes.Cut(text, []byte{text[3]})
	if string(head) != "MSH" {
		return nil, wrong("The message does not begin with an MSH segment.")
	}
	k := &marks{field: text[3], component: text[4], repetition: text[5], escape: text[6], sub: text[7]}
	for i, b := range text[3:8] {
		if b < '!' || b > '~' || isWord(b) || bytes.IndexByte(text[3:3+i], b) >= 0 {
			return nil, wrong("The separators in MSH-1 and MSH-2 cannot be read. They are usually |^~\\&.")
		}
	}
	if end := text[8]; end != k.field && end != '#' { // MSH-2 may have a truncation character since 2.7
		return nil, wrong("The separators in MSH-1 and MSH-2 cannot be read. They are usually |^~\\&.")
	}
	return k, nil
}

func isWord(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}

// decode reads bytes that are no UTF-8 as ISO 8859-1, which old systems send.
func decode(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	var b strings.Builder
	for _, c := range text {
		b.WriteRune(rune(c))
	}
	return b.String()
}

func segment(line string, k *marks) (Segment, error) {
	if len(line) < 3 || !isWord(line[0]) || !isWord(line[1]) || !isWord(line[2]) || len(line) > 3 && line[3] != k.field {
		return Segment{}, wrong("A segment does not begin with a name of three letters.")
	}
	s := Segment{Name: strings.ToUpper(line[:3]), marks: k}
	if len(line) > 3 {
		s.fields = strings.SplitN(line[4:], string(k.field), mostFields)
	}
	if s.Name == "MSH" {
		s.fields = append([]string{string(k.field)}, s.fields...)
	}
	return s, nil
}

// All returns the segments with the name.
func (m Message) All(name string) []Segment {
	var all []Segment
	for _, s := range m.Segments {
		if s.Name == name {
			all = append(all, s)
		}
	}
	return all
}

// First returns the first segment with the name; one that is not there has no fields.
func (m Message) First(name string) Segment {
	for _, s := range m.Segments {
		if s.Name == name {
			return s
		}
	}
	return Segment{Name: name}
}

// Get returns a field's component, counted from 1, of its first repetition, unescaped; a component that has
// subcomponents is its first. Two double quotes, which say that there is nothing, are "".
func (s Segment) Get(field, component int) string { return s.Part(field, 1, component, 1) }

// Part returns a subcomponent of a component of a repetition of a field, all counted from 1, unescaped.
func (s Segment) Part(field, repetition, component, sub int) string {
	if field < 1 || field > len(s.fields) {
		return ""
	}
	v := s.fields[field-1]
	if s.Name == "MSH" && field <= 2 {
		return v
	}
	v = nth(nth(nth(v, s.marks.repetition, repetition), s.marks.component, component), s.marks.sub, sub)
	if v == `""` {
		return ""
	}
	return strings.TrimSpace(unescape(v, s.marks))
}

// Repeats counts the repetitions of a field.
func (s Segment) Repeats(field int) int {
	if field < 1 || field > len(s.fields) || s.fields[field-1] == "" {
		return 0
	}
	return strings.Count(s.fields[field-1], string(s.marks.repetition)) + 1
}

// nth is the n-th part of s, "" if there are fewer.
func nth(s string, sep byte, n int) string {
	for ; n > 1; n-- {
		i := strings.IndexByte(s, sep)
		if i < 0 {
			return ""
		}
		s = s[i+1:]
	}
	if i := strings.IndexByte(s, sep); i >= 0 {
		return s[:i]
	}
	return s
}

// unescape reads the escapes of chapter 2.7; one that is not known stays as it stands.
func unescape(s string, k *marks) string {
	if strings.IndexByte(s, k.escape) < 0 {
		return s
	}
	var b strings.Builder
	for s != "" {
		start := strings.IndexByte(s, k.escape)
		if start < 0 {
			break
		}
		end := strings.IndexByte(s[start+1:], k.escape)
		if end < 0 {
			break
		}
		b.WriteString(s[:start])
		code := s[start+1 : start+1+end]
		if v, ok := meaning(code, k); ok {
			b.WriteString(v)
		} else {
			b.WriteString(s[start : start+end+2])
		}
		s = s[start+end+2:]
	}
	b.WriteString(s)
	return b.String()
}

func meaning(code string, k *marks) (string, bool) {
	switch code {
	case "F":
		return string(k.field), true
	case "S":
		return string(k.component), true
	case "T":
		return string(k.sub), true
	case "R":
		return string(k.repetition), true
	case "E":
		return string(k.escape), true
	case ".br", ".sp":
		return "\n", true
	case "H", "N":
		return "", true
	}
	if hex, ok := strings.CutPrefix(code, "X"); ok && len(hex)%2 == 0 && hex != "" {
		var out []byte
		for i := 0; i < len(hex); i += 2 {
			n, err := strconv.ParseUint(hex[i:i+2], 16, 8)
			if err != nil {
				return "", false
			}
			if n != 0 {
				out = append(out, byte(n))
			}
		}
		return decode(out), true
	}
	return "", false
}
