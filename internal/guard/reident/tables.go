package reident

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"bedside/internal/guard/lex"
)

//go:embed data/ages.tsv
var agesTable string

//go:embed data/occupations.tsv
var occupationsTable string

//go:embed data/conditions.tsv
var conditionsTable string

//go:embed data/events.tsv
var eventsTable string

//go:embed data/families.tsv
var familiesTable string

// everyone is the residents of the United States on 1 July 2024 (US Census Bureau, Vintage 2024).
const everyone = 340_110_988

// oldest is the last row of the table of ages.
const oldest = 100

// fact is a row of a table: how many of a base have or are something.
type fact struct {
	id, instead string
	kind        Kind
	rate        Range // of the base; a year's if yearly
	yearly      bool
	base        group
	female      Range // share of those who have it that is female; the zero Range if it is not known
	usual       span  // of ages; the zero span if it is not known
	bands       []band
	flags       flags
	source      string
	year        int
	confidence  string // read, memory or estimate
}

type flags uint16

const (
	rural   flags = 1 << iota // clustered: many in the places that have it, none elsewhere
	seat                      // one holder at a time in a place
	late                      // practised into old age
	care                      // the word names those who care for a patient, too
	status                    // no trade: nobody is "a retired" one
	news                      // told in the news
	lasting                   // who it happened to is known for it for decades
	local                     // happens in some parts of the country only
)

var flagNames = map[string]flags{
	"rural": rural, "seat": seat, "old": late, "care": care, "status": status, "news": news, "lasting": lasting, "local": local,
}

// span is a stretch of ages in years, both included.
type span struct{ from, to int }

// band is the rate at some ages.
type band struct {
	ages span
	rate Range
}

// group is a part of the population.
type group struct {
	sex  byte // 'M', 'F', or 0 for both
	ages span
}

var all = group{ages: span{0, oldest}}

// tables is the embedded figures, ready for use.
type tables struct {
	male, female [oldest + 2]float64 // how many are younger than the index
	facts        []fact
	phrases      map[uint64][]phrase // by the first word, longest first
}

type phrase struct {
	words []uint64
	fact  *fact
}

var loaded = sync.OnceValue(func() *tables {
	t := &tables{phrases: map[uint64][]phrase{}}
	for n, row := range rows(agesTable) {
		t.male[n+1] = t.male[n] + number(row[1])
		t.female[n+1] = t.female[n] + number(row[2])
	}
	for _, k := range []struct {
		kind  Kind
		table string
	}{{Occupation, occupationsTable}, {Condition, conditionsTable}, {Family, familiesTable}, {Event, eventsTable}} {
		for _, row := range rows(k.table) {
			t.facts = append(t.facts, t.fact(k.kind, row))
		}
	}
	n := 0
	for _, table := range []string{occupationsTable, conditionsTable, familiesTable, eventsTable} {
		for _, row := range rows(table) {
			for w := range strings.SplitSeq(row[1], "|") {
				t.say(w, &t.facts[n])
			}
			n++
		}
	}
	return t
})

// rows returns the fields of a table without its comments and its heading.
func rows(table string) (out [][]string) {
	heading := true
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if heading {
			heading = false
			continue
		}
		out = append(out, strings.Split(line, "\t"))
	}
	return out
}

// The columns of a table of facts.
const (
	colID = iota
	colWords
	colLow
	colHigh
	colMeasure
	colOf
	colFemale
	colAges
	colBands
	colFlags
	colInstead
	colSource
	colYear
	colConfidence
	columns
)

func (t *tables) fact(kind Kind, row []string) fact {
	if len(row) != columns {
		panic(fmt.Sprintf("reident: the row %q has %d columns", row[0], len(row)))
	}
	f := fact{
		id: row[colID], instead: row[colInstead], kind: kind, rate: Range{number(row[colLow]), number(row[colHigh])},
		base: groupOf(row[colOf]), source: row[colSource], year: int(number(row[colYear])), confidence: row[colConfidence],
	}
	measure, yearly := strings.CutSuffix(row[colMeasure], "/year")
	f.yearly = yearly
	per := 1.0
	switch measure {
	case "people":
		per = t.count(f.base)
	case "per100k":
		per = 100_000
	case "share":
	default:
		panic("reident: unknown measure " + measure)
	}
	f.rate = f.rate.scale(1/per, 1/per)
	if row[colFemale] != "" {
		f.female = rangeOf(row[colFemale])
	}
	if row[colAges] != "" {
		f.usual = spanOf(row[colAges])
	}
	for b := range strings.FieldsSeq(row[colBands]) {
		ages, rate, _ := strings.Cut(b, ":")
		f.bands = append(f.bands, band{spanOf(ages), rangeOf(rate).scale(1e-5, 1e-5)})
	}
	for name := range strings.FieldsSeq(row[colFlags]) {
		if flagNames[name] == 0 {
			panic("reident: unknown flag " + name)
		}
		f.flags |= flagNames[name]
	}
	return f
}

// say makes words mean a fact, unless they mean another already.
func (t *tables) say(words string, f *fact) {
	h := lex.Hashes(words)
	list := t.phrases[h[0]]
	at := len(list)
	for i, p := range list {
		if equal(p.words, h) {
			return
		}
		if at == len(list) && len(p.words) < len(h) {
			at = i
		}
	}
	t.phrases[h[0]] = append(list[:at:at], append([]phrase{{h, f}}, list[at:]...)...)
}

func equal(a, b []uint64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// count returns how many residents belong to a group.
func (t *tables) count(g group) (n float64) {
	from, to := min(max(g.ages.from, 0), oldest), min(g.ages.to, oldest)
	if to < from {
		return 0
	}
	if g.sex != 'F' {
		n += t.male[to+1] - t.male[from]
	}
	if g.sex != 'M' {
		n += t.female[to+1] - t.female[from]
	}
	return n
}

// groupOf reads "", "F", "18+", "0-17", "F65+", "0".
func groupOf(s string) group {
	g := all
	if s != "" && (s[0] == 'M' || s[0] == 'F') {
		g.sex, s = s[0], s[1:]
	}
	if s != "" {
		g.ages = spanOf(s)
	}
	return g
}

// spanOf reads "18+", "0-17" and "0".
func spanOf(s string) span {
	if from, ok := strings.CutSuffix(s, "+"); ok {
		return span{int(number(from)), oldest}
	}
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		to = from
	}
	return span{int(number(from)), min(int(number(to)), oldest)}
}

func rangeOf(s string) Range {
	low, high, ok := strings.Cut(s, "-")
	if !ok {
		high = low
	}
	return Range{number(low), number(high)}
}

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("reident: " + strconv.Quote(s) + " is no number")
	}
	return v
}
