package lex

import "unicode"

type byteKind uint8

const (
	mark  byteKind = iota
	style          // a mark of emphasis in Markdown
	space
	letter
	digit
	high // the first byte of a code point outside ASCII, or no UTF-8 at all
)

var kinds = func() (k [256]byteKind) {
	for c := range k {
		switch {
		case c >= 0x80:
			k[c] = high
		case c >= '0' && c <= '9':
			k[c] = digit
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			k[c] = letter
		case c <= ' ' || c == 0x7f:
			k[c] = space
		case c == '*' || c == '_' || c == '`' || c == '~':
			k[c] = style
		}
	}
	return k
}()

// Letters of Latin-1 and Latin Extended-A from U+00C0 to U+017F without their accents, so that José is jose.
const plainLatin = "aaaaaaaceeeeiiiidnooooo*ouuuuyts" + "aaaaaaaceeeeiiiidnooooo*ouuuuyty" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln" +
	"nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

// Vietnamese letters from U+1EA0 to U+1EF9, so that Nguyễn is nguyen.
const plainVietnamese = "aaaaaaaaaaaaaaaaaaaaaaaa" + "eeeeeeeeeeeeeeee" + "iiii" + "oooooooooooooooooooooooo" + "uuuuuuuuuuuuuu" + "yyyyyyyy"

func foldRune(r rune) rune {
	switch {
	case r >= 0xc0 && int(r-0xc0) < len(plainLatin):
		return rune(plainLatin[r-0xc0])
	case r >= 0x1ea0 && int(r-0x1ea0) < len(plainVietnamese):
		return rune(plainVietnamese[r-0x1ea0])
	}
	switch r {
	case 'Ơ', 'ơ':
		return 'o'
	case 'Ư', 'ư':
		return 'u'
	case 'Ș', 'ș':
		return 's'
	case 'Ț', 'ț':
		return 't'
	}
	return unicode.ToLower(r)
}
