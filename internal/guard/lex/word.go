package lex

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// The hash of a word is made of eight bytes at a time, without case and accents, the first byte lowest: each eight are
// mixed into it, and what is left, if only nothing, last. A hash holds within one run of the program.

const multiplier = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio

// mix adds eight bytes of a word to its hash: both halves of a product (wyhash, Wang Yi).
func mix(h, eight uint64) uint64 {
	high, low := bits.Mul64(h^eight, multiplier)
	return high ^ low
}

// The same byte eight times.
const (
	each  = 0x0101010101010101
	lower = 0x20 * each // what tells a small letter from its capital
	tops  = 0x80 * each
)

// eight returns the bytes of text from i on, the first lowest; those after the end are 0.
func eight(text string, i int) (w uint64) {
	if i+8 <= len(text) {
		return eightOf(text, i)
	}
	for k := len(text) - 1; k >= i; k-- {
		w = w<<8 | uint64(text[k])
	}
	return w
}

// eightOf is eight where there are so many.
func eightOf(text string, i int) uint64 {
	t := text[i : i+8]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 | uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
}

// nonLetters returns the top bits of those of eight bytes that are no ASCII letters. Adding to a byte that is ASCII
// carries into its top bit where it reaches a bound, and never into the next byte.
func nonLetters(w uint64) uint64 {
	ascii := (w | lower) &^ tops
	fromA := ascii + (0x80-'a')*each
	afterZ := ascii + (0x80-'z'-1)*each
	return (^fromA | afterZ | w) & tops
}

// lettersBefore is how many of eight bytes are letters before the first that is none.
func lettersBefore(nonLetters uint64) uint { return uint(bits.TrailingZeros64(nonLetters)) / 8 }

// joins are the bytes that may go on with a word that began with letters.
var joins = func() (j [256]bool) {
	for c := range j {
		j[c] = kinds[c] >= letter || c == '\''
	}
	return j
}()

// shortWord is a word of up to seven letters at the beginning of eight bytes. It has no branches that depend on the
// word, since no processor foresees them.
func shortWord(w, nonLetters uint64) (hash uint64, flags Flag) {
	mine := (nonLetters ^ (nonLetters - 1)) >> 8 // the bytes before the first that is none
	if w&lower&mine == 0 {
		flags = Upper
	}
	return mix(0, (w|lower)&mine) | wordBit, flags | Flag(^w>>5&1)*Title
}

// longWord is a word of any number of ASCII letters; joined tells that it has more than letters.
func longWord(text string, i int) (hash uint64, flags Flag, end int, joined bool) {
	first := eight(text, i)
	letters := uint64(0) // all of them, one over the other
	for w := first; ; w = eight(text, i) {
		others := nonLetters(w)
		if others == 0 {
			letters |= w
			hash = mix(hash, w|lower)
			i += 8
			continue
		}
		size, mine := lettersBefore(others), (others^(others-1))>>8
		letters |= w & mine
		if letters&lower == 0 {
			flags = Upper
		}
		return mix(hash, (w|lower)&mine) | wordBit, flags | Flag(^first>>5&1)*Title, i + int(size), joins[byte(w>>(8*size))]
	}
}

// word reads letters, digits, marks and inner apostrophes from byte i.
func (d *Doc) word(text string, i int) (hash uint64, kind Kind, flags Flag, end int) {
	if kinds[text[i]] == letter {
		if hash, flags, end, joined := longWord(text, i); !joined {
			return hash, Word, flags, end
		}
	}
	var h hasher
	var value uint64
	var letters, capitals, digits int
	start := i
	if c := text[i]; kinds[c] == letter && c < 'a' {
		flags |= Title
	}
loop:
	for i < len(text) {
		c := text[i]
		switch kinds[c] {
		case letter:
			h.add(c | 0x20)
			letters++
			if c < 'a' {
				capitals++
			}
			i++
		case digit:
			h.add(c)
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
				h.addRune(foldRune(r))
				letters++
				if unicode.IsUpper(r) {
					capitals++
					if i == start {
						flags |= Title
					}
				}
			case unicode.IsMark(r): // part of the letter before it, as in a decomposed é
			case r == '’' && inner(text, i+size) && letters > 0:
				h.add('\'')
			default:
				break loop
			}
			i += size
		default:
			if c != '\'' || letters == 0 || !inner(text, i+1) {
				break loop
			}
			h.add('\'')
			i++
		}
	}
	hash = h.sum()
	if digits > 0 {
		flags |= Digit
		d.Digits = true
		if letters == 0 {
			kind, hash = Number, value
		} else {
			kind, d.Mixed = Mixed, true
		}
	}
	if letters > 0 && capitals == letters {
		flags |= Upper
	}
	return hash, kind, flags, i
}

// hasher makes the hash of a word byte by byte.
type hasher struct {
	h, eight uint64
	n        int // bytes in eight
}

func (x *hasher) add(c byte) {
	x.eight |= uint64(c) << (8 * x.n)
	if x.n++; x.n == 8 {
		*x = hasher{h: mix(x.h, x.eight)}
	}
}

func (x *hasher) addRune(r rune) {
	var b [utf8.UTFMax]byte
	for _, c := range b[:utf8.EncodeRune(b[:], r)] {
		x.add(c)
	}
}

func (x *hasher) sum() uint64 { return mix(x.h, x.eight) | wordBit }

// Hash returns the hash of a word of ASCII letters, without allocation.
func Hash(word string) uint64 {
	var h hasher
	for i := range len(word) {
		h.add(word[i] | 0x20)
	}
	return h.sum()
}

// FNV returns the FNV-1a hash of a word without case and accents. Unlike the hash of a [Token] it is the same in every
// version: the table and the model of package name are addressed by it.
func FNV(word string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := 0; i < len(word); i++ {
		c := word[i]
		if kinds[c] != high {
			h = (h ^ uint64(c|0x20)) * prime
			continue
		}
		r, size := utf8.DecodeRuneInString(word[i:])
		i += size - 1
		switch {
		case unicode.IsLetter(r):
			h = (h ^ uint64(foldRune(r))) * prime
		case r == '’':
			h = (h ^ '\'') * prime
		}
	}
	return h | wordBit
}
