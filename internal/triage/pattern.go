package triage

import (
	"slices"
	"strconv"
	"strings"
)

// pattern is a chain of word lists, each near what was found before it:
//
//	chest + hurts     both in one sentence, in either order, at most six words between them
//	cant > breathe    in this order, at most four words between
//	cant >1 breathe   at most one word between; + and & take a number too
//	lips & allergy    anywhere in the turn, at most thirty words between
//	chest|heart       either
//	shot ! flu        none of these in the same sentence within six words
//	= event           the whole turn is this and nothing else
type pattern []step

// step is one list of a pattern and where it must stand.
type step struct {
	lexica []int
	how    byte // '+', '>', '&' or '!'
	reach  int  // words between
}

var reaches = map[byte]int{'+': 6, '>': 4, '&': 30, '!': 6}

// parsePattern reads a pattern as it stands in the files.
func parsePattern(s string, l *lexica) (pattern, error) {
	var p pattern
	how, reach := byte('+'), 0
	if alone, ok := strings.CutPrefix(s, "= "); ok {
		how, s = '=', alone
	}
	for i, field := range strings.Fields(s) {
		if i%2 == 1 {
			how = field[0]
			reach = reaches[how]
			if n, err := strconv.Atoi(field[1:]); err == nil {
				reach = n
			} else if len(field) > 1 || reach == 0 {
				return nil, invalid("%q in the pattern %q is no sign", field, s)
			}
			continue
		}
		st := step{how: how, reach: reach}
		for name := range strings.SplitSeq(field, "|") {
			n, ok := l.list(name)
			if !ok {
				return nil, invalid("the pattern %q names %q, which is no word list", s, name)
			}
			st.lexica = append(st.lexica, n)
		}
		p = append(p, st)
	}
	if len(strings.Fields(s))%2 == 0 || p[0].how == '!' {
		return nil, invalid("the pattern %q is not whole", s)
	}
	return p, nil
}

// raise tells the lists what the pattern fires on.
func (p pattern) raise(l *lexica) {
	for _, s := range p {
		for _, n := range s.lexica {
			l.raises[n] = l.raises[n] || s.how != '!'
		}
	}
}

// find returns the first match that counts.
func (p pattern) find(t *turn) (found span, ok bool) {
	p.matches(t, func(s span) bool {
		found, ok = s, true
		return false
	})
	return found, ok
}

// each calls do with every match that counts.
func (p pattern) each(t *turn, do func(span)) {
	p.matches(t, func(s span) bool {
		do(s)
		return true
	})
}

// matches calls yield with matches until it returns false.
func (p pattern) matches(t *turn, yield func(span) bool) {
	for _, s := range p {
		if s.how != '!' && !slices.ContainsFunc(s.lexica, func(l int) bool { return len(t.occ[l]) > 0 }) {
			return
		}
	}
	var room [6]span
	for _, l := range p[0].lexica {
		for _, anchor := range t.occ[l] {
			if !t.live(anchor, nil) || p[0].how == '=' && anchor != (span{0, len(t.words)}) {
				continue
			}
			if s, ok := p.extend(t, append(room[:0], anchor)); ok && !yield(s) {
				return
			}
		}
	}
}

// extend takes for each further step the occurrence that is nearest to what is held.
func (p pattern) extend(t *turn, held []span) (span, bool) {
	all := held[0]
	for _, s := range p[1:] {
		next, ok := s.nearest(t, all, held)
		if ok == (s.how == '!') {
			return span{}, false
		}
		if s.how != '!' {
			held, all = append(held, next), all.with(next)
		}
	}
	return all, true
}

// nearest returns the live occurrence of the step's lists that is nearest to all.
func (s step) nearest(t *turn, all span, held []span) (best span, ok bool) {
	gap := s.reach + 1
	for _, l := range s.lexica {
		occ := t.occ[l]
		i, _ := slices.BinarySearchFunc(occ, all.from-s.reach-longest, func(o span, from int) int { return o.from - from })
		for ; i < len(occ) && occ[i].from <= all.to+s.reach; i++ {
			o := occ[i]
			g := all.gap(o)
			if s.how == '>' && o.from < all.to || g >= gap || s.how != '&' && t.ends[o.from] != t.ends[all.from] || !t.live(o, held) {
				continue
			}
			best, ok, gap = o, true, g
		}
	}
	return best, ok
}
