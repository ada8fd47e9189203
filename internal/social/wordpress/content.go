package wordpress

import (
	"html"
	"strings"

	"bedside/internal/publish"
)

// mark is in everything we write there: a comment that nobody sees and that WordPress keeps and can search for.
func mark(key string) string { return "<!-- bedside " + key + " -->" }

// content is a post as WordPress stores it. The block keeps WordPress from adding paragraphs of its own, and without an
// opening bracket nothing in it is one of its short codes.
func content(i publish.Item, pictures []picture) string {
	var b strings.Builder
	b.WriteString(mark(i.Key) + "\n<!-- wp:html -->\n")
	b.WriteString(`<div lang="` + html.EscapeString(i.Language) + `">` + "\n")
	b.WriteString(strings.ReplaceAll(i.HTML, "[", "&#91;"))
	for _, p := range pictures {
		b.WriteString("\n" + `<figure class="wp-block-image"><img src="` + html.EscapeString(p.URL) + `" alt="`)
		b.WriteString(strings.ReplaceAll(html.EscapeString(p.alt), "[", "&#91;") + `"></figure>`)
	}
	b.WriteString("\n</div>\n<!-- /wp:html -->")
	return b.String()
}

// title is words, and WordPress takes HTML.
func title(i publish.Item) string {
	return strings.ReplaceAll(html.EscapeString(i.Title), "[", "&#91;")
}
