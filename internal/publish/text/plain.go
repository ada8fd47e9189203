package text

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// writer walks a document and writes its plain words.
type writer struct {
	source []byte
	out    strings.Builder
	pieces []piece
	gap    string // what separates the next words from those before
	marked bool   // a list's mark was written last: what follows stands beside it
	end    int    // of the source that was read last
}

// put writes words that came from the source.
func (w *writer) put(words string, source, length int) {
	if words == "" {
		return
	}
	w.say("")
	w.marked = false
	w.pieces = append(w.pieces, piece{w.out.Len(), len(words), source, length})
	w.out.WriteString(words)
	w.end = source + length
}

// say writes words of our own.
func (w *writer) say(words string) {
	if w.out.Len() > 0 {
		w.out.WriteString(w.gap)
	}
	w.gap = ""
	w.out.WriteString(words)
}

// part asks for at least the gap before the next words.
func (w *writer) part(gap string) {
	if !w.marked && len(gap) > len(w.gap) {
		w.gap = gap
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Document, *ast.Blockquote, *ast.ListItem:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.block(c)
		}
	case *ast.List:
		w.list(n)
	case *ast.FencedCodeBlock:
		w.part("\n\n")
		w.code(n)
		w.part("\n\n")
	case *ast.TextBlock:
		w.part("\n")
		w.inlines(n)
	default:
		w.part("\n\n")
		w.inlines(n)
		w.part("\n\n")
	}
}

func (w *writer) list(l *ast.List) {
	outer := "\n\n"
	if l.Parent().Kind() == ast.KindListItem {
		outer = "\n"
	}
	w.part(outer)
	number := l.Start
	for c := l.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "- "
		if l.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		w.part("\n")
		w.say(mark)
		w.marked = true
		w.block(c)
		w.marked = false
	}
	w.part(outer)
}

func (w *writer) code(n ast.Node) {
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		w.say(strings.Repeat(" ", s.Padding))
		line := bytes.TrimRight(w.source[s.Start:s.Stop], "\r\n")
		w.put(string(line), s.Start, len(line))
		w.gap = "\n"
	}
}

func (w *writer) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.inline(c)
	}
}

func (w *writer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(n)
	case *ast.AutoLink:
		start, length := labelOf(n, w.source)
		w.put(string(w.source[start:start+length]), start, length)
	case *ast.Link:
		w.link(n)
	default: // emphasis, code
		w.inlines(n)
	}
}

// text writes words with their escapes and entities resolved.
func (w *writer) text(n *ast.Text) {
	s, at := w.source[:n.Segment.Stop], n.Segment.Start
	_, verbatim := n.Parent().(*ast.CodeSpan)
	for i := at; i < len(s); {
		read, size := "", 0
		switch {
		case verbatim || n.IsRaw():
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			read, size = string(s[i+1]), 2
		case s[i] == '&':
			read, size = entity(s[i:])
		}
		if size == 0 {
			i++
			continue
		}
		w.put(string(s[at:i]), at, i-at)
		w.put(read, i, size)
		i += size
		at = i
	}
	w.put(string(s[at:]), at, len(s)-at)
	if n.SoftLineBreak() || n.HardLineBreak() {
		w.part("\n")
	}
}

// longestEntity is longer than every name that HTML knows.
const longestEntity = 40

// entity resolves an entity that s begins with; size 0 says that it does not.
func entity(s []byte) (read string, size int) {
	end := 1
	for end < min(len(s), longestEntity) && (util.IsAlphaNumeric(s[end]) || s[end] == '#') {
		end++
	}
	if end == len(s) || s[end] != ';' {
		return "", 0
	}
	name := s[:end+1]
	if out := util.ResolveEntityNames(util.ResolveNumericReferences(name)); !bytes.Equal(out, name) {
		return string(out), len(name)
	}
	return "", 0
}

// farthest is how far behind its words a link's address is looked for; one that stands elsewhere is taken to stand
// where its words do.
const farthest = 4096

func (w *writer) link(n *ast.Link) {
	begin, first := w.out.Len(), len(w.pieces)
	w.inlines(n)
	words := strings.TrimSpace(w.out.String()[begin:])
	address := string(util.URLEscape(n.Destination, true))
	scheme, rest, ok := strings.Cut(address, ":")
	switch scheme = strings.ToLower(scheme); {
	case !ok || !slices.Contains(schemes(), scheme):
		return
	case scheme == "tel":
		if number := digits(words); number != "" && strings.HasSuffix(digits(rest), number) {
			return
		}
		address = rest
	case scheme == "mailto":
		address = rest
	}
	if words == address {
		return
	}
	from, length := w.end, 0
	window := w.source[w.end:min(len(w.source), w.end+farthest)]
	if i := bytes.Index(window, n.Destination); i >= 0 && n.Reference == nil {
		from, length = w.end+i, len(n.Destination)
	} else if first < len(w.pieces) {
		from = w.pieces[first].source
		length = w.end - from
	}
	if words == "" {
		w.put(address, from, length)
		return
	}
	w.say(" (")
	w.put(address, from, length)
	w.say(")")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
