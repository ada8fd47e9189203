package ical

import (
	"bytes"
	"strings"
)

// line is one content line: a name in capitals, its parameters, and what stands behind the colon.
type line struct {
	name, value string
	params      string // as they stand, without the first semicolon
}

// param returns a parameter's value without quotes, "" if it is not there.
func (l line) param(name string) string {
	for rest := l.params; rest != ""; {
		var one string
		if end := outside(rest, ';'); end < 0 {
			one, rest = rest, ""
		} else {
			one, rest = rest[:end], rest[end+1:]
		}
		if k, v, ok := strings.Cut(one, "="); ok && strings.EqualFold(k, name) {
			return strings.Trim(v, `"`)
		}
	}
	return ""
}

// outside returns where the byte stands outside of quotes, or -1.
func outside(s string, b byte) int {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == b && !quoted:
			return i
		}
	}
	return -1
}

// lines yields the content lines of a calendar, unfolded; false from it stops. It reports whether all could be read.
func lines(text []byte, yield func(line) error) error {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var whole []byte
	for len(text) > 0 {
		whole, text = physical(text)
		folded := false
		for len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
			if !folded {
				whole, folded = bytes.Clone(whole), true
			}
			var more []byte
			more, text = physical(text[1:])
			if whole = append(whole, more...); len(whole) > longestLine {
				return wrong("The calendar has a line of more than a megabyte. It was not made by a calendar program.")
			}
		}
		if len(bytes.TrimSpace(whole)) == 0 {
			continue
		}
		if err := yield(split(string(whole))); err != nil {
			return err
		}
	}
	return nil
}

// physical cuts off the first line.
func physical(text []byte) (first, rest []byte) {
	n := bytes.IndexByte(text, '\n')
	if n < 0 {
		return bytes.TrimSuffix(text, []byte("\r")), nil
	}
	return bytes.TrimSuffix(text[:n], []byte("\r")), text[n+1:]
}

// split takes a content line apart; one without a colon has a name only.
func split(s string) line {
	end := outside(s, ':')
	if end < 0 {
		return line{name: strings.ToUpper(strings.TrimSpace(s))}
	}
	name, params, _ := strings.Cut(s[:end], ";")
	return line{name: strings.ToUpper(strings.TrimSpace(name)), params: params, value: s[end+1:]}
}
