package flow

import (
	"strings"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/practice"
)

// correct takes what the caller corrects beside what was asked: "no, the name is Meyer", "the e-mail is …". It returns
// what was corrected, "" for nothing.
func (t *talk) correct() (slot string) {
	h := t.in.Heard
	if e, ok := t.email(); ok && t.Step != "phone" && !t.steps[t.Step].Free {
		t.Who.Email, slot = e, "phone"
	}
	if p, ok := h.Slot("phone"); ok && t.Who.Phone == "" && t.Step != "phone" && !t.steps[t.Step].Free { // beside, or instead of, what was asked
		t.Who.Phone, slot = p.Value, "phone"
	}
	if t.Step != "confirm" && !h.Has(hear.Correct) && !h.Has(hear.Deny) {
		return slot
	}
	if _, ok := h.Slot("name"); ok && t.Step != "name" {
		t.setName()
		slot = "name"
	}
	if _, ok := h.Slot("dob"); ok && t.Step != "dob" {
		t.setBirth()
		slot = "dob"
	}
	if p, ok := h.Slot("phone"); ok && t.Step != "phone" {
		t.Who.Phone, slot = p.Value, "phone"
	}
	return slot
}

// acknowledge says what was corrected.
func (t *talk) acknowledge(slot string) {
	d, err := civil.ParseDate(t.Who.Birth)
	switch {
	case slot == "":
	case slot == "dob" && err == nil:
		t.say("noted.dob", Args{"date": t.calendar().birth(d)})
	case slot == "name" && t.Who.name() != "":
		t.say("noted.name", Args{"name": t.Who.name()})
	default:
		t.say("noted", nil)
	}
}

// absorb takes what was said beside the answer and is not known yet.
func (t *talk) absorb() {
	h := t.in.Heard
	if n, ok := h.Slot("name"); ok && !t.steps[t.Step].Free {
		switch {
		case t.Who.Given == "":
			t.setName()
		case t.Step == "" && !strings.EqualFold(n.Value, t.Who.name()): // a new request, for somebody else
			t.forget("dob")
			t.setName()
		}
	}
	if _, ok := h.Slot("dob"); ok && t.Who.Birth == "" {
		t.setBirth()
	}
	if p, ok := h.Slot("phone"); ok && (t.Who.Phone == "" || t.Who.Phone == t.From().Reveal()) {
		t.Who.Phone = p.Value
	}
	t.prefer()
	if said := haveVisit(plainly(t.in.Text)); t.Flow == "waitlist" && t.Slots["held"] == "" {
		t.Slots["held"] = said
		if t.Slots["list"] == "" { // they ask for it themselves
			t.Slots["list"] = "yes"
		}
	}
	news := t.Flow == "book" || t.Flow == "waitlist" // a new visit is what the words are about
	if seen, ok := seenBefore(plainly(t.in.Text)); ok && news && t.Slots["seen"] == "" {
		t.Slots["seen"] = string(seen)
	}
	if svc, ok := h.Slot("service"); ok && t.Slots["service"] == "" && news && !t.doubtService(svc) {
		t.Slots["service"] = svc.ID
	}
	if news && t.Slots["reason"] == "" {
		if r, ok := h.Slot("reason"); ok {
			t.Slots["reason"] = r.Value
		} else if _, ok := t.p.Service(practice.ServiceID(t.Slots["service"])); ok {
			t.Slots["reason"] = clip(t.in.Text)
		}
	}
	if want, ok := t.goal(); ok && t.Flow == "reschedule" && t.Visit == nil && !t.Wished {
		t.Want, t.Wished = t.Want.With(want), true
	}
	if want := t.in.Heard.When.Want; !t.Wished && !want.IsZero() && (t.Flow == "book" || t.Flow == "waitlist" && t.Slots["held"] == "no" || t.Flow == "reschedule" && t.Visit != nil) && h.When.Clash == nil {
		t.Want, t.Wished = t.Want.With(want), true
		t.mentions()
	}
	if steps := t.stepsOf(); t.Step == "" && len(steps) > 0 && t.steps[steps[0]].Take == "text" && !strings.HasPrefix(steps[0], OwnPrefix) && telling(steps[0], t.in.Text) {
		t.Slots[steps[0]] = clip(t.in.Text) // the request says already what it is about
	}
}

// mentions keeps the days and times as they were said.
func (t *talk) mentions() {
	for _, m := range t.in.Heard.When.Mentions {
		if !m.Past && !m.Not {
			t.Slots[m.Name] = m.Value
		}
	}
}
