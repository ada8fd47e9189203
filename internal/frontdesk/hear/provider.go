package hear

import (
	"slices"
	"strings"

	"bedside/internal/words"
)

// Likeness at which a provider's name was heard.
const (
	likeAnnounced = 0.72 // after "doctor" or where a provider was asked for
	likeAlone     = 0.999
)

// readProvider finds providers by a part of their name, after "doctor" also by its sound.
func (t *turn) readProvider() {
	type found struct {
		Slot
		from, to int
	}
	var all []found
	for i, k := range t.tokens {
		if k.Kind != words.Letters || t.ear.lexicon.small[k.Text] || t.named(k) {
			continue
		}
		announced := t.asked("provider") || i > 0 && title(t.tokens[i-1].Text) || i > 1 && title(t.tokens[i-2].Text)
		heard := spoken{plain: k.Text}
		if announced {
			heard = say(k.Text)
		}
		for _, p := range t.ear.vocab.providers {
			for n, part := range p.parts {
				score, to := t.ear.phones.like(heard, part), i+1
				for whole := k.Text; announced && to < len(t.tokens) && to < i+3 && !t.tokens[to].fresh; { // "oh say"
					whole += t.tokens[to].Text
					s := t.ear.phones.like(say(whole), part)
					if s <= score+0.05 {
						break
					}
					score, to = s, to+1
				}
				family := n == len(p.parts)-1
				if score >= likeAlone && (family || announced || t.capital(i)) || announced && score >= likeAnnounced && family {
					all = append(all, found{Slot{Name: "provider", Value: p.Name, ID: p.ID, Sure: min(score, 0.95)}, i, to})
				}
			}
		}
	}
	if len(all) == 0 {
		t.readStranger()
		return
	}
	best := all[0]
	for _, f := range all[1:] {
		if f.Sure > best.Sure || t.Has(Correct) && f.Sure > 0.9 && f.from > best.from {
			best = f
		}
	}
	for _, f := range all {
		if f.Value != best.Value && !slices.Contains(best.Alternatives, f.Value) {
			best.Alternatives = append(best.Alternatives, f.Value)
		}
	}
	if len(best.Alternatives) > 0 {
		best.Sure = min(best.Sure, 0.7)
	}
	t.add(best.Slot, best.from, best.to)
}

func (t *turn) capital(i int) bool {
	r := t.runes[t.tokens[i].Start]
	return r >= 'A' && r <= 'Z'
}

// readStranger notes "Doctor Somebody" who is none of the practice's: the caller is told so instead of being given
// another one.
func (t *turn) readStranger() {
	for i, k := range t.tokens[:max(len(t.tokens)-1, 0)] {
		if k.Text != "doctor" && k.Text != "dr" && k.Text != "doctora" && k.Text != "dra" {
			continue
		}
		to := i + 1
		for to < len(t.tokens) && to < i+4 {
			n := t.tokens[to]
			if n.fresh || n.Kind != words.Letters || n.id != 0 || t.taken[to] || t.ear.lexicon.small[n.Text] {
				break
			}
			to++
		}
		if to > i+1 && (t.capital(i+1) || to == i+2) {
			t.add(Slot{Name: "provider", Value: strings.TrimSuffix(t.said(i+1, to), "'s"), Sure: 0.3}, i+1, to)
			return
		}
	}
}

// named reports whether the word belongs to the name that the caller gave as somebody's own.
func (t *turn) named(k token) bool {
	n, ok := t.Slot("name")
	return ok && t.cued("name") && n.Start <= k.Start && k.End <= n.End
}
