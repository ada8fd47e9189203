package main

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

const (
	seed  = 20261122
	texts = 1_500_000

	one     = 1 << 12 // the weight of one unit of log-odds while learning
	span    = 8 * one // beyond it a decision is certain
	hide    = 25      // of 100 names, how many are shown as words of no list
	weights = 1 << 19
)

// build returns the table and the weights as package name embeds them.
func (v *vocabulary) build() []byte {
	out := name.Table(v.table, slices.Sorted(maps.Keys(v.table)))
	for _, w := range v.learn() {
		q := (w*name.Unit + one/2) >> 12
		out = append(out, byte(int8(max(-127, min(127, q)))))
	}
	return out
}

// learn fits a logistic regression by stochastic descent, in whole numbers, and returns the mean of its weights over
// the second half of the texts.
func (v *vocabulary) learn() []int64 {
	w := &writer{v, rand.New(rand.NewPCG(seed, 1))}
	sigmoid := makeSigmoid()
	now, sum := make([]int64, weights), make([]int64, weights)
	means := int64(0)
	var doc lex.Doc
	var win name.Window
	var found name.Found
	hidden := map[int]name.Info{}
	for n := range texts {
		t := w.write()
		doc.Scan(t.String(), nil)
		is := labels(&doc, t.names)
		clear(hidden)
		for i := range doc.Tokens {
			f := v.table[name.Hash(&doc, i)]
			if is[i] && w.in(hide) {
				f &^= 15 // a name of no list
			} else if is[i] && w.in(3) || !is[i] && f.Ordinary() == 0 && w.in(hide) {
				f = 0 // one that no list has, of a person or of anything
			}
			hidden[i] = f
		}
		rate := int64(30 - 26*n/texts) // thousandths
		for i := range doc.Tokens {
			if !name.Candidate(&doc, i, hidden[i]) {
				continue
			}
			win.Fill(&doc, i, before(&doc, is, hidden, i), func(j int) name.Info { return hidden[j] })
			win.Features(&found)
			fs := found.At[:found.N]
			score := int64(0)
			for _, f := range fs {
				score += now[f]
			}
			want := int64(0)
			if is[i] {
				want = one
			}
			step := (want - sigmoid[(max(-span, min(span-1, score))+span)>>4]) * rate / 1000
			for _, f := range fs {
				now[f] += step
			}
		}
		if n >= texts/2 && n%1000 == 0 {
			means++
			for f := range sum {
				sum[f] += now[f]
			}
		}
	}
	for f := range sum {
		sum[f] /= max(1, means)
	}
	return sum
}

// labels tells which tokens lie within names.
func labels(d *lex.Doc, names []int) []bool {
	out := make([]bool, len(d.Tokens))
	k := 0
	for i := range d.Tokens {
		t := &d.Tokens[i]
		for k+1 < len(names) && int(t.Start) >= names[k+1] {
			k += 2
		}
		out[i] = k < len(names) && int(t.Start) >= names[k] && t.Kind == lex.Word
	}
	return out
}

// before reports whether the word before token i, marks and particles of names left out, is part of a name.
func before(d *lex.Doc, is []bool, info map[int]name.Info, i int) bool {
	for k := i - 1; k >= 0 && k > i-4; k-- {
		switch t := &d.Tokens[k]; {
		case is[k] && (t.Has(lex.Title) || info[k].Kind() != name.Particle):
			return true
		case t.Hash == lex.Mark('.'), t.Hash == lex.Mark('-'), info[k].Kind() == name.Particle:
		default:
			return false
		}
	}
	return false
}

func makeSigmoid() []int64 {
	out := make([]int64, 2*span>>4)
	for i := range out {
		x := float64(i<<4-span) / one
		out[i] = int64(math.Round(one / (1 + math.Exp(-x))))
	}
	return out
}
