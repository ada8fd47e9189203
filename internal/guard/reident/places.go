package reident

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"bedside/internal/guard/lex"
)

//go:generate go run bedside/build/places data/places.tsv

//go:embed data/places.tsv
var placesTable string

//go:embed data/states.tsv
var statesTable string

//go:embed data/counties.tsv
var countiesTable string

// size is how large a named place is.
type size int

const (
	nowhere size = iota
	town
	county
	region // a state, or more
)

// The figures of an unknown place. GeoNames lists every place of 1,000 people and more, so one that it does not list
// is smaller; a practice's county may be any.
var (
	unlisted  = Range{100, 1500}
	smallTown = Range{500, 10_000}
	someTown  = Range{500, 50_000}
	hospital  = Range{50_000, 300_000}
	anywhere  = Range{50_000, everyone}
)

// drift is how far a place's old figure may be off: New York City stands there with its people of 2010.
var drift = Range{0.8, 1.3}

type state struct {
	postal, name, region string
	people               float64
}

type gazetteer struct {
	states   []state
	byState  map[uint64]int       // state by the hash of its name; its postal code counts with a capital
	postal   map[string]int       // by postal code
	places   map[uint64][]located // by the hash of the name
	counties map[uint64][]located
	people   map[string]float64 // of a county by its FIPS code
}

// located is a place of a name.
type located struct {
	state  uint8 // index in states
	people float64
	county string // FIPS code, "" where it is not known
}

var gazette = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{
		byState: map[uint64]int{}, postal: map[string]int{}, places: map[uint64][]located{},
		counties: map[uint64][]located{}, people: map[string]float64{},
	}
	fips := map[string]int{}
	for n, r := range rows(statesTable) {
		g.states = append(g.states, state{r[1], r[2], r[3], number(r[4])})
		g.byState[nameHash(lex.Hashes(r[2]))] = n
		g.postal[r[1]], fips[r[0]] = n, n
	}
	for _, r := range rows(countiesTable) {
		n := number(r[2])
		g.people[r[0]] = n
		h := nameHash(lex.Hashes(r[1]))
		g.counties[h] = append(g.counties[h], located{uint8(fips[r[0][:2]]), n, r[0]})
	}
	for line := range strings.Lines(placesTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		for p := range strings.SplitSeq(f[2], "|") {
			at := strings.LastIndexByte(p, ' ')
			name, _, _ := strings.Cut(p[:at], " (")
			for _, spelt := range spellings(name) {
				h := nameHash(lex.Hashes(spelt))
				g.places[h] = append(g.places[h], located{uint8(g.postal[f[0]]), number(p[at+1:]), f[1]})
			}
		}
	}
	return g
})

// spellings are the ways a name is written: Kapa‘a, Kapa'a, Kapaa.
func spellings(name string) []string {
	if !strings.Contains(name, "‘") {
		return []string{name}
	}
	return []string{name, strings.ReplaceAll(name, "‘", "'"), strings.ReplaceAll(name, "‘", "")}
}

// nameHash joins the hashes of a name's words.
func nameHash(words []uint64) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range words {
		h = (h ^ w) * 1099511628211
	}
	return h
}

// town returns how many people live in the places of a name, in a state or, with -1, in any.
func (g *gazetteer) town(name uint64, state int) (Range, bool) {
	found := slices.DeleteFunc(slices.Clone(g.places[name]), func(l located) bool { return state >= 0 && int(l.state) != state })
	if len(found) == 0 {
		return Range{}, false
	}
	out := Range{Low: everyone}
	for _, l := range found {
		r := Range{l.people, l.people}.times(drift)
		if l.people == 0 {
			r = unlisted
		}
		out = Range{min(out.Low, r.Low), max(out.High, r.High)}
	}
	return out, true
}

// county is as town for a county's whole name, "Genesee County".
func (g *gazetteer) county(name uint64, state int) (Range, bool) {
	out := Range{Low: everyone}
	found := false
	for _, l := range g.counties[name] {
		if state < 0 || int(l.state) == state {
			out, found = Range{min(out.Low, l.people), max(out.High, l.people)}, true
		}
	}
	return out, found
}

// catchment returns how many people live where a practice's patients come from: what it says, or the counties of its
// towns; false if none is known. A town that no table knows counts as a part of the smallest to the largest area
// that a practice may have in its state.
func (g *gazetteer) catchment(p Practice) (Range, bool) {
	if p.Catchment > 0 {
		n := float64(p.Catchment)
		return Range{n, n}, true
	}
	var out Range
	known := false
	for _, t := range p.Towns {
		state, ok := g.postal[strings.ToUpper(t.State)]
		if !ok {
			continue
		}
		r := Range{min(anywhere.Low, g.states[state].people), g.states[state].people}
		for _, l := range g.places[nameHash(lex.Hashes(t.Name))] {
			if n := g.people[l.county]; int(l.state) == state && n > 0 {
				r = Range{n, n}
			}
		}
		if !known {
			out, known = r, true
			continue
		}
		out = Range{min(out.Low, r.Low), max(out.High, r.High)}
	}
	return out, known
}

// ownTown returns how many people live in the practice's town, for "our town".
func (g *gazetteer) ownTown(p Practice) (Range, bool) {
	out := Range{Low: everyone}
	found := false
	for _, t := range p.Towns {
		state, ok := g.postal[strings.ToUpper(t.State)]
		if !ok {
			continue
		}
		r, ok := g.town(nameHash(lex.Hashes(t.Name)), state)
		if !ok {
			r = unlisted
		}
		out, found = Range{min(out.Low, r.Low), max(out.High, r.High)}, true
	}
	return out, found
}
