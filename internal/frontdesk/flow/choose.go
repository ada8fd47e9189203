package flow

import (
	"slices"
	"strconv"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/frontdesk/when"
)

// rewish forgets what was chosen and offered; what was wished before stays until something else is.
func (t *talk) rewish() { t.Wished, t.Chosen, t.Offered = false, nil, nil }

// takeWish takes which days and times would suit.
func (t *talk) takeWish() (bool, error) {
	h := t.in.Heard
	if t.joins() && h.When.Clash == nil && h.When.Want.IsZero() && saysAny(plainly(t.in.Text), anyTime) {
		t.prefer()
		t.Wished = true
		return true, nil
	}
	if c := h.When.Clash; c != nil {
		return true, t.clash(c)
	}
	changed := t.prefer()
	want := h.When.Want
	switch {
	case !want.IsZero():
		t.Want = t.Want.With(want)
		t.mentions()
	case changed, h.Has(hear.Unsure), h.Has(hear.Affirm):
	case h.Has(hear.RequestAlternatives), h.Has(hear.Deny):
		t.Want = when.Want{}
	default:
		return false, nil
	}
	t.Wished, t.Offered = true, nil
	delete(t.Slots, "other")
	return true, nil
}

// clash asks which day was meant where the words contradict themselves.
func (t *talk) clash(c *when.Clash) error {
	t.asks = true
	days := slices.DeleteFunc(slices.Clone(c.Readings), func(d civil.Date) bool { return d.Before(civil.DateOf(t.Now())) })
	if len(days) < 2 {
		t.say("noday", nil)
		return t.ask("again")
	}
	args := Args{"day": t.calendar().day(days[0]), "other": t.calendar().day(days[1])}
	t.say("which", args)
	t.Question = Text(t.out.Pieces)
	return nil
}

// takeOffer takes the choice among the times on offer, or what would suit better.
func (t *talk) takeOffer() (bool, error) {
	h := t.in.Heard
	if h.When.Clash != nil {
		return true, t.clash(h.When.Clash)
	}
	i := t.hour()
	if i < 0 {
		i = t.chosen(len(t.Offered))
	}
	want, plain := h.When.Want, plainly(t.in.Text)
	looks := !want.IsZero() && !want.Exact && saysAny(plain, looking)
	if looks {
		i = -1
	}
	switch yes := h.Has(hear.Affirm) && !h.Has(hear.Deny); {
	case i >= 0 && i < len(t.Offered):
	case t.prefer():
		t.Offered = nil
		if !want.IsZero() {
			t.Want = t.Want.With(want)
		}
		return true, nil
	case saysAny(plain, whoever):
		if t.Slots["provider"] == "" && (t.Visit == nil || t.Slots["whoever"] != "") {
			t.asks = true
			return true, t.ask("")
		}
		delete(t.Slots, "provider")
		t.Slots["whoever"] = "yes"
		t.Offered = nil
		return true, nil
	case !want.IsZero():
		if i = t.means(want); i >= 0 && !looks {
			break
		}
		t.rewish()
		t.Want, t.Wished = t.Want.With(want), true
		t.mentions()
		return true, nil
	case h.Has(hear.RequestAlternatives), h.Has(hear.Deny):
		t.rewish()
		t.Slots["other"] = "asked"
		return true, nil
	case yes && len(t.Offered) == 1, h.Has(hear.Unsure):
		i = 0
	case yes:
		t.say("time.which", t.args())
		t.asks = true
		return true, nil
	default:
		return false, nil
	}
	t.choose(t.Offered, i)
	if t.Bound != "" { // it was offered for this very visit, and can be changed again
		t.Slots["confirm"] = "yes"
	}
	return true, nil
}

func (t *talk) choose(from []Offer, i int) {
	chosen := from[i]
	t.Chosen, t.Last, t.Offered, t.Wished = &chosen, from, nil, true
}

// ordinals are the words for a place in a list, folded.
var ordinals = [][]string{
	{"1", "one", "first", "the first", "first one", "the first one", "number one", "number 1", "option 1", "option one", "uno", "la primera", "primera", "el primero"},
	{"2", "two", "second", "the second", "second one", "the second one", "number two", "number 2", "option 2", "option two", "dos", "la segunda", "segunda", "el segundo"},
	{"3", "three", "third", "the third", "third one", "the third one", "number three", "number 3", "option 3", "option three", "tres", "la tercera", "tercera", "el tercero"},
	{"4", "four", "fourth", "the fourth", "the fourth one", "number 4", "number four", "cuatro", "la cuarta"},
	{"5", "five", "fifth", "the fifth", "the fifth one", "number 5", "number five", "cinco", "la quinta"},
}

// looking are the words of somebody who asks for other times rather than to choose, folded.
var looking = []string{"do you have", "you have", "is there", "are there", "anything", "something", "any other", "have any", "that early", "too early", "so early", "quite early", "that late", "too late", "so late", "quite late", "that soon", "too soon",
	"tan temprano", "muy temprano", "demasiado temprano", "tan tarde", "muy tarde", "demasiado tarde", "tiene algo", "tienen algo", "hay algo", "algo"}

// whoever are the words of somebody to whom every provider is right, folded.
var whoever = []string{"any doctor", "any provider", "anyone", "anybody", "whoever", "no preference", "doesn't matter who", "cualquiera", "cualquier doctor", "no importa quien"}

// chosen is the place in a numbered list of n that was said or keyed, -1 for none.
func (t *talk) chosen(n int) int {
	i := t.in.Heard.Selected
	said := strings.TrimSpace(plainly(t.in.Text))
	if t.in.Digits != "" {
		said = t.in.Digits
	}
	for place, all := range ordinals {
		if slices.Contains(all, said) || slices.Contains(all, strings.TrimSuffix(said, " please")) {
			i = place
		}
	}
	if i >= n {
		return -1
	}
	return i
}

// hour is the place of the one offered time whose hour a bare number names, -1 for none. On voice the times are
// numbered, and a number is a place.
func (t *talk) hour() int {
	n, err := strconv.Atoi(strings.TrimSpace(plainly(t.in.Text)))
	if err != nil || t.Channel() == "voice" {
		return -1
	}
	found := -1
	for i, o := range t.Offered {
		if h := t.local(o).Hour(); h == n || h == n+12 {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// means returns the one time on offer that the words name, -1 if none or several fit.
func (t *talk) means(want when.Want) int {
	if len(want.NotDates) > 0 || want.Other {
		return -1
	}
	found := -1
	for i, o := range t.Offered {
		if want.At(t.local(o)) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}
