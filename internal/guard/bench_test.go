package guard_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/guard"
)

// plainWords make text as practices write it, most of it clean.
var plainWords = strings.Fields(`the a of to and in for with our your we you is are be can this that on at as from have has
	care health heart blood pressure sleep walking water food salt sugar weight daily week month year clinic office team
	doctor nurse visit call today help learn more about children adults older family friends vaccine flu season winter
	summer school work stress pain back knee skin sun lungs asthma diabetes risk lower higher small steps change good
	better know when should ask questions listen people many some most often always never every together community`)

// benchTexts returns n texts of about size bytes; one in ten holds something to find.
func benchTexts(n, size int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	var out []string
	for i := range n {
		var b strings.Builder
		for b.Len() < size {
			w := plainWords[random.IntN(len(plainWords))]
			if b.Len() == 0 || random.IntN(12) == 0 {
				w = strings.ToUpper(w[:1]) + w[1:]
			}
			b.WriteString(w)
			if random.IntN(11) == 0 {
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

var barePrefix [256]bool

// bare is the yardstick: classify bytes, hash words without case, look each up in a table. It finds nothing.
func bare(text string, table []uint64) (hits int) {
	h := uint64(14695981039346656037)
	in := false
	for i := 0; i < len(text); i++ {
		if c := text[i]; barePrefix[c] {
			h = (h ^ uint64(c|0x20)) * 1099511628211
			in = true
		} else if in {
			if table[h&uint64(len(table)-1)] == h {
				hits++
			}
			h, in = 14695981039346656037, false
		}
	}
	return hits
}

func bareTable() []uint64 {
	for c := range barePrefix {
		barePrefix[c] = c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
	}
	return make([]uint64, 8192)
}

func size(texts []string) (n int) {
	for _, t := range texts {
		n += len(t)
	}
	return n
}

var sink int

func BenchmarkBare(b *testing.B) {
	texts, table := benchTexts(1000, 280), bareTable()
	b.SetBytes(int64(size(texts)))
	for b.Loop() {
		for _, t := range texts {
			sink += bare(t, table)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	texts := benchTexts(1000, 280)
	g := newGuard(b, guard.Own{})
	drafts := make([]guard.Draft, len(texts))
	for i, t := range texts {
		drafts[i] = post(t)
	}
	b.SetBytes(int64(size(texts)))
	b.ReportAllocs()
	for b.Loop() {
		for i := range drafts {
			sink += len(g.Check(drafts[i]).Findings)
		}
	}
}

// BenchmarkRatio measures both side by side and reports how many times the bare pass a Check takes, and the 99th
// percentile of one Check of at most 500 characters.
func BenchmarkRatio(b *testing.B) {
	texts, table := benchTexts(1000, 430), bareTable()
	g := newGuard(b, guard.Own{})
	drafts := make([]guard.Draft, len(texts))
	for i, t := range texts {
		drafts[i] = post(t)
	}
	var bareTime, checkTime time.Duration
	one := make([]time.Duration, 0, len(texts))
	best := time.Duration(1 << 62)
	for b.Loop() {
		start := time.Now()
		for _, t := range texts {
			sink += bare(t, table)
		}
		bareTime += time.Since(start)
		one = one[:0]
		for i := range drafts {
			start := time.Now()
			sink += len(g.Check(drafts[i]).Findings)
			one = append(one, time.Since(start))
		}
		for _, d := range one {
			checkTime += d
		}
		slices.Sort(one)
		best = min(best, one[len(one)*99/100])
	}
	b.ReportMetric(float64(checkTime)/float64(bareTime), "x-bare")
	b.ReportMetric(float64(best.Nanoseconds())/1000, "p99-µs")
	b.ReportMetric(0, "ns/op")
}

func ExampleGuard_Clear() {
	g, err := guard.New(nil, guard.Own{Phones: []string{"218-555-0100"}}, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	cleared, _, err := g.Clear(guard.Draft{
		Kind: guard.Reply, Audience: guard.Public, Channel: "site",
		Body: []guard.Part{guard.Literal("Thank you for writing. Please call 218-555-0100.")},
	})
	if err != nil {
		panic(err)
	}
	_, body, _ := cleared.For(guard.Public, "site", "")
	fmt.Println(body)
	// Output: Thank you for writing. Please call 218-555-0100.
}
