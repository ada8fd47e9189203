package guard

import (
	"slices"
	"strings"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/rules"
)

// passes bounds the rewriting: what one pass writes can make the next see more.
const passes = 6

const removed = "[removed]"

// Redact returns the draft's text with every identifier that blocks or warns put in the most specific form that
// Safe Harbor leaves. Checked again as the same draft, the result holds nothing of category privacy that blocks.
// That is not de-identification: what is left may still show who it is.
func (g *Guard) Redact(d Draft) string {
	text, _, _ := d.render()
	for n := range passes {
		r := g.Check(Draft{Kind: d.Kind, Audience: d.Audience, Channel: d.Channel, Recipient: d.Recipient, Body: []Part{Literal(text)}})
		next := r.rewrite(n >= passes/2)
		if next == text {
			return text
		}
		text = next
	}
	if r := g.Check(Draft{Kind: d.Kind, Audience: d.Audience, Channel: d.Channel, Recipient: d.Recipient, Body: []Part{Literal(text)}}); r.blocksPrivacy() {
		return removed
	}
	return text
}

func (r *Report) blocksPrivacy() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Category == Privacy && f.Severity == rules.Block })
}

// rewrite applies the fixes of category privacy; bluntly means to remove instead.
func (r *Report) rewrite(bluntly bool) string {
	var out []byte
	rest, at := r.Text, 0 // at counts code points before rest
	for _, f := range r.Findings {
		if f.Category != Privacy || f.Severity == rules.Note || f.Start < at {
			continue
		}
		before := pointOffset(rest, f.Start-at)
		out = append(out, rest[:before]...)
		rest = rest[before+len(f.Text):]
		at = f.End
		if f.Fix == nil || bluntly {
			out = append(out, removed...)
			continue
		}
		cut, word := prose(string(out[max(0, len(out)-longestLead):]), rest, f)
		out = append(out[:len(out)-cut], word...)
	}
	if at == 0 {
		return r.Text
	}
	return string(append(out, rest...))
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

// longestLead is how many bytes before a finding matter for its wording.
const longestLead = 16

// prose fits a fix between what stands before and after it: "on March 5, 2023" becomes "in 2023", "his wife Carol"
// "his wife". It returns how many bytes before it go, and the words.
func prose(before, after string, f Finding) (cut int, word string) {
	word = *f.Fix
	if f.Rule == GroupRule {
		return articled(before, word)
	}
	switch ident.Type(f.Type) {
	case ident.Date:
		switch on := strings.HasSuffix(before, "on "); {
		case on && word == "":
			return len("on "), "recently"
		case on && endsInWord(before[:len(before)-len("on ")], "in"): // "came in on March 5, 2023"
			return len("on "), word
		case on:
			return len("on "), "in " + word
		case word == "" && endsInWord(before, "since", "before", "after", "by", "until"):
			return 0, "then"
		case word == "":
			return 0, "[date]"
		}
	case ident.Name:
		if word == "" {
			head := strings.TrimRight(before, " ")
			if comma := strings.TrimSuffix(head, ","); after == "" || strings.ContainsAny(after[:1], ",.?!;)") {
				head = comma
			}
			return len(before) - len(head), ""
		}
	}
	if begun := strings.TrimRight(before, " \n"); begun == "" || strings.HasSuffix(begun, ".") && begun != before {
		word = strings.ToUpper(word[:min(1, len(word))]) + word[min(1, len(word)):]
	}
	return 0, word
}

func endsInWord(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(strings.ToLower(s), " "+w+" ") })
}
