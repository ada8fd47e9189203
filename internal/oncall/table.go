package oncall

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
)

const (
	tableMost = 1000     // lines
	tableSize = 64 << 10 // bytes
)

// ParseTable reads shifts from a table, as a spreadsheet saves or copies it: lines of a name from the list, primary,
// backup 1 or backup 2, from and to, separated by commas, semicolons or tabs. A time looks like 2026-11-23 17:00,
// 11/23/2026 17:00 or 11/23/2026 5:00 pm. A first line with headings is left out. Invalid with the line and what is
// wrong with it, without repeating it.
func ParseTable(text string, persons []Person) (all []NewShift, err error) {
	if len(text) > tableSize {
		return nil, invalid("The table is too long. Import it in parts.")
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = comma(text), -1, true, true
	for first := true; ; first = false {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, invalid("The table cannot be read. Save it as CSV and try again.")
		}
		n, wrong := row(fields, persons)
		switch line, _ := r.FieldPos(0); {
		case wrong == "":
			all = append(all, n)
		case first && n.Rank == "" && n.Person == "": // headings
		default:
			return nil, invalid("Line " + strconv.Itoa(line) + ": " + wrong)
		}
		if len(all) > tableMost {
			return nil, invalid("The table is too long. Import it in parts.")
		}
	}
	if len(all) == 0 {
		return nil, invalid("There is no shift in the table.")
	}
	return all, nil
}

// comma is what separates the fields.
func comma(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	for _, r := range "\t;" {
		if strings.ContainsRune(first, r) {
			return r
		}
	}
	return ','
}

// row reads one line and says what is wrong with it, "" for nothing.
func row(fields []string, persons []Person) (n NewShift, wrong string) {
	if len(fields) != 4 {
		return n, "it needs a name, a rank, from and to."
	}
	i := slices.IndexFunc(persons, func(p Person) bool { return p.Active && strings.EqualFold(p.Name, strings.TrimSpace(fields[0])) })
	if i >= 0 {
		n.Person = persons[i].ID
	}
	rank := Rank(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(fields[1])), " ", ""))
	if slices.Contains(Ranks(), rank) {
		n.Rank = rank
	}
	var okFrom, okTo bool
	n.From, okFrom = wall(fields[2])
	n.To, okTo = wall(fields[3])
	switch {
	case i < 0:
		return n, "nobody on the list has this name."
	case n.Rank == "":
		return n, "the rank is primary, backup 1 or backup 2."
	case !okFrom || !okTo:
		return n, "a time looks like 2026-11-23 17:00."
	}
	return n, ""
}

// wall reads a typed time.
func wall(s string) (Wall, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	if day, ok := strings.CutSuffix(s, " 24:00"); ok {
		s = day + " 00:00"
		w, ok := wall(s)
		w.Clock = civil.NewClock(24, 0)
		return w, ok
	}
	for _, layout := range []string{"2006-01-02 15:04", "1/2/2006 15:04", "1/2/2006 3:04 PM", "1/2/2006 3:04PM", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1 {
			return Wall{civil.DateOf(t), civil.ClockOf(t)}, true
		}
	}
	return Wall{}, false
}
