package ident

import (
	"strings"

	"bedside/internal/guard/lex"
)

// coded reads numbers whose own form proves them: a Medicare beneficiary's, a vehicle's, a bank account's, a
// prescriber's. Token i has a digit.
func (s *scan) coded(i int) int {
	if s.glued(i) && i > 0 && s.toks[i-1].Kind != lex.Punct {
		return 0
	}
	t := &s.toks[i]
	if t.Kind == lex.Number {
		if t.Len() == 10 && (s.text(i)[0] == '1' || s.text(i)[0] == '2') && validNPI(s.text(i)) && !s.cueBefore(i, cPhoneCue|cFaxCue, 4) && !s.cueBefore(i, cMRN|cPlan|cAccount|cID, 6) {
			s.add(License, i, i+1, placeholder(License)).Weak = true
			return i + 1
		}
		return 0
	}
	w := s.text(i)
	switch {
	case len(w) == 11 && validMBI(w):
		return s.plan(i, i+1)
	case len(w) == 4 && s.isMark(i+1, '-') && s.isMark(i+3, '-') && i+4 < len(s.toks):
		if start, end := t.Start, s.toks[i+4].End; end-start == 13 && validMBI(strings.ReplaceAll(s.d.Text[start:end], "-", "")) {
			return s.plan(i, i+5)
		}
	case len(w) == 17 && validVIN(w):
		s.add(Vehicle, i, i+1, placeholder(Vehicle))
		return i + 1
	case len(w) == 9 && validDEA(w):
		h := s.add(License, i, i+1, placeholder(License))
		h.Weak = !s.cueBefore(i, cLicense, 4)
		return i + 1
	}
	return s.iban(i)
}

func (s *scan) plan(from, to int) int {
	if s.is(from-1, cPayer) {
		from--
	}
	s.add(Plan, from, to, placeholder(Plan))
	return to
}

func digitAt(w string, i int) bool { return w[i] >= '0' && w[i] <= '9' }

func letterAt(w string, i int) bool { return w[i]|0x20 >= 'a' && w[i]|0x20 <= 'z' }

// validMBI reports whether w has the form of a Medicare beneficiary identifier: a digit but 0, then letters and digits
// in their places, without S, L, O, I, B and Z (CMS, "Understanding the Medicare Beneficiary Identifier Format").
func validMBI(w string) bool {
	const form = "9A*9A*9AA99"
	if len(w) != len(form) || w[0] == '0' {
		return false
	}
	for i := range len(form) {
		isLetter := letterAt(w, i) && strings.IndexByte("SLOIBZ", w[i]&^0x20) < 0
		switch form[i] {
		case '9':
			if !digitAt(w, i) {
				return false
			}
		case 'A':
			if !isLetter {
				return false
			}
		case '*':
			if !isLetter && !digitAt(w, i) {
				return false
			}
		}
	}
	return true
}

// validVIN checks the ninth place of a vehicle identification number, 49 CFR 565.15(c).
func validVIN(w string) bool {
	const values = "12345678012345070923456789" // of A to Z; I, O and Q are 0 and not allowed
	weights := [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	if len(w) != len(weights) {
		return false
	}
	sum := 0
	for i := range len(w) {
		v := 0
		switch {
		case digitAt(w, i):
			v = int(w[i] - '0')
		case letterAt(w, i) && strings.IndexByte("IOQ", w[i]&^0x20) < 0:
			v = int(values[w[i]&^0x20-'A'] - '0')
		default:
			return false
		}
		sum += v * weights[i]
	}
	check := byte('0' + sum%11)
	if sum%11 == 10 {
		check = 'X'
	}
	return w[8] == check || check == 'X' && w[8] == 'x'
}

// validDEA checks the last digit of a registration of the Drug Enforcement Administration: two letters, the second or
// a 9 from the name, and seven digits, where the first, third and fifth plus twice the second, fourth and sixth end in
// the seventh (DEA Diversion Control Division).
func validDEA(w string) bool {
	if len(w) != 9 || !letterAt(w, 0) || !letterAt(w, 1) && w[1] != '9' {
		return false
	}
	sum := 0
	for i := 2; i < 8; i++ {
		if !digitAt(w, i) {
			return false
		}
		sum += int(w[i]-'0') * (1 + i%2)
	}
	return digitAt(w, 8) && sum%10 == int(w[8]-'0')
}

// validNPI checks a National Provider Identifier, whose digits after the prefix 80840 pass the check of ISO/IEC 7812
// (45 CFR 162.406; CMS, "NPI check digit").
func validNPI(w string) bool {
	if len(w) != 10 {
		return false
	}
	sum := 24 // of 80840
	for i := range len(w) {
		if !digitAt(w, i) {
			return false
		}
		v := int(w[i] - '0')
		if i%2 == 0 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

const longestIBAN = 34 // ISO 13616

// iban reads an international bank account number at token i, in one piece or in groups of four.
func (s *scan) iban(i int) int {
	if w := s.text(i); len(w) < 4 || !letterAt(w, 0) || !letterAt(w, 1) || !digitAt(w, 2) || !digitAt(w, 3) {
		return 0
	}
	var b [longestIBAN]byte
	n, end := 0, 0
	for j := i; j < len(s.toks) && j < i+9 && s.toks[j].Kind != lex.Punct && n+s.toks[j].Len() <= longestIBAN; j++ {
		if j > i && s.toks[j].Len() > 4 {
			break
		}
		n += copy(b[n:], s.text(j))
		if n >= 15 && validIBAN(b[:n]) {
			end = j + 1
		}
	}
	if end > 0 {
		s.add(Account, i, end, placeholder(Account))
	}
	return end
}

// validIBAN checks the remainder of ISO 13616, which ISO/IEC 7064 calls mod 97-10.
func validIBAN(w []byte) bool {
	rest := 0
	for i := range w {
		switch c := w[(i+4)%len(w)]; {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			rest = (rest*100 + int(c|0x20-'a') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// udi reads a unique device identifier of GS1 from its "(01)" on: (01)00844588003288(17)261120(10)A12(21)7654 (21 CFR
// 830).
func (s *scan) udi(i int) int {
	if !s.isNumber(i+1) || s.toks[i+1].Len() != 2 || s.value(i+1) != 1 || !s.isMark(i+2, ')') || !s.isNumber(i+3) || s.toks[i+3].Len() != 14 {
		return 0
	}
	end := i + 4
	for n := 0; n < 8 && s.isMark(end, '(') && s.isNumber(end+1) && s.toks[end+1].Len() == 2 && s.isMark(end+2, ')') && end+3 < len(s.toks); n++ {
		for end += 4; s.glued(end) && (s.toks[end].Kind != lex.Punct || s.isMark(end, '-') && s.glued(end+1)) && end < i+64; end++ {
		}
	}
	s.add(Device, i, end, placeholder(Device))
	return end
}
