package template

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// need is a place that every way a text can read must have, and why.
type need struct{ place, why, authority string }

// needs are the places that a text of the key must have.
func needs(k Key) []need {
	const neutral = "47 CFR 64.1200(a)(9)(iv)(B); house policy"
	all := []need{
		{"practice", "whoever gets it must see who writes", neutral},
		{"call", "whoever gets it must see whom to call", neutral},
		{"stop", "every message says how to stop", "47 CFR 64.1200(a)(9)(iv)(F) and (a)(10); 16 CFR 316.5"},
	}
	if slices.Contains(visits, k.Kind) {
		all = append(all, need{"when", "the message is about a day and a time", "House policy"})
	}
	switch k.Kind {
	case Proposal:
		all = append(all, need{"was", "the patient must see which visit is meant", "House policy"}, need{"until", "the time is held only so long", "House policy"})
	case Offer:
		all = append(all, need{"until", "the time is held only so long", "House policy"})
	case Announcement:
		all = append(all, need{"news", "it holds what is announced", "House policy"})
	}
	if k.Channel != SMS || k.Kind == FollowUp {
		all = append(all, need{"emergency", "people answer with what worries them", "House policy: an emergency comes before everything"})
	}
	return all
}

// Needs names the places that a text of the key must have.
func Needs(k Key) (names []string) {
	for _, n := range needs(k) {
		names = append(names, n.place)
	}
	return names
}

// required says what a way to read leaves out, and who calls where it is spoken.
func (c *checker) required(title, body *writer) {
	for _, n := range needs(c.key) {
		if !slices.Contains(body.places, n.place) {
			c.problem(Problem{Field: Body, Rule: "template.required", Authority: n.authority,
				Says: fmt.Sprintf("{{%s}} is missing, at least in one way these words can read: %s. Put it where it always stands, outside of {{if …}}.", n.place, n.why)})
		}
	}
	const soon = 120 // code points
	if c.key.Channel == Voice && c.first(body, "practice") > soon {
		c.problem(Problem{Field: Body, Rule: "template.caller", Authority: "47 CFR 64.1200(b)(1)",
			Says: "A call says at its beginning who calls. Move {{practice}} into the first sentence."})
	}
}

// first is where in what is said a place begins; far away where it does not stand.
func (c *checker) first(w *writer, place string) int {
	tag := strings.Index(c.text.Body, "{{"+place+"}}")
	if tag < 0 {
		return 0 // written another way, with space in the braces
	}
	at := utf8.RuneCountInString(c.text.Body[:tag])
	return slices.IndexFunc(w.origins, func(s span) bool { return s.start == at })
}

// literals reads the words that every patient gets, whoever it is: what points to somebody does not belong there.
func (c *checker) literals(r reading) {
	for field, nodes := range map[Field][]node{Title: r.title, Body: r.body} {
		w := writer{key: c.key}
		w.bare(nodes)
		w.flush(true)
		report := c.guard.Check(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Body: w.parts})
		for _, f := range report.Findings {
			p := Problem{Field: field, Severity: f.Severity, Rule: f.Rule, Says: f.Message, Quote: f.Text, Authority: f.Authority}
			if f.Start < f.End && f.End <= len(w.origins) {
				p.Start, p.End = w.origins[f.Start].start, w.origins[f.End-1].end
			}
			switch {
			case f.Category != guard.Privacy || f.Type == "" || f.Type == "NAME" || f.Type == "GEO": // a name is found where it is sent
				continue
			case f.Type == "DATE" && f.Severity == rules.Note:
				p.Says = "This stands in every message of this kind, whoever gets it. If it is the day of one visit, write {{when}} instead."
			case f.Severity == rules.Note:
				continue
			default:
				p.Says = "These words go to every patient, so nothing in them may belong to one. " + f.Message
			}
			c.problem(p)
		}
	}
}

// bare writes only the literal words, with a neutral word for every place.
func (w *writer) bare(nodes []node) {
	for _, n := range nodes {
		switch {
		case n.block:
			w.bare(n.yes)
			w.bare(n.no)
		case n.name != "":
			w.literal("it", span{n.start, n.start + len("it")})
		default:
			w.literal(n.text, n.span)
		}
	}
}
