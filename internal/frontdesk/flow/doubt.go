package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/practice"
)

// Doubt is a value that was heard in more than one way. Only what differs is asked about, twice at most, and nothing that
// is sure is asked again.
type Doubt struct {
	Slot   string   // name, phone or service
	Values []string // what it may be, the likeliest first
	Fails  int
}

// asked is what the listener is told about it.
func (d *Doubt) asked() []string {
	if d.Slot == "phone" {
		return []string{"phone", "phone_part"}
	}
	return []string{d.Slot}
}

// groups are the area code, the exchange and the line of an American number.
func groups(e164 string) []string {
	if len(e164) != 12 || !strings.HasPrefix(e164, "+1") {
		return []string{e164}
	}
	return []string{e164[2:5], e164[5:8], e164[8:]}
}

// differing are the groups by which two numbers differ, if it is one; false if they differ by more.
func differing(a, b string) (ga, gb string, ok bool) {
	as, bs := groups(a), groups(b)
	if len(as) != len(bs) || len(as) == 1 {
		return "", "", false
	}
	n := 0
	for i := range as {
		if as[i] != bs[i] {
			ga, gb, n = as[i], bs[i], n+1
		}
	}
	return ga, gb, n == 1
}

// doubtPhone keeps in mind that a number was heard in two ways that differ by one group. Where they differ by more, it is
// read back as a whole or not at all.
func (t *talk) doubtPhone(p hear.Slot) {
	if t.Channel() != "voice" || p.Sure >= plainPhone || len(p.Alternatives) == 0 {
		return
	}
	if _, _, ok := differing(p.Value, p.Alternatives[0]); ok {
		t.Doubt = &Doubt{Slot: "phone", Values: []string{p.Value, p.Alternatives[0]}}
	}
}

// plainPhone is how sure a number must be heard to be taken without a word.
const plainPhone = 0.9

// doubtName keeps in mind that a family name was heard in ways that do not sound alike. Where a record is looked for, each
// of them is looked for, and nobody needs to spell.
func (t *talk) doubtName(n hear.Slot) {
	if t.Channel() != "voice" || n.Sure > doubtfulName || len(n.Alternatives) == 0 || t.Who.Family == "" || slices.Contains(t.stepsOf(), "visit") || t.Slots["spelled"] != "" {
		return
	}
	t.Slots["spelled"] = "asked" // once
	t.Doubt = &Doubt{Slot: "name", Values: []string{t.Who.name()}}
}

// doubtfulName is how sure a name is that fewer than half of the hearings agree on.
const doubtfulName = 0.5

// doubtService keeps in mind that two services fit as well; false if one is meant.
func (t *talk) doubtService(s hear.Slot) bool {
	if s.Sure > doubtfulService || len(s.Alternatives) == 0 || t.Flow != "book" || t.Plain || t.Channel() == "sms" { // a text names no service
		return false
	}
	first, ok := t.p.Service(practice.ServiceID(s.ID))
	i := slices.IndexFunc(t.p.Services, func(o practice.Service) bool { return o.Name == s.Alternatives[0] })
	if !ok || i < 0 || !t.bookable(first) || !t.bookable(t.p.Services[i]) {
		return false
	}
	t.Doubt = &Doubt{Slot: "service", Values: []string{string(first.ID), string(t.p.Services[i].ID)}}
	return true
}

const doubtfulService = 0.5

func (t *talk) bookable(s practice.Service) bool {
	provider, known := t.p.Provider(practice.ProviderID(t.Slots["provider"]))
	return s.Active && s.Online && !t.tooLate(s) && (!known || provider.Offers(s.ID))
}

// askDoubt asks about what differs, and nothing else.
func (t *talk) askDoubt() error {
	d := t.Doubt
	t.asks = true
	if t.Step == "" {
		t.Step = t.stepsOf()[0]
	}
	said := len(t.out.Pieces)
	switch d.Slot {
	case "phone":
		a, b, _ := differing(d.Values[0], d.Values[1])
		t.say("doubt.phone", Args{"one": dashed(a), "two": dashed(b)})
	case "name":
		t.say("doubt.name", Args{"name": t.Who.Family, "spelled": dashed(strings.ToUpper(t.Who.Family))})
	case "service":
		t.say("doubt.service", Args{"service": t.serviceName(d.Values[0]), "another": t.serviceName(d.Values[1])})
	}
	t.Question = strings.TrimSpace(Text(t.out.Pieces[said:]))
	return nil
}

func (t *talk) serviceName(i string) string {
	s, _ := t.p.Service(practice.ServiceID(i))
	return s.Name
}

// dashed reads out one by one: 5-1-5, N-G-U-Y-E-N.
func dashed(s string) string {
	all := make([]string, 0, len(s))
	for _, r := range s {
		if r != ' ' && r != '-' {
			all = append(all, string(r))
		}
	}
	return strings.Join(all, "-")
}

// settle takes the answer to a doubt. It is asked once more; after a second failure a number is keyed, a name is spelled,
// and of two services the likelier is read back like any other.
func (t *talk) settle() error {
	d := t.Doubt
	settled := map[string]func(*Doubt) bool{"phone": t.settlePhone, "name": t.settleName, "service": t.settleService}[d.Slot]
	if settled(d) {
		t.Doubt, t.Fails = nil, 0
		return t.next()
	}
	if d.Fails++; d.Fails < 2 && d.Slot != "name" {
		t.say("sorry", nil)
		return t.askDoubt()
	}
	t.Doubt = nil
	t.note("could not tell the " + d.Slot)
	switch d.Slot {
	case "phone":
		t.forget("phone")
		t.Step, t.Fails = "phone", 2
		return t.ask("keypad")
	case "name":
		t.Who.Family, t.Who.Others = "", nil
		t.Step, t.Fails = "name", 1
		t.say("doubt.spell", nil)
		t.Question, t.asks = t.line("doubt.spell"), true
		return nil
	}
	t.Slots["service"] = d.Values[0]
	return t.next()
}

func (t *talk) settlePhone(d *Doubt) bool {
	if p, ok := t.in.Heard.Slot("phone"); ok { // all of it again
		t.Who.Phone = p.Value
		return true
	}
	a, b, _ := differing(d.Values[0], d.Values[1])
	digits := t.in.Heard.Number
	if t.in.Digits != "" {
		digits = t.in.Digits
	}
	switch i := t.chosen(len(d.Values)); {
	case digits == a:
		t.Who.Phone = d.Values[0]
	case digits == b:
		t.Who.Phone = d.Values[1]
	case i >= 0:
		t.Who.Phone = d.Values[i]
	default:
		return false
	}
	return true
}

func (t *talk) settleName(*Doubt) bool {
	if n, ok := t.in.Heard.Slot("name"); ok && !strings.EqualFold(n.Value, t.Who.name()) && !t.in.Heard.Has(hear.Affirm) {
		if words := strings.Fields(n.Value); len(words) == 1 {
			t.Who.Family, t.Who.Others = n.Value, nil
		} else {
			t.setName()
			t.Doubt = nil
		}
		return true
	}
	return t.in.Heard.Has(hear.Affirm) && !t.in.Heard.Has(hear.Deny) || t.in.Digits == "1"
}

func (t *talk) settleService(d *Doubt) bool {
	if s, ok := t.in.Heard.Slot("service"); ok && slices.Contains(d.Values, s.ID) && s.Sure > doubtfulService {
		t.Slots["service"] = s.ID
		return true
	}
	if i := t.chosen(len(d.Values)); i >= 0 {
		t.Slots["service"] = d.Values[i]
		return true
	}
	return false
}

// born takes the parts of a date of birth that were said, together with those of before. It reports whether all of it is
// known now; if not, which says what to ask.
func (t *talk) born() (all bool) {
	b, p := t.in.Heard.Born, &t.Who.Part
	for _, x := range []struct{ from, to *int }{{&b.Year, &p.Year}, {&b.Month, &p.Month}, {&b.Day, &p.Day}} {
		if *x.from > 0 {
			*x.to = *x.from
		}
	}
	return p.Year > 0 && p.Month > 0 && p.Day > 0
}

// missing names what is not known of a date of birth of which something is: "day", "month", "year", "monthday" or
// "dayyear"; "" where nothing helps.
func missing(b hear.Born) string {
	switch {
	case b.Year > 0 && b.Month > 0 && b.Day == 0:
		return "day"
	case b.Year > 0 && b.Month == 0 && b.Day > 0:
		return "month"
	case b.Year == 0 && b.Month > 0 && b.Day > 0:
		return "year"
	case b.Year > 0 && b.Month == 0:
		return "monthday"
	case b.Month > 0 && b.Year == 0:
		return "dayyear"
	}
	return ""
}
