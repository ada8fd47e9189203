package insight_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/insight"
)

// The examples of Newcombe's own paper (Stat. Med. 1998;17:873, table II, method 10).
func TestDifference(t *testing.T) {
	for _, x := range []struct {
		a, b      insight.Share
		low, high float64
	}{
		{insight.Share{N: 56, Of: 70}, insight.Share{N: 48, Of: 80}, 0.0524, 0.3339},
		{insight.Share{N: 9, Of: 10}, insight.Share{N: 3, Of: 10}, 0.1705, 0.8090},
		{insight.Share{N: 10, Of: 10}, insight.Share{N: 0, Of: 20}, 0.6791, 1},
	} {
		got := insight.Difference(x.a, x.b)
		if math.Abs(got.Low-x.low) > 0.0001 || math.Abs(got.High-x.high) > 0.0001 {
			t.Errorf("%v less %v: %.4f to %.4f, want %.4f to %.4f", x.a, x.b, got.Low, got.High, x.low, x.high)
		}
	}
}

func TestAnIntervalHoldsItsShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) insight.Share {
			of := rapid.IntRange(1, 500).Draw(t, what)
			return insight.Share{N: rapid.IntRange(0, of).Draw(t, what+" came"), Of: of}
		}
		a, b := draw("a"), draw("b")
		const eps = 1e-9
		if i := a.Interval(); i.Low > a.Value()+eps || i.High < a.Value()-eps || i.Low < 0 || i.High > 1 {
			t.Fatalf("%v: %v", a, i)
		}
		d := a.Value() - b.Value()
		i, back := insight.Difference(a, b), insight.Difference(b, a)
		if i.Low > d+eps || i.High < d-eps || math.Abs(i.Low+back.High) > eps || math.Abs(i.High+back.Low) > eps {
			t.Fatalf("%v less %v: %v, the other way %v", a, b, i, back)
		}
	})
}
