package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

// Import is what became of a file that was imported.
type Import struct {
	Rows     int // with a notice, whether it was kept or not
	Kept     int
	Nameless int      // without a DOI or a PubMed id, which nobody could look up
	Bad      int      // that could not be read
	Listed   []BadRow // the first of those
	Natures  map[Nature]int
}

// BadRow is a row that could not be read, and the line of the file that it begins on.
type BadRow struct {
	Line int
	Why  string
}

// Limits of a file. The largest rows of the real one have some tens of thousands of bytes.
const (
	longestRow  = 256 << 10
	mostLines   = 2000 // of one row
	mostNotices = 2_000_000
	mostListed  = 20
	mostResumed = 1000 // rows with a quotation mark that is never closed
)

// columns are those that are read; others may come and go.
var columns = []string{"RetractionDate", "RetractionDOI", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "Reason"}

// ReadWatch reads the Retraction Watch data as Crossref gives it out (gitlab.com/crossref/retraction-watch-data,
// retraction_watch.csv) row by row. Rows that cannot be read are counted and the first ones listed; the others are
// kept. Invalid is a file without its columns, without a notice, or with more rows that cannot be read than rows that
// can.
func ReadWatch(r io.Reader, b *Book) (Import, error) {
	const op = "source.ReadWatch"
	in := rows{in: bufio.NewReaderSize(r, 1<<16)}
	sum := Import{Natures: map[Nature]int{}}
	head, err := in.next(0)
	if err != nil && !errors.Is(err, errRow) {
		return sum, readFault(op, err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.TrimSpace(name)] = i
	}
	for _, c := range columns {
		if _, ok := at[c]; !ok {
			return sum, fault.New(fault.Invalid, op, "This is not the Retraction Watch file: it has no column "+c+". Download retraction_watch.csv from gitlab.com/crossref/retraction-watch-data.")
		}
	}
	for {
		row, err := in.next(len(head))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, errRow) {
			return sum, readFault(op, err)
		}
		if err == nil {
			err = sum.add(b, func(column string) string { return strings.TrimSpace(row[at[column]]) })
		}
		if err != nil {
			sum.bad(in.began, err)
		}
		if sum.Rows > mostNotices {
			return sum, fault.New(fault.Invalid, op, fmt.Sprintf("The file has more than %d rows. It is not the Retraction Watch file.", mostNotices))
		}
	}
	switch {
	case sum.Rows == 0 && sum.Bad == 0:
		return sum, fault.New(fault.Invalid, op, "The file has no rows. Download retraction_watch.csv again.")
	case sum.Bad > sum.Rows:
		return sum, fault.New(fault.Invalid, op, fmt.Sprintf("More rows cannot be read than can: %d of %d. The first is on line %d: %s. Download the file again.", sum.Bad, sum.Bad+sum.Rows, sum.Listed[0].Line, sum.Listed[0].Why))
	case sum.Kept == 0:
		return sum, fault.New(fault.Invalid, op, "No row of the file has a DOI or a PubMed id. Download retraction_watch.csv again.")
	}
	return sum, nil
}

func readFault(op string, err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return fault.Wrap(fault.Invalid, op, "The file is empty.", err)
	case errors.Is(err, errDamaged):
		return fault.Wrap(fault.Invalid, op, "The file is damaged: where its rows end cannot be told. Download it again.", err)
	}
	return fault.Wrap(fault.Unavailable, op, "The file cannot be read to its end. Download it again.", err)
}

func (s *Import) bad(line int, err error) {
	s.Bad++
	if len(s.Listed) < mostListed {
		s.Listed = append(s.Listed, BadRow{line, strings.TrimPrefix(err.Error(), errRow.Error()+": ")})
	}
}

// errRow is a row that cannot be read.
var errRow = errors.New("row")

func badRow(format string, a ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errRow}, a...)...)
}

// natures are the four of the file, in small letters.
var natures = map[string]Nature{"retraction": Retraction, "expression of concern": Expression, "correction": Correction, "reinstatement": Reinstatement}

// add keeps a row.
func (s *Import) add(b *Book, cell func(column string) string) error {
	nature, ok := natures[strings.ToLower(cell("RetractionNature"))]
	if !ok {
		return badRow("its RetractionNature is %q", shortened(cell("RetractionNature")))
	}
	n := Notice{Nature: nature, Why: whys(cell("Reason"))}
	if date, ok := day(cell("RetractionDate")); ok {
		n.Date = date
	}
	n.DOI, _ = NormalDOI(absent(cell("RetractionDOI")))
	if !shapeOfDOI(n.DOI) {
		n.DOI = ""
	}
	var papers []ID // usually one
	written := absent(cell("OriginalPaperDOI"))
	for _, one := range several(written) {
		if doi, ok := NormalDOI(one); ok {
			papers = append(papers, ID{DOI, doi})
		}
	}
	var pubmed ID
	if pmid := strings.TrimLeft(strings.TrimSuffix(absent(cell("OriginalPaperPubMedID")), ".0"), "0"); len(pmid) <= longestPMID && digits(pmid) {
		pubmed = ID{PMID, pmid}
	}
	if len(papers) == 0 {
		if written != "" && pubmed.IsZero() {
			return badRow("its OriginalPaperDOI %q is no DOI, and it has no PubMed id", shortened(written))
		}
		papers = []ID{pubmed}
	}
	s.Rows++
	s.Natures[nature]++
	if papers[0].IsZero() {
		s.Nameless++
		return nil
	}
	s.Kept++
	b.Add(n, papers[0], pubmed)
	for _, other := range papers[1:] {
		b.Add(n, other)
	}
	return nil
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// absent is "" for what the file writes where there is nothing.
func absent(s string) string {
	if s == "0" || strings.EqualFold(s, "unavailable") || strings.EqualFold(s, "n/a") || strings.EqualFold(s, "none") {
		return ""
	}
	return s
}

// several takes a list of DOIs apart. A semicolon may belong to one; it separates where another begins after it.
func several(s string) (all []string) {
	for s != "" {
		cut := -1
		for from := 0; cut < 0 && from < len(s); {
			i := strings.IndexAny(s[from:], "; ,")
			if i < 0 {
				break
			}
			if rest := strings.TrimLeft(s[from+i:], "; ,"); strings.HasPrefix(rest, "10.") || strings.HasPrefix(strings.ToLower(rest), "http") {
				cut = from + i
			}
			from += i + 1
		}
		if cut < 0 {
			return append(all, s)
		}
		all, s = append(all, s[:cut]), strings.TrimLeft(s[cut:], "; ,")
	}
	return all
}

// whys are the reasons of a row: "+Concerns/Issues about Data;+Investigation by Journal/Publisher;".
func whys(s string) (all []string) {
	for one := range strings.SplitSeq(s, ";") {
		one = strings.Join(strings.Fields(strings.TrimLeft(strings.ToValidUTF8(one, ""), " +")), " ")
		if one != "" && len(one) <= 200 && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// day reads a date as the file has it, month first, "2/6/2010 0:00", or as 2010-02-06.
func day(s string) (civil.Date, bool) {
	s, _, _ = strings.Cut(s, " ")
	s, _, _ = strings.Cut(s, "T")
	if d, err := civil.ParseDate(s); err == nil {
		return d, true
	}
	d, err := civil.ParseUSDate(s)
	return d, err == nil && d.Year > 1900
}
