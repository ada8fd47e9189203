package main

import (
	"embed"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bedside/internal/guard/name"
)

//go:embed lists
var lists embed.FS

// vocabulary is everything that texts are made of and what the table is to know.
type vocabulary struct {
	common   [2][]string            // given and family names common in the United States
	cultures [2]map[string][]string // the same by language
	keys     [2][]string            // of cultures, sorted
	words    [4][]string            // ordinary ones by band
	others   map[string][]string    // places, organisations and the rest by kind
	prose    []string               // sentences of the project's own
	usage    []string               // examples of everyday English
	known    []string               // people whom everybody has heard of
	slang    []string               // words of posts
	spanish  []string
	slots    map[string][]string // lists of the grammar
	lines    []string            // its templates
	table    map[uint64]name.Info
}

func lines(file string) []string {
	b, err := lists.ReadFile("lists/" + file)
	if err != nil {
		panic(err)
	}
	return slices.DeleteFunc(strings.Split(string(b), "\n"), func(l string) bool { return l == "" || strings.HasPrefix(l, "#") })
}

// fields returns the words of a list without its comments.
func fields(list string) (out []string) {
	for l := range strings.Lines(list) {
		if !strings.HasPrefix(l, "#") {
			out = append(out, strings.Fields(l)...)
		}
	}
	return out
}

// readLists reads the lists; common is the folder of those that package ident has too.
func readLists(common string) *vocabulary {
	v := &vocabulary{others: map[string][]string{}, slots: map[string][]string{}, table: map[uint64]name.Info{}}
	given, family := tally{}, tally{}
	for which, file := range []string{"given.txt", "surnames.txt"} {
		v.cultures[which] = map[string][]string{}
		for _, l := range lines(file) {
			f := strings.Fields(l)
			v.addNames(which, f[0], f[1:], []tally{given, family}[which])
		}
		b, err := os.ReadFile(filepath.Join(common, file))
		if err != nil {
			panic(err)
		}
		v.common[which] = fields(string(b))
	}
	for _, l := range lines("words.txt") {
		f := strings.Fields(l)
		v.words[f[0][0]-'0'] = f[1:]
	}
	v.readFakers(given, family)
	for _, l := range lines("more.txt") {
		f := strings.Fields(l)
		which := map[string]int{"g": 0, "s": 1}[f[1]]
		v.addNames(which, f[0]+"-latin", f[2:], []tally{given, family}[which])
		for _, w := range f[2:] {
			[]tally{given, family}[which].add(w, "us")
		}
	}
	for which := range v.cultures {
		v.keys[which] = slices.Sorted(maps.Keys(v.cultures[which]))
	}
	for _, l := range lines("others.txt") {
		kind, what, _ := strings.Cut(l, "\t")
		v.others[kind] = append(v.others[kind], what)
	}
	v.readKnown(given, family)
	v.prose, v.usage = lines("prose.txt"), lines("usage.txt")
	v.spanish = strings.Fields(lines("spanish.txt")[0])
	v.readGrammar()
	v.fillTable(given, family)
	return v
}

func (v *vocabulary) addNames(which int, culture string, names []string, t tally) {
	v.cultures[which][culture] = append(v.cultures[which][culture], names...)
	for _, n := range names {
		t.add(n, language(culture))
	}
}

// language is the part of a locale that tells names apart: de_AT has the names of de.
func language(locale string) string {
	if strings.HasPrefix(locale, "en_") || strings.HasPrefix(locale, "es_") {
		return locale
	}
	l, _, _ := strings.Cut(locale, "_")
	return l
}

// tally holds in which languages a word is a name.
type tally map[uint64]map[string]bool

func (t tally) add(word, language string) {
	hashes := name.Hashes(word)
	if len(hashes) > 1 { // Jean-Pierre is three tokens
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			if part = strings.TrimSuffix(part, "'s"); len([]rune(part)) > 2 && part != word {
				t.add(part, language)
			}
		}
		return
	}
	if t[hashes[0]] == nil {
		t[hashes[0]] = map[string]bool{}
	}
	t[hashes[0]][language] = true
}

func (t tally) level(h uint64) int {
	languages := t[h]
	switch {
	case languages["common"]:
		return 3
	case languages["us"], languages["en"], languages["es_MX"], len(languages) > 1:
		return 2
	case len(languages) > 0:
		return 1
	}
	return 0
}

// fillTable decides what the table knows of each word.
func (v *vocabulary) fillTable(given, family tally) {
	for which, t := range []tally{given, family} {
		for _, n := range v.common[which] {
			t.add(n, "common")
		}
	}
	ordinary, kinds := map[uint64]int{}, map[uint64]name.Kind{}
	for band, list := range v.words {
		for _, w := range list {
			ordinary[name.Hashes(w)[0]] = band
		}
	}
	for _, w := range v.slang {
		h := name.Hashes(w)[0]
		ordinary[h] = max(2, ordinary[h])
	}
	for _, l := range lines("dropped.txt") {
		h, err := strconv.ParseUint(l, 16, 64)
		if err != nil {
			panic(err)
		}
		ordinary[h] = max(2, ordinary[h])
	}
	for _, other := range []struct {
		from string
		kind name.Kind
	}{{"proper", name.Place}, {"org", name.Org}, {"brand", name.Org}, {"team", name.Org}, {"city", name.Place}, {"drug", name.Medical}, {"country", name.Place}, {"place", name.Place}, {"group", name.Org}, {"title", name.Thing}} {
		shy := slices.Contains([]string{"proper", "team", "place", "group", "title"}, other.from) // a name first
		for _, what := range append(v.slots[other.from], v.others[other.from]...) {
			words := strings.Fields(what)
			for _, w := range words {
				unnamed := given[name.Hashes(w)[0]] == nil && family[name.Hashes(w)[0]] == nil
				if h := name.Hashes(w); len(h) == 1 && (len(words) == 1 && !shy || ordinary[h[0]] == 0 && unnamed) {
					kinds[h[0]] = other.kind
				}
			}
		}
	}
	for _, p := range v.known {
		words := strings.Fields(p)
		h := name.Hashes(words[len(words)-1])
		if len(h) == 1 && len(words[len(words)-1]) > 3 && ordinary[h[0]] == 0 && given.level(h[0]) == 0 && !family[h[0]]["common"] {
			kinds[h[0]] = name.Famous
		}
	}
	for _, l := range lines("cues.txt") {
		f := strings.Fields(l)
		kind := slices.Index(name.Kinds, f[0])
		if kind < 0 {
			panic("cues.txt: no kind is called " + f[0])
		}
		for _, w := range f[1:] {
			h := name.Hashes(w)[0]
			kinds[h] = name.Kind(kind)
			switch f[0] {
			case "pronoun", "preposition":
				ordinary[h] = 3
			case "spanish":
				ordinary[h] = max(2, ordinary[h])
			}
		}
	}
	for _, list := range []string{"noise", "foreign", "foreigns"} {
		for _, w := range v.slots[list] {
			h := name.Hashes(w)[0]
			ordinary[h] = max(2, ordinary[h])
		}
	}
	for _, set := range []map[uint64]bool{keys(given), keys(family), keys(ordinary), keys(kinds)} {
		for h := range set {
			info := name.MakeInfo(given.level(h), family.level(h), ordinary[h], kinds[h])
			switch kinds[h] {
			case name.Particle, name.Pronoun, name.Preposition: // parts of names, and of all other texts
				info = name.MakeInfo(0, 0, ordinary[h], kinds[h])
			}
			v.table[h] = info
		}
	}
}

func keys[V any](m map[uint64]V) map[uint64]bool {
	out := make(map[uint64]bool, len(m))
	for k := range m {
		out[k] = true
	}
	return out
}
