package read

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What the parser takes time for that grows faster than the text is kept short.
const (
	markdownLargest = 1 << 20
	paragraphMost   = 4000 // bytes between two empty lines
	quotesMost      = 8    // marks of a quotation in a row
)

// bounded cuts paragraphs that no person writes, and quotations within quotations.
func bounded(source string) []byte {
	source = source[:min(len(source), markdownLargest)]
	var b bytes.Buffer
	size := 0
	for line := range strings.Lines(source) {
		if lead := line[:len(line)-len(strings.TrimLeft(line, "> \t"))]; strings.Count(lead, ">") > quotesMost {
			line = line[len(lead):]
		}
		for len(line) > 0 {
			n := min(len(line), paragraphMost)
			if size += n; strings.TrimSpace(line[:n]) == "" {
				size = 0
			}
			if size > paragraphMost {
				b.WriteString("\n\n")
				size = n
			}
			b.WriteString(line[:n])
			line = line[n:]
		}
	}
	return b.Bytes()
}

// readMarkdown reads CommonMark with tables.
func readMarkdown(source string) (p Page) {
	src := bounded(source)
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(src))
	p.marked(root, src, Paragraph, 0)
	p.entitle()
	return p
}

// deepest is how far blocks may be nested; deeper ones are left out.
const deepest = 64

// marked reads the blocks below a node; kind is what a paragraph there is.
func (p *Page) marked(n ast.Node, src []byte, kind Kind, depth int) {
	if depth > deepest {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Heading:
			p.add(Block{Kind: Heading, Level: c.Level, Text: inline(c, src)})
		case *ast.Paragraph, *ast.TextBlock:
			p.add(Block{Kind: kind, Text: inline(c, src)})
		case *ast.ListItem:
			p.marked(c, src, Item, depth+1)
		case *east.TableRow, *east.TableHeader:
			var cells []string
			for cell := c.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, inline(cell, src))
			}
			p.add(Block{Kind: Row, Text: row(cells)})
		case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock, *ast.ThematicBreak:
		default:
			p.marked(c, src, kind, depth+1)
		}
	}
}

// inline is the words of a node, without marks and addresses.
func inline(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		switch c := c.(type) {
		case *ast.Text:
			if entering {
				b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(c.Value(src)))))
				if c.SoftLineBreak() || c.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(c.Value)
			}
		case *ast.AutoLink:
			if entering {
				b.Write(c.Label(src))
			}
		case *ast.Image, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// row says the cells of a table's row: the first names what the others say.
func row(cells []string) string {
	var kept []string
	for _, c := range cells {
		if c = tidy(c); c != "" {
			kept = append(kept, c)
		}
	}
	switch len(kept) {
	case 0:
		return ""
	case 1:
		return kept[0]
	}
	return strings.TrimRight(kept[0], ":") + ": " + strings.Join(kept[1:], ", ")
}
