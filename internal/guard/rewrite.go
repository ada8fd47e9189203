package guard

import (
	"slices"
	"strings"
	"unicode"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

const (
	passes  = 6 // what one pass writes can make the next see more
	removed = "[removed]"
)

// Redact returns the draft's text with every fix applied: identifiers that block or warn in the most specific words
// that Safe Harbor leaves (45 CFR 164.514(b)(2)(i)), the same person under the same label throughout, and the better
// wordings of rules. Checked again as the same draft, the result holds nothing of category privacy that blocks, and
// redacted again it stays as it is. A public reply that tells of somebody's care gives way to the one that is offered.
// Where words alone cannot mend what blocks, the sentence goes. That is not
// de-identification: what is left may still show who it is.
func (g *Guard) Redact(d Draft) string {
	text, _, _ := d.render()
	if r := g.Check(d); r.Offer != "" && r.confirms() {
		return r.Offer // nothing of such a reply can stay
	}
	read := func(text string) Report {
		return g.Check(Draft{Kind: d.Kind, Audience: d.Audience, Channel: d.Channel, Recipient: d.Recipient, Body: []Part{Literal(text)}})
	}
	for n := range 2 * passes {
		r := read(text)
		next := r.rewrite(n >= passes)
		if next == text && !r.blocksPrivacy() {
			return text
		}
		text = next
	}
	return removed
}

// confirms reports whether a rule, and no identifier, blocks a reply: it tells of somebody's care without a name.
func (r *Report) confirms() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Category == Privacy && f.Severity == rules.Block && strings.HasPrefix(f.Rule, "reply.")
	})
}

func (r *Report) blocksPrivacy() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Category == Privacy && f.Severity == rules.Block })
}

// span is a finding with its place in bytes, and how far around it an edit may reach.
type span struct {
	*Finding
	of         []int  // the findings that it stands for, by their places in the report
	text       string // all of it
	start, end int
	lo, hi     int
	sees       int  // how far words after it are read
	es         bool // Spanish
}

// edit puts word in the place of bytes start..end.
type edit struct {
	start, end int
	word       string
}

// mending is an edit and the findings that it mends, by their places in the report.
type mending struct {
	edit
	of   []int
	same string // names the person or the place that it is about; "" for anything else
}

// rewrite applies the fixes once. Bluntly means that sentences with something to mend go whole.
func (r *Report) rewrite(bluntly bool) string {
	all := r.mend(bluntly)
	if len(all) == 0 {
		return r.Text
	}
	var out []byte
	at := 0 // bytes of the text that are done
	for _, m := range all {
		out = append(out, r.Text[at:m.start]...)
		out = append(out, m.word...)
		at = m.end
	}
	text := string(append(out, r.Text[at:]...))
	if strings.TrimSpace(text) == "" && strings.TrimSpace(r.Text) != "" {
		return removed
	}
	return text
}

// mend returns the edits of one rewrite, in order; none overlaps another.
func (r *Report) mend(bluntly bool) (all []mending) {
	spans := r.mendable(bluntly)
	if len(spans) == 0 {
		return nil
	}
	var doc lex.Doc
	doc.Scan(r.Text, nil)
	if !bluntly {
		spans = r.echoed(spans, &doc)
	}
	es := doc.Spanish()
	who := people{kind: r.kind, es: es}
	at := 0 // bytes of the text that are done
	said := map[string]bool{}
	for i := range spans {
		s := &spans[i]
		if s.start < at { // the edit before took it along
			all[len(all)-1].of = append(all[len(all)-1].of, s.of...)
			continue
		}
		s.lo, s.hi, s.es = at, len(r.Text), es
		if i+1 < len(spans) {
			s.hi = max(s.end, spans[i+1].start)
		}
		if s.sees = s.hi; i+1 < len(spans) && spans[i+1].Rule == GroupRule { // what narrows stays a word of its kind
			s.sees = len(s.text)
		}
		var e edit
		switch {
		case bluntly, s.Fix == nil:
			e = s.sentence(&doc, "")
		case isSentence(*s.Fix):
			word := *s.Fix
			if said[word] {
				word = ""
			}
			said[word] = true
			e = s.sentence(&doc, word)
		case s.Category != Privacy && es: // the better wordings are English
			continue
		case s.Category != Privacy:
			e = s.swap()
		case i+1 < len(spans) && s.beginsRange(&spans[i+1]):
			e = s.dateRange(&spans[i+1])
		default:
			e = s.fit(&who)
		}
		all = append(all, mending{e, s.of, who.about(s)})
		at = e.end
	}
	return all
}

// mendable returns the findings that a rewrite changes, in order. What only warns and has no fix is for a person.
func (r *Report) mendable(bluntly bool) (spans []span) {
	at, points, last := 0, 0, 0
	for i := range r.Findings {
		f := &r.Findings[i]
		at += pointOffset(r.Text[at:], f.Start-points)
		points = f.Start
		private := f.Category == Privacy && f.Severity != rules.Note
		switch {
		case bluntly && (!private || f.Severity != rules.Block), !private && f.Fix == nil,
			private && f.Fix == nil && f.Severity != rules.Block, !private && r.beside(i),
			f.Type == "PHOTO" && strings.Contains(f.Text, "'s "): // a patient's scan may be no picture that is shown
			continue
		}
		if start, end := r.whole(f, at); start >= last {
			spans = append(spans, span{Finding: f, of: []int{i}, text: r.Text, start: start, end: end})
			last = end
		} else if private { // it overlaps one before: the longer covers both
			p := &spans[len(spans)-1]
			if p.Category != Privacy {
				*p = span{Finding: f, of: []int{i}, text: r.Text, start: at, end: end}
			} else {
				p.end = max(p.end, end)
				p.of = append(p.of, i)
			}
			last = max(last, end)
		}
	}
	return spans
}

// whole returns the bytes of a finding that begins at byte at; of a name within a word, such as a hashtag, those of the
// word, since the rest of it may be the rest of the name.
func (r *Report) whole(f *Finding, at int) (start, end int) {
	start, end = at, at+len(f.Text)
	if f.Type != string(ident.Name) {
		return start, end
	}
	before, after := r.Text[max(0, start-nearby):start], r.Text[end:min(len(r.Text), end+nearby)]
	return start - len(before) + len(strings.TrimRightFunc(before, inWord)), end + len(after) - len(strings.TrimLeftFunc(after, inWord))
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// beside reports whether finding i shares words with an identifier, which matters more.
func (r *Report) beside(i int) bool {
	f := &r.Findings[i]
	for _, o := range r.Findings[max(0, i-8):min(len(r.Findings), i+9)] {
		if o.Category == Privacy && o.Severity != rules.Note && o.Start < f.End && f.Start < o.End {
			return true
		}
	}
	return false
}

// pointOffset returns the byte offset of the n-th code point.
func pointOffset(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// isSentence reports whether a fix is to stand instead of a whole sentence.
func isSentence(fix string) bool {
	return len(fix) > 20 && strings.ContainsAny(fix[len(fix)-1:], ".!?")
}

// sentence puts word in the place of the sentence that the span stands in.
func (s *span) sentence(d *lex.Doc, word string) edit {
	i, _ := slices.BinarySearchFunc(d.Tokens, s.start, func(t lex.Token, at int) int { return int(t.End) - at - 1 })
	if len(d.Tokens) == 0 {
		return edit{s.start, s.end, word}
	}
	from, to := d.Sentence(min(i, len(d.Tokens)-1))
	start, end := min(s.start, max(s.lo, int(d.Tokens[from].Start))), max(s.end, int(d.Tokens[to-1].End))
	for word == "" && end < len(s.text) && s.text[end] == ' ' {
		end++
	}
	if word == "" && (end == len(s.text) || s.text[end] == '\n') {
		for start > s.lo && s.text[start-1] == ' ' {
			start--
		}
	}
	return edit{start, end, word}
}
