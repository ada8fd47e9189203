package web

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// postCheck is what the guard and the channels say while somebody writes. It keeps nothing.
func (c *call) postCheck() error {
	d, err := c.postDraft()
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	v, err := c.checkDraft(d)
	if err != nil {
		return err
	}
	return c.piece(v)
}

// checkDraft reads a draft as every channel it is for would get it.
func (c *call) checkDraft(d publish.Draft) (v view.PostCheck, err error) {
	if d.Title == "" && strings.TrimSpace(d.Body) == "" && len(d.Texts) == 0 {
		return view.PostCheck{Tone: view.Quiet, Head: "The guard reads along",
			Text: "What could hurt a patient or mislead a reader is underlined while you write, with the reason and, where there is one, a better wording."}, nil
	}
	if len(d.Channels) == 0 { // so that it is read all the same
		d.Channels = []publish.Channel{publish.SiteChannel}
	}
	checked, err := c.Posts.Check(c.r.Context(), c.by, d)
	if fault.Is(err, fault.Invalid) {
		return view.PostCheck{Tone: view.Caution, Head: "This cannot be read yet", Text: fault.Message(err)}, nil
	}
	if err != nil {
		return v, err
	}
	return c.checkView(d.Content, checked), nil
}

// checkView is what was found, as the editor and the page of a post show it.
func (c *call) checkView(d publish.Content, checked publish.Checked) view.PostCheck {
	v := view.PostCheck{Findings: c.postFindings(d, checked.On), Missing: checked.Missing}
	verdict(&v)
	c.sources(&v, checked)
	v.Findings, v.More = listed(v.Findings)
	plain := c.Typeset.Plain(d.Body)
	v.Words = len(strings.Fields(plain))
	if grade := c.Typeset.Grade(plain); grade > 0 {
		v.Grade = fmt.Sprintf("Reading grade %d", grade)
		if grade > aimGrade {
			v.Grade += fmt.Sprintf(", aim %d", aimGrade)
		}
	}
	for _, ch := range publish.Channels() {
		o, ok := checked.On[ch]
		if !ok {
			continue
		}
		l := c.look(ch, o)
		v.Looks = append(v.Looks, l)
		tab := view.PostTab{Channel: l.Channel, Name: l.Name, Note: strings.TrimSuffix(l.Count, " characters")}
		for _, f := range o.Report.Findings {
			if tones[f.Severity] == view.Stop {
				tab.Stops++
			}
		}
		if o.Over != "" {
			tab.Stops++
		}
		v.Tabs = append(v.Tabs, tab)
	}
	personal := slices.ContainsFunc(v.Findings, func(f view.PostFinding) bool { return f.Tone == view.Stop && strings.HasPrefix(f.Rule, "privacy") })
	v.Story = personal && !d.Story.Told
	if personal && d.Body != "" {
		if made := c.Reads.Redact(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.SiteChannel,
			Body: []guard.Part{guard.Literal(d.Body)}}); made != d.Body {
			v.Rewrite = made
		}
	}
	c.addReadings(&v, d.Title, d.Body)
	return v
}

// aimGrade is the years of school that most readers have no trouble with.
const aimGrade = 8
