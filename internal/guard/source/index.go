package source

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

// Head says what an index holds and how old it is.
type Head struct {
	Imported civil.Date
	Newest   civil.Date // the date of the latest notice: how old the data is
	Papers   int
	Notices  int
}

// Day is the day that the data is of: that of its latest notice, of which the day of the import says nothing. A notice
// that claims to be of a later day than the import does not make it newer.
func (h Head) Day() civil.Date {
	if h.Newest.IsZero() || h.Imported.Before(h.Newest) {
		return h.Imported
	}
	return h.Newest
}

// Age is how many days old the data is.
func (h Head) Age(today civil.Date) int { return max(0, h.Day().DaysUntil(today)) }

// fileHead is the third line of the file.
type fileHead struct {
	Imported string   `json:"imported"`
	Newest   string   `json:"newest"`
	Papers   int      `json:"papers"`
	Notices  int      `json:"notices"`
	Why      []string `json:"why"` // reasons; notices hold their numbers
}

// Index is an imported list of notices. It is immutable. Its bytes are kept as they are in the file: a first line that
// names the format, the SHA-256 of what follows, a line with the [Head], and a line for each notice or further name of a
// paper, sorted by key.
type Index struct {
	Head
	why   []string
	lines []byte
}

// format is the first line of an index file. A change of what follows changes its number.
const format = "bedside retractions 1\n"

// RetractionWatch is who says so where a notice comes from an index.
const RetractionWatch = "Retraction Watch"

// ReadIndex reads what [Book.Write] wrote. It keeps data. Invalid for what is no such file, or is not whole.
func ReadIndex(data []byte) (*Index, error) {
	const op = "source.ReadIndex"
	rest, ok := bytes.CutPrefix(data, []byte(format))
	sum, rest, cut := bytes.Cut(rest, []byte("\n"))
	if !ok || !cut {
		return nil, fault.New(fault.Invalid, op, "The index of retractions is of another version of Bedside, or is none. Import the file again: bedside sources import.")
	}
	if got := sha256.Sum256(rest); hex.EncodeToString(got[:]) != string(sum) {
		return nil, fault.New(fault.Invalid, op, "The index of retractions is damaged. Import the file again: bedside sources import.")
	}
	head, lines, _ := bytes.Cut(rest, []byte("\n"))
	var h fileHead
	err := json.Unmarshal(head, &h)
	x := &Index{Head: Head{Papers: h.Papers, Notices: h.Notices}, why: h.Why, lines: lines}
	if err == nil {
		x.Imported, err = civil.ParseDate(h.Imported)
	}
	if err == nil && h.Newest != "" {
		x.Newest, err = civil.ParseDate(h.Newest)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, op, "The index of retractions cannot be read. Import the file again: bedside sources import.", err)
	}
	return x, nil
}

// About returns the notices on a paper, none if there are none.
func (x *Index) About(i ID) []Notice {
	notices, also := x.at(i.Key())
	for _, key := range also { // a PubMed id leads to the DOI, where there is one
		more, _ := x.at(key)
		notices = append(notices, more...)
	}
	return notices
}

// at reads the lines of a key. also are other keys of the same paper.
func (x *Index) at(key string) (notices []Notice, also []string) {
	if key == "" {
		return nil, nil
	}
	low, high := 0, len(x.lines) // the line looked for begins at low or later and before high
	for low < high {
		mid := low + (high-low)/2
		start := bytes.LastIndexByte(x.lines[:mid], '\n') + 1
		end := start + bytes.IndexByte(x.lines[start:], '\n')
		if at, _, _ := bytes.Cut(x.lines[start:end], []byte("\t")); string(at) < key {
			low = end + 1
		} else {
			high = start
		}
	}
	for rest := x.lines[low:]; ; {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		cells := strings.Split(string(line), "\t")
		if !ok || cells[0] != key || len(cells) < 2 {
			return notices, also
		}
		if len(cells) == 3 && cells[1] == "=" {
			also = append(also, cells[2])
		}
		if n, ok := x.notice(cells); ok {
			notices = append(notices, n)
		}
		rest = after
	}
}

func (x *Index) notice(cells []string) (n Notice, ok bool) {
	if len(cells) != 5 || len(cells[1]) != 1 {
		return n, false
	}
	n = Notice{Nature: Nature(cells[1][0]), DOI: cells[3], By: RetractionWatch}
	if cells[2] != "" {
		n.Date, _ = civil.ParseDate(cells[2]) // one that is none is a date that is not known
	}
	for _, why := range strings.Split(cells[4], ",") {
		if i, err := strconv.Atoi(why); err == nil && i >= 0 && i < len(x.why) {
			n.Why = append(n.Why, x.why[i])
		}
	}
	return n, n.Nature.state() != NotKnown
}

// Book collects notices for an index. The zero Book is empty.
type Book struct {
	lines  []line
	alias  map[string]string // the key of a paper for another of its keys
	why    map[string]int
	list   []string
	newest civil.Date
}

type line struct{ key, rest string }

// Add puts a notice under a paper's names. The zero ID counts as none; a notice without a name is not kept.
func (b *Book) Add(n Notice, names ...ID) {
	var keys []string
	for _, i := range names {
		if k := i.Key(); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return
	}
	if b.why == nil {
		b.why, b.alias = map[string]int{}, map[string]string{}
	}
	var why []string
	for _, w := range n.Why {
		at, known := b.why[w]
		if !known {
			at = len(b.list)
			b.why[w], b.list = at, append(b.list, w)
		}
		why = append(why, strconv.Itoa(at))
	}
	date := ""
	if !n.Date.IsZero() {
		date = n.Date.String()
		if b.newest.Before(n.Date) {
			b.newest = n.Date
		}
	}
	b.lines = append(b.lines, line{keys[0], strings.Join([]string{string(rune(n.Nature)), date, n.DOI, strings.Join(why, ",")}, "\t")})
	for _, k := range keys[1:] {
		if _, known := b.alias[k]; !known {
			b.alias[k] = keys[0]
		}
		b.lines = append(b.lines, line{k, "=\t" + keys[0]})
	}
}

// Write writes the index as of a day. The same notices in the same order make the same lines.
func (b *Book) Write(w io.Writer, imported civil.Date) (Head, error) {
	for i := range b.lines { // a notice that had only the other key
		l := &b.lines[i]
		if key, known := b.alias[l.key]; known && !strings.HasPrefix(l.rest, "=") {
			l.key = key
		}
	}
	slices.SortFunc(b.lines, func(a, c line) int { return cmp.Or(strings.Compare(a.key, c.key), strings.Compare(a.rest, c.rest)) })
	b.lines = slices.Compact(b.lines)
	h := fileHead{Imported: imported.String(), Why: b.list}
	if !b.newest.IsZero() {
		h.Newest = b.newest.String()
	}
	last := ""
	for _, l := range b.lines {
		if strings.HasPrefix(l.rest, "=") {
			continue
		}
		h.Notices++
		if l.key != last {
			h.Papers++
		}
		last = l.key
	}
	out := Head{Imported: imported, Newest: b.newest, Papers: h.Papers, Notices: h.Notices}
	head, err := json.Marshal(h)
	if err != nil {
		return out, err
	}
	body := func(w io.Writer) error {
		_, err := io.WriteString(w, string(head)+"\n")
		for _, l := range b.lines {
			if err == nil {
				_, err = io.WriteString(w, l.key+"\t"+l.rest+"\n")
			}
		}
		return err
	}
	sum := sha256.New()
	if err := body(sum); err != nil {
		return out, err
	}
	if _, err := io.WriteString(w, format+hex.EncodeToString(sum.Sum(nil))+"\n"); err != nil {
		return out, err
	}
	if err := body(w); err != nil {
		return out, err
	}
	return out, nil
}
