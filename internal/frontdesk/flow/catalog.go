package flow

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/strict"
	"bedside/internal/words"
)

//go:embed catalog.toml
var catalogFile []byte

// catalog is what a practice may put in its own words, and what not. catalog.toml says what the fields mean.
type catalog struct {
	Groups []Group `toml:"group"`
	Fixed  []fixed `toml:"fixed"`
	Must   []must  `toml:"must"`
	Never  []never `toml:"never"`
}

// Group is lines that belong together, for the editor.
type Group struct {
	Name string   `toml:"name"`
	Keys []string `toml:"keys"`
}

type fixed struct {
	Why    string   `toml:"why"`
	Source string   `toml:"source"`
	Keys   []string `toml:"keys"`
}

type must struct {
	Keys   []string                    `toml:"keys"`
	Any    map[words.Language][]string `toml:"any"`
	Why    string                      `toml:"why"`
	Source string                      `toml:"source"`
}

type never struct {
	Name    string   `toml:"name"`
	Asked   bool     `toml:"asked"`
	But     []string `toml:"but"`
	English []string `toml:"en"`
	Spanish []string `toml:"es"`
	Why     string   `toml:"why"`
	Source  string   `toml:"source"`
}

func readCatalog() (*catalog, error) {
	c := &catalog{}
	err := strict.Decode(bytes.NewReader(catalogFile), c)
	return c, fault.At("flow.readCatalog", err)
}

// bare is a key without its channel and without ".again" and ".keypad".
func bareKey(key string) string {
	key, _, _ = strings.Cut(key, "@")
	return strings.TrimSuffix(strings.TrimSuffix(key, ".again"), ".keypad")
}

// fixed says why a line cannot be put in other words, "" where it can.
func (c *catalog) fixed(key string) string {
	whole, _, _ := strings.Cut(key, "@")
	for _, f := range c.Fixed {
		if slices.Contains(f.Keys, whole) || slices.Contains(f.Keys, bareKey(key)) && !strings.HasPrefix(key, bareKey(key)+".again") {
			return f.Why
		}
	}
	return ""
}

// missing says what a line must say and does not.
func (c *catalog) missing(key string, l words.Language, text string) (all []string) {
	name, _, _ := strings.Cut(key, "@")
	said := plainly(text)
	for _, m := range c.Must {
		if (slices.Contains(m.Keys, key) || slices.Contains(m.Keys, name)) && !saysAny(said, m.Any[l]) {
			all = append(all, m.Why)
		}
	}
	return all
}

// forbidden returns what the text of a line asks for or says that it may not, nil for nothing; question says that all of
// it asks. Both languages are read in either: somebody may write English on the Spanish side.
func (c *catalog) forbidden(key, text string, question bool) *never {
	asked := text
	if !question {
		asked = questions(text)
	}
	for i := range c.Never {
		n := &c.Never[i]
		if slices.Contains(n.But, bareKey(key)) {
			continue
		}
		read := text
		if n.Asked {
			read = asked
		}
		said := strings.Fields(plainly(read))
		said = slices.Concat(said, []string{""}, spelled(said)) // nothing is found across the two
		for _, phrase := range slices.Concat(n.English, n.Spanish) {
			if within(said, strings.Fields(phrase)) {
				return n
			}
		}
	}
	return nil
}

// questions are the sentences of a text that ask or bid: they end in a question mark or begin with "please" and the like.
func questions(text string) string {
	var all []string
	for _, s := range strings.FieldsFunc(strings.ReplaceAll(text, "?", "?."), func(r rune) bool { return strings.ContainsRune(".!;\n", r) }) {
		first, _, _ := strings.Cut(strings.TrimSpace(plainly(s)), " ")
		if strings.HasSuffix(s, "?") || slices.Contains(bidding, first) {
			all = append(all, s)
		}
	}
	return strings.Join(all, ". ")
}

// bidding are words that a request begins with, folded.
var bidding = []string{"please", "tell", "say", "give", "spell", "key", "type", "enter", "describe", "name", "por", "diga", "digame", "deme", "deletree", "escriba",
	"marque", "describa", "indique"}

// spelled joins letters that stand alone: "s s n", "S.S.N.".
func spelled(said []string) (all []string) {
	run := ""
	for _, w := range append(slices.Clone(said), "") {
		if len(w) == 1 {
			run += w
			continue
		}
		if len(run) > 1 {
			all = append(all, run)
		}
		run = ""
		all = append(all, w)
	}
	return all
}

// mostBetween is how many words a "*" of a phrase may stand for.
const mostBetween = 3

// within reports whether the words of a phrase stand in a text, one after another; "*" is up to three words.
func within(said, phrase []string) bool {
	for i := range said {
		if follows(said[i:], phrase) {
			return true
		}
	}
	return false
}

func follows(said, phrase []string) bool {
	switch {
	case len(phrase) == 0:
		return true
	case phrase[0] == "*":
		for n := 0; n <= mostBetween && n <= len(said); n++ {
			if follows(said[n:], phrase[1:]) {
				return true
			}
		}
		return false
	case len(said) == 0 || said[0] != phrase[0]:
		return false
	}
	return follows(said[1:], phrase[1:])
}
