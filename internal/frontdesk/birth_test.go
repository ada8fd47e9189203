package frontdesk_test

import (
	"strings"
	"testing"

	"bedside/internal/frontdesk"
	"bedside/internal/testkit"
)

// heard sends what a recogniser heard, best first.
func (c *call) heard(hearings ...string) string {
	c.Helper()
	return c.send(frontdesk.Turn{Text: hearings[0], NBest: hearings, Heard: true})
}

// TestADoubtfulBirthDate is asked for again where it is a guess, and what was guessed helps to understand the answer; it
// is said back where it is only likely, and taken without a word where it was said plainly.
func TestADoubtfulBirthDate(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.known("Maria", "Lopez", "1979-08-05", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	ask := func() *call {
		c := h.call(frontdesk.Voice, "+12185550199")
		c.heard("when is my next appointment")
		c.heard("Maria Lopez")
		return c
	}
	c := ask()
	if got := c.heard("beast of august 1979"); got != "I have the month and the year. Which day?" {
		t.Errorf("a guess is answered by %q", got)
	}
	if got := c.heard("august sixth 1979", "august 6th 1979"); !strings.Contains(got, "December 1") {
		t.Errorf("what sounds like it, said after the guess, is answered by %q", got)
	}
	c = ask()
	if got := c.heard("august 5th 79"); !strings.Contains(got, "August 5, 1979") || !strings.Contains(got, "December 1") {
		t.Errorf("a likely date is answered by %q", got)
	}
	c = ask()
	if got := c.heard("august 6th 1979"); strings.Contains(got, "December 1") {
		t.Errorf("another date, said plainly, is answered by %q", got)
	}
	c = ask()
	if got := c.heard("august 5th 1979"); strings.Contains(got, "1979") || !strings.Contains(got, "December 1") {
		t.Errorf("a plain date is answered by %q", got)
	}
}
