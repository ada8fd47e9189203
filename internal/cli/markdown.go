package cli

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/publish/text"
)

// check reads a text, of Markdown what it shows, and returns findings with offsets in the text as it came.
func (c *CheckCmd) check(g *guard.Guard, name, source string) checked {
	if ext := strings.ToLower(filepath.Ext(name)); !c.MD && ext != ".md" && ext != ".markdown" {
		d := c.Draft.of(source)
		r, fixes := withFixes(g.Check(d))
		return checked{name: name, text: source, report: r, fixes: fixes, learned: c.Learn.of(d, r)}
	}
	shown := text.New().Read(source)
	points := offsets(source)
	d := c.Draft.of(shown.Plain)
	r, _ := withFixes(g.Check(d))
	learned := c.Learn.of(d, r)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Start, f.End = shown.Source(f.Start, f.End)
		f.Text = source[points[f.Start]:points[f.End]]
	}
	hidden, _ := withFixes(g.Check(c.Draft.of(source)))
	addHidden(&r, hidden)
	r.Text = source
	slices.SortStableFunc(r.Findings, func(a, b guard.Finding) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	return checked{name: name, text: source, report: r, markdown: true, learned: learned}
}

// addHidden adds what points to somebody where the Markdown shows nothing, such as in a comment: the file itself is
// often public too.
func addHidden(r *guard.Report, source guard.Report) {
	shown := slices.Clone(r.Findings)
	slices.SortFunc(shown, func(a, b guard.Finding) int { return a.Start - b.Start })
	for i := 1; i < len(shown); i++ { // how far those that begin before reach
		shown[i].End = max(shown[i].End, shown[i-1].End)
	}
	for _, f := range source.Findings {
		n, _ := slices.BinarySearchFunc(shown, f.End, func(s guard.Finding, end int) int { return s.Start - end })
		if f.Category != guard.Privacy || n > 0 && shown[n-1].End > f.Start {
			continue
		}
		r.Findings = append(r.Findings, f)
		switch {
		case f.Severity == rules.Block:
			r.Verdict = guard.Block
		case f.Severity == rules.Warn && r.Verdict == guard.Clear:
			r.Verdict = guard.Review
		}
	}
}

// offsets are the bytes at which the code points of a text begin, and its length. An invalid byte is a code point.
func offsets(s string) []int {
	all := make([]int, 0, len(s)+1)
	for i := 0; i < len(s); {
		all = append(all, i)
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return append(all, len(s))
}
