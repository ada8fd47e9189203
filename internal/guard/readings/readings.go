// Package readings says how a text may be read: what matters most in it, what a patient, the person described, a
// colleague, a reporter and a regulator may take from it, how hard it is to read, its tone, and what in it is fine.
//
// It promises sentences about the words of the text and nothing else, derived from what the guard found; where there is
// nothing to say it is silent. It does not judge whether a text may go out: that is the guard's verdict. Callers owe a
// report of the same draft. Everything is immutable and may be used by several goroutines.
package readings

import (
	"cmp"
	"slices"

	"bedside/internal/guard"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// Readings is how a text may be read.
type Readings struct {
	Matter  []Matter `json:"matter"`          // the two findings that matter most, or fewer
	Readers []Reader `json:"readers"`         // only those who have something to say
	Grade   *Grade   `json:"grade,omitempty"` // nil for a text too short to tell
	Tone    []Tone   `json:"tone"`            // the plainest first; none for a text without one
}

// Matter is a finding that matters.
type Matter struct {
	Rule     string         `json:"rule"`
	Severity rules.Severity `json:"severity"`
	Text     string         `json:"text"`
	Start    int            `json:"start"` // code points, End exclusive
	End      int            `json:"end"`
	Message  string         `json:"message"`
}

// mostMatter is how many findings a reader of the readings can hold in mind.
const mostMatter = 2

// Of reads a draft and the guard's report of it.
func Of(d guard.Draft, r guard.Report) Readings {
	var doc lex.Doc
	doc.Scan(r.Text, nil)
	return Readings{Matter: matter(r.Findings), Readers: readers(d, &doc, r), Grade: gradeOf(&doc), Tone: toneOf(&doc)}
}

// matter picks the findings that matter most: by severity, then by what is at stake, each rule once.
func matter(findings []guard.Finding) []Matter {
	order := slices.Clone(findings)
	slices.SortStableFunc(order, func(a, b guard.Finding) int {
		return cmp.Or(weight(a.Severity)-weight(b.Severity), stake(a)-stake(b))
	})
	out := []Matter{}
	for _, f := range order {
		if len(out) == mostMatter || f.Severity == rules.Note && f.Category == guard.Privacy {
			break
		}
		if !slices.ContainsFunc(out, func(m Matter) bool { return m.Rule == f.Rule }) {
			out = append(out, Matter{f.Rule, f.Severity, f.Text, f.Start, f.End, f.Message})
		}
	}
	return out
}

func weight(s rules.Severity) int {
	return slices.Index([]rules.Severity{rules.Block, rules.Warn, rules.Note}, s)
}

// stake orders categories by what can be lost: a person's privacy, then health, then trust and licence, then money.
func stake(f guard.Finding) int {
	i := slices.Index([]guard.Category{"privacy", "advice", "claim", "boundary", "regulatory", "reputation", "disclosure", "source", "transparency", "fit"}, f.Category)
	if f.Category == guard.Privacy && (f.Type == "NAME" || f.Type == "SSN" || f.Type == "PHOTO") {
		return i*2 - 1
	}
	return i * 2
}

// points turns bytes of a scanned text, asked in rising order, into code points.
type points struct {
	text     string
	at, seen int
}

func (p *points) of(byteAt int) int {
	for p.at < byteAt {
		if p.text[p.at]&0xc0 != 0x80 {
			p.seen++
		}
		p.at++
	}
	return p.seen
}
