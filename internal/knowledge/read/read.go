// Package read takes the words out of a practice's pages and files: Markdown, HTML and plain text.
//
// It promises the words as they stand, in their order and under their headings, without what a page carries around
// them; that it keeps to its limits whatever the bytes are; and that it never fails on a broken page. Callers owe the
// media type and pages of at most [Largest] bytes.
package read

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/words"
)

// Largest is how many bytes of a page are read; what follows is left out.
const Largest = 4 << 20

// mostBlocks is how many blocks one page may have; a real one has hundreds.
const mostBlocks = 20_000

// Kind is what a block of a page is.
type Kind uint8

const (
	Paragraph Kind = iota
	Heading
	Item // of a list
	Row  // of a table
)

// Block is a piece of a page that stands for itself. White space in it is single spaces.
type Block struct {
	Kind  Kind
	Level int // of a heading, 1 to 6
	Text  string
}

// Page is what was read.
type Page struct {
	Title     string
	Language  words.Language // as the page says, "" if it does not
	Blocks    []Block
	Links     []string // as they stand in it; only of HTML
	Canonical string   // where the page says that it lives, as it stands there
	NoIndex   bool     // it asks not to be quoted
	NoFollow  bool
}

// Takes reports whether a media type can be read here.
func Takes(kind string) bool {
	switch kind {
	case "text/html", "application/xhtml+xml", "text/markdown", "text/plain":
		return true
	}
	return false
}

// Read reads a page of a media type that [Takes] knows; any other is read as plain text.
func Read(kind string, data []byte) Page {
	text := strings.ToValidUTF8(string(data[:min(len(data), Largest)]), "\ufffd")
	switch kind {
	case "text/html", "application/xhtml+xml":
		return readHTML(text)
	case "text/markdown":
		return readMarkdown(text)
	}
	return readPlain(text)
}

// readPlain takes paragraphs between empty lines. A short line without an end mark before a paragraph is a heading.
func readPlain(text string) (p Page) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var lines []string
	end := func() {
		for _, b := range paragraph(lines) {
			p.add(b)
		}
		lines = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line = tidy(line); line == "" {
			end()
			continue
		}
		lines = append(lines, line)
	}
	end()
	p.entitle()
	return p
}

// paragraph reads lines that stand together: items if they have bullets, else one paragraph, or a heading.
func paragraph(lines []string) (all []Block) {
	var text []string
	for _, line := range lines {
		if rest, ok := bullet(line); ok {
			if len(text) > 0 {
				all = append(all, Block{Text: strings.Join(text, " ")})
				text = nil
			}
			all = append(all, Block{Kind: Item, Text: rest})
			continue
		}
		if n := len(all); n > 0 && len(text) == 0 {
			all[n-1].Text += " " + line // an item goes on
			continue
		}
		text = append(text, line)
	}
	if len(text) == 0 {
		return all
	}
	joined := strings.Join(text, " ")
	if len(all) == 0 && len(text) == 1 && headed(joined) {
		return []Block{{Kind: Heading, Level: 2, Text: strings.TrimRight(joined, ":")}}
	}
	return append(all, Block{Text: joined})
}

// bullet cuts the mark off an item of a list.
func bullet(line string) (string, bool) {
	for _, mark := range []string{"- ", "* ", "• ", "– ", "· ", "◦ ", "▪ "} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return line, false
}

// headed reports whether a line alone is a heading: short, and not a sentence.
func headed(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	return len(strings.Fields(line)) <= 9 && !strings.ContainsRune(".!;,…", last)
}

// add keeps a block that says something.
func (p *Page) add(b Block) {
	if b.Text = tidy(b.Text); b.Text != "" && len(p.Blocks) < mostBlocks && strings.ContainsFunc(b.Text, unicode.IsLetter) {
		p.Blocks = append(p.Blocks, b)
	}
}

// entitle calls a page after its first heading if nothing else did.
func (p *Page) entitle() {
	for _, b := range p.Blocks {
		if p.Title == "" && b.Kind == Heading {
			p.Title = b.Text
		}
	}
}

// tidy makes white space single spaces and drops what is not seen.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
