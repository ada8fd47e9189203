package lex

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

// endsBefore reports whether a sentence ends before token i.
func endsBefore(toks []Token, i int) bool {
	t := &toks[i]
	if i == 0 || t.Has(Line) {
		return true
	}
	p := &toks[i-1]
	if p.Kind != Punct || !t.Has(Space) {
		return false
	}
	switch p.Hash {
	case bang, query, semi:
		return true
	case stop: // but not after an initial or a title such as "Dr."
		return i < 2 || toks[i-2].Kind != Word || toks[i-2].Len() > 2 || !toks[i-2].Has(Title)
	}
	return false
}

// Sentence returns the tokens from..to of the sentence that token i stands in, at most 80 to either side.
func (d *Doc) Sentence(i int) (from, to int) {
	for from = i; from > 0 && i-from < reach && !endsBefore(d.Tokens, from); from-- {
	}
	for to = i + 1; to < len(d.Tokens) && to-i < reach && !endsBefore(d.Tokens, to); to++ {
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
