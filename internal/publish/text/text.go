// Package text sets a post: Markdown into HTML for the site and into plain words for everything else, and counts plain
// words as each channel counts them.
//
// It promises that HTML and plain words say the same, so that the guard, who reads the plain words, has read all that a
// reader sees; that no HTML of an author's, no picture from elsewhere and no link but to the web, to e-mail and to a
// telephone gets through; and that a text of 100,000 characters takes milliseconds, a hostile one less than a second.
// Callers owe nothing: any text will do. A [Typesetter] is immutable and may be used by several goroutines at once.
package text

import (
	"bytes"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"

	"bedside/internal/guard"
)

// Typesetter reads Markdown, with bare addresses as links and line breaks where the author made them.
type Typesetter struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

// New returns a typesetter.
func New() *Typesetter {
	return &Typesetter{
		markdown: goldmark.New(goldmark.WithParser(subset()), goldmark.WithRendererOptions(html.WithHardWraps())),
		policy:   policy(),
	}
}

// policy is the second lock behind the parser: what is not on this list does not get through, whatever made it.
func policy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "em", "strong", "ul", "li", "blockquote", "code", "pre")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowURLSchemes(schemes()...)
	return p
}

// schemes are the links that a post may have.
func schemes() []string { return []string{"http", "https", "mailto", "tel"} }

// HTML is the text for the site and for WordPress. Its headings begin at the second level: the first is the title's.
func (t *Typesetter) HTML(markdown string) string {
	var b bytes.Buffer
	if err := t.markdown.Convert(letters(markdown), &b); err != nil {
		panic("text: writing to memory cannot fail: " + err.Error())
	}
	return t.policy.SanitizeReader(&b).String()
}

// Plain is the text in plain words, a link as "words (address)".
func (t *Typesetter) Plain(markdown string) string { return t.Read(markdown).Plain }

// Fits returns "" or a sentence that says why the channel would not take the plain text.
func (t *Typesetter) Fits(c guard.Channel, plain string) string {
	return strings.Join(Measure(c, plain).Problems, " ")
}
