package ident

import (
	_ "embed"
	"strings"
	"sync"

	"bedside/internal/guard/lex"
)

//go:embed words/towns.txt
var townNames string

const townWords = 4 // the longest name of a town that is read

// towns holds the sequences of words that name towns. It is made when first asked, which only a capital after a word
// such as "from" does.
var towns = sync.OnceValue(func() map[uint64]struct{} {
	m := make(map[uint64]struct{}, 16384)
	var d lex.Doc
	for line := range strings.Lines(townNames) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.FieldsSeq(line) {
			d.Scan(strings.ReplaceAll(name, "_", " "), nil)
			var sum uint64
			for i := range d.Tokens {
				sum = nextWord(sum, d.Tokens[i].Hash)
			}
			m[sum] = struct{}{}
		}
	}
	return m
})

func nextWord(sum, word uint64) uint64 { return (sum ^ word) * 1099511628211 }

var (
	hSaint, hFort, hMount = hash("saint"), hash("fort"), hash("mount")
	hFt                   = hash("ft")
)

// town returns the token after the longest name of a town at token i, in capitals or where nothing has one, or 0.
func (s *scan) town(i int) (end int) {
	var sum uint64
	for j, n := i, 0; n < townWords && s.capital(j) && (n == 0 || !s.toks[j].Has(lex.Line)); n++ {
		word := s.toks[j].Hash
		switch word {
		case hSt:
			word = hSaint
		case hFt:
			word = hFort
		case hMt:
			word = hMount
		}
		sum = nextWord(sum, word)
		j++
		if _, ok := towns()[sum]; ok {
			end = j
		}
		if s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 2 || s.isMark(j, '-') && s.glued(j) && s.glued(j+1) {
			j++
		}
	}
	return end
}

// nowhere are the classes of words that name no place, whatever stands before them.
const nowhere = cCommon | cNoName | cMonth | cWeekday | cTitle | cCountry | cState | cHoliday | cEponym | cPlan | cThird | cKin

// leads are the words that placed and visited look for before a place, besides those of class cPlaceCue.
var leads = []uint64{hThe, hOur, hCity, hTown, hVillage, hOn, hAt, hVisited, hAttended, hIn, hTo}

// led reports whether a word stands before token i that may lead to a place.
func (s *scan) led(i int) bool { return s.is(i-1, cPlaceCue) || s.minor(i-1)&mLeads != 0 }

// placed reads the place after "in", "from" and the like: of whatever name where someone lives or goes, else of a known
// one.
func (s *scan) placed(i int) int {
	k := i - 1
	if s.isWord(k, hThe) || s.isWord(k, hCity, hTown, hVillage) {
		k--
	}
	if s.isWord(k, hOn) {
		return s.namedStreet(i)
	}
	if !s.is(k, cPlaceCue) || s.is(i, cStreetPrefix|cUnit) || s.toks[i].Len() < 3 && !s.isWord(i, hSt, hFt, hMt) {
		return 0
	}
	if end := s.namedStreet(i); end > 0 {
		return end
	}
	lives, goes := s.is(k-1, cLiveCue) || s.is(k, cLiveCue) && !s.isWord(k, hFrom), s.minor(k-1)&mTravel != 0 || s.minor(k)&mTravel != 0
	from := s.isWord(k, hFrom) && s.is(k-1, cPerson|cPatient|cKin)
	to := s.town(i)
	known := to > 0 && (!s.is(i, nowhere) || to > i+1) && !(s.low && s.is(i, cCommon|cCare|cFacility))
	if to == i+1 && s.is(i, cGiven) && !lives && !goes && !from && !s.isWord(k, hIn, hNear) && !(s.is(i, cCity) && s.isWord(k, hFrom)) { // goodbye to Lena
		known = false
	}
	shout := s.toks[k].Has(lex.Upper) // capitals prove nothing of the next word
	if known && (lives || goes || from) && !s.low && !shout {
		to = max(to, s.placeWords(i))
	}
	switch {
	case known, s.low:
	case (lives || goes || from) && !s.is(i, nowhere) && !(s.is(i, cGiven) && !lives) && (s.toks[i].Len() > 4 || !s.toks[i].Has(lex.Upper) || s.is(k-1, cLiveCue)):
		to = s.placeWords(i)
		for n := 0; n < 2 && s.is(to, cParticle) && to > i && s.capital(s.afterParticles(to)) && s.afterParticles(to) > to; n++ {
			to = s.placeWords(s.afterParticles(to))
		}
		known = to > i && !s.is(to-1, cCountry|cState)
	case s.isWord(k, hIn, hNear) && s.d.Seen&(cPatient|cCare) == 0 && s.toks[i].Class == 0 && s.toks[i].Kind == lex.Word && s.toks[i].Len() > 3 && (!s.toks[i].Has(lex.Upper) || s.toks[i].Len() > 4): // a word of no list, where no medicine can be meant
		to = s.placeWords(i)
		known = to == i+1 && (to == len(s.toks) || s.toks[to].Kind == lex.Punct || s.is(to, cDateCue|cCommon)) && !s.toks[min(to, len(s.toks)-1)].Has(lex.Title)
	}
	for m, n := to, 0; n < 3 && known && (s.capital(m) && !s.low || m < len(s.toks) && s.toks[m].Hash == lex.Possessive); m, n = m+1, n+1 {
		if s.is(m, cFacilityEnd|cFacility) && s.toks[m].Has(lex.Title) { // San Diego Children's Hospital
			return 0
		}
	}
	if s.low && !lives && !goes && !from && !s.is(i, cCity) { // where nothing has a capital, a town may be any word
		return 0
	}
	if s.isWord(k, hAt) && !lives && !goes || !lives && !goes && !s.low && !shout && s.capital(to) && !s.toks[to].Has(lex.Line) && !s.is(to, cCommon|cStateAbbr|cState|cMonth|cWeekday|cCountry|cCitySuffix) {
		return 0
	}
	if !known || to == i || s.is(to, cFacility|cFacilityEnd) && s.capital(to) || s.is(to, cSurname) && s.capital(to) && !lives && !goes ||
		s.is(to, cEponymNoun) || s.toks[to-1].Has(lex.Line) && to-1 > i {
		return 0
	}
	if s.isNumber(to) && s.toks[to].Len() <= 2 && (lives || goes) && !s.toks[to].Has(lex.Line) { // a district: Praha 2
		to++
	}
	if s.is(to, cCitySuffix) && s.capital(to) {
		to++
	}
	if s.isMark(to, ',') && s.stateAt(to+1) {
		to = s.zipEnd(to + 2)
	} else if s.stateAt(to) && s.zipEnd(to+1) > to+1 {
		to = s.zipEnd(to + 1)
	}
	s.add(Geo, i, to, "[place]").Passing = !lives
	return to
}

var hCity, hTown, hVillage = hash("city"), hash("town"), hash("village")

// namedStreet reads a street without its number after a word for a place: from Elm Street, Denver.
func (s *scan) namedStreet(i int) int {
	j := i
	for n := 0; n < 4 && s.capital(j) && !s.low && (n == 0 || !s.toks[j].Has(lex.Line)); n++ {
		if n > 0 && s.is(j, cStreetStrong) && s.toks[j].Has(lex.Title) {
			if j++; s.isMark(j, '.') && s.glued(j) && s.toks[j-1].Len() <= 4 && s.isMark(j+1, ',') {
				j++
			}
			t := s.addressTail(j)
			s.add(Geo, i, t.end, "[place]").Passing = true
			return t.end
		}
		if s.is(j, cMonth|cWeekday|cTitle) {
			return 0
		}
		j++
	}
	return 0
}
