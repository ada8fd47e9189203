// Package lex cuts a text into tokens in one pass, for everything in the guard that reads text.
//
// It promises that every byte is looked at once, that invalid UTF-8 neither panics nor shifts an offset, and that
// scanning into a [Doc] that was used before allocates nothing once its buffer has grown. Callers owe a Doc of their
// own: it is not safe for concurrent use. A [Dict] is immutable after it is built and may be shared.
package lex

import (
	"unicode"
	"unicode/utf8"
)

// Kind is the sort of a token.
type Kind uint8

const (
	Word   Kind = iota // letters, inner apostrophes included: patient, O'Sullivan, don't
	Number             // ASCII digits only
	Mixed              // letters and digits: 3rd, A1c, 65yo
	Punct              // one code point that is none of these and no white space
)

// Flag says how a token is written.
type Flag uint8

const (
	Title Flag = 1 << iota // the first letter is a capital
	Upper                  // every letter is a capital
	Space                  // white space stands before it, or the text begins with it
	Line                   // a line begins with it
	Digit                  // there is a digit in it
)

// Class is a set of word classes; what the bits mean is up to who fills the [Dict].
type Class uint64

// Token is one word, number or mark of a text.
type Token struct {
	Start, End int32  // byte offsets
	Hash       uint64 // of the word without case and accents; the value of a Number; see Mark for a Punct
	Class      Class
	Group      uint16 // a second entry of the dictionary: which patterns begin with this word, 0 for none
	Kind       Kind
	Flags      Flag
}

// Is reports whether the token has one of the classes.
func (t *Token) Is(c Class) bool { return t.Class&c != 0 }

// Has reports whether the token has one of the flags.
func (t *Token) Has(f Flag) bool { return t.Flags&f != 0 }

// Len is the token's length in bytes.
func (t *Token) Len() int { return int(t.End - t.Start) }

const (
	wordBit = 1 << 63
	markBit = 1 << 62

	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// Possessive is the hash of the mark 's after a word, which is a token of its own: "Crohn's" is "Crohn" and "'s".
const Possessive = markBit | 1<<32

// Mark is the hash of a Punct token.
func Mark(r rune) uint64 { return markBit | uint64(r) }

// Doc is a scanned text.
type Doc struct {
	Text   string
	Tokens []Token
	Seen   Class   // the classes of all tokens together
	Groups []int32 // the tokens that have a Group
	Digits bool    // whether any token has a digit
	ASCII  bool    // whether code points are bytes
	Styled bool    // whether [PlainOf] may read it otherwise: emphasis, invisible or look-alike characters

	words, letters, sentences int // as Counts returns them
}

// Scan cuts text into d's tokens and looks every word up in dict. A line break inside a wrapped paragraph is a space,
// and a hashtag is cut at its capitals: #FluSeason is three tokens. What d held before is gone.
func (d *Doc) Scan(text string, dict *Dict) {
	*d = Doc{Text: text, Tokens: d.Tokens[:0], Groups: d.Groups[:0], ASCII: true}
	words, letters, seen, marked := 0, 0, Class(0), false // marked: the token before is a mark
	gap := Space | Line
	line, tag := 0, -1 // where the line began, and where a word of a hashtag does
	for i := 0; i < len(text); {
		c := text[i]
		k := kinds[c]
		if k == space {
			gap |= Space
			if c == '\n' {
				if !wrapped(text, line, i) {
					gap |= Line
				}
				line = i + 1
			}
			i++
			continue
		}
		n := len(d.Tokens)
		if n == cap(d.Tokens) {
			d.Tokens = append(d.Tokens, Token{})
		}
		d.Tokens = d.Tokens[:n+1]
		t := &d.Tokens[n]
		*t = Token{Start: int32(i), Flags: gap}
		gap = 0
		switch k {
		case letter:
			if i != tag {
				i = d.plainWord(t, text, i)
				break
			}
			if tag = hump(text, i); tag < len(text) && kinds[text[tag]] == letter {
				i = d.plainWord(t, text[:tag], i)
			} else {
				i = d.plainWord(t, text, i)
			}
		case digit:
			i = d.word(t, text, i)
		case high:
			d.ASCII = false
			r, size := utf8.DecodeRuneInString(text[i:])
			d.Styled = d.Styled || odd(r)
			switch {
			case unicode.IsLetter(r):
				i = d.word(t, text, i)
			case unicode.IsSpace(r):
				d.Tokens = d.Tokens[:n]
				gap = t.Flags | Space
				i += size
				continue
			case r == '’' && possessive(text, i+size) && d.touchesWord(i):
				t.Kind, t.Hash = Punct, Possessive
				i += size + 1
			default:
				t.Kind, t.Hash = Punct, Mark(r)
				i += size
			}
		default:
			t.Kind, t.Hash = Punct, markBit|uint64(c)
			i++
			switch {
			case k == style:
				d.Styled = true
			case c == '#':
				tag = i
			case c == '\'' && possessive(text, i) && d.touchesWord(i-1):
				t.Hash = Possessive
				i++
			}
		}
		t.End = int32(i)
		if t.Kind == Punct {
			marked = true
			if !LookedUp(t.Hash) {
				continue
			}
		} else {
			words++
			letters += i - int(t.Start)
			if (marked || t.Flags&Line != 0) && d.ends(n) {
				d.sentences++
			}
			marked = false
		}
		if e := dict.find(t.Hash); e != nil {
			t.Class, t.Group = e.class, e.group
			seen |= e.class
			if e.group != 0 {
				d.Groups = append(d.Groups, int32(n))
			}
		}
		if i < len(text) && text[i] == ' ' { // as after most words
			gap = Space
			i++
		}
	}
	d.Seen, d.words, d.letters = seen, words, letters
}

// plainWord reads a word of ASCII letters, as most are, and leaves any other to word.
func (d *Doc) plainWord(t *Token, text string, i int) int {
	start := i
	h, lower := uint64(fnvOffset), byte(0)
	for ; i < len(text) && kinds[text[i]] == letter; i++ {
		c := text[i]
		h = (h ^ uint64(c|0x20)) * fnvPrime
		lower |= c
	}
	if i < len(text) && (kinds[text[i]] >= digit || text[i] == '\'') {
		return d.word(t, text, start)
	}
	t.Hash = h | wordBit
	if text[start] < 'a' {
		t.Flags |= Title
		if lower&0x20 == 0 {
			t.Flags |= Upper
		}
	}
	return i
}

// word reads letters, digits, marks and inner apostrophes from i and returns where they end.
func (d *Doc) word(t *Token, text string, i int) int {
	h := uint64(fnvOffset)
	var value uint64
	var letters, capitals, digits int
	start := i
	if c := text[i]; kinds[c] == letter && c < 'a' {
		t.Flags |= Title
	}
	for i < len(text) {
		c := text[i]
		switch kinds[c] {
		case letter:
			h = (h ^ uint64(c|0x20)) * fnvPrime
			letters++
			if c < 'a' {
				capitals++
			}
			i++
		case digit:
			h = (h ^ uint64(c)) * fnvPrime
			if digits++; digits <= 18 {
				value = value*10 + uint64(c-'0')
			}
			i++
		case high:
			r, size := utf8.DecodeRuneInString(text[i:])
			d.ASCII = false
			d.Styled = d.Styled || odd(r)
			switch {
			case unicode.IsLetter(r):
				h = (h ^ uint64(foldRune(r))) * fnvPrime
				letters++
				if unicode.IsUpper(r) {
					capitals++
					if i == start {
						t.Flags |= Title
					}
				}
			case unicode.IsMark(r): // part of the letter before it, as in a decomposed é
			case r == '’' && inner(text, i+size) && letters > 0:
				h = (h ^ '\'') * fnvPrime
			default:
				return finish(t, h, value, letters, capitals, digits, i, d)
			}
			i += size
		default:
			if c != '\'' || letters == 0 || !inner(text, i+1) {
				return finish(t, h, value, letters, capitals, digits, i, d)
			}
			h = (h ^ '\'') * fnvPrime
			i++
		}
	}
	return finish(t, h, value, letters, capitals, digits, i, d)
}

func finish(t *Token, h, value uint64, letters, capitals, digits, end int, d *Doc) int {
	t.Hash = h | wordBit
	if digits > 0 {
		t.Flags |= Digit
		d.Digits = true
		t.Kind = Mixed
		if letters == 0 {
			t.Kind, t.Hash = Number, value
		}
	}
	if letters > 0 && capitals == letters {
		t.Flags |= Upper
	}
	return end
}

// longLine is how many bytes a line has before its end may be a paragraph's wrapping. Addresses and lists are shorter.
const longLine = 50

// wrapped reports whether the line break at byte i, of a line from byte start, only wraps a paragraph: the line is long
// and ends within a sentence, and a word follows at once.
func wrapped(text string, start, i int) bool {
	if i-start < longLine || i+1 >= len(text) || kinds[text[i+1]] < letter {
		return false
	}
	for i--; i > start && kinds[text[i]] == space; i-- {
	}
	return kinds[text[i]] == letter && text[i] >= 'a' || text[i] == ',' || text[i] == '-'
}

// hump returns where the word of a hashtag that begins at byte i ends: before a capital after a small letter.
func hump(text string, i int) int {
	for i++; i < len(text) && kinds[text[i]] == letter && (text[i] >= 'a' || text[i-1] < 'a'); i++ {
	}
	return i
}

// touchesWord reports whether the token before the one being read is a word that ends at byte i.
func (d *Doc) touchesWord(i int) bool {
	n := len(d.Tokens)
	return n > 1 && d.Tokens[n-2].Kind != Punct && int(d.Tokens[n-2].End) == i
}

// inner reports whether an apostrophe before byte i is inside a word: a letter follows and it is no possessive.
func inner(text string, i int) bool {
	return i < len(text) && (kinds[text[i]] == letter || kinds[text[i]] == high) && !possessive(text, i)
}

// possessive reports whether a lone s stands at byte i.
func possessive(text string, i int) bool {
	return i < len(text) && text[i]|0x20 == 's' &&
		(i+1 == len(text) || kinds[text[i+1]] != letter && kinds[text[i+1]] != digit)
}
