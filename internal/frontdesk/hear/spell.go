package hear

import (
	"slices"
	"strconv"
	"strings"

	"bedside/internal/words"
)

// alphabet is how letters are spelled.
type alphabet struct {
	Word map[string]string `toml:"word"` // alpha
	Name map[string]string `toml:"name"` // bee
	Mark map[string]string `toml:"mark"` // hyphen
}

// letter returns the letters that tokens from i on spell as one: "s", "sierra", "double l", "b as in boy", "v for
// victor", "hyphen"; to is i where they spell none. Names of letters such as "bee" count only between others.
func (a *alphabet) letter(ts []token, i int, between bool) (s string, to int) {
	k := ts[i]
	switch {
	case (k.Text == "double" || k.Text == "doble") && i+1 < len(ts):
		if s, to = a.letter(ts, i+1, true); to > i+1 {
			return s + s, to
		}
		return "", i
	case k.Text == "capital" && i+1 < len(ts):
		if s, to = a.letter(ts, i+1, true); to > i+1 {
			return s, to
		}
		return "", i
	case k.Kind == words.Letters && len(k.Text) == 1 && k.Text[0] >= 'a' && k.Text[0] <= 'z':
		s, to = k.Text, i+1
	case a.Word[k.Text] != "":
		return a.Word[k.Text], i + 1
	case a.Mark[k.Text] != "" && between:
		return a.Mark[k.Text], i + 1
	case a.Name[k.Text] != "" && between:
		s, to = a.Name[k.Text], i+1
	default:
		return "", i
	}
	if to+2 < len(ts) && ts[to].Text == "as" && (ts[to+1].Text == "in" || ts[to+1].Text == "an") {
		return s, to + 3
	}
	if to+1 < len(ts) && slices.Contains([]string{"for", "like", "de", "como"}, ts[to].Text) && len(ts[to+1].Text) > 1 && strings.HasPrefix(ts[to+1].Text, s) {
		return s, to + 2
	}
	return s, to
}

// spell returns the word that is spelled from token i on, and where it ends; to is at most i+1 where none is.
func (a *alphabet) spell(ts []token, i int) (string, int) {
	var b strings.Builder
	to := i
	for to < len(ts) {
		s, next := a.letter(ts, to, to > i)
		if next == to {
			break
		}
		b.WriteString(s)
		to = next
	}
	return strings.Trim(b.String(), "-'"), to
}

// code returns the letters and digits that are said from token i on, as a member id is read out, and where they end.
// Letters in capitals belong to it where digits follow.
func (a *alphabet) code(ts []token, i int, n *numerals, capitals func(token) bool) (string, int) {
	var b strings.Builder
	to := i
	for to < len(ts) {
		k := ts[to]
		if p, next := n.piece(ts, to, false); next > to && p.month == 0 && !(k.Text == "may" || k.Text == "march") {
			b.WriteString(p.digits)
			to = next
			continue
		}
		if s, next := a.letter(ts, to, to > i); next > to && s != "'" {
			b.WriteString(strings.Trim(s, "-"))
			to = next
			continue
		}
		mixed := k.Kind == words.Letters && len(k.Text) <= 4 && (to+1 < len(ts) && ts[to+1].Kind == words.Digits && (!ts[to+1].Space || capitals(k)) || to > i && !k.Space)
		if !mixed {
			break
		}
		b.WriteString(k.Text)
		to++
	}
	return strings.ToUpper(b.String()), to
}

// digitsOf returns the digits that are said from token i on, with pauses and the words that stand between the groups
// of a telephone number, and where the last of them ends.
func (n *numerals) digitsOf(ts []token, i int, between map[string]bool) (string, int) {
	var b strings.Builder
	to := i
	for at := i; at < len(ts) && b.Len() < 16; {
		p, next := n.piece(ts, at, false)
		if next > at && p.month == 0 && !p.ordinal {
			v := p.digits
			if next+1 < len(ts) && ts[next].Text == "hundred" {
				if d, err := strconv.Atoi(v); err == nil {
					v, next = strconv.Itoa(d*100), next+1
				}
			}
			b.WriteString(v)
			at, to = next, next
			continue
		}
		if b.Len() == 0 || !between[ts[at].Text] {
			break
		}
		at++
	}
	return b.String(), to
}
