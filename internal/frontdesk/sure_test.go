package frontdesk_test

import (
	"strings"
	"testing"

	"bedside/internal/frontdesk"
	"bedside/internal/testkit"
)

// spoken is a turn of a call: what was heard, best first, and a part of what is answered.
type spoken struct {
	heard []string
	want  string
}

func heard(want string, hearings ...string) spoken { return spoken{hearings, want} }

func (c *call) through(name string, turns []spoken) {
	c.Helper()
	for n, x := range turns {
		if got := c.heard(x.heard...); !strings.Contains(got, x.want) {
			c.Errorf("%s, turn %d, %q: %q does not say %q", name, n+1, x.heard[0], got, x.want)
			return
		}
	}
}

// TestOnlyTheUnsurePartOfABirthDateIsAskedAbout in any order, and what it came to is said back.
func TestOnlyTheUnsurePartOfABirthDateIsAskedAbout(t *testing.T) {
	for name, turns := range map[string][]spoken{
		"no day":             {heard("I have the month and the year. Which day?", "march nineteen fifty eight"), heard("born March 3, 1958", "the third")},
		"no day, bare":       {heard("Which day?", "march 1958"), heard("born March 3, 1958", "three")},
		"no year":            {heard("I have the month and the day. Which year?", "march third"), heard("born March 3, 1958", "fifty eight")},
		"no year, spoken":    {heard("Which year?", "the third of march"), heard("born March 3, 1958", "nineteen fifty eight")},
		"no month":           {heard("I have the day and the year. Which month?", "the third, 1958"), heard("born March 3, 1958", "march")},
		"the year alone":     {heard("I have the year. Which month and day?", "1958"), heard("born March 3, 1958", "march third")},
		"the month alone":    {heard("I have the month. Which day and year?", "in march"), heard("Which year?", "the third"), heard("born March 3, 1958", "1958")},
		"then all of it":     {heard("Which day?", "march 1958"), heard("December 1", "march third 1958")},
		"then another month": {heard("Which day?", "may 1958"), heard("born March 3, 1958", "march the third")},
		"nothing, then keys": {heard("Which day?", "march 1958"), heard("sorry", "blah glorp"), heard("key in your date of birth", "mumble glorp")},
	} {
		h := openHouse(t, testkit.SQLite(t))
		h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
		c := h.call(frontdesk.Voice, "+12185550199")
		c.heard("when is my next appointment")
		c.heard("Maria Lopez")
		c.through(name, turns)
	}
}

// TestNoSuchDayIsPutTogether: a February 30 is asked for again as a whole, and nobody is born tomorrow.
func TestNoSuchDayIsPutTogether(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Voice, "+12185550199")
	c.heard("when is my next appointment")
	c.heard("Maria Lopez")
	c.through("no such day", []spoken{heard("Which day?", "february 1958"), heard("sorry", "the thirtieth")})
}

// toPhone books up to the question for the number.
func (c *call) toPhone() {
	c.Helper()
	for _, said := range []string{"I'd like an appointment for my knee", "Tuesday next week at 2 pm with Dr. Marlow", "yes", "Tom Reed", "march third 1983"} {
		c.heard(said)
	}
	if c.last.State != "book.phone" {
		c.Fatalf("the state is %s: %s", c.last.State, c.words(c.last))
	}
}

// TestOnlyTheUnsurePartOfANumberIsAskedAbout and nothing that is sure is asked twice.
func TestOnlyTheUnsurePartOfANumberIsAskedAbout(t *testing.T) {
	two := []string{"515 555 0123", "505 555 0123", "505 555 0123"}
	for name, turns := range map[string][]spoken{
		"by its digits": {heard("Was that 5-1-5 or 5-0-5?", two...), heard("Shall I book it?", "five oh five")},
		"by its place":  {heard("Was that 5-1-5 or 5-0-5?", two...), heard("Shall I book it?", "the second")},
		"all again":     {heard("Was that 5-1-5 or 5-0-5?", two...), heard("Shall I book it?", "505 555 0123")},
		"twice unclear": {heard("Was that 5-1-5 or 5-0-5?", two...), heard("Was that 5-1-5 or 5-0-5?", "blah"), heard("key in the ten digits", "glorp"), heard("Shall I book it?", "505 555 0123")},
		"no area code":  {heard("What is the area code?", "555 0123"), heard("Shall I book it?", "five oh five")},
		"most agree":    {heard("Shall I book it?", "505 555 0123", "505 555 0123", "505 555 0123", "515 555 0123")},
	} {
		h := openHouse(t, testkit.SQLite(t))
		c := h.call(frontdesk.Voice, "")
		c.toPhone()
		c.through(name, turns)
		if got := c.last.Slots["phone"]; got != "+15055550123" {
			t.Errorf("%s: the number is %s", name, got)
		}
	}
}

// TestANameThatIsHeardInManyWaysIsSpelledBack once, where it will be written down; where a record is looked for, every
// hearing is looked for instead.
func TestANameThatIsHeardInManyWaysIsSpelledBack(t *testing.T) {
	many := []string{"Tom Nguyen", "Tom Newman", "Tom Winslow", "Tom Norton"}
	for name, x := range map[string]struct {
		turns  []spoken
		family string
	}{
		"yes":         {[]spoken{heard("Did you say Nguyen, N-G-U-Y-E-N?", many...), heard("date of birth", "yes")}, "Tom Nguyen"},
		"another":     {[]spoken{heard("Did you say Nguyen, N-G-U-Y-E-N?", many...), heard("date of birth", "no, Newman")}, "Tom Newman"},
		"no, spelled": {[]spoken{heard("Did you say Nguyen, N-G-U-Y-E-N?", many...), heard("Please spell your last name.", "no"), heard("date of birth", "N E W M A N")}, "Tom Newman"},
	} {
		h := openHouse(t, testkit.SQLite(t))
		c := h.call(frontdesk.Voice, "")
		for _, said := range []string{"I'd like an appointment for my knee", "Tuesday next week at 2 pm with Dr. Marlow", "yes"} {
			c.heard(said)
		}
		c.through(name, x.turns)
		if got := c.last.Slots["name"]; got != x.family {
			t.Errorf("%s: the name is %q", name, got)
		}
	}
	h := openHouse(t, testkit.SQLite(t))
	h.known("Tom", "Winslow", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	c := h.call(frontdesk.Voice, "")
	c.heard("when is my next appointment")
	c.through("looked for", []spoken{heard("date of birth", many...), heard("December 1", "march third 1958")})
}

// TestOfTwoServicesThatFitOneIsAskedFor and the rest of the booking goes on as it stands.
func TestOfTwoServicesThatFitOneIsAskedFor(t *testing.T) {
	const ask = "Is that for "
	for name, turns := range map[string][]spoken{
		"by name":   {heard(ask, "I need an appointment for a blood pressure check or a vaccination"), heard("When would suit you?", "the vaccination")},
		"by place":  {heard(ask, "I need an appointment for a blood pressure check or a vaccination"), heard("When would suit you?", "the second one")},
		"unclear":   {heard(ask, "I need an appointment for a blood pressure check or a vaccination"), heard(ask, "glorp"), heard("When would suit you?", "blah")},
		"one alone": {heard("When would suit you?", "I need an appointment for a vaccination")},
	} {
		h := openHouse(t, testkit.SQLite(t))
		c := h.call(frontdesk.Voice, "")
		c.through(name, turns)
		if want := "Vaccination"; name != "unclear" && c.last.Slots["service"] != want {
			t.Errorf("%s: the service is %q", name, c.last.Slots["service"])
		}
	}
}
