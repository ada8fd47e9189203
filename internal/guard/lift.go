package guard

import (
	"strings"
	"unicode/utf8"

	"bedside/internal/guard/lift"
	"bedside/internal/guard/rules"
)

// Lift proposes to say in general what a draft tells of one patient. Checked again as the same draft, the proposal has
// nothing of category privacy that blocks; a sentence that would is left to a person instead.
func (g *Guard) Lift(d Draft) lift.Proposal {
	text, _, _ := d.render()
	read := func(text string) Report {
		return g.Check(Draft{Kind: d.Kind, Audience: d.Audience, Channel: d.Channel, Recipient: d.Recipient, Body: []Part{Literal(text)}})
	}
	var spans []lift.Span
	r := read(text)
	at, points := 0, 0
	for i := range r.Findings {
		f := &r.Findings[i]
		at += pointOffset(text[at:], f.Start-points)
		points = f.Start
		if f.Severity != rules.Note && f.identifies() {
			spans = append(spans, lift.Span{Start: at, End: at + len(f.Text), Type: f.Type})
		}
	}
	refused := map[string]bool{}
	for round := 0; ; round++ {
		p := lift.Of(text, spans, refused)
		r := read(p.Text)
		if !r.blocksPrivacy() {
			return p
		}
		n := len(refused)
		refuse(p, r, refused)
		if n == len(refused) || round == passes {
			for _, s := range p.Kept {
				refused[s] = true
			}
			p = lift.Of(text, spans, refused)
			p.Text, p.Kept = "", nil
			return p
		}
	}
}

// refuse notes the kept sentences that what blocks touches.
func refuse(p lift.Proposal, r Report, refused map[string]bool) {
	at, points, next := 0, 0, 0
	for _, s := range p.Kept {
		i := strings.Index(p.Text[at:], s)
		if i < 0 {
			continue
		}
		start := points + utf8.RuneCountInString(p.Text[at:at+i])
		at, points = at+i+len(s), start+utf8.RuneCountInString(s)
		for next < len(r.Findings) && r.Findings[next].End <= start {
			next++
		}
		for _, f := range r.Findings[next:] {
			if f.Start >= points {
				break
			}
			if f.Category == Privacy && f.Severity == rules.Block {
				refused[s] = true
				break
			}
		}
	}
}
