package guard

import (
	"slices"
	"strings"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/source"
)

// Sources is the category of findings about what a text rests on.
const Sources Category = "source"

// UseNotices has the guard say what is known of retractions. It is called before the guard is used; without it, nothing
// is known.
func (g *Guard) UseNotices(n source.Notices) { g.notices = n }

const (
	onRetractions = "Retraction notices of the journals, as the index or service named has them; ICMJE Recommendations, section III.A"
	onSources     = "House policy, on the NAM principles for credible health sources (2021)"
)

// cite adds the text's sources to the report, and what is to be said about them.
func (g *Guard) cite(r *Report, d Draft, doc *lex.Doc, all []source.Ref, values []value) {
	refs := make([]source.Ref, 0, len(all))
	for _, ref := range all {
		if !inside(values, ref.Start, ref.End) && !g.own.domain(ref.Host) {
			refs = append(refs, ref)
		}
	}
	weak, carried := -1, false
	for i := range refs {
		ref := &refs[i]
		s := source.Judge(ref, r.Text, g.notices)
		r.Sources = append(r.Sources, s)
		g.standing(r, d, doc, refs, ref, &s)
		if d.Audience != Public {
			continue
		}
		if s.Type == source.Preprint && !source.SaysUnreviewed(doc, refs) {
			r.cited(&s, "source.preprint", rules.Warn, "This leads to a preprint. Say that nobody has reviewed it yet, and what would have to come before it changes care.", onSources)
		}
		switch {
		case s.Type != source.Social && s.Type != source.Vendor:
			carried = true
		case weak < 0 && source.Carries(doc, refs, ref):
			weak = i
		}
		if d.Kind != Reply && !source.Named(doc, refs, &s, ref) {
			r.cited(&s, "source.unnamed", rules.Note, "Readers cannot see whose this is. Name the journal, the agency or the author beside it.", onSources)
		}
	}
	if weak >= 0 && !carried {
		s := &r.Sources[weak]
		what := "a place where anybody writes"
		if s.Type == source.Vendor {
			what = "a seller"
		}
		r.cited(s, "source.weak", rules.Warn, "All that this claim rests on is "+what+". Link the guideline or the study behind it, or leave the claim out.", onSources)
	}
}

// standing says whether the paper was retracted, and how much that weighs where the text says so itself.
func (g *Guard) standing(r *Report, d Draft, doc *lex.Doc, refs []source.Ref, ref *source.Ref, s *source.Source) {
	say := func(rule string, severity rules.Severity, instead string) {
		if d.Audience == Staff {
			severity = rules.Note
		}
		r.cited(s, rule, severity, strings.TrimSpace(s.Standing.Sentence+" "+instead), onRetractions)
	}
	switch s.Standing.State {
	case source.Retracted:
		switch source.SaysRetracted(doc, refs, ref) {
		case source.Nearby:
			say("source.retraction", rules.Note, "The text says so, and may.")
		case source.Elsewhere:
			say("source.retraction", rules.Warn, "Make plain in the same sentence that it is this paper that was retracted.")
		default:
			say("source.retraction", rules.Block, "Take it out, or say in the same sentence that it was retracted.")
		}
	case source.Concern:
		if source.SaysConcern(doc, refs, ref) == source.Nearby {
			say("source.concern", rules.Note, "The text says so, and may.")
		} else {
			say("source.concern", rules.Warn, "Rest nothing on it until that is settled, or say so in the same sentence.")
		}
	case source.Corrected:
		say("source.corrected", rules.Note, "")
	}
}

// ask asks for the source of a figure, unless another rule has.
func (r *Report) ask(d Draft, doc *lex.Doc, refs []source.Ref) {
	if d.Audience != Public || d.Kind != Post && d.Kind != Page {
		return
	}
	from, to, rough := source.Figure(doc, refs)
	if from < 0 || slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Category == Sources && (f.Rule == figureRule || f.Rule == "source.studies")
	}) {
		return
	}
	severity := rules.Warn
	if rough {
		severity = rules.Note
	}
	r.add(&Finding{Rule: figureRule, Category: Sources, Severity: severity, Start: int(doc.Tokens[from].Start), End: int(doc.Tokens[to-1].End),
		Message: "A figure asks for its source: who counted, whom, and when. Add a link, or say it without the figure.", Authority: onSources})
}

const figureRule = "source.number"

// cited adds a finding about a source, unless a rule has said it already.
func (r *Report) cited(s *source.Source, rule string, severity rules.Severity, message, authority string) {
	for _, f := range r.Findings {
		if f.Rule == rule && (rule == "source.preprint" || f.Start == s.Start) {
			return
		}
	}
	r.add(&Finding{Rule: rule, Category: Sources, Severity: severity, Start: s.Start, End: s.End, Message: message, Authority: authority})
}
