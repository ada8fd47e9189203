package hear

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"bedside/internal/words"
)

// readNicknames returns what a short name may be short for.
func readNicknames() map[string][]string {
	var file struct {
		Nickname map[string][]string `toml:"nickname"`
	}
	mustRead("nicknames.toml", &file)
	m := map[string][]string{}
	for _, full := range sorted(file.Nickname) {
		for _, short := range file.Nickname[full] {
			m[short] = append(m[short], full)
		}
	}
	return m
}

// called is a name as one hearing has it.
type called struct {
	parts    []string // small letters without accents
	shown    string   // as it may be said back
	from, to int      // tokens
}

// knownName is the score at which common words are taken for a name of the roster.
const knownName = 0.8

// readPeople reads a name and a date of birth, and who of the roster it may be.
func (t *turn) readPeople() {
	t.readBirth()
	asked := t.asked("name", "first_name", "last_name", "given", "family")
	first, ok := t.ear.nameIn(t.tokens, t.runes, asked)
	if !ok && !asked {
		return
	}
	var heard [][]string
	var others []string
	for n, ts := range t.hearings {
		c := first
		if n > 0 {
			c, ok = t.ear.nameIn(ts, []rune(t.in.hearing(n)), asked)
		}
		if !ok || len(c.parts) == 0 {
			continue
		}
		heard = append(heard, c.parts)
		if c.shown != "" && c.shown != first.shown && !slices.Contains(others, c.shown) {
			others = append(others, c.shown)
		}
	}
	if len(heard) == 0 {
		return
	}
	t.Matches = t.ear.roster.match(heard)
	if dob, ok := t.Slot("dob"); ok { // who was born then comes before who has the likelier name
		slices.SortStableFunc(t.Matches, func(a, b Match) int { return cmp.Compare(t.born(b, dob), t.born(a, dob)) })
	}
	if t.ear.nobody(first.parts) || t.dates(first) {
		return
	}
	if first.shown == "" && len(others) == 0 { // nothing but common words: a name only if it is one that is known
		if len(t.Matches) == 0 || t.Matches[0].Score < knownName {
			t.Matches = nil
		}
		return
	}
	s := Slot{Name: "name", Value: first.shown, Alternatives: others[:min(len(others), 4)], Sure: 0.8}
	if s.Value == "" {
		s.Value, s.Alternatives, s.Sure = others[0], others[1:min(len(others), 4)], 0.4
	}
	if len(t.Matches) > 0 && t.Matches[0].Score > 0.9 {
		s.Sure = t.Matches[0].Score
	}
	if s.Value == first.shown && !t.ear.agreed(heard) {
		s.Sure = min(s.Sure, 0.5)
	}
	t.add(s, first.from, first.to)
}

// agreed reports whether at least half of the hearings give the family name of the first, or one that sounds like it.
// Where that cannot be told, because only one is given, they do.
func (e *Ear) agreed(heard [][]string) bool {
	last := func(parts []string) spoken { return say(parts[len(parts)-1]) }
	first, n := last(heard[0]), 0
	for _, parts := range heard {
		if e.phones.like(last(parts), first) > alike {
			n++
		}
	}
	return 2*n >= len(heard)
}

// alike is how near two words must sound to be one that was written in two ways.
const alike = 0.8

// dates reports whether what was heard as a name is a date of birth, or a part of one.
func (t *turn) dates(c called) bool {
	dob, ok := t.Slot("dob")
	return ok && c.to > c.from && dob.Start <= t.tokens[c.from].Start && t.tokens[c.to-1].End <= dob.End
}

// nobody reports whether nobody is called so.
func (e *Ear) nobody(parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return e.lexicon.unname[p] && !e.known(p) })
}

// born is 1 for somebody whose date of birth may be the one that was said.
func (t *turn) born(m Match, dob Slot) int {
	birth := t.ear.roster.people[m.Index].Birth
	if !birth.IsZero() && (birth.String() == dob.Value || slices.Contains(dob.Alternatives, birth.String())) {
		return 1
	}
	return 0
}

// hearing is the n-th hypothesis, that of Text first.
func (in Input) hearing(n int) string {
	if in.Text != "" && (len(in.NBest) == 0 || in.NBest[0] != in.Text) {
		n--
	}
	return in.NBest[n]
}

// nameIn finds a name: after words that announce one, or where one was asked for, whatever is left when courtesies and
// hesitations are taken away.
func (e *Ear) nameIn(ts []token, text []rune, asked bool) (called, bool) {
	var given, family, plain []called
	for _, h := range e.lexicon.hits(ts) {
		if h.kind != cueKind {
			continue
		}
		c := e.nameAt(ts, text, h.to)
		if len(c.parts) == 0 {
			continue
		}
		switch h.name {
		case "given":
			given = append(given, c)
		case "family":
			family = append(family, c)
		case "name":
			plain = append(plain, c)
		case "maybe_name": // "this is", "I'm": most of what follows is no name
			if asked || e.namelike(ts, text, c) {
				plain = append(plain, c)
			}
		}
	}
	switch {
	case len(given) > 0 && len(family) > 0:
		g, f := given[len(given)-1], family[len(family)-1]
		return called{append(slices.Clone(g.parts), f.parts...), g.shown + " " + f.shown, min(g.from, f.from), max(g.to, f.to)}, true
	case len(family) > 0: // "John, last name Smith"
		f := family[len(family)-1]
		g := e.nameAt(ts, text, 0)
		if len(plain) > 0 {
			g = plain[len(plain)-1]
		}
		if len(g.parts) > 0 && g.to < f.from {
			return called{append(slices.Clone(g.parts), f.parts...), g.shown + " " + f.shown, g.from, f.to}, true
		}
		return f, true
	case len(plain) > 1 && respelled(e, &plain[len(plain)-2], plain[len(plain)-1]):
		return plain[len(plain)-2], true
	case len(plain) > 0:
		return plain[len(plain)-1], true // the last: "this is, um, my name is …", "no, my name is …"
	case len(given) > 0:
		return given[0], true
	}
	if !asked {
		return called{}, false
	}
	c := e.nameAt(ts, text, 0)
	c.parts = e.anything(ts, c)
	return c, len(c.parts) > 0
}

// respelled puts a part that was spelled in the place of the one of the name before that sounds like it: "Siobhan
// O'Leary, that's S I O B H A N". It reports whether there is one.
func respelled(e *Ear, name *called, part called) bool {
	shown := strings.Fields(name.shown)
	if len(part.parts) != 1 || part.to-part.from < 3 || len(name.parts) < 2 || len(shown) != len(name.parts) {
		return false
	}
	for i, p := range name.parts {
		if e.phones.like(say(p), say(part.parts[0])) > 0.5 {
			name.parts[i], shown[i] = part.parts[0], part.shown
			name.shown = strings.Join(shown, " ")
			return true
		}
	}
	return false
}

// anything returns what was said from the beginning of a name on, common words too: recognisers write "right" for
// Wright and "call" for Karl. A name that was spelled stays as it is.
func (e *Ear) anything(ts []token, c called) []string {
	if len(c.parts) > 0 && c.to-c.from > len(c.parts) {
		return c.parts
	}
	from := c.from
	if len(c.parts) == 0 {
		from = 0
	}
	var parts []string
	for _, k := range ts[from:] {
		if k.Kind == words.Letters && !honorific(k.Text) && len(parts) < 6 {
			parts = append(parts, strings.ReplaceAll(k.Text, "'", ""))
		}
	}
	return parts
}

// longestLead is how many words may stand between what announces a name and the name.
const longestLead = 8

// nameAt reads the name that begins at token at, after hesitations and titles.
func (e *Ear) nameAt(ts []token, text []rune, at int) called {
	leads := func(k token) bool {
		return e.lexicon.filler[k.id] && !e.known(k.Text) || honorific(k.Text) || e.lexicon.lead[k.Text]
	}
	for end := min(at+longestLead, len(ts)); at < end && leads(ts[at]); {
		at++
	}
	c := called{from: at, to: at}
	var shown []string
	for i := at; i < len(ts) && len(c.parts) < 6; {
		if i > at && ts[i].fresh {
			break
		}
		if s, to := e.alphabet.spell(ts, i); to-i > 1 && letters(s) > 1 {
			parts := nameParts(strings.ReplaceAll(s, "-", " "))
			if n := len(c.parts); n > 0 && len(parts) > 0 && e.phones.like(say(c.parts[n-1]), say(parts[0])) > 0.5 {
				c.parts, shown = c.parts[:n-1], shown[:n-1] // what was said is what was then spelled
			}
			c.parts, shown, i = append(c.parts, parts...), append(shown, capital(s)), to
			c.to = i
			continue
		}
		k := ts[i]
		if mark := e.alphabet.Mark[k.Text]; mark != "" && len(shown) > 0 && i+1 < len(ts) {
			if next := e.nameAt(ts[:min(i+2, len(ts))], text, i+1); len(next.parts) > 0 { // "Smith hyphen Jones"
				shown[len(shown)-1] += mark + next.shown
				c.parts = append(c.parts, next.parts...)
				i, c.to = next.to, next.to
				continue
			}
		}
		if k.Kind != words.Letters || e.lexicon.small[k.Text] && !e.known(k.Text) || e.lexicon.filler[k.id] && !e.known(k.Text) {
			break
		}
		if len(c.parts) > 1 && (e.lexicon.after[k.Text] || i > at && text[ts[i-1].End] == ',') { // "Alice Turner, nice to talk to you"
			break
		}
		if !honorific(k.Text) {
			c.parts = append(c.parts, strings.ReplaceAll(k.Text, "'", ""))
			part := capital(string(text[k.Start:k.End]))
			if n := len(shown); n > 0 && ts[i-1].End+1 == k.Start && text[k.Start-1] == '-' { // "Smith-Jones"
				shown[n-1] += "-" + part
			} else {
				shown = append(shown, part)
			}
		}
		i++
		c.to = i
	}
	c.shown = strings.Join(shown, " ")
	return c
}

// known reports whether the word is a name of the roster or a nickname.
func (e *Ear) known(word string) bool {
	_, ok := e.nicknames[word]
	return ok || e.roster.place[word]
}

// namelike reports whether what follows "this is" is a name: known, or written with a capital.
func (e *Ear) namelike(ts []token, text []rune, c called) bool {
	if e.known(c.parts[0]) {
		return true
	}
	if !unicode.IsUpper(text[ts[c.from].Start]) {
		return false
	}
	return slices.ContainsFunc(text, unicode.IsLower)
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// capital writes a name that was heard in small letters or spelled in capitals as names are written.
func capital(s string) string {
	if strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return s
	}
	up := true
	return strings.Map(func(r rune) rune {
		if up {
			r = unicode.ToUpper(r)
		} else {
			r = unicode.ToLower(r)
		}
		up = r == '-' || r == '\''
		return r
	}, s)
}
