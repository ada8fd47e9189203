// Package yardstick is what the guard's speed is measured with: text as practices write it, and a bare pass over it.
//
// It promises the same texts every time. Figures are ratios to the bare pass, measured side by side on one machine:
// the pass does what any reader of words has to do and finds nothing.
package yardstick

import (
	"fmt"
	"slices"
	"strings"
)

// plainWords make text as practices write it, most of it clean.
var plainWords = strings.Fields(`the a of to and in for with our your we you is are be can this that on at as from have has
	care health heart blood pressure sleep walking water food salt sugar weight daily week month year clinic office team
	doctor nurse visit call today help learn more about children adults older family friends vaccine flu season winter
	summer school work stress pain back knee skin sun lungs asthma diabetes risk lower higher small steps change good
	better know when should ask questions listen people many some most often always never every together community`)

// dice are the same throws every time: Marsaglia's xorshift, 2003.
type dice uint64

func (d *dice) upTo(n int) int {
	*d ^= *d << 13
	*d ^= *d >> 7
	*d ^= *d << 17
	return int(uint64(*d) >> 33 % uint64(n))
}

// Texts returns n texts of about size bytes; one in ten holds something to find.
func Texts(n, size int) []string {
	var random dice = 1
	var out []string
	for i := range n {
		var b strings.Builder
		for b.Len() < size {
			w := plainWords[random.upTo(len(plainWords))]
			if b.Len() == 0 || random.upTo(12) == 0 {
				w = strings.ToUpper(w[:1]) + w[1:]
			}
			b.WriteString(w)
			if random.upTo(11) == 0 {
				b.WriteByte('.')
			}
			b.WriteByte(' ')
		}
		if i%10 == 0 {
			b.WriteString("My patient Maria Lopez came on October 3, 2026. Call 218-555-0199.")
		}
		out = append(out, b.String())
	}
	return out
}

// Bare is the bare pass: cut a text into words by a table of byte classes, hash them without case, note where they
// stand and look each up in a table of 5,000 words. It finds nothing.
type Bare struct {
	word  [256]bool
	table []uint64
	at    []token
}

type token struct {
	start, end int32
	hash       uint64
}

// NewBare returns one for a single goroutine.
func NewBare() *Bare {
	b := &Bare{table: make([]uint64, 16384)}
	for c := range b.word {
		b.word[c] = c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
	}
	for i := range 5000 {
		w := fmt.Sprintf("%s%d", plainWords[i%len(plainWords)], i/len(plainWords))
		h := uint64(14695981039346656037)
		for k := range len(w) {
			h = (h ^ uint64(w[k]|0x20)) * 1099511628211
		}
		b.table[h&uint64(len(b.table)-1)] = h
	}
	return b
}

// Pass reads a text and returns how many of its words are in the table, so that nothing of it can be left out.
func (b *Bare) Pass(text string) (hits int) {
	b.at = b.at[:0]
	for i := 0; i < len(text); {
		if !b.word[text[i]] {
			i++
			continue
		}
		start, h := i, uint64(14695981039346656037)
		for ; i < len(text) && b.word[text[i]]; i++ {
			h = (h ^ uint64(text[i]|0x20)) * 1099511628211
		}
		b.at = append(b.at, token{int32(start), int32(i), h})
		if b.table[h&uint64(len(b.table)-1)] == h {
			hits++
		}
	}
	return hits
}

// mayStay are the labels of what Safe Harbor lets stay.
var mayStay = []string{"AGE", "COUNTRY", "NRP", "ORG", "PROFESSION", "RELATIVE", "SEX", "STATE", "TIME_VAGUE", "TITLE", "YEAR"}

// MayStay reports whether what is labelled so is no identifier, for text whose labels do not say it themselves.
func MayStay(label string) bool { return slices.Contains(mayStay, label) }
