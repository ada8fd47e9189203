package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/knowledge"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

const (
	knowledgeURL = "/console/knowledge"
	questionsURL = "/console/questions"
)

// knowledge lists what answers are quoted from.
func (c *call) knowledge() error {
	v, err := c.knowledgePage()
	if err != nil {
		return err
	}
	return c.page(v)
}

// underKnowledge is the frame of these pages.
func (c *call) underKnowledge(title string) view.Settings {
	v := c.under("Knowledge")
	v.Title, v.CanEdit = title, c.by.May(actor.ManageKnowledge)
	return v
}

func (c *call) knowledgePage() (v view.Knowledge, err error) {
	v = view.Knowledge{Settings: c.underKnowledge("Knowledge"), Language: c.languages(words.English)}
	err = c.view(func(t tx.Tx) error {
		all, err := c.Library.List(c.r.Context(), t)
		if err != nil {
			return err
		}
		v.Rows = nil
		for _, l := range all {
			v.Rows = append(v.Rows, c.knowledgeRow(l))
		}
		return nil
	})
	if err != nil || !c.by.May(actor.ApproveAnswers) {
		return v, err
	}
	open, rare, err := c.Library.Open(c.r.Context(), c.by)
	v.Waiting, v.Rare, v.Asked = len(open), rare, questionsURL
	return v, err
}

func (c *call) languages(now words.Language) []view.Choice {
	return []view.Choice{view.Option("en", "English", now != words.Spanish), view.Option("es", "Spanish", now == words.Spanish)}
}

var knowledgeIcons = map[knowledge.Kind]string{knowledge.File: "sticky-note", knowledge.Site: "globe", knowledge.House: "quote"}

func (c *call) knowledgeRow(l knowledge.Listed) view.KnowledgeRow {
	v := view.KnowledgeRow{URL: knowledgeURL + "/" + string(l.ID), Name: l.Name.Reveal(), Icon: knowledgeIcons[l.Kind], Problem: l.Problem, Found: l.Found[knowledge.Blocked]}
	if l.Kind == knowledge.House {
		v.Name = "This site: offices, people, visits and posts"
	}
	if l.Live > 0 {
		v.Count = plural(l.Pages[knowledge.Taken]+l.Pages[knowledge.Kept], "page") + ", " + plural(l.Found[knowledge.Answers], "passage")
		v.Read = stamp(l.Indexed.In(c.office()))
	}
	switch l.State {
	case knowledge.Ready:
		v.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Answers"}
		if l.Found[knowledge.Answers] == 0 {
			v.Mark = view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Nothing to quote"}
		}
	case knowledge.Failed:
		v.Mark = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Not read"}
	case knowledge.Reading:
		v.Mark, v.Reading = view.Mark{Tone: view.Note, Icon: "clock", Word: "Reading"}, true
		for state, n := range l.Next {
			v.Known += n
			if state != knowledge.Unread {
				v.Done += n
			}
		}
	default:
		v.Mark = view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Will be read"}
	}
	return v
}

// knowledgeAgain shows the list after a form that needs mending.
func (c *call) knowledgeMend(err error, put func(*view.Knowledge, string)) error {
	if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict && k != fault.Unavailable {
		return err
	}
	v, failed := c.knowledgePage()
	if failed != nil {
		return failed
	}
	v.Notice = view.Mend(1)
	put(&v, fault.Message(err))
	return c.Render.Page(c.w, statusOf(err), v)
}

// knowledgeFile takes a file in.
func (c *call) knowledgeFile() error {
	name, data, err := c.knowledgeUpload()
	var i knowledge.SourceID
	if err == nil {
		i, err = c.Library.AddFile(c.r.Context(), c.by, name, data)
	}
	if err != nil {
		return c.knowledgeMend(err, func(v *view.Knowledge, why string) { v.File.Error = why })
	}
	c.say("saved")
	return c.see(knowledgeURL + "/" + string(i))
}

// knowledgeUpload reads the file of the form; it is held in memory, since it may hold what it should not.
func (c *call) knowledgeUpload() (string, []byte, error) {
	none := fault.New(fault.Invalid, "web.knowledgeUpload", "Choose a file first.")
	parts, err := c.r.MultipartReader()
	if err != nil {
		return "", nil, none
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, none
		}
		if err != nil {
			return "", nil, unread(err)
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(part, knowledge.LargestFile+1))
		if err != nil {
			return "", nil, unread(err)
		}
		return part.FileName(), data, nil
	}
}

// knowledgeSite adds a website.
func (c *call) knowledgeSite() error {
	i, err := c.Library.AddSite(c.r.Context(), c.by, c.form("address"))
	if err != nil {
		return c.knowledgeMend(err, func(v *view.Knowledge, why string) { v.Address = view.Field{Value: c.form("address"), Error: why} })
	}
	c.say("saved")
	return c.see(knowledgeURL + "/" + string(i))
}

// knowledgeTry shows what would be said to a question. What is typed is kept nowhere.
func (c *call) knowledgeTry() error {
	v, err := c.knowledgePage()
	if err != nil {
		return err
	}
	language := words.Language(c.form("language"))
	v.Question, v.Language = c.field("question"), c.languages(language)
	var m mistakes
	if !m.need(&v.Question, "Write a question first, as a patient would ask it.") {
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	v.Try = c.tried(v.Question.Value, c.Desk.Approved(p, v.Question.Value, language), c.Library.Try(v.Question.Value, language))
	return c.page(v)
}

func (c *call) tried(question, approved string, t knowledge.Tried) *view.KnowledgeTry {
	v := &view.KnowledgeTry{Enough: percent(t.Enough)}
	for i, k := range t.Others {
		v.Rows = append(v.Rows, view.KnowledgeTried{Text: k.Text, Source: k.Source("chat"), Sure: percent(k.Sure), Said: i == 0 && approved == "" && t.Verdict == knowledge.Found})
	}
	switch {
	case approved != "":
		v.Mark, v.Says = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "An approved answer is said"}, approved
	case t.Verdict == knowledge.Found:
		v.Mark, v.Says = view.Mark{Tone: view.Good, Icon: "quote", Word: "A passage is quoted"}, t.Answer.Text+" That is from: "+t.Answer.Source("chat")+", as of "+t.Answer.Read.In(c.office()).Format("January 2, 2006")+"."
	case t.Verdict == knowledge.Asks:
		v.Mark, v.Why = view.Mark{Tone: view.Caution, Icon: "hand", Word: "A message to a clinician"}, "This asks about somebody's health. No page is quoted, whatever it says: only an answer that the practice has approved, or a message."
	default:
		v.Mark, v.Why = view.Mark{Tone: view.Note, Icon: "mail", Word: "A message is taken"}, "No passage speaks of enough of what is asked. A wrong answer is worse than none."
	}
	return v
}

func percent(f float64) string { return fmt.Sprintf("%.0f%%", f*100) }

func (c *call) sourceID() knowledge.SourceID { return knowledge.SourceID(c.r.PathValue("id")) }

// knowledgeSource is one source.
func (c *call) knowledgeSource() error {
	v := view.KnowledgeSource{Settings: c.underKnowledge("Knowledge")}
	err := c.view(func(t tx.Tx) error {
		d, err := c.Library.Get(c.r.Context(), t, c.sourceID())
		if err != nil {
			return err
		}
		v.Row = c.knowledgeRow(d.Listed)
		v.Pages, v.Found = nil, nil
		names := map[knowledge.PageID]string{}
		for _, g := range d.Rows {
			names[g.ID] = pageName(g)
			v.Pages = append(v.Pages, c.knowledgePageRow(d.Source, g))
		}
		v.More = d.More
		for _, x := range d.Problems {
			heads := x.Headings
			if len(heads) > 0 && heads[0] == names[x.Page] {
				heads = heads[1:]
			}
			f := view.KnowledgeFound{Page: names[x.Page], Head: strings.Join(heads, " › "), Text: x.Text.Reveal(), Why: x.Why, Mark: view.Mark{Tone: view.Caution, Icon: "shield-alert", Word: "Not said"}}
			if x.Use == knowledge.Health {
				f.Mark = view.Mark{Tone: view.Quiet, Icon: "hand", Word: "About health"}
			}
			v.Found = append(v.Found, f)
		}
		if v.CanEdit && d.Kind != knowledge.File {
			v.AgainURL = v.Row.URL + "/again"
		}
		if v.CanEdit && d.Kind != knowledge.House {
			v.GoneURL = v.Row.URL + "/remove"
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.page(v)
}

func pageName(g knowledge.Page) string {
	switch {
	case !g.Title.IsZero():
		return g.Title.Reveal()
	case g.Address != "":
		return g.Address
	}
	return "The file"
}

var languageNames = map[words.Language]string{words.English: "English", words.Spanish: "Spanish"}

func (c *call) knowledgePageRow(s knowledge.Source, g knowledge.Page) view.KnowledgePage {
	v := view.KnowledgePage{Name: pageName(g), Why: g.Why, Language: languageNames[g.Language]}
	if s.Kind != knowledge.File {
		v.URL = g.Address
	}
	if g.Language != "" && v.Language == "" {
		v.Language = "another"
	}
	if !g.Read.IsZero() {
		v.Read = stamp(g.Read.In(c.office()))
	}
	switch g.State {
	case knowledge.Taken:
		v.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Read"}
	case knowledge.Kept:
		v.Mark = view.Mark{Tone: view.Caution, Icon: "clock", Word: "As before"}
		v.Why = "It did not answer this time."
	case knowledge.Out:
		v.Mark = view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Left out"}
	case knowledge.Broken:
		v.Mark = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Not read"}
	default:
		v.Mark = view.Mark{Tone: view.Quiet, Icon: "clock", Word: "To be read"}
	}
	return v
}

// knowledgeAgain has a source read now.
func (c *call) knowledgeAgain() error {
	if err := c.Library.Again(c.r.Context(), c.by, c.sourceID()); err != nil {
		return err
	}
	c.say("sentread")
	return c.see(knowledgeURL + "/" + url.PathEscape(string(c.sourceID())))
}

// knowledgeRemove removes one.
func (c *call) knowledgeRemove() error {
	if err := c.Library.Remove(c.r.Context(), c.by, c.sourceID()); err != nil {
		return err
	}
	c.say("removed")
	return c.see(knowledgeURL)
}
