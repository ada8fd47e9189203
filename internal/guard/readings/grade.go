package readings

import (
	"cmp"
	"embed"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// Aim is the reading grade to aim at for what patients read, as the AMA and the NIH advise.
const Aim = 6

// Grade is how many years of school a text asks for, and why.
type Grade struct {
	Years   float64    `json:"years"` // by the Automated Readability Index
	Aim     int        `json:"aim"`
	Words   []HardWord `json:"words"`             // that raise it most, the hardest first
	Longest *Long      `json:"longest,omitempty"` // the longest sentence, where it is long
}

// HardWord is a word that raises the grade.
type HardWord struct {
	Text    string  `json:"text"`
	Instead string  `json:"instead,omitempty"` // an everyday word, where there is one
	Times   int     `json:"times"`
	Start   int     `json:"start"` // of the first one, in code points
	End     int     `json:"end"`
	Raises  float64 `json:"raises"` // by how many years, against words of common length
}

// Long is a sentence that is hard to hold in mind.
type Long struct {
	Words int `json:"words"`
	Start int `json:"start"`
	End   int `json:"end"`
}

const (
	mostWords    = 8
	commonLength = 5  // letters of a common English word
	longWord     = 9  // letters; shorter ones are listed only where there is an everyday word
	longSentence = 25 // words; plainlanguage.gov asks for 15 to 20 on average
)

//go:embed words/*.txt
var files embed.FS

var everyday = func() (p lex.Phrases[string]) {
	for _, line := range lines("words/everyday.txt") {
		word, instead, _ := strings.Cut(line, " | ")
		p.Add(word, instead)
	}
	return p
}()

func lines(name string) []string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("readings: an embedded file is missing: " + err.Error())
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// gradeOf measures a text; nil if it is too short to tell.
func gradeOf(d *lex.Doc) *Grade {
	years, ok := rules.Grade(d)
	if !ok {
		return nil
	}
	words, _, _ := d.Counts()
	g := &Grade{Years: tenth(max(years, 1)), Aim: Aim, Words: []HardWord{}}
	index := map[uint64]int{}
	at := points{text: d.Text}
	for i := 0; i < len(d.Tokens); i++ {
		t := &d.Tokens[i]
		if t.Kind == lex.Punct || t.Has(lex.Digit) {
			continue
		}
		instead, n := everyday.At(d, i)
		last := i + max(n, 1) - 1
		text := d.Text[t.Start:d.Tokens[last].End]
		letters := utf8.RuneCountInString(text)
		named := t.Has(lex.Title) && i > 0 && !begins(d, i)
		if n == 0 && (letters < longWord || named) || n > 0 && letters <= utf8.RuneCountInString(instead) && n == 1 && letters < longWord {
			continue
		}
		raises := 0.0
		for k := i; k <= last; k++ {
			raises += rules.PerLetter * float64(d.Tokens[k].Len()-commonLength) / float64(words)
		}
		if raises <= 0 {
			continue
		}
		if at, known := index[t.Hash+uint64(n)]; known {
			g.Words[at].Times++
			g.Words[at].Raises += raises
		} else {
			index[t.Hash+uint64(n)] = len(g.Words)
			g.Words = append(g.Words, HardWord{Text: text, Instead: instead, Times: 1, Start: int(t.Start), End: int(d.Tokens[last].End), Raises: raises})
		}
		i = last
	}
	for i := range g.Words {
		w := &g.Words[i]
		w.Start = at.of(w.Start)
		w.End = w.Start + utf8.RuneCountInString(w.Text)
	}
	slices.SortStableFunc(g.Words, func(a, b HardWord) int { return cmp.Compare(b.Raises, a.Raises) })
	g.Words = g.Words[:min(len(g.Words), mostWords)]
	for i := range g.Words {
		g.Words[i].Raises = tenth(g.Words[i].Raises)
	}
	g.Longest = longest(d)
	return g
}

func tenth(f float64) float64 { return math.Round(f*10) / 10 }

// begins reports whether a sentence begins at token i, so that its capital says nothing.
func begins(d *lex.Doc, i int) bool {
	from, _ := d.Sentence(i)
	return from == i
}

// longest returns the longest sentence, if it is too long.
func longest(d *lex.Doc) *Long {
	best := Long{Words: longSentence}
	var from, to int32
	for i := 0; i < len(d.Tokens); {
		_, end := d.Sentence(i)
		words := 0
		for k := i; k < end; k++ {
			if d.Tokens[k].Kind != lex.Punct {
				words++
			}
		}
		if words > best.Words {
			best.Words, from, to = words, d.Tokens[i].Start, d.Tokens[end-1].End
		}
		i = end
	}
	if to == 0 {
		return nil
	}
	at := points{text: d.Text}
	best.Start, best.End = at.of(int(from)), at.of(int(to))
	return &best
}
