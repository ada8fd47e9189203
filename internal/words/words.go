// Package words cuts what somebody said into words, for everything that listens: triage, meaning, dates and times.
//
// It promises that two spellings of one word, with capitals, accents or a curly apostrophe, come out the same, that
// no byte makes it fail, and that an offset is a code point of the text as it was given. Callers owe nothing.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Kind is the sort of a word.
type Kind uint8

const (
	Letters Kind = iota // "don't", "senor"
	Digits              // "10"; of "10:30am" it is the first of four words
	Mark                // one code point that is neither and no space: "?", ":"
)

// Word is one word, number or mark.
type Word struct {
	Text       string // small letters without accents; the digits; the mark
	Start, End int    // code points of the text, end-exclusive
	Kind       Kind
	Space      bool // white space stands before it, or the text begins with it
}

// Split cuts a text into words. Control and zero-width characters are passed over. An apostrophe between two letters
// is part of the word.
func Split(text string) []Word {
	ws := make([]Word, 0, len(text)/4+1)
	at, space := 0, true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			space = true
		case unseen(r):
			i, at = i+n, at+1
			continue
		case unicode.IsLetter(r) && straight(r) != '\'': // some apostrophes count as letters
			end, count := letters(text, i)
			ws = append(ws, Word{Fold(text[i:end]), at, at + count, Letters, space})
			i, at, space = end, at+count, false
			continue
		case '0' <= r && r <= '9':
			end := i
			for end < len(text) && '0' <= text[end] && text[end] <= '9' {
				end++
			}
			ws = append(ws, Word{text[i:end], at, at + end - i, Digits, space})
			i, at, space = end, at+end-i, false
			continue
		default:
			ws = append(ws, Word{string(straight(r)), at, at + 1, Mark, space})
			space = false
		}
		i, at = i+n, at+1
	}
	return ws
}

// letters returns where the word that begins at byte i ends, and how many code points it has.
func letters(text string, i int) (end, count int) {
	for end = i; end < len(text); count++ {
		r, n := utf8.DecodeRuneInString(text[end:])
		if straight(r) == '\'' {
			if next, _ := utf8.DecodeRuneInString(text[end+n:]); !unicode.IsLetter(next) {
				return end, count
			}
		} else if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !unseen(r) {
			return end, count
		}
		end += n
	}
	return end, count
}

// unseen reports whether r is nothing that anybody would see: a control, a joiner, a direction mark.
func unseen(r rune) bool {
	return !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}

// straight returns the plain apostrophe for any of its kind, and every other code point as it is.
func straight(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', 'ʹ', '`', '´', '′':
		return '\''
	}
	return r
}

// Fold returns s in small letters without accents and unseen characters, apostrophes straight. Letters of other scripts
// that only look like Latin ones become those.
func Fold(s string) string {
	if plain(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) || unseen(r) {
			continue
		}
		b.WriteRune(straight(unicode.ToLower(r)))
	}
	return inLatin(b.String())
}

// plain reports whether s is ASCII without controls.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '`' {
			return false
		}
	}
	return true
}

// alike are the small Cyrillic and Greek letters that look like a Latin one.
var alike = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'н': 'h', 'һ': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'о': 'o',
	'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y',
	'α': 'a', 'β': 'b', 'ϲ': 'c', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w',
}

// inLatin does [latin] for each word of a folded text.
func inLatin(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
		switch {
		case end < 0:
			end = len(s)
		case end == 0:
			_, end = utf8.DecodeRuneInString(s)
		}
		b.WriteString(latin(s[:end]))
		s = s[end:]
	}
	return b.String()
}

// latin writes a folded word in Latin letters where every letter that is not Latin only looks like one.
func latin(s string) string {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) && alike[r] == 0 {
			return s // a word of another script
		}
	}
	return strings.Map(func(r rune) rune {
		if l := alike[r]; l != 0 {
			return l
		}
		return r
	}, s)
}
