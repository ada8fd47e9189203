package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// one draws a given or a family name: half from those common in the United States, the rest from all languages, a few
// put together from the halves of two.
func (w *writer) one(which int) string {
	if which == 1 && w.in(6) {
		return pick(w, w.slots["famous"])
	}
	if w.in(8) {
		a, b := []rune(w.one(which)), []rune(w.one(which))
		if len(a) > 3 && len(b) > 3 {
			return string(a[:len(a)/2]) + string(b[len(b)/2:])
		}
	}
	if w.in(50) {
		return pick(w, w.common[which])
	}
	for {
		if n := pick(w, w.cultures[which][pick(w, w.keys[which])]); utf8.RuneCountInString(n) > 1 {
			return n
		}
	}
}

// person writes a name: full (F), in any form (P), the given (G) or the family name (S) alone.
func (w *writer) person(slot string) string {
	if slot == "P" && w.in(8) {
		known := pick(w, w.known)
		if words := strings.Fields(known); w.in(50) {
			return words[len(words)-1]
		}
		return known
	}
	given, family := capital(w.one(0)), capital(w.one(1))
	if slot == "P" {
		slot = pick(w, []string{"F", "F", "F", "F", "F", "G", "G", "G", "S", "S"})
	}
	switch slot {
	case "G":
		if w.in(3) {
			return given + " " + capital(w.one(0))
		}
		return given
	case "S":
		if w.in(4) {
			return w.prefixed(family)
		}
		return family
	}
	letter := string(rune('A' + w.IntN(26)))
	switch w.IntN(24) {
	case 0, 1:
		return given + " " + letter + ". " + family
	case 2:
		return given + " " + letter + " " + family
	case 3:
		return letter + ". " + family
	case 4:
		return letter + "." + string(rune('A'+w.IntN(26))) + ". " + family
	case 5:
		return given + " " + capital(w.one(0)) + " " + family
	case 6, 7:
		return given + " " + family + " " + capital(w.one(1))
	case 8:
		return given + " " + family + "-" + capital(w.one(1))
	case 9:
		return given + " " + w.prefixed(family)
	case 10:
		return given + " " + family + pick(w, []string{" Jr.", ", Jr.", " III", " Sr.", " II"})
	case 11:
		return given + " \"" + capital(w.one(0)) + "\" " + family
	case 12:
		return given + " " + letter + "."
	}
	return given + " " + family
}

func (w *writer) prefixed(family string) string {
	return pick(w, []string{"O'", "Mc", "D'", "de la ", "De La ", "Van ", "De ", "de ", "van ", "von ", "del ", "bin ", "Al-", "El-", "van der ", "da "}) + family
}

// capital gives a word, and each part of a double one, its capital.
func capital(s string) string {
	up := true
	out := strings.Map(func(r rune) rune {
		if up {
			r = unicode.ToUpper(r)
		}
		up = r == '-' || r == ' '
		return r
	}, s)
	if strings.HasPrefix(out, "O'") && len(out) > 2 {
		out = out[:2] + strings.ToUpper(out[2:3]) + out[3:]
	}
	return out
}
