package web

import (
	"net/http"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/knowledge"
	"bedside/internal/web/view"
)

// askedList lists what nothing answers and enough people asked.
func (c *call) askedList() error {
	all, rare, err := c.Library.Open(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	v := view.Unanswered{Settings: c.underKnowledge("Not answered"), Rare: rare, Fewest: knowledge.Fewest}
	for _, k := range all {
		v.Rows = append(v.Rows, c.askedRow(k))
	}
	return c.page(v)
}

var askedBy = []struct{ channel, word string }{{"voice", "by phone"}, {"chat", "by chat"}, {"sms", "by text"}}

func (c *call) askedRow(k knowledge.Cluster) view.AskedRow {
	var where []string
	for _, w := range askedBy {
		if n := k.Channels[w.channel]; n > 0 {
			where = append(where, thousands(int64(n))+" "+w.word)
		}
	}
	return view.AskedRow{URL: questionsURL + "/" + k.Key, Words: k.Words, People: k.People, Where: strings.Join(where, ", "), Since: k.First.In(c.office()).Format("January 2, 2006")}
}

func (c *call) askedPage() (v view.AskedOne, k knowledge.Cluster, err error) {
	if k, err = c.Library.Cluster(c.r.Context(), c.by, c.r.PathValue("id")); err != nil {
		return v, k, err
	}
	v = view.AskedOne{Settings: c.underKnowledge("Not answered"), URL: questionsURL + "/" + k.Key, Row: c.askedRow(k), Ways: k.Ways}
	return v, k, nil
}

// askedOne shows one question with the form of its answer.
func (c *call) askedOne() error {
	v, k, err := c.askedPage()
	if err != nil {
		return err
	}
	v.Asks, v.Post = view.Field{Value: strings.Join(append([]string{k.Words}, k.Ways...), "\n")}, true
	return c.page(v)
}

// askedAnswer approves the answer, for telephone, chat, texts and the site, and begins a post.
func (c *call) askedAnswer() error {
	v, _, err := c.askedPage()
	if err != nil {
		return err
	}
	v.Asks, v.English, v.Spanish, v.Source, v.Post = c.field("asks"), c.field("english"), c.field("spanish"), c.field("source"), c.form("post") != ""
	var m mistakes
	m.need(&v.Asks, "Write at least one way in which people ask it.")
	if m.need(&v.English, "Write the answer, as it is to be said and read.") {
		m.at(&v.English, c.Library.Check(v.English.Value))
	}
	if v.Spanish.Value != "" {
		m.at(&v.Spanish, c.Library.Check(v.Spanish.Value))
	}
	m.need(&v.Source, "Say where it stands, so that anybody can look it up.")
	if m > 0 {
		v.Notice, v.Checked = view.Mend(int(m)), c.askedFindings(v.English.Value)
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	done, err := c.Library.Approve(c.r.Context(), c.by, knowledge.Approval{
		Key: c.r.PathValue("id"), Asks: lines(v.Asks.Value), English: v.English.Value, Spanish: v.Spanish.Value, Source: v.Source.Value, By: c.session.Staff.Name, Post: v.Post})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		v.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was saved."}
		return c.Render.Page(c.w, statusOf(err), v)
	}
	if err != nil {
		return err
	}
	c.say("answered")
	if done.Post != "" {
		return c.see("/console/posts/" + done.Post)
	}
	return c.see(questionsURL)
}

// askedCheck is what the guard says while the answer is written. It keeps nothing.
func (c *call) askedCheck() error { return c.piece(c.askedFindings(c.form("text"))) }

// askedFindings is what the guard has against words on any way that they would take, each rule once.
func (c *call) askedFindings(text string) (v view.AskedCheck) {
	if strings.TrimSpace(text) == "" {
		return v
	}
	seen := map[string]bool{}
	for _, d := range []guard.Draft{
		{Kind: guard.Voice, Audience: guard.Patient, Channel: "voice", Recipient: "anybody"}, {Kind: guard.SMS, Audience: guard.Patient, Channel: "sms", Recipient: "anybody"},
		{Kind: guard.Page, Audience: guard.Public, Channel: "site"},
	} {
		d.Author, d.Body = c.by.ID, []guard.Part{guard.Literal(text)}
		for _, f := range c.Reads.Check(d).Findings {
			if key := f.Rule + f.Text; !seen[key] {
				seen[key] = true
				v.Findings = append(v.Findings, finding(f))
			}
		}
	}
	v.Clear = c.Library.Check(text) == nil
	return v
}

// askedDismiss ends a question that will not be answered.
func (c *call) askedDismiss() error {
	if err := c.Library.Dismiss(c.r.Context(), c.by, c.r.PathValue("id")); err != nil {
		return err
	}
	c.say("removed")
	return c.see(questionsURL)
}
