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
		if f.Category == Privacy && f.Severity != rules.Note {
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
		for _, f := range r.Findings {
			if f.Category == Privacy && f.Severity == rules.Block {
				refuse(p, f, refused)
			}
		}
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

// refuse notes the kept sentences that a finding touches.
func refuse(p lift.Proposal, f Finding, refused map[string]bool) {
	end, from := 0, 0 // code points, and the byte from which the next is looked for
	for _, s := range p.Kept {
		at := indexFrom(p.Text, s, from)
		if at < 0 {
			continue
		}
		start := utf8.RuneCountInString(p.Text[:at])
		end = start + utf8.RuneCountInString(s)
		from = at + len(s)
		if f.Start < end && start < f.End {
			refused[s] = true
		}
	}
}

func indexFrom(s, part string, from int) int {
	at := strings.Index(s[from:], part)
	if at < 0 {
		return -1
	}
	return from + at
}
