package hear

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/words"
)

// choose finds out which of what was offered is meant: by its place, by its name, or by its day and time.
func (t *turn) choose() {
	n := len(t.in.Offered)
	if n == 0 {
		n = len(t.in.Choices)
	}
	if n == 0 {
		return
	}
	t.Selected = t.byPlace(n)
	if t.Selected < 0 && len(t.in.Offered) > 0 {
		t.Selected = t.byTime()
	}
	if t.Selected < 0 {
		t.Selected = t.byName()
	}
	if t.Selected < 0 && n == 1 && t.Has(Affirm) && !t.Has(Deny) && len(t.When.Mentions) == 0 {
		t.Selected = 0
	}
	if t.Selected >= 0 && !t.Has(Select) {
		t.Acts = append(t.Acts, Select)
	}
}

// byPlace reads "the second one", "number two", "the last", "the later one" and a key.
func (t *turn) byPlace(n int) int {
	if d := t.in.Digits; len(d) == 1 && d[0] >= '1' && int(d[0]-'0') <= n {
		return int(d[0] - '1')
	}
	for i, k := range t.tokens {
		place := -1
		next := ""
		if i+1 < len(t.tokens) {
			next = t.tokens[i+1].Text
		}
		after := i > 0 && slices.Contains([]string{"number", "option", "choice", "numero", "opcion"}, t.tokens[i-1].Text)
		switch k.Text {
		case "first", "primero", "primera", "primer":
			if next != "thing" && next != "available" && next != "name" {
				place = 0
			}
		case "second", "segundo", "segunda":
			place = 1
		case "third", "tercero", "tercera", "tercer":
			place = 2
		case "fourth", "cuarto", "cuarta":
			place = 3
		case "last", "ultimo", "ultima", "latter":
			if next != "name" && next != "week" && next != "time" && next != "month" {
				place = n - 1
			}
		case "former":
			place = 0
		case "middle":
			place = n / 2
		case "earlier", "earliest", "sooner", "soonest":
			if len(t.in.Offered) > 1 && (next == "one" || t.tokens[i].tail || next == "time") && !t.Has(RequestAlternatives) || k.Text[len(k.Text)-1] == 't' {
				place = t.extreme(time.Time.Before)
			}
		case "later", "latest":
			if len(t.in.Offered) > 1 && (next == "one" || t.tokens[i].tail || next == "time") && t.Has(Select) || k.Text == "latest" {
				place = t.extreme(time.Time.After)
			}
		default:
			if p, to := t.ear.numerals.piece(t.tokens, i, false); to == i+1 && after && p.value() > 0 {
				place = p.value() - 1
			}
		}
		if place >= 0 && place < n && (!t.dated(i) || len(t.in.Offered) > 0 && t.bare(i)) {
			t.taken[i] = true
			return place
		}
	}
	return -1
}

// bare reports whether an ordinal that could be a day of the month is said as a place in a list: "the first", not "on
// the first" and not "the first of December".
func (t *turn) bare(i int) bool {
	before := ""
	for n := i - 1; n >= 0 && before == ""; n-- {
		if w := t.tokens[n].Text; w != "the" && w != "la" && w != "el" {
			before = w
		}
	}
	if slices.Contains([]string{"on", "for", "by", "until", "after", "before", "from", "para", "hasta", "desde", "dia"}, before) {
		return false
	}
	for n := max(0, i-2); n < min(len(t.tokens), i+3); n++ {
		if n != i && t.dated(n) && t.tokens[n].Text != "the" && t.tokens[n].Text != "la" && t.tokens[n].Text != "el" {
			return false
		}
	}
	return true
}

// extreme is the place of the offered time that comes before or after all others.
func (t *turn) extreme(comes func(time.Time, time.Time) bool) int {
	best := -1
	for i, o := range t.in.Offered {
		if best < 0 || comes(o, t.in.Offered[best]) {
			best = i
		}
	}
	return best
}

// byTime takes the one offered time that fits the day and time that were said.
func (t *turn) byTime() int {
	if len(t.When.Mentions) == 0 || t.When.Clash != nil {
		return -1
	}
	fits := -1
	for i, o := range t.in.Offered {
		if !t.fits(o) {
			continue
		}
		if fits >= 0 {
			return -1
		}
		fits = i
	}
	return fits
}

// fits reports whether a time agrees with every day and time that was said.
func (t *turn) fits(o time.Time) bool {
	some := false
	for _, m := range t.When.Mentions {
		if m.Past {
			continue
		}
		is := ""
		switch m.Name {
		case "date":
			is = o.Format(time.DateOnly)
		case "time":
			is = o.Format("15:04")
		default:
			return false
		}
		if (m.Value == is || slices.Contains(m.Alternatives, is)) == m.Not {
			return false
		}
		some = true
	}
	return some
}

// byName takes the one choice of which a word that no other choice has was said.
func (t *turn) byName() int {
	heard := map[string]bool{}
	for _, k := range t.tokens {
		if k.Kind != words.Mark && !t.ear.lexicon.small[k.Text] {
			heard[k.Text] = true
		}
	}
	found, most := -1, 0
	for i, c := range t.in.Choices {
		count := 0
		for _, w := range words.Split(c) {
			if heard[w.Text] && len(w.Text) > 2 {
				count++
			}
		}
		if s, ok := t.Slot("provider"); ok && strings.Contains(c, s.Value) {
			count += 2
		}
		if s, ok := t.Slot("service"); ok && s.Value == c {
			count++
		}
		switch {
		case count > most:
			found, most = i, count
		case count == most:
			found = -1
		}
	}
	if most == 0 {
		return -1
	}
	return found
}
