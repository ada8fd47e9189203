package text

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// subset is the Markdown of posts: CommonMark without what surprises people who never heard of it. Raw HTML stands as
// the letters it is; a line of dashes is a line, not a heading; an indented paragraph is a paragraph.
func subset() parser.Parser {
	web := extension.WithLinkifyAllowedProtocols([][]byte{[]byte("http:"), []byte("https:")})
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallow{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(indented{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(near{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(web), 999),
		),
		parser.WithParagraphTransformers(util.Prioritized(parser.LinkReferenceParagraphTransformer, 100)),
		parser.WithASTTransformers(util.Prioritized(house{}, 100)),
	)
}

// house gives a post its place on a page: its largest heading is of the second level, for the first is the title's. A
// picture is its alternative text, for pictures are a version's media, and cleaned. A link holds no other.
type house struct{}

func (house) Transform(doc *ast.Document, r text.Reader, _ parser.Context) {
	var images, inner []ast.Node
	var headings []*ast.Heading
	top := 6
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			images = append(images, n)
		case *ast.AutoLink:
			if inLink(n) {
				inner = append(inner, n)
			}
		case *ast.Heading:
			headings = append(headings, n)
			top = min(top, n.Level)
		}
		return ast.WalkContinue, nil
	})
	for _, h := range headings {
		h.Level = min(6, h.Level-top+2)
	}
	for _, i := range images {
		for c := i.FirstChild(); c != nil; c = i.FirstChild() {
			i.Parent().InsertBefore(i.Parent(), i, c)
		}
		i.Parent().RemoveChild(i.Parent(), i)
	}
	for _, n := range inner {
		start, length := labelOf(n.(*ast.AutoLink), r.Source())
		n.Parent().ReplaceChild(n.Parent(), n, ast.NewRawTextSegment(text.NewSegment(start, start+length)))
	}
}

func inLink(n ast.Node) bool {
	for p := n.Parent(); p != nil && p.Type() == ast.TypeInline; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

// labelOf is where the words of an address that is a link stand in the source.
func labelOf(n *ast.AutoLink, source []byte) (start, length int) {
	label := n.Label(source)
	return n.Pos() + max(0, bytes.Index(source[n.Pos():], label)), len(label)
}

// deepest is how far lists and quotations may stand in each other; what is deeper is text. Reading takes time in
// proportion to length times depth.
const deepest = 32

type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	if depth > deepest {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, r, pc)
}

// indented is a paragraph that may begin anywhere in its line.
type indented struct{ parser.BlockParser }

func (indented) CanAcceptIndentedLine() bool { return true }

// longestAddress is how many bytes the address and the title of a link may have. Without a bound, a bracket that is
// never closed would be looked for to the end of the text, each time.
const longestAddress = 4096

// near reads links that end close to where they begin.
type near struct{ parser.InlineParser }

func (l near) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) > 1 && line[0] == ']' && line[1] == '(' {
		rest := block.Source()[segment.Start+2:]
		if !closes(rest[:min(len(rest), longestAddress)]) {
			return nil
		}
	}
	return l.InlineParser.Parse(parent, block, pc)
}

func (l near) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	l.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// closes reports whether a bracket that was opened before s, and an angle that s begins with, are closed in it.
func closes(s []byte) bool {
	angle, depth := len(s) > 0 && s[0] == '<', 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '>':
			angle = false
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return !angle
			}
			depth--
		}
	}
	return false
}
