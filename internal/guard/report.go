package guard

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"unicode/utf8"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/source"
)

// Verdict is the sum of a report: block if a finding blocks, review if one warns, else clear.
type Verdict string

const (
	Clear  Verdict = "clear"
	Review Verdict = "review"
	Block  Verdict = "block"
)

// Category is what a finding is about; [rules.Categories] lists them.
type Category string

// Privacy is the category of identifiers and typed values.
const Privacy Category = "privacy"

// Finding is one thing the guard saw.
type Finding struct {
	Rule       string
	Category   Category
	Severity   rules.Severity
	Type       string // of identifier, as NAME; only in category privacy
	Start, End int    // code points in Report.Text, End exclusive
	Text       string // the words found
	Message    string // what may be wrong, in plain words
	Authority  string
	Fix        *string // what to write instead, where there is an answer; [Report.Fixes] fits it into the text
}

// Report is what the guard saw in a draft. It holds the draft's words, patient values too: it is for the screen of
// whoever wrote them and never for a log.
type Report struct {
	Verdict  Verdict
	Findings []Finding       // in the order of the text
	Sources  []source.Source // what the text rests on, in the order of the text
	Text     string          // what was read: the title, a blank line, the body
	RuleSet  string
	Group    *Group // of the description that fits the fewest; nil if nobody is described
	Offer    string // what could be said instead of a public reply that does not pass, in its language; "" for anything else

	kind      Kind
	audience  Audience
	recipient string
	body      int       // the byte of Text where the body begins
	plain     lex.Plain // Text as it was read
}

// TextHash names the words and whom they are for. A [Waiver] quotes it.
func (r Report) TextHash() string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%q %q %d %q", r.audience, r.recipient, r.body, r.Text)
	return hex.EncodeToString(sum.Sum(nil))
}

// fewFindings is how many most texts have at most that have one.
const fewFindings = 4

// add appends a finding whose offsets are still bytes of the plain text; nil is none.
func (r *Report) add(f *Finding) {
	if f == nil {
		return
	}
	f.Start, f.End = r.plain.Source(f.Start, f.End)
	f.Text = r.Text[f.Start:f.End]
	if r.Findings == nil {
		r.Findings = make([]Finding, 0, fewFindings)
	}
	r.Findings = append(r.Findings, *f)
	switch {
	case f.Severity == rules.Block:
		r.Verdict = Block
	case f.Severity == rules.Warn && r.Verdict == Clear:
		r.Verdict = Review
	}
}

// finish sorts the findings and turns bytes into code points, walking the text once; of an ASCII text they are.
func (r *Report) finish(ascii bool) {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	if ascii {
		return
	}
	at, points := 0, 0 // code points before byte at
	for i := range r.Findings {
		f := &r.Findings[i]
		points += utf8.RuneCountInString(r.Text[at:f.Start])
		at = f.Start
		f.Start = points
		f.End = points + utf8.RuneCountInString(f.Text)
	}
	at, points = 0, 0
	for i := range r.Sources {
		s := &r.Sources[i]
		points += utf8.RuneCountInString(r.Text[at:s.Start])
		at = s.Start
		s.Start = points
		s.End = points + utf8.RuneCountInString(s.Text)
	}
}
