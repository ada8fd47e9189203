package hear

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/words"
)

// Person is somebody of the roster.
type Person struct {
	Name  string
	Birth civil.Date // zero where it is not known; where one was said too, those born then come first
}

// Match is a person of the roster whose name may have been said.
type Match struct {
	Name  string
	Score float64 // 1 is the very name
	Index int     // in the roster
}

// roster is the people by the parts of their names.
type roster struct {
	people []Person
	parts  []spoken  // every given and family name once
	of     [][]int32 // by person: the parts, in order
	whole  []spoken  // by person: the name in one
	nick   map[string][]string
	phones *phones
	place  map[string]bool // the parts
}

// nameParts are the parts of a name in small letters without accents, titles left out. "O'Brien-Pena" is two.
func nameParts(name string) []string {
	var parts []string
	for _, w := range words.Split(name) {
		if w.Kind != words.Letters || honorific(w.Text) {
			continue
		}
		parts = append(parts, strings.ReplaceAll(w.Text, "'", ""))
	}
	return parts
}

func honorific(w string) bool {
	switch w {
	case "dr", "mr", "mrs", "ms", "miss", "doctor", "sir", "mister", "missus", "madam", "prof", "professor", "rev", "reverend",
		"senor", "senora", "senorita", "don", "dona", "jr", "sr", "md", "np", "pa", "rn", "dds", "do", "phd":
		return true
	}
	return false
}

func newRoster(people []Person, nick map[string][]string, p *phones) *roster {
	r := &roster{people: people, nick: nick, phones: p, place: map[string]bool{}}
	place := map[string]int32{}
	for _, p := range people {
		parts := nameParts(p.Name)
		var of []int32
		for _, w := range parts {
			n, ok := place[w]
			if !ok {
				n = int32(len(r.parts))
				place[w], r.place[w] = n, true
				r.parts = append(r.parts, say(w))
			}
			of = append(of, n)
		}
		r.of = append(r.of, of)
		r.whole = append(r.whole, say(strings.Join(parts, "")))
	}
	return r
}

// most is how many matches are worth telling.
const most = 5

// least is the score below which a name was not heard.
const least = 0.55

// match returns who of the roster may have been named, best first. Each hearing is the parts of a name as they were
// heard, best hearing first: what several hearings agree on counts more.
func (r *roster) match(hearings [][]string) []Match {
	if len(r.people) == 0 {
		return nil
	}
	near := map[string][]float64{} // a part that was heard to the likeness of every part of the roster
	likeness := func(heard string) []float64 {
		s, ok := near[heard]
		if !ok {
			s = r.likeness(heard)
			near[heard] = s
		}
		return s
	}
	best := make([]float64, len(r.people))
	sum := make([]float64, len(r.people))
	for n, parts := range hearings {
		if len(parts) == 0 {
			continue
		}
		parts = parts[:min(len(parts), 6)]
		whole := say(strings.Join(parts, ""))
		rank := 0.012 * float64(n)
		for i := range r.people {
			s := r.score(i, parts, likeness)
			if w := r.whole[i]; s < 0.9 && sharing(w, whole, 3, 5) {
				s = max(s, r.phones.like(whole, w))
			}
			best[i] = max(best[i], s-rank)
			sum[i] += s
		}
	}
	var all []Match
	for i, p := range r.people {
		s := 0.85*best[i] + 0.15*sum[i]/float64(max(len(hearings), 1))
		if s >= least {
			all = append(all, Match{p.Name, s, i})
		}
	}
	slices.SortStableFunc(all, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	return all[:min(len(all), most)]
}

// likeness is how near a part that was heard is to every part of the roster, by itself or by what it is short for.
func (r *roster) likeness(heard string) []float64 {
	all := make([]float64, len(r.parts))
	forms := []spoken{say(heard)}
	for _, full := range r.nick[heard] {
		forms = append(forms, say(full))
	}
	for i, p := range r.parts {
		for n, f := range forms {
			if !sharing(p, f, 1, 2) {
				continue
			}
			s := r.phones.like(f, p)
			if n > 0 { // the full name of a nickname must fit itself
				if s < 1 {
					continue
				}
				s = 0.95
			}
			all[i] = max(all[i], s)
		}
	}
	return all
}

// sharing reports whether two forms have at least part/of of their consonants in common: if not, they are far apart,
// and how far need not be known.
func sharing(a, b spoken, part, of int) bool {
	return a.plain == b.plain || bits.OnesCount32(a.mask&b.mask)*of >= bits.OnesCount32(a.mask|b.mask)*part
}

// unheard is what a part counts that was not said or not understood.
const unheard = 0.4

// score holds the parts that were heard against the name of person i, in order: every part of the name looks for its
// best among those that were heard after the one before.
func (r *roster) score(i int, parts []string, likeness func(string) []float64) float64 {
	of := r.of[i]
	if len(of) == 0 {
		return 0
	}
	total, weight := 0.0, 0.0
	at := 0
	for k, n := range of {
		w := 1.0
		if k == len(of)-1 {
			w = 1.15 // the family name tells more people apart
		}
		weight += w
		best, where := 0.0, -1
		for j := at; j < len(parts); j++ {
			if s := likeness(parts[j])[n]; s > best {
				best, where = s, j
			}
		}
		if where >= 0 && best > unheard {
			total += w * best
			at = where + 1
		} else {
			total += w * unheard
		}
	}
	extra := max(0, len(parts)-len(of))
	return total / weight * (1 - 0.03*float64(extra))
}
