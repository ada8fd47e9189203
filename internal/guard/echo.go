package guard

import (
	"slices"
	"strings"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// echoed adds the names of people in the story where they stand alone and were not found: "Maria Lopez ... Maria's rash".
func (r *Report) echoed(spans []span, d *lex.Doc) []span {
	names := map[uint64]bool{}
	for _, s := range spans {
		if s.Type != string(ident.Name) || s.Severity != rules.Block || s.Rule != nameRule {
			continue
		}
		words, _ := nameWords(s.Text)
		for _, w := range words {
			if h := lex.Hashes(w); len(h) == 1 && len(w) > 2 && !slices.Contains(alsoWords, w) {
				names[h[0]] = true
			}
		}
	}
	if len(names) == 0 {
		return spans
	}
	out := make([]span, 0, len(spans))
	next := 0
	notes := r.notes()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		for len(notes) > 0 && notes[0][1] <= int(t.Start) {
			notes = notes[1:]
		}
		for next < len(spans) && spans[next].start <= int(t.Start) {
			out = append(out, spans[next])
			next++
		}
		if !t.Has(lex.Title) || !names[t.Hash] || len(out) > 0 && int(t.Start) < out[len(out)-1].end || next < len(spans) && spans[next].start < int(t.End) ||
			len(notes) > 0 && notes[0][0] <= int(t.Start) || medical(d, i+1) {
			continue
		}
		text, none := r.Text[t.Start:t.End], ""
		out = append(out, span{text: r.Text, start: int(t.Start), end: int(t.End),
			Finding: &Finding{Rule: nameRule, Category: Privacy, Severity: rules.Block, Type: string(ident.Name), Text: text, Fix: &none}})
	}
	return append(out, spans[next:]...)
}

const nameRule = "privacy.name"

// alsoWords are names that begin sentences as words.
var alsoWords = strings.Fields("will may hope grace joy faith dawn mark bill art rose june april august summer autumn grant chase drew rich frank pat guy max miles pearl violet daisy sage iris lily jasmine amber crystal ginger heather " +
	"young long short small white black brown green gray day good best love price rice cook baker hill lake ford house hall park case rush strong wise page bell fox winter winters")

// medical reports whether the words from token i on make the name before them a term: Crohn's disease.
func medical(d *lex.Doc, i int) bool {
	if i < len(d.Tokens) && d.Tokens[i].Hash == lex.Possessive {
		i++
	}
	return i < len(d.Tokens) && slices.Contains(terms, d.Tokens[i].Hash)
}

var terms = lex.Hashes("disease syndrome sign score scale test palsy criteria lymphoma maneuver reflex street avenue road county clinic hospital center school university")

// notes returns the bytes that notes of category privacy cover, such as those on the practice's own, in order.
func (r *Report) notes() (out [][2]int) {
	at, points := 0, 0
	for i := range r.Findings {
		f := &r.Findings[i]
		at += pointOffset(r.Text[at:], f.Start-points)
		points = f.Start
		if f.Category == Privacy && f.Severity == rules.Note {
			out = append(out, [2]int{at, at + len(f.Text)})
		}
	}
	return out
}
