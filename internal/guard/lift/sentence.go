package lift

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/guard/lex"
)

// fate is what becomes of a sentence.
type fate uint8

const (
	drop fate = iota // it tells what happened
	keep             // it speaks of people in general
	anew             // it matters and has to be written by a person
)

type sentence struct {
	from, to   int // tokens
	start, end int // bytes, the mark at its end included
	gap        string
	words      string // as it will stand
	told       bool   // it is about the person
	fate       fate
	why        string
}

type teller struct {
	doc       *lex.Doc
	spans     []Span
	es        bool
	covered   []bool // tokens that belong to a span
	sentences []sentence
	story     story
}

// cover marks the tokens of the spans, which are in order.
func (t *teller) cover() {
	t.covered = make([]bool, len(t.doc.Tokens))
	next := 0
	for i := range t.doc.Tokens {
		tok := &t.doc.Tokens[i]
		for next < len(t.spans) && t.spans[next].End <= int(tok.Start) {
			next++
		}
		t.covered[i] = next < len(t.spans) && t.spans[next].Start < int(tok.End)
	}
}

func (t *teller) tok(i int) *lex.Token {
	if i < 0 || i >= len(t.doc.Tokens) {
		return &lex.Token{Kind: lex.Punct}
	}
	return &t.doc.Tokens[i]
}

func (t *teller) text(i int) string { return t.doc.Text[t.tok(i).Start:t.tok(i).End] }

func (t *teller) is(i int, words ...string) bool {
	tok := t.tok(i)
	return tok.End > 0 && slices.Contains(words, strings.ToLower(t.doc.Text[tok.Start:tok.End]))
}

// split cuts the text into sentences. The gap before one says whether it begins a line or an entry of a list.
func (t *teller) split() {
	d := t.doc
	for i := 0; i < len(d.Tokens); {
		_, to := d.Sentence(i)
		for to < len(d.Tokens) && to >= 2 && t.is(to-1, ".") && t.is(to-2, "mrs", "prof", "vs", "approx", "sra", "dra", "st") && !d.Tokens[to].Has(lex.Line) {
			_, to = d.Sentence(to)
		}
		for to < len(d.Tokens) && t.is(to-1, ";") && !d.Tokens[to].Has(lex.Line) {
			_, to = d.Sentence(to)
		}
		from := i
		for from < to-1 && (d.Tokens[from].Has(lex.Line) || from > i) && t.is(from, "-", "*", "•", "+", "#") && (d.Tokens[from+1].Has(lex.Space) || t.is(from+1, "#")) {
			from++
		}
		s := sentence{from: from, to: to, start: int(d.Tokens[from].Start), end: int(d.Tokens[to-1].End), gap: " "}
		for to < len(d.Tokens) && !d.Tokens[to].Has(lex.Space) && t.is(to, "\"", "”", ")", "’") { // a mark that closes
			s.end = int(d.Tokens[to].End)
			to++
			s.to = to
		}
		if lead := d.Text[prevEnd(d, i):s.start]; strings.Contains(lead, "\n") {
			s.gap = strings.TrimLeft(lead, " \t")
		}
		s.words = strings.Join(strings.Fields(d.Text[s.start:s.end]), " ")
		t.sentences = append(t.sentences, s)
		i = to
	}
}

func prevEnd(d *lex.Doc, i int) int {
	if i == 0 {
		return 0
	}
	return int(d.Tokens[i-1].End)
}

// personal marks the sentences that tell of one person, and returns how many there are.
func (t *teller) personal() (n int) {
	for i := range t.sentences {
		s := &t.sentences[i]
		if s.told = t.isTold(s); s.told {
			n++
		}
	}
	return n
}

// isTold reports whether a sentence is about one person: an identifier, "my patient", "he", an age, a relative.
func (t *teller) isTold(s *sentence) bool {
	if slices.Contains(t.covered[s.from:s.to], true) {
		return true
	}
	told := t.pastVerb(s) && !t.has(s, figures) && !t.percent(s)
	rule := t.has(s, now) && !told && !t.ours(s) // "A patient can ask for a copy."
	if told && t.phrase(s, "came in", "came to us", "walked in", "asked me", "asked us", "told me", "told us", "said to me", "a family of", "a couple ") {
		return true
	}
	generic := t.isGeneric(s)
	for i := s.from; i < s.to; i++ {
		tok := t.tok(i)
		switch {
		case tok.Is(third) && !generic && !t.is(i+1, "or", "/") && !t.is(i-1, "or", "/"):
			return true
		case t.is(i, "patient", "pt", "paciente") && t.tok(i-1).Is(singular) && !(rule && t.is(i-1, "a", "an", "any", "un", "una", "the")) && !t.tok(i+1).Is(family) && !t.is(i+1, "portal", "care", "safety", "education", "experience", "rights", "advocate", "advocates"),
			t.is(i, "patient") && t.is(i-1, "old", "year", "young", "elderly", "favorite") && !rule:
			return true
		case t.is(i, "old") && t.aged(i) && !rule, tok.Kind == lex.Mixed && agedWord(t.text(i)), t.is(i, "años") && t.tok(i-1).Kind == lex.Number && t.is(i-2, "de") && !rule:
			return true
		case tok.Is(family) && t.tok(i-1).Is(owns) && !t.is(i-1, "your", "su") && !generic:
			return true
		case tok.Is(sex|stage|work) && !t.is(i, "nurse", "doctor", "dentist", "pharmacist") && told && !generic && (t.one(i-1) || t.one(i-2) && t.tok(i-1).Kind == lex.Word):
			return true
		case t.is(i, "i", "we") && t.pastAfter(i+1, s.to), t.is(i, "vi", "vimos", "atendí", "atendimos"):
			return true
		}
	}
	return false
}

// one reports whether token i makes what follows one person.
func (t *teller) one(i int) bool { return t.is(i, "a", "an", "this", "the", "one", "un", "una", "old") }

// ours reports whether the author speaks of their own doing.
func (t *teller) ours(s *sentence) bool {
	for i := s.from; i < s.to; i++ {
		if t.is(i, "i", "my", "we", "our") {
			return true
		}
	}
	return false
}

// pastVerb reports whether the sentence tells what happened: a verb of the past that is no part of "is found", "if you
// were" or "have had".
func (t *teller) pastVerb(s *sentence) bool {
	for i := s.from; i < s.to; i++ {
		if t.tok(i).Is(past) && !t.participle(i) || t.ed(i) && !t.participle(i) && !t.is(i+1, "by", "in", "for", "with") && t.tok(i-1).Kind == lex.Word && !t.tok(i-1).Is(now) {
			return true
		}
	}
	return false
}

// participle reports whether the word at token i goes with a form of to be or to have before it.
func (t *teller) participle(i int) bool {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if t.is(k, "is", "are", "be", "been", "being", "get", "gets", "have", "has", "you", "ever", "if", "when", "can", "not", "si", "ha", "han") {
			return true
		}
	}
	return false
}

// isGeneric reports whether he or she is the reader's own child, or anyone.
func (t *teller) isGeneric(s *sentence) bool {
	for i := s.from; i < s.to; i++ {
		if t.is(i, "your", "su") && (t.tok(i+1).Is(family) || t.is(i+1, "child", "baby", "kid", "doctor", "provider", "bebé", "médico")) || t.is(i, "anyone", "someone", "everyone", "nobody") {
			return true
		}
	}
	return false
}

func (t *teller) has(s *sentence, c lex.Class) bool {
	for i := s.from; i < s.to; i++ {
		if t.tok(i).Is(c) {
			return true
		}
	}
	return false
}

// pastAfter reports whether a verb of the past follows closely: we admitted, I still remember.
func (t *teller) pastAfter(i, end int) bool {
	for k := i; k < min(end, i+3); k++ {
		if t.tok(k).Is(past|delay|mistook|linked) || t.ed(k) || t.is(k, "remember", "recently", "just", "once") {
			return true
		}
		if t.tok(k).Is(now) || t.tok(k).Kind == lex.Punct {
			return false
		}
	}
	return false
}

func (t *teller) ed(i int) bool {
	tok := t.tok(i)
	return tok.Kind == lex.Word && tok.Len() > 4 && strings.HasSuffix(strings.ToLower(t.text(i)), "ed") && !t.is(i, "need", "indeed", "speed", "breed")
}

// aged reports whether "old" at token i ends an age.
func (t *teller) aged(i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if t.tok(k).Kind == lex.Number {
			return true
		}
		if !t.is(k, "-", "year", "years", "month", "months", "week", "weeks", "day", "days") {
			return false
		}
	}
	return false
}

func agedWord(w string) bool {
	digits := strings.TrimRight(w, "yofmYOFM")
	return digits != w && digits != "" && strings.Trim(digits, "0123456789") == "" && len(digits) < 4
}

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
	present := t.tok(s.from).Is(bids)
	was := false
	stat := t.has(s, figures) || t.percent(s)
	for i := s.from; i < s.to; i++ {
		tok := t.tok(i)
		switch {
		case tok.Is(now), t.is(i, "you", "your", "usted", "su", "sus"), tok.Is(bids) && t.is(i-1, "please", ",", ":", "and", "or", "to", "por"):
			present = true
		case tok.Is(past) && !t.participle(i):
			was = true
		case tok.Is(time) && !t.is(i-1, "on", "every", "by", "until"):
			was = was || !present
		}
	}
	return present && !was || stat && (present || was)
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
		"por eso", "así que", "pero", "y", "la lección :", "moraleja :", "consejo :", "mi consejo :",
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
