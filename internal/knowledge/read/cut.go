package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Passage is a few whole sentences of a page, short enough to be said in one breath.
type Passage struct {
	Headings []string // that it stands under, the page's first first
	Text     string
}

// How long a passage is, in code points. A paragraph that is not longer stays whole; a sentence over the most is no
// answer to be said.
const (
	comfortable = 320
	most        = 600
)

// Passages cuts a page into passages, in its order. Items of a list stand together behind the words that lead to them,
// as rows of a table do.
func (p Page) Passages() []Passage {
	c := cutter{}
	for i := 0; i < len(p.Blocks); i++ {
		b := p.Blocks[i]
		switch b.Kind {
		case Heading:
			c.flush()
			c.under(b)
		case Item, Row:
			c.join(b.Text)
		default:
			lead := strings.HasSuffix(b.Text, ":") && i+1 < len(p.Blocks) && (p.Blocks[i+1].Kind == Item || p.Blocks[i+1].Kind == Row)
			c.flush()
			if lead {
				c.lead = b.Text
				continue
			}
			c.paragraph(b.Text)
		}
	}
	c.flush()
	return c.out
}

// cutter is a page on its way.
type cutter struct {
	path  []Block
	lead  string   // the words before a list
	items []string // of a list
	out   []Passage
}

func (c *cutter) under(h Block) {
	for len(c.path) > 0 && c.path[len(c.path)-1].Level >= h.Level {
		c.path = c.path[:len(c.path)-1]
	}
	c.path = append(c.path, h)
}

func (c *cutter) add(text string) {
	if n := utf8.RuneCountInString(text); n > most || len(strings.Fields(text)) < 2 {
		return
	}
	p := Passage{Text: text}
	for _, h := range c.path {
		p.Headings = append(p.Headings, h.Text)
	}
	c.out = append(c.out, p)
}

func (c *cutter) join(item string) { c.items = append(c.items, item) }

// flush ends a list: its items together as far as they are comfortable, each time behind the words that lead to them.
func (c *cutter) flush() {
	lead := c.lead
	c.lead = ""
	if len(c.items) == 0 {
		if lead != "" {
			c.paragraph(lead)
		}
		return
	}
	items := c.items
	c.items = nil
	var text string
	for _, item := range items {
		next := together(text, item)
		if text == "" || text == lead {
			next = strings.TrimSpace(lead + " " + item)
		}
		if text != "" && utf8.RuneCountInString(next) > comfortable {
			c.add(text)
			next = strings.TrimSpace(lead + " " + item)
		}
		text = next
	}
	c.add(text)
}

// together puts an item behind others, with a mark between them if there is none.
func together(text, item string) string {
	if last, _ := utf8.DecodeLastRuneInString(text); strings.ContainsRune(".!?;:,", last) {
		return text + " " + item
	}
	return text + "; " + item
}

// paragraph keeps a paragraph whole, or cuts it between sentences.
func (c *cutter) paragraph(text string) {
	if utf8.RuneCountInString(text) <= comfortable {
		c.add(text)
		return
	}
	var some string
	for _, s := range sentences(text) {
		if some != "" && utf8.RuneCountInString(some)+1+utf8.RuneCountInString(s) > comfortable {
			c.add(some)
			some = ""
		}
		some = strings.TrimSpace(some + " " + s)
	}
	c.add(some)
}

// short are abbreviations whose point ends no sentence.
var short = map[string]bool{
	"dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "ave": true, "blvd": true, "rd": true, "no": true, "vs": true, "e.g": true, "i.e": true, "jr": true,
	"sr": true, "approx": true, "dept": true, "ext": true, "tel": true, "fl": true, "ste": true, "a.m": true, "p.m": true, "u.s": true, "sra": true, "dra": true, "av": true,
}

// sentences cuts a text behind a mark that ends a sentence and before a space and a capital, a number or an opening
// mark.
func sentences(text string) (all []string) {
	from := 0
	for i, r := range text {
		if !strings.ContainsRune(".!?…", r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		for end < len(text) {
			closing, n := utf8.DecodeRuneInString(text[end:])
			if !strings.ContainsRune(`"')]”’»`, closing) {
				break
			}
			end += n
		}
		if end >= len(text) || text[end] != ' ' {
			continue
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[end:], " "))
		if !unicode.IsUpper(next) && !unicode.IsDigit(next) && !strings.ContainsRune("¿¡“\"(", next) {
			continue
		}
		if word := text[strings.LastIndexAny(text[:i], " (")+1 : i]; r == '.' && (short[strings.ToLower(word)] || utf8.RuneCountInString(word) == 1 && !unicode.IsDigit(rune(word[0]))) {
			continue
		}
		all = append(all, strings.TrimSpace(text[from:end]))
		from = end
	}
	if rest := strings.TrimSpace(text[from:]); rest != "" {
		all = append(all, rest)
	}
	return all
}
