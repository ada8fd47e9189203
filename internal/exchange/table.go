package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"

	"bedside/internal/fault"
)

// Limits of one file.
const (
	MaxRows  = 100_000
	MaxBytes = 20 << 20

	mostUnclosed = 1000 // quotation marks that are not closed, after which a file is read no further
)

// Table is a file as rows of text.
type Table struct {
	Headings []string
	Rows     []Row
}

// Row is one row of a file. One that cannot be read has a Problem and no cells.
type Row struct {
	Line    int // of the file, from 1
	Cells   []string
	Problem string
}

// Read reads a CSV file as other systems and Excel write it: a line of headings, then rows, separated by commas,
// semicolons, tabs or bars, in UTF-8, UTF-16 or Windows-1252. A row that cannot be read does not stop the others. Empty
// rows are passed over. Invalid with a sentence if the file as a whole cannot be used.
func Read(data []byte) (Table, error) {
	if len(data) > MaxBytes {
		return Table{}, unusable("The file is larger than 20 MB. Split it and bring the parts in one after another.")
	}
	data, err := text(data)
	if err != nil {
		return Table{}, err
	}
	r := reader{data: data, comma: separator(data)}
	head, err := r.next()
	if err != nil || head.Problem != "" || !slices.ContainsFunc(head.Cells, func(s string) bool { return s != "" }) {
		return Table{}, unusable("The file is empty, or its first line cannot be read. The first line must name the columns, such as first name, last name, date of birth.")
	}
	t := Table{Headings: head.Cells}
	for {
		row, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return t, nil
		case err != nil:
			return Table{}, fault.Wrap(fault.Internal, "exchange.Read", "", err)
		case len(t.Rows) >= MaxRows:
			return Table{}, unusable("The file has more than 100,000 rows. Split it and bring the parts in one after another.")
		}
		if row.Problem == "" && !slices.ContainsFunc(row.Cells, func(s string) bool { return s != "" }) {
			continue
		}
		if len(row.Cells) > len(t.Headings) && slices.ContainsFunc(row.Cells[len(t.Headings):], func(s string) bool { return s != "" }) {
			row.Problem = "This row has more columns than the headings. Check for a separator within a value."
		}
		if row.Problem != "" {
			row.Cells = nil
		}
		t.Rows = append(t.Rows, row)
	}
}

func unusable(sentence string) error { return fault.New(fault.Invalid, "exchange.Read", sentence) }

// text returns the file as UTF-8 without a byte order mark. What is not Unicode is Windows-1252, which Excel writes.
func text(data []byte) ([]byte, error) {
	from := encoding.Encoding(charmap.Windows1252)
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return nil, unusable("This is an Excel workbook. In Excel, save it as CSV UTF-8 and choose that file.")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		from = utf16.UTF16(utf16.LittleEndian, utf16.UseBOM)
	case utf8.Valid(data):
		return bytes.TrimPrefix(data, []byte("\ufeff")), nil
	}
	out, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return nil, unusable("The file is not readable text. Save it as CSV UTF-8 and try again.")
	}
	return out, nil
}

// separator is what stands between the columns of the first line most often.
func separator(data []byte) rune {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t', '|'} {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// reader reads rows and goes on behind one that it cannot read.
type reader struct {
	data     []byte // what is left
	comma    rune
	line     int // lines before data
	csv      *csv.Reader
	unclosed int
}

func (r *reader) next() (Row, error) {
	if r.csv == nil {
		r.csv = csv.NewReader(bytes.NewReader(r.data))
		r.csv.Comma, r.csv.FieldsPerRecord = r.comma, -1
	}
	at := r.csv.InputOffset()
	cells, err := r.csv.Read()
	if p := new(csv.ParseError); errors.As(err, &p) {
		row := Row{Line: r.line + p.StartLine, Problem: "This row cannot be read. Check its quotation marks."}
		if p.Line == p.StartLine {
			return row, nil
		}
		row.Problem = "A quotation mark in this row is not closed."
		if r.unclosed++; r.unclosed >= mostUnclosed {
			row.Problem = fmt.Sprintf("A quotation mark in this row is not closed, as in %d rows before it. Nothing after it was read.", r.unclosed-1)
			r.data, r.csv = nil, nil
			return row, nil
		}
		r.data = r.data[at:] // the lines that the quotation mark took along are rows of their own
		for r.line = row.Line; ; {
			end := bytes.IndexByte(r.data, '\n')
			blank := end >= 0 && len(bytes.TrimSpace(r.data[:end])) == 0
			r.data = r.data[end+1:]
			if !blank {
				break
			}
		}
		r.csv = nil
		return row, nil
	}
	if err != nil {
		return Row{}, err
	}
	line, _ := r.csv.FieldPos(0)
	for i, c := range cells {
		cells[i] = plain(c)
	}
	return Row{Line: r.line + line, Cells: cells}, nil
}

// plain is a value without the space around it and without the mark that keeps a spreadsheet from running it.
func plain(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(dangerous, rune(s[1])) {
		return s[1:]
	}
	return s
}

// dangerous is what makes a spreadsheet take a value for a formula.
const dangerous = "=+-@\t\r"

// Harmless is a value that no spreadsheet runs.
func Harmless(s string) string {
	if s != "" && strings.ContainsRune(dangerous, rune(s[0])) {
		return "'" + s
	}
	return s
}
