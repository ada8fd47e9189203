package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"
)

// mostWords is more than a post on LinkedIn can have, in bytes.
const mostWords = 20_000

// table reads LinkedIn's Shares.csv or Comments.csv; another table adds nothing.
func (a *reader) table(name string, s *source, in *bufio.Reader, head []byte) {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	words, reply := "ShareCommentary", false
	if !bytes.Contains(first, []byte(words)) {
		words, reply = "Message", true
	}
	if !bytes.Contains(first, []byte(words)) || !bytes.Contains(first, []byte("Link")) || !bytes.Contains(first, []byte("Date")) || bytes.Contains(first, []byte("CONVERSATION")) {
		return
	}
	before := s.read - int64(in.Buffered())
	var r *csv.Reader
	if reply {
		r = csv.NewReader(&unescaped{in: in}) // comments escape with a backslash, posts do not
	} else {
		r = csv.NewReader(in)
	}
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	s.from = func() int64 { return before + r.InputOffset() }
	column := map[string]int{}
	for n := 0; ; n++ {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err = cmp.Or(err, a.step()); err != nil {
			a.problem(name, s.lineAt(s.from()), broken(err))
			return
		}
		line, _ := r.FieldPos(0)
		if n == 0 {
			for i, h := range rec {
				column[strings.TrimSpace(h)] = i
			}
			continue
		}
		field := func(h string) string {
			if i, ok := column[h]; ok && i < len(rec) {
				return strings.TrimSpace(rec[i])
			}
			return ""
		}
		at, err := time.Parse(time.DateTime, field("Date"))
		if err != nil || len(rec) < len(column)-1 {
			a.problem(name, line, "This row has no date or not all of its columns. It was left out.")
			continue
		}
		if len(field(words)) > mostWords {
			a.problem(name, line, "A quotation mark is not closed in this row. It was left out, and what it swallowed.")
			continue
		}
		p := Post{Channel: LinkedIn, Reply: reply, Text: field(words), At: at, URL: web(field("ShareLink"))}
		if reply {
			p.URL = web(field("Link"))
		} else {
			p.Text = unquoted(p.Text)
		}
		a.add(p)
	}
}

// unquoted takes away the quotation marks that LinkedIn puts around every line of a post.
func unquoted(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	if !strings.Contains(s, "\"\n\"") {
		return strings.Join(lines, "\n")
	}
	for i := range lines {
		if i > 0 {
			lines[i] = strings.TrimPrefix(lines[i], `"`)
		}
		if i < len(lines)-1 {
			lines[i] = strings.TrimSuffix(lines[i], `"`)
		}
	}
	return strings.Join(lines, "\n")
}

// unescaped turns \" into "", which is as long.
type unescaped struct {
	in *bufio.Reader
}

func (u *unescaped) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	if n > 0 && p[n-1] == '\\' {
		if next, _ := u.in.Peek(1); len(next) == 1 && next[0] == '"' {
			p[n-1] = '"'
		}
	}
	for i := range max(n-1, 0) {
		if p[i] == '\\' && p[i+1] == '"' {
			p[i] = '"'
		}
	}
	return n, err
}

// web returns an address that may be linked to, else "".
func web(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}
