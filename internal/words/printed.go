package words

import (
	"strings"
	"unicode"
)

// Printed is a text without what would not print as it reads: controls and marks that turn its direction. Every way of
// ending a line becomes one, so that whoever indents lines indents them all.
func Printed(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// OneLine is [Printed] on one line.
func OneLine(text string) string { return strings.Join(strings.Fields(Printed(text)), " ") }
