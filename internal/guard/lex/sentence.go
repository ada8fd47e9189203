package lex

import "slices"

// reach is how many tokens a sentence may extend to either side of a token that was asked about. It keeps work on
// a text without full stops linear.
const reach = 80

var (
	stop  = Mark('.')
	bang  = Mark('!')
	query = Mark('?')
	semi  = Mark(';')
)

// mayEnd reports whether a mark may end a sentence.
func mayEnd(mark uint64) bool { return mark == stop || mark == bang || mark == query || mark == semi }

// begins reports whether a sentence begins with the token after toks, before which there is a gap.
func begins(toks []Token, gap Flag) bool {
	n := len(toks)
	if n == 0 || gap&Line != 0 {
		return true
	}
	if gap&Space == 0 {
		return false
	}
	switch toks[n-1].Hash {
	case bang, query, semi:
		return true
	case stop: // but not after an initial or a title such as "Dr."
		return n < 2 || toks[n-2].Kind != Word || toks[n-2].Len() > 2 || !toks[n-2].Has(Title)
	}
	return false
}

// Sentence returns the tokens from..to of the sentence that token i stands in, at most 80 to either side.
func (d *Doc) Sentence(i int) (from, to int) {
	next, _ := slices.BinarySearch(d.starts, int32(i+1))
	from, to = max(0, i-reach), min(len(d.Tokens), max(i+1, i+reach))
	if next > 0 {
		from = max(from, int(d.starts[next-1]))
	}
	if next < len(d.starts) {
		to = min(to, int(d.starts[next]))
	}
	return from, to
}

// Counts returns how many words, bytes of words and sentences the text has.
func (d *Doc) Counts() (words, letters, sentences int) { return d.words, d.letters, d.sentences }

// Phrase reports whether the tokens from i on have the hashes.
func (d *Doc) Phrase(i int, hashes []uint64) bool {
	if i+len(hashes) > len(d.Tokens) {
		return false
	}
	for k, h := range hashes {
		if d.Tokens[i+k].Hash != h {
			return false
		}
	}
	return true
}
