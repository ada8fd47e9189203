package lift

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/guard/lex"
)

// read decides what becomes of every sentence, and gathers the story from those that tell it.
func (t *teller) read() {
	for i := range t.sentences {
		if s := &t.sentences[i]; s.told || !t.general(s) {
			t.gather(s)
		}
	}
	t.choose()
	for i := range t.sentences {
		s := &t.sentences[i]
		switch {
		case s.told && t.has(s, lesson):
			s.fate, s.why = anew, t.say("It seems to carry the lesson, but it tells of the person. Say it about people in general.",
				"Parece llevar la lección, pero habla de la persona. Dígalo de la gente en general.")
		case s.told || !t.general(s):
			s.fate = drop
		default:
			t.keep(i)
		}
	}
	for i := range t.sentences { // what is left of a heading has nothing to head
		s := &t.sentences[i]
		if s.fate == keep && strings.Contains(s.gap, "#") && (i+1 == len(t.sentences) || t.sentences[i+1].fate != keep) {
			s.fate = drop
		}
	}
}

func (t *teller) say(en, es string) string {
	if t.es {
		return es
	}
	return en
}

// general reports whether a sentence that is about nobody is a statement, a piece of advice or a figure: it has a verb
// of the present or bids, and none of the past but in "if you were" and in figures.
func (t *teller) general(s *sentence) bool {
	if t.is(s.from, "#", "@") {
		return t.tok(s.from+1).Kind == lex.Word && s.to-s.from <= 12 && t.is(s.from, "#")
	}
	if strings.Contains(s.gap, "#") {
		return true
	}
	if strings.Contains(s.gap, "\n") && strings.ContainsAny(s.gap, "-*•+") && !t.pastVerb(s) { // an entry of a list
		return true
	}
	if t.is(s.from, "i", "i'm", "i've") && !t.phrase(s, "you", "patients", "recommend", "people") { // a feeling
		return false
	}
	if t.es && t.phrase(s, " me ", "me alegr", "me siento") && !t.phrase(s, "usted", "llám", "dígame") {
		return false
	}
	present := t.tok(s.from).Is(bids)
	was := false
	stat := t.has(s, figures) || t.percent(s)
	for i := s.from; i < s.to; i++ {
		tok := t.tok(i)
		switch {
		case tok.Is(now), t.is(i, "you", "your", "usted", "su", "sus"), tok.Is(bids) && t.is(i-1, "please", ",", ":", "and", "or", "to", "por"):
			present = true
		case t.was(i) && !t.participle(i):
			was = true
		case tok.Is(time) && !t.is(i-1, "on", "every", "by", "until"):
			was = was || !present
		}
	}
	return (present || t.ofMany(s)) && !was || stat && (present || was)
}

// ofMany reports whether an English sentence seems to say of many what is so, by a verb that is in no list: "Button
// batteries burn in two hours", "Exercise slows the symptoms".
func (t *teller) ofMany(s *sentence) bool {
	if t.es || s.to-s.from < 6 || t.is(s.from, "the", "these", "those") || t.ours(s) || t.has(s, past|third) {
		return false
	}
	for i := s.from; i < s.to; i++ {
		if t.ed(i) || t.is(i, "ago") {
			return false
		}
	}
	for i := s.from; i < s.from+3; i++ {
		word := strings.ToLower(t.text(i))
		if t.tok(i).Kind != lex.Word {
			return false
		}
		if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !t.is(i, "this", "always", "turns", "sometimes", "thanks", "congrats", "perhaps", "besides") {
			return true
		}
	}
	return false
}

// percent reports whether the sentence gives a share: 1 in 3, 40%.
func (t *teller) percent(s *sentence) bool {
	for i := s.from; i < s.to; i++ {
		if t.tok(i).Kind == lex.Number && (t.is(i+1, "%", "percent") || t.is(i+1, "in", "out", "de") && (t.tok(i+2).Kind == lex.Number || t.is(i+2, "of", "cada"))) {
			return true
		}
	}
	return false
}

// keep takes sentence i over, without an opener that joins it to what is gone. Where it begins with a word that points
// to what is gone, the word is filled in if that is certain, else the sentence is left to a person.
func (t *teller) keep(i int) {
	s := &t.sentences[i]
	s.fate = keep
	before := i > 0 && t.sentences[i-1].fate == keep
	at := s.from
	for changed := true; changed && !before; {
		changed = false
		for _, o := range openers {
			if n := t.opens(at, o); n > 0 && at+n < s.to {
				at += n
				changed = true
				break
			}
		}
	}
	if at > s.from {
		s.words = capital(strings.Join(strings.Fields(t.doc.Text[t.tok(at).Start:s.end]), " "))
	}
	if !before && t.phrase(s, " do it", " did it", " it too", " that too", " like that", " like this", " hacerlo", " lo mismo") {
		s.fate, s.why = anew, t.say("It points back to what is left out.", "Se refiere a algo que se ha quitado.")
		return
	}
	if before || !t.tok(at).Is(dangles) || t.is(at+1, "year", "season", "week", "month", "fall", "winter", "spring", "summer", "año") {
		return
	}
	c := t.story.condition
	if t.is(at, "it") && c != nil && i > 0 && t.last(&t.sentences[i-1]) == c && (t.is(at+1, "can", "may", "affects", "causes", "spreads", "often", "usually") ||
		t.is(at+1, "is") && t.is(at+2, "a", "an", "not", "common", "rare", "contagious", "treatable", "preventable")) {
		s.words = capital(t.name(c)) + strings.TrimPrefix(strings.Join(strings.Fields(t.doc.Text[t.tok(at).End-1:s.end]), " "), t.doc.Text[t.tok(at).End-1:t.tok(at).End])
		return
	}
	s.fate, s.why = anew, t.say("It begins with “"+t.text(at)+"”, and what that points to is left out.", "Empieza con «"+t.text(at)+"», y aquello a lo que se refiere se ha quitado.")
}

// openers join a sentence to the story before it.
var openers = func() (out [][]uint64) {
	for _, o := range []string{
		"that 's why", "that is why", "this is why", "which is why", "so", "but", "and", "however ,", "luckily ,", "fortunately ,", "thankfully ,", "in the end ,", "anyway ,",
		"the lesson :", "lesson :", "lesson learned :", "lessons :", "the moral :", "moral :", "moral of the story :", "the moral of the story :", "bottom line :", "the bottom line :",
		"takeaway :", "takeaways :", "the takeaway :", "my advice :", "our advice :", "my point :", "the point :", "the lesson is that", "the takeaway is that", "the moral is that",
		"so ,", "also ,", "and so", "therefore ,", "again ,", "as i told her ,", "as i told him ,", "remember :", "please ,",
		"por eso insisto :", "por eso", "así que", "pero", "y", "la lección :", "la lección es que", "moraleja :", "la moraleja :", "consejo :", "mi consejo :", "en resumen :", "al final ,", "por suerte ,", "afortunadamente ,", "sin embargo ,", "entonces ,", "además ,",
	} {
		out = append(out, lex.Hashes(o))
	}
	return out
}()

func (t *teller) opens(i int, o []uint64) int {
	if t.doc.Phrase(i, o) {
		return len(o)
	}
	return 0
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
