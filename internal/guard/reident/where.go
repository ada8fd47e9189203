package reident

import (
	"strings"

	"bedside/internal/guard/lex"
)

var (
	hArea, hMetro, hRegion = hash("area"), hash("metro"), hash("region")
	hCounty, hParish       = hash("county"), hash("parish")
	hTown, hCity, hVillage = hash("town"), hash("city"), hash("village")
	hSmall, hRural, hTiny  = hash("small"), hash("rural"), hash("tiny")
	hCommunity             = hash("community")
	hPueblo, hCiudad       = hash("pueblo"), hash("ciudad")
	hOur, hMy, hNuestro    = hash("our"), hash("my"), hash("nuestro")
	hAuthors               = hash("author")
)

// place reads a place at token i and returns how many tokens it is.
func (r *Reader) place(i int, by Practice) (Attribute, int) {
	if r.g == nil {
		r.g = gazette()
	}
	if a, n := r.ours(i, by); n > 0 {
		return a, n
	}
	if a, n := r.sized(i); n > 0 {
		return a, n
	}
	if !r.title(i) || r.title(i-1) && i > r.from+1 && !r.is(i-1, wBefore) {
		return Attribute{}, 0
	}
	to := i + 1 // the words with capitals
	for n := 1; n < 8; n++ {
		k := to
		for r.is(k, wJoin) || k > to && r.mark(k, '-') { // Lake of the Woods, Carmel-by-the-Sea
			k++
		}
		if k > to && k <= to+3 && r.title(k) && !r.is(i, wJoin) {
			to = k
		} else if r.mark(to, '-') && !r.toks[to].Has(lex.Space) && r.is(to+1, wJoin) {
			to += 2
			continue
		}
		if !r.namePart(to) {
			break
		}
		to++
	}
	for to > i+1 && !r.title(to-1) {
		to--
	}
	for end := to; end > i; end-- {
		if a, n := r.named(i, end); n > 0 {
			return a, n
		}
	}
	return Attribute{}, 0
}

// namePart reports whether token i may go on a place's name.
func (r *Reader) namePart(i int) bool {
	if r.title(i) || i < r.to && r.toks[i].Kind == lex.Word && r.toks[i].Len() > 2 && r.d.Text[r.toks[i].Start+1] == '\'' { // Coeur d'Alene
		return true
	}
	return (r.mark(i, '.') || r.mark(i, '-') || r.mark(i, '\'')) && !r.toks[i].Has(lex.Space) && (r.title(i+1) || r.mark(i, '-') && i+1 < r.to && r.toks[i+1].Kind == lex.Word && !r.toks[i+1].Has(lex.Space)) || r.word(i, lex.Possessive) && r.title(i+1)
}

// ours reads "our town", "this small town", "the author's town".
func (r *Reader) ours(i int, by Practice) (Attribute, int) {
	if !r.word(i, hOur, hMy, hThis, hNuestro, hAuthors) {
		return Attribute{}, 0
	}
	k := i + 1
	if r.word(i, hAuthors) && r.word(k, lex.Possessive) {
		k++
	}
	small := false
	for r.word(k, hSmall, hTiny, hRural, hLocal) {
		small = small || !r.word(k, hLocal)
		k++
	}
	if !r.word(k, hTown, hCity, hVillage, hCommunity, hCounty, hPueblo, hCiudad, hArea) {
		return Attribute{}, 0
	}
	people, known := r.g.ownTown(by)
	if r.word(k, hCounty, hArea, hCommunity) {
		people, known = r.g.catchment(by)
	}
	where := town
	switch {
	case known:
	case small:
		people = smallTown
	case r.word(k, hCounty, hArea, hCommunity):
		people, where = anywhere, county
	default:
		people = someTown
	}
	return Attribute{Kind: Place, Span: r.spanOf(i, k+1), Instead: "our region", people: people, size: where}, k + 1 - i
}

// sized reads "a town of 1,200", "city of 100,000", "a small town".
func (r *Reader) sized(i int) (Attribute, int) {
	if !r.word(i, hTown, hCity, hVillage, hCounty, hCommunity) {
		return Attribute{}, 0
	}
	if r.word(i+1, hOf) {
		if n, k := r.figure(i + 2); k > 0 && n >= 10 {
			p := Range{n, n}.times(drift)
			return Attribute{Kind: Place, Span: r.spanOf(i, k), Instead: "place", people: p, size: town}, k - i
		}
	}
	if r.word(i-1, hSmall, hTiny, hRural) && r.is(i-2, wArticle) {
		return Attribute{Kind: Place, Span: r.spanOf(i-1, i+1), Instead: "place", people: smallTown, size: town}, 1
	}
	return Attribute{}, 0
}

// figure reads 100,000 and returns the token after it, or 0.
func (r *Reader) figure(i int) (float64, int) {
	n, ok := r.number(i)
	if !ok {
		return 0, 0
	}
	v, k := float64(n), i+1
	for r.mark(k, ',') && !r.toks[k].Has(lex.Space) && k+1 < r.to && r.toks[k+1].Kind == lex.Number && r.toks[k+1].Len() == 3 && !r.toks[k+1].Has(lex.Space) {
		more, _ := r.number(k + 1)
		v, k = v*1000+float64(more), k+2
	}
	return v, k
}

// named reads the place that tokens i..end name.
func (r *Reader) named(i, end int) (Attribute, int) {
	led := r.is(i-1, wBefore) || r.mark(i-1, ',') || r.mark(i-1, '(') || i == r.from // not "Mr. Madison"
	at := func(people Range, where size, instead string, to int) (Attribute, int) {
		return Attribute{Kind: Place, Span: r.spanOf(i, to), Instead: instead, people: people, size: where}, to - i
	}
	name := r.nameOf(i, end)
	state, after := r.state(end)
	if people, ok := r.g.town(name, state); ok && state >= 0 && (led || end-i > 1 || r.mark(end, ',')) {
		return at(people, town, r.g.states[state].name, after)
	}
	if r.is(end-1, wHospital) && end-i > 1 {
		return at(hospital, county, "a hospital", end)
	}
	if s, ok := r.g.byState[name]; ok && led && state < 0 { // but not Washington, PA
		n := r.g.states[s].people
		return at(Range{n, n}, region, r.g.states[s].region, end)
	}
	if i+1 == end && led {
		if s, ok := r.postal(i); ok {
			n := r.g.states[s].people
			return at(Range{n, n}, region, r.g.states[s].region, end)
		}
	}
	instead := "our region"
	if state >= 0 {
		instead = r.g.states[state].name
	}
	if r.word(end-1, hCounty, hParish) && end-i > 1 {
		if people, ok := r.g.county(name, state); ok {
			return at(people, county, instead, max(end, after))
		}
		return at(Range{1000, 500_000}, county, instead, max(end, after))
	}
	people, ok := r.g.town(name, state)
	switch {
	case ok && state < 0 && r.word(end, hArea, hMetro, hRegion):
		return at(people.scale(1, 4), county, instead, end+1)
	case ok && r.bare(i, end):
		return at(people, town, instead, end)
	case state >= 0 && led: // a place that no list has, in a state that is known
		return at(unlisted, town, instead, after)
	}
	return Attribute{}, 0
}

// bare reports whether the words around tokens i..end make a name without a state a place: "from Duluth, who". Many a
// town has the name of a person, a disease or a country.
func (r *Reader) bare(i, end int) bool {
	lead := r.is(i-1, wBefore) && !r.word(i-1, hOf, hBy) || r.word(i-1, hOf) && r.word(i-2, hCity, hTown, hVillage, hMayor) || r.mark(i-1, ',') && end-i > 0 && r.to-end <= 2
	tail := end >= r.to || r.toks[end].Kind == lex.Punct && r.toks[end].Hash != lex.Possessive && !r.mark(end, '-') || r.is(end, wAfter)
	return lead && tail && !r.is(i, wAbroad) && months[r.toks[i].Hash] == 0 && !days[r.toks[i].Hash]
}

var hMayor, hBy = hash("mayor"), hash("by")

func (r *Reader) nameOf(i, end int) uint64 {
	h := nameHash(nil)
	for ; i < end; i++ {
		h = (h ^ r.toks[i].Hash) * 1099511628211
	}
	return h
}

// state reads ", NY" or ", New York" at token i and returns the token after it; -1 if there is none.
func (r *Reader) state(i int) (state, after int) {
	k := i
	if r.mark(k, ',') {
		k++
	}
	if s, ok := r.postal(k); ok && (k > i || r.toks[k].Has(lex.Space)) {
		return s, k + 1
	}
	for end := min(k+3, r.to); end > k && r.title(k); end-- {
		if s, ok := r.g.byState[r.nameOf(k, end)]; ok {
			return s, end
		}
	}
	return -1, i
}

// postal reads a state's code in capitals.
func (r *Reader) postal(i int) (int, bool) {
	if !r.title(i) || r.toks[i].Len() != 2 || !r.toks[i].Has(lex.Upper) {
		return 0, false
	}
	s, ok := r.g.postal[strings.ToUpper(r.d.Text[r.toks[i].Start:r.toks[i].End])]
	return s, ok
}
