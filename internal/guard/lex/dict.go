package lex

// Entry is what a dictionary knows about a word.
type Entry struct {
	Class Class
	More  uint32 // further bits; what they mean is up to who fills the Dict, too
	Group uint16
	Wakes bool // something may begin with it: it is one of [Doc.Woken]
}

type slot struct {
	hash  uint64
	class Class
	more  uint32
	group uint16
	flags Flag
}

// Dict is a table from the hash of a word to its [Entry]. Words stand in slots, the first of which is that of all words
// that are not in it; at finds the slot by the lowest bits of a hash.
type Dict struct {
	slots []slot
	at    [1 << 16]uint16
}

// mostWords is how many a dictionary may hold, so that most words stand where they are looked for first.
const mostWords = 1 << 15

// noWords is what a text is scanned with of which nobody asks for words.
var noWords = NewDict(nil)

// NewDict builds a table of at most 32,768 words from hashes as [Doc.Scan] makes them.
func NewDict(words map[uint64]Entry) *Dict {
	if len(words) > mostWords {
		panic("lex: too many words for a dictionary")
	}
	d := &Dict{slots: make([]slot, 1, len(words)+1)}
	for hash, e := range words {
		at := uint16(hash)
		for d.at[at] != 0 {
			at++
		}
		d.at[at] = uint16(len(d.slots))
		s := slot{hash: hash, class: e.Class, more: e.More, group: e.Group}
		if e.Wakes {
			s.flags = Wakes
		}
		d.slots = append(d.slots, s)
	}
	return d
}

// find returns the slot of the word with a hash, the first if there is none.
func (d *Dict) find(hash uint64) *slot {
	at := uint16(hash)
	s := &d.slots[d.at[at]]
	for s.hash != hash && s != &d.slots[0] {
		at++
		s = &d.slots[d.at[at]]
	}
	return s
}

// LookedUp reports whether Scan asks its dictionary about a token with the hash: every word and number, and of the
// marks only # and @.
func LookedUp(hash uint64) bool {
	return hash&markBit == 0 || hash&wordBit != 0 || hash == Mark('#') || hash == Mark('@')
}

// Hashes returns the hashes of the tokens of a phrase, as a scanned text would have them.
func Hashes(phrase string) []uint64 {
	if phrase == "'s" {
		return []uint64{Possessive}
	}
	var d Doc
	d.Scan(phrase, nil)
	out := make([]uint64, len(d.Tokens))
	for i, t := range d.Tokens {
		out[i] = t.Hash
	}
	return out
}
