package lex

// scanner is where a scan stands: at byte i of the text, with n tokens and the wakes of them that wake.
type scanner struct {
	text  string
	dict  *Dict
	toks  []Token // all that there is room for
	woken []int32
	i, n  int
	wakes int

	letters int // bytes of words
	seen    Class
	gap     Flag // what stands between the last token and byte i
}

// waking are the flags of a word at which something may begin.
const waking = Title | Digit | Wakes

// wakingMark reports whether something may begin with a mark, or stand around it: an address, a number in brackets.
func wakingMark(hash uint64) bool { return hash == Mark('@') || hash == Mark('(') || hash == Mark(':') }

// plain reads words of up to seven ASCII letters, as most are, while one follows another after a space, and stops before
// anything else. It calls nothing, so that all it holds stays in registers. It reports whether there was one.
func (s *scanner) plain() bool {
	text, toks, woken, dict := s.text, s.toks, s.woken, s.dict
	i, n, wakes, next := s.i, s.n, s.wakes, byte(' ')
	for next == ' ' && i+8 <= len(text) && uint(n) < uint(len(toks)) && uint(wakes) < uint(len(woken)) {
		w := eightOf(text, i)
		others := nonLetters(w)
		size := lettersBefore(others)
		next = byte(w >> (8 * size & 63)) // after eight letters one of them
		if size-1 >= 7 || joins[next] {
			break
		}
		hash, flags := shortWord(w, others)
		known := dict.find(hash)
		flags |= Space | known.flags
		t := &toks[n] // not a Token at once, which would be made elsewhere and copied
		t.Start, t.End, t.Hash = int32(i), int32(i+int(size)), hash
		t.Class, t.More, t.Group, t.Kind, t.Flags = known.class, known.more, known.group, Word, flags
		woken[wakes] = int32(n)
		if flags&waking != 0 {
			wakes++
		}
		s.seen |= known.class
		s.letters += int(size)
		n++
		i += int(size) + 1
	}
	if n == s.n {
		return false
	}
	first := &toks[s.n]
	first.Flags = first.Flags&^Space | s.gap
	s.i, s.n, s.wakes, s.gap = i, n, wakes, Space
	if text[i-1] != ' ' {
		s.i, s.gap = i-1, 0
	}
	return true
}

// add makes the bytes from i to end a token.
func (s *scanner) add(hash uint64, kind Kind, flags Flag, end int) {
	if s.n == len(s.toks) {
		s.toks = append(s.toks, Token{})
		s.toks = s.toks[:cap(s.toks)]
	}
	if s.wakes == len(s.woken) {
		s.woken = append(s.woken, 0)
		s.woken = s.woken[:cap(s.woken)]
	}
	known := &s.dict.slots[0]
	if LookedUp(hash) {
		known = s.dict.find(hash)
	}
	flags |= s.gap | known.flags
	t := &s.toks[s.n]
	t.Start, t.End, t.Hash = int32(s.i), int32(end), hash
	t.Class, t.More, t.Group, t.Kind, t.Flags = known.class, known.more, known.group, kind, flags
	s.seen |= known.class
	if flags&waking != 0 || kind == Punct && wakingMark(hash) {
		s.woken[s.wakes] = int32(s.n)
		s.wakes++
	}
	if kind != Punct {
		s.letters += end - s.i
	}
	s.n++
	s.i, s.gap = end, 0
}

// touches reports whether the last token is a word that ends here.
func (s *scanner) touches() bool {
	return s.n > 0 && s.toks[s.n-1].Kind != Punct && int(s.toks[s.n-1].End) == s.i
}
