package find

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"bedside/internal/words"
)

// Entry is a passage to be found.
type Entry struct {
	Title    string
	Headings []string // from the page's first to the one that it stands under
	Text     string
}

// Index holds the entries of one language. It is immutable and may be used by several goroutines at once.
type Index struct {
	language words.Language
	entries  []entry
	postings map[string][]posting
	spelled  map[string]string // term by the word that it is written as
	known    []string          // those words, in order: what a mistyped word is looked for among
	average  float64           // length of an entry
}

type entry struct {
	length  float64
	facets  []string
	heading map[string]bool
	title   map[string]bool
}

type posting struct {
	entry  int
	weight float64 // how often, a heading counting more
	text   bool    // it stands in the words themselves, or in the heading right above them
}

// What a term counts for by where it stands, and the constants of BM25 (Robertson and Zaragoza 2009, with the usual
// k1 and b).
const (
	inText    = 1.0
	inHeading = 1.5 // the one right above
	inPath    = 0.6 // those above that one
	inTitle   = 0.5
	k1        = 1.2
	b         = 0.5
)

// New makes an index; Find speaks of entries by their place in the list.
func New(l words.Language, all []Entry) *Index {
	x := &Index{language: l, postings: map[string][]posting{}, spelled: map[string]string{}}
	total := 0.0
	for i, e := range all {
		weights, near, made := map[string]float64{}, map[string]bool{}, entry{}
		count := func(text string, weight float64, close bool) (facets []string, set map[string]bool) {
			all, facets := terms(text, l)
			set = map[string]bool{}
			for _, t := range all {
				weights[t] += weight
				made.length += weight
				set[t] = true
				near[t] = near[t] || close
			}
			return facets, set
		}
		made.facets, _ = count(e.Text, inText, true)
		for n, h := range e.Headings {
			if n == len(e.Headings)-1 {
				_, made.heading = count(h, inHeading, true)
			} else {
				count(h, inPath, false)
			}
		}
		_, made.title = count(e.Title, inTitle, false)
		total += made.length
		x.entries = append(x.entries, made)
		for t, w := range weights {
			x.postings[t] = append(x.postings[t], posting{i, w, near[t]})
		}
	}
	x.average = total / max(float64(len(all)), 1)
	for _, list := range x.postings {
		slices.SortFunc(list, func(a, b posting) int { return a.entry - b.entry })
	}
	v := load()[l]
	if v == nil {
		return x
	}
	for w, term := range v.alone {
		if len(x.postings[term]) > 0 {
			x.spelled[w] = term
		}
	}
	for _, e := range all {
		for _, w := range letters(e.Text + " " + strings.Join(e.Headings, " ")) {
			if term := stem(w, l); x.spelled[w] == "" && len(x.postings[term]) > 0 {
				x.spelled[w] = term
			}
		}
	}
	x.known = slices.Sorted(maps.Keys(x.spelled))
	return x
}

// idf is how much a term tells: the more, the fewer entries have it.
func (x *Index) idf(n int) float64 {
	return math.Log(1 + (float64(len(x.entries))-float64(n)+0.5)/(float64(n)+0.5))
}

// Hit is an entry that may answer.
type Hit struct {
	Entry int
	Score float64 // BM25
	Sure  float64 // 0 to 1: how much of the question it speaks of
}

const mostHits = 10

// Find returns the entries that share words with a question, the surest first.
func (x *Index) Find(question string) []Hit {
	q := Ask(question, x.language)
	if len(q.Terms) == 0 || len(x.entries) == 0 {
		return nil
	}
	type tally struct {
		score, have float64
		terms, near int
		heading     int
	}
	found := map[int]*tally{}
	all := 0.0
	v, common := load()[x.language], false
	for n, asked := range q.Terms {
		term, credit := x.nearest(asked, q.Words[n])
		list := x.postings[term]
		tells := min(x.idf(len(list)), mostTelling)
		if v.weak[term] {
			tells *= little
		}
		common = common || len(list) > fewPlaces
		all += tells
		for _, p := range list {
			t := found[p.entry]
			if t == nil {
				t = &tally{}
				found[p.entry] = t
			}
			e := x.entries[p.entry]
			t.score += credit * tells * p.weight * (k1 + 1) / (p.weight + k1*(1-b+b*e.length/x.average))
			share := 1.0
			if !p.text {
				share = farther
			} else {
				t.near++
			}
			t.have += credit * share * tells
			t.terms++
			if e.heading[term] {
				t.heading++
			}
		}
	}
	hits := make([]Hit, 0, len(found))
	for i, t := range found {
		sure := t.have / all
		if t.near == 0 {
			sure *= titleOnly
		}
		for _, f := range q.Facets {
			if !slices.Contains(x.entries[i].facets, f) {
				sure *= lacksFacet
			}
		}
		if len(q.Terms) == 1 && t.heading == 0 && common {
			sure *= oneWord // one word that is mentioned somewhere
		}
		hits = append(hits, Hit{i, t.score, sure})
	}
	sort.Slice(hits, func(i, j int) bool {
		return cmp.Or(cmp.Compare(hits[j].Sure*hits[j].Score, hits[i].Sure*hits[i].Score), cmp.Compare(hits[i].Entry, hits[j].Entry)) < 0
	})
	return hits[:min(len(hits), mostHits)]
}

// What weighs against an entry. They were set on the golden set of this package's test and are held there.
const (
	mostTelling = 6.0  // a word that stands nowhere tells as much as one that stands in one place of hundreds
	farther     = 0.7  // a term that stands only in a title or a heading farther up
	titleOnly   = 0.5  // no term stands in the words or right above them
	lacksFacet  = 0.55 // a price, a time or a place is asked for and not given
	oneWord     = 0.7
	little      = 0.35 // what a weak term counts for
	fewPlaces   = 3    // in how many passages a word may stand that alone is a question
)

// nearest is the term itself or, of one that stands nowhere, the only known one whose word is a slip of the finger away.
func (x *Index) nearest(term, word string) (string, float64) {
	if len(x.postings[term]) > 0 || len(word) < 5 || term[0] == '=' {
		return term, 1
	}
	most := 1
	if len(word) >= 8 {
		most = 2
	}
	found, least := "", most+1
	for _, k := range x.known {
		if k[0] != word[0] || len(k) < 4 {
			continue
		}
		switch d := words.Distance(word, k, most); {
		case d < least:
			found, least = x.spelled[k], d
		case d == least && d <= most && found != x.spelled[k]:
			found = "" // two could be meant
		}
	}
	if found == "" || least > most {
		return term, 1
	}
	return found, slip
}

// slip is what a term counts for that was mistyped.
const slip = 0.9

// Enough is how sure a hit must be for its passage to be said.
const Enough = 0.72

// clearer is by how much the first hit must lead another that is sure enough, too.
const clearer = 1.25

// Best is the hit that answers: sure enough, and clearly before the next one; false if none is.
func Best(hits []Hit) (Hit, bool) {
	if len(hits) == 0 || hits[0].Sure < Enough {
		return Hit{}, false
	}
	if len(hits) > 1 && hits[1].Sure >= Enough && hits[0].Sure*hits[0].Score < clearer*hits[1].Sure*hits[1].Score {
		return Hit{}, false
	}
	return hits[0], true
}
