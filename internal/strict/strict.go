// Package strict reads TOML in which every key must be known, so that a mistyped setting is a sentence and not a
// surprise.
//
// It promises that an error names the line and, where one is near, the key that was probably meant. Callers owe a
// pointer to a struct whose fields carry toml tags.
package strict

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"bedside/internal/fault"
)

const most = 1 << 20 // bytes

// Decode reads TOML from r into v. A file that is no TOML, holds a key that v has no field for, a value of another
// type, or more than a megabyte is Invalid, with the line in the sentence.
func Decode(r io.Reader, v any) error {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return fault.Wrap(fault.Unavailable, "strict.Decode", "The file cannot be read.", err)
	case len(data) > most:
		return invalid("The file is larger than a megabyte.")
	case !utf8.Valid(data):
		return invalid("The file is not UTF-8 text. Save it as UTF-8.")
	}
	meta, err := toml.Decode(string(data), v)
	if p := new(toml.ParseError); errors.As(err, p) {
		return invalid(fmt.Sprintf("Line %d: %s.", p.Position.Line, strings.TrimSuffix(p.Message, ".")))
	}
	if err != nil {
		return invalid(strings.Replace(err.Error(), "toml: line", "Line", 1) + ".") // a value of another type
	}
	for _, key := range meta.Undecoded() {
		return invalid(unknown(string(data), key, reflect.TypeOf(v)))
	}
	return nil
}

func invalid(sentence string) error { return fault.New(fault.Invalid, "strict.Decode", sentence) }

// unknown is the sentence about a key that is not known.
func unknown(data string, key toml.Key, t reflect.Type) string {
	s := fmt.Sprintf("There is no setting %q.", key.String())
	if n := line(data, key); n > 0 {
		s = "Line " + strconv.Itoa(n) + ": there" + s[len("There"):]
	}
	if near := nearest(key[len(key)-1], known(t, key[:len(key)-1])); near != "" {
		s += fmt.Sprintf(" Did you mean %q?", near)
	}
	return s
}

// line finds where a key stands: the first line below its table's header that sets it, or the header itself. 0 if it
// is written in another way, such as within an inline table.
func line(data string, key toml.Key) int {
	table := ""
	name := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\"'", r) }), " ")
	}
	path := func(k toml.Key) string { return strings.Join(k, ".") }
	for i, l := range strings.Split(data, "\n") {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "[") {
			l, _, _ = strings.Cut(l, "#")
			if table = name(strings.Trim(l, "[] \t")); table == path(key) {
				return i + 1
			}
			continue
		}
		left, _, found := strings.Cut(l, "=")
		if at := strings.TrimPrefix(table+"."+name(left), "."); found && at == path(key) {
			return i + 1
		}
	}
	return 0
}

// known lists the keys that the struct at the path of t has.
func known(t reflect.Type, path toml.Key) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		if len(path) > 0 && tag == path[0] {
			return known(f.Type, path[1:])
		}
		keys = append(keys, tag)
	}
	if len(path) > 0 {
		return nil
	}
	return keys
}

// nearest returns the key that is at most half of its letters away, or "".
func nearest(key string, keys []string) string {
	best, least := "", 1000
	for _, k := range keys {
		if d := distance(key, k); d < least && 2*d <= max(len(key), len(k)) {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters must be added, dropped or changed to make b of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
