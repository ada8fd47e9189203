package readings

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard/lex"
)

// Tone is how a text sounds, and the words that make it so.
type Tone struct {
	Name     string     `json:"name"` // hostile, defensive, mocking, alarmist, salesy or warm
	Says     string     `json:"says"`
	Evidence []Evidence `json:"evidence"`
}

// Evidence is words of the text.
type Evidence struct {
	Text  string `json:"text"`
	Start int    `json:"start"` // code points, End exclusive
	End   int    `json:"end"`
}

// tones are what is listened for, the one to mend first first; needs is how many signs make it.
var tones = []struct {
	name, says string
	needs      int
}{
	{"hostile", "It attacks. A reader takes the side of whoever is attacked.", 1},
	{"mocking", "It laughs at somebody, and the reader may be like them.", 1},
	{"defensive", "It defends itself, so the complaint is what stays in mind.", 1},
	{"alarmist", "It frightens. Fear makes people look away; say how likely it is and what to do.", 1},
	{"salesy", "It sells. Care that is sold is trusted less.", 2},
	{"warm", "It is kind to the reader.", 1},
}

var toneWords = func() (p lex.Phrases[string]) {
	name := ""
	for _, line := range lines("words/tone.txt") {
		if strings.HasPrefix(line, "[") {
			name = strings.Trim(line, "[]")
			continue
		}
		p.Add(line, name)
	}
	return p
}()

// shouting is how many words in capitals in a row are shouting.
const shouting = 3

// toneOf listens to a text.
func toneOf(d *lex.Doc) []Tone {
	found := map[string][]Evidence{}
	at := points{text: d.Text}
	loud, firstLoud := 0, 0
	note := func(name string, from, to int) {
		text := d.Text[d.Tokens[from].Start:d.Tokens[to-1].End]
		start := at.of(int(d.Tokens[from].Start))
		found[name] = append(found[name], Evidence{text, start, start + utf8.RuneCountInString(text)})
	}
	for i := 0; i < len(d.Tokens); i++ {
		t := &d.Tokens[i]
		if t.Kind == lex.Word && t.Has(lex.Upper) && t.Len() > 1 {
			if loud == 0 {
				firstLoud = i
			}
			loud++
		} else if t.Kind == lex.Word || i+1 == len(d.Tokens) {
			if loud >= shouting && at.at <= int(d.Tokens[firstLoud].Start) {
				note("alarmist", firstLoud, i)
			}
			loud = 0
		}
		if name, n := toneWords.At(d, i); n > 0 && !denied(d, i) {
			note(name, i, i+n)
			i += n - 1
		} else if exclaims(d, i) {
			note("salesy", i, i+2)
			i++
		}
	}
	out := []Tone{}
	for _, t := range tones {
		e := found[t.name]
		if len(e) < t.needs || t.name == "warm" && len(out) > 0 && slices.Contains([]string{"hostile", "mocking"}, out[0].Name) {
			continue
		}
		out = append(out, Tone{t.name, t.says, e})
	}
	return out
}

// denied reports whether the words before token i take back what it says: no panic, not toxic.
func denied(d *lex.Doc, i int) bool {
	return i > 0 && slices.Contains(denials, d.Tokens[i-1].Hash) || i > 1 && slices.Contains(denials, d.Tokens[i-2].Hash)
}

var denials = lex.Hashes("not no never isn't aren't don't without nothing")

// exclaims reports whether two exclamation marks stand at token i.
func exclaims(d *lex.Doc, i int) bool {
	return d.Tokens[i].Hash == lex.Mark('!') && i+1 < len(d.Tokens) && d.Tokens[i+1].Hash == lex.Mark('!')
}
