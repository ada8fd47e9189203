package reident

import "bedside/internal/guard/lex"

// Reader holds the buffers for one text at a time. The zero Reader is ready.
type Reader struct {
	d       *lex.Doc
	toks    []lex.Token
	classes []class // of the tokens of the sentence being read
	seen    class   // the classes of all of them together
	mixed   bool    // a token of them has letters and digits
	from    int     // its first token
	to      int
	year    int // the current one
	t       *tables
	g       *gazetteer
	people  []Person
	steps   int // how often a token was looked at, for the test that work grows with the text and no faster
}

// mostPeople is how many descriptions one text may hold; what follows them is left out.
const mostPeople = 8

// Read returns the descriptions of one person in d, valid until the next call. A text about people in general, such as
// advice to women over 40, describes nobody. by tells what "our town" is, year is the current one.
func (r *Reader) Read(d *lex.Doc, by Practice, year int) []Person {
	if d.Seen&Cue == 0 && !glued(d) {
		return nil
	}
	people, classes := r.people[:0], r.classes
	*r = Reader{d: d, toks: d.Tokens, classes: classes, people: people, year: year}
	for i := 0; i < len(r.toks); i = r.to {
		r.sentence(i)
		if !r.cued() {
			continue
		}
		a, ok := r.anchor()
		switch {
		case ok && (len(r.people) == 0 || r.another(a)):
			if len(r.people) == mostPeople {
				return r.settle(by)
			}
			r.people = append(r.people, Person{Span: a.span, Ours: a.ours, Reported: a.report})
		case ok, len(r.people) > 0 && r.about():
		default:
			continue
		}
		p := &r.people[len(r.people)-1]
		p.Ours = p.Ours || a.ours
		r.attach(p, &a)
	}
	return r.settle(by)
}

// reach is how many tokens before a description its time and place may stand.
const reach = 40

// glued reports whether a word such as 71yo or 42F is in d, which no dictionary holds.
func glued(d *lex.Doc) bool {
	if !d.Mixed {
		return false
	}
	for _, i := range d.Woken {
		if t := &d.Tokens[i]; t.Kind == lex.Mixed {
			if _, _, ok := gluedAge(d.Text[t.Start:t.End]); ok {
				return true
			}
		}
	}
	return false
}

// sentence makes the sentence that begins with token i the one being read.
func (r *Reader) sentence(i int) {
	_, r.to = r.d.Sentence(i)
	r.from = i
	r.to = max(r.to, i+1)
}

// cued reports whether the sentence may describe somebody, and gives its tokens their classes.
func (r *Reader) cued() bool {
	any := false
	for i := r.from; i < r.to && !any; i++ {
		t := &r.toks[i]
		any = t.Is(Cue) || t.Kind == lex.Mixed || len(r.people) > 0
	}
	if any {
		r.classify(r.from, r.to)
	}
	return any
}

func (r *Reader) classify(from, to int) {
	words := vocabulary()
	r.from, r.to = from, to
	r.classes, r.seen, r.mixed = r.classes[:0], 0, false
	for i := from; i < to; i++ {
		r.steps++
		var c class
		if r.toks[i].Kind != lex.Punct {
			c = words[r.toks[i].Hash]
		}
		r.classes = append(r.classes, c)
		r.seen |= c
		r.mixed = r.mixed || r.toks[i].Kind == lex.Mixed
	}
}

// is reports whether token i of the sentence has a class; a token outside it has none.
func (r *Reader) is(i int, c class) bool {
	r.steps++
	return i >= r.from && i < r.to && r.classes[i-r.from]&c != 0
}

func (r *Reader) mark(i int, m rune) bool {
	return i >= r.from && i < r.to && r.toks[i].Hash == lex.Mark(m)
}

func (r *Reader) word(i int, hashes ...uint64) bool {
	if i < r.from || i >= r.to {
		return false
	}
	for _, h := range hashes {
		if r.toks[i].Hash == h {
			return true
		}
	}
	return false
}

func (r *Reader) number(i int) (int, bool) {
	if i < r.from || i >= r.to || r.toks[i].Kind != lex.Number || r.toks[i].Len() > 9 {
		return 0, false
	}
	return int(r.toks[i].Hash), true
}

func (r *Reader) title(i int) bool {
	return i >= r.from && i < r.to && r.toks[i].Kind == lex.Word && r.toks[i].Has(lex.Title)
}

// spanOf returns the bytes of tokens from..to.
func (r *Reader) spanOf(from, to int) Span {
	return Span{int(r.toks[from].Start), int(r.toks[to-1].End)}
}

// settle drops descriptions of which nothing is said that narrows them, and adds to the others where and when.
func (r *Reader) settle(by Practice) []Person {
	kept := r.people[:0]
	for _, p := range r.people {
		narrowed := false
		for _, a := range p.Attributes {
			narrowed = narrowed || a.Kind != Sex
		}
		if !narrowed {
			continue
		}
		if first := p.told[0].from; first > 0 && len(kept) == 0 { // "Last Tuesday was long."
			r.setting(&p, max(0, first-reach), first, by)
		}
		for _, s := range p.told {
			r.setting(&p, s.from, s.to, by)
		}
		kept = append(kept, p)
	}
	r.people = kept
	return kept
}
