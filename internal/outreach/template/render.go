package template

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
)

// Allows is what a patient chose on record that messages may say. The zero Allows is the safe default: nothing that
// tells why, with whom or what for (SAFETY 11).
type Allows struct{ Provider, Service bool }

// Values is what is filled in. What is empty is left out, with the block that asks for it.
type Values struct {
	Practice  string // its neutral name
	Call      string // the number to call back, as it is read
	FirstName phi.Name
	When      string // as [When] says it; so are Was and Until
	Was       string
	Until     string

	Place, Address, Directions string // nothing of these for a visit by video
	LocationLink               string
	Video                      bool

	Link, TestLink string
	JoinLink       string       // "" but where one visit is by video
	Stop           string       // where e-mail is stopped, "" while the site's address is not known
	News           string       // of an announcement; or
	Announced      []guard.Part // the same as parts that were made elsewhere

	Provider, Service string
	Allows            Allows // without it neither of the two is said
}

// Said is a text with its values, as parts of a draft.
type Said struct{ Title, Body []guard.Part }

// Render fills a text of the key in. A text that cannot be read is Invalid; the sentence names the line.
func Render(k Key, t Text, v Values) (Said, error) {
	r, err := read(t)
	if err != nil {
		return Said{}, err
	}
	title, body := r.writeAs(k, v, nil)
	return Said{title.parts, body.parts}, nil
}

// reading is a text that was read.
type reading struct{ title, body []node }

func read(t Text) (r reading, err error) {
	if r.title, err = parse(t.Title); err == nil {
		r.body, err = parse(t.Body)
	}
	if err != nil {
		return reading{}, fault.Wrap(fault.Invalid, "template.read", err.Error(), err)
	}
	return r, nil
}

// writeAs writes a text with its values. holds says of blocks whether they hold, whatever the values are.
func (r reading) writeAs(k Key, v Values, holds map[string]bool) (title, body *writer) {
	title, body = &writer{key: k, values: v, holds: holds}, &writer{key: k, values: v, holds: holds}
	title.all(r.title)
	title.flush(true)
	body.all(r.body)
	body.flush(true)
	return title, body
}

// piece is a value on its way into a part.
type piece struct {
	text string
	make func(string) guard.Part // nil for words as they stand
}

// writer joins pieces to parts, with no more than one empty line between two.
type writer struct {
	key    Key
	values Values
	holds  map[string]bool // nil where the values decide

	parts   []guard.Part
	origins []span          // of every code point that was written, in the text it comes from
	places  []string        // in the order in which they were said
	told    strings.Builder // everything
	words   strings.Builder // literal words that are no part yet
	ends    int             // line ends that were written last
	at      *span           // of the place that is being filled in
}

func (w *writer) all(nodes []node) {
	for _, n := range nodes {
		p, _ := placeNamed(n.name)
		switch {
		case n.block && w.has(n.name, p):
			w.all(n.yes)
		case n.block:
			w.all(n.no)
		case n.name != "":
			w.fill(n, p)
		default:
			w.literal(n.text, n.span)
		}
	}
}

// has reports whether a block holds.
func (w *writer) has(name string, p Place) bool {
	if decided, ok := w.holds[name]; ok {
		return decided
	}
	return len(w.value(p)) > 0
}

func (w *writer) value(p Place) []piece {
	if p.value == nil { // of a name that is none
		return nil
	}
	return p.value(w.values)
}

// fill writes what comes to a place.
func (w *writer) fill(n node, p Place) {
	if w.at == nil {
		w.at = &n.span
		defer func() { w.at = nil }()
		w.places = append(w.places, p.Name)
	}
	if p.fixed {
		w.all(fixed(p.Name, w.key))
		return
	}
	for _, v := range w.value(p) {
		if v.make == nil {
			w.literal(v.text, n.span)
			continue
		}
		w.flush(false)
		w.parts = append(w.parts, v.make(v.text))
		w.told.WriteString(v.text)
		for range utf8.RuneCountInString(v.text) {
			w.origins = append(w.origins, *w.at)
		}
		w.ends = 0
	}
}

// literal writes words, without a third line end in a row and without any before the first word.
func (w *writer) literal(text string, from span) {
	i := from.start
	for _, r := range text {
		at := span{i, i + 1}
		i++
		if w.at != nil {
			at = *w.at
		}
		first := len(w.origins) == 0
		if r == '\n' && (first || w.ends == 2) || first && unicode.IsSpace(r) {
			continue
		}
		if w.ends++; r != '\n' {
			w.ends = 0
		}
		w.words.WriteRune(r)
		w.told.WriteRune(r)
		w.origins = append(w.origins, at)
	}
}

// flush makes a part of the words so far; those at the end of everything lose the space after them.
func (w *writer) flush(last bool) {
	words := w.words.String()
	w.words.Reset()
	if last {
		words = strings.TrimRightFunc(words, unicode.IsSpace)
	}
	if words != "" {
		w.parts = append(w.parts, guard.Literal(words))
	}
}
