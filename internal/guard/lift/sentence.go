package lift

import (
	"slices"
	"strings"

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
