package patient

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

const (
	nameMost    = 100 // code points
	numberMost  = 40
	contactMost = 10
	oldest      = 125 // years
)

func invalid(sentence string) error { return fault.New(fault.Invalid, "patient.check", sentence) }

// ParsePhone reads a telephone number as Americans write it, or with its country code. Anything that cannot be a
// number is Invalid; the sentence does not repeat it.
func ParsePhone(s string) (phi.Phone, error) {
	e164, err := practice.ParsePhone(s)
	if err != nil {
		return phi.Phone{}, err
	}
	return phi.NewPhone(e164), nil
}

// clean normalises a line of text about a patient; what begins the sentence about what is wrong with it.
func clean(what, s string, most int) (string, error) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) {
		return "", invalid(what + " holds a character that cannot be shown. Type it again.")
	}
	s = norm.NFC.String(strings.TrimSpace(s))
	if utf8.RuneCountInString(s) > most {
		return "", invalid(what + " is too long.")
	}
	return s, nil
}

// CheckName says what is wrong with a given or a family name as it was typed, so that a form can say it beside the
// field. Invalid, without repeating the name.
func CheckName(s string) error {
	s, err := clean("The name", s, nameMost)
	if err == nil && s == "" {
		err = invalid("The name is missing.")
	}
	return err
}

func cleanName(n phi.Name) (phi.Name, error) {
	given, err := clean("The given name", n.RevealGiven(), nameMost)
	if err != nil {
		return n, err
	}
	family, err := clean("The family name", n.RevealFamily(), nameMost)
	switch {
	case err != nil:
		return n, err
	case given == "":
		return n, invalid("The given name is missing.")
	case family == "":
		return n, invalid("The family name is missing.")
	}
	return phi.NewName(given, family), nil
}

// dayOf is the day that births are compared with: in UTC, which American zones are behind by hours.
func dayOf(now time.Time) civil.Date { return civil.DateOf(now.UTC()) }

func checkBirth(b phi.BirthDate, today civil.Date) error {
	d := b.RevealDate()
	switch {
	case d.IsZero():
		return invalid("The date of birth is missing.")
	case today.Before(d):
		return invalid("The date of birth is in the future.")
	case d.Year < today.Year-oldest:
		return invalid("The date of birth is more than 125 years ago. Check the year.")
	}
	return nil
}

// cleanContacts normalises the values, drops repeated ones and checks the consent of each.
func cleanContacts(contacts []Contact) ([]Contact, error) {
	var out []Contact
	for _, c := range contacts {
		var err error
		switch c.Kind {
		case Phone:
			var p phi.Phone
			p, err = ParsePhone(c.Value.Reveal())
			c.Value = phi.NewText(p.Reveal())
		case Email:
			var e phi.Email
			e, err = phi.ParseEmail(c.Value.Reveal())
			c.Value = phi.NewText(e.Reveal())
		default:
			err = invalid("A contact point is a phone number or an e-mail address.")
		}
		if err == nil && c.Consent {
			err = checkHow(c.ConsentHow)
		}
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out, c.same) {
			out = append(out, c)
		}
	}
	if len(out) > contactMost {
		return nil, invalid("A patient can have ten contact points at most.")
	}
	return out, nil
}

func (c Contact) same(o Contact) bool {
	return c.Kind == o.Kind && c.Value.Reveal() == o.Value.Reveal()
}

// checkHow keeps free text, which may name a patient, out of events: how is a short code such as "booking page".
func checkHow(how string) error {
	plain := !strings.ContainsFunc(how, func(r rune) bool { return (r < 'a' || r > 'z') && r != ' ' && r != '-' && r != '_' })
	if how == "" || len(how) > 40 || !plain {
		return fault.New(fault.Invalid, "patient.checkHow", "Say how in a few small letters, such as booking page.")
	}
	return nil
}

// normalise checks everything about a patient that staff or a file give.
func (p *Patient) normalise(today civil.Date) error {
	name, err := cleanName(p.Name)
	if err != nil {
		return err
	}
	if err := checkBirth(p.Birth, today); err != nil {
		return err
	}
	number, err := clean("The patient's number", p.Number.Reveal(), numberMost)
	if err != nil {
		return err
	}
	contacts, err := cleanContacts(p.Contacts)
	if err != nil {
		return err
	}
	p.Name, p.Number, p.Contacts = name, phi.NewText(number), contacts
	return nil
}

// birthLayouts are the ways Americans and their spreadsheets write a day with its full year, month first.
var birthLayouts = []string{time.DateOnly, "1/2/2006", "1-2-2006", "1.2.2006", "2006/1/2", "20060102", "Jan 2, 2006", "Jan 2 2006",
	"January 2, 2006", "January 2 2006", "2-Jan-2006", "2 Jan 2006", "2 January 2006"}

// ParseBirth reads a date of birth up to today. Anything else, a day that does not exist and a year of two digits,
// which may mean either century, is Invalid; the sentence does not repeat it.
func ParseBirth(s string, today civil.Date) (phi.BirthDate, error) {
	d, ok := parseDay(s)
	if !ok {
		return phi.BirthDate{}, fault.New(fault.Invalid, "patient.ParseBirth", "That is not a date of birth. Write month, day and full year, such as 02/28/1980.")
	}
	b := phi.NewBirthDate(d)
	return b, checkBirth(b, today)
}

func parseDay(s string) (civil.Date, bool) {
	for _, layout := range birthLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return civil.DateOf(t), true
		}
	}
	return civil.Date{}, false
}
