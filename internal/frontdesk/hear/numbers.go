package hear

import (
	"strconv"
	"strings"

	"bedside/internal/words"
)

// numerals are the words for numbers and months.
type numerals struct {
	Value    map[string]int `toml:"value"`
	Ordinal  map[string]int `toml:"ordinal"`
	Misheard map[string]int `toml:"misheard"`
	Garbled  map[string]int `toml:"garbled"`
	Times    map[string]int `toml:"times"`
	Month    map[string]int `toml:"month"`
	Confused confusions     `toml:"confused"`
}

// piece is a number or a month that was said.
type piece struct {
	digits   string // of a number, as it was said: "05", "1958"
	month    int    // 1 to 12 of a month's name
	ordinal  bool
	misheard bool // only a guess of what was said
	from, to int  // tokens
}

func (p piece) value() int {
	n, err := strconv.Atoi(p.digits)
	if err != nil {
		return -1
	}
	return n
}

// pieces reads the numbers and months among the tokens. With guess, words that recognisers write for digits count.
func (n *numerals) pieces(ts []token, guess bool) []piece {
	ps := make([]piece, 0, 8)
	for i := 0; i < len(ts); {
		p, to := n.piece(ts, i, guess)
		if to == i {
			i++
			continue
		}
		p.from, p.to = i, to
		ps = append(ps, p)
		i = to
	}
	return ps
}

// piece reads the number or month at token i; to is i where there is none.
func (n *numerals) piece(ts []token, i int, guess bool) (p piece, to int) {
	w := ts[i].Text
	if ts[i].Kind == words.Digits {
		p.digits, to = w, i+1
		if to < len(ts) {
			switch ts[to].Text {
			case "th", "nd", "rd":
				return piece{digits: w, ordinal: true}, to + 1
			case "st":
				if !ts[to].Space { // "5 St James"
					return piece{digits: w, ordinal: true}, to + 1
				}
			}
		}
		return p, to
	}
	if m := n.Month[w]; m > 0 {
		return piece{month: m}, i + 1
	}
	if times := n.Times[w]; times > 0 && i+1 < len(ts) {
		if d, ok := n.digit(ts[i+1], guess); ok {
			return piece{digits: strings.Repeat(d, times)}, i + 2
		}
	}
	if v, ok := n.Ordinal[w]; ok {
		return piece{digits: strconv.Itoa(v), ordinal: true}, i + 1
	}
	v, ok := n.Value[w]
	if !ok {
		if v, ok = n.Misheard[w]; ok && guess {
			return piece{digits: strconv.Itoa(v), misheard: true}, i + 1
		}
		return p, i
	}
	return n.number(ts, i, v)
}

// number reads on after a word of value v: "twenty three", "two thousand and five", "mil novecientos treinta y dos".
func (n *numerals) number(ts []token, i, v int) (p piece, to int) {
	to = i + 1
	tens := func(v int) int { // of twenty, with the unit that follows
		if v < 20 || v > 90 || v%10 != 0 {
			return v
		}
		for _, and := range []string{"", "y"} {
			at := to
			if and != "" {
				if at >= len(ts) || ts[at].Text != and {
					continue
				}
				at++
			}
			if at >= len(ts) {
				continue
			}
			if u, ok := n.Value[ts[at].Text]; ok && u > 0 && u < 10 {
				to = at + 1
				return v + u
			}
			if u, ok := n.Ordinal[ts[at].Text]; ok && u < 10 && and == "" {
				to, p.ordinal = at+1, true
				return v + u
			}
		}
		return v
	}
	v = tens(v)
	if p.ordinal {
		p.digits = strconv.Itoa(v)
		return p, to
	}
	more := func(and string) (int, bool) { // what follows "thousand" or "hundred"
		at := to
		if at < len(ts) && ts[at].Text == and {
			at++
		}
		if at >= len(ts) {
			return 0, false
		}
		u, ok := n.Value[ts[at].Text]
		if !ok || u == 0 && ts[at].Text != "oh" {
			return 0, false
		}
		to = at + 1
		return tens(u), true
	}
	word := ""
	if to < len(ts) {
		word = ts[to].Text
	}
	if v == 1000 { // "mil novecientos" begins with the thousand
		v, word, to = 1, "mil", to-1
	}
	switch word {
	case "thousand", "mil":
		to++
		v *= 1000
		if u, ok := more("and"); ok {
			v += u
			if u == 100 || u == 900 {
				if w, ok := more(""); ok {
					v += w
				}
			}
		}
	case "hundred":
		to++
		v *= 100
		if u, ok := more("and"); ok {
			v += u
		}
	}
	p.digits = strconv.Itoa(v)
	return p, to
}

// digit is the one digit that a token says.
func (n *numerals) digit(t token, guess bool) (string, bool) {
	if t.Kind == words.Digits && len(t.Text) == 1 {
		return t.Text, true
	}
	v, ok := n.Value[t.Text]
	if !ok && guess {
		v, ok = n.Misheard[t.Text]
	}
	if !ok || v > 9 {
		return "", false
	}
	return strconv.Itoa(v), true
}
