package hear

import (
	"bedside/internal/words"
)

// token is a word as the patterns see it.
type token struct {
	words.Word
	id    int32
	head  bool // nothing but filler stands before it in its sentence
	tail  bool // nothing but filler stands after it
	fresh bool // a sentence begins here
	comma bool // a comma, dash or the like stands before it
}

// hit is a pattern that was found: the tokens from, to (exclusive), of which those set in mask, counted from from,
// were named by the pattern.
type hit struct {
	*pattern
	from, to int
	mask     uint64
}

// named is how many words the pattern itself names.
func (h hit) named() int {
	n := 0
	for m := h.mask; m != 0; m &= m - 1 {
		n++
	}
	return n
}

// titles are followed by a full stop that ends no sentence.
func title(w string) bool {
	switch w {
	case "dr", "dra", "mr", "mrs", "ms", "sr", "sra", "st", "jr", "doctor", "doctora", "doc", "nurse":
		return true
	}
	return false
}

// tokens cuts a text into letters and numbers and marks where sentences begin and end.
func (x *lexicon) tokens(ws []words.Word) []token {
	ts := make([]token, 0, len(ws))
	fresh, comma := true, false
	for _, w := range ws {
		if w.Kind == words.Mark {
			switch w.Text {
			case ".", "…":
				fresh = fresh || len(ts) == 0 || !title(ts[len(ts)-1].Text) && len(ts[len(ts)-1].Text) > 1
			case "?", "!", ";", "¿", "¡", ":":
				fresh = true
			case ",", "-", "–", "—", "(", ")":
				comma = true
			}
			continue
		}
		id, ok := x.ids[w.Text]
		switch {
		case !ok && w.Kind == words.Digits:
			id = x.ids["#"]
		case !ok:
			id = x.mended(w.Text)
		}
		ts = append(ts, token{Word: w, id: id, fresh: fresh, comma: comma})
		fresh, comma = false, false
	}
	for i := range ts {
		ts[i].head = ts[i].fresh || ts[i].comma || ts[i-1].head && x.filler[ts[i-1].id]
	}
	for i := len(ts) - 1; i >= 0; i-- {
		ts[i].tail = i+1 == len(ts) || ts[i+1].fresh || ts[i+1].comma || ts[i+1].tail && x.filler[ts[i+1].id]
	}
	return ts
}

// shortestMended is the length below which too many words are near each other.
const shortestMended = 6

// mended is the word of a pattern that a word with a typing error stands for, 0 for none.
func (x *lexicon) mended(w string) int32 {
	if len(w) < shortestMended-1 || x.real[w] {
		return 0
	}
	for _, f := range x.fold {
		if n := len(w) - len(f); -1 <= n && n <= 1 && w[0] == f[0] && words.Distance(w, f, 1) == 1 {
			return x.ids[f]
		}
	}
	return 0
}

// hits finds every pattern, in the order of the text.
func (x *lexicon) hits(ts []token) []hit {
	var all []hit
	for i := range ts {
		if ts[i].id == 0 {
			continue
		}
		for _, n := range x.first[ts[i].id] {
			p := &x.patterns[n]
			if p.head && !ts[i].head {
				continue
			}
			if to, mask, ok := p.match(ts, i, i, 0); ok {
				all = append(all, hit{p, i, to, mask})
			}
		}
	}
	return all
}

// match holds the elements from k on against the tokens from at on; from is where the pattern began.
func (p *pattern) match(ts []token, from, at, k int) (to int, mask uint64, ok bool) {
	if k == len(p.elems) {
		return at, 0, !p.tail || ts[at-1].tail
	}
	e := &p.elems[k]
	if e.gap {
		for skip := 0; skip <= widest && at+skip < len(ts); skip++ {
			if skip > 0 && ts[at+skip].fresh || ts[at].fresh {
				break
			}
			if to, mask, ok = p.match(ts, from, at+skip, k+1); ok {
				return to, mask, true
			}
		}
		return 0, 0, false
	}
	if at < len(ts) && at-from < 60 && (at == from || !ts[at].fresh) {
		for _, run := range e.runs {
			if runs(ts[at:], run) {
				if to, mask, ok = p.match(ts, from, at+len(run), k+1); ok {
					return to, mask | (1<<len(run)-1)<<(at-from), true
				}
			}
		}
		if e.single[ts[at].id] {
			if to, mask, ok = p.match(ts, from, at+1, k+1); ok {
				return to, mask | 1<<(at-from), true
			}
		}
	}
	if e.optional {
		return p.match(ts, from, at, k+1)
	}
	return 0, 0, false
}

func runs(ts []token, run []int32) bool {
	if len(ts) < len(run) {
		return false
	}
	for i, id := range run {
		if ts[i].id != id {
			return false
		}
	}
	return true
}
