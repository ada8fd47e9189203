package name

import (
	"strings"

	"bedside/internal/guard/lex"
)

// Info is what the table knows about a word: how well it is known as a given name, as a family name and as an ordinary
// word, each from 0 to 3, and the [Kind] of what it does beside names.
type Info uint16

// MakeInfo packs what is known about a word.
func MakeInfo(given, surname, word int, kind Kind) Info {
	return Info(given) | Info(surname)<<2 | Info(word)<<4 | Info(kind)<<6
}

// Given is how well the word is known as a given name: 3 common in the United States, 2 in several languages, 1 in one.
func (f Info) Given() int { return int(f & 3) }

// Surname is the same for family names.
func (f Info) Surname() int { return int(f >> 2 & 3) }

// Ordinary is how common the word is in English texts: 3 in most, 2 usual, 1 known.
func (f Info) Ordinary() int { return int(f >> 4 & 3) }

// Kind is what the word does beside names.
func (f Info) Kind() Kind { return Kind(f >> 6 & 31) }

// Listed reports whether the word is a name of any list.
func (f Info) Listed() bool { return f&15 != 0 }

// Kind is what a word does beside names.
type Kind uint8

// The kinds in the order of [Kinds].
const (
	None Kind = iota
	Title
	Kin
	Person
	Says
	Acts
	Particle
	Suffix
	Credential
	Greeting
	Month
	Place
	Facility
	Street
	Org
	Disease
	Thing
	Pronoun
	Preposition
	Medical
	Famous
	Spanish
)

// Kinds are the names of the kinds as the list of cues has them.
var Kinds = strings.Fields("none title kin person says acts particle suffix credential greeting month place facility street org disease thing pronoun preposition medical famous spanish")

const (
	slotBits = 18
	slots    = 1 << slotBits
	infoBits = 11
)

// A slot is four bytes, the lowest first: Info in the lowest 11 bits, above it 21 bits of the word's hash, never 0.
func place(hash uint64) (home, print uint32) {
	h := hash ^ hash>>31
	h *= 0x9e3779b97f4a7c15
	return uint32(h >> (64 - slotBits)), uint32(h)>>infoBits | 1
}

func slotAt(table string, i uint32) uint32 {
	b := table[4*i : 4*i+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// Hash is what the table and the model know token i of d by: the value of a number, a mark, and of a word its
// [lex.FNV]. The token's own hash would change with the way that package lex makes it, and the model with it.
func Hash(d *lex.Doc, i int) uint64 {
	t := &d.Tokens[i]
	if t.Kind == lex.Word || t.Kind == lex.Mixed {
		return lex.FNV(d.Text[t.Start:t.End])
	}
	return t.Hash
}

// Hashes returns the hashes of the tokens of a phrase.
func Hashes(phrase string) []uint64 {
	var d lex.Doc
	d.Scan(phrase, nil)
	out := make([]uint64, len(d.Tokens))
	for i := range out {
		out[i] = Hash(&d, i)
	}
	return out
}

// Of returns what the table knows about the word with a hash as [Hash] makes it.
func Of(hash uint64) Info {
	i, print := place(hash)
	for {
		s := slotAt(data, i)
		switch s >> infoBits {
		case print:
			return Info(s & (1<<infoBits - 1))
		case 0:
			return 0
		}
		i = (i + 1) & (slots - 1)
	}
}

// At returns what the table knows of token i of d. An English word is none where it has an accent: Bašić is not basic.
func At(d *lex.Doc, i int) Info {
	t := &d.Tokens[i]
	f := Of(Hash(d, i))
	if !d.ASCII {
		f = f.accented(d.Text[t.Start:t.End])
	}
	return f
}

func (f Info) accented(word string) Info {
	if f.Ordinary() == 0 || f.Kind() == Spanish {
		return f
	}
	for k := range len(word) {
		if word[k] >= 0x80 && word[k] != 0xe2 { // the first byte of an apostrophe
			return f & 15
		}
	}
	return f
}

// Table lays words out as [Of] reads them. The order of the words does not matter to the result: they are placed by
// hash.
func Table(words map[uint64]Info, sorted []uint64) []byte {
	out := make([]byte, 4*slots)
	for _, hash := range sorted {
		i, print := place(hash)
		for slotAt(string(out[4*i:4*i+4]), 0) != 0 {
			i = (i + 1) & (slots - 1)
		}
		v := print<<infoBits | uint32(words[hash])
		out[4*i], out[4*i+1], out[4*i+2], out[4*i+3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
	}
	return out
}
