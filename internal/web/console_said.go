package web

import (
	"fmt"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

var whoseWords = map[publish.Whose]string{publish.Nobodys: "nobody’s", publish.Real: "a real person’s",
	publish.Altered: "a real person’s, details changed", publish.Composite: "put together from several", publish.Invented: "invented"}

func (c *call) postFacts(v *view.Review, d publish.Detail) {
	w := d.Words
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, view.Fact{Name: name, Value: value})
		}
	}
	add("Author", d.Names[d.Author])
	add("For", map[publish.Account]string{publish.ForPractice: "the practice", publish.Own: "the author’s own account"}[d.Account])
	add("Kind", postKinds[d.Kind])
	if w.Story.Told {
		add("Story", whoseWords[w.Story.Whose])
	}
	add("Version", fmt.Sprint(w.Number))
	if !d.Due.IsZero() {
		add("Due", stamp(d.Due.In(c.office())))
	}
	if d.State == publish.Submitted || d.State == publish.Cooling {
		if d.CoolUntil.After(c.Now()) {
			add("Cools off", "until "+stamp(d.CoolUntil.In(c.office())))
		}
	}
}

// postSaid fills in who decided what, and the comments.
func (c *call) postSaid(v *view.Review, d publish.Detail) {
	loc := c.office()
	for _, a := range d.Approvals {
		step := view.Step{When: stamp(a.At.In(loc)), Who: d.Names[a.By], Text: "Approved", Icon: "circle-check", Tone: view.Good}
		if a.Verdict == publish.Return {
			step.Text, step.Icon, step.Tone = "Returned", "undo-2", view.Caution
		}
		if a.Hash != d.Words.Hash {
			step.Text += ", in other words than these"
		}
		if note := a.Note.Reveal(); note != "" {
			step.Text += ": “" + note + "”"
		}
		v.Trail = append(v.Trail, step)
	}
	for _, o := range d.Versions {
		step := view.Step{When: stamp(o.At.In(loc)), Who: d.Names[o.By], Text: fmt.Sprintf("Version %d", o.Number), Icon: "pencil", Tone: view.Quiet}
		if o.Correction != "" {
			step.Text += ", a correction: “" + o.Correction + "”"
		}
		v.Trail = append(v.Trail, step)
	}
	for _, m := range d.Comments {
		v.Comments = append(v.Comments, view.PostComment{Who: d.Names[m.By], When: stamp(m.At.In(loc)), Text: m.Text.Reveal()})
	}
}

// postWaivers fills in what two people let pass, and what could be.
func (c *call) postWaivers(v *view.Review, d publish.Detail) {
	live := false
	for _, w := range d.Waivers {
		row := view.PostWaiver{ID: string(w.ID), Rules: strings.Join(w.Rules, ", "), Reason: w.Reason.Reveal(), By: d.Names[w.By],
			When: stamp(w.At.In(c.office())), Old: w.Hash != d.Words.Hash}
		if w.Agreed != "" {
			row.Agreed = d.Names[w.Agreed] + " agreed"
		}
		row.CanAgree = !row.Old && w.Agreed == "" && w.By != c.session.Staff.ID && c.by.May(actor.ApprovePosts)
		live = live || !row.Old
		v.Waivers = append(v.Waivers, row)
	}
	if live || !c.by.May(actor.WritePosts) || d.State != publish.Submitted {
		return
	}
	seen := map[string]bool{}
	for _, f := range v.Check.Findings {
		if f.Tone != view.Note && !seen[f.Rule] {
			seen[f.Rule] = true
			v.CanWaive = append(v.CanWaive, view.Choice{Value: f.Rule, Label: f.Title, Note: f.Rule})
		}
	}
}
