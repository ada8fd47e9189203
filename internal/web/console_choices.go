package web

import (
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// editorChoices fills in what a post can be, and the panels of its channels.
func (c *call) editorChoices(v *view.Editor, d publish.Draft) {
	for _, k := range publish.Kinds() {
		v.Kind = append(v.Kind, view.Option(string(k), postKinds[k], k == d.Kind))
	}
	v.Language = []view.Choice{view.Option("en", "English", d.Language != "es"), view.Option("es", "Spanish", d.Language == "es")}
	v.Account = []view.Choice{
		{Value: string(publish.ForPractice), Label: "The practice", Note: "Somebody else approves it.", Chosen: d.Account != publish.Own},
		{Value: string(publish.Own), Label: "My own account",
			Note:   "You check it yourself once it has cooled off, and post it by hand. The practice’s own site is not for it.",
			Chosen: d.Account == publish.Own},
	}
	for _, w := range []struct {
		whose       publish.Whose
		label, note string
	}{
		{"none", "Nobody’s: it tells of no person", ""}, {publish.Real, "A real person’s", "They have signed an authorization for it."},
		{publish.Altered, "A real person’s, with details changed", "Changing names is not enough: they have signed, and readers are told."},
		{publish.Composite, "Put together from several people’s", "Nobody can be recognized in it, and readers are told."},
		{publish.Invented, "Invented", "Readers are told."},
	} {
		v.Story = append(v.Story, view.Choice{Value: string(w.whose), Label: w.label, Note: w.note,
			Chosen: w.whose == d.Story.Whose && d.Story.Told || w.whose == "none" && !d.Story.Told})
	}
	for _, ch := range publish.Channels() {
		choice := view.Option(string(ch), postChannels[ch], slices.Contains(d.Channels, ch))
		if c.Posts.Publishers[ch] == nil {
			choice.Note = "by hand"
		}
		v.Channels = append(v.Channels, choice)
		panel := view.PostPanel{Channel: string(ch), Name: postChannels[ch], Article: publish.Long(ch), Text: view.Field{Value: d.Texts[ch]}}
		for _, l := range v.Check.Looks {
			if l.Channel == panel.Channel {
				panel.Look = l
			}
		}
		v.Panels = append(v.Panels, panel)
	}
}

// editorPeople fills in pictures and authorisations.
func (c *call) editorPeople(v *view.Editor, d publish.Draft) error {
	pictures, err := c.Posts.Pictures(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	signed, err := c.Posts.Authorisations(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	today := civil.DateOf(c.Now().In(c.office()))
	people := func(chosen []publish.AuthorisationID) (all []view.Choice) {
		for _, a := range signed {
			on := slices.Contains(chosen, a.ID)
			if why := a.Problem(today); why == "" || on {
				all = append(all, view.Choice{Value: string(a.ID), Label: a.Person.Reveal(), Note: strings.TrimSpace(a.What.Reveal() + ". " + why), Chosen: on})
			}
		}
		return all
	}
	v.Of = people(d.Story.Authorisations)
	used := map[publish.MediaID]bool{}
	for n, m := range d.Media {
		used[m.ID] = true
		v.Pictures = append(v.Pictures, view.PostPicture{Number: n + 1, ID: string(m.ID), URL: pictureFile(m.ID), Alt: view.Field{Value: m.Alt},
			People: m.People, Shows: people(m.Shows)})
	}
	v.Add = []view.Choice{view.Option("", "None", true)}
	for _, p := range pictures {
		if !used[p.ID] && !p.Checked.IsZero() {
			v.Add = append(v.Add, view.Option(string(p.ID), "Picture of "+stamp(p.At.In(c.office())), false))
		}
	}
	if len(v.Add) == 1 || !c.by.May(actor.WritePosts) {
		v.Add = nil
	}
	return nil
}
