package web

import (
	"strings"

	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// pocket is the guard for a telephone: staff paste what they are about to say anywhere. Nothing is kept.
func (c *call) pocket() error { return c.page(view.Pocket{Bare: c.bare("Before you post")}) }

func (c *call) pocketPost() error {
	text := c.pocketText()
	return c.page(view.Pocket{Bare: c.bare("Before you post"), Text: text, Asked: strings.TrimSpace(text) != "", Check: c.pocketCheck(text)})
}

// pocketLive is the same for the page that is open.
func (c *call) pocketLive() error {
	return c.piece(view.PocketSaid{PostCheck: c.pocketCheck(c.pocketText())})
}

func (c *call) pocketText() string {
	return strings.ReplaceAll(c.r.PostFormValue("text"), "\r\n", "\n")
}

func (c *call) pocketCheck(text string) (v view.PostCheck) {
	if strings.TrimSpace(text) == "" {
		return v
	}
	d := guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.SiteChannel, Body: []guard.Part{guard.Literal(text)}}
	for _, f := range c.Reads.Check(d).Findings {
		found := postFinding(f)
		found.Field, found.Start, found.End = "f-body", f.Start, f.End
		v.Findings = append(v.Findings, found)
	}
	v.Findings = inOrder(v.Findings)
	verdict(&v)
	v.Findings, v.More = listed(v.Findings)
	if made := c.Reads.Redact(d); made != text {
		v.Rewrite = made
	}
	return v
}
