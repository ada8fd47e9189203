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
	Wakes                  // its [Entry] says so
)

// Class is a set of word classes; what the bits mean is up to who fills the [Dict].
type Class uint64

// Token is one word, number or mark of a text.
type Token struct {
	Start, End int32  // byte offsets
	Hash       uint64 // of the word without case and accents; the value of a Number; see Mark for a Punct
	Class      Class
	More       uint32 // further bits of the dictionary's entry
	Group      uint16 // and which patterns begin with this word, 0 for none
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
)

// Possessive is the hash of the mark 's after a word, which is a token of its own: "Crohn's" is "Crohn" and "'s".
const Possessive = markBit | 1<<32

// Mark is the hash of a Punct token.
func Mark(r rune) uint64 { return markBit | uint64(r) }

// Doc is a scanned text.
type Doc struct {
	Text   string
	Tokens []Token
	Woken  []int32 // the tokens at which something may begin: @, (, :, and words that wake or have a capital or a digit
	Seen   Class   // the classes of all tokens together
	Digits bool    // whether any token has a digit
	Mixed  bool    // whether any token has letters and digits
	ASCII  bool    // whether code points are bytes
	Styled bool    // whether [PlainOf] may read it otherwise: emphasis, invisible or look-alike characters

	starts                    []int32 // the tokens that sentences begin with
	words, letters, sentences int     // as Counts returns them
}

// Scan cuts text into d's tokens and looks every word up in dict. A line break inside a wrapped paragraph is a space,
// and a hashtag is cut at its capitals: #FluSeason is three tokens. What d held before is gone.
func (d *Doc) Scan(text string, dict *Dict) {
	if dict == nil {
		dict = noWords
	}
	s := scanner{text: text, dict: dict, toks: d.Tokens[:cap(d.Tokens)], woken: d.Woken[:cap(d.Woken)], gap: Space | Line}
	*d = Doc{Text: text, ASCII: true, starts: d.starts[:0]}
	marks, ended := 0, false // ended: the token before is a mark that may end a sentence
	line, tag := 0, -1       // where the line began, and where a word of a hashtag does
	for s.i < len(text) {
		c := text[s.i]
		if kinds[c] == space {
			s.gap |= Space
			if c == '\n' {
				if !wrapped(text, line, s.i) {
					s.gap |= Line
				}
				line = s.i + 1
			}
			s.i++
			continue
		}
		first := s.gap&Line != 0 || ended && begins(s.toks[:s.n], s.gap) // of its sentence
		if n := s.n; kinds[c] == letter && s.i != tag && s.plain() {
			if first {
				d.starts = append(d.starts, int32(n))
				d.sentences++
			}
			first, ended = false, false
			if s.i == len(text) || kinds[text[s.i]] == space {
				continue
			}
			c = text[s.i]
		}
		i, kind, hash, flags := s.i, Word, uint64(0), Flag(0)
		switch kinds[c] {
		case letter:
			to := len(text)
			if i == tag {
				if tag = hump(text, i); tag < len(text) && kinds[text[tag]] == letter {
					to = tag
				}
			}
			hash, kind, flags, i = d.word(text[:to], i)
		case digit:
			hash, kind, flags, i = d.word(text, i)
		case high:
			d.ASCII = false
			r, size := utf8.DecodeRuneInString(text[i:])
			d.Styled = d.Styled || odd(r)
			switch {
			case unicode.IsLetter(r):
				hash, kind, flags, i = d.word(text, i)
			case unicode.IsSpace(r):
				s.gap |= Space
				s.i += size
				continue
			case r == '’' && possessive(text, i+size) && s.touches():
				kind, hash = Punct, Possessive
				i += size + 1
			default:
				kind, hash = Punct, Mark(r)
				i += size
			}
		default:
			kind, hash = Punct, markBit|uint64(c)
			i++
			switch {
			case kinds[c] == style:
				d.Styled = true
			case c == '#':
				tag = i
			case c == '\'' && possessive(text, i) && s.touches():
				hash = Possessive
				i++
			}
		}
		if first {
			d.starts = append(d.starts, int32(s.n))
		}
		s.add(hash, kind, flags, i)
		if ended = false; kind == Punct {
			marks++
			ended = mayEnd(hash)
		} else if first {
			d.sentences++
		}
	}
	d.Tokens, d.Woken, d.Seen = s.toks[:s.n], s.woken[:s.wakes], s.seen
	d.words, d.letters = s.n-marks, s.letters
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

// inner reports whether an apostrophe before byte i is inside a word: a letter follows and it is no possessive.
func inner(text string, i int) bool {
	return i < len(text) && (kinds[text[i]] == letter || kinds[text[i]] == high) && !possessive(text, i)
}

// possessive reports whether a lone s stands at byte i.
func possessive(text string, i int) bool {
	return i < len(text) && text[i]|0x20 == 's' &&
		(i+1 == len(text) || kinds[text[i+1]] != letter && kinds[text[i+1]] != digit)
}
