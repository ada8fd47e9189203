// Package lift turns a story about one patient into a general statement, by rules and without a model.
//
// It promises that what it writes is taken from the text alone, in whole sentences: those of the text that speak of
// people in general, and openings such as "Some people with asthma have a cough." that say no more than that there
// was such a case. Who it was, when, where, how old and at what work is left out, and listed with the reason. What it
// cannot turn without guessing it does not turn: it names the sentences that a person must write anew. Callers owe the
// places where the guard found identifiers, and another look by the guard at the result: it is a proposal.
package lift

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard/lex"
)

// Notice stands with every proposal.
const Notice = "A proposal, made by rules from your own words. Read it as a neighbor of the patient would, and check that it is still true."

// Proposal is a text without its person.
type Proposal struct {
	Text    string     `json:"text"` // "" if nothing can be said in general
	Notice  string     `json:"notice"`
	Dropped []Dropped  `json:"dropped"`    // what shrank the group, in the order of the text
	Anew    []Sentence `json:"write_anew"` // what seems to matter and could not be turned
	Changed bool       `json:"changed"`    // whether the text told of a person at all
	Kept    []string   `json:"-"`          // the sentences of Text
}

// Dropped is one thing that was left out.
type Dropped struct {
	What string `json:"what"` // "a name", "an age"
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Sentence is a sentence of the text that a person must write anew.
type Sentence struct {
	Text  string `json:"text"`
	Start int    `json:"start"` // code points, End exclusive
	End   int    `json:"end"`
	Why   string `json:"why"`
}

// Span is bytes Start to End of the text where the guard found an identifier that is no note.
type Span struct {
	Start, End int
	Type       string // as findings carry it
}

// Of lifts a text. Sentences in refused, as [Proposal.Kept] names them, are not used: the guard did not let them pass.
func Of(text string, spans []Span, refused map[string]bool) Proposal {
	var d lex.Doc
	d.Scan(text, vocabulary.dict)
	t := &teller{doc: &d, spans: spans, es: d.Spanish()}
	t.split()
	t.cover()
	if t.personal() == 0 {
		return Proposal{Text: text, Notice: Notice, Dropped: []Dropped{}, Anew: []Sentence{}}
	}
	p := Proposal{Notice: Notice, Changed: true, Anew: []Sentence{}}
	t.read()
	opening := t.opening()
	if len(opening) == 1 && !slices.ContainsFunc(t.sentences, func(s sentence) bool { return s.fate == keep && !refused[s.words] && !strings.HasPrefix(s.words, "#") }) {
		opening = nil // that there are such people is nothing to say
	}
	for _, s := range opening {
		if !refused[s] {
			p.Kept = append(p.Kept, s)
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(p.Kept, " "))
	empty := len(p.Kept) == 0 && !slices.ContainsFunc(t.sentences, func(s sentence) bool { return s.fate == keep && !refused[s.words] })
	at, points := 0, 0 // code points before byte at
	for i := range t.sentences {
		s := &t.sentences[i]
		switch {
		case s.fate == keep && !refused[s.words]:
			if b.Len() > 0 {
				b.WriteString(s.gap)
			} else {
				b.WriteString(strings.TrimLeft(s.gap, " \n"))
			}
			b.WriteString(s.words)
			p.Kept = append(p.Kept, s.words)
		case s.fate == anew, s.fate == keep, empty && s.told:
			why := s.why
			if s.fate == drop {
				why = t.say("It tells of the person. What does it teach about people in general?", "Habla de la persona. ¿Qué enseña sobre la gente en general?")
			}
			if s.fate == keep {
				why = "The guard does not let it pass as it stands."
			}
			points += utf8.RuneCountInString(text[at:s.start])
			at = s.start
			p.Anew = append(p.Anew, Sentence{text[s.start:s.end], points, points + utf8.RuneCountInString(text[s.start:s.end]), why})
		}
	}
	p.Text = b.String()
	p.Dropped = t.dropped()
	return p
}

// TellsOfOne reports whether a text tells of one person rather than of people in general.
func TellsOfOne(text string) bool {
	var d lex.Doc
	d.Scan(text, vocabulary.dict)
	t := &teller{doc: &d, es: d.Spanish()}
	t.split()
	t.cover()
	return t.personal() > 0
}
