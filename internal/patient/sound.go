package patient

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unlike are letters that do not decompose into a plain one and a mark.
var unlike = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "'", "", "’", "", "ʻ", "", "`", "")

// words splits a name into its words in small letters without accents: "O'Brien-Peña" gives "obrien", "pena".
func words(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFD.String(unlike.Replace(strings.ToLower(s))) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// plain is what two spellings of one full name have in common: its letters alone. A name without any is itself.
func plain(name string) string {
	if w := words(name); len(w) > 0 {
		return strings.Join(w, "")
	}
	return name
}

// sound returns how a word from [words] sounds, roughly, to an American and to a Spanish ear: words that are taken
// for one another on the telephone have the same sound. It is our own short cousin of Metaphone (L. Philips, 1990):
// vowels count only at the start, where all are one; h is mute; b and v, s and z and soft c, j and soft g, k and q
// and hard c, ph and f, sh and ch, ll and y at the start are each one; a doubled letter is one. At most six letters.
func sound(word string) string {
	r := []rune(word)
	at := func(i int) rune {
		if i < 0 || i >= len(r) {
			return 0
		}
		return r[i]
	}
	soft := func(i int) bool { return strings.ContainsRune("eiy", at(i)) && at(i) != 0 }
	var code []rune
	add := func(c rune) {
		if len(code) < 6 && (len(code) == 0 || code[len(code)-1] != c) {
			code = append(code, c)
		}
	}
	start := 0
	switch {
	case strings.HasPrefix(word, "kn"), strings.HasPrefix(word, "gn"), strings.HasPrefix(word, "pn"),
		strings.HasPrefix(word, "wr"), strings.HasPrefix(word, "ps"), strings.HasPrefix(word, "ts"):
		start = 1
	case strings.HasPrefix(word, "ll"):
		add('y')
		start = 2
	case strings.HasPrefix(word, "x"):
		add('j')
		start = 1
	}
	for i := start; i < len(r); i++ {
		next, first := at(i+1), len(code) == 0
		switch c := r[i]; c {
		case 'a', 'e', 'i', 'o', 'u':
			if first {
				add('a')
			}
		case 'y':
			if first && strings.ContainsRune("aeiou", next) {
				add('y')
			} else if first {
				add('a')
			}
		case 'w':
			if first {
				add('w')
			}
		case 'h': // mute
		case 'b', 'v':
			add('b')
		case 'c':
			switch {
			case next == 'h':
				add('x')
				i++
			case soft(i + 1):
				add('s')
			default:
				add('k')
			}
		case 's':
			if next == 'h' {
				add('x')
				i++
			} else {
				add('s')
			}
		case 'z':
			add('s')
		case 'q':
			add('k')
		case 'x':
			add('k')
			add('s')
		case 'g':
			switch {
			case next == 'h' && i > start: // as in Vaughn
				i++
			case soft(i + 1):
				add('j')
			default:
				add('g')
			}
		case 'p':
			if next == 'h' {
				add('f')
				i++
			} else {
				add('p')
			}
		case 'd':
			if next != 't' {
				add('d')
			}
		default:
			add(c)
		}
	}
	return string(code)
}
