package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const longestDOI = 512 // bytes; the standard sets no limit, and none in use is near this

// prefixes are what people put before a DOI.
var prefixes = []string{"https://", "http://", "www.", "dx.doi.org/", "doi.org/", "info:doi/", "urn:doi:", "doi:", "doi/", "doi"}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// NormalDOI returns a DOI in one form, so that two ways to write it are equal: small letters (ISO 26324: case does not
// count), without "doi:" or a resolver's address, percent escapes and entities written out, without the punctuation of
// the sentence around it. ok is false for what is no DOI.
func NormalDOI(s string) (doi string, ok bool) {
	if len(s) > 3*longestDOI {
		return "", false
	}
	s = strings.ToLower(strings.TrimSpace(plain(unescape(s))))
	for again := true; again; {
		again = false
		for _, p := range prefixes {
			if rest, cut := strings.CutPrefix(s, p); cut {
				s, again = strings.TrimLeft(rest, " "), true
			}
		}
	}
	s = entities.Replace(s)
	s = withoutVersion(s[:tail(s, 0, len(s))])
	return s, shapeOfDOI(s)
}

// withoutVersion drops the version of a preprint of bioRxiv or medRxiv, which is no part of its DOI.
func withoutVersion(doi string) string {
	if strings.HasPrefix(doi, "10.1101/") || strings.HasPrefix(doi, "10.64898/") {
		return unversioned(doi)
	}
	return doi
}

// shapeOfDOI reports whether s is "10.", a registrant of four to nine digits with parts, and a suffix without blanks.
func shapeOfDOI(s string) bool {
	rest, ok := strings.CutPrefix(s, "10.")
	registrant, suffix, cut := strings.Cut(rest, "/")
	if !ok || !cut || suffix == "" || len(s) > longestDOI || !utf8.ValidString(s) {
		return false
	}
	first, parts, _ := strings.Cut(registrant, ".")
	if len(first) < 4 || len(first) > 9 || !digits(first) || !digits(strings.ReplaceAll(parts, ".", "")) && parts != "" {
		return false
	}
	return strings.IndexFunc(suffix, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) < 0
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// plain drops what is not seen: soft hyphens and zero-width characters that come along when a paper is copied.
func plain(s string) string {
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, s)
}

func hidden(r rune) bool { return r >= 0x80 && unicode.Is(unicode.Cf, r) }

// unescape writes percent escapes out and leaves alone what is none.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := nibble(s[i+1]), nibble(s[i+2]); hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// stretch returns the byte where an address or an id that begins at start ends: at white space, a quotation mark, or a
// bracket that was opened before it. A bracket within it, as in 10.1016/S0140-6736(97)11096-0, belongs to it. most is the
// longest that is read.
func stretch(text string, start, most int) int {
	round, square, end := 0, 0, start
	for end < len(text) && end-start < most {
		c := text[end]
		switch {
		case c <= ' ' || c == 0x7f || c == '"' || c == '`' || c == '|' || c == '\\' || c == '>':
			return tail(text, start, end)
		case c == '<':
			close := sici(text, start, end)
			if close == 0 {
				return tail(text, start, end)
			}
			end = close
		case c == '(':
			round++
		case c == '[':
			square++
		case c == ')':
			if round--; round < 0 {
				return tail(text, start, end)
			}
		case c == ']':
			if square--; square < 0 {
				return tail(text, start, end)
			}
		case c >= 0x80:
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) || unicode.In(r, unicode.Pi, unicode.Pf, unicode.Po) || r == utf8.RuneError {
				return tail(text, start, end)
			}
			end += size - 1
		}
		end++
	}
	return tail(text, start, end)
}

// sici returns the byte of the > that closes the < at byte at in a DOI of the old form (ANSI Z39.56), as in
// 10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2, else 0.
func sici(text string, start, at int) int {
	if !strings.Contains(strings.ToLower(text[start:min(at, start+40)]), "(sici)") {
		return 0
	}
	within := text[at:min(len(text), at+60)]
	close := strings.IndexByte(within, '>')
	if close < 0 || strings.ContainsAny(within[:close], " \n\t") {
		return 0
	}
	return at + close
}

// tail takes the punctuation of the sentence off the end: full stops, commas, marks of Markdown, and brackets that open
// or close nothing.
func tail(text string, start, end int) int {
	round := strings.Count(text[start:end], "(") - strings.Count(text[start:end], ")")
	square := strings.Count(text[start:end], "[") - strings.Count(text[start:end], "]")
	for ; end > start; end-- {
		switch c := text[end-1]; {
		case c == '(':
			round--
		case c == '[':
			square--
		case strings.IndexByte(".,;:!?'*_~{}", c) >= 0:
		case c == ')' && round < 0:
			round++
		case c == ']' && square < 0:
			square++
		default:
			return end
		}
	}
	return end
}
