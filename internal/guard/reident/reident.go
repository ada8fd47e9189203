// Package reident tells how many people a description of one person fits.
//
// It promises a range for two observers, a reader and an insider who knows who was seen at the time, from public
// population figures with their sources (data/*.tsv), with every factor of the arithmetic; and that taking an
// attribute out of a description never makes the group smaller. The range is an estimate of exposure: a large group
// is not de-identification, for which no figure but a person's knowledge is enough (45 CFR 164.514(b)). Callers owe a
// document that was scanned with a dictionary that [AddTo] filled. A [Reader] serves one goroutine at a time;
// everything else is immutable.
//
// The formula, its figures and its limits stand in docs/reidentification.md.
package reident

import "math"

// Span is a stretch of text in bytes, End exclusive.
type Span struct{ Start, End int }

// Kind is the sort of an attribute.
type Kind int

const (
	Place Kind = iota
	Age
	Sex
	Occupation
	Condition
	Family
	Event
	When   // a time window
	Unique // a superlative, a single office or the news: one person, whatever else is said
)

// Range is a low and a high figure.
type Range struct{ Low, High float64 }

func (r Range) times(o Range) Range { return Range{r.Low * o.Low, r.High * o.High} }

func (r Range) atMost(o Range) Range { return Range{min(r.Low, o.Low), min(r.High, o.High)} }

func (r Range) scale(low, high float64) Range { return Range{r.Low * low, r.High * high} }

// share keeps a range within 0 and 1.
func (r Range) share() Range { return r.atMost(Range{1, 1}) }

// Attribute is one thing said of the person.
type Attribute struct {
	Kind    Kind
	Span    Span   // the words that say it
	Instead string // what to write instead; "" where leaving it out is the answer

	ages    span    // Age
	sex     byte    // Sex: 'M' or 'F'
	fact    *fact   // Occupation, Condition, Family, Event
	retired bool    // of a fact that is an occupation
	fresh   bool    // of a fact that is a condition: newly diagnosed
	people  Range   // Place: how many live there
	size    size    // Place
	window  *window // When
}

// Person is what a text says of one person.
type Person struct {
	Attributes []Attribute
	Span       Span // the words that make it a description of one person
	Ours       bool // the text says that it is a patient of its author's
	Reported   bool // it is told from the news or a study

	told []stretch // the sentences that tell of them
}

// stretch is tokens from..to.
type stretch struct{ from, to int }

// Practice is where the author is and what the estimate may know of them.
type Practice struct {
	Towns []Town // of the locations
	// Daily is how many patients the author sees in a day; 0 is 15 to 30, about the 20 that US physicians report
	// (Physicians Foundation 2018).
	Daily int
	// Catchment is how many people live where the patients come from, if the practice knows better than its county's
	// census figure: for a hospital 50,000 to 300,000. 0 is not known.
	Catchment int
	// Readers and Insiders are how many people must fit at least, for a reader and for somebody who knows who was seen;
	// 0 is [Least].
	Readers, Insiders int
}

// Town is a city, town or village and its state's postal code.
type Town struct{ Name, State string }

// Least is how many people must fit at least: the smallest cell that CMS lets be shown, since none of 1 to 10 may be
// (CMS cell size suppression policy, resdac.org, 2024). EMA Policy 0070 and Health Canada ask for the same 0.09.
const Least = 11

func (p Practice) readers() int { return orLeast(p.Readers) }

func (p Practice) insiders() int { return orLeast(p.Insiders) }

func orLeast(n int) int {
	if n > 0 {
		return n
	}
	return Least
}

// Observer is who may recognise the person.
type Observer string

const (
	ToReader  Observer = "reader"
	ToInsider Observer = "insider"
)

// Estimate is how many people fit a description, the person included.
type Estimate struct {
	Reader  Range
	Insider Range // the zero Range if no time is named
	Factors []Factor
	Blur    []Attribute // what to say less exactly, the word that shrinks the group most first, until enough people fit
	Unique  bool        // a superlative, a single office or the news makes it one person
	Located bool        // a place is named or the author's is known; if not, the range reaches from a small county to the country
	least   [2]int      // for readers and insiders
}

// Known reports whether there is a size to tell. Where neither a place nor the author is known and many might fit, it is
// not known where to count: the reader's low figure is only that of the smallest place it could be.
func (e *Estimate) Known() bool { return e.Located || e.SurelySmall() || e.Insider.High > 0 }

// Smaller returns the range that counts, and for whom fewer fit. Who was there can read, too: neither figure is above
// the reader's, as far as that is known.
func (e *Estimate) Smaller() (Range, Observer) {
	switch {
	case e.Insider.High > 0 && !e.Located && !e.SurelySmall():
		return e.Insider, ToInsider
	case e.Insider.High == 0:
		return e.Reader, ToReader
	case e.Insider.Low < e.Reader.Low:
		return e.Insider.atMost(e.Reader), ToInsider
	}
	return e.Reader.atMost(e.Insider), ToReader
}

// Small reports for whom too few people may fit.
func (e *Estimate) Small() (reader, insider bool) {
	return e.Reader.Low < float64(e.least[0]), e.Insider.High > 0 && e.Insider.Low < float64(e.least[1])
}

// SurelySmall reports that even the high figure for a reader is too small.
func (e *Estimate) SurelySmall() bool { return e.Reader.High < float64(e.least[0]) }

// Factor is a step of the arithmetic.
type Factor struct {
	Attribute
	Share Range // of the people left; for a Place how many people live there
}

// Rounded returns a range as whole people to one figure, the low one down and the high one up, so that it looks no
// more exact than it is.
func (r Range) Rounded() (low, high int) { return roundDown(r.Low), roundUp(r.High) }

func roundDown(v float64) int {
	v += 1e-9
	if v < 20 {
		return max(1, int(v))
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	return int(math.Floor(v/unit) * unit)
}

func roundUp(v float64) int {
	v -= 1e-9
	if v < 20 {
		return max(1, int(math.Ceil(v)))
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	return int(math.Ceil(v/unit) * unit)
}
