package template

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/fault"
)

// Most code points of a title and of a body.
const (
	longestTitle = 150
	longestBody  = 4000
	mostTests    = 10 // different conditions in one text: every way it can read is read by the guard
)

// span is a stretch of a text in code points, end exclusive.
type span struct{ start, end int }

// node is a literal, a place, or a block that depends on one.
type node struct {
	span
	text string // of a literal
	name string // of a place, or of the place that a block asks for
	// yes is said where the place has something to say, no where it has not; both nil for what is no block.
	yes, no []node
	block   bool
}

// mistake is what cannot be read in a text, and where.
type mistake struct {
	span
	says string
}

// Error makes it a cause; people read the sentence.
func (m mistake) Error() string { return m.says }

// tag is {{…}} as it stands in a text. lead and tail are the space that belongs to it where it stands on a line alone.
type tag struct {
	span
	words []string
	outer span
}

// parse reads a text. What it cannot read is a mistake that names the line.
func parse(text string) ([]node, error) {
	runes := []rune(text)
	tags, err := tagsOf(runes)
	if err != nil {
		return nil, err
	}
	var top []node
	var open *node // the block that is open
	from, no := 0, false
	add := func(n node) {
		switch {
		case open == nil:
			top = append(top, n)
		case no:
			open.no = append(open.no, n)
		default:
			open.yes = append(open.yes, n)
		}
	}
	literal := func(to int) {
		if to > from {
			add(node{span: span{from, to}, text: string(runes[from:to])})
		}
	}
	for _, t := range tags {
		word := t.words[0]
		wrong := func(format string, args ...any) error {
			return mistake{t.span, fmt.Sprintf("Line %d: ", lineOf(runes, t.start)) + fmt.Sprintf(format, args...)}
		}
		switch {
		case word == "if" && len(t.words) == 1:
			return nil, wrong("write what to ask for, such as {{if directions}}.")
		case word == "if" && open != nil:
			return nil, wrong("{{if %s}} stands within {{if %s}}. Close the first with {{end}} before it.", rest(t), open.name)
		case word == "if":
			literal(t.outer.start)
			open, no, from = &node{span: t.span, name: rest(t), block: true}, false, t.outer.end
		case word == "else" && len(t.words) == 1 && (open == nil || no):
			return nil, wrong("{{else}} needs an {{if …}} before it, and stands in it once.")
		case word == "else" && len(t.words) == 1:
			literal(t.outer.start)
			no, from = true, t.outer.end
		case word == "end" && len(t.words) == 1 && open == nil:
			return nil, wrong("{{end}} needs an {{if …}} before it.")
		case word == "end" && len(t.words) == 1:
			literal(t.outer.start)
			done := *open
			done.end, open, from = t.end, nil, t.outer.end
			add(done)
		default:
			literal(t.start)
			add(node{span: t.span, name: strings.Join(t.words, " ")})
			from = t.end
		}
	}
	if open != nil {
		return nil, mistake{open.span, fmt.Sprintf("Line %d: {{if %s}} is not closed. Write {{end}} where it ends.", lineOf(runes, open.start), open.name)}
	}
	literal(len(runes))
	return top, nil
}

func rest(t tag) string { return strings.Join(t.words[1:], " ") }

func lineOf(text []rune, at int) int { return 1 + strings.Count(string(text[:at]), "\n") }

// tagsOf finds what stands between {{ and }}.
func tagsOf(text []rune) (all []tag, err error) {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '}' && text[i+1] == '}' {
			return nil, mistake{span{i, i + 2}, fmt.Sprintf("Line %d: }} stands without {{ before it.", lineOf(text, i))}
		}
		if text[i] != '{' || text[i+1] != '{' {
			continue
		}
		end := i + 2
		for end+1 < len(text) && text[end] != '\n' && text[end] != '{' && !(text[end] == '}' && text[end+1] == '}') {
			end++
		}
		if end+1 >= len(text) || text[end] != '}' {
			return nil, mistake{span{i, min(end+1, len(text))}, fmt.Sprintf("Line %d: {{ is not closed. Write }} after the name.", lineOf(text, i))}
		}
		t := tag{span: span{i, end + 2}, words: strings.Fields(strings.ToLower(string(text[i+2 : end])))}
		if len(t.words) == 0 {
			return nil, mistake{t.span, fmt.Sprintf("Line %d: write a name between {{ and }}, such as {{when}}.", lineOf(text, i))}
		}
		t.outer = alone(text, t.span)
		all, i = append(all, t), t.end-1
	}
	return all, nil
}

// alone is the whole line of a tag that stands on it alone, with its end; else the tag itself.
func alone(text []rune, t span) span {
	blank := func(r rune) bool { return r == ' ' || r == '\t' }
	start, end := t.start, t.end
	for start > 0 && blank(text[start-1]) {
		start--
	}
	for end < len(text) && blank(text[end]) {
		end++
	}
	if start > 0 && text[start-1] != '\n' || end < len(text) && text[end] != '\n' {
		return t
	}
	return span{start, min(end+1, len(text))}
}

// Clean returns a text as it is kept: without space around it and with line ends of one kind. A text that is too long
// or holds characters that cannot be shown is Invalid.
func (t Text) Clean() (Text, error) {
	tidy := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	t = Text{tidy(t.Title), tidy(t.Body)}
	hidden := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r)
	}
	invalid := func(says string) (Text, error) { return t, fault.New(fault.Invalid, "template.Clean", says) }
	switch {
	case !utf8.ValidString(t.Title+t.Body) || strings.ContainsFunc(t.Title+t.Body, hidden):
		return invalid("The words hold a character that cannot be shown. Type them again.")
	case strings.Contains(t.Title, "\n"):
		return invalid("The subject is one line.")
	case utf8.RuneCountInString(t.Title) > longestTitle:
		return invalid(fmt.Sprintf("The subject is longer than %d letters.", longestTitle))
	case utf8.RuneCountInString(t.Body) > longestBody:
		return invalid(fmt.Sprintf("The words are longer than %d letters.", longestBody))
	}
	return t, nil
}
