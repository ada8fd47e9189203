package reident

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bedside/internal/guard/lex"
)

func TestTables(t *testing.T) {
	least := map[Kind]int{Occupation: 250, Condition: 300, Event: 100, Family: 30}
	count := map[Kind]int{}
	ids := map[string]bool{}
	for _, f := range loaded().facts {
		count[f.kind]++
		switch {
		case ids[fmt.Sprint(f.kind, f.id)]:
			t.Errorf("%s stands twice", f.id)
		case f.rate.Low < 0 || f.rate.Low > f.rate.High || !f.yearly && f.rate.High > 1:
			t.Errorf("%s: the rate %v", f.id, f.rate)
		case f.source == "" || f.year < 1980 || f.year > 2026:
			t.Errorf("%s: source %q of %d", f.id, f.source, f.year)
		case !slices.Contains([]string{"read", "memory", "estimate"}, f.confidence):
			t.Errorf("%s: confidence %q", f.id, f.confidence)
		case f.confidence != "read" && f.kind == Condition && f.rate.Low > 0 && f.rate.High < 1.4*f.rate.Low:
			t.Errorf("%s: not read, but narrow: %v", f.id, f.rate)
		case f.instead == "":
			t.Errorf("%s: nothing to write instead", f.id)
		}
		ids[fmt.Sprint(f.kind, f.id)] = true
	}
	for kind, n := range least {
		if count[kind] < n {
			t.Errorf("%d facts of kind %d, want %d", count[kind], kind, n)
		}
	}
	if n := loaded().count(all); n != everyone {
		t.Errorf("the ages add up to %v", n)
	}
}

// Every phrase of the tables is found in a story, and gives a sound estimate.
func TestEveryPhraseIsRead(t *testing.T) {
	n := 0
	for _, table := range []string{occupationsTable, conditionsTable, familiesTable, eventsTable} {
		for _, row := range rows(table) {
			for words := range strings.SplitSeq(row[colWords], "|") {
				n++
				text := "My patient, 52 years old, a " + words + ", came in."
				people, e := read(text, Practice{Towns: []Town{{"Duluth", "MN"}}})
				if len(people) != 1 {
					t.Errorf("%q describes %d people", text, len(people))
					continue
				}
				if !slices.ContainsFunc(people[0].Attributes, func(a Attribute) bool { return a.fact != nil }) {
					t.Errorf("%q: only %q", text, said(text, people[0]))
				}
				if wrong := unsound(&e[0]); wrong != "" {
					t.Errorf("%s: %q", wrong, text)
				}
			}
		}
	}
	if n < 1000 {
		t.Errorf("only %d phrases", n)
	}
}

// Every place is found with its state, and is about as large as the list says.
func TestEveryPlaceIsRead(t *testing.T) {
	n, missed := 0, 0
	for line := range strings.Lines(placesTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		for p := range strings.SplitSeq(f[2], "|") {
			n++
			at := strings.LastIndexByte(p, ' ')
			name, _, _ := strings.Cut(strings.ReplaceAll(p[:at], "‘", "'"), " (")
			size := number(p[at+1:])
			people, _ := read("My 60-year-old patient from "+name+", "+f[0]+", has gout.", Practice{})
			if len(people) != 1 {
				t.Errorf("%s, %s: %d people", name, f[0], len(people))
				continue
			}
			ok := slices.ContainsFunc(people[0].Attributes, func(a Attribute) bool {
				return a.Kind == Place && (size == 0 || a.people.Low <= size && size <= a.people.High)
			})
			if !ok {
				missed++
				t.Logf("%s, %s of %v: %q", name, f[0], size, said("My 60-year-old patient from "+name+", "+f[0]+", has gout.", people[0]))
			}
		}
	}
	if missed > n/1000 { // such as names in brackets
		t.Errorf("%d of %d places are not read", missed, n)
	}
	if n != 16_677 {
		t.Errorf("%d places", n)
	}
}

func TestPlaces(t *testing.T) {
	g := gazette()
	name := func(s string) uint64 { return nameHash(lex.Hashes(s)) }
	if r, ok := g.town(name("Elba"), g.postal["NY"]); ok {
		t.Errorf("Elba, NY, is not in the list, but has %v", r)
	}
	if r, ok := g.town(name("Elba"), g.postal["AL"]); !ok || r.Low > 3903 || r.High < 3903 {
		t.Errorf("Elba, AL: %v, %v", r, ok)
	}
	e := one(t, "A 71-year-old man from Elba, NY, came in.", Practice{})
	if place := e.Factors[slices.IndexFunc(e.Factors, func(f Factor) bool { return f.Kind == Place })]; place.Share != unlisted {
		t.Errorf("Elba, NY, has %v people: that is another Elba", place.Share)
	}
	any, _ := g.town(name("Springfield"), -1)
	mo, _ := g.town(name("Springfield"), g.postal["MO"])
	if any.Low > mo.Low/10 || any.High < mo.High {
		t.Errorf("any Springfield %v, that of Missouri %v", any, mo)
	}
	for by, want := range map[string]Range{"Batavia, NY": {50_000, 70_000}, "Duluth, MN": {190_000, 210_000}, "Chicago, IL": {5e6, 5.3e6}} {
		city, state, _ := strings.Cut(by, ", ")
		if r, ok := g.catchment(Practice{Towns: []Town{{city, state}}}); !ok || r.Low < want.Low || r.High > want.High {
			t.Errorf("the county of %s: %v", by, r)
		}
	}
	if _, ok := g.catchment(Practice{Towns: []Town{{"Nowhere", "ZZ"}}}); ok {
		t.Error("a catchment without a state")
	}
	if r, ok := g.catchment(Practice{Towns: []Town{{"Nosuchplace", "WY"}}}); !ok || r.Low > 50_000 {
		t.Errorf("a town that no list has: %v, %v", r, ok)
	}
}
