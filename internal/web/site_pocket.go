package web

import (
	"strings"

	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// pocket is the guard for a telephone: staff paste what they are about to say anywhere. Nothing is kept.
func (c *call) pocket() error {
	return c.page(view.Pocket{Bare: c.bare("Before you post"), Kind: pocketKinds(guard.Post)})
}

func (c *call) pocketPost() error {
	kind, text := c.pocketKind(), c.pocketText()
	return c.page(view.Pocket{Bare: c.bare("Before you post"), Kind: pocketKinds(kind), Text: text, Asked: strings.TrimSpace(text) != "",
		Said: c.pocketSaid(kind, text)})
}

// pocketLive is the same for the page that is open.
func (c *call) pocketLive() error { return c.piece(c.pocketSaid(c.pocketKind(), c.pocketText())) }

// pocketKinds are what may be pasted: an answer in public has rules of its own.
func pocketKinds(chosen guard.Kind) []view.Choice {
	return []view.Choice{
		view.Option(string(guard.Post), "A post or a page", chosen == guard.Post),
		view.Option(string(guard.Reply), "An answer to a review or a comment", chosen == guard.Reply),
	}
}

func (c *call) pocketKind() guard.Kind {
	if guard.Kind(c.form("kind")) == guard.Reply {
		return guard.Reply
	}
	return guard.Post
}

func (c *call) pocketText() string {
	return strings.ReplaceAll(c.r.PostFormValue("text"), "\r\n", "\n")
}

func (c *call) pocketSaid(kind guard.Kind, text string) (v view.PocketSaid) {
	if strings.TrimSpace(text) == "" {
		return v
	}
	d := guard.Draft{Kind: kind, Audience: guard.Public, Channel: publish.SiteChannel, Body: []guard.Part{guard.Literal(text)}}
	r := c.Reads.Check(d)
	fixes, read := r.Fixes(), []rune(r.Text)
	typed := []origin{{0, len(read), "f-body", same}}
	for i, f := range r.Findings {
		found := postFinding(f, fixes[i])
		found.Field, found.Start, found.End = "f-body", f.Start, f.End
		found.Edits = editsOf(typed, read, read, fixes[i])
		v.Findings = append(v.Findings, found)
	}
	v.Findings = inOrder(v.Findings)
	verdict(&v.PostCheck)
	v.Findings, v.More = listed(v.Findings)
	v.Offer = r.Offer
	if made := c.Reads.Redact(d); made != text && made != r.Offer {
		v.Rewrite = made
	}
	learn(&v.PostCheck, d, r)
	return v
}
