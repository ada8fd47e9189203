// Package name tells the names of persons from other words, by what a word is and what stands beside it.
//
// It promises an answer for one word at a time, the same on every machine, without allocation and in constant time,
// from a table of some 130,000 words and a log-linear model that were made by "go generate" from the lists and the
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
	weightBits = 16
	weights    = 1 << weightBits
)

// Sure is the score from which a word is taken for a name: the log-odds times [Unit].
const Sure = 8

// Unit is the step of the weights: 16 are one unit of log-odds.
const Unit = 16

// Score is the log-odds that token i of d is part of a person's name, times [Unit]. prev tells whether the token
// before it, marks and particles left out, was.
func Score(d *lex.Doc, i int, prev bool) int {
	var w Window
	w.Fill(d, i, prev, nil)
	var fs [Features]uint32
	sum := 0
	for _, f := range w.Features(fs[:0]) {
		sum += int(int8(data[4*slots+int(f)]))
	}
	return sum
}
