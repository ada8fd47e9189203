package guard_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/yardstick"
)

func size(texts []string) (n int) {
	for _, t := range texts {
		n += len(t)
	}
	return n
}

var sink int

func BenchmarkBare(b *testing.B) {
	texts, bare := yardstick.Texts(1000, 280), yardstick.NewBare()
	b.SetBytes(int64(size(texts)))
	for b.Loop() {
		for _, t := range texts {
			sink += bare.Pass(t)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	texts := yardstick.Texts(1000, 280)
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

// BenchmarkRatio measures both side by side and reports how many times the bare pass a Check takes and the 99th
// percentile of one Check of at most 500 characters; of each the best of all rounds, since a shared machine only
// ever adds time.
func BenchmarkRatio(b *testing.B) {
	texts, bare := yardstick.Texts(1000, 430), yardstick.NewBare()
	g := newGuard(b, guard.Own{})
	drafts := make([]guard.Draft, len(texts))
	for i, t := range texts {
		drafts[i] = post(t)
	}
	const never = time.Duration(1 << 62)
	bareBest, checkBest, p99Best := never, never, never
	one := make([]time.Duration, len(texts))
	for b.Loop() {
		start := time.Now()
		for _, t := range texts {
			sink += bare.Pass(t)
		}
		bareBest = min(bareBest, time.Since(start))

		start = time.Now()
		for i := range drafts {
			sink += len(g.Check(drafts[i]).Findings)
		}
		checkBest = min(checkBest, time.Since(start))

		for i := range drafts {
			start := time.Now()
			sink += len(g.Check(drafts[i]).Findings)
			one[i] = time.Since(start)
		}
		slices.Sort(one)
		p99Best = min(p99Best, one[len(one)*99/100])
	}
	b.ReportMetric(float64(checkBest)/float64(bareBest), "x-bare")
	b.ReportMetric(float64(size(texts))/float64(bareBest.Microseconds()), "bare-MB/s")
	b.ReportMetric(float64(p99Best.Nanoseconds())/1000, "p99-µs")
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
