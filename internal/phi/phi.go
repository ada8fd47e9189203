// Package phi holds patient values so that they cannot be written down by accident.
//
// It promises that a value of one of its types prints as [redacted] in every fmt verb, in JSON, in templates and in
// logs, and that Reveal is the only way to its text, so that grep finds every place where a patient's data comes
// out. Callers owe that what Reveal gave goes no further than the screen, the sealed column or the cleared message
// it was asked for. [Keys] seals values for the database and makes the tokens they are looked up by.
package phi

import (
	"fmt"
	"log/slog"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

const redacted = "[redacted]"

// secret is what every type here embeds. The text sits behind a pointer, so that even reflection over a struct that
// holds one in an unexported field shows an address and no text.
type secret struct{ text *string }

func hide(s string) secret { return secret{text: &s} }

// Reveal returns the text. It is the only way out.
func (s secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no text.
func (s secret) IsZero() bool { return s.Reveal() == "" }

// String, Format, MarshalText, MarshalJSON and LogValue all say [redacted].
func (s secret) String() string               { return redacted }
func (s secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(redacted)) }
func (s secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
func (s secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
func (s secret) LogValue() slog.Value         { return slog.StringValue(redacted) }

// Text is free text about a patient: a reason for a visit, a note, a message that was sent.
type Text struct{ secret }

// NewText hides s.
func NewText(s string) Text { return Text{hide(s)} }

// Name is a person's name.
type Name struct{ given, family secret }

// NewName hides a given and a family name; either may be empty.
func NewName(given, family string) Name {
	return Name{hide(strings.TrimSpace(given)), hide(strings.TrimSpace(family))}
}

// Reveal returns "Given Family".
func (n Name) Reveal() string {
	return strings.TrimSpace(n.given.Reveal() + " " + n.family.Reveal())
}

// RevealGiven returns the given name.
func (n Name) RevealGiven() string { return n.given.Reveal() }

// RevealFamily returns the family name.
func (n Name) RevealFamily() string { return n.family.Reveal() }

// IsZero reports whether there is no name.
func (n Name) IsZero() bool { return n.Reveal() == "" }

// String, Format, MarshalText, MarshalJSON and LogValue all say [redacted].
func (n Name) String() string               { return redacted }
func (n Name) Format(f fmt.State, _ rune)   { n.given.Format(f, 'v') }
func (n Name) MarshalText() ([]byte, error) { return n.given.MarshalText() }
func (n Name) MarshalJSON() ([]byte, error) { return n.given.MarshalJSON() }
func (n Name) LogValue() slog.Value         { return n.given.LogValue() }

// BirthDate is a date of birth.
type BirthDate struct{ secret }

// NewBirthDate hides d; the zero date makes the zero BirthDate.
func NewBirthDate(d civil.Date) BirthDate {
	if d.IsZero() {
		return BirthDate{}
	}
	return BirthDate{hide(d.String())}
}

// RevealDate returns the date, the zero date if there is none.
func (b BirthDate) RevealDate() civil.Date {
	d, err := civil.ParseDate(b.Reveal())
	if err != nil {
		return civil.Date{}
	}
	return d
}

// Phone is a telephone number in E.164, such as +12185550123.
type Phone struct{ secret }

// NewPhone hides a number that is already in E.164.
func NewPhone(e164 string) Phone { return Phone{hide(e164)} }

// Email is an e-mail address, lower case.
type Email struct{ secret }

// ParseEmail reads an address of the form local@domain as patients type it. It refuses display names, spaces,
// control characters and anything without a dot in the domain; Invalid, without repeating the input.
func ParseEmail(s string) (Email, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	local, domain, ok := strings.Cut(s, "@")
	bad := !ok || local == "" || len(s) > 254 || strings.Contains(domain, "@") || !strings.Contains(strings.Trim(domain, "."), ".") ||
		strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") ||
		strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`<>()[],;:"\`, r) })
	if bad {
		return Email{}, fault.New(fault.Invalid, "phi.ParseEmail", "That is not an e-mail address. It looks like name@example.com.")
	}
	return Email{hide(s)}, nil
}

// AgeOn returns the age in whole years on the day, by the calendar; -1 if there is no date of birth.
func (b BirthDate) AgeOn(day civil.Date) int {
	d := b.RevealDate()
	if d.IsZero() {
		return -1
	}
	age := day.Year - d.Year
	if day.Month < d.Month || day.Month == d.Month && day.Day < d.Day {
		age--
	}
	return age
}
