package ident

import (
	"strings"

	"bedside/internal/guard/lex"
)

var (
	hX, hExt, hExtension = hash("x"), hash("ext"), hash("extension")
	hUs, hOffice         = hash("us"), hash("office")
	hFax, hPhone         = hash("fax"), hash("phone")
	hTelephone           = hash("telephone")
	hCell, hMobile       = hash("cell"), hash("mobile")
)

// phone decides whether a row of digit groups is a telephone number: by the American shape, by a plus sign, or by a
// word such as "call" beside it.
func (s *scan) phone(r run) int {
	from := r.from
	plus := s.isMark(from-1, '+') && s.glued(from)
	if s.isMark(from-1, '(') && s.glued(from) {
		from--
		plus = plus || s.isMark(from-1, '+')
	}
	if plus {
		from = r.from - 1
	}
	to := s.extension(r.to)
	reach := 4
	if r.n > 1 {
		reach = 6
	}
	cue := s.cueBefore(from, cPhoneCue, reach) || s.cueAfter(to, cPhoneCue)
	fax := s.cueBefore(from, cFaxCue, 3) || s.cueAfter(to, cFaxCue)
	long := s.longExtension(r.to)
	if long > 0 {
		to = long
	}
	american := r.shape(3, 3, 4) || r.shape(1, 3, 3, 4) || r.shape(3, 3, 3, 4) && strings.HasPrefix(s.text(r.from), "00") ||
		r.shape(3, 7) && from < r.from || r.shape(3, 3) && long > 0 || r.shape(3, 3, 3) && long > 0 || r.shape(1, 10) && s.value(r.from) == 1
	bare := r.n == 1 && (r.digits == 10 && s.text(r.from)[0] >= '2' && s.text(r.from)[3] >= '2' || r.digits == 11 && s.text(r.from)[0] == '1')
	switch {
	case plus && r.digits >= 7 && r.digits <= 15:
	case american && (r.marks || cue || fax || from < r.from || long > 0):
	case american && r.n >= 3:
	case from < r.from && r.digits == 10 && r.lens[0] <= 3: // (55) 5512-3456
	case (bare || r.shape(3, 4)) && (cue || fax || s.phoneBefore(from)):
	case r.n >= 3 && r.digits >= 9 && r.digits <= 11 && s.text(r.from)[0] == '0' && r.lens[0] >= 3 && !r.dots: // another country's
	case r.shape(3, 4) && r.marks && strings.HasPrefix(s.text(r.from), "555"):
	case (cue || fax) && r.digits >= 6 && r.digits <= 15 && !s.cueBefore(from, cAccount|cMRN|cPlan|cID, 3):
	default:
		return 0
	}
	typ, fix := Phone, "[phone number]"
	if fax {
		typ, fix = Fax, "[fax number]"
	}
	h := s.add(typ, from, to, fix)
	h.Office = s.tollFree(r) || s.officeBefore(from)
	return to
}

// extension returns the token after "x 12" or "ext. 12" at token i, or i.
func (s *scan) extension(i int) int {
	j := i
	if s.isMark(j, ',') {
		j++
	}
	if s.isWord(j, hX, hExt, hExtension) {
		if j++; s.isMark(j, '.') {
			j++
		}
		if s.isNumber(j) {
			return j + 1
		}
	}
	if j < len(s.toks) && s.toks[j].Kind == lex.Mixed && s.text(j)[0]|0x20 == 'x' && allDigits(s.text(j)[1:]) {
		return j + 1
	}
	return i
}

// longExtension returns the token after "-1650x942" at token i, whose last group and extension are one token, or 0.
func (s *scan) longExtension(i int) int {
	if !s.dateMark(i) || !s.glued(i) || !s.glued(i+1) || s.toks[i+1].Kind != lex.Mixed {
		return 0
	}
	if head, tail, ok := strings.Cut(s.text(i+1), "x"); ok && len(head) == 4 && allDigits(head) && allDigits(tail) {
		return i + 2
	}
	return 0
}

func allDigits(w string) bool { return w != "" && strings.Trim(w, "0123456789") == "" }

// tollFree reports whether the number's area code is one that organisations pay for.
func (s *scan) tollFree(r run) bool {
	area := r.from
	if r.lens[0] == 1 {
		area += 2
	}
	if !s.isNumber(area) {
		return false
	}
	switch s.value(area) {
	case 800, 833, 844, 855, 866, 877, 888:
		return s.toks[area].Len() == 3
	}
	return false
}

// officeBefore reports whether "us" or "our office" stands shortly before token i: call us at, reach our office.
func (s *scan) officeBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-6 && !s.toks[k+1].Has(lex.Line); k-- {
		if s.isWord(k, hUs, hOur, hOffice) {
			return true
		}
	}
	return false
}

// phoneBefore reports whether another telephone number ends right before token i, in a list of them.
func (s *scan) phoneBefore(i int) bool {
	return len(s.hits) > 0 && s.hits[len(s.hits)-1].Type == Phone && i-s.hits[len(s.hits)-1].To <= 2
}
