package ident

import (
	"strconv"
	"strings"

	"bedside/internal/guard/lex"
)

// numberWords are the values of the words for numbers up to ninety; oh is a zero, double and triple are none.
var numberWords = func() map[uint64]int {
	m := map[uint64]int{hash("oh"): 0}
	for i, w := range strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		fifteen sixteen seventeen eighteen nineteen`) {
		m[hash(w)] = i
	}
	for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		m[hash(w)] = 10 * (i + 2)
	}
	for i, w := range strings.Fields("cero uno dos tres cuatro cinco seis siete ocho nueve") {
		m[hash(w)] = i
	}
	return m
}()

var (
	hDouble, hTriple, hHundred, hThousand = hash("double"), hash("triple"), hash("hundred"), hash("thousand")
	hOh, hTwo, hBirthday                  = hash("oh"), hash("two"), hash("birthday")
)

// small reads a number from 0 to 99 in words at token i, fifty-five or seven, and returns it with the token after it,
// or 0 for none.
func (s *scan) small(i int) (value, end int) {
	m := s.minor(i)
	if m&(mDigit|mTeen|mTens) == 0 || s.isWord(i, hDouble, hTriple, hHundred) {
		return 0, 0
	}
	value, end = numberWords[s.toks[i].Hash], i+1
	if m&mTens != 0 {
		j := end
		if s.isMark(j, '-') && s.glued(j) {
			j++
		}
		if s.minor(j)&mDigit != 0 && !s.isWord(j, hOh, hDouble, hTriple) && numberWords[s.toks[j].Hash] > 0 {
			return value + numberWords[s.toks[j].Hash], j + 1
		}
	}
	return value, end
}

const longestSpoken = 24 // words

// spoken reads a number said digit by digit: five five five, one two three four; double six; oh. What it is depends on
// the words before it and its length.
func (s *scan) spoken(i int) int {
	if s.minor(i+1)&(mDigit|mTeen|mTens) == 0 && !s.isMark(i+1, ',') && !s.isMark(i+1, '-') {
		return 0 // most words for numbers stand alone
	}
	if s.minor(i-1)&(mDigit|mTeen|mTens) != 0 && !s.toks[i].Has(lex.Line) {
		return 0 // the middle of one
	}
	digits, words, end := 0, 0, i
	for j := i; j < len(s.toks) && j < i+longestSpoken; {
		switch {
		case s.isWord(j, hDouble) && s.minor(j+1)&mDigit != 0:
			digits, words, j = digits+2, words+2, j+2
		case s.isWord(j, hTriple) && s.minor(j+1)&mDigit != 0:
			digits, words, j = digits+3, words+2, j+2
		case s.isWord(j, hHundred) && words > 0:
			digits, words, j = digits+2, words+1, j+1
		case s.minor(j)&mDigit != 0:
			digits, words, j = digits+1, words+1, j+1
		case s.minor(j)&(mTeen|mTens) != 0 && !s.isWord(j, hHundred):
			_, k := s.small(j)
			digits, words, j = digits+2, words+k-j, k
		case words > 0 && (s.isMark(j, ',') || s.isMark(j, '-') || s.isWord(j, hDash)) && s.minor(j+1)&(mDigit|mTeen|mTens) != 0:
			j++
			continue
		default:
			j = len(s.toks)
			continue
		}
		end = j
	}
	const reach = 8
	near := func(c lex.Class) bool { return s.cueBefore(i, c, reach) }
	typ, fix := Phone, "[phone number]"
	switch {
	case words < 4 && digits < 7, words == 0:
		return 0
	case near(cSSN) && (digits == 4 || digits == 9):
		typ, fix = SSN, placeholder(SSN)
	case near(cMRN):
		typ, fix = MRN, placeholder(MRN)
	case near(cAccount):
		typ, fix = Account, placeholder(Account)
	case near(cPlan) && digits >= fewest:
		typ, fix = Plan, placeholder(Plan)
	case s.spokenZIP(i) && digits == 5:
		typ, fix = Geo, "[place]"
	case near(cFaxCue) && digits >= 7:
		typ, fix = Fax, "[fax number]"
	case digits == 7 || digits == 10 || digits == 11, near(cPhoneCue) && digits >= 7:
	case digits >= 8:
		typ, fix = OtherID, placeholder(OtherID)
	default:
		return 0
	}
	s.add(typ, i, end, fix)
	return end
}

func (s *scan) spokenZIP(i int) bool {
	return s.isWord(i-1, hZip) || s.isWord(i-2, hZip) || s.isWord(i-3, hZip) || s.is(i-1, cState)
}

// spokenYear reads twenty twenty one, nineteen eighty-five, two thousand and nine, twenty oh five at token i.
func (s *scan) spokenYear(i int) (end int, year string) {
	if s.isWord(i, hTwo) && s.isWord(i+1, hThousand) {
		j := i + 2
		if s.isWord(j, hAnd) {
			j++
		}
		if v, end := s.small(j); end > 0 {
			return end, strconv.Itoa(2000 + v)
		}
		return i + 2, "2000"
	}
	m := s.minor(i)
	if m&(mTeen|mTens) == 0 {
		return 0, ""
	}
	century := numberWords[s.toks[i].Hash]
	if century != 18 && century != 19 && century != 20 {
		return 0, ""
	}
	j := i + 1
	if s.isMark(j, '-') {
		j++
	}
	if s.isWord(j, hOh) && s.minor(j+1)&mDigit != 0 {
		return j + 2, strconv.Itoa(100*century + numberWords[s.toks[j+1].Hash])
	}
	if v, end := s.small(j); v >= 10 {
		return end, strconv.Itoa(100*century + v)
	}
	return 0, ""
}

// spokenDay returns the token after a day of the month in words at token i: the third, twenty-first, thirty first; 0 if
// there is none.
func (s *scan) spokenDay(i int) int {
	if s.isWord(i, hThe) {
		i++
	}
	if s.is(i, cOrdinal) {
		return i + 1
	}
	if m := s.minor(i); m&mTens != 0 && numberWords[s.toks[i].Hash] <= 30 {
		j := i + 1
		if s.isMark(j, '-') && s.glued(j) {
			j++
		}
		if s.is(j, cOrdinal) {
			return j + 1
		}
	}
	return 0
}
