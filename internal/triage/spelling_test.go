package triage

import (
	"strings"
	"testing"

	"bedside/internal/words"
)

// mistyped returns a word with one error of every kind at every place: a letter left out, doubled, wrong, changed about.
func mistyped(w string) (all []string) {
	for i := 1; i < len(w); i++ {
		all = append(all, w[:i]+w[i+1:], w[:i]+w[i-1:], w[:i]+"q"+w[i+1:], w[:i-1]+w[i:i+1]+w[i-1:i]+w[i+1:])
	}
	return all
}

// TestMistyped types every word of an emergency that is forgiven an error with every error, and wants it to be heard
// still. A word that the error makes into another is another.
func TestMistyped(t *testing.T) {
	r := reader(t)
	forgiven := map[string]bool{}
	for _, list := range r.spelling.byLength {
		for _, m := range list {
			forgiven[m.text] = true
		}
	}
	n, lost := 0, 0
	for _, line := range phrases(t, "emergency.txt") {
		_, text, _ := strings.Cut(line, " | ")
		runes := []rune(text)
		for _, w := range words.Split(text) {
			if !forgiven[w.Text] || w.End-w.Start != len(w.Text) || len(w.Text) < 5 {
				continue
			}
			for _, wrong := range mistyped(w.Text) {
				if r.lexica.knows(wrong) || r.spelling.real[wrong] {
					continue
				}
				n++
				if typed := string(runes[:w.Start]) + wrong + string(runes[w.End:]); r.Read(typed).Tier != Emergency {
					lost++
					if lost < 20 {
						t.Logf("%q is %s", typed, r.Read(typed).Tier)
					}
				}
			}
		}
	}
	t.Logf("%d of %d not heard", lost, n)
	if n < 5000 || share(lost, n) > 0.01 {
		t.Errorf("%d of %d mistyped emergencies are not heard", lost, n)
	}
}

// TestMended holds what is forgiven and what is not.
func TestMended(t *testing.T) {
	r := reader(t)
	for typed, want := range map[string]Tier{
		"chets pain": Emergency, "i have cheast pain": Emergency, "cant brethe": Emergency, "im sucidal": Emergency, "he is unconcious": Emergency,
		"she is haveing a siezure": Emergency, "my dad is unresponisve": Emergency, "hart attack": Emergency, "he is chocking on a grape": Emergency,
		"no puedo respriar": Emergency, "me duele el pehco": Emergency, "no chets pain": None, "denies chset pain": None, "Denise has chest pain": Emergency,
		"a game of chess": None, "I'll play my heart out at the chest of drawers": None, "he is a breeding bull": None, "my order of crest toothpaste hurts my budget": None,
		"the door to the pecan shop": None, "write me a wreath": None, "construction on my street, so much pain in the neck": None,
	} {
		if got := r.Read(typed).Tier; got != want {
			t.Errorf("%q is %s, want %s", typed, got, want)
		}
	}
}
