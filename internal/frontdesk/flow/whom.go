package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// With whom and where somebody would be seen, and with whom not. What is said of it is kept in the flow's slots:
// "provider" and "location", "language", "not" and "away" (whom and where not, ids with spaces between), and "whoever".

// but are the words before a provider's name of somebody who does not want to see them, folded.
var but = []string{"not", "no", "but", "except", "besides", "than", "without", "never", "don't", "dont", "menos", "excepto", "salvo", "sin", "sea"}

// between are words that may stand between those and the name.
var between = []string{"with", "to", "see", "for", "dr", "doctor", "doctora", "dra", "nurse", "con", "a", "al", "la", "el", "by", "want", "seeing", "ver", "quiero", "que", "por"}

// another are the words of somebody who would see somebody else, and elsewhereWords those who would go somewhere else.
var (
	another = []string{"different doctor", "another doctor", "other doctor", "different provider", "another provider", "other provider", "someone else", "somebody else", "anyone else", "anybody else", "who else",
		"different nurse", "another nurse", "different person", "another person", "otro doctor", "otra doctora", "otro medico", "otra medica", "otro proveedor", "otra persona", "alguien mas", "con otro", "con otra", "alguien diferente"}
	elsewhereWords = []string{"other office", "other location", "other place", "other clinic", "other site", "different office", "different location", "another office", "another location", "somewhere else",
		"otra oficina", "otro consultorio", "otra sede", "otra clinica", "otro lugar", "otra ubicacion", "en otro lado"}
	speaking = []string{"speaks", "speak", "speaking", "that talks", "who talks", "habla", "hable", "hablen", "hablan", "hable el"}
	gendered = []string{"woman doctor", "female doctor", "lady doctor", "women doctors", "female doctors", "female provider", "woman provider", "doctor who is a woman", "who is a woman", "who's a woman", "male doctor", "man doctor", "male provider",
		"doctora mujer", "medico mujer", "mujer doctora", "que sea mujer", "sea una mujer", "sea mujer", "medico hombre", "que sea hombre", "doctor hombre"}
	anyPlace = []string{"either office", "either location", "any office", "any location", "cualquier oficina", "cualquier consultorio", "cualquier sede"}
)

// shun reports whether the words before a name say that it is not wanted: "anyone but Dr. Osei".
func (t *talk) shun(s hear.Slot) bool {
	lead := strings.Fields(plainly(string([]rune(t.in.Heard.Text)[:s.Start])))
	for n := len(lead) - 1; n >= 0 && n >= len(lead)-5; n-- {
		switch {
		case slices.Contains(but, lead[n]):
			return lead[n] != "no" || n+1 < len(lead) && slices.Contains([]string{"con", "quiero", "a", "que"}, lead[n+1]) // and not "no, Dr. Osei"
		case !slices.Contains(between, lead[n]):
			return false
		}
	}
	return false
}

// tongue is the language that whoever they see should speak, in English: the first they named, "" for none.
func (t *talk) tongue() string {
	plain := plainly(t.in.Text)
	if !saysAny(plain, speaking) {
		return ""
	}
	if saysAny(plain, []string{"i speak", "i only speak", "we speak", "do you speak", "can you speak", "yo hablo", "hablo", "solo hablo", "habla usted"}) {
		return ""
	}
	return firstLanguage(plain)
}

// prefer takes with whom and where somebody would like to be seen or not, and reports whether they said so.
func (t *talk) prefer() (said bool) {
	if t.Flow != "book" && t.Flow != "reschedule" && !t.joins() {
		return false
	}
	plain := plainly(t.in.Text)
	if t.names("provider", "not") {
		said = true
	} else if saysAny(plain, another) {
		said = true
		delete(t.Slots, "provider")
		for _, o := range t.spokenOf() {
			t.avoid("not", string(o.Provider))
		}
	}
	if t.names("location", "away") {
		said = true
	} else if saysAny(plain, elsewhereWords) {
		said = true
		delete(t.Slots, "location")
		for _, o := range t.spokenOf() {
			t.avoid("away", string(o.Location))
		}
	} else if saysAny(plain, anyPlace) {
		said = true
		delete(t.Slots, "location")
		delete(t.Slots, "away")
	}
	if l := t.tongue(); l != "" {
		t.Slots["language"], said = l, true
	}
	t.ofEither()
	return said
}

// names takes the person or the place that was named, to see or to avoid, and reports whether one was.
func (t *talk) names(slot, shunned string) bool {
	s, ok := t.in.Heard.Slot(slot)
	if !ok || s.ID == "" {
		return false
	}
	if !t.shun(s) {
		t.Slots[slot] = s.ID
		t.allow(shunned, s.ID)
		return true
	}
	t.avoid(shunned, s.ID)
	if t.Slots[slot] == s.ID {
		delete(t.Slots, slot)
	}
	return true
}

// ofEither says to somebody who would see a woman or a man that nothing here tells who is one.
func (t *talk) ofEither() {
	if saysAny(plainly(t.in.Text), gendered) && !slices.Contains(t.out.Notes, "asked for a woman or a man") {
		t.note("asked for a woman or a man")
		t.say("provider.either", nil)
	}
}

// seeks reports whether they look for somebody to see who speaks a language, rather than for somebody to talk to now.
func (t *talk) seeks(plain string) bool {
	return t.tongue() != "" && (t.Flow == "book" || t.Flow == "reschedule" || saysAny(plain, theirs) || saysAny(plain, []string{"doctor", "doctora", "medico", "provider", "nurse", "checkup", "physical", "book", "schedule"}))
}

// booksWith reports whether they want a visit, with somebody who speaks a language or is a woman, and do not ask who is.
func (t *talk) booksWith(plain string) bool {
	_, service := t.in.Heard.Slot("service")
	first, _, _ := strings.Cut(strings.TrimSpace(plain), " ")
	return (t.tongue() != "" || saysAny(plain, gendered)) && (service || saysAny(plain, theirs)) && !asks(first) &&
		!saysAny(plain, []string{"is there", "are there", "do you have", "hay", "tienen", "tiene"})
}

// saysWhom reports whether the words say with whom or where without a name.
func (t *talk) saysWhom() bool {
	plain := plainly(t.in.Text)
	return t.tongue() != "" || saysAny(plain, another) || saysAny(plain, elsewhereWords)
}

// spokenOf are the times that are spoken of: those on offer, that which was chosen, or the visit as it is.
func (t *talk) spokenOf() []Offer {
	switch {
	case len(t.Offered) > 0:
		return t.Offered
	case t.Chosen != nil:
		return []Offer{*t.Chosen}
	case t.Visit != nil:
		return []Offer{{t.Visit.Provider, t.Visit.Location, t.Visit.Start}}
	}
	return nil
}

func (t *talk) avoid(slot, i string) {
	if all := strings.Fields(t.Slots[slot]); !slices.Contains(all, i) {
		t.Slots[slot] = strings.Join(append(all, i), " ")
	}
}

func (t *talk) allow(slot, i string) {
	all := slices.DeleteFunc(strings.Fields(t.Slots[slot]), func(o string) bool { return o == i })
	if t.Slots[slot] = strings.Join(all, " "); len(all) == 0 {
		delete(t.Slots, slot)
	}
}

// unwanted reports whether the time is with somebody or somewhere that was refused.
func (t *talk) unwanted(s schedule.Slot) bool {
	return slices.Contains(strings.Fields(t.Slots["not"]), string(s.Provider)) || slices.Contains(strings.Fields(t.Slots["away"]), string(s.Location))
}

// keeps is the provider of the visit that is to be moved, "" where another one will do.
func (t *talk) keeps() practice.ProviderID {
	if t.Visit == nil || t.Slots["whoever"] != "" || slices.Contains(strings.Fields(t.Slots["not"]), string(t.Visit.Provider)) {
		return ""
	}
	if v, ok := t.p.Provider(t.Visit.Provider); ok && t.Slots["language"] != "" && !v.Speaks(t.Slots["language"]) {
		return ""
	}
	return t.Visit.Provider
}

// elsewhere reports whether with whom or where they said they would be seen is not so for the time that was chosen.
func (t *talk) elsewhere() bool {
	if t.Chosen == nil {
		return false
	}
	plain := plainly(t.in.Text)
	if saysAny(plain, another) || saysAny(plain, elsewhereWords) {
		return true
	}
	if l := t.tongue(); l != "" {
		v, _ := t.p.Provider(t.Chosen.Provider)
		return !v.Speaks(l)
	}
	v, withWhom := t.in.Heard.Slot("provider")
	l, where := t.in.Heard.Slot("location")
	return withWhom && (v.ID != string(t.Chosen.Provider)) != t.shun(v) || where && (l.ID != string(t.Chosen.Location)) != t.shun(l)
}
