package lex

// Entry is what a dictionary knows about a word.
type Entry struct {
	Class Class
	Group uint16
}

type slot struct {
	hash  uint64
	class Class
	group uint16
}

// Dict is an open-addressed table from the hash of a word to its [Entry].
type Dict struct {
	slots []slot
	mask  uint64
}

// NewDict builds a table from hashes as [Doc.Scan] makes them.
func NewDict(words map[uint64]Entry) *Dict {
	size := 64
	for size < 2*len(words) {
		size *= 2
	}
	d := &Dict{slots: make([]slot, size), mask: uint64(size - 1)}
	for hash, e := range words {
		i := d.home(hash)
		for d.slots[i].hash != 0 {
			i = (i + 1) & d.mask
		}
		d.slots[i] = slot{hash, e.Class, e.Group}
	}
	return d
}

func (d *Dict) home(hash uint64) uint64 { return (hash ^ hash>>29) & d.mask }

func (d *Dict) find(hash uint64) *slot {
	if d == nil {
		return nil
	}
	slots := d.slots
	for i := d.home(hash); ; i++ {
		if s := &slots[i&uint64(len(slots)-1)]; s.hash == hash {
			return s
		} else if s.hash == 0 {
			return nil
		}
	}
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

// Hash returns the hash of a word of ASCII letters, without allocation.
func Hash(word string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(word) {
		h = (h ^ uint64(word[i]|0x20)) * fnvPrime
	}
	return h | wordBit
}
