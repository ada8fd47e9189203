package reident

import (
	_ "embed"
	"strings"
	"sync"

	"bedside/internal/guard/lex"
)

//go:embed words.txt
var wordsTable string

// Cue is the class of words without which no text describes one person: he, a woman, my patient, years old. Package
// source has the two bits above, package ident those below.
const Cue lex.Class = 1 << 61

// class is a set of word classes of this package's own; only a text with a [Cue] is read with them.
type class uint64

const (
	wMan class = 1 << iota
	wWoman
	wPerson
	wPatient
	wHe
	wShe
	wKin
	wInfant
	wToddler
	wChild
	wMinor
	wTeen
	wGrown
	wElderly
	wArticle
	wMine
	wTheirs
	wWe
	wMet
	wCare
	wGeneral
	wReport
	wNews
	wAged
	wRetired
	wDenied
	wBefore
	wHospital
	wSite
	wOffice
	wSeat
	wRare
	wCue
	wSuperlative
	wScope
	wBearer
	wAsks
	wAbroad
	wAfter
	wJoin
	wUna
	wUn
	wPatients
	wOffer

	// what may begin an age, a time, a place without a capital, the words of a fact
	wAge
	wTime
	wPlace
	wFact
)

// The sections of words.txt in the order of the classes.
var sections = strings.Fields(`man woman person patient he she kin infant toddler child minor teen grown elderly article mine
	theirs we met care general report news aged retired denied before hospital site office seat rare cue superlative scope bearer asks abroad after join una un patients offer`)

// cues are the classes whose words may begin a description.
const cues = wMan | wWoman | wPerson | wHe | wShe | wAged | wElderly | wTeen | wOffice | wInfant | wRare | wCue

var vocabulary = sync.OnceValue(func() map[uint64]class {
	words := map[uint64]class{}
	var c class
	for line := range strings.Lines(wordsTable) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			c = classOf(strings.TrimSuffix(name, "]"))
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			words[lex.Hashes(w)[0]] |= c
		}
	}
	for _, h := range startsOf(decades, tens, ones) {
		words[h] |= wAge | wTime // "three weeks ago"
	}
	for h := range centuries {
		words[h] |= wAge
	}
	for _, w := range []string{"in", "older", "young", "middle"} {
		words[hash(w)] |= wAge
	}
	for h := range months {
		words[h] |= wTime
	}
	for _, w := range strings.Fields(timeStarts) {
		words[hash(w)] |= wTime
	}
	for _, w := range strings.Fields(placeStarts) {
		words[hash(w)] |= wPlace
	}
	for h := range loaded().phrases {
		words[h] |= wFact
	}
	return words
})

const (
	timeStarts = `yesterday today tonight ayer hoy anoche last this past on earlier el la este esta a few several many couple`
	// placeStarts are what begins a place that has no name.
	placeStarts = `our my this nuestro author town city village county community`
)

func startsOf(tables ...map[uint64]int) (all []uint64) {
	for _, t := range tables {
		for h := range t {
			all = append(all, h)
		}
	}
	return all
}

func classOf(section string) class {
	for i, s := range sections {
		if s == section {
			return 1 << i
		}
	}
	panic("reident: words.txt has the unknown section " + section)
}

// AddTo puts the words that may begin a description into a dictionary to be built.
func AddTo(dict map[uint64]lex.Entry) {
	for h, c := range vocabulary() {
		if c&cues != 0 {
			e := dict[h]
			e.Class |= Cue
			dict[h] = e
		}
	}
}

func hash(word string) uint64 { return lex.Hashes(word)[0] }

// hashesOf maps words to values by their hashes.
func hashesOf[V any](words map[string]V) map[uint64]V {
	out := make(map[uint64]V, len(words))
	for w, v := range words {
		out[hash(w)] = v
	}
	return out
}
