package name

import "bedside/internal/guard/lex"

const (
	reach = 3 // tokens to either side that a decision sees
	wide  = 8 // tokens to either side that show how capitals are used
)

// View is what the model sees of one token.
type View struct {
	ID    uint64 // its hash; 0 beyond the text
	Info  Info
	Shape Shape
	Line  bool // a line begins with it
	Glued bool // no white space before it
}

// Shape is how a token is written.
type Shape uint8

const (
	nothing Shape = iota
	lower
	capital
	capitals
	initial
	number
	mark
)

// Window is a token with its neighbours.
type Window struct {
	At    [2*reach + 1]View
	Word  string // the token itself
	Prev  bool   // the word before is part of a name
	Style uint8  // how capitals are used around it
	Start bool   // a sentence begins with it
}

// Fill looks at token i of d. known, if not nil, is asked instead of the table; training uses it to hide words.
func (w *Window) Fill(d *lex.Doc, i int, prev bool, known func(token int) Info) {
	t := &d.Tokens[i]
	*w = Window{Word: d.Text[t.Start:t.End], Prev: prev, Style: style(d, i), Start: starts(d, i)}
	for k := range w.At {
		j := i + k - reach
		if j < 0 || j >= len(d.Tokens) {
			continue
		}
		t := &d.Tokens[j]
		v := &w.At[k]
		v.ID, v.Line, v.Glued = Hash(d, j), t.Has(lex.Line), !t.Has(lex.Space)
		v.Shape = shapeOf(t, d.Text[t.Start:t.End])
		if t.Kind == lex.Word {
			if known != nil {
				v.Info = known(j).accented(d.Text[t.Start:t.End])
			} else {
				v.Info = At(d, j)
			}
		}
	}
}

func shapeOf(t *lex.Token, w string) Shape {
	switch {
	case t.Kind == lex.Punct:
		return mark
	case t.Has(lex.Digit):
		return number
	case t.Has(lex.Upper) && (t.Len() == 1 || t.Len() == 2 && w[0] >= 0x80):
		return initial
	case t.Has(lex.Upper) && t.Len() > 1:
		return capitals
	case t.Has(lex.Title):
		return capital
	}
	return lower
}

// Candidate reports whether the model is to be asked about token i: a word with a capital or on a list of names, and
// where nothing around has a capital any word of no list.
func Candidate(d *lex.Doc, i int, f Info) bool {
	t := &d.Tokens[i]
	if t.Kind != lex.Word {
		return false
	}
	return t.Has(lex.Title) || f.Listed() || f == 0 && t.Len() > 2 && style(d, i) == flat
}

// starts reports whether a sentence, a line or a quotation begins with token i.
func starts(d *lex.Doc, i int) bool {
	if i == 0 || d.Tokens[i].Has(lex.Line) {
		return true
	}
	switch d.Tokens[i-1].Hash {
	case lex.Mark('.'), lex.Mark('!'), lex.Mark('?'), lex.Mark(':'), lex.Mark('"'), lex.Mark('“'), lex.Mark('•'), lex.Mark('*'), lex.Mark('-'), lex.Mark('>'):
		return true
	}
	return false
}

// Styles of capitals around a token.
const (
	plain    = iota // most words have none
	headline        // most words have one
	shouting        // most words are capitals
	flat            // none has one
)

func style(d *lex.Doc, i int) uint8 {
	words, titles, uppers := 0, 0, 0
	for j := max(0, i-wide); j < min(len(d.Tokens), i+wide+1); j++ {
		t := &d.Tokens[j]
		if t.Kind != lex.Word || t.Len() < 3 || j == i {
			continue
		}
		words++
		if t.Has(lex.Title) {
			titles++
		}
		if t.Has(lex.Upper) {
			uppers++
		}
	}
	switch {
	case words > 1 && 3*uppers > 2*words:
		return shouting
	case words > 2 && 2*titles > words:
		return headline
	case titles == 0 && !d.Tokens[i].Has(lex.Title):
		return flat
	}
	return plain
}
