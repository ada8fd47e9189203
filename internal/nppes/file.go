package nppes

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/practice"
)

// File is a [practice.Numbers] in the registry's own file of all numbers, the CSV that begins "npidata_pfile". It is
// read from the beginning each time: a whole month's takes about as long as the disk does.
type File struct {
	Name string // for people: which month's
	Open func() (io.ReadCloser, error)
}

// InFile is the file at a path.
func InFile(path string) File {
	return File{Name: "NPPES file " + filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// Find implements [practice.Numbers].
func (f File) Find(ctx context.Context, npi string) (practice.Registered, error) {
	const op = "nppes.File.Find"
	npi, err := practice.ParseNPI(npi)
	if err != nil {
		return practice.Registered{}, fault.At(op, err)
	}
	file, err := f.Open()
	if err != nil {
		return practice.Registered{}, fault.Wrap(fault.Unavailable, op, "The file of provider numbers cannot be opened.", err)
	}
	defer func() { _ = file.Close() }()
	r, err := search(ctx, file, npi)
	if err == nil {
		r.Source = f.Name
	}
	return r, err
}

// errColumns is a file that has other columns.
var errColumns = errors.New("other columns")

const (
	blockSize = 1 << 20
	mostLine  = 256 << 10 // bytes: 330 columns of short texts
)

// search reads lines until one begins with the number. Only the first line and that one are taken apart.
func search(ctx context.Context, file io.Reader, npi string) (practice.Registered, error) {
	const op = "nppes.search"
	unreadable := func(why error) error {
		return fault.Wrap(fault.Invalid, op, "This is not the registry’s file of provider numbers: it is a CSV whose name begins with npidata_pfile.", cmp.Or(why, errColumns))
	}
	lines := bufio.NewScanner(bufio.NewReaderSize(file, blockSize))
	lines.Buffer(make([]byte, 0, blockSize), mostLine)
	if !lines.Scan() {
		return practice.Registered{}, unreadable(lines.Err())
	}
	head, err := cells(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
	if err != nil || !slices.Contains(head, columnFamily) || head[0] != "NPI" {
		return practice.Registered{}, unreadable(err)
	}
	quoted, bare := []byte(`"`+npi+`",`), []byte(npi+",")
	for n := 0; lines.Scan(); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return practice.Registered{}, fault.Wrap(fault.Unavailable, op, "Searching the file of provider numbers took too long.", ctx.Err())
		}
		if line := lines.Bytes(); bytes.HasPrefix(line, quoted) || bytes.HasPrefix(line, bare) {
			row, err := cells(line)
			if err != nil {
				return practice.Registered{}, unreadable(err)
			}
			return registered(head, row), nil
		}
	}
	if err := lines.Err(); err != nil {
		return practice.Registered{}, unreadable(err)
	}
	return practice.Registered{}, notFound(op)
}

func cells(line []byte) ([]string, error) { return csv.NewReader(bytes.NewReader(line)).Read() }

const columnFamily = "Provider Last Name (Legal Name)"

// mostTaxonomies is how many a row has columns for.
const mostTaxonomies = 15

// registered reads a row by the names of its columns. The file has codes where the API has names, too.
func registered(head, row []string) practice.Registered {
	cell := func(column string) string {
		if i := slices.Index(head, column); i >= 0 && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	r := practice.Registered{
		NPI: cell("NPI"), Person: cell("Entity Type Code") == "1", Active: cell("NPI Deactivation Date") == "" || cell("NPI Reactivation Date") != "",
		Given:      []string{cell("Provider First Name"), cell("Provider Other First Name")},
		Family:     []string{cell(columnFamily), cell("Provider Other Last Name")},
		Credential: cell("Provider Credential Text"),
		States:     []string{cell("Provider Business Practice Location Address State Name")},
	}
	for i := range mostTaxonomies {
		n := "_" + strconv.Itoa(i+1)
		code := cell("Healthcare Provider Taxonomy Code" + n)
		if code == "" {
			continue
		}
		t := practice.Taxonomy{Code: code, Name: fields[code], State: cell("Provider License Number State Code" + n)}
		if cell("Healthcare Provider Primary Taxonomy Switch"+n) == "Y" {
			r.Taxonomies = slices.Insert(r.Taxonomies, 0, t)
		} else {
			r.Taxonomies = append(r.Taxonomies, t)
		}
	}
	return clean(r)
}

// fields names the codes (NUCC) of common fields of work, since the file does not. A code that is not here has no name,
// and its field is not compared.
var fields = map[string]string{
	"207Q00000X": "Family Medicine", "207R00000X": "Internal Medicine", "208000000X": "Pediatrics", "208D00000X": "General Practice",
	"207V00000X": "Obstetrics & Gynecology", "2084P0800X": "Psychiatry", "2084N0400X": "Neurology", "207N00000X": "Dermatology", "208600000X": "Surgery",
	"207X00000X": "Orthopaedic Surgery", "207P00000X": "Emergency Medicine", "207W00000X": "Ophthalmology", "207Y00000X": "Otolaryngology", "208800000X": "Urology",
	"2085R0202X": "Diagnostic Radiology", "207L00000X": "Anesthesiology", "207RC0000X": "Cardiovascular Disease", "207RG0100X": "Gastroenterology",
	"363L00000X": "Nurse Practitioner", "363LF0000X": "Nurse Practitioner, Family", "363LP0200X": "Nurse Practitioner, Pediatrics", "363A00000X": "Physician Assistant",
	"367A00000X": "Advanced Practice Midwife", "122300000X": "Dentist", "1223G0001X": "Dentist, General Practice", "152W00000X": "Optometrist", "111N00000X": "Chiropractor",
	"213E00000X": "Podiatrist", "103T00000X": "Psychologist", "103TC0700X": "Psychologist, Clinical", "104100000X": "Social Worker", "1041C0700X": "Social Worker, Clinical",
	"225100000X": "Physical Therapist", "225X00000X": "Occupational Therapist",
}
