// Package name tells the names of persons from other words, by what a word is and what stands beside it.
//
// It promises an answer for one word at a time, the same on every machine, without allocation and in constant time,
// from a table of some 170,000 words and a log-linear model that were made by "go generate" from the lists and the
// grammar in train. It knows nothing of titles or salutations that prove a name; its callers weigh those themselves.
// Callers owe a [lex.Doc], and ask only about words that may be names: with a capital, or on a list.
package name

import (
	_ "embed"

	"bedside/internal/guard/lex"
)

//go:generate go run ./train -o model.bin

// data is the table of words, then the weights of the model, a signed byte each.
//
//go:embed model.bin
var data string

const (
	weightBits = 19
	weights    = 1 << weightBits
)

// Unit is the step of the weights: 16 are one unit of log-odds.
const Unit = 16

// score is the log-odds that the token is part of a person's name, times [Unit].
func (w *Window) score() int {
	var fs Found
	w.Features(&fs)
	sum := 0
	for _, f := range fs.At[:fs.N] {
		sum += int(int8(data[4*slots+int(f)]))
	}
	return sum
}

// Likely reports whether token i of d is rather a name than not, where something else speaks for it too: a name beside
// it, or that the text has no capitals at all.
func Likely(d *lex.Doc, i int) bool {
	var w Window
	w.Fill(d, i, false, nil)
	return !odd(w.Word) && w.score() >= 0
}

// Is reports whether token i of d is part of a person's name. The made texts hold more names than real ones and fewer
// brands, so a word must be the surer the less the lists speak for it.
func Is(d *lex.Doc, i int, prev bool) bool {
	var w Window
	w.Fill(d, i, prev, nil)
	return w.score() >= w.needed()
}

// needed is the score that the word must reach.
func (w *Window) needed() int {
	if odd(w.Word) {
		return never
	}
	return needs[w.sort()]
}

// sort is what speaks for the word, or against it, before the model is asked.
func (w *Window) sort() sort {
	t := &w.At[reach]
	f := t.Info
	kind := f.Kind()
	other := kind == Place || kind == Org || kind == Thing || kind == Month || kind == Medical
	famous := kind == Famous
	switch {
	case w.Prev && f.Ordinary() == 3 && !f.Listed():
		return afterCommon
	case famous && t.Shape == lower && f.Ordinary() > 0:
		return famousLowerWord
	case famous && t.Shape == lower:
		return famousLower
	case famous && f.Ordinary() > 0:
		return famousWord
	case famous:
		return famousAlone
	case w.Prev && f.Ordinary() == 0 && !other && t.Shape == capital:
		return after
	case w.Prev:
		return afterOther
	case kind == Month:
		return month
	case w.said() && t.Shape == capital && (f.Listed() || f.Ordinary() == 0):
		return quoted
	case other && f.Given() == 3:
		return otherGiven
	case other && f.Listed():
		return otherListed
	case other:
		return otherAlone
	case f.Ordinary() == 3 && f.Given() == 2 && t.Shape == capital && !w.Start && w.Style == plain:
		return wordHere
	case f.Ordinary() == 3 && f.Given() < 3:
		return common
	case t.Shape == lower && (f.Ordinary() > 0 || !f.Listed()):
		return lowerWord
	case t.Shape == lower && f.Given() == 3:
		return lowerGiven
	case t.Shape == lower:
		return lowerListed
	case f.Given() == 3 && (f.Ordinary() == 1 || f.Ordinary() > 0 && !w.Start && w.Style == plain || f.Ordinary() > 0 && w.beforeName()):
		return givenHere
	case f.Given() == 3 && f.Ordinary() > 0:
		return givenWord
	case f.Ordinary() > 0 && f.Listed():
		return listedWord
	case f.Ordinary() > 0:
		return word
	case f.Given() > 1 || f.Surname() > 1:
		return listed
	case f.Listed():
		return listedOnce
	case t.Shape == capitals:
		return shouted
	case w.Style == headline:
		return unknownHeadline
	case w.Start:
		return unknownStart
	}
	return unknown
}

type sort uint8

const (
	afterCommon sort = iota
	after
	afterOther
	famousAlone
	famousWord
	famousLower
	famousLowerWord
	month
	quoted
	otherGiven
	otherListed
	otherAlone
	wordHere
	common
	lowerWord
	lowerGiven
	lowerListed
	givenHere
	givenWord
	listedWord
	word
	listed
	listedOnce
	shouted
	unknownHeadline
	unknownStart
	unknown
	sorts
)

// needs are the scores, by sort.
var needs = [sorts]int{
	afterCommon: 32, after: -48, afterOther: -40, famousAlone: -56, famousWord: -48, famousLower: -16, famousLowerWord: -40,
	month: 64, quoted: -16, otherGiven: 16, otherListed: 64, otherAlone: 56, wordHere: 0, common: 0, lowerWord: -8,
	lowerGiven: -56, lowerListed: -24, givenHere: -56, givenWord: 48, listedWord: 0, word: 24, listed: -48, listedOnce: 32,
	shouted: 48, unknownHeadline: 0, unknownStart: 16, unknown: 0,
}

// beforeName reports whether what follows looks like more of a name: on the same line a word with a capital that is no
// common word, or "and" with one after it.
func (w *Window) beforeName() bool {
	n := &w.At[reach+1]
	if n.ID == and {
		n = &w.At[reach+2]
		return n.Shape == capital && n.Info.Listed()
	}
	if n.Line || n.Shape != capital {
		return false
	}
	return n.Info.Ordinary() == 0 || w.Style != headline && (n.Info.Ordinary() < 3 || n.Info.Surname() == 3)
}

// said reports whether "says" or the like stands before the word, after a quotation or not.
func (w *Window) said() bool {
	p := &w.At[reach-1]
	return p.Info.Kind() == Says && p.Shape == lower && w.At[reach-2].Shape == mark
}

var and = lex.FNV("and")

const never = 1 << 20

// odd reports whether a word is written as no name is: three times the same letter, a capital inside that no prefix
// explains, the plural of an abbreviation.
func odd(w string) bool {
	if n := len(w); n > 2 && w[n-1] == 's' && w[n-2] >= 'A' && w[n-2] <= 'Z' {
		return true
	}
	small := 0
	for k := 1; k < len(w); k++ {
		if k > 1 && w[k]|0x20 == w[k-1]|0x20 && w[k]|0x20 == w[k-2]|0x20 && w[k] < 0x80 {
			return true
		}
		if w[k] >= 'a' && w[k] <= 'z' {
			small++
		} else if small > 0 && w[k] >= 'A' && w[k] <= 'Z' && w[k-1] != '\'' && (small > 2 || k > 3) {
			return true
		}
	}
	return false
}
