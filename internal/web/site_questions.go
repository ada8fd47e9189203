package web

import (
	"slices"

	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

// siteQuestions shows the answers that the practice has approved for everybody. Each is read by the guard once more: one
// that it would not let be said today is not shown.
func (c *call) siteQuestions() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.SiteQuestions{Site: c.both("questions", "Questions", "Preguntas")}
	v.Canonical = c.base() + "/questions"
	var said []practice.Answer
	for _, a := range p.Answers {
		if a.Active && a.OnSite && c.forAll(a.Asks[0]) && c.forAll(a.English) && (a.Spanish == "" || c.forAll(a.Spanish)) {
			said = append(said, a)
			v.Rows = append(v.Rows, c.siteQuestion(a))
		}
	}
	if len(said) > 0 {
		v.Data = c.questionData(said)
	}
	return c.page(v)
}

// siteQuestion is an answer in the language of the page, as far as the practice has written it so.
func (c *call) siteQuestion(a practice.Answer) view.SiteQuestion {
	ask, says, also := a.Asks[0], a.English, a.Spanish
	if c.tongue == spanish && a.Spanish != "" {
		says, also = a.Spanish, ""
		if i := slices.IndexFunc(a.Asks, func(s string) bool { return c.tongue.theirs(s) == "" && c.forAll(s) }); i >= 0 {
			ask = a.Asks[i]
		}
	}
	return view.SiteQuestion{ID: "q-" + string(a.ID), Ask: view.Own{Text: ask, Lang: c.tongue.theirs(ask)}, Says: view.Own{Text: says, Lang: c.tongue.theirs(says)}, Spanish: also, Source: a.Source}
}

// forAll reports whether the guard lets words stand on the site.
func (c *call) forAll(text string) bool {
	return c.Reads.Check(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}}).Verdict == guard.Clear
}

// questionData is the page of questions.
func (c *call) questionData(all []practice.Answer) view.Data {
	d := &view.Thing{Context: schemaOrg, Type: "FAQPage", URL: c.base() + "/questions", Publisher: c.houseData(c.practice)}
	for _, a := range all {
		d.Main = append(d.Main, &view.Thing{Type: "Question", Name: a.Asks[0], Accepted: &view.Thing{Type: "Answer", Text: a.English}})
	}
	return d
}
