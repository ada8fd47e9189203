package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
)

// rows cuts a CSV file (RFC 4180) into rows. One whose quotation mark is never closed costs its first line and no more.
type rows struct {
	in      *bufio.Reader
	back    [][]byte // lines to be read again
	line    int      // lines read
	began   int      // the line that the last row began on
	resumed int
}

// errDamaged is a file in which no rows can be told apart.
var errDamaged = errors.New("no rows")

// next returns the cells of the next row that is not empty. want is their number; 0 takes any.
func (r *rows) next(want int) ([]string, error) {
	var row []byte
	var lines [][]byte
	quotes := 0
	for {
		line, err := r.read()
		if err != nil && (!errors.Is(err, io.EOF) || len(lines) == 0) {
			return nil, err
		}
		if len(lines) == 0 {
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			r.began = r.line
		}
		row, lines, quotes = append(row, line...), append(lines, line), quotes+bytes.Count(line, []byte(`"`))
		if quotes%2 == 0 && err == nil {
			break
		}
		if err != nil || len(row) > longestRow || len(lines) > mostLines {
			if err := r.again(lines); err != nil {
				return nil, err
			}
			return nil, badRow("a quotation mark is opened and never closed")
		}
	}
	parser := csv.NewReader(bytes.NewReader(row))
	parser.LazyQuotes, parser.FieldsPerRecord = true, -1
	cells, err := parser.Read()
	if want > 0 && len(cells) == want-1 && cells != nil { // the file's own head ends with a comma; rows need not
		cells = append(cells, "")
	}
	if err == nil && (want == 0 || len(cells) == want) {
		return cells, nil
	}
	if err := r.again(lines); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, badRow("it is not CSV")
	}
	return nil, badRow("it has %d cells in the place of %d", len(cells), want)
}

// again has all lines but the first read once more.
func (r *rows) again(lines [][]byte) error {
	if len(lines) < 2 {
		return nil
	}
	if r.resumed++; r.resumed > mostResumed {
		return errDamaged
	}
	r.back = append(slices.Clone(lines[1:]), r.back...)
	r.line -= len(lines) - 1
	return nil
}

// read returns a line with its end, without the mark that some programs put before a file.
func (r *rows) read() ([]byte, error) {
	if len(r.back) > 0 {
		line := r.back[0]
		r.back = r.back[1:]
		r.line++
		return line, nil
	}
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > longestRow {
			return nil, errDamaged
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			if r.line++; r.line == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}
