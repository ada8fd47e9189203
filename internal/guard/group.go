package guard

import (
	"slices"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/reident"
	"bedside/internal/guard/rules"
)

// Group is how many people a description of one person fits, the person included.
type Group struct {
	Low, High int              // for whom fewer fit
	Known     bool             // false where it is not known where to count; Low is then that of the smallest place it could be
	For       reident.Observer // that is
	Reader    [2]int           // low and high for a reader
	Insider   [2]int           // for somebody who knows who was seen at the time; zero if no time is named

	estimate *reident.Estimate
	text     string
}

// Message is the arithmetic in words, and what to say less exactly. It quotes the text.
func (g *Group) Message() string { return g.estimate.Say(g.text) }

// before reports whether g rather than the other is the group of the text: one that is known, then the smaller.
func (g *Group) before(other *Group) bool {
	if g.Known != other.Known {
		return g.Known
	}
	return g.Low < other.Low
}

// GroupRule is the rule of findings on how few people a description fits.
const GroupRule = "privacy.group"

const groupAuthority = "45 CFR 164.514(b)(2)(i)(R) and (ii), by the cell size of CMS (none of 1 to 10 may be shown)"

// groups adds to a report how many people each description of one person fits, and what to do where they are too few.
func (g *Guard) groups(r *Report, d Draft, w *work, year int) {
	if d.Audience != Public {
		return
	}
	for _, p := range w.people.Read(&w.doc, g.practice, year) {
		e := p.Estimate(g.practice)
		if group := groupOf(&e, w.doc.Text); r.Group == nil || group.before(r.Group) {
			r.Group = group
		}
		severity, found := groupSeverity(&p, &e)
		if !found {
			continue
		}
		blur := slices.SortedFunc(slices.Values(e.Blur), func(a, b reident.Attribute) int { return a.Span.Start - b.Span.Start })
		for n, a := range blur { // the arithmetic stands where it is read first
			f := &Finding{
				Rule: GroupRule, Category: Privacy, Severity: severity, Type: string(ident.OtherID),
				Start: a.Span.Start, End: a.Span.End, Authority: groupAuthority, Fix: new(string),
				Message: "This narrows it, too: too few people fit the description. Say it less exactly.",
			}
			*f.Fix = a.Instead
			if n == 0 {
				f.Message = e.Say(w.doc.Text)
			}
			r.add(f)
		}
	}
}

func groupOf(e *reident.Estimate, text string) *Group {
	smaller, to := e.Smaller()
	g := &Group{For: to, Known: e.Known(), estimate: e, text: text}
	g.Low, g.High = smaller.Rounded()
	g.Reader[0], g.Reader[1] = e.Reader.Rounded()
	if e.Insider.High > 0 {
		g.Insider[0], g.Insider[1] = e.Insider.Rounded()
	}
	return g
}

// groupSeverity blocks where even the high figure is too small for a reader, and asks for a second look where the low
// one is or an insider would know; what others have told in public is for a second look, too.
func groupSeverity(p *reident.Person, e *reident.Estimate) (s rules.Severity, found bool) {
	reader, insider := e.Small()
	switch {
	case e.SurelySmall() && !p.Reported && (p.Ours || !e.Unique):
		return rules.Block, true
	case !e.Located && !p.Ours && !e.SurelySmall(): // a question to a colleague, a case in a book: nobody can tell where to look
		return "", false
	case reader && (e.Located || e.SurelySmall()), insider:
		return rules.Warn, true
	}
	return "", false
}
