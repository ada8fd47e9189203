package archive

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"strings"
)

// row is a post in any of the shapes that we know; which one shows in what is set.
type row struct {
	tweetRow
	metaRow
	feedRow
}

// deepest is how deep what is no row may be nested.
const deepest = 200

var errDeep = errors.New("nested too deep")

// json reads a list of rows, or an object with such lists in it. Kind is what X says that the file holds.
func (a *reader) json(name string, s *source, in *bufio.Reader, kind string) {
	d := json.NewDecoder(in)
	before := s.read - int64(in.Buffered()) // of the file, before what d reads
	s.from = func() int64 { return before + d.InputOffset() }
	w := walk{a: a, d: d, name: name, kind: kind, line: func(back int) int { return s.lineAt(s.from() - int64(back)) }}
	if err := w.value(); err != nil {
		w.problems = append(w.problems, Problem{name, w.line(0), broken(err)})
	}
	if !w.found && kind == "" && name != "" {
		return // one of many files that are none of ours
	}
	for _, p := range w.problems {
		a.problem(p.File, p.Line, p.Sentence)
	}
}

// walk goes through one file of JSON.
type walk struct {
	a          *reader
	d          *json.Decoder
	name, kind string
	line       func(back int) int // of so many bytes before what was read
	found      bool
	problems   []Problem
}

// value reads what stands at the top.
func (w *walk) value() error {
	t, err := w.d.Token()
	if err != nil {
		return err
	}
	if t == json.Delim('[') {
		return w.rows("")
	}
	if t != json.Delim('{') {
		return nil
	}
	for w.d.More() {
		key, err := w.d.Token()
		if err != nil {
			return err
		}
		if t, err = w.d.Token(); err != nil {
			return err
		}
		if name, _ := key.(string); t == json.Delim('[') && !hidden(name) {
			err = w.rows(name)
		} else if _, opens := t.(json.Delim); opens {
			err = w.skip()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hidden reports whether a list of that name holds what is not public, or not any more.
func hidden(list string) bool {
	for _, s := range []string{"archived", "deleted", "stories", "saved", "trash", "direct"} {
		if strings.Contains(list, s) {
			return true
		}
	}
	return false
}

// skip passes what was opened.
func (w *walk) skip() error {
	for depth := 1; depth > 0; {
		t, err := w.d.Token()
		if err = cmp.Or(err, w.a.step()); err != nil {
			return err
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			if depth++; depth > deepest {
				return errDeep
			}
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
	}
	return nil
}

// rows reads a list that was opened.
func (w *walk) rows(list string) error {
	for w.d.More() {
		var raw json.RawMessage
		if err := cmp.Or(w.d.Decode(&raw), w.a.step()); err != nil {
			return err
		}
		var r row
		if err := json.Unmarshal(raw, &r); err != nil {
			if len(w.problems) < mostProblems {
				w.problems = append(w.problems, Problem{w.name, w.line(len(raw)), "This row has not the form of a post. It was left out."})
			}
			continue
		}
		had := len(w.a.Posts) + len(w.a.long)
		w.a.tweet(r.tweetRow, w.kind)
		w.a.meta(r.metaRow, list)
		w.a.feedItem(r.feedRow, r.Title)
		w.found = w.found || len(w.a.Posts)+len(w.a.long) > had
	}
	_, err := w.d.Token() // the end of the list
	return err
}
