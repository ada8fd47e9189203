package reident

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Say puts an estimate into words for the author of text: how many people fit for whom, the arithmetic, and what to
// say less exactly. It quotes the text, so it is for the author's screen and never for a log.
func (e *Estimate) Say(text string) string {
	var b strings.Builder
	reader, insider := e.Small()
	switch {
	case e.Unique:
		b.WriteString("This describes one person who can be told from everybody else")
		if w := e.uniqueWords(text); w != "" {
			b.WriteString(": “" + w + "” fits only one")
		}
		b.WriteString(".")
	case reader:
		b.WriteString("This describes one person, and for a reader " + fits(e.Reader) + ".")
	case insider:
		b.WriteString("This describes one person. For a reader " + fits(e.Reader) + ", but for someone who knows who was seen then, " + fits(e.Insider) + ".")
	default:
		b.WriteString("This describes one person, and for a reader " + fits(e.Reader) + ".")
	}
	if steps := e.arithmetic(text); steps != "" && !e.Unique {
		b.WriteString(" " + steps)
	}
	if !e.Unique && reader && e.Insider.High > 0 {
		b.WriteString(" For someone who knows who was seen then, " + fits(e.Insider) + ".")
	}
	if !e.Located && !e.Unique {
		b.WriteString(" No place is named and the author's is not known here, so this reaches from a small county to the whole country.")
	}
	if n := min(2, len(e.Blur)); n > 0 {
		var words []string
		for _, a := range e.Blur[:n] {
			words = append(words, "“"+quoted(text, a.Span)+"”")
		}
		verb := " narrows it most: say it less exactly."
		if n > 1 {
			verb = " narrow it most: say them less exactly."
		}
		b.WriteString(" " + strings.Join(words, " and ") + verb)
	}
	b.WriteString(" At least " + grouped(e.least[0]) + " people should fit; even then it is no de-identification.")
	return b.String()
}

func (e *Estimate) uniqueWords(text string) string {
	for _, f := range e.Factors {
		if f.Kind == Unique || f.fact != nil && f.fact.flags&news != 0 {
			return quoted(text, f.Span)
		}
	}
	return ""
}

// fits says how many people fit, in the order of magnitude that the figures have.
func fits(r Range) string {
	low, high := r.Rounded()
	switch {
	case high <= 1:
		return "only this one fits"
	case low == high:
		return "about " + grouped(low) + " people fit"
	}
	how := ""
	switch {
	case r.Low < 2 && r.High < Least:
		how = ", almost surely one person"
		if high > 2 {
			how = ", perhaps one person"
		}
	case r.High < Least:
		how = ", a handful"
	}
	return fmt.Sprintf("between %s and %s people fit%s", grouped(low), grouped(high), how)
}

// arithmetic lists the factors: "Elba, NY (100 to 2,000 people) × 71-year-old (about 1 in 100) × …".
func (e *Estimate) arithmetic(text string) string {
	var steps []string
	for _, f := range e.Factors {
		words := "“" + quoted(text, f.Span) + "”"
		switch f.Kind {
		case Place:
			words += " (" + between(f.Share) + " people)"
			steps = append([]string{words}, steps...)
			continue
		case When:
			words += " (" + between(f.Share) + " patients seen)"
		case Unique:
			continue
		case Sex:
			words = map[byte]string{'F': "a woman or girl", 'M': "a man or boy"}[f.sex] + " (1 in 2)"
		default:
			words += " (" + oneIn(f.Share) + ")"
		}
		steps = append(steps, words)
	}
	if len(steps) == 0 {
		return ""
	}
	return "Counted: " + strings.Join(steps, " × ") + "."
}

func between(r Range) string {
	if r.High < 1.1*r.Low { // two figures, as for a state
		unit := math.Pow(10, math.Floor(math.Log10(r.High))-1)
		return "about " + grouped(int(math.Round(r.High/unit)*unit))
	}
	low, high := r.Rounded()
	return grouped(low) + " to " + grouped(high)
}

// oneIn says a share as one in so many, in whole figures.
func oneIn(r Range) string {
	low, high := 1, math.MaxInt
	if r.High > 0 {
		low = roundDown(1 / r.High)
	}
	if r.Low > 0 {
		high = roundUp(1 / r.Low)
	}
	switch {
	case low <= 1 && high <= 2:
		return "most people"
	case high > 1_000_000:
		return "fewer than 1 in " + grouped(low)
	case low == high:
		return "about 1 in " + grouped(low)
	}
	return "1 in " + grouped(low) + " to 1 in " + grouped(high)
}

// quoted is the words of a span on one line, long ones shortened.
func quoted(text string, s Span) string {
	const longest = 60
	w := strings.Join(strings.Fields(text[s.Start:s.End]), " ")
	if len(w) > longest {
		w = strings.ToValidUTF8(w[:longest], "") + "…"
	}
	return w
}

// grouped writes a number with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
