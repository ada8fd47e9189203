package flow

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/patient"
	"bedside/internal/phi"
)

// message are words for one, folded.
var message = []string{"message", "mensaje", "recado"}

func (t *talk) takeName() (bool, error) {
	if t.Tries > 0 && saysAny(plainly(t.in.Text), message) {
		return true, t.orMessage("")
	}
	if t.in.Heard.Has(hear.Affirm) && len(strings.Fields(plainly(t.in.Text))) < 3 && t.Slots["agreed"] == "" {
		t.Slots["agreed"] = "yes" // to the time that was named before; once
		return true, nil
	}
	if _, ok := t.in.Heard.Slot("name"); !ok || strings.HasSuffix(strings.TrimSpace(t.in.Text), "?") || strings.ContainsAny(t.in.Text, "@<>{}[]()\\;=|") {
		return false, nil
	}
	t.setName()
	if n, ok := t.in.Heard.Slot("name"); ok {
		t.doubtName(n)
	}
	return t.Who.Given != "", nil
}

// setName takes the name that was said, or the family name where only that was missing.
func (t *talk) setName() {
	n, _ := t.in.Heard.Slot("name")
	words := strings.Fields(n.Value)
	switch {
	case len(words) == 0:
		return
	case len(words) == 1 && t.Step == "name" && t.Who.Given != "" && t.Who.Family == "":
		t.Who.Family = words[0]
		return
	case len(words) == 1 && t.Step != "name" && t.Who.Family != "": // "no, Meyer"
		t.Who.Family = words[0]
		return
	}
	if given, family := split(n.Value); given != t.Who.Given || family != t.Who.Family {
		t.Who.Given, t.Who.Family, t.Who.Patient = given, family, "" // somebody else, until they are verified
	}
	t.Who.Others = nil
	for _, o := range n.Alternatives {
		if len(t.Who.Others) < 3 {
			t.Who.Others = append(t.Who.Others, o)
		}
	}
}

// split divides a name: what comes last is the family name, with the particles before it; of four words and more two.
func split(name string) (given, family string) {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name, ""
	}
	at := len(words) - 1
	if len(words) > 3 {
		at--
	}
	for at > 1 && slices.Contains([]string{"van", "von", "der", "den", "de", "del", "la", "las", "los", "di", "da", "st.", "st"}, strings.ToLower(words[at-1])) {
		at--
	}
	return strings.Join(words[:at], " "), strings.Join(words[at:], " ")
}

// How sure a date of birth must be heard: to be taken at all, and to be taken without saying it back on the telephone.
const (
	guessedBirth = 0.5
	plainBirth   = 0.9
)

// takeBirth takes a date of birth. One that is no more than a guess is asked for again, once, and what was guessed
// helps to understand the answer; one that is likely is said back, so that the caller can put it right.
func (t *talk) takeBirth() (bool, error) {
	d, ok := t.in.Heard.Slot("dob")
	if !ok {
		return t.takePart()
	}
	if d.Sure < guessedBirth && t.Fails == 0 {
		t.Who.Doubted = append([]string{d.Value}, d.Alternatives...)
		if t.Who.Part = agreed(t.Who.Doubted); !t.in.Heard.Born.IsZero() {
			t.Who.Part = t.in.Heard.Born
		}
		if missing(t.Who.Part) != "" {
			t.Fails++
			return false, t.askPart()
		}
		return false, nil
	}
	t.setBirth()
	if d.Sure < plainBirth && t.Channel() == "voice" {
		t.acknowledge("dob")
	}
	return true, nil
}

// takePart takes a part of a date of birth, and asks for the rest of it alone. Somebody who adds nothing has failed as
// with any other question.
func (t *talk) takePart() (bool, error) {
	before := t.Who.Part
	switch all := t.born(); {
	case all:
		d := civil.Date{Year: t.Who.Part.Year, Month: time.Month(t.Who.Part.Month), Day: t.Who.Part.Day}
		if d.AddDays(0) != d || civil.DateOf(t.Now()).Before(d) { // no February 30, and nobody is born tomorrow
			t.Who.Part = hear.Born{}
			return false, nil
		}
		if t.Who.Birth != d.String() {
			t.Who.Birth, t.Who.Patient = d.String(), ""
		}
		t.Who.OtherBirths, t.Who.Doubted, t.Who.Part = nil, nil, hear.Born{}
		if t.Channel() == "voice" { // put together from several answers: they hear what it came to
			t.acknowledge("dob")
		}
		return true, nil
	case t.Who.Part == before, missing(t.Who.Part) == "":
		return false, nil
	}
	return false, t.askPart()
}

// askPart asks for what is missing of a date of birth.
func (t *talk) askPart() error {
	key := "dob." + missing(t.Who.Part)
	t.asks = true
	t.say(key, nil)
	t.Question = t.line(key)
	return nil
}

// agreed is what several readings of a date of birth have in common.
func agreed(dates []string) (b hear.Born) {
	for i, s := range dates {
		d, err := civil.ParseDate(s)
		if err != nil {
			return hear.Born{}
		}
		if i == 0 {
			b = hear.Born{Year: d.Year, Month: int(d.Month), Day: d.Day}
		}
		if b.Year != d.Year {
			b.Year = 0
		}
		if b.Month != int(d.Month) {
			b.Month = 0
		}
		if b.Day != d.Day {
			b.Day = 0
		}
	}
	return b
}

// setBirth takes the date of birth that was heard; of several readings the one that was heard before too. Beside one
// that was said plainly, no other counts for who somebody is, unless it was heard before.
func (t *talk) setBirth() {
	d, _ := t.in.Heard.Slot("dob")
	all := append([]string{d.Value}, d.Alternatives...)
	if d.Sure < plainBirth {
		slices.SortStableFunc(all, func(a, b string) int { return t.doubted(b) - t.doubted(a) })
	} else {
		all = append(all[:1], slices.DeleteFunc(all[1:], func(o string) bool { return t.doubted(o) == 0 })...)
	}
	if all[0] != t.Who.Birth {
		t.Who.Birth, t.Who.Patient = all[0], ""
	}
	t.Who.OtherBirths = slices.Clone(all[1:min(len(all), 3)])
	t.Who.Doubted, t.Who.Part = nil, hear.Born{}
}

// doubted is 1 for a date of birth that was heard before and doubted.
func (t *talk) doubted(date string) int {
	if slices.Contains(t.Who.Doubted, date) {
		return 1
	}
	return 0
}

func (t *talk) takeContact() (bool, error) {
	if p, ok := t.in.Heard.Slot("phone"); ok {
		t.Who.Phone = p.Value
		t.doubtPhone(p)
		return true, nil
	}
	if done, err := t.areaCode(); done || err != nil {
		return err == nil && t.Who.Phone != "", err
	}
	if p, err := patient.ParsePhone(t.in.Digits); err == nil && t.in.Digits != "" {
		t.Who.Phone = p.Reveal()
		return true, nil
	}
	if e, ok := t.email(); ok {
		t.Who.Email = e
		return true, nil
	}
	if t.Flow == "message" && t.in.Heard.Has(hear.Deny) { // nobody has to leave a number
		t.Slots["phone"] = "none"
		return true, nil
	}
	return false, nil
}

// areaCode takes a number without its area code, and then the area code alone.
func (t *talk) areaCode() (done bool, err error) {
	digits, have := t.in.Heard.Number, t.Slots["local"]
	switch {
	case len(digits) == 7 && have == "":
		t.Slots["local"] = digits
		t.asks = true
		t.say("phone.area", nil)
		t.Question = t.line("phone.area")
		return true, nil
	case len(digits) == 3 && have != "":
		if p, err := patient.ParsePhone(digits + have); err == nil {
			t.Who.Phone = p.Reveal()
			return true, nil
		}
	}
	return false, nil
}

// email is an address that was written.
func (t *talk) email() (string, bool) {
	if !strings.Contains(t.in.Text, "@") {
		return "", false
	}
	for _, w := range strings.Fields(t.in.Text) {
		if e, err := phi.ParseEmail(strings.Trim(w, ".,;:!?()<>\"'")); err == nil {
			return e.Reveal(), true
		}
	}
	return "", false
}
