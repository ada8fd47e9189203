package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// link is an address of the web in a text, as bytes.
type link struct {
	start, end int
	scheme     bool // it begins with http:// or https://
}

// links finds the addresses that platforms make links of: those with a scheme, and those without whose domain exists.
func links(s string) []link {
	var out []link
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !hostByte(s[i]) {
			i += size
			if strings.ContainsRune("@#$/=", r) || unicode.IsLetter(r) && !ideograph(r) { // an e-mail's server, a tag, a path
				i += hostLength(s[i:])
			}
			continue
		}
		l, next := linkAt(s, i)
		if l.end > 0 {
			out = append(out, l)
		}
		i = next
	}
	return out
}

// linkAt reads the address that begins at byte i, if one does; next is where to go on.
func linkAt(s string, i int) (l link, next int) {
	l.start = i
	for _, scheme := range []string{"https://", "http://"} {
		if len(s)-i > len(scheme) && strings.EqualFold(s[i:i+len(scheme)], scheme) {
			l.scheme = true
			i += len(scheme)
			break
		}
	}
	host := strings.TrimRight(s[i:i+hostLength(s[i:])], ".-")
	next = i + max(1, hostLength(s[i:]))
	end := i + len(host)
	if strings.HasPrefix(s[next:], "@") { // an e-mail
		return link{}, next
	}
	if port := portLength(s[end:]); port > 0 {
		end += port
	}
	path := pathLength(s[end:])
	if !domain(host, l.scheme || path > 0) {
		return link{}, next
	}
	l.end = end + path
	return l, max(next, l.end)
}

// domain reports whether a host's name ends as one of the public internet does. A name of two labels that ends with a
// country, such as README.md, is taken for one only where it is marked by a scheme or a path; but .co and .tv are hardly
// countries any more.
func domain(host string, marked bool) bool {
	if len(host) > 253 || !strings.Contains(host, ".") || strings.Contains(host, "..") {
		return false
	}
	suffix, known := publicsuffix.PublicSuffix(strings.ToLower(host))
	if !known || len(suffix) == len(host) {
		return false
	}
	return marked || len(suffix) != 2 || suffix == "co" || suffix == "tv" || strings.Count(host, ".") > 1
}

func hostLength(s string) int {
	n := 0
	for n < len(s) && (hostByte(s[n]) || s[n] == '.' || s[n] == '-') {
		n++
	}
	return n
}

func hostByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func portLength(s string) int {
	if !strings.HasPrefix(s, ":") {
		return 0
	}
	n := 1
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 1 {
		return 0
	}
	return n
}

// pathLength is how much of s is an address's path and query: up to a space or a quotation mark, without the full stop
// of the sentence and the bracket around.
func pathLength(s string) int {
	if s == "" || !strings.ContainsRune("/?#", rune(s[0])) {
		return 0
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"`{}|\\^“”‘’«»", r) || ideograph(r)
	})
	if end < 0 {
		end = len(s)
	}
	opened, closed := strings.Count(s[:end], "("), strings.Count(s[:end], ")")
	for end > 0 {
		switch c := s[end-1]; {
		case hostByte(c) || strings.ContainsRune("+-=#/", rune(c)) || c >= utf8.RuneSelf:
			return end
		case c == ')' && closed <= opened:
			return end
		case c == ')':
			closed--
		}
		end--
	}
	return 0
}

// ideograph reports whether the script is written without spaces, so that an address may touch it.
func ideograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0x3000 && r <= 0x303f
}
