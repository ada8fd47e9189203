package lift

import (
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

// personal marks the sentences that tell of one person, and returns how many there are.
func (t *teller) personal() (n int) {
	for i := range t.sentences {
		s := &t.sentences[i]
		if s.told = t.isTold(s) || t.of(i); s.told {
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
		if t.was(i) && !t.participle(i) || t.ed(i) && !t.participle(i) && !t.is(i+1, "by", "in", "for", "with") && t.tok(i-1).Kind == lex.Word && !t.tok(i-1).Is(now) {
			return true
		}
	}
	return false
}

// was reports whether token i is a verb of the past.
func (t *teller) was(i int) bool {
	if t.tok(i).Is(past) {
		return true
	}
	if !t.es || t.tok(i).Kind != lex.Word || t.tok(i).Len() < 4 {
		return false
	}
	word := strings.ToLower(t.text(i))
	return slices.ContainsFunc(pastEndings, func(end string) bool { return strings.HasSuffix(word, end) })
}

// pastEndings end Spanish verbs of the past, and hardly any other word.
var pastEndings = []string{"ó", "aron", "ieron", "aba", "aban"}

// of reports whether a Spanish sentence goes on about the person of the one before it, whom it does not name again: "Usa
// su inhalador", "Las dos están bien".
func (t *teller) of(i int) bool {
	s := &t.sentences[i]
	if !t.es || i == 0 || !t.sentences[i-1].told || strings.Contains(s.gap, "\n\n") {
		return false
	}
	return t.is(s.from, "usa", "toma", "tiene", "vive", "trabaja", "sigue", "lleva", "sabe", "quiere", "está", "están", "duerme", "juega", "estudia", "viene", "va", "ya", "ahora") ||
		t.phrase(s, "está bien", "están bien", "está mejor", "están mejor", "está en casa", "las dos ", "los dos ") && !t.is(s.from, "si")
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

// isGeneric reports whether he or she is the reader's own child, or anyone: "if someone you know ...".
func (t *teller) isGeneric(s *sentence) bool {
	maybe := false
	for i := s.from; i < s.to; i++ {
		maybe = maybe || t.is(i, "if", "when", "si", "cuando")
		if t.is(i, "your", "su") && (t.tok(i+1).Is(family) || t.is(i+1, "child", "baby", "kid", "doctor", "provider", "bebé", "médico")) || maybe && t.is(i, "anyone", "someone", "alguien") {
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
