package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// urlLength is what X and Mastodon count for a link, however long it is.
const urlLength = 23

// graphemes counts characters as people see them.
func graphemes(s string) int {
	n := 0
	for range clusters(s) {
		n++
	}
	return n
}

// units counts UTF-16 code units, as what is written in JavaScript does: never fewer than there are code points.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// clusters yields graphemes.
func clusters(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		state := -1
		for len(s) > 0 {
			var cluster string
			if len(s) > 1 && s[0] < utf8.RuneSelf && s[1] < utf8.RuneSelf && s[0] != '\r' { // most are
				cluster, s, state = s[:1], s[1:], -1
			} else {
				cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
			}
			if !yield(cluster) {
				return
			}
		}
	}
}

// weighX counts as X does (twitter-text, configuration 3): after composing, a link is 23, an emoji of however many
// parts 2, letters of most alphabets 1, whatever else 2.
func weighX(s string) int {
	s = norm.NFC.String(s)
	total, at := 0, 0
	for _, l := range links(s) {
		for c := range clusters(s[at:l.start]) {
			total += weight(c)
		}
		total += urlLength
		at = l.end
	}
	for c := range clusters(s[at:]) {
		total += weight(c)
	}
	return total
}

const (
	emojiStyle = '\ufe0f' // makes a sign of text an emoji
	keycap     = '\u20e3'
)

func weight(cluster string) int {
	first, size := utf8.DecodeRuneInString(cluster)
	if size == len(cluster) {
		return runeWeight(first)
	}
	last, _ := utf8.DecodeLastRuneInString(cluster)
	switch {
	case first > 0x2037 && !unicode.IsLetter(first) && !unicode.IsMark(first), // a pictograph and what belongs to it
		(first == '©' || first == '®') && last == emojiStyle,
		last == keycap:
		return 2
	}
	total := 0
	for _, r := range cluster {
		total += runeWeight(r)
	}
	return total
}

func runeWeight(r rune) int {
	if r <= 0x10FF || r >= 0x2000 && r <= 0x200D || r >= 0x2010 && r <= 0x201F || r >= 0x2032 && r <= 0x2037 {
		return 1
	}
	return 2
}

// weighMastodon counts as Mastodon does: a link with its scheme is 23, of @user@host only @user counts.
func weighMastodon(s string) int {
	total, at := 0, 0
	for _, l := range links(s) {
		if l.scheme {
			total += graphemes(withoutHosts(s[at:l.start])) + urlLength
			at = l.end
		}
	}
	return total + graphemes(withoutHosts(s[at:]))
}

// withoutHosts makes @user@host of mentions @user.
func withoutHosts(s string) string {
	var b strings.Builder
	kept := 0
	for at := range mentions(s, '@') {
		end := at + 1 + wordLength(s[at+1:])
		if end < len(s) && s[end] == '@' {
			if host := wordLength(s[end+1:]); host > 0 {
				b.WriteString(s[kept:end])
				kept = end + 1 + host
			}
		}
	}
	return b.String() + s[kept:]
}

// tags counts hashtags or mentions.
func tags(s string, mark byte) int {
	n := 0
	for range mentions(s, mark) {
		n++
	}
	return n
}

// mentions yields where a mark stands before a word and behind none.
func mentions(s string, mark byte) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < len(s); i++ {
			if s[i] != mark {
				continue
			}
			before, _ := utf8.DecodeLastRuneInString(s[:i])
			after, _ := utf8.DecodeRuneInString(s[i+1:])
			if !wordRune(before) && before != '/' && before != '=' && before != '@' && wordRune(after) && !yield(i) {
				return
			}
		}
	}
}

// wordLength is how many bytes of a user's or server's name s begins with.
func wordLength(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return !wordRune(r) && r != '.' && r != '-' })
	if end < 0 {
		end = len(s)
	}
	return len(strings.TrimRight(s[:end], ".-"))
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_')
}
