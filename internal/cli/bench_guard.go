package cli

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/yardstick"
)

// BenchGuardCmd measures the guard.
type BenchGuardCmd struct {
	Format string   `enum:"text,json" default:"text" help:"text or json."`
	Rounds int      `default:"60" help:"How often the texts are read; of every figure the best round counts."`
	Data   []string `placeholder:"FILE" help:"Labelled text to find identifiers in, instead of measuring speed. May be given more than once."`
	Only   string   `placeholder:"TYPE" help:"With --data: count only spans and findings of this type, such as NAME in text where nothing else is labelled."`
}

// Help implements kong's help provider.
func (BenchGuardCmd) Help() string {
	return `Without --data: how long the guard takes, as a ratio to a bare pass that cuts the same text into words, hashes them and
looks each up in a table of 5,000, in the same run. Times are those of one text.

With --data: how many identifiers are touched and how many wholly covered, and how many texts without any are flagged.
A line of the file is {"text","spans":[{"start","end","type","hipaa"}],"kind"?}; offsets are code points, and a span
whose hipaa begins with "-", or whose type is one that Safe Harbor lets stay and that has none, is no identifier. All findings of category privacy count in the first columns; those that
block or warn in the last.

Examples:
  bedside bench guard
  bedside bench guard --data phi.jsonl --format json
  bedside bench guard --data names.jsonl --only NAME`
}

// guardLengths are the classes of length that are measured, in bytes.
var guardLengths = []int{140, 280, 430, 2000, 10000}

const (
	guardTexts = 500
	ratioGoal  = 3.0
	p99Goal    = 25.0 // microseconds, for texts of up to 500 characters
	p99Reach   = 500
)

// guardFigures are what bench guard measures.
type guardFigures struct {
	Ratio     float64       `json:"ratio"` // to the bare pass
	RatioGoal float64       `json:"ratio_goal"`
	BareMBs   float64       `json:"bare_mb_per_s"`
	GuardMBs  float64       `json:"guard_mb_per_s"`
	P99Goal   float64       `json:"p99_goal_us"` // for texts of up to 500 characters
	Lengths   []lengthFacts `json:"lengths"`
	CleanMall float64       `json:"allocations_clean_text"`
	FoundMall float64       `json:"allocations_text_with_findings"`
}

type lengthFacts struct {
	Bytes int     `json:"bytes"` // of one text, about
	Ratio float64 `json:"ratio"`
	MBs   float64 `json:"mb_per_s"`
	P50   float64 `json:"p50_us"`
	P99   float64 `json:"p99_us"`
}

// Run measures.
func (c *BenchGuardCmd) Run(o *IO) error {
	g, err := guard.New(nil, guard.Own{}, time.Now)
	if err != nil {
		return err
	}
	if len(c.Data) > 0 {
		return c.coverage(o, g)
	}
	f := c.speed(g)
	if c.Format == "json" {
		return encodeIndented(o.Out, f)
	}
	w := tabwriter.NewWriter(o.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "bytes\tratio to the bare pass\tMB/s\tp50 µs\tp99 µs\t\n")
	for _, l := range f.Lengths {
		fmt.Fprintf(w, "%d\t%.2f\t%.0f\t%.2f\t%.2f\t\n", l.Bytes, l.Ratio, l.MBs, l.P50, l.P99)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	p99 := 0.0
	for _, l := range f.Lengths {
		if l.Bytes <= p99Reach {
			p99 = max(p99, l.P99)
		}
	}
	said := func(met bool) string { return map[bool]string{true: "reached", false: "not reached"}[met] }
	_, err = fmt.Fprintf(o.Out, "\nThe bare pass reads %.0f MB/s, the guard %.0f MB/s: %.2f times as long (at most %.0f: %s).\np99 of texts up to %d characters is %.1f µs (under %.0f: %s).\nAllocations: %.2f for a clean text (none: %s), %.1f for one with findings.\n",
		f.BareMBs, f.GuardMBs, f.Ratio, f.RatioGoal, said(f.Ratio <= f.RatioGoal), p99Reach, p99, f.P99Goal, said(p99 < f.P99Goal), f.CleanMall, said(f.CleanMall < 0.01), f.FoundMall)
	return err
}

// speed measures both passes side by side; of each the best of all rounds counts, since a shared machine only ever
// adds time.
func (c *BenchGuardCmd) speed(g *guard.Guard) guardFigures {
	f := guardFigures{RatioGoal: ratioGoal, P99Goal: p99Goal}
	bare := yardstick.NewBare()
	var bytes, bareBest, guardBest float64
	for _, size := range guardLengths {
		texts := yardstick.Texts(max(50, guardTexts*280/size), size)
		drafts, n := draftsOf(texts)
		b, k := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
		l := lengthFacts{Bytes: size, P50: math.Inf(1), P99: math.Inf(1)}
		one := make([]time.Duration, len(drafts))
		for range max(1, c.Rounds) {
			start := time.Now()
			for _, t := range texts {
				bare.Pass(t)
			}
			b = min(b, time.Since(start))
			start = time.Now()
			for i := range drafts {
				g.Check(drafts[i])
			}
			k = min(k, time.Since(start))
			for i := range drafts {
				start := time.Now()
				g.Check(drafts[i])
				one[i] = time.Since(start)
			}
			slices.Sort(one)
			l.P50, l.P99 = min(l.P50, micros(one[len(one)/2])), min(l.P99, micros(one[len(one)*99/100]))
		}
		l.Ratio, l.MBs = float64(k)/float64(b), float64(n)/micros(k)
		bytes, bareBest, guardBest = bytes+float64(n), bareBest+micros(b), guardBest+micros(k)
		f.Lengths = append(f.Lengths, l)
	}
	f.Ratio, f.BareMBs, f.GuardMBs = guardBest/bareBest, bytes/bareBest, bytes/guardBest
	f.CleanMall = allocations(g, strings.Repeat("Walk each day and drink water. Start small and keep going. ", 5))
	f.FoundMall = allocations(g, "My patient Maria Lopez came on October 3, 2026. Call 218-555-0199.")
	return f
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

func draftsOf(texts []string) (drafts []guard.Draft, bytes int) {
	for _, t := range texts {
		drafts, bytes = append(drafts, publicPost(t)), bytes+len(t)
	}
	return drafts, bytes
}

func publicPost(text string) guard.Draft {
	return guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}}
}

// allocations is how many memory allocations reading the text takes.
func allocations(g *guard.Guard, text string) float64 {
	const runs = 1000
	d := publicPost(text)
	g.Check(d) // grows the buffers
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		g.Check(d)
	}
	runtime.ReadMemStats(&after)
	return math.Floor(float64(after.Mallocs-before.Mallocs)/runs*100) / 100
}
