package read

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"bedside/internal/words"
)

const mostLinks = 2000

// aside are elements that a page carries around its words, or that nobody reads.
var aside = map[atom.Atom]bool{
	atom.Nav: true, atom.Header: true, atom.Footer: true, atom.Aside: true, atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true,
	atom.Form: true, atom.Button: true, atom.Select: true, atom.Iframe: true, atom.Svg: true, atom.Object: true, atom.Video: true, atom.Audio: true, atom.Dialog: true,
}

// blocks are elements that begin a block of their own.
var blocks = map[atom.Atom]Block{
	atom.P: {}, atom.Div: {}, atom.Section: {}, atom.Article: {}, atom.Main: {}, atom.Body: {}, atom.Blockquote: {}, atom.Address: {}, atom.Pre: {}, atom.Figcaption: {},
	atom.Details: {}, atom.Ul: {}, atom.Ol: {}, atom.Dl: {}, atom.Table: {}, atom.Hr: {}, atom.Figure: {},
	atom.H1: {Kind: Heading, Level: 1}, atom.H2: {Kind: Heading, Level: 2}, atom.H3: {Kind: Heading, Level: 3}, atom.H4: {Kind: Heading, Level: 4},
	atom.H5: {Kind: Heading, Level: 5}, atom.H6: {Kind: Heading, Level: 6}, atom.Summary: {Kind: Heading, Level: 5}, atom.Dt: {Kind: Heading, Level: 6},
	atom.Dd: {}, atom.Li: {Kind: Item},
}

// readHTML reads what a page says in its main part, or in all of it if it names none.
func readHTML(source string) Page {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil { // a tree too deep to be a page's
		return Page{}
	}
	r := htmlReader{main: mainOf(root)}
	r.head(root)
	if r.main == nil {
		r.main = root
	}
	r.walk(r.main, 0)
	r.flush()
	if r.Title == "" {
		r.entitle()
	}
	return r.Page
}

// nodes calls f for all nodes below n in their order, without recursion, until f says that the rest below it is to be
// left out.
func nodes(n *html.Node, f func(*html.Node) (down bool)) {
	for at := n; at != nil; {
		if f(at) && at.FirstChild != nil {
			at = at.FirstChild
			continue
		}
		for at != n && at.NextSibling == nil {
			at = at.Parent
		}
		if at == n {
			return
		}
		at = at.NextSibling
	}
}

// mainOf is the main part of a page: main, what has the role, or the only article; nil if it names none.
func mainOf(root *html.Node) (found *html.Node) {
	var article *html.Node
	articles := 0
	nodes(root, func(n *html.Node) bool {
		switch {
		case n.DataAtom == atom.Main || n.Type == html.ElementNode && value(n, "role") == "main":
			if found == nil {
				found = n
			}
		case n.DataAtom == atom.Article:
			article = n
			articles++
		}
		return found == nil
	})
	if found == nil && articles == 1 {
		return article
	}
	return found
}

func value(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// htmlReader fills a page.
type htmlReader struct {
	Page
	main  *html.Node
	block Block
	text  strings.Builder
}

// head reads what a page says of itself, and its links wherever they are.
func (r *htmlReader) head(root *html.Node) {
	nodes(root, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Html:
			r.Language = language(value(n, "lang"))
		case atom.Title:
			if r.Title == "" && n.FirstChild != nil && n.FirstChild.Type == html.TextNode && n.Parent != nil && n.Parent.DataAtom == atom.Head {
				r.Title = tidy(n.FirstChild.Data)
			}
		case atom.Meta:
			if name := strings.ToLower(value(n, "name")); name == "robots" || name == "bedside" {
				r.robots(value(n, "content"))
			}
		case atom.Link:
			if strings.EqualFold(value(n, "rel"), "canonical") && r.Canonical == "" {
				r.Canonical = value(n, "href")
			}
		case atom.A:
			if to := value(n, "href"); to != "" && len(r.Links) < mostLinks && !strings.Contains(strings.ToLower(value(n, "rel")), "nofollow") {
				r.Links = append(r.Links, to)
			}
		}
		return true
	})
}

// Robots reads the directives of a robots tag or header into the page.
func (p *Page) Robots(content string) { p.robots(content) }

func (p *Page) robots(content string) {
	for d := range strings.SplitSeq(strings.ToLower(content), ",") {
		switch strings.TrimSpace(d) {
		case "noindex":
			p.NoIndex = true
		case "nofollow":
			p.NoFollow = true
		case "none":
			p.NoIndex, p.NoFollow = true, true
		}
	}
}

// language reads a tag such as "es-MX"; one that is neither English nor Spanish counts as told and is never spoken.
func language(tag string) words.Language {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	return words.Language(tag)
}

func (r *htmlReader) walk(n *html.Node, depth int) {
	if depth > 512 || n != r.main && n.Type == html.ElementNode && (aside[n.DataAtom] || hidden(n)) {
		return
	}
	switch n.Type {
	case html.TextNode:
		r.text.WriteString(n.Data)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Head:
		return
	case atom.Br:
		r.text.WriteByte(' ')
		return
	case atom.Tr:
		r.flush()
		r.add(Block{Kind: Row, Text: row(cells(n))})
		return
	}
	kind, own := blocks[n.DataAtom]
	before := r.block
	if own {
		r.flush()
		if kind.Kind != Paragraph || n.DataAtom == atom.Ul || n.DataAtom == atom.Ol || n.DataAtom == atom.Dd {
			r.block = kind
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c, depth+1)
	}
	if own {
		r.flush()
		r.block = before
	}
}

func (r *htmlReader) flush() {
	b := r.block
	b.Text = r.text.String()
	r.text.Reset()
	r.add(b)
}

func hidden(n *html.Node) bool {
	if value(n, "aria-hidden") == "true" {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" {
			return true
		}
	}
	return strings.Contains(strings.ReplaceAll(value(n, "style"), " ", ""), "display:none")
}

// cells are the words of a row's cells.
func cells(tr *html.Node) (all []string) {
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		var b strings.Builder
		nodes(c, func(n *html.Node) bool {
			if n.Type == html.TextNode {
				b.WriteString(n.Data)
			}
			if n.DataAtom == atom.Br || n.DataAtom == atom.P || n.DataAtom == atom.Div {
				b.WriteByte(' ')
			}
			return n == c || !aside[n.DataAtom]
		})
		all = append(all, b.String())
	}
	return all
}
