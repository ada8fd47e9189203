package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// take returns how an answer is read, by name, nil for a name that there is not. It reports whether it understood one.
func take(name string) func(*talk) (bool, error) {
	switch name {
	case "reason":
		return (*talk).takeReason
	case "state":
		return (*talk).takeState
	case "seen":
		return (*talk).takeSeen
	case "wish":
		return (*talk).takeWish
	case "offer":
		return (*talk).takeOffer
	case "name":
		return (*talk).takeName
	case "birth":
		return (*talk).takeBirth
	case "contact":
		return (*talk).takeContact
	case "visit":
		return (*talk).takeVisit
	case "yes":
		return (*talk).takeYes
	case "text":
		return (*talk).takeText
	case "code":
		return (*talk).takeCode
	case "choice":
		return (*talk).takeChoice
	case "list":
		return (*talk).takeList
	case "held":
		return (*talk).takeHeld
	}
	return nil
}

// answer reads an answer to the open question, unless it is something else altogether.
func (t *talk) answer() error {
	step := t.steps[t.Step]
	if len(step.options) > 0 && t.option(step.options) >= 0 { // what it is called may sound like another request
		return t.took(step)
	}
	if done, err := t.routed(true); done || err != nil {
		return err
	}
	t.sameWeek()
	whom := t.saysWhom() && (step.Take == "offer" || step.Take == "wish") // "do you have anyone who speaks Spanish?" is a wish here
	if a, ok := t.approved(approvedSurely); ok && t.Ready() && !whom {
		t.quote(a)
		return t.ask("")
	}
	if !step.Free && !whom && t.curious() {
		if done, err := t.write(nil); done || err != nil {
			if err != nil {
				return err
			}
			return t.ask("")
		}
	}
	if t.aside(step) {
		return t.ask("")
	}
	if done, err := t.asksToWait(); done || err != nil {
		return err
	}
	if f := t.other(step); f != nil {
		if len(f.Steps) == 0 {
			if err := t.inform(f); err != nil {
				return err
			}
			return t.ask("")
		}
		t.park()
		return t.begin(f)
	}
	if t.Doubt != nil {
		return t.settle()
	}
	if t.Behalf == whose {
		return t.settleWhose()
	}
	if t.retime() {
		return t.next()
	}
	return t.took(step)
}

// took reads an answer to the open question.
func (t *talk) took(step Step) error {
	corrected := t.correct()
	understood, err := take(step.Take)(t)
	if err != nil || t.asks {
		return err
	}
	if understood {
		t.acknowledge(corrected)
		t.Fails = 0
		t.absorb()
		return t.next()
	}
	if corrected != "" {
		t.acknowledge(corrected)
		return t.next()
	}
	return t.fail()
}

// other returns the flow that the caller turns to instead of answering; nil where they answer.
func (t *talk) other(step Step) *Flow {
	h := t.in.Heard
	f, ok := t.wished()
	if !ok || f == t.flow() || !t.Ready() || step.Take == "name" && t.Tries > 0 && saysAny(plainly(t.in.Text), message) {
		return nil
	}
	chooses := step.Take == "offer" || step.Take == "wish"
	_, names := h.Slot("provider")
	switch {
	case len(f.Steps) == 0 && (f.off || t.p.Desk.Dial(f.Name) == practice.Message):
		return nil
	case chooses && (f.Name == "find_provider" || f.Name == "staff") && (t.saysWhom() || saysAny(plainly(t.in.Text), whoever)):
		return nil
	case chooses && f.Name == "find_provider" && names && !saysAny(plainly(t.in.Text), asksWho), chooses && (h.Selected >= 0 || f.Name == "book" || f.Name == "reschedule"):
		return nil // "is there something with Dr. Osei?", "could we change that to Friday?"
	case f.Name == "reschedule" && t.Flow == "book" && t.Chosen != nil && !saysAny(plainly(t.in.Text), theirs): // what is not booked yet is not moved
		return nil
	case (step.Take == "yes" || step.Take == "list" || step.Take == "held") && f.Name == "waitlist", step.Take == "held" && (f.Name == "book" || f.Name == "reschedule" || f.Name == "new_patient"):
		return nil
	case step.Take == "yes" && (h.Has(hear.Affirm) || f.Name == "book" || f.Name == t.flow().Does || f.Name == "confirm"):
		return nil
	case step.Free:
		if slices.Contains([]string{"reschedule", "cancel", "appointment_info"}, f.Name) && t.Flow == "book" {
			return f
		}
		if len(f.Steps) > 0 || step.Take == "text" {
			return nil
		}
	}
	return f
}

// takeState takes the state in which a patient will be during a video visit.
func (t *talk) takeState() (bool, error) {
	state, ok := schedule.FindState(t.in.Text)
	if ok {
		t.Slots["state"] = state
	}
	return ok, nil
}

// takeSeen takes whether they were here before.
func (t *talk) takeSeen() (bool, error) {
	h := t.in.Heard
	switch said, ok := seenBefore(plainly(t.in.Text)); {
	case ok:
		t.Slots["seen"] = string(said)
	case h.Has(hear.Affirm) && !h.Has(hear.Deny):
		t.Slots["seen"] = string(practice.Returning)
	case h.Has(hear.Deny):
		t.Slots["seen"] = string(practice.New)
	default:
		return false, nil
	}
	return true, nil
}

// seenBefore is what words say of whether somebody was here before, folded; false if they say nothing of it.
func seenBefore(plain string) (practice.Seen, bool) {
	switch {
	case saysAny(plain, []string{"new patient", "first time", "first visit", "never been", "not been", "haven't been", "havent been", "i'm new", "im new", "i am new", "new here", "new to",
		"paciente nuevo", "paciente nueva", "nuevo paciente", "nueva paciente", "primera vez", "soy nuevo", "soy nueva", "primera visita", "nunca he", "no he ido", "no he estado"}):
		return practice.New, true
	case saysAny(plain, []string{"been there before", "been here before", "been before", "existing patient", "current patient", "established patient", "returning patient", "already a patient", "i'm a patient", "im a patient", "i am a patient", "i have been", "i've been", "ive been",
		"ya soy paciente", "soy paciente", "ya he ido", "ya he estado", "ya fui", "he ido antes", "he estado antes"}):
		return practice.Returning, true
	}
	return "", false
}

// fail is an answer that was not understood: once it is asked again, once by keypad, and then a person helps.
func (t *talk) fail() error {
	t.Fails++
	switch {
	case t.Fails == 1:
		t.say("sorry", nil)
		return t.ask("again")
	case t.Fails == 2:
		t.say("sorry", nil)
		return t.ask("keypad")
	}
	t.note("three failures on " + t.Step)
	if f := t.flow(); t.Plain || f.Does == "" { // a message goes out with what there is
		return t.finish()
	}
	t.say("unwell", nil)
	if t.Channel() == "voice" {
		return t.person()
	}
	return t.orMessage(t.summary())
}

func (t *talk) takeText() (bool, error) {
	said := strings.Fields(plainly(t.in.Text))
	switch {
	case len(said) == 0, len(said) < 3 && t.in.Heard.Has(hear.Affirm):
		return false, nil
	case len(said) < 3 && t.in.Heard.Has(hear.Deny): // no message after all
		t.say("never", nil)
		t.asks = true
		return true, t.done()
	}
	t.Slots[t.Step] = clip(t.in.Text)
	return true, nil
}

// takeReason takes what the visit is for, in the caller's own words.
func (t *talk) takeReason() (bool, error) {
	h := t.in.Heard
	said := strings.Fields(plainly(t.in.Text))
	if len(said) == 0 || len(said) < 3 && (h.Has(hear.Affirm) || h.Has(hear.Deny) || h.Has(hear.Unsure)) {
		return false, nil
	}
	if r, ok := h.Slot("reason"); ok && (r.Sure > 0.5 || !asks(said[0])) {
		t.Slots["reason"] = r.Value
		return true, nil
	}
	if asks(said[0]) {
		return false, nil
	}
	if _, ok := h.Slot("service"); !ok && !h.When.Want.IsZero() && len(h.Missed) == 0 { // "as soon as possible" is no reason
		t.absorb()
		return false, nil
	}
	t.Slots["reason"] = clip(t.in.Text)
	return true, nil
}

// asks reports whether a turn that begins with the word is a question, folded.
func asks(first string) bool {
	return slices.Contains([]string{"what", "what's", "where", "where's", "who", "who's", "how", "why", "when", "que", "donde", "quien", "cuando", "cuanto"}, first)
}

// takeYes takes what was read back, or what is to be changed.
func (t *talk) takeYes() (bool, error) {
	h := t.in.Heard
	yes := h.Has(hear.Affirm) && !h.Has(hear.Deny) || t.in.Digits == "1" || t.joins() && h.Said && h.Intent == hear.Waitlist
	switch {
	case yes && !t.in.Full && t.Channel() == "voice":
		t.say("late", nil)
		t.asks = true
		return true, t.ask("")
	case yes:
		t.Slots["confirm"] = "yes"
		return true, nil
	}
	for _, slot := range []string{"name", "dob", "phone"} {
		if _, ok := h.Slot(slot); ok {
			return true, nil // correct has taken it
		}
	}
	if t.joins() && (t.prefer() || !h.When.Want.IsZero() && h.When.Clash == nil) { // other days, or somebody else
		t.absorbWish()
		return true, nil
	}
	if !h.Has(hear.Deny) && !h.Has(hear.RequestAlternatives) {
		return false, nil
	}
	t.asks = true
	if t.Flow == "cancel" || t.Flow == "waitlist_leave" || t.Slots["change"] != "" {
		t.say("never", nil)
		return true, t.done()
	}
	t.Slots["change"] = "asked"
	t.say("book.change", nil)
	t.Question = t.line("book.change")
	return true, nil
}

// wished is the flow that the words themselves name.
func (t *talk) wished() (*Flow, bool) {
	if h := t.in.Heard; h.Said {
		f, ok := t.byWish[string(h.Intent)]
		return f, ok
	}
	return nil, false
}

// summary is what was said so far, for a task.
func (t *talk) summary() string {
	if f := t.flow(); f != nil && f.own != nil {
		return f.own.summary(t.Slots)
	}
	var all []string
	for _, s := range []string{"text", "medicine", "pharmacy", "reason", "date", "date_from", "time", "time_from"} {
		if v := t.Slots[s]; v != "" {
			all = append(all, v)
		}
	}
	return strings.Join(all, ". ")
}
