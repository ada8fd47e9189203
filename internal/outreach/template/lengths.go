package template

import (
	"fmt"
	"strings"

	"bedside/internal/guard/rules"
)

const (
	mostSegments = 10  // carriers refuse longer texts
	exempt       = 160 // characters of a text that the health-care exemption covers
	perMinute    = 150 // spoken words
)

// lengths says what the length of the longest way means.
func (c *checker) lengths() {
	note := func(authority, format string, args ...any) {
		c.problem(Problem{Field: Body, Severity: rules.Note, Rule: "template.length", Says: fmt.Sprintf(format, args...), Authority: authority})
	}
	l := Measure(c.longer)
	switch c.key.Channel {
	case SMS:
		if l.Segments > mostSegments {
			c.problem(Problem{Field: Body, Rule: "template.length", Says: fmt.Sprintf("With the longest values this takes %d segments, and carriers take at most %d. Say less.", l.Segments, mostSegments)})
			return
		}
		if n := len([]rune(c.longer)); n > exempt {
			note("47 CFR 64.1200(a)(9)(iv)(C)", "With the longest values this is %d characters. The health-care exemption covers texts of up to %d; Bedside rests on consent, and short texts are read.", n, exempt)
		}
		if l.Unicode {
			note("", "The letter “%s” is not in the alphabet of plain texts, so a segment holds 70 letters and not 160: %d segments with the longest values.", l.Why, l.Segments)
		}
	case Voice:
		if n := len(strings.Fields(c.longer)); n > perMinute {
			note("47 CFR 64.1200(a)(9)(iv)(C)", "Spoken, this takes more than a minute, which the health-care exemption does not cover and few people listen to.")
		}
	}
}
