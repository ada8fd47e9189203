package practice

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// slug turns a name into the word it has in the site's addresses: "José Peña" into "jose-pena". It is never empty and
// never one that taken holds.
func slug(name string, taken func(string) bool) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r) && r != '\'' && r != '’':
			gap = true
		}
	}
	base := b.String()
	if base == "" {
		base = "page"
	}
	s := base
	for n := 2; taken(s); n++ {
		s = base + "-" + strconv.Itoa(n)
	}
	return s
}
