package triage

import (
	"slices"
	"strconv"
	"strings"

	"bedside/internal/words"
)

// word is a word of a turn as the rules see it.
type word struct {
	text       string  // without apostrophes, so that "cant" and "can't" are one
	number     float64 // its value; -1 if it is none
	start, end int     // code points
	stop       stop    // what stands before it
}

// stop is what parts a word from the one before it.
type stop uint8

const (
	none  stop = iota
	pause      // a comma, a bracket, a dash
	end        // of a sentence, or the beginning of the text
)

// cut makes words of a text. Hyphens and hesitations are left out, "100.4" is one number.
func cut(text string) []word {
	ws := words.Split(text)
	out := make([]word, 0, len(ws))
	before := end
	for i := 0; i < len(ws); i++ {
		w := ws[i]
		if w.Kind == words.Mark && w.Text != "/" && w.Text != "&" {
			before = max(before, stops(ws, i))
			continue
		}
		next := word{w.Text, -1, w.Start, w.End, before}
		switch w.Kind {
		case words.Digits:
			whole := w.Text
			if i+2 < len(ws) && ws[i+1].Text == "." && !ws[i+1].Space && ws[i+2].Kind == words.Digits && !ws[i+2].Space {
				whole += "." + ws[i+2].Text
				i += 2
				next.end = ws[i].End
			}
			next.number, _ = strconv.ParseFloat(whole, 64)
		case words.Letters:
			if hesitation(w.Text) {
				continue
			}
			next.text = strings.ReplaceAll(possessor(w.Text), "'", "")
			next.number = spelled(next.text)
		case words.Mark:
			if w.Text == "&" {
				next.text = "and"
			}
		}
		out, before = append(out, next), none
	}
	return out
}

// stops returns what the mark at i parts.
func stops(ws []words.Word, i int) stop {
	last := i+1 == len(ws)
	switch ws[i].Text {
	case "!", "?", ";", "¡", "¿":
		return end
	case ".":
		if i > 0 && ws[i-1].Text == "." || !last && ws[i+1].Text == "." {
			return pause // "my chest... it hurts"
		}
		if last || ws[i+1].Space {
			return end
		}
	case ",", ":", "(", ")", "…", "–", "—":
		return pause
	case "-":
		if ws[i].Space && !last && ws[i+1].Space {
			return pause
		}
	}
	return none
}

// possessor returns the word that an "'s" stands behind, "heart" of "heart's"; a pronoun keeps it.
func possessor(w string) string {
	stem, ok := strings.CutSuffix(w, "'s")
	switch stem {
	case "he", "she", "it", "that", "there", "here", "what", "who", "how", "where", "let", "something", "somebody", "someone":
		return w
	}
	if ok {
		return stem
	}
	return w
}

func hesitation(w string) bool {
	switch w {
	case "um", "uh", "uhm", "umm", "erm", "hmm", "eh", "mmm":
		return true
	}
	return false
}

// spelled returns the number that a word from one to twenty is, or -1.
func spelled(w string) float64 {
	switch w {
	case "one", "uno", "un", "una":
		return 1
	case "two", "dos":
		return 2
	case "three", "tres":
		return 3
	case "four", "cuatro":
		return 4
	case "five", "cinco":
		return 5
	case "six", "seis":
		return 6
	case "seven", "siete":
		return 7
	case "eight", "ocho":
		return 8
	case "nine", "nueve":
		return 9
	case "ten", "diez":
		return 10
	case "eleven":
		return 11
	case "twelve", "doce":
		return 12
	case "fifteen", "quince":
		return 15
	case "twenty", "veinte":
		return 20
	case "thirty", "treinta":
		return 30
	case "forty", "cuarenta":
		return 40
	case "fifty", "cincuenta":
		return 50
	}
	return -1
}

// span is the words from..to, to exclusive.
type span struct{ from, to int }

func (s span) holds(i int) bool { return s.from <= i && i < s.to }

// gap is how many words lie between two spans, 0 if they touch or overlap.
func (s span) gap(o span) int { return max(0, o.from-s.to, s.from-o.to) }

func (s span) with(o span) span { return span{min(s.from, o.from), max(s.to, o.to)} }

// turn is a text with everything that the rules ask about it.
type turn struct {
	words  []word
	occ    [][]span // by lexicon, in the order of the text
	denied []int    // for each word the negation or history that covers it, -1 for none
	quiet  []bool   // for each word whether it is about long ago, about nobody, or an idiom
	ends   []int    // for each word the number of its sentence
	reach  []int    // for each word where the longest phrase of a rule ends that begins there; 0 if none does

	marks   []uint16 // for each word the signs that begin there
	allowed []bool   // for each word whether it is of a phrase such as "not sure", which denies nothing
}

// hear cuts a text, looks its words up and finds what is denied, long ago or not about anybody.
func (r *Reader) hear(text string) *turn {
	t := &turn{words: cut(text)}
	n := len(t.words)
	t.denied, t.ends = make([]int, n), make([]int, n)
	t.quiet, t.allowed = make([]bool, n), make([]bool, n)
	sentence := 0
	for i := range t.words {
		if t.words[i].stop == end {
			sentence++
		}
		if w := &t.words[i]; w.number < 0 {
			w.text = r.spelling.mend(w.text, r.lexica)
		}
		t.ends[i], t.denied[i] = sentence, -1
	}
	r.lexica.find(t)
	r.signs.mark(t)
	r.signs.cover(t)
	t.hush()
	return t
}

// mask keeps the words of a span from every rule.
func (t *turn) mask(s span) {
	for i := s.from; i < s.to; i++ {
		t.quiet[i] = true
	}
}

// at returns the span of the lexicon that begins at word i; the longest if there are several.
func (t *turn) at(lexicon, i int) (span, bool) {
	occ := t.occ[lexicon]
	n, _ := slices.BinarySearchFunc(occ, i, func(s span, i int) int { return s.from - i })
	best, ok := span{}, false
	for ; n < len(occ) && occ[n].from == i; n++ {
		if !ok || occ[n].to > best.to {
			best, ok = occ[n], true
		}
	}
	return best, ok
}

// live reports whether an occurrence counts for a match that holds the spans already: neither hushed nor denied by a
// word outside of it.
func (t *turn) live(s span, held []span) bool {
	if t.quiet[s.from] || t.quiet[s.to-1] {
		return false
	}
	by := t.denied[s.to-1]
	return by < 0 || s.holds(by) || slices.ContainsFunc(held, func(h span) bool { return h.holds(by) })
}
