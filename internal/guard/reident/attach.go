package reident

import (
	"bedside/internal/guard/lex"
)

// attach adds what the sentence says to the person described last.
func (r *Reader) attach(p *Person, a *anchor) {
	if a.aged && !has(p, Age) {
		r.add(p, Attribute{Kind: Age, Span: a.ageAt, Instead: r.stage(a), ages: a.age})
	}
	if a.sex != 0 && !has(p, Sex) {
		r.add(p, Attribute{Kind: Sex, Span: p.Span, Instead: "person", sex: a.sex})
	}
	if a.unique != nil {
		r.add(p, *a.unique)
	}
	for i := r.from; i < r.to; {
		if r.classes[i-r.from]&wFact == 0 {
			i++
			continue
		}
		f, n := r.fact(i)
		if f == nil || !r.holds(f, i, n) {
			i++
			continue
		}
		at := Attribute{Kind: f.kind, Span: r.spanOf(i, i+n), Instead: f.instead, fact: f}
		at.retired = f.kind == Occupation && r.is(i-1, wRetired)
		at.fresh = f.kind == Condition && r.diagnosed(i)
		r.add(p, at)
		i += n
	}
	p.told = append(p.told, stretch{r.from, r.to})
}

// setting adds the places, times and news of a stretch of text to a person.
func (r *Reader) setting(p *Person, from, to int, by Practice) {
	r.classify(from, to)
	for i := from; i < to; {
		if r.is(i, wPlace) || r.title(i) {
			if a, n := r.place(i, by); n > 0 {
				r.add(p, a)
				i += n
				continue
			}
		}
		if r.is(i, wTime) || r.toks[i].Kind == lex.Number {
			if a, n := r.when(i); n > 0 {
				r.add(p, a)
				i += n
				continue
			}
		}
		if r.is(i, wNews) && (r.is(i-1, wBefore|wMine) || r.word(i-1, hThe, hMade, hLocal) || r.word(i+1, hStory, hStories)) && !r.word(i-1, hGood) {
			r.add(p, Attribute{Kind: Unique, Span: r.spanOf(i, i+1)})
		}
		i++
	}
}

var (
	hMade, hLocal, hStory = hash("made"), hash("local"), hash("story")
	hStories, hGood       = hash("stories"), hash("good")
	hDiagnosed, hNew      = hash("diagnosed"), hash("newly")
	hHistory, hFamily     = hash("history"), hash("family")
	hWhose                = hash("whose")
)

// mostAttributes is how much of one person is kept; a description of so many things is of one person anyway.
const mostAttributes = 12

func (r *Reader) add(p *Person, a Attribute) {
	if len(p.Attributes) == mostAttributes {
		return
	}
	facts, places := 0, 0
	for _, b := range p.Attributes {
		if b.Span.Start < a.Span.End && a.Span.Start < b.Span.End && b.Kind == a.Kind || a.fact != nil && b.fact == a.fact {
			return
		}
		if b.fact != nil {
			facts++
		}
		if b.Kind == Place {
			places++
		}
	}
	if (a.fact == nil || facts < most) && (a.Kind != Place || places < mostPlaces) {
		p.Attributes = append(p.Attributes, a)
	}
}

func has(p *Person, k Kind) bool {
	for _, a := range p.Attributes {
		if a.Kind == k {
			return true
		}
	}
	return false
}

// fact returns the longest fact whose words stand at token i, and how many they are.
func (r *Reader) fact(i int) (*fact, int) {
	if !r.is(i, wFact) {
		return nil, 0
	}
	if r.t == nil {
		r.t = loaded()
	}
	for _, p := range r.t.phrases[r.toks[i].Hash] {
		if i+len(p.words) <= r.to && r.d.Phrase(i, p.words) {
			return p.fact, len(p.words)
		}
	}
	return nil, 0
}

// holds reports whether the fact at token i is the person's own.
func (r *Reader) holds(f *fact, i, n int) bool {
	for k := i - 1; k >= i-4 && k >= r.from; k-- {
		if r.is(k, wDenied) || r.word(k, hHistory) && r.word(k-1, hFamily) || r.word(k, hWhose) || f.kind != Family && r.is(k, wTheirs) && r.is(k+1, wKin) {
			return false
		}
	}
	if f.kind == Condition && r.is(i+n, wOffer) { // a flu clinic, breast cancer awareness
		return false
	}
	if r.is(i-1, wTheirs) && f.kind != Family && f.kind != Condition { // his nurse
		return false
	}
	if f.kind != Occupation {
		return true
	}
	if trade, _ := r.fact(i + n); r.is(i, wRetired) && trade != nil && trade.kind == Occupation { // a retired trucker
		return false
	}
	if r.title(i) && i > r.from && !(n == 1 && r.toks[i].Has(lex.Upper)) && n == 1 && !r.is(i-1, wArticle|wAged|wRetired) { // Mr. Baker
		return false
	}
	return r.trade(f, i, n)
}

// trade reports whether an occupation at tokens i..i+n is the person's: "a nurse who", "is a nurse", "71-year-old
// nurse", but not "the nurse" or "saw a nurse".
func (r *Reader) trade(f *fact, i, n int) bool {
	if f.flags&status != 0 || r.is(i-1, wRetired|wAged) || i == r.from {
		return true
	}
	for k := i - 1; k >= i-4 && k >= r.from; k-- {
		switch {
		case r.is(k, wAged), r.toks[k].Kind == lex.Mixed:
			return true
		case r.is(k, wArticle):
			before := k - 1
			if f.flags&care == 0 {
				return true
			}
			return before < r.from || r.word(before, hIs, hWas, hAs, hPatient) || r.mark(before, ',') || r.mark(before, '—') || r.mark(before, '–') ||
				r.word(i+n, hWho, hIn, hWith) || r.mark(i+n, ',')
		case r.toks[k].Kind == lex.Punct && !r.mark(k, '-'), r.is(k, wTheirs|wMine|wBefore), r.word(k, hThe):
			return r.toks[k].Kind == lex.Punct && (f.flags&care == 0 || k == i-1 && r.mark(i+n, ','))
		}
	}
	_, isAge, _ := r.anyAge(i)
	return isAge > 0
}

// diagnosed reports whether the condition at token i was just found.
func (r *Reader) diagnosed(i int) bool {
	for k := i - 1; k >= i-5 && k >= r.from; k-- {
		if r.word(k, hDiagnosed, hNew) {
			return true
		}
	}
	return false
}

// stage is what to write instead of an age, so that the sentence stays one: "in later life" for "in her seventies",
// "senior" for "71-year-old", "young person" where no noun follows it.
func (r *Reader) stage(a *anchor) string {
	first, next := r.from, r.to
	for i := r.from; i < r.to; i++ {
		if int(r.toks[i].Start) == a.ageAt.Start {
			first = i
		}
		if int(r.toks[i].Start) >= a.ageAt.End {
			next = i
			break
		}
	}
	if r.word(first, hIn) {
		switch {
		case a.age.to < 40:
			return "in early adulthood"
		case a.age.from < 60:
			return "in midlife"
		}
		return "in later life"
	}
	word := "senior"
	switch {
	case a.age.to < 13:
		word = "young"
	case a.age.to < 18:
		word = "teenage"
	case a.age.to < 40:
		word = "younger"
	case a.age.from < 60:
		word = "mature"
	}
	if word != "senior" && (next == r.to || r.toks[next].Kind == lex.Punct || r.is(next, wAfter|wCare|wGeneral)) {
		word += " person"
	}
	return word
}
