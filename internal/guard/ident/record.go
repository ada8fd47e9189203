package ident

import (
	"slices"

	"bedside/internal/guard/lex"
)

const (
	cueReach   = 6  // tokens between a cue and its number
	longestID  = 12 // tokens of a number with marks in it
	fewestSure = 3  // letters and digits of a number after an explicit "#" or "number"
	fewest     = 5  // digits of one without
)

var hNumber, hNo, hNum = hash("number"), hash("no"), hash("num")

// record reads a number that a word announces: MRN 12345, member ID AB-1234, chart #77, SSN ending in 1234.
func (s *scan) record(i int) int {
	if s.isWord(i, hNumber, hNo, hNum) && s.isWord(i-1, hFax, hPhone, hTelephone, hCell, hMobile) {
		return 0 // what follows is for phone to read
	}
	if s.isWord(i, hDL) && (!s.toks[i].Has(lex.Upper) || s.isMark(i-1, '/')) { // mg/dL
		return 0
	}
	if !slices.ContainsFunc(s.toks[i+1:min(len(s.toks), i+2+cueReach)], func(t lex.Token) bool { return t.Has(lex.Digit) }) {
		return 0
	}
	typ := recordType(s.toks[i].Class)
	id := s.toks[i].Is(cID) && !s.isWord(i, hClaim, hRx, hOrder)
	marked, colon := id, false
	j, plate := i+1, 0
	for n := 0; n < cueReach && j < len(s.toks) && !(s.toks[j].Has(lex.Line) && n > 1); n++ {
		t := &s.toks[j]
		if t.Has(lex.Digit) {
			break
		}
		switch {
		case t.Is(cMRN | cPlan | cSSN | cAccount | cLicense | cID):
			if c := recordType(t.Class); c != OtherID {
				typ = c
			}
			marked = marked || t.Is(cID)
		case s.isMark(j, ':'), s.isMark(j, '='):
			colon = true
		case s.isMark(j, '#'), s.isWord(j, hNumber, hNo, hNum, hNumero, hNro, hEnding), s.isWord(j, hFour) && s.isWord(j-1, hLast):
			marked = true
		case t.Is(cNearNumber), s.isMark(j, '.'), s.isMark(j, '('), s.isMark(j, '*'), t.Is(cThird):
		case t.Kind == lex.Word && s.isMark(j+1, '-') && s.glued(j+1): // letters before the number: CH-123
			marked = marked || t.Has(lex.Upper)
		case s.isMark(j, '-'), s.isMark(j, '/') && s.glued(j):
		case typ == Vehicle && t.Kind == lex.Word && t.Has(lex.Upper) && t.Len() <= 3 && j+1 < len(s.toks) && s.toks[j+1].Has(lex.Digit): // KTR 4471
			marked, plate = true, j
		default:
			return 0
		}
		j++
	}
	if j >= len(s.toks) || !s.toks[j].Has(lex.Digit) {
		return 0
	}
	from, to, digits, chars := s.idAt(j)
	if from <= i {
		from = i + 1
		if s.isMark(from, '-') { // HMO-234567: the cue is part of the number
			from = i
		}
	}
	if plate > 0 {
		from, chars = plate, chars+1
	}
	if typ != MRN && typ != Vehicle && (marked || colon) {
		to, digits = s.groups(from, to, digits)
		chars = max(chars, digits)
	}
	if s.isWord(i, hCVV, hCVC) || (typ == Device || typ == Vehicle) && chars > digits && (digits >= fewestSure || chars >= 8 && s.toks[from].Has(lex.Upper)) {
		marked = true
	}
	if colon && !(id && !marked) {
		marked = marked || digits >= 4 || chars > digits
	}
	switch {
	case s.isWord(i, hGroup, hGrp, hTag, hRegistration, hClaim, hPermit, hRx, hOrder) && !marked:
		return 0
	case digits == 4 && to == from+1 && isYear(s.value(from)) && typ != SSN,
		chars < fewestSure, !marked && digits < fewest && !(s.toks[i].Is(cMRN|cSSN) && digits >= 4) && !s.payerNumber(i, digits),
		typ == SSN && digits != 4 && digits != 9:
		return 0
	}
	if s.toks[i].Is(cPayer) {
		from = i
	}
	if typ == OtherID && s.is(i-1, cPatient) {
		typ = MRN
	}
	s.add(typ, from, to, placeholder(typ))
	return to
}

var (
	hCVV, hCVC                  = hash("cvv"), hash("cvc")
	hDL, hEnding, hFour, hGroup = hash("dl"), hash("ending"), hash("four"), hash("group")
	hGrp, hTag, hRegistration   = hash("grp"), hash("tag"), hash("registration")
	hClaim, hPermit             = hash("claim"), hash("permit")
)

// groups returns the token after a number whose groups stand apart, 28 28 98653, and how many digits it has.
func (s *scan) groups(from, to, digits int) (end, all int) {
	for k := from; k < to; k++ {
		if s.toks[k].Kind != lex.Number && !s.idMark(k) {
			return to, digits
		}
	}
	end, all = to, digits
	for n := 0; n < 4; n++ {
		k := end
		if s.isMark(k, '-') || s.isMark(k, '/') {
			k++
		}
		if !s.isNumber(k) || s.toks[k].Has(lex.Line) || all+s.toks[k].Len() > 24 {
			break
		}
		end, all = k+1, all+s.toks[k].Len()
	}
	if end > to && end < len(s.toks) && !s.toks[end].Has(lex.Line) && s.toks[end].Kind != lex.Punct && !s.is(end, cCommon|cNearNumber) && !s.capital(end) { // "12345 65 years"
		return to, digits
	}
	return end, all
}

func (s *scan) payerNumber(i, digits int) bool { return s.toks[i].Is(cPayer) && digits >= fewest-1 }

func recordType(c lex.Class) Type {
	switch {
	case c&cMRN != 0:
		return MRN
	case c&cPlan != 0:
		return Plan
	case c&cSSN != 0:
		return SSN
	case c&cAccount != 0:
		return Account
	case c&cLicense != 0:
		return License
	case c&cVehicle != 0:
		return Vehicle
	case c&cDevice != 0:
		return Device
	}
	return OtherID
}

func placeholder(t Type) string {
	switch t {
	case MRN:
		return "[record number]"
	case Plan:
		return "[plan number]"
	case SSN:
		return "[social security number]"
	case Account:
		return "[account number]"
	case License:
		return "[license number]"
	case Vehicle:
		return "[vehicle number]"
	case Device:
		return "[device number]"
	}
	return "[number]"
}

// idAt returns the tokens of a number such as AB-1234/7 around token i, which has a digit, and how many digits and
// characters it has.
func (s *scan) idAt(i int) (from, to, digits, chars int) {
	joined := func(a, b int) bool { // token b follows a without a space and both may be part of a number
		return s.glued(b) && (s.toks[a].Kind != lex.Punct || s.idMark(a)) && (s.toks[b].Kind != lex.Punct || s.idMark(b))
	}
	from, to = i, i+1
	for from > 0 && i-from < longestID && joined(from-1, from) {
		from--
	}
	for to < len(s.toks) && to-i < longestID && joined(to-1, to) {
		to++
	}
	for to > i+1 && s.toks[to-1].Kind == lex.Punct {
		to--
	}
	for from < i && s.toks[from].Kind == lex.Punct && !s.isMark(from, '#') {
		from++
	}
	for p := s.toks[from].Start; p < s.toks[to-1].End; p++ {
		switch c := s.d.Text[p]; {
		case c >= '0' && c <= '9':
			digits++
			chars++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			chars++
		}
	}
	return from, to, digits, chars
}

func (s *scan) idMark(i int) bool {
	return s.isMark(i, '-') || s.isMark(i, '/') || s.isMark(i, '_') || s.isMark(i, '#') || s.isMark(i, '*')
}

var studyPrefix = []uint64{hash("nct"), hash("pmid"), hash("pmc"), hash("doi"), hash("isbn"), hash("issn"), hash("grant"), hash("rs")}

// bareID reads a long number that nothing announces, such as AB-123456 or 191632525089. It is Weak: in a text about
// a person it is a record number of some kind, elsewhere it may be anything.
func (s *scan) bareID(i int) int {
	from, to, digits, chars := s.idAt(i)
	if digits < fewest || from < i && s.toks[from].Has(lex.Digit) {
		return 0
	}
	letters := chars > digits
	switch {
	case !letters && (to > from+1 || digits < 6 || digits > 14 || s.isMark(from-1, '$') || s.isMark(to, '%')):
		return 0
	case !letters && !(to == len(s.toks) || s.toks[to].Has(lex.Line) || s.toks[to].Kind == lex.Punct): // "250000 people"
		return 0
	case s.isMark(from-1, '.') && s.glued(from), s.isMark(to, '.') && s.glued(to), s.isMark(from-1, ',') && s.glued(from):
		return 0
	case letters && (!s.toks[from].Has(lex.Title) || studyNumber(s.text(from))):
		return 0
	}
	s.add(OtherID, from, to, placeholder(OtherID)).Weak = true
	return to
}

// studyNumber reports whether a word begins as the numbers of trials, papers and books do.
func studyNumber(w string) bool {
	n := 0
	for n < len(w) && (w[n] < '0' || w[n] > '9') {
		n++
	}
	if n == 0 {
		return false
	}
	h := hash(w[:n])
	for _, p := range studyPrefix {
		if h == p {
			return true
		}
	}
	return false
}

var hRx, hOrder = hash("rx"), hash("order")
