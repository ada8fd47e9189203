package hear_test

import (
	"slices"
	"testing"

	"bedside/internal/frontdesk/hear"
)

// TestHeardBirths are dates of birth as a recogniser writes them: what was said is the first reading or one of two more.
func TestHeardBirths(t *testing.T) {
	e := hear.New(lakeside())
	for _, c := range []struct {
		heard []string
		want  string
	}{
		{[]string{"may 4th 1990"}, "1919-05-04"},                             // -teen and -ty
		{[]string{"october 30th 1962", "october 13th 1962"}, "1962-10-13"},   // the same, and one hearing has it
		{[]string{"january 7th 1971"}, "1971-01-27"},                         // "twenty" is lost
		{[]string{"february 6th 1958", "february sixth 1958"}, "1958-02-05"}, // short ordinals
		{[]string{"april 12th 1874"}, "1974-04-12"},                          // nobody is that old
		{[]string{"june 3rd 9031", "june third 90 31"}, "1931-06-03"},        // "nineteen" heard as "ninety"
		{[]string{"the second of august 19 50 9"}, "1959-08-02"},             // in three pieces
		{[]string{"1966 november 9"}, "1966-11-09"},                          // the year first
		{[]string{"march 11th no sorry march 12th 1983"}, "1983-03-12"},      // put right
		{[]string{"50 april 2011"}, "2011-04-15"},                            // no month has fifty days
		{[]string{"july 8 oh oh 6", "july 8 006"}, "2006-07-08"},             //
		{[]string{"sixth of may 194", "6th of may 1944"}, "1944-05-06"},      // of two that are alike one is lost
		{[]string{"worst of march 1982"}, "1982-03-01"},                      // by sound
		{[]string{"xiv of may 1999"}, "1999-05-14"},                          // Roman figures
	} {
		h := e.Hear(hear.Input{Text: c.heard[0], NBest: c.heard, Asked: []string{"dob"}, Now: friday()})
		s, _ := h.Slot("dob")
		if s.Value != c.want && !slices.Contains(s.Alternatives, c.want) || len(s.Alternatives) > 2 {
			t.Errorf("%q: %q or %q, want %s", c.heard, s.Value, s.Alternatives, c.want)
		}
	}
}

// TestTypedBirths are exact: nothing that only sounds alike is offered for what was written.
func TestTypedBirths(t *testing.T) {
	e := hear.New(lakeside())
	for text, want := range map[string]string{"May 4th 1990": "1990-05-04", "03/30/2007": "2007-03-30", "August 6 1950": "1950-08-06"} {
		s, _ := e.Hear(hear.Input{Text: text, Asked: []string{"dob"}, Now: friday()}).Slot("dob")
		if s.Value != want || len(s.Alternatives) > 0 || s.Sure < 0.9 {
			t.Errorf("%q: %+v", text, s)
		}
	}
	if s, ok := e.Hear(hear.Input{Text: "April 12th 1874", Asked: []string{"dob"}, Now: friday()}).Slot("dob"); ok {
		t.Errorf("born in 1874: %+v", s)
	}
}

// TestSureOfBirths tells what was said plainly from a guess.
func TestSureOfBirths(t *testing.T) {
	e := hear.New(lakeside())
	for text, least := range map[string]float64{"december 3rd 1977": 0.9, "listen of december 1977": 0, "22nd of the 1st": 0} {
		s, _ := e.Hear(hear.Input{Text: text, NBest: []string{text}, Asked: []string{"dob"}, Now: friday()}).Slot("dob")
		if least > 0 && s.Sure < least || least == 0 && s.Sure > 0.6 {
			t.Errorf("%q: %+v", text, s)
		}
	}
}
