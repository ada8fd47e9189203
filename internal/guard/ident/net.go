package ident

import (
	"net/netip"
	"strings"

	"bedside/internal/guard/lex"
)

const (
	longestLocal  = 64  // RFC 5321 §4.5.3.1.1
	longestDomain = 253 // RFC 1035
	longestURL    = 2048
)

var (
	hDot, hAt, hWWW    = hash("dot"), hash("at"), hash("www")
	hUnderscore, hDash = hash("underscore"), hash("dash")
	hVersion, hV       = hash("version"), hash("v")
)

// mark tries what begins with, or has in it, a mark: @, ://, (, + and IPv6's colons.
func (s *scan) mark(i int) int {
	switch s.toks[i].Hash {
	case lex.Mark('@'):
		return s.email(i)
	case lex.Mark('('):
		return s.udi(i)
	case lex.Mark(':'):
		if s.isMark(i+1, '/') && s.isMark(i+2, '/') && s.glued(i) && s.glued(i+1) && s.glued(i+2) {
			return s.url(i - 1)
		}
		return s.ip6(i)
	}
	return 0
}

func localByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 || strings.IndexByte("._%+-'", c) >= 0
}

func domainByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 || c == '-' || c == '.'
}

// email reads an address around the @ at token i, or the name of an account after it.
func (s *scan) email(i int) int {
	text := s.d.Text
	at := int(s.toks[i].Start)
	start, end := at, at+1
	for start > 0 && at-start < longestLocal && localByte(text[start-1]) {
		start--
	}
	for start < at && strings.IndexByte(".'-", text[start]) >= 0 {
		start++
	}
	for end < len(text) && end-at < longestDomain && domainByte(text[end]) {
		end++
	}
	domain := strings.TrimRight(text[at+1:end], ".-")
	end = at + 1 + len(domain)
	to := s.tokenAt(i, end)
	if dot := strings.LastIndexByte(domain, '.'); start < at && dot > 0 && len(domain)-dot > 2 {
		from := i
		for from > 0 && int(s.toks[from-1].End) > start {
			from--
		}
		s.addBytes(Email, from, to, start, end, "[e-mail address]")
		return to
	}
	switch {
	case s.glued(i) || i+1 >= len(s.toks) || s.toks[i+1].Kind == lex.Punct || s.toks[i+1].Has(lex.Line):
		return 0
	case !s.glued(i + 1):
		return s.account(i + 1)
	}
	for to = i + 2; s.glued(to) && (s.toks[to].Kind != lex.Punct || s.isMark(to, '_') || (s.isMark(to, '.') || s.isMark(to, '-')) && s.glued(to+1) && s.toks[to+1].Kind != lex.Punct); to++ {
	}
	s.add(OtherID, i, to, "[account]").Weak = true
	return to
}

// tokenAt returns the first token from i on that begins at byte end or later.
func (s *scan) tokenAt(i, end int) int {
	for i < len(s.toks) && int(s.toks[i].Start) < end {
		i++
	}
	return i
}

// said returns how many tokens up to token i say one of the words, in brackets or not: dot, [dot], (at); 0 for none.
func (s *scan) said(i int, words ...uint64) int {
	switch {
	case s.isWord(i, words...):
		return 1
	case (s.isMark(i, ']') || s.isMark(i, ')')) && s.isWord(i-1, words...) && (s.isMark(i-2, '[') || s.isMark(i-2, '(')):
		return 3
	}
	return 0
}

// spokenEmail reads "jen dot hall at example dot com" and jen[at]example[dot]com; token i is the word for the domain's
// last part.
func (s *scan) spokenEmail(i int) int {
	k := i - 1 // walks back over the domain
	for n := 0; n < 4; n++ {
		dot := s.said(k, hDot)
		if dot == 0 && s.isMark(k, '.') && s.glued(k) {
			dot = 1
		}
		if dot == 0 || k-dot < 1 || s.toks[k-dot].Kind == lex.Punct {
			break
		}
		k -= dot + 1
	}
	at := s.said(k, hAt)
	if at == 0 && s.isMark(k, '@') {
		at = 1
	}
	from := k - at
	if at == 0 || from < 0 || s.toks[from].Kind == lex.Punct {
		return 0
	}
	for n := 0; n < 4 && from >= 2; n++ { // and over the local part
		join := s.said(from-1, hDot, hUnderscore, hDash)
		if join == 0 && s.glued(from) && s.glued(from-1) && (s.isMark(from-1, '_') || s.isMark(from-1, '.') || s.isMark(from-1, '-')) {
			join = 1
		}
		if join == 0 || from-join < 1 || s.toks[from-join-1].Kind == lex.Punct {
			break
		}
		from -= join + 1
	}
	s.add(Email, from, i+1, "[e-mail address]")
	return i + 1
}

// url reads an address from its scheme or first label at token i up to white space.
func (s *scan) url(i int) int {
	if i < 0 || s.toks[i].Kind == lex.Punct {
		return 0
	}
	text := s.d.Text
	start := int(s.toks[i].Start)
	end := start
	for end < len(text) && end-start < longestURL && text[end] > ' ' && strings.IndexByte("\"<>", text[end]) < 0 {
		end++
	}
	for end > start && strings.IndexByte(".,;:!?'])}*", text[end-1]) >= 0 {
		end--
	}
	to := s.tokenAt(i, end)
	public, personal := false, false
	for k := i; k < to && k < i+12; k++ {
		public = public || s.toks[k].Is(cPublicHost)
		personal = personal || s.minor(k)&mPersonalHost != 0
	}
	personal = personal || s.cueBefore(i, cThird|cPatient, 10)
	if public && !personal { // a public source, not a page of a person
		return to
	}
	h := s.addBytes(URL, i, to, start, end, "[link]")
	h.Office = !personal
	return to
}

// bareDomain reads example.com/path and www.example.com; token i is the last label.
func (s *scan) bareDomain(i int) int {
	if i == 0 || s.toks[i-1].Kind != lex.Punct && s.toks[i-1].Hash != hDot { // most words of class cTLD
		return 0
	}
	if s.said(i-1, hDot) > 0 {
		return s.spokenEmail(i)
	}
	if !s.isMark(i-1, '.') || !s.glued(i-1) || !s.glued(i) || s.toks[i].Has(lex.Upper) && s.toks[i].Len() < 3 ||
		s.glued(i+1) && (s.toks[i+1].Kind != lex.Punct || s.isMark(i+1, '.') && s.glued(i+2) && s.toks[i+2].Kind != lex.Punct) {
		return 0
	}
	from := i
	for n := 0; n < 6 && from >= 2 && s.isMark(from-1, '.') && s.glued(from-1) && s.glued(from) && s.toks[from-2].Kind != lex.Punct; n++ {
		from -= 2
		for from >= 2 && s.isMark(from-1, '-') && s.glued(from) && s.glued(from-1) && n < 6 {
			from -= 2
			n++
		}
	}
	sure := s.toks[i].Len() == 3 || s.isWord(from, hWWW) || s.isMark(i+1, '/') && s.glued(i+1)
	if from == i || !sure || s.toks[i].Has(lex.Title) || s.isMark(from-1, '@') {
		return 0
	}
	return s.url(from)
}

// ip4 reads four numbers up to 255 with dots between them.
func (s *scan) ip4(i int) int {
	for k := 0; k < 4; k++ {
		n := i + 2*k
		if !s.isNumber(n) || s.toks[n].Len() > 3 || s.value(n) > 255 || k > 0 && !(s.isMark(n-1, '.') && s.glued(n-1) && s.glued(n)) {
			return 0
		}
	}
	end := i + 7
	if s.isMark(i-1, '.') && s.glued(i) || s.isMark(end, '.') && s.glued(end) && s.glued(end+1) || s.isWord(i-1, hVersion, hV) {
		return 0
	}
	s.add(IP, i, end, "[IP address]")
	return end
}

// ip6 reads an address of RFC 4291 that begins at token i.
func (s *scan) ip6(i int) int {
	if s.glued(i) && i > 0 && !s.isMark(i-1, '[') && !s.isMark(i-1, '(') || s.toks[i].Len() > 4 {
		return 0
	}
	colons, to := 0, i
	for to < len(s.toks) && to-i < 18 && (to == i || s.glued(to)) && (s.isMark(to, ':') || s.toks[to].Kind != lex.Punct) {
		if s.isMark(to, ':') {
			colons++
		}
		to++
	}
	for to > i && colons > 2 && s.isMark(to-1, ':') && !s.isMark(to-2, ':') {
		to--
	}
	if colons < 2 {
		return 0
	}
	if a, err := netip.ParseAddr(s.d.Text[s.toks[i].Start:s.toks[to-1].End]); err != nil || !a.Is6() || to-i < 4 {
		return 0
	}
	s.add(IP, i, to, "[IP address]")
	return to
}

// macAddress reads six pairs of hexadecimal digits, which name a device.
func (s *scan) macAddress(i int) int {
	if !s.isMark(i+1, ':') && !s.isMark(i+1, '-') {
		return 0
	}
	sep := s.toks[i+1].Hash
	for k := 0; k < 6; k++ {
		n := i + 2*k
		if n >= len(s.toks) || s.toks[n].Len() != 2 || strings.Trim(strings.ToLower(s.text(n)), "0123456789abcdef") != "" ||
			k > 0 && !(s.isWord(n-1, sep) && s.glued(n-1) && s.glued(n)) {
			return 0
		}
	}
	s.add(Device, i, i+11, placeholder(Device))
	return i + 11
}
