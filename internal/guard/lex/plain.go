package lex

import (
	"unicode"
	"unicode/utf8"
)

// Plain is a text as detectors should read it, and the way back to the text as it was written: without invisible
// characters and the marks of Markdown's emphasis, and with letters and digits that only look Latin made so. Words that
// were split or disguised by them are whole again. The zero Plain is the empty text.
type Plain struct {
	Text string
	cuts []cut
}

// cut says that from byte plain of the plain text on, offsets in the source are off by source-plain. What was left out
// there belongs to what ends at the byte only where something stands for it.
type cut struct {
	plain, source int
	left          bool // nothing stands for it
}

// longestRun is how many letters to either side are looked at to tell a disguised Latin word from a Greek or Russian one.
const longestRun = 40

// PlainOf reads text in one pass. Where there is nothing to change, the plain text is the text, and nothing is
// allocated.
func PlainOf(text string) Plain {
	p := Plain{Text: text}
	var out []byte
	kept := 0 // everything before it is in out
	change := func(from, to int, with ...byte) {
		out = append(append(out, text[kept:from]...), with...)
		kept = to
		p.cuts = append(p.cuts, cut{len(out), to, len(with) == 0})
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch kinds[c] {
		case style:
			end := i + 1
			for end < len(text) && text[end] == c {
				end++
			}
			if end-i <= 3 && (c != '~' || end-i > 1) && wordEnds(text, i) != wordBegins(text, end) {
				change(i, end)
			}
			i = end
		case high:
			r, size := utf8.DecodeRuneInString(text[i:])
			switch {
			case invisible(r):
				if wordEnds(text, i) || wordBegins(text, i+size) {
					change(i, i+size)
				}
			case plainByte(r) != 0:
				change(i, i+size, plainByte(r))
			case lookalike(r) != 0 && disguised(text, i):
				change(i, i+size, lookalike(r))
			}
			i += size
		default:
			i++
		}
	}
	if p.cuts != nil {
		p.Text = string(append(out, text[kept:]...))
	}
	return p
}

// Source returns where the bytes start..end of the plain text stand in the text as it was written.
func (p *Plain) Source(start, end int) (int, int) { return p.at(start, true), p.at(end, false) }

// At returns where byte i of the text as it was written stands in the plain text; a byte that was left out stands
// where the next one does.
func (p *Plain) At(i int) int {
	n, shift := len(p.Text), 0
	for _, c := range p.cuts {
		if c.source > i {
			return min(i-shift, c.plain)
		}
		shift = c.source - c.plain
	}
	return min(i-shift, n)
}

func (p *Plain) at(i int, after bool) int {
	lo, hi := 0, len(p.cuts)
	for lo < hi {
		mid := (lo + hi) / 2
		if c := p.cuts[mid]; c.plain < i || c.plain == i && (after || !c.left) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return i
	}
	return p.cuts[lo-1].source + i - p.cuts[lo-1].plain
}

// wordEnds reports whether a letter or digit ends at byte i, wordBegins whether one begins there.
func wordEnds(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func wordBegins(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return i < len(text) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// odd reports whether PlainOf may change the code point.
func odd(r rune) bool { return invisible(r) || plainByte(r) != 0 || lookalike(r) != 0 }

// invisible reports whether a code point has no width: joiners, marks of direction, variation selectors, soft hyphens.
func invisible(r rune) bool {
	switch {
	case r == 0xad, r == 0x34f, r == 0x180e, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e,
		r >= 0x2060 && r <= 0x2069, r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff:
		return true
	}
	return false
}

// plainByte returns the ASCII character that a styled code point stands for, or 0: full width, mathematical and circled
// letters and digits, and the dashes that stand for a hyphen.
func plainByte(r rune) byte {
	letterAt := func(n rune) byte { // A-Z, then a-z
		if n %= 52; n >= 26 {
			return byte('a' + n - 26)
		}
		return byte('A' + n)
	}
	switch {
	case r < 0x2010:
		return 0
	case r == 0x2010, r == 0x2011, r == 0x2212, r == 0xfe58, r == 0xfe63:
		return '-'
	case r == 0x2024:
		return '.'
	case r >= 0x24b6 && r <= 0x24e9:
		return letterAt(r - 0x24b6)
	case r >= 0xff01 && r <= 0xff5e:
		return byte(r - 0xfee0)
	case r >= 0x1d400 && r <= 0x1d6a3:
		return letterAt(r - 0x1d400)
	case r >= 0x1d7ce && r <= 0x1d7ff:
		return byte('0' + (r-0x1d7ce)%10)
	case r >= 0x1f130 && r <= 0x1f189 && (r-0x1f130)%32 < 26:
		return byte('A' + (r-0x1f130)%32)
	}
	return 0
}

// lookalikes are the letters of other alphabets that look Latin, after the confusables of Unicode Technical Standard 39.
var lookalikes = func() map[rune]byte {
	m := map[rune]byte{}
	latin := "ABEKMHOPCTYXISJGaeopcyxisjdhqwkmABEZHIKMNOPTYXaopvikutcjaig"
	for i, r := range []rune("АВЕКМНОРСТУХІЅЈԌаеорсухіѕјԁһԛԝкмΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορνικυτϲϳɑıɡ") {
		m[r] = latin[i]
	}
	return m
}()

// lookalike returns the Latin letter that r looks like, or 0.
func lookalike(r rune) byte {
	if r < 0x131 || r > 0x52f { // none of Latin-1, none of the usual marks
		return 0
	}
	return lookalikes[r]
}

// disguised reports whether every letter of the word around byte i is Latin or looks so.
func disguised(text string, i int) bool {
	for k, n := i, 0; k > 0 && n < longestRun; n++ {
		r, size := utf8.DecodeLastRuneInString(text[:k])
		if !unicode.IsLetter(r) {
			break
		}
		if k -= size; r >= 0x250 && lookalike(r) == 0 {
			return false
		}
	}
	for k, n := i, 0; k < len(text) && n < longestRun; n++ {
		r, size := utf8.DecodeRuneInString(text[k:])
		if !unicode.IsLetter(r) {
			break
		}
		if k += size; r >= 0x250 && lookalike(r) == 0 {
			return false
		}
	}
	return true
}
