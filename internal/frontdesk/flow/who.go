package flow

import (
	"slices"
	"strings"

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
		return false, nil
	}
	if d.Sure < guessedBirth && t.Fails == 0 {
		t.Who.Doubted = append([]string{d.Value}, d.Alternatives...)
		return false, nil
	}
	t.setBirth()
	if d.Sure < plainBirth && t.Channel() == "voice" {
		t.acknowledge("dob")
	}
	return true, nil
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
	t.Who.Doubted = nil
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
		return true, nil
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
