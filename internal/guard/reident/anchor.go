package reident

import "bedside/internal/guard/lex"

// anchor is what makes a sentence a description of one person.
type anchor struct {
	span   Span
	ours   bool // a patient of the author's
	report bool // told from the news or a study
	age    span
	aged   bool
	ageAt  Span
	sex    byte
	fixed  bool // a person is brought in: "a woman", "my patient"
	unique *Attribute
}

var (
	hOf, hOfMine, hOurs = hash("of"), hash("mine"), hash("ours")
	hTo, hWith, hWho    = hash("to"), hash("with"), hash("who")
	hThe, hA, hThis     = hash("the"), hash("a"), hash("this")
	hIn, hPatient       = hash("in"), hash("patient")
	hHas, hHad, hWas    = hash("has"), hash("had"), hash("was")
	hIs, hAs            = hash("is"), hash("as")
	hBeat, hSurvived    = hash("beat"), hash("survived")
	hCame, hWalked      = hash("came"), hash("walked")
	hBrought            = hash("brought")
)

// telling are the classes of words that anchor looks at.
const telling = wGeneral | wReport | wCare | wMet | wPatient | wMan | wWoman | wPerson | wElderly | wPatients | ageWords

// anchor looks for one described person in the sentence.
func (r *Reader) anchor() (a anchor, ok bool) {
	var told, met, report bool
	general := r.is(r.from, wAsks) || r.mark(r.to-1, '?')
	noun := -1 // the first word for one person
	for i := r.from; i < r.to; i++ {
		if r.toks[i].Kind == lex.Word && r.classes[i-r.from]&telling == 0 { // most words
			continue
		}
		general = general || r.is(i, wGeneral) || r.mark(i, '%')
		report = report || r.is(i, wReport)
		told = told || r.is(i, wCare)
		met = met || r.is(i, wMet) && (r.is(i-1, wWe) || r.is(i-2, wWe))
		switch {
		case r.is(i, wPatient) && r.patient(i):
			a.ours = a.ours || r.is(i-1, wMine) || r.is(i+1, wMine) || r.is(i-2, wMine) && !r.is(i-1, wArticle) || r.word(i+1, hOf) && r.word(i+2, hOfMine, hOurs)
			if noun < 0 {
				noun = i
			}
		case r.is(i, wPatients) && r.is(i-1, wMine) && r.word(i-2, hOf, hDe) && r.is(i-3, wArticle): // one of my patients
			a.ours = true
			if noun < 0 {
				noun = i
			}
		case noun < 0 && r.is(i, wMan|wWoman|wPerson|wElderly) && r.one(i):
			noun = i
		}
		if !a.aged {
			if ages, to, found := r.age(i); found {
				a.age, a.aged, a.ageAt = ages, true, r.spanOf(i, to)
			}
		}
	}
	a.ours = (a.ours || met || r.toUs()) && !report
	a.report = report
	a.unique = r.unique(a.ours)
	if noun < 0 && a.unique == nil {
		noun = r.unnamed(met)
	}
	a.sex = r.sex(noun)
	a.fixed = noun >= 0
	at := noun
	switch {
	case noun < 0 && !a.aged && a.unique == nil:
		if at = r.opening(); at < 0 { // "Nurse in ...": a fragment that begins with a trade
			return a, false
		}
	case at < 0:
		at = r.from
	}
	a.span = r.spanOf(at, at+1)
	if a.aged {
		a.span = a.ageAt
	}
	switch {
	case a.ours && !r.mark(r.to-1, '?'), a.unique != nil && (r.ill() || (told || a.aged) && !general):
		return a, true
	case general:
		return a, a.aged && !report && r.somewhere()
	}
	return a, a.aged || told || r.fragment()
}

// unnamed returns the token that stands for a person whom no word for one brings in: "she had a stroke", "a lobsterman
// with a shark bite", "we delivered quadruplets"; or -1.
func (r *Reader) unnamed(met bool) int {
	for i := r.from; i < r.to; i++ {
		f, n := r.fact(i)
		switch {
		case f == nil || !r.holds(f, i, n):
		case f.kind == Occupation && (r.is(i-1, wArticle) || r.is(i-1, wRetired) && r.is(i-2, wArticle)) && r.ill():
			return i
		case f.kind == Event && met:
			return i
		case f.kind == Event || f.kind == Condition:
			for k := i - 1; k >= i-2; k-- {
				if r.word(k, hHas, hHad, hWas, hWith, hBeat, hSurvived) && r.is(k-1, wHe|wShe) {
					return k - 1
				}
			}
		}
	}
	return -1
}

// patient reports whether the word at i is one patient and no adjective: "patient care", "be patient".
func (r *Reader) patient(i int) bool {
	for k := i - 1; k >= i-4 && k >= r.from; k-- {
		switch {
		case r.is(k, wArticle|wMine|wAged) || r.word(k, hThis, hThe):
			return r.toks[min(i+1, len(r.toks)-1)].Kind == lex.Punct || r.ends(i) || !noun(r, i+1)
		case r.toks[k].Kind == lex.Punct && !r.mark(k, '-') || r.is(k, wBefore|wTheirs):
			return false
		}
	}
	return i == r.from
}

// noun reports whether the word at i goes with "patient" before it, as portal and care do.
func noun(r *Reader, i int) bool {
	return r.word(i, hCare, hPortal, hSafety, hSatisfaction, hExperience, hRecords, hEducation, hPopulation)
}

var (
	hCare, hPortal, hSafety           = hash("care"), hash("portal"), hash("safety")
	hSatisfaction, hExperience        = hash("satisfaction"), hash("experience")
	hRecords, hEducation, hPopulation = hash("records"), hash("education"), hash("population")
)

func (r *Reader) ends(i int) bool { return i+1 >= r.to }

// one reports whether the word at i brings in one person: "a retired woman", "the man", or a fragment's first word.
func (r *Reader) one(i int) bool {
	if r.is(i-1, wTheirs) || r.word(i-1, hWhose) {
		return false
	}
	if i == r.from {
		return !r.is(i, wKin) || r.word(i+1, hOf)
	}
	for k := i - 1; k >= i-4 && k >= r.from; k-- {
		switch {
		case r.is(k, wArticle|wAged) || r.word(k, hThe, hThis):
			return !r.is(i, wKin) || r.word(i+1, hOf) || r.is(k, wAged)
		case r.toks[k].Kind == lex.Mixed:
			return true
		case r.toks[k].Kind == lex.Punct && !r.mark(k, '-') || r.is(k, wBefore|wTheirs|wMine):
			return false
		}
	}
	return false
}

// toUs reports whether somebody came to the author: "came in", "came to us", "in our office".
func (r *Reader) toUs() bool {
	if r.seen&(wCare|wSite) == 0 {
		return false
	}
	for i := r.from; i < r.to; i++ {
		if r.word(i, hCame, hWalked, hBrought) && r.word(i+1, hIn) && !r.title(i+2) && (i+2 >= r.to || r.toks[i+2].Kind == lex.Punct || r.is(i+2, wAfter)) {
			return true
		}
		if r.is(i, wCare) && (r.word(i+1, hTo) || r.word(i+1, hIn)) && r.is(i+2, wMine|wWe) || r.is(i, wMine) && r.is(i+1, wSite) && r.is(i-1, wBefore) {
			return true
		}
	}
	return false
}

// ill reports whether the sentence names a condition or an event.
func (r *Reader) ill() bool {
	for i := r.from; i < r.to; i++ {
		if f, n := r.fact(i); f != nil && (f.kind == Condition || f.kind == Event) && r.holds(f, i, n) {
			return true
		}
	}
	return false
}

// somewhere reports whether the sentence names a place smaller than a state: whoever asks what to do for "a 71-year-old
// from Elba" describes somebody.
func (r *Reader) somewhere() bool {
	for i := r.from; i < r.to; i++ {
		if !r.is(i, wPlace) && !r.title(i) {
			continue
		}
		if a, n := r.place(i, Practice{}); n > 0 && a.size != region {
			return true
		}
	}
	return false
}

// opening returns the token of a trade that the sentence begins with, or -1.
func (r *Reader) opening() int {
	if f, _ := r.fact(r.from); f != nil && f.kind != Condition && r.fragment() {
		return r.from
	}
	return -1
}

// fragment reports whether the sentence is short and describes without telling: "Mother of five, Chicago area."
func (r *Reader) fragment() bool {
	if r.to-r.from > 24 {
		return false
	}
	for i := r.from; i < r.to; i++ {
		if r.is(i, wWe) || r.mark(i, '?') || r.mark(i, '!') {
			return false
		}
	}
	return r.is(r.from, wMan|wWoman|wPerson|wAged|wArticle) || r.leads()
}

// leads reports whether the sentence begins with a trade and "in his", "in her" or "with", "who".
func (r *Reader) leads() bool {
	f, n := r.fact(r.from)
	return f != nil && f.kind == Occupation && (r.word(r.from+n, hIn) && r.is(r.from+n+1, wTheirs) || r.word(r.from+n, hWith, hWho))
}

// another reports whether the sentence brings in a person other than the one described last.
func (r *Reader) another(a anchor) bool {
	if !a.fixed || !a.aged {
		return false
	}
	for _, b := range r.people[len(r.people)-1].Attributes {
		if b.Kind == Age && b.ages != a.age {
			return true
		}
	}
	return false
}

// about reports whether the sentence goes on about the person described last.
func (r *Reader) about() bool {
	for i := r.from; i < r.to; i++ {
		if r.is(i, wHe|wShe) || r.is(i, wPatient|wMan|wWoman) && r.word(i-1, hThe, hThis) {
			return true
		}
	}
	return false
}
