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
	said := source.NewContext(doc, refs)
	preprint := r.has("source.preprint") // a rule has said it already
	weak, carried := -1, false
	for i := range refs {
		ref := &refs[i]
		s := source.Judge(ref, r.Text, g.notices)
		r.Sources = append(r.Sources, s)
		r.standing(d, said, ref, &s)
		if d.Audience != Public {
			continue
		}
		if s.Type == source.Preprint && !preprint && !said.SaysUnreviewed() {
			preprint = true // once is enough
			r.cited(&s, "source.preprint", rules.Warn, "This leads to a preprint. Say that nobody has reviewed it yet, and what would have to come before it changes care.", onSources)
		}
		switch {
		case s.Type != source.Social && s.Type != source.Vendor:
			carried = true
		case weak < 0 && said.Carries(ref):
			weak = i
		}
		if d.Kind != Reply && !said.Named(&s, ref) {
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
func (r *Report) standing(d Draft, said *source.Context, ref *source.Ref, s *source.Source) {
	say := func(rule string, severity rules.Severity, instead string) {
		if d.Audience == Staff {
			severity = rules.Note
		}
		r.cited(s, rule, severity, strings.TrimSpace(s.Standing.Sentence+" "+instead), onRetractions)
	}
	switch s.Standing.State {
	case source.Retracted:
		switch said.SaysRetracted(ref) {
		case source.Nearby:
			say("source.retraction", rules.Note, "The text says so, and may.")
		case source.Elsewhere:
			say("source.retraction", rules.Warn, "Make plain in the same sentence that it is this paper that was retracted.")
		default:
			say("source.retraction", rules.Block, "Take it out, or say in the same sentence that it was retracted.")
		}
	case source.Concern:
		if said.SaysConcern(ref) == source.Nearby {
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
	if from < 0 || r.has(figureRule) || r.has("source.studies") {
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

// has reports whether there is a finding of the rule.
func (r *Report) has(rule string) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rule })
}

// cited adds a finding about a source.
func (r *Report) cited(s *source.Source, rule string, severity rules.Severity, message, authority string) {
	r.add(&Finding{Rule: rule, Category: Sources, Severity: severity, Start: s.Start, End: s.End, Message: message, Authority: authority})
}
