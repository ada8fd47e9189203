// Package archive reads what somebody said in public before Bedside, out of the files that networks give to their
// members and out of feeds, and ranks what should be reconsidered.
//
// It promises that a file is known by what it says and not by its name, that reading one takes bounded memory and time
// whatever it is, that a row which cannot be read is told and left out, and that private messages are never read.
// Callers owe that nothing of an [Archive] is stored or logged: old posts may hold patients' data.
package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard"
)

// Limits of what is read.
const (
	mostBytes    = 256 << 20 // unpacked, of all files together
	mostSteps    = 5_000_000 // rows, and parts of what is no row
	mostRow      = 4 << 20   // bytes of one post with all that the network says about it
	mostPosts    = 200_000
	mostProblems = 100
	headBytes    = 4 << 10 // by which a file is known
)

// Where a post stood. The words are the guard's, so that a rule can be for one network.
const (
	X         guard.Channel = "x"
	Instagram guard.Channel = "instagram"
	Threads   guard.Channel = "threads"
	Facebook  guard.Channel = "facebook"
	LinkedIn  guard.Channel = "linkedin"
	Feed      guard.Channel = "feed"
)

// Post is one thing that was said in public.
type Post struct {
	Channel guard.Channel
	Reply   bool // to somebody else
	Title   string
	Text    string
	At      time.Time // zero if the file does not say
	URL     string    // of the original, "" where none can be made
}

// Format prints no words: a post may hold a patient's data.
func (Post) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// Problem is a part of a file that could not be read.
type Problem struct {
	File     string // of a ZIP, "" for the file itself
	Line     int    // 0 for the file as a whole
	Sentence string // it repeats nothing of the file
}

// Archive is what was read.
type Archive struct {
	Posts    []Post // the latest first
	Problems []Problem
	LeftOut  int // how many problems there were, also those that are not in the list
}

// Read reads an archive: the ZIP that a network gives, one file out of it, or a feed. Invalid with what to do instead
// if there is no post in it that Bedside can read.
func Read(r io.ReaderAt, size int64) (Archive, error) { return read(r, size, mostBytes) }

func read(r io.ReaderAt, size, most int64) (Archive, error) {
	a := &reader{left: most}
	var err error
	magic := make([]byte, 4)
	if n, _ := r.ReadAt(magic, 0); string(magic[:n]) == "PK\x03\x04" {
		err = a.zip(r, size)
	} else {
		a.file("", io.NewSectionReader(r, 0, size))
	}
	if err != nil {
		return Archive{}, err
	}
	a.longer()
	if len(a.Posts) == 0 {
		return Archive{}, fault.New(fault.Invalid, "archive.Read", a.nothing())
	}
	slices.SortStableFunc(a.Posts, func(x, y Post) int { return y.At.Compare(x.At) })
	return a.Archive, nil
}

// reader is an archive that is being read.
type reader struct {
	Archive
	left    int64  // bytes that may still be read
	steps   int    // taken
	handle  string // of whose archive it is, on X
	long    []Post // the whole words of posts that X cuts off in its list
	reading bool   // pages for a browser were seen
}

// nothing says what to do about an archive without posts.
func (a *reader) nothing() string {
	if a.reading {
		return "This archive was made to be read in a browser. Ask the network for it once more, in the format JSON."
	}
	if len(a.Problems) > 0 {
		return "No post in it could be read. " + a.Problems[0].Sentence
	}
	return "There are no posts in it that Bedside can read. It reads the archives of X, Instagram, Facebook and LinkedIn, the ZIP or a file out of it, and feeds."
}

// add keeps a post that has words.
func (a *reader) add(p Post) {
	p.Text = strings.TrimSpace(strings.ToValidUTF8(p.Text, "\ufffd"))
	p.Title = strings.TrimSpace(strings.ToValidUTF8(p.Title, "\ufffd"))
	if p.Text == "" && p.Title == "" {
		return
	}
	if len(a.Posts) < mostPosts {
		a.Posts = append(a.Posts, p)
	} else if len(a.Posts) == mostPosts && a.left > 0 {
		a.left = 0
		a.problem("", 0, fmt.Sprintf("There are more than %d posts; the rest was not read.", mostPosts))
	}
}

// step is errFull when more was looked at than any archive of a person holds.
func (a *reader) step() error {
	if a.steps++; a.steps > mostSteps {
		return errFull
	}
	return nil
}

func (a *reader) problem(file string, line int, sentence string) {
	a.LeftOut++
	if len(a.Problems) < mostProblems {
		a.Problems = append(a.Problems, Problem{file, line, sentence})
	}
}

// file reads one file, by its content. What is none of ours adds nothing.
func (a *reader) file(name string, r io.Reader) {
	s := &source{all: a, in: r}
	in := bufio.NewReaderSize(s, 16*headBytes)
	head, _ := in.Peek(headBytes)
	begin := len(head) - len(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"))
	_, _ = in.Discard(begin)
	head = head[begin:]
	switch {
	case len(head) == 0:
	case bytes.HasPrefix(head, []byte("window.")):
		a.script(name, s, in, head)
	case head[0] == '[' || head[0] == '{':
		a.json(name, s, in, "")
	case head[0] == '<':
		a.feed(name, s, in)
	default:
		a.table(name, s, in, head)
	}
}

// source counts what is read of a file and ends a row that is too long.
type source struct {
	all   *reader
	in    io.Reader
	read  int64
	lines []int64      // where lines end, as far as nobody asked for them
	line  int          // how many ended before those
	from  func() int64 // where the row begins that is being read; nil before the first
}

var (
	errRow  = errors.New("a row is too long")
	errFull = errors.New("the archive is too large")
)

func (s *source) Read(p []byte) (int, error) {
	if s.from != nil && s.read-s.from() > mostRow {
		return 0, errRow
	}
	if s.all.left <= 0 {
		return 0, errFull
	}
	if s.from != nil {
		s.lineAt(s.from())
	}
	n, err := s.in.Read(p[:min(int64(len(p)), s.all.left)])
	for i, b := range p[:n] {
		if b == '\n' {
			s.lines = append(s.lines, s.read+int64(i))
		}
	}
	s.read += int64(n)
	s.all.left -= int64(n)
	return n, err
}

// lineAt is the line in which the byte stands. Offsets may only grow.
func (s *source) lineAt(offset int64) int {
	n := 0
	for n < len(s.lines) && s.lines[n] < offset {
		n++
	}
	s.lines = append(s.lines[:0], s.lines[n:]...)
	s.line += n
	return s.line + 1
}

// broken says why the rest of a file was not read.
func broken(err error) string {
	switch {
	case errors.Is(err, errRow):
		return fmt.Sprintf("A single row here is longer than %d MB; the rest of the file was not read.", mostRow>>20)
	case errors.Is(err, errFull):
		return "The archive is longer than what Bedside reads; the rest was not read."
	}
	return "The file breaks off or is damaged here; the rest of it was not read."
}
