package insight

import "math"

// Share is how many of so many.
type Share struct{ N, Of int }

// Value is the share as a number from 0 to 1, 0 of nothing.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// Interval is where a figure may lie, both ends included.
type Interval struct{ Low, High float64 }

const z95 = 1.959963984540054 // of the normal distribution, for 95 %

// Interval is where the true share may lie, at 95 % (Wilson's score interval: Wilson, J. Am. Stat. Assoc. 1927;22:209).
func (s Share) Interval() Interval {
	if s.Of == 0 {
		return Interval{0, 1}
	}
	n, p := float64(s.Of), s.Value()
	mid := (p + z95*z95/(2*n)) / (1 + z95*z95/n)
	half := z95 / (1 + z95*z95/n) * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	return Interval{max(0, mid-half), min(1, mid+half)}
}

// Difference is where a less b may lie, at 95 % (Newcombe's hybrid score interval: Newcombe, Stat. Med. 1998;17:873,
// method 10).
func Difference(a, b Share) Interval {
	d, x, y := a.Value()-b.Value(), a.Interval(), b.Interval()
	return Interval{
		Low:  d - math.Hypot(a.Value()-x.Low, y.High-b.Value()),
		High: d + math.Hypot(x.High-a.Value(), b.Value()-y.Low),
	}
}
